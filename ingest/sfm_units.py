"""Units of security forces with their parents, sites and areas, as Security Force Monitor's sheet of organizations.

A unit is told by its ``o_id``, one without it by its exact name; each of its rows adds relations and sites. Parents and
memberships are given by name: one that several units of the file bear does not say which is meant, so that the
relation is set aside with that reason, while the rest of the row stays; one that none bears is a unit known by name
only. A relation that two rows give in the same words is one relation. What is set aside never stops a run; what cannot
be read does.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.draft import Citation
from graphkit.intake.rows import Row, csv_rows
from graphkit.intake.sfm import (
    ENDS,
    INTERNAL,
    OPEN_ENDED,
    PUBLISHER,
    URL,
    Cell,
    CellColumns,
    DateColumns,
    Record,
    Stretch,
    StretchColumns,
    check_id,
    digest,
    flat,
    merged,
)
from graphkit.intake.sfm_structure import AUTHORITIES, MEMBER, exist, part_of
from graphkit.model.source import Sharing

# The publisher states a licence (CC BY 4.0) for its handbook; none is found for the sheets, so none is stated.
DATASET = Dataset(
    id="sfm_units",
    title="Security Force Monitor: organizations",
    publisher=PUBLISHER,
    url=URL,
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
    counts={"Unit": (1, None)},
)

_NAME = CellColumns.of("Organization:Name", "Name")
_OTHER_NAMES = CellColumns.of("Organization:other_names", "Aliases or alternative spellings")
_CLASSIFICATION = CellColumns.of("Organization:classification", "Classification")
_COUNTRY = "Organization division_id"
_EXISTENCE = StretchColumns(
    DateColumns.of("Organization:date_first_cited", "firstcited_", "Organization date_first_cited"),
    "start date of Organization? Y/N",
    DateColumns.of("Organization:date_last_cited", "lastcited_", "Organization date_last_cited"),
    "Organization:open_ended? Y/N/E",
)
_PARENT = CellColumns.of("OrganizationOrganization:parent_id")
_PARENT_CLASS = CellColumns(
    "OrganizationOrganization:classification",
    "UUID: Administrative, Command, or Informal parent relationship",
    "Confidence: Administrative, Command, or Informal parent relationship",
)
_PARENT_STRETCH = StretchColumns(
    DateColumns.of("OrganizationOrganization:date_first_cited", "", "Date of first citation for parent organization"),
    "Start date of OrganizationOrganization Y/N?",
    DateColumns.of("OrganizationOrganization:date_last_cited", "oo_", "Date of last citation for parent organization"),
    "OrganizationOrganization:open_ended",
)
_HEADQUARTERS = CellColumns.of("Headquarters (Barracks, Base, Physical Asset)", "Headquarters")
_EXACT_PLACE = CellColumns.of("Site: Exact Location - Longitude or OSM Node Name", "Site Exact Location")
_EXACT_PLACE_ID = "Site: Exact Location - Latitude or OSM Node ID"
_PLACE = CellColumns.of("Site:geonames_name")
_PLACE_ID = "Site:geonames_id"
_ADMIN1 = CellColumns.of("Site:admin_level_1_geonames_name")
_ADMIN1_ID = "Site:admin_level_1_geonames_id"
_SITE_COUNTRY = "Site:division_id"
_SITE_STRETCH = StretchColumns(
    DateColumns.of("OrganizationSite:date_first_cited", "os_"),
    "Is this the founding date? (Y/N)",
    DateColumns.of("OrganizationSite:date_last_cited", "os_last_"),
    "OrganizationSite:open_ended (Y/N/E)",
)
_AREA = CellColumns.of("Area of Operations Geoname", "Area of Operations")
_AREA_ID = "Area of Operations GeonameID"
_AREA_COUNTRY = "Area of Operations division_id"
_AREA_STRETCH = StretchColumns(
    DateColumns.of("Date of first citation for area of operations", "aoo_start_"),
    "start date of area of operation? Y/N",
    DateColumns.of("Date of last citation for area of operations", "aoo_last_"),
    "Assume Area of Operations to Current Date? (Y/N/E)",
)
_MEMBERSHIP = CellColumns.of("OrganizationMembership:member_id")
_MEMBERSHIP_STRETCH = StretchColumns(
    DateColumns.of("Date of first citation for OrganizationMembership:member_id", "om_first_"),
    "start date of OrganizationMembership? Y/N",
    DateColumns.of("Date of last citation for OrganizationMembership:member_id", "om_last_"),
    "end date of OrganizationMembership? Y/N",
)
_ID, _NOTES, _O_ID = "ID", "Notes", "o_id"
_SITE = flat(_HEADQUARTERS, _EXACT_PLACE, _EXACT_PLACE_ID, _PLACE, _PLACE_ID, _ADMIN1, _ADMIN1_ID, _SITE_STRETCH)
COLUMNS = flat(
    _ID,
    INTERNAL,
    _NAME,
    _OTHER_NAMES,
    _CLASSIFICATION,
    _COUNTRY,
    _EXISTENCE,
    _PARENT,
    _PARENT_CLASS,
    _PARENT_STRETCH,
    _SITE,
    _SITE_COUNTRY,
    _AREA,
    _AREA_ID,
    _AREA_COUNTRY,
    _AREA_STRETCH,
    _MEMBERSHIP,
    _MEMBERSHIP_STRETCH,
    _NOTES,
    _O_ID,
)


@dataclass(slots=True)
class _Unit:
    """The unit of a row, with the row."""

    record: Record
    key: str
    subject: Subject

    @property
    def draft(self) -> Draft:
        """The draft that takes the statements."""
        return self.record.draft

    @property
    def unsourced(self) -> Citation:
        """A citation of the dataset itself, for what the file gives no source of."""
        return self.draft.citation()


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State the units of each file; a name means a unit of the same file."""
    for file in files:
        keys = _keys_by_name(file)

        def read_row(row: Row, file: SourceFile = file, keys: dict[str, dict[str, None]] = keys) -> None:
            file.set_aside.update(_read_row(row, draft, keys))

        file.rows(read_row, columns=COLUMNS, delimiter="\t", quoted=False)


