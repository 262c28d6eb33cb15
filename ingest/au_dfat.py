"""Australia's Consolidated List of persons and entities under sanctions, as DFAT's XLSX.

A row is a name. Its reference is the entry's number, with a letter for every name after the first, and a digit for
every variant of such a name: the number alone is the entry's id. The file does not tell its own date.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, Subject
from graphkit.intake.grouped import Block, Cells, Groups, tell_new
from graphkit.intake.listing import add_coverage, add_listing, name_property, one_line, script_tag
from graphkit.intake.prose import add_dates, add_each_country, numbered
from graphkit.intake.rows import Row
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="au_dfat",
    title="Consolidated List of persons and entities subject to sanctions under Australian law",
    publisher="Australian Government, Department of Foreign Affairs and Trade",
    url="https://www.dfat.gov.au/international-relations/security/sanctions/consolidated-list",
    licence="CC BY 4.0",
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Person": (1, None), "Organization": (1, None)},
)
AUTHORITY = "AU"
SCOPE = "Consolidated List: every person and entity under sanctions of the Security Council or of Australia's own."

_COLUMNS = (
    "Reference",
    "Name of Individual or Entity",
    "Type",
    "Name Type",
    "Date of Birth",
    "Place of Birth",
    "Citizenship",
    "Address",
    "Additional Information",
    "Listing Information",
    "Committees",
    "Control Date",
)
_REFERENCE = re.compile(r"(?P<entry>\d+)(?:[a-z]+\d*)?", re.ASCII)
_KINDS = {"Individual": "Person", "individual": "Person", "Entity": "Organization"}
_NAMES = {
    **dict.fromkeys(("Primary Name", "Primary name", "primary Name", "primary name"), "name"),
    **dict.fromkeys(("AKA", "Aka", "aka"), name_property()),
    **dict.fromkeys(("Original Script", "Original script", "original Script", "original script"), name_property()),
    **dict.fromkeys(("Formerly known as", "Previously listed as"), name_property(former=True)),
}
_NOTHING = frozenset({"na"})
_WORDS_ONLY = frozenset({
    "Congolese",
    "Indonesian (as at Dec. 2003)",
    "Kuwaiti citizenship withdrawn in 2002",
    "Possibly Ethiopian",
    "Saudi Arabian (this aka only, alt Citizenship Yemeni)",
})  # fmt: skip
"""What cells for a citizenship hold that is not a country without a doubt: it is kept in words only."""
_NO_DATES = frozenset({"10/061962"})
"""What cells for a date of birth hold that is no date; it is kept as it is printed."""
_LISTED = re.compile(
    r"(?:(?:First )?[Ll]isted on:?|Designated under the Autonomous Sanctions Regulations 2011 on) "
    r"(?P<day>\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})"
)
"""How a listing begins that tells the day of Australia's own act; of others it tells the Security Council's."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_INSTRUMENT = re.compile(r"(?:Instrument of first|Autonomous Sanctions \(|Charter of the United Nations )")


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one edition: the rows, which are gathered by their entry."""
    for file in files:
        edition = _Edition(draft)
        file.sheet(edition.read_row, columns=_COLUMNS)
        edition.groups.name_the_unnamed()
        file.counts = {"entries": len(edition.groups.by_key), "rows": file.records}
        if draft.edition and not file.set_aside:
            draft.at("row:1")
            add_coverage(draft, authority=AUTHORITY, as_of=PartialDate.parse(draft.edition), scope=SCOPE)


@dataclass(slots=True)
class _Edition:
    """One edition of the list, while it is read."""

    draft: Draft
    groups: Groups = field(init=False)

    def __post_init__(self) -> None:
        self.groups = Groups(self.draft)

    def read_row(self, row: Row) -> None:
        """State what the row adds to its entry."""
        reference = row.need("Reference")
        if not (found := _REFERENCE.fullmatch(reference)):
            raise InvalidValue(f"column 'Reference': {reference!r} is not a number with a letter, such as 2 or 2a")
        key = found["entry"]
        group = self.groups.begin(key, row.choose("Type", _KINDS), row.locator)
        listing = group.listings.get(key) or add_listing(
            self.draft,
            group.subject,
            key,
            authority=AUTHORITY,
            entry=key,
            programmes=[one_line(row.need("Committees"))],
        )
        name, prop = one_line(row.need("Name of Individual or Entity")), row.choose("Name Type", _NAMES)
        group.subject.add(prop, name, lang=script_tag(name))
        told = tell_new(group, listing, row, _BLOCKS)
        row.ignore(["Committees"])
        self.groups.keep(key, group, told, (name, ""), named=prop == "name")
        group.listings[key] = listing


def _birth_date(subject: Subject, _listing: Subject, cells: Cells) -> None:
    for written in numbered(cells["Date of Birth"]):
        if written in _NO_DATES:
            subject.add("note", f"Date of birth: {written}")
        elif written.lower() not in _NOTHING:
            add_dates(subject, "birth_date", written, "Date of birth", DateOrder.DAY_FIRST)


def _birth_place(subject: Subject, _listing: Subject, cells: Cells) -> None:
    prop = "birth_place" if subject.kind == "Person" else "note"
    for place in numbered(one_line(cells["Place of Birth"])):
        if place.lower() not in _NOTHING:
            subject.add(prop, place)


def _citizenship(subject: Subject, _listing: Subject, cells: Cells) -> None:
    prop = "citizenship" if subject.kind == "Person" else "country"
    for part in numbered(one_line(cells["Citizenship"])):
        printed = part.rstrip(" .;,")
        if printed in _WORDS_ONLY:
            subject.add("note", f"Citizenship: {printed}")
        elif printed.lower() not in _NOTHING and not add_each_country(subject, prop, printed):
            subject.draft.add_countries(subject, prop, printed)


def _address(subject: Subject, _listing: Subject, cells: Cells) -> None:
    for address in numbered(one_line(cells["Address"])):
        if address.lower() not in _NOTHING:
            subject.add("address", address)


def _remarks(_subject: Subject, listing: Subject, cells: Cells) -> None:
    listing.add("remarks", cells["Additional Information"])


def _basis(_subject: Subject, listing: Subject, cells: Cells) -> None:
    """State on what the listing rests, as it is printed, and when Australia made it, where the text begins so."""
    text = one_line(cells["Listing Information"])
    listing.add("legal_basis" if _INSTRUMENT.match(text) else "remarks", text)
    if found := _LISTED.match(text):
        listing.add("listed_on", PartialDate.parse(found["day"]), original=found[0])
    elif _DAY.fullmatch(text):
        listing.add("listed_on", PartialDate.parse(text))


def _controlled(_subject: Subject, listing: Subject, cells: Cells) -> None:
    listing.add("amended_on", PartialDate.parse(cells["Control Date"]))


_BLOCKS: tuple[Block, ...] = (
    (("Date of Birth",), _birth_date),
    (("Place of Birth",), _birth_place),
    (("Citizenship",), _citizenship),
    (("Address",), _address),
    (("Additional Information",), _remarks),
    (("Listing Information",), _basis),
    (("Control Date",), _controlled),
)
