"""Units, persons, incidents and sources with ids, as Security Force Monitor's importer tables and its claim rows.

The importer's four tables have columns such as ``unit:name``, ``unit:name:source``, ``unit:name:confidence``; a row is
a unit or person and one relation, place or post of it. The claim rows are those of the publisher's research handbook.
The CSV files of one folder are one run, and the table of sources serves both layouts: a source that it marks as
restricted, or does not describe, makes what cites it restricted. Only rows that the publisher has cleared are stated.

Places have no country here, and so are stated of the unit, not as a relation to one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.draft import Citation
from graphkit.intake.events import happened
from graphkit.intake.folders import gathered_tables
from graphkit.intake.rows import Row, check_text, csv_header, csv_rows
from graphkit.intake.sfm import (
    ENDS,
    OPEN_ENDED,
    PUBLISHER,
    URL,
    Cell,
    CellColumns,
    DateColumns,
    Record,
    StretchColumns,
    check_id,
    flat,
    read_date,
    source_ids,
)
from graphkit.intake.sfm_claim_rows import COLUMNS, OPTIONAL, TYPE, kinds_of, read_claim
from graphkit.intake.sfm_structure import (
    AUTHORITIES,
    MEMBER,
    accuse,
    add_place,
    add_violations,
    exist,
    locate,
    part_of,
    posted_to,
)
from graphkit.model.source import Sharing

# The publisher states a licence (CC BY 4.0) for its handbook; none is found for the tables, so none is stated.
DATASET = Dataset(
    id="sfm_claims",
    title="Security Force Monitor: claims",
    publisher=PUBLISHER,
    url=URL,
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
    counts={"Source": (1, None)},
)

_ENCODING = "utf-8-sig"
_CLEARED = "3"
_STATUS = {"0": "first commit", "1": "fixes needed", "2": "fixes made", _CLEARED: "clean"}
_RELATION = {"child": True, "member": False}
_LOCATION = {"site": True, "aoo": False}


def _internal(kind: str) -> tuple[str, ...]:
    """Return the columns of the review: whose row it is, remarks, and notes not meant for publication."""
    return (f"{kind}:owner:admin", f"{kind}:comments:admin", f"{kind}:notes:admin")


def _stretch(prefix: str, begins: str, ends: str) -> StretchColumns:
    """Return the columns of a first and a last date under a prefix."""
    first, last = (DateColumns.claimed(f"{prefix}{part}_cited_date") for part in ("first", "last"))
    return StretchColumns(first, begins, last, ends)


_UNIT_ID, _UNIT_STATUS = "unit:id:admin", "unit:status:admin"
_UNIT_FACTS = {
    "name": CellColumns.claimed("unit:name"),
    "alias": CellColumns.claimed("unit:other_names"),
    "classification": CellColumns.claimed("unit:classification"),
    "country": CellColumns.claimed("unit:country"),
}
_UNIT_STRETCH = _stretch("unit:", "unit:first_cited_date_start", "unit:last_cited_date_open")
_RELATED = CellColumns.claimed("unit:related_unit")
_RELATED_ID, _RELATED_TYPE = "unit:related_unit_id:admin", "unit:relation_type"
_RELATED_CLASS = CellColumns.claimed("unit:related_unit_class")
_RELATED_STRETCH = _stretch("unit:related_unit_", "unit:related_unit_first_cited_date_start", "unit:related_unit_open")
_LOCATION_TYPE, _BASE = "unit:location_type", CellColumns.claimed("unit:base_name")
_PLACE = CellColumns.claimed("unit:location")
_PLACE_STRETCH = _stretch("unit:location_", "unit:location_first_cited_date_founding", "unit:location_open")
UNITS = flat(
    _internal("unit"), _UNIT_STATUS, _UNIT_ID, *_UNIT_FACTS.values(), _UNIT_STRETCH, _RELATED_TYPE, _RELATED_ID,
    _RELATED, _RELATED_CLASS, _RELATED_STRETCH, _LOCATION_TYPE, _BASE, _PLACE, _PLACE_STRETCH,
)  # fmt: skip

_PERSON_ID, _PERSON_STATUS = "person:id:admin", "person:status:admin"
_PERSON_FACTS = {
    "name": CellColumns.claimed("person:name"),
    "alias": CellColumns.claimed("person:other_names"),
    "country": CellColumns.claimed("person:country"),
}
_POST_ID, _POST = "person:posting_unit_id:admin", CellColumns.claimed("person:posting_unit_name", "person:posting_unit")
_POST_FACTS = {
    "role": CellColumns.claimed("person:posting_role"),
    "title": CellColumns.claimed("person:posting_title"),
    "rank": CellColumns.claimed("person:posting_rank"),
    "start_context": CellColumns.claimed("person:posting_first_cited_date_start_context"),
    "end_context": CellColumns.claimed("person:posting_last_cited_date_end_context"),
}
_POST_STRETCH = _stretch(
    "person:posting_", "person:posting_first_cited_date_start", "person:posting_last_cited_date_end"
)
PERSONS = flat(
    _internal("person"), _PERSON_STATUS, _PERSON_ID, *_PERSON_FACTS.values(), _POST_ID, _POST, *_POST_FACTS.values(),
    _POST_STRETCH,
)  # fmt: skip

_INCIDENT_ID, _INCIDENT_STATUS, _ALL = "incident:id:admin", "incident:status:admin", "incident:all:source"
_DATES = {name: (f"incident:{name}", *(f"incident:{name}_{part}" for part in ("month", "day", "year")))
          for name in ("start_date", "end_date", "pub_date", "update_date")}  # fmt: skip
_ACCUSED = {
    "Person": ("incident:perpetrator_person_id:admin", "incident:perpetrator_person_name"),
    "Unit": ("incident:perpetrator_unit_id:admin", "incident:perpetrator_unit_name"),
}
_INCIDENT_FACTS = (
    "incident:update_status", "incident:location_description", "incident:location", "incident:violation_type",
    "incident:violation_description", "incident:perpetrator_classification",
)  # fmt: skip
INCIDENTS = flat(
    _internal("incident")[:2], _INCIDENT_STATUS, _INCIDENT_ID, *_DATES.values(), *_ACCUSED.values(), _INCIDENT_FACTS,
    _ALL,
)  # fmt: skip


@dataclass(slots=True)
class _Run:
    """What the files of a run share: the sharing of the sources that they describe."""

    draft: Draft
    sharing: dict[str, Sharing] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def cite(self, source: str, credibility: int) -> Citation:
        """Return a citation; of a source that the files do not describe it is not known whether it may be shared."""
        sharing = self.sharing.get(source, Sharing.RESTRICTED)
        return Citation(self.draft.id_of(source), sharing=sharing, credibility=credibility)

    def record(self, row: Row) -> Record:
        """Return the row as datapoints that cite this run's sources."""
        return Record(row, self.draft, self.cite)


