"""The Specially Designated Nationals and Blocked Persons list of the US Treasury's OFAC, as XML or as three CSV files.

OFAC's Consolidated (non-SDN) list comes in the same layout and is another list: a file of it is refused. An entry's
own number is its id, so that the same party keeps it from edition to edition. ``sdn.csv``, ``alt.csv`` and ``add.csv``
of one day are one edition; without the other two ``sdn.csv`` says nothing of other names and of addresses. Files that
do not end as OFAC ends them may be cut off, and cover nothing.
"""

import contextlib
import csv
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue, ModelError, SourceError, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.listing import (
    Entry,
    Identifier,
    add_coverage,
    add_identifiers,
    enter,
    joined,
    meaning,
    name_property,
    person_name,
)
from graphkit.intake.ofac import (
    AUTHORITY,
    LINKED,
    OTHER_LISTS,
    Links,
    add_number,
    parts,
    read_remark,
    read_vessel,
    state_typed,
    typed_field,
)
from graphkit.intake.ofac_xml import read_edition
from graphkit.intake.rows import Row, check_text
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="ofac_sdn",
    title="Specially Designated Nationals and Blocked Persons List (SDN)",
    publisher="US Department of the Treasury, Office of Foreign Assets Control",
    url="https://sanctionslist.ofac.treas.gov/Home/SdnList",
    licence="work of the United States government, public domain (17 U.S.C. 105)",
    kind=SourceKind.DATASET,
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    version=2,
    counts={"Listing": (1, None)},
)
SCOPE = "SDN list: every entry in force. OFAC's non-SDN lists (SSI, CMIC, CAPTA, NS-MBS, NS-PLC, FSE) are not in it."
SCOPE_OF_NAMES = f"{SCOPE} The file of names alone: other names and addresses stand in files that were not read."

_ENTRIES = (
    *("number", "name", "type", "programmes", "title", "call sign", "vessel type", "tonnage"),
    *("gross registered tonnage", "flag", "owner", "remarks"),
)
_NAMES = ("number", "name number", "type", "name", "remarks")
_ADDRESSES = ("number", "address number", "address", "city", "country", "remarks")
_COLUMNS = {len(columns): columns for columns in (_ENTRIES, _NAMES, _ADDRESSES)}
"""The columns of the three files, none of which has a header, by their number."""
_OMITTED = ("alias", "former_name", "address", "country")
"""What stands in the other two files; the names that the list calls weak stand among the remarks."""

_VEHICLE = {
    "call_sign": "call sign",
    "vehicle_type": "vessel type",
    "owner": "owner",
    "flag": "flag",
    "tonnage": "tonnage",
    "gross": "gross registered tonnage",
}
_LONGEST_FIRST_LINE = 100_000

_END = b"\x1a"
_LONGEST_END = 16  # bytes: the mark, and a line's end behind it
_ENCODING = "utf-8-sig"
_NOTHING = "-0-"
_KINDS = {"individual": "Person", "vessel": "Vessel", "aircraft": "Aircraft", "": "Organization"}
_FORMER = {"aka": False, "fka": True, "nka": False}
_WEAK = re.compile(r"([afn])\.k\.a\. '(.+)'")
_FACTS = {"DOB": "birth_date", "POB": "birth_place", "nationality": "nationality", "citizen": "citizenship"}
_ABBREVIATED = re.compile(r"\b[A-Za-z]\.[A-Za-z]\.$")
_POSTCODE = re.compile(
    r"(.*[^ ,]) ((?:(?:C\.P\.|CP|Codigo Postal|[A-Z]{1,3}) )?[^ ,]*\d[^ ,]*(?: [^ ,]*\d[^ ,]*)*(?: [A-Z]{2})?)"
)
"""A city with its postal code behind it, which the XML keeps apart."""


def gather(paths: Sequence[Path]) -> list[list[Path]]:
    """Part what the user named into editions: each XML or ``sdn.csv``, and with the one of a folder its other two.

    A folder stands for its files. Raises SourceError where it is not clear which files belong together.
    """
    folders: dict[Path, dict[int, list[Path]]] = {}
    for path in paths:
        for file in sorted(path.glob("*.csv")) or sorted(path.glob("*.xml")) if path.is_dir() else [path]:
            folders.setdefault(file.parent.resolve(), {}).setdefault(
                _width(file) if file.suffix.lower() == ".csv" else len(_ENTRIES), []
            ).append(file)
    return [run for found in folders.values() for run in _runs(found)]


