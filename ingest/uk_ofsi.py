"""The United Kingdom's consolidated list of financial sanctions targets (OFSI ConList), as its XLSX or either CSV.

A group is one entity, and its id stays from edition to edition; each of its rows is a name, times a date of birth,
times an address. A group can be listed twice, under two regimes on two days. The CSV of 2018 has as prose what later
editions have in columns and behind labels such as ``(UN Ref):``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, Subject
from graphkit.intake.grouped import Block, Cells, Group, Groups, Tell, tell_new
from graphkit.intake.listing import (
    add_address,
    add_coverage,
    add_identifiers,
    add_listing,
    identifier,
    joined,
    meaning,
    name_property,
    one_line,
    person_name,
    script_tag,
)
from graphkit.intake.prose import add_each_country, country_and_remark, numbered, numbers_of
from graphkit.intake.rows import Row, check_text
from graphkit.languages import language_code
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="uk_ofsi",
    title="Consolidated list of financial sanctions targets in the UK",
    publisher="HM Treasury, Office of Financial Sanctions Implementation",
    url="https://www.gov.uk/government/publications/financial-sanctions-consolidated-list-of-targets",
    licence="Open Government Licence v3.0",
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Person": (1, None), "Organization": (1, None)},
)
AUTHORITY = "UK"
SCOPE = (
    "Consolidated list: every person, entity and ship under an asset freeze in the UK, of every regime. Investment "
    "bans and transport or immigration sanctions alone are not in it."
)

_NAMES = ("Name 6", "Name 1", "Name 2", "Name 3", "Name 4", "Name 5")
_ORIGINAL_SCRIPT = ("Name Non-Latin Script", "Non-Latin Script Type", "Non-Latin Script Language")
_ADDRESS = ("Address 1", "Address 2", "Address 3", "Address 4", "Address 5", "Address 6", "Post/Zip Code", "Country")
_LISTING = ("Regime", "Listed On", "Last Updated")
_DESIGNATED = "UK Sanctions List Date Designated"
_PASSPORT = ("Passport Number", "Passport Details")
_NATIONAL = ("National Identification Number", "National Identification Details")
_PLACES = ("Town of Birth", "Country of Birth")
_SHARED = (
    *(*_NAMES, "Title", "DOB", *_PLACES, "Nationality", "Passport Details", "Position", *_ADDRESS),
    *("Other Information", "Group Type", "Alias Type", *_LISTING, "Group ID"),
)
_OLD = (*_SHARED, "NI Number")
_NEW = (
    *(*_SHARED, *_ORIGINAL_SCRIPT, "Passport Number", "National Identification Number"),
    *("National Identification Details", "Alias Quality", _DESIGNATED),
)

_KINDS = {"Individual": "Person", "Entity": "Organization", "Ship": "Vessel"}
_SHIP = re.compile(r"\bIMO(?: [Nn]umber)?: ?[789]\d{6}\b")
"""How the edition of 2018 tells a ship, which it files as an entity; a company's number begins with a smaller digit."""
_ALIASES = {
    "Primary name": "name",
    "Prime Alias": "name",
    "Primary name variation": name_property(),
    "AKA": name_property(),
    "FKA": name_property(former=True),
}
_QUALITIES = {"Good quality": False, "Low quality": True, "": False}
_LANGUAGES = {"Cyrillic": "", "Russia": "ru", "Ukraine": "uk", "": ""}
"""What stands in the column for languages and is none; an empty tag is told by the letters."""
_WORDS_ONLY = frozenset({
    "115088",
    "Central District, Pyongyang",
    "Congolese",
    "Crimea 295000",
    "DRC and Belgian nationalities",
    "In Syria as at June 2013",
    "Iranian national and US national/citizen",
    "Kuwaiti citizenship withdrawn in 2002",
    "Moscow",
    "Possibly Ethiopian",
    "Sudanese by birth",
    "Syrian Arab Republic as of September 2015",
    "United States of America. Also believed to hold Syrian nationality",
})  # fmt: skip
"""What cells for a country hold that is not one country without a doubt: it is kept in words only."""