def _keys_by_name(file: SourceFile) -> dict[str, dict[str, None]]:
    """Return the keys of the units that bear each name."""
    keys: dict[str, dict[str, None]] = {}
    for row in csv_rows(file.path, file.name, columns=COLUMNS, delimiter="\t", quoted=False):
        name = row.cells[_NAME.value]
        keys.setdefault(name, {})[row.cells[_O_ID] or name] = None
    return keys


def _read_row(row: Row, draft: Draft, keys: dict[str, dict[str, None]]) -> dict[str, int]:
    record = Record(row, draft)
    row.ignore(INTERNAL)
    record.unused(_ID)
    unit = _unit(record)
    _parent(unit, keys)
    _membership(unit, keys)
    _site(unit)
    _area(unit)
    unit.subject.add("note", row.take(_NOTES), citations=(unit.unsourced,))
    return record.aside


def _unit(record: Record) -> _Unit:
    row, draft = record.row, record.draft
    name = record.cell(_NAME)
    if not name.text:
        raise InvalidValue(f"column {_NAME.value!r} is empty; a unit has a name")
    o_id = row.take(_O_ID)
    key = check_id(o_id) if o_id else name.text
    subject = draft.entity("Unit", key, citations=name.citations)
    unit = _Unit(record, key, subject)
    subject.add("name", name.text)
    for prop, columns in (("alias", _OTHER_NAMES), ("classification", _CLASSIFICATION)):
        cell = record.cell(columns)
        for part in cell.parts:
            subject.add(prop, part, citations=cell.citations)
    subject.add("country", row.take(_COUNTRY), citations=(unit.unsourced,))
    if stretch := record.stretch(_EXISTENCE, OPEN_ENDED):
        exist(unit.subject, stretch, unit.unsourced)
    return unit