def _width(path: Path) -> int:
    """Return how many columns the first row of a CSV file has, which tells the three apart; entries where it has none.

    Whether the file is there and sound is for its reading to say.
    """
    width = 0
    with contextlib.suppress(OSError, csv.Error), path.open(encoding="utf-8", errors="replace", newline="") as stream:
        width = len(next(csv.reader([stream.readline(_LONGEST_FIRST_LINE)]), ()))
    return width if width in _COLUMNS else len(_ENTRIES)


def _runs(found: dict[int, list[Path]]) -> Iterator[list[Path]]:
    entries = found.get(len(_ENTRIES), [])
    beside = [file for columns in (_NAMES, _ADDRESSES) for file in found.get(len(columns), [])]
    if not beside:
        yield from ([file] for file in entries)
    elif len(entries) != 1 or any(len(files) > 1 for files in found.values()):
        raise SourceError(
            f"{', '.join(file.name for file in (*entries, *beside))}: which of them belong together is not clear; name "
            "one sdn.csv with its alt.csv and add.csv, in a folder of their own"
        )
    else:
        yield [*entries, *beside]


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one edition: an XML, or the CSV files of one day, that of the entries first."""
    first, *beside = files
    if first.name.lower().endswith(".csv"):
        _read_csv(first, beside, draft)
    else:
        read_edition(first, draft, scope=SCOPE, check=_refuse_other_list)


def _refuse_other_list(file: str, uid: str, programmes: Sequence[str]) -> None:
    if not programmes:
        raise InvalidValue(f"entry {uid} names no programme; compare the file with OFAC's")
    if OTHER_LISTS.issuperset(programmes):
        raise UnreadableSource(
            f"{file}: entry {uid} is listed under {' and '.join(programmes)} only, so this is OFAC's "
            "Consolidated (non-SDN) list, not the SDN list; take sdn.xml"
        )


def _read_csv(entries: SourceFile, beside: Sequence[SourceFile], draft: Draft) -> None:
    links, subjects = Links(draft), dict[str, Subject]()
    check_text(entries.path, entries.name, _ENCODING)
    names = _primary_names(entries.path, entries.name)
    _rows(entries, _ENTRIES, partial(_read_entry, entries.name, draft, links, subjects, names))
    links.state()
    for file in beside:
        columns = _COLUMNS[_width(file.path)]
        read_row = _read_name if columns == _NAMES else _read_address
        _rows(file, columns, partial(read_row, subjects))
    files = (entries, *beside)
    if draft.edition and all(_ends_whole(file.path) for file in files) and not any(file.set_aside for file in files):
        draft.capture = entries.capture
        draft.at("pointer:/")
        whole = len(beside) == len(_COLUMNS) - 1
        add_coverage(
            draft,
            authority=AUTHORITY,
            as_of=PartialDate.parse(draft.edition),
            scope=SCOPE if whole else SCOPE_OF_NAMES,
            omits=() if whole else _OMITTED,
            part="" if whole else "names",
        )


def _ends_whole(path: Path) -> bool:
    """Say whether a file ends in the mark that OFAC ends it with; without it, it may be cut off after any row."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _LONGEST_END))
        return stream.read().rstrip().endswith(_END)


def _primary_names(path: Path, name: str) -> frozenset[str]:
    """Return the names of all entries, which tell the stop that ends a name from the one that ends a remark."""
    check_text(path, name, _ENCODING)
    with path.open(encoding=_ENCODING, newline="") as stream, contextlib.suppress(csv.Error):
        return frozenset(row[1] for row in csv.reader(stream) if len(row) > 1)
    return frozenset()


def _rows(file: SourceFile, columns: Sequence[str], read_row: Callable[[Row], None]) -> None:
    file.rows(read_row, columns=columns, encoding=_ENCODING, headed=False)


def _take(row: Row, column: str) -> str:
    value = row.take(column)
    return "" if value == _NOTHING else value


def _number(row: Row) -> str:
    number = row.need("number")
    if not (number.isascii() and number.isdigit()):
        raise InvalidValue(f"column 'number': {number!r} is not a number; compare the file with OFAC's")
    return number


