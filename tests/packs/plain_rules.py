"""The rules of time told a second time, in plain Python over the workbook's own rows: what the pack must agree with.

Nothing of graphkit is imported here. Days are ISO strings; a stretch is (start_min, start_max, end_min, end_max).
"""

import calendar
import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

NEVER, ALWAYS = "0001-01-01", "9999-12-31"
Stretch = tuple[str, str, str, str]
_DENYING = re.compile(r"\b(deputy|vice|staff|joint|judge|assistant)\b|second-in-command|field unit commander")
_COMMANDING = re.compile(r"\b(commander|commanding|chief|head|minister|controller)\b")


@dataclass(frozen=True)
class Row:
    """What one row must say."""

    incident: str
    attributed_unit: str
    unit: str
    hops: int
    person: str | None
    role: str | None
    is_command: bool
    grade: str


@dataclass
class Link:
    """A step of a chain: from a unit to one above it."""

    parent: str
    stretch: Stretch
    basis: str


@dataclass
class Workbook:
    """The sheets that the question needs, as read."""

    relations: dict[str, list[Link]] = field(default_factory=dict)
    postings: dict[str, dict[tuple[str, str], list[Stretch]]] = field(default_factory=dict)
    incidents: dict[str, tuple[str, str]] = field(default_factory=dict)
    attributed: list[tuple[str, str]] = field(default_factory=list)


def read(folder: Path) -> Workbook:
    """Read the sheets."""
    book = Workbook()
    for row in _rows(folder / "unit_relations.csv"):
        if row["kind"] in {"command", "administrative"}:
            book.relations.setdefault(row["child"], []).append(Link(row["parent"], _relation(row), row["basis"]))
    for row in _rows(folder / "postings.csv"):
        if row["from"] or row["to"]:
            held = book.postings.setdefault(row["unit_id"], {}).setdefault((row["person_id"], row["role"]), [])
            held.append(_attested(row["from"], row["to"], row["open_vouched_until"], open_ended=False))
    for row in _rows(folder / "incidents.csv"):
        first, last = row["date_from"], row["date_to"] or row["date_from"]
        sure_first, sure_last = _span(first)[1], _span(last)[0]
        whole = (_span(first)[0], _span(last)[1])
        book.incidents[row["incident_id"]] = (sure_first, sure_last) if sure_first <= sure_last else whole
    for row in _rows(folder / "incident_perpetrators.csv"):
        if row["unit_id"] and row["stance"] != "denied":
            book.attributed.append((row["incident_id"], row["unit_id"]))
    return book


def rows(book: Workbook) -> Iterator[Row]:
    """Apply the rules."""
    for incident, attributed in dict.fromkeys(book.attributed):
        first, last = book.incidents[incident]
        for unit, (hops, firm) in _ways_up(book, attributed, first, last).items():
            commanded = False
            for (person, role), stretches in book.postings.get(unit, {}).items():
                grade = _posting_grade(stretches, first, last)
                if grade is None:
                    continue
                command = bool(_COMMANDING.search(role)) and not _DENYING.search(role)
                commanded |= command
                overall = "certain" if firm and grade == "certain" else "possible"
                yield Row(incident, attributed, unit, hops, person, role, command, overall)
            if not commanded:
                yield Row(incident, attributed, unit, hops, None, None, False, "certain" if firm else "possible")


def _ways_up(book: Workbook, start: str, first: str, last: str) -> dict[str, tuple[int, bool]]:
    """Return, of every unit that can be reached, the best way: certain before possible, then the shortest."""
    found: dict[str, tuple[int, bool]] = {}

    def climb(unit: str, seen: tuple[str, ...], firm: bool) -> None:
        before = found.get(unit)
        if before is None or (not firm, len(seen)) < (not before[1], before[0]):
            found[unit] = (len(seen), firm)
        for link in book.relations.get(unit, ()):
            start_min, start_max, end_min, end_max = link.stretch
            if link.parent not in (*seen, unit) and start_min <= last and end_max >= first:
                sure = link.basis == "stated" and start_max <= first and end_min >= last
                climb(link.parent, (*seen, unit), firm and sure)

    climb(start, (), True)
    return found


def _posting_grade(stretches: list[Stretch], first: str, last: str) -> str | None:
    if any(start_max <= first and end_min >= last for _, start_max, end_min, _ in stretches):
        return "certain"
    if any(start_min <= last and end_max >= first for start_min, _, _, end_max in stretches):
        return "possible"
    reached = sorted(stretches)
    for earlier, later in pairwise(reached):
        if earlier[3] <= last and later[0] >= first:
            return "possible"
    return None


def _relation(row: dict[str, str]) -> Stretch:
    if row["from"] or row["to"]:
        return _attested(row["from"], row["to"], row["open_vouched_until"], open_ended=row["to_open"] == "Y")
    return (NEVER, NEVER, ALWAYS, ALWAYS) if row["standing"] == "Y" else (NEVER, ALWAYS, NEVER, ALWAYS)


def _attested(first: str, last: str, vouched: str, *, open_ended: bool) -> Stretch:
    start_min, start_max = _span(first) if first else (NEVER, _span(last)[0])
    if not last:
        return start_min, start_max, max(start_max, _span(vouched)[0]) if vouched else start_max, ALWAYS
    end_min, end_max = _span(last)
    return start_min, start_max, end_min, ALWAYS if open_ended else end_max


def _span(partial: str) -> tuple[str, str]:
    if "/" in partial:
        first, last = partial.split("/")
        return _span(first)[0], _span(last)[1]
    if len(partial) == 4:
        return f"{partial}-01-01", f"{partial}-12-31"
    if len(partial) == 7:
        year, month = map(int, partial.split("-"))
        return f"{partial}-01", f"{partial}-{calendar.monthrange(year, month)[1]}"
    return partial, partial


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
