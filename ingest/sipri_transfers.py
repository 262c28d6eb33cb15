"""Transfers of major conventional arms since 1950, as an export of SIPRI's trade register.

A question mark stands in an unnamed column right behind the one that it doubts: the year of order, the number ordered,
the number delivered. One star behind a party marks an armed group, two an international organization: a recipient so
marked is an Organization, and either party is kept as printed too. Unknown parties, and states that no list of
countries holds, are kept as printed only. What was delivered is given for the years that the export was asked for.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from graphkit.countries import is_not_a_country
from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.rows import Row, check_header, check_text
from graphkit.model.source import Sharing
from graphkit.text import clean

# The terms allow to read, to cite and, for ends that are not commercial, to reproduce less than a tenth of the data.
# Nobody may pass the register on, so none of it is public here: it stays with those who work on the case.
DATASET = Dataset(
    id="sipri_transfers",
    title="SIPRI Arms Transfers Database: trade register",
    publisher="Stockholm International Peace Research Institute",
    url="https://www.sipri.org/databases/armstransfers",
    licence="© SIPRI; fair use with attribution, not commercial, less than 10 per cent of the data",
    kind=SourceKind.DATASET,
    sharing=Sharing.PARTNERS,
    counts={"Transfer": (1, None)},
)

_HEADER_ROW = 12
_ENCODING = "latin-1"
_DOUBT = "{} in doubt"
_TOLD_APART = (
    "Recipient",
    "Supplier",
    "Year of order",
    _DOUBT.format("Year of order"),
    "Number ordered",
    _DOUBT.format("Number ordered"),
    "Weapon designation",
    "Weapon description",
    "Number delivered",
    _DOUBT.format("Number delivered"),
    "Year(s) of delivery",
    "status",
    "Comments",
)
"""What tells one deal from another."""
# The trend-indicator values are SIPRI's own estimates of military capability: they are no prices and no facts of the
# deal, and are revised for all deals of a weapon at once.
_ESTIMATES = ("SIPRI TIV per unit", "SIPRI TIV for total order", "SIPRI TIV of delivered weapons")
_COLUMNS = (*_TOLD_APART, *_ESTIMATES)

_GENERATED = re.compile(r"Data generated: (\d{1,2} [A-Z][a-z]{2} \d{4}) ")
_CONDITIONS = {name: name for name in ("New", "Second hand", "Second hand but modernized")}
_FLAGS = {"?": "uncertain", "": ""}
_MARKED = {"*": "armed group", "**": "international organization"}
_PARTY = re.compile(r"(?P<name>.*?)(?P<mark>\**)")


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State each deal; deals of the same words are told apart by their order."""
    for file in files:
        file.each(_deals(file), partial(_state_deal, draft, Counter()))
        file.finish()


def _deals(file: SourceFile) -> Iterator[Row]:
    """Yield a row for each deal; a record that is split over lines is a problem of the file."""
    check_text(file.path, file.name, _ENCODING)
    with file.path.open(encoding=_ENCODING) as stream:
        lines = enumerate((clean(line) for line in stream), 1)
        file.draft.edition = _edition(file, lines)
        for first, last, cells in _records(lines):
            if len(cells) != len(_COLUMNS):
                raise UnreadableSource(
                    f"{file.name} row {first}: {len(cells)} cells under {len(_COLUMNS)} columns; "
                    "the file is cut or damaged, export it anew"
                )
            if first != last:
                file.records += 1
                file.problem(f"rows {first} and {last}", InvalidValue("one record is split over both rows"))
            else:
                yield Row(dict(zip(_COLUMNS, map(clean, cells), strict=True)), f"row:{first}")