def _read_entry(
    file: str, draft: Draft, links: Links, subjects: dict[str, Subject], names: frozenset[str], row: Row
) -> None:
    """State one entry of the list, with what its remarks print of it that has an element of its own in the XML."""
    uid, kind = _number(row), meaning(_KINDS, _take(row, "type"), "type")
    programmes = _take(row, "programmes").split("] [")
    _refuse_other_list(file, uid, [name for name in programmes if name])
    entry = enter(draft, kind, uid, authority=AUTHORITY, entry=uid, programmes=programmes)
    subject = entry.subject
    add_number(subject, uid)
    value, printed = person_name(row.need("name"), "") if kind == "Person" else (row.need("name"), "")
    links.bear(printed or value, uid)
    subject.add("name", value, original=printed)
    positions = parts(_take(row, "title"))
    for position in positions:
        subject.add("position", position)
    vehicle = {prop: _take(row, column) for prop, column in _VEHICLE.items()}
    if any(vehicle.values()):
        read_vessel(subject, vehicle)
    numbers: list[Identifier] = []
    left: list[str] = []
    remarks = _take(row, "remarks")
    for part in parts(_without_stop(remarks, names)):
        if part not in positions and not _state_field(entry, part, numbers):
            left.append(part)
            read_remark(entry, uid, row.locator, part, numbers, links)
    add_identifiers(subject, numbers)
    value = _without_fields(left)
    entry.listing.add("remarks", value, original=remarks if remarks != value else "")
    subjects[uid] = subject


def _without_stop(remarks: str, names: frozenset[str]) -> str:
    """Return the remarks without the full stop that ends them; that of a name or an abbreviation is none."""
    *_, party = remarks.rpartition(LINKED)
    if _ABBREVIATED.search(remarks) or (party in names and party.removesuffix(".") not in names):
        return remarks
    return remarks.removesuffix(".")


def _without_fields(left: Sequence[str]) -> str:
    """Return the remarks as the XML prints them: without what has elements there, the parties linked in parentheses."""
    linked = [part for part in left if part.startswith(LINKED)]
    plain = [part for part in left if not part.startswith(LINKED)]
    return "; ".join([*plain, f"({'; '.join(linked)})"] if linked else plain)


def _state_field(entry: Entry, part: str, numbers: list[Identifier]) -> bool:
    """State what stands among the remarks and in an element of its own in the XML; tell whether it is such a part."""
    subject = entry.subject
    if weak := _WEAK.fullmatch(part):
        prop = name_property(former=meaning(_FORMER, f"{weak[1]}ka", "type of name"), weak=True)
        value, printed = person_name(weak[2], "") if subject.kind == "Person" else (weak[2], "")
        subject.add(prop, value, original=printed)
        return True
    word, _, value = part.removeprefix("alt. ").partition(" ")
    with contextlib.suppress(ModelError):  # what is no date or country stays a remark
        if prop := _FACTS.get(word, "") if subject.kind == "Person" else "":
            if prop == "birth_date":
                subject.add(prop, PartialDate.parse(value))
            elif prop == "birth_place":
                subject.add(prop, value)
            else:
                subject.draft.add_countries(subject, prop, value)
            return True
        if line := typed_field(part):
            state_typed(entry, line, numbers)
            return True
    return False


def _subject(subjects: dict[str, Subject], row: Row) -> Subject:
    if (subject := subjects.get(number := _number(row))) is None:
        raise InvalidValue(f"number {number!r} is the number of no entry in the file of entries; are both of one day?")
    return subject


def _read_name(subjects: dict[str, Subject], row: Row) -> None:
    subject, name = _subject(subjects, row), row.need("name")
    prop = name_property(former=meaning(_FORMER, _take(row, "type"), "type"))
    value, printed = person_name(name, "") if subject.kind == "Person" else (name, "")
    subject.add(prop, value, original=printed)
    subject.add("note", _take(row, "remarks"))
    row.ignore(["name number"])


def _read_address(subjects: dict[str, Subject], row: Row) -> None:
    """State an address as the XML prints it, with a postal code apart from the city; what was printed stays."""
    subject = _subject(subjects, row)
    street, city, country = (_take(row, column) for column in ("address", "city", "country"))
    coded = _POSTCODE.fullmatch(city)
    written = joined((street, *(coded.groups() if coded else (city,)), country))
    subject.add("address", written, original=joined((street, city, country)) if coded else "")
    subject.draft.add_countries(subject, "country", country)
    subject.add("note", _take(row, "remarks"))
    row.ignore(["address number"])


_VESSEL = {
    "call_sign": "call sign",
    "vehicle_type": "vessel type",
    "owner": "owner",
    "flag": "flag",
    "tonnage": "tonnage",
    "gross": "gross registered tonnage",
}