_LABEL = re.compile(r"\((?P<label>[A-Z][A-Za-z ]{,30})\):")
_NO_LABELS = frozenset({"United States of America"})
_UK_REFERENCE = re.compile(r"(?P<number>[A-Z]{3}\d{4})\b[. ]*(?P<rest>.*)", re.DOTALL)
_UN_REFERENCE = re.compile(
    r"(?P<number>[A-Z]{2}[ieE]\. ?\d{3})\b(?: and (?P<second>[A-Z]{2}[ie]\.\d{3}))?[. ]*(?P<rest>.*)", re.DOTALL
)
_UN_IN_PROSE = re.compile(r"\bUN\.? ?(?:Ref|REF)[.:]* ?([A-Z]{1,3}[a-zA-Z]?\.[\dA-Z.]*\d)")
_GENDERS = {"Male": "male", "male": "male", "Female": "female", "female": "female"}


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one edition: the day above the header, then the rows, which are gathered by their group."""
    for file in files:
        edition = _Edition(draft, file.name)
        if file.name.lower().endswith(".xlsx"):
            file.sheet(edition.read_row, columns=_NEW, above=edition.read_day)
        else:
            columns, encoding = _generation(file)
            file.rows(edition.read_row, columns=columns, encoding=encoding, above=edition.read_day)
        edition.groups.name_the_unnamed()
        file.counts = {"groups": len(edition.groups.by_key), "rows": file.records}
        file.records = len(edition.groups.by_key)
        if not file.set_aside:
            draft.at("row:1")
            add_coverage(draft, authority=AUTHORITY, as_of=edition.updated, scope=SCOPE)


def _generation(file: SourceFile) -> tuple[Sequence[str], str]:
    """Return the columns and the encoding of a CSV; that of 2018 was Windows', unless somebody saved it anew."""
    with file.path.open("rb") as stream:
        if b",NI Number," not in stream.read(10_000):  # the two lines above the rows
            return _NEW, "utf-8-sig"
    try:
        check_text(file.path, file.name, "utf-8-sig")
    except UnreadableSource:
        return _OLD, "cp1252"
    return _OLD, "utf-8-sig"


@dataclass(slots=True)
class _Edition:
    """One edition of the list, while it is read."""

    draft: Draft
    file: str
    updated: PartialDate = field(default_factory=lambda: PartialDate.parse("1500"))
    groups: Groups = field(init=False)

    def __post_init__(self) -> None:
        self.groups = Groups(self.draft)

    def read_day(self, cells: Sequence[str]) -> None:
        """Take the day of the edition from the line above the header."""
        if len(cells) < 2 or cells[0] != "Last Updated" or any(cells[2:]):
            raise UnreadableSource(
                f"{self.file} row 1: {joined(cells)[:60]!r}, not 'Last Updated' and a day; is it the right file?"
            )
        self.updated = PartialDate.parse(cells[1], order=DateOrder.DAY_FIRST)
        self.draft.edition = self.updated.edtf()

    def read_row(self, row: Row) -> None:
        """State what the row adds to its group."""
        key = row.need("Group ID")
        if not (key.isascii() and key.isdigit()):
            raise InvalidValue(f"column 'Group ID': {key!r} is not a number; compare the file with OFSI's")
        kind = row.choose("Group Type", _KINDS)
        if kind == "Organization" and _SHIP.search(row.cells["Other Information"]):
            kind = "Vessel"
        group = self.groups.begin(key, kind, row.locator)
        day, listing = self._listing(group, key, row)
        name, named = _read_name(group.subject, row)
        told = tell_new(group, listing, row, _BLOCKS)
        self.groups.keep(key, group, told, name, named=named)
        group.listings[day] = listing

    def _listing(self, group: Group, key: str, row: Row) -> tuple[str, Subject]:
        """Return the listing of the row, by the day on which it began: regimes are renamed, that day stays."""
        regime, listed = row.need("Regime"), PartialDate.parse(row.need("Listed On"), order=DateOrder.DAY_FIRST)
        designated, amended = row.take(_DESIGNATED), row.date("Last Updated", DateOrder.DAY_FIRST)
        day = listed.edtf()
        if known := group.listings.get(day):
            return day, known
        listing = add_listing(
            self.draft, group.subject, f"{key}/{day}", authority=AUTHORITY, entry=key, programmes=[regime]
        )
        listing.add("listed_on", listed)
        listing.add("amended_on", amended)
        if designated:
            day_designated = PartialDate.parse(designated, order=DateOrder.DAY_FIRST).edtf()
            listing.add("note", f"Date designated on the UK Sanctions List: {day_designated}", original=designated)
        return day, listing