def _records(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the cells of each record with the numbers of its first and last line; one too short goes on in the next."""
    for first, line in lines:
        last, cells = first, line.split(",")
        if not line:
            continue
        if len(cells) < len(_COLUMNS) and (following := next(lines, None)):
            last, rest = following
            cells = f"{line}{rest}".split(",")
        yield first, last, cells


def _edition(file: SourceFile, lines: Iterator[tuple[int, str]]) -> str:
    """Read up to the header and return the day on which the export was made."""
    edition = ""
    for number, line in lines:
        if found := _GENERATED.match(line):
            edition = PartialDate.parse(found[1]).edtf()
        if number == _HEADER_ROW:
            header = [clean(cell) for cell in line.split(",")]
            named = [name or _DOUBT.format(before) for before, name in zip(["", *header], header, strict=False)]
            check_header(file.name, named, _COLUMNS, (), number=number)
            if named != list(_COLUMNS):
                raise UnreadableSource(
                    f"{file.name} row {number}: the columns stand in another order than the register's"
                )
            break
    if not edition:
        raise UnreadableSource(
            f"{file.name}: no day above the table on which its data was generated; "
            "is it the trade register, exported from SIPRI's site as CSV?"
        )
    return edition


def _state_deal(draft: Draft, told: Counter[str], row: Row) -> None:
    digest = hashlib.sha256("\x1f".join(row.cells[column] for column in _TOLD_APART).encode()).hexdigest()[:16]
    told[digest] += 1
    key = digest if told[digest] == 1 else f"{digest}-{told[digest]}"
    transfer = draft.entity("Transfer", key, new=True)
    _state_supplier(draft, transfer, key, row.need("Supplier"))
    _state_recipient(draft, transfer, key, row.need("Recipient"))
    transfer.add("designation", row.need("Weapon designation"))
    transfer.add("description", row.take("Weapon description"))
    doubted = row.choose(_DOUBT.format("Year of order"), _FLAGS)
    if ordered := row.date("Year of order"):
        transfer.add("order_year", replace(ordered, circa=doubted != ""))
    transfer.add("order_year_flag", doubted)
    for column, prop in (("Number ordered", "number_ordered"), ("Number delivered", "number_delivered")):
        transfer.add(prop, _number(column, row.take(column)))
        transfer.add(f"{prop}_flag", row.choose(_DOUBT.format(column), _FLAGS))
    for year in row.parts("Year(s) of delivery"):
        transfer.add("delivery_year", PartialDate.parse(year))
    transfer.add("condition", row.choose("status", _CONDITIONS))
    transfer.add("comment", row.take("Comments"))
    row.ignore(_ESTIMATES)


def _state_supplier(draft: Draft, transfer: Subject, key: str, printed: str) -> None:
    """State the supplying state; a supplier that is none is stated as printed, for only a state is taken for one."""
    if _is_marked(printed) or is_not_a_country(printed):
        transfer.add("supplier_as_printed", printed)
    else:
        draft.edge("SUPPLIED", _country(draft, printed), transfer.id, key=f"{key}/supplied", printed=(printed, ""))


def _state_recipient(draft: Draft, transfer: Subject, key: str, printed: str) -> None:
    if _is_marked(printed):
        head = _organization(draft, printed)
    elif is_not_a_country(printed):
        head = ""
    else:
        head = _country(draft, printed)
    if not head.startswith("country:"):
        transfer.add("recipient_as_printed", printed)
    if head:
        draft.edge("RECEIVED_BY", transfer.id, head, key=f"{key}/received", printed=("", printed))


def _is_marked(printed: str) -> bool:
    """Tell whether a party is marked as no state, and known: an unknown group is not the same group each time."""
    return printed.endswith("*") and not printed.startswith("unknown ")


def _organization(draft: Draft, printed: str) -> str:
    """Return the id of an armed group or international organization, by its name as the register spells it."""
    party = _PARTY.fullmatch(printed)
    if not party or party["mark"] not in _MARKED:
        raise InvalidValue(f"{printed!r} bears a mark that is not one of {', '.join(map(repr, _MARKED))}")
    subject = draft.entity("Organization", f"party/{party['name']}")
    subject.add("name", party["name"], original=printed)
    subject.add("classification", _MARKED[party["mark"]], original=party["mark"])
    return subject.id


def _country(draft: Draft, printed: str) -> str:
    """Return the id of the country; that it exists is public, whatever the licence of the register."""
    return draft.country(printed, citations=[replace(draft.citation(), sharing=Sharing.PUBLIC)])


def _number(column: str, printed: str) -> str:
    if printed and not (printed.isascii() and printed.isdecimal()):
        raise InvalidValue(f"column {column!r}: {printed!r} is not a whole number")
    return printed
