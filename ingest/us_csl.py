"""The Consolidated Screening List of the United States, as CSV, plain or packed: lists of Commerce, State and Treasury.

Each list is its own authority's. What the Treasury lists has OFAC's number, under which a party may stand on several
lists; of what Commerce and State list the file does not say whether it is a person or a body.
"""

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue, KindClash
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.draft import Citation
from graphkit.intake.listing import (
    Entry,
    Identifier,
    add_coverage,
    add_identifiers,
    add_listing,
    identifier,
    one_line,
    person_name,
)
from graphkit.intake.ofac import (
    AUTHORITY,
    KINDS_OF_PARTY,
    Links,
    add_number,
    parts,
    property_of_type,
    read_remark,
    read_vessel,
    state_typed,
)
from graphkit.intake.rows import Row
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="us_csl",
    title="Consolidated Screening List",
    publisher="US Department of Commerce, International Trade Administration",
    url="https://www.trade.gov/consolidated-screening-list",
    licence="work of the United States government, public domain (17 U.S.C. 105)",
    kind=SourceKind.DATASET,
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Listing": (1, None)},
)
_COMMERCE = ("US-BIS", "US Department of Commerce, Bureau of Industry and Security")
_STATE = ("US-STATE", "US Department of State")
_TREASURY = (AUTHORITY, "US Department of the Treasury, Office of Foreign Assets Control")


class _List(NamedTuple):
    """One of the lists: what its entries' ids end in, whose it is, and who publishes it first."""

    key: str
    authority: str
    origin: str