def _parent(unit: _Unit, keys: dict[str, dict[str, None]]) -> None:
    record = unit.record
    if not record.given(_PARENT.value, _PARENT[1:], _PARENT_CLASS, _PARENT_STRETCH):
        return
    parent = record.cell(_PARENT)
    authority = record.row.choose(_PARENT_CLASS.value, AUTHORITIES)
    of_class = record.citations(_PARENT_CLASS.source, _PARENT_CLASS.confidence)
    stretch = record.stretch(_PARENT_STRETCH, OPEN_ENDED)
    _relate(unit, parent, Cell(authority, of_class), stretch, keys)


def _membership(unit: _Unit, keys: dict[str, dict[str, None]]) -> None:
    """State that the unit takes part in an operation or mission, which does not command it by that alone."""
    record = unit.record
    if not record.given(_MEMBERSHIP.value, _MEMBERSHIP[1:], _MEMBERSHIP_STRETCH):
        return
    operation = record.cell(_MEMBERSHIP)
    stretch = record.stretch(_MEMBERSHIP_STRETCH, ENDS)
    _relate(unit, operation, Cell(MEMBER, operation.citations), stretch, keys)


def _relate(
    unit: _Unit, other: Cell, authority: Cell, stretch: Stretch | None, keys: dict[str, dict[str, None]]
) -> None:
    head = _named(unit, other, keys)
    if head is None or stretch is None:
        return
    part_of(unit.subject, head, other, authority, stretch, unit.unsourced)


def _named(unit: _Unit, other: Cell, keys: dict[str, dict[str, None]]) -> str | None:
    """Return the id of the unit of that name, or None where several bear it."""
    draft, candidates = unit.draft, keys.get(other.text, {})
    if len(candidates) > 1:
        reason = f"{other.text!r} is the name of {len(candidates)} units, and which of them is meant is not said"
        unit.record.aside[reason] += 1
        return None
    if not candidates:
        subject = draft.entity("Unit", other.text, citations=other.citations)
        subject.add("name", other.text)
        return subject.id
    return draft.id_of(next(iter(candidates)))


def _site(unit: _Unit) -> None:
    record, row = unit.record, unit.record.row
    if not record.given(_SITE_COUNTRY, _SITE):
        return
    base, exact, place, admin1 = (record.cell(columns) for columns in (_HEADQUARTERS, _EXACT_PLACE, _PLACE, _ADMIN1))
    stated = {
        "headquarters": base,
        "exact_place": exact,
        "exact_place_id": Cell(row.take(_EXACT_PLACE_ID), exact.citations),
        "place": place,
        "place_id": Cell(row.take(_PLACE_ID), place.citations),
        "admin1": admin1,
        "admin1_id": Cell(row.take(_ADMIN1_ID), admin1.citations),
    }
    country = row.take(_SITE_COUNTRY)
    if stretch := record.stretch(_SITE_STRETCH, OPEN_ENDED):
        _operate(unit, "site", country, stated, stretch)
        seat = replace(unit.subject, when=stretch.when)
        seat.add("headquarters", base.text, citations=base.citations)


def _area(unit: _Unit) -> None:
    record, row = unit.record, unit.record.row
    if not record.given(_AREA.value, _AREA[1:], _AREA_ID, _AREA_COUNTRY, _AREA_STRETCH):
        return
    area = record.cell(_AREA)
    stated = {"place": area, "place_id": Cell(row.take(_AREA_ID), area.citations)}
    country = row.need(_AREA_COUNTRY)
    if stretch := record.stretch(_AREA_STRETCH, OPEN_ENDED):
        _operate(unit, "area of operations", country, stated, stretch)


def _operate(unit: _Unit, interest: str, country: str, stated: dict[str, Cell], stretch: Stretch) -> None:
    head = unit.draft.country(country)
    words = [cell.text for cell in stated.values()]
    edge = unit.draft.edge(
        "OPERATED_IN",
        unit.subject.id,
        head,
        key=f"{unit.key}/operated_in/{digest(interest, head, *words, *stretch.key)}",
        citations=merged(*(cell.citations for cell in stated.values())) or (unit.unsourced,),
        when=stretch.when,
    )
    edge.add("interest", interest)
    for prop, cell in stated.items():
        edge.add(prop, cell.text, citations=cell.citations)
    stretch.state(edge, unit.unsourced)