def _read_name(subject: Subject, row: Row) -> tuple[tuple[str, str], bool]:
    """State the row's name; return it as spoken and as printed, and whether the list calls it the primary one."""
    family, *given = (one_line(row.take(column)) for column in _NAMES)
    if not family:
        raise InvalidValue("column 'Name 6' is empty; a value is required")
    others = " ".join(part for part in given if part)
    name = person_name(family, others) if subject.kind == "Person" else (f"{family} {others}".strip(), "")
    prop = row.choose("Alias Type", _ALIASES)
    if row.choose("Alias Quality", _QUALITIES) and prop != "name":
        prop = f"weak_{prop}"
    subject.add(prop, name[0], original=name[1])
    return name, prop == "name"


def _original_script(subject: Subject, _listing: Subject, cells: Cells) -> None:
    text, _script, language = (one_line(cells[column]) for column in _ORIGINAL_SCRIPT)
    tag = _LANGUAGES[language] if language in _LANGUAGES else language_code(language)
    subject.add("alias", text, lang=tag or script_tag(text))


def _title(subject: Subject, _listing: Subject, cells: Cells) -> None:
    subject.add("title" if subject.kind == "Person" else "note", one_line(cells["Title"]))


def _birth_date(subject: Subject, _listing: Subject, cells: Cells) -> None:
    subject.add("birth_date", PartialDate.parse(cells["DOB"], order=DateOrder.DAY_FIRST))