_LISTS = {
    "Capta List (CAP) - Treasury Department": _List("cap", *_TREASURY),
    "Denied Persons List (DPL) - Bureau of Industry and Security": _List("dpl", *_COMMERCE),
    "Entity List (EL) - Bureau of Industry and Security": _List("el", *_COMMERCE),
    "Foreign Sanctions Evaders (FSE) - Treasury Department": _List("fse", *_TREASURY),
    "ITAR Debarred (DTC) - State Department": _List("dtc", *_STATE),
    "Military End User (MEU) List - Bureau of Industry and Security": _List("meu", *_COMMERCE),
    "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department": _List(
        "cmic", *_TREASURY
    ),
    "Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department": _List("mbs", *_TREASURY),
    "Nonproliferation Sanctions (ISN) - State Department": _List("isn", *_STATE),
    "Palestinian Legislative Council List (PLC) - Treasury Department": _List("plc", *_TREASURY),
    "Sectoral Sanctions Identifications List (SSI) - Treasury Department": _List("ssi", *_TREASURY),
    "Specially Designated Nationals (SDN) - Treasury Department": _List("sdn", *_TREASURY),
    "Unverified List (UVL) - Bureau of Industry and Security": _List("uvl", *_COMMERCE),
}
_KINDS = {**KINDS_OF_PARTY, "": "Party"}
_LINKS = ("source_list_url", "source_information_url")
"""Shortened links to the page of the list, the same in all of its rows."""
_VEHICLE = {
    "call_sign": "call_sign",
    "vehicle_type": "vessel_type",
    "owner": "vessel_owner",
    "flag": "vessel_flag",
    "tonnage": "gross_tonnage",
    "gross": "gross_registered_tonnage",
}
_COLUMNS = (
    *("_id", "source", "entity_number", "type", "programs", "name", "title", "addresses", "federal_register_notice"),
    *("start_date", "end_date", "standard_order", "license_requirement", "license_policy", *_VEHICLE.values()),
    *("remarks", "source_list_url", "alt_names", "citizenships", "dates_of_birth", "nationalities"),
    *("places_of_birth", "source_information_url", "ids"),
)
_OF_THE_LISTING = {
    "license_requirement": "licence_requirement",
    "license_policy": "licence_policy",
    "federal_register_notice": "legal_basis",
}
_STANDARD = {"Y": "standard order", "y": "standard order", "N": "order that is not standard", "": ""}
_MISTYPED = re.compile(r"00\d\d-\d\d-\d\d")
"""A date of which the century is missing: which one is meant is not for us to say."""
_CODE = re.compile("[A-Z]{2}")
_ID = re.compile(r"(?:([A-Z]{2}), )?(.*), ([^,]+)")


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one edition: the entries of every list in it, and then the links between them that remarks name."""
    for file in files:
        edition = _Edition(draft, Links(draft))
        with file.unpacked():
            file.rows(edition.read_row, columns=_COLUMNS)
        edition.links.state()
        if draft.edition and not file.set_aside:
            draft.capture = file.capture
            draft.at("pointer:/")
            edition.state_coverage(PartialDate.parse(draft.edition))


@dataclass(slots=True)
class _Edition:
    """One edition of the list, while it is read."""

    draft: Draft
    links: Links
    rows: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    """The row of each entry of each list."""
    lists: dict[str, _List] = field(default_factory=dict)

    def read_row(self, row: Row) -> None:
        """State one entry of one list; one that is printed again, but for its links, says nothing new."""
        key, name = row.need("_id"), row.cells["source"]
        list_ = self.lists[name] = row.choose("source", _LISTS)
        if (before := self.rows.setdefault((key, name), row.cells)) is not row.cells:
            if any(before[column] != row.cells[column] for column in _COLUMNS if column not in _LINKS):
                raise KindClash(f"_id {key!r} stands for two different entries of {name}")
            row.ignore(_COLUMNS)
            return
        of_treasury = list_.authority == AUTHORITY
        number = row.take("entity_number")
        if of_treasury and number != key:
            raise InvalidValue(f"column 'entity_number': {number!r} is not OFAC's number {key!r}, which is the _id")
        citation = Citation(self.draft.dataset.id, origin=list_.origin, sharing=self.draft.dataset.sharing)
        subject = self.draft.entity(row.choose("type", _KINDS), key, citations=(citation,))
        entry = Entry(subject, self._listing(subject, row, key, number, name, list_))
        _read_names(subject, row, self.links, key)
        _read_party(subject, row)
        numbers = list(_ids(entry, row.take("ids")))
        if of_treasury:
            add_number(subject, key)
        remarks = row.take("remarks")
        entry.listing.add("remarks", remarks)
        for part in parts(remarks) if of_treasury else ():
            read_remark(entry, key, row.locator, part, numbers, self.links)
        add_identifiers(subject, numbers)
        row.ignore(_LINKS)

    def _listing(self, subject: Subject, row: Row, key: str, number: str, name: str, list_: _List) -> Subject:
        listing = add_listing(
            self.draft,
            subject,
            f"{key}/{list_.key}",
            authority=list_.authority,
            entry=number or key,
            programmes=row.parts("programs"),
        )
        listing.add("list_name", name)
        if _MISTYPED.fullmatch(row.cells["start_date"]):
            listing.add("note", f"Start date as printed: {row.take('start_date')}")
        listing.add("listed_on", row.date("start_date"))
        listing.add("expires_on", row.date("end_date"))
        listing.add("measure", row.choose("standard_order", _STANDARD))
        for column, prop in _OF_THE_LISTING.items():
            listing.add(prop, row.take(column))
        return listing

    def state_coverage(self, as_of: PartialDate) -> None:
        """State of each authority which of its lists the file holds."""
        for authority in sorted({list_.authority for list_ in self.lists.values()}):
            names = sorted(name for name, list_ in self.lists.items() if list_.authority == authority)
            add_coverage(
                self.draft,
                authority=authority,
                as_of=as_of,
                scope=f"{'; '.join(names)}.",
                list_names=names,
                part=authority,
            )


def _read_names(subject: Subject, row: Row, links: Links, key: str) -> None:
    value, printed = _name(subject, row.need("name"))
    subject.add("name", value, original=printed)
    links.bear(printed or value, key)
    for alias in row.parts("alt_names"):
        value, printed = _name(subject, alias)
        subject.add("alias", value, original=printed)


def _name(subject: Subject, printed: str) -> tuple[str, str]:
    """Return a name and, where that differs, how the list prints it: a person's turned, a body's on one line."""
    if subject.kind == "Person":
        return person_name(printed, "")
    value = one_line(printed.removeprefix("and "))
    return value, printed if value != printed else ""


def _read_party(subject: Subject, row: Row) -> None:
    for address in row.parts("addresses"):
        *_, country = address.rpartition(", ")
        subject.add("address", address)
        if _CODE.fullmatch(country):
            with contextlib.suppress(InvalidValue):  # such as the state in an address of the United States
                subject.add("country", country)
    for position in parts(row.take("title")):
        subject.add("position", position)
    for prop, column in (("nationality", "nationalities"), ("citizenship", "citizenships")):
        for code in row.parts(column):
            subject.draft.add_countries(subject, prop, code)
    for day in row.parts("dates_of_birth"):
        subject.add("birth_date", PartialDate.parse(day))
    for place in row.parts("places_of_birth"):
        subject.add("birth_place", place)
    vehicle = {prop: row.take(column) for prop, column in _VEHICLE.items()}
    if any(vehicle.values()):
        read_vessel(subject, vehicle)


def _ids(entry: Entry, text: str) -> Iterator[Identifier]:
    """State what the list files as identifications, and yield the numbers among them: ``IR, 123, Passport``."""
    numbers: list[Identifier] = []
    for line in text.split("; ") if text else ():
        if not (found := _ID.fullmatch(line)):
            raise InvalidValue(f"column 'ids': {line!r} is not of the form 'IR, 123, Passport'")
        country, number, type_ = found.groups(default="")
        state_typed(entry, identifier(property_of_type(type_, "type of ids"), type_, number, country=country), numbers)
    yield from numbers