def gather(paths: Sequence[Path]) -> list[list[Path]]:
    """Part what the user named into runs: the tables of a folder are one."""
    return gathered_tables(paths)


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State what each file holds, told by its columns: the sources first, which say who may see the rest."""
    run = _Run(draft)
    layouts = {file.name: _layout(file) for file in files}
    for file in files:
        if layouts[file.name] == TYPE:
            columns, optional, _ = _LAYOUTS[TYPE]
            run.kinds |= kinds_of(csv_rows(file.path, file.name, columns=columns, optional=optional))
    for file in sorted(files, key=lambda file: list(_LAYOUTS).index(layouts[file.name])):
        columns, optional, read_row = _LAYOUTS[layouts[file.name]]

        def read_one(row: Row, file: SourceFile = file, read_row: Reader = read_row) -> None:
            file.set_aside.update(read_row(row, run))

        file.rows(read_one, columns=columns, optional=optional)


def _layout(file: SourceFile) -> str:
    """Return the column by which the layout of the file is known."""
    check_text(file.path, file.name, _ENCODING)
    header = csv_header(file.path, file.name, delimiter=",")
    for column in _LAYOUTS:
        if column in header:
            return column
    raise UnreadableSource(
        f"{file.name}: a table of this source has one of the columns {', '.join(map(repr, _LAYOUTS))}; is it the right "
        "file and ingestor?"
    )


def _uncleared(row: Row, column: str) -> dict[str, int]:
    """Return why the row is not stated, where its publisher has not cleared it; it is then left unread."""
    status = row.cells[column]
    meaning = row.choose(column, _STATUS)
    if status == _CLEARED:
        return {}
    row.ignore(row.cells)
    return {f"the publisher has not cleared the row ({column} {status}, {meaning})": 1}


def _read_source(row: Row, run: _Run) -> dict[str, int]:
    """State a source and the place in it: what is cited is a page, a clip or the like of it."""
    row.ignore(["source:comments:admin"])
    key = check_id(row.need(_SOURCE_ID))
    run.sharing[key] = row.choose("source:restricted:admin", _RESTRICTED)
    own = Citation(run.draft.id_of(key), sharing=run.sharing[key])
    source = run.draft.entity("Source", key, citations=(own,), new=True)
    source.add("title", row.need("source:title"))
    source.add("publisher", row.take("source:publication_name"))
    source.add("country", row.take("source:publication_country"))
    for prop, column in _SOURCE_DATES.items():
        source.add(prop, row.date(column))
    for prop, column in _SOURCE_ADDRESSES.items():
        source.add(prop, row.take(column))
    source.add("page", " ".join(row.take(f"source:access_point_{part}") for part in ("type", "trigger")).strip())
    source.add("sharing", run.sharing[key].value)
    for column in _SOURCE_NUMBERS:
        number = row.take(column)
        source.add("identifier", number, original=f"{column} {number}")
    for column in _SOURCE_NOTES:
        if value := row.take(column):
            source.add("note", f"{column.removeprefix('source:')}: {value}")
    return {}


def _read_unit(row: Row, run: _Run) -> Mapping[str, int]:
    if aside := _uncleared(row, _UNIT_STATUS):
        return aside
    record = run.record(row)
    row.ignore(_internal("unit"))
    unit = _subject(record, "Unit", row.need(_UNIT_ID), _UNIT_FACTS)
    if stretch := record.stretch(_UNIT_STRETCH, OPEN_ENDED):
        exist(unit, stretch, run.draft.citation())
    _relate(record, unit)
    _locate(record, unit)
    return record.aside


def _subject(record: Record, kind: str, key: str, facts: Mapping[str, CellColumns]) -> Subject:
    """State the facts of a unit or person; each cell may hold several."""
    cells = {prop: record.cell(columns) for prop, columns in facts.items()}
    subject = record.draft.entity(kind, check_id(key), citations=cells["name"].citations)
    if not cells["name"].text:
        raise InvalidValue(f"column {facts['name'].value!r} is empty; a value is required")
    for prop, cell in cells.items():
        for value in [cell.text] if prop == "name" else cell.parts:
            subject.add(prop, value, citations=cell.citations)
    return subject


def _relate(record: Record, unit: Subject) -> None:
    row, draft = record.row, record.draft
    if not record.given(_RELATED_ID, _RELATED_TYPE, _RELATED, _RELATED_CLASS, _RELATED_STRETCH):
        return
    head = draft.entity("Unit", check_id(row.take(_RELATED_ID)))
    other = record.cell(_RELATED)
    is_child = row.choose(_RELATED_TYPE, _RELATION)
    authority = Cell(MEMBER, other.citations)
    if is_child:
        word = row.choose(_RELATED_CLASS.value, AUTHORITIES)
        authority = Cell(word, record.citations(_RELATED_CLASS.source, _RELATED_CLASS.confidence))
    else:
        record.cell(_RELATED_CLASS)  # a membership is no command, whatever class it is given
    head.add("name", other.text, citations=other.citations)
    if stretch := record.stretch(_RELATED_STRETCH, OPEN_ENDED):
        part_of(unit, head.id, other, authority, stretch, draft.citation())


def _locate(record: Record, unit: Subject) -> None:
    if not record.given(_PLACE.value, _PLACE[1:], _LOCATION_TYPE, _BASE, _PLACE_STRETCH):
        return
    base, place = record.cell(_BASE), record.cell(_PLACE)
    is_site = record.row.choose(_LOCATION_TYPE, _LOCATION)
    if stretch := record.stretch(_PLACE_STRETCH, OPEN_ENDED):
        locate(replace(unit, when=stretch.when), is_site=is_site, base=base, place=place)


def _read_person(row: Row, run: _Run) -> Mapping[str, int]:
    if aside := _uncleared(row, _PERSON_STATUS):
        return aside
    record = run.record(row)
    row.ignore(_internal("person"))
    person = _subject(record, "Person", row.need(_PERSON_ID), _PERSON_FACTS)
    if not record.given(_POST_ID, _POST, *_POST_FACTS.values(), _POST_STRETCH):
        return record.aside
    head = run.draft.entity("Unit", check_id(row.take(_POST_ID)))
    unit = record.cell(_POST)
    head.add("name", unit.text, citations=unit.citations)
    facts = {prop: record.cell(columns) for prop, columns in _POST_FACTS.items()}
    if stretch := record.stretch(_POST_STRETCH, ENDS):
        posted_to(person, head.id, Cell(head.id, unit.citations), facts, stretch, run.draft.citation())
    return record.aside


def _read_incident(row: Row, run: _Run) -> Mapping[str, int]:
    if aside := _uncleared(row, _INCIDENT_STATUS):
        return aside
    row.ignore(_internal("incident"))
    draft = run.draft
    citations = tuple(run.cite(source, 0) for source in source_ids(row.need(_ALL)))
    dates = {name: _date(row, columns) for name, columns in _DATES.items()}
    key = check_id(row.need(_INCIDENT_ID))
    incident = happened(draft, key, dates["start_date"], dates["end_date"], citations=citations)
    if published := dates["pub_date"]:
        incident.add("note", f"published {published.edtf()}")
    if updated := dates["update_date"]:
        incident.add("note", f"updated {updated.edtf()}: {row.take('incident:update_status')}")
    row.ignore(["incident:update_status"])
    incident.add("place", row.take("incident:location_description"))
    add_place(incident, "place", row.take("incident:location"))
    add_violations(incident, row.parts("incident:violation_type"))
    incident.add("description", row.take("incident:violation_description"))
    for part in row.parts("incident:perpetrator_classification"):
        incident.add("party_as_printed", f"perpetrator: {part}", original=part)
    for kind, (number, name) in _ACCUSED.items():
        if key := row.take(number):
            accused = draft.entity(kind, check_id(key), citations=citations)
            accused.add("name", row.need(name))
            accuse(incident, accused)
    return {}


def _date(row: Row, columns: Sequence[str]) -> PartialDate | None:
    """Return a date, which is repeated in three columns."""
    written, *parts = (row.take(column) for column in columns)
    return read_date(written, "/".join(part for part in parts if part)) if written else None


def _read_claim(row: Row, run: _Run) -> Mapping[str, int]:
    return read_claim(row, run.draft, run.cite, run.kinds)


_SOURCE_ID = "source:access_point_id:admin"
_RESTRICTED = {"": Sharing.PUBLIC, "0": Sharing.PUBLIC, "1": Sharing.RESTRICTED}
_SOURCE_DATES = {"published": "source:published_timestamp", "accessed": "source:accessed_timestamp"}
_SOURCE_ADDRESSES = {"url": "source:url", "archive_url": "source:archive_url"}
_SOURCE_NUMBERS = (
    "source:publication_id:admin", "source:external_archive_sha_content:admin",
    "source:external_archive_sha_meta:admin",
)  # fmt: skip
_SOURCE_NOTES = (
    "source:type", "source:author", "source:created_timestamp", "source:uploaded_timestamp", "source:archive_timestamp",
)  # fmt: skip
SOURCES = flat(
    "source:comments:admin", "source:restricted:admin", _SOURCE_ID, "source:title", "source:publication_name",
    "source:publication_country", _SOURCE_DATES.values(), _SOURCE_ADDRESSES.values(), "source:access_point_type",
    "source:access_point_trigger", _SOURCE_NUMBERS, _SOURCE_NOTES,
)  # fmt: skip

Reader = Callable[[Row, _Run], Mapping[str, int]]
_LAYOUTS: dict[str, tuple[Sequence[str], Sequence[str], Reader]] = {
    _SOURCE_ID: (SOURCES, (), _read_source),
    _UNIT_ID: (UNITS, (), _read_unit),
    _PERSON_ID: (PERSONS, (), _read_person),
    _INCIDENT_ID: (INCIDENTS, (), _read_incident),
    TYPE: (COLUMNS, OPTIONAL, _read_claim),
}
"""By the column that tells it, the columns of a layout, those that it may have, and what reads a row; in this order."""