def _birth_place(subject: Subject, _listing: Subject, cells: Cells) -> None:
    """State each place of birth with its country, where both are numbered alike; else the two as they are printed."""
    towns, countries = (numbered(one_line(cells[column])) or [""] for column in _PLACES)
    if len(towns) != len(countries) and 1 not in (len(towns), len(countries)):
        subject.add("birth_place", joined(map(one_line, cells.values())))
        return
    many = max(len(towns), len(countries))
    for town, country in zip(towns * (many // len(towns)), countries * (many // len(countries)), strict=True):
        subject.add("birth_place", joined((town.rstrip(" .,"), country.rstrip(" .,"))))


def _nationality(subject: Subject, _listing: Subject, cells: Cells) -> None:
    for part in numbered(one_line(cells["Nationality"])):
        printed = part.rstrip(" .,").removesuffix(" citizenship")
        country, remark = country_and_remark(printed)
        if printed in _WORDS_ONLY or remark:
            subject.add("note", f"Nationality: {part}")
        if printed not in _WORDS_ONLY and not add_each_country(subject, "nationality", printed.replace(". ", ", ")):
            subject.draft.add_countries(subject, "nationality", country or printed)


def _documents(columns: Sequence[str], prop: str, type_: str) -> Tell:
    """Return what states the numbers of the first column, each with what the second one, if any, says of it."""

    def tell(subject: Subject, _listing: Subject, cells: Cells) -> None:
        numbers, *details = (numbered(one_line(cells[column])) for column in columns)
        about = details[0] if details else []
        if not numbers:
            subject.add("note", f"{type_}: {'; '.join(about)}")
        if len(about) != len(numbers):
            about = ["; ".join(about)] * len(numbers)
        pairs = zip(numbers, about, strict=True)
        found = (numbers_of(subject, prop, type_, [number.rstrip(" .,")], about=words) for number, words in pairs)
        add_identifiers(subject, chain.from_iterable(found))

    return tell


def _position(subject: Subject, _listing: Subject, cells: Cells) -> None:
    for part in numbered(one_line(cells["Position"])):
        subject.add("position" if subject.kind == "Person" else "note", part)


def _address(subject: Subject, _listing: Subject, cells: Cells) -> None:
    *lines, printed = (one_line(cells[column]) for column in _ADDRESS)
    country, remark = country_and_remark(printed)
    if printed in _WORDS_ONLY:
        lines.append(printed)
    elif not country:
        country = printed
    add_address(subject, lines, country, note=remark)


def _other_information(subject: Subject, listing: Subject, cells: Cells) -> None:
    """State what labels tell; where there are none, the remarks, with the United Nations' numbers that they give."""
    text = cells["Other Information"]
    labelled = [*_labelled(text)]
    if not labelled:
        listing.add("remarks", text)
        references = [identifier("identifier", "UN Ref", number) for number in _UN_IN_PROSE.findall(text)]
        add_identifiers(subject, references)
        if subject.kind == "Vessel" and (ship := _SHIP.search(text)):
            line = identifier("imo", "IMO number", ship[0][-7:])
            subject.add(line.prop, line.value, original=line.written)
    for label, value in labelled:
        meaning(_LABELS, label, "the label")(subject, listing, value)


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """Yield each label with what follows it; a text that does not begin with one is prose."""
    marks = [mark for mark in _LABEL.finditer(text) if mark["label"] not in _NO_LABELS]
    if not marks or marks[0].start():
        return
    for mark, end in zip(marks, [*(mark.start() for mark in marks[1:]), len(text)], strict=True):
        yield mark["label"], text[mark.end() : end].strip()


Labelled = Callable[[Subject, Subject, str], None]
"""States what follows a label."""


def _of_listing(prop: str) -> Labelled:
    return lambda _subject, listing, value: listing.add(prop, value)


def _each(prop: str, label: str = "") -> Labelled:
    """Return what states each numbered part of a text under the property, with its label as the original."""

    def tell(subject: Subject, _listing: Subject, value: str) -> None:
        for part in numbered(one_line(value)):
            subject.add(prop, part, original=f"{label} {part}" if label else "")

    return tell


def _uk_reference(subject: Subject, listing: Subject, value: str) -> None:
    found = _UK_REFERENCE.fullmatch(value)
    if not found:
        listing.add("remarks", value)
        return
    subject.add("identifier", found["number"], original=f"UK Sanctions List Ref {found['number']}")
    listing.add("remarks", found["rest"])


def _un_reference(subject: Subject, listing: Subject, value: str) -> None:
    """State the number by which the United Nations list the same subject, in their spelling."""
    found = _UN_REFERENCE.fullmatch(value)
    if not found:
        listing.add("remarks", value)
        return
    for printed in filter(None, (found["number"], found["second"])):
        number = printed.replace(" ", "").replace("E.", "e.")
        subject.add("identifier", number, original=f"UN Ref {printed}")
    listing.add("remarks", found["rest"])


def _gender(subject: Subject, _listing: Subject, value: str) -> None:
    subject.add("gender", meaning(_GENDERS, value, "Gender"))


def _business_number(subject: Subject, _listing: Subject, value: str) -> None:
    add_identifiers(subject, numbers_of(subject, "registration_number", "Business Reg No", [one_line(value)]))


def _imo(subject: Subject, _listing: Subject, value: str) -> None:
    line = identifier("imo", "IMO number", value)
    subject.add(line.prop, line.value, original=line.written)


def _flags(prop: str) -> Labelled:
    def tell(subject: Subject, _listing: Subject, value: str) -> None:
        if not add_each_country(subject, prop, value.replace(". ", ", ")):
            subject.add(prop, value)

    return tell


def _noted(label: str) -> Labelled:
    return lambda subject, _listing, value: subject.add("note", f"{label}: {value}")


_LABELS: dict[str, Labelled] = {
    "UK Sanctions List Ref": _uk_reference,
    "UN Ref": _un_reference,
    "UK Statement of Reasons": _of_listing("reason"),
    "Gender": _gender,
    "Email address": _each("email"),
    "Fax": _each("phone", "Fax"),
    "Tel": _each("phone"),
    "Phone number": _each("phone"),
    "Website": _each("website"),
    "Business Reg No": _business_number,
    "Type of entity": _each("classification"),
    "Parent company": _each("linked_to", "Parent company"),
    "Subsidiaries": _each("linked_to", "Subsidiaries"),
    "Current owners": _each("owner_as_printed"),
    "IMO number": _imo,
    "Flag of ship": _flags("flag"),
    "Previous flags": _flags("former_flag"),
    "Type of ship": _each("vehicle_type"),
    "Tonnage of ship": _each("tonnage"),
    "Length of ship": _noted("Length of ship"),
    "Year built": lambda subject, _listing, value: subject.add("built_on", PartialDate.parse(value)),
}
_BLOCKS: tuple[Block, ...] = (
    (_ORIGINAL_SCRIPT, _original_script),
    (("Title",), _title),
    (("DOB",), _birth_date),
    (_PLACES, _birth_place),
    (("Nationality",), _nationality),
    (_PASSPORT, _documents(_PASSPORT, "passport", "Passport")),
    (_PASSPORT[1:], _documents(_PASSPORT[1:], "passport", "Passport")),
    (_NATIONAL, _documents(_NATIONAL, "national_id", "National identification")),
    (("NI Number",), _documents(("NI Number",), "national_id", "National identification")),
    (("Position",), _position),
    (_ADDRESS, _address),
    (("Other Information",), _other_information),
)
"""Columns that belong together, and what states them: rows of a group repeat most of them."""
