"""docs/rules-of-time.md tells what the code does: its tables of examples are worked out anew."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from graphkit.dates import Interval, PartialDate, definite_span
from graphkit.packs.check import check_example, checking_store
from graphkit.packs.pack import Example, packs_of

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "rules-of-time.md").read_text("utf-8")
PICTURES = sorted((DOCS / "pictures").glob("*.svg"))
_TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_SVG = "{http://www.w3.org/2000/svg}"
Row = tuple[str, ...]


def tables() -> Iterator[tuple[Row, list[Row]]]:
    for found in _TABLE.findall(PAGE):
        heading, _, *rows = [tuple(cell.strip() for cell in line[1:-1].split("|")) for line in found.splitlines()]
        assert all(len(row) == len(heading) for row in rows)
        yield heading, rows


TABLES = dict(tables())


def examples(*headings: str) -> list[Row]:
    """The rows of the one table with those headings."""
    return TABLES[headings]


def date(written: str) -> PartialDate | None:
    return PartialDate.parse(written) if written else None


def interval(first: str, last: str, also: str = "") -> Interval:
    flag, _, value = also.partition(" ")
    return Interval.attested(
        date(first),
        date(last),
        start_known=flag == "from_is_start",
        end_known=flag == "to_is_end",
        open_ended=flag == "to_open",
        vouched_until=date(value) if flag == "open_vouched_until" else None,
        standing=flag == "standing",
    )


def stretch(written: str, also: str) -> Interval:
    first, _, last = written.partition(" to")
    return interval(first, last.strip(), also)


def test_the_page_has_these_tables_and_no_other() -> None:
    counts = [len(rows) for rows in TABLES.values()]
    assert counts == [5, 9, 8, 4, 7, 5, 5, 4]


def test_dates() -> None:
    for written, first, last in examples("written", "first day", "last day"):
        read = PartialDate.parse(written)
        assert (read.first, read.last) == (first, last)


def test_days() -> None:
    dated = [(first, last, "", day, grade) for first, last, day, grade in examples("from", "to", "day", "grade")]
    for first, last, also, day, grade in [*dated, *examples("from", "to", "also", "day", "grade")]:
        assert (interval(first, last, also).grade_on(day) or "nothing") == grade, (first, last, also, day)


def test_bounds() -> None:
    for first, last, also, *bounds in examples("from", "to", "also", "start_min", "start_max", "end_min", "end_max"):
        found = interval(first, last, also)
        assert [found.start_min, found.start_max, found.end_min, found.end_max] == bounds, (first, last, also)


def test_spans() -> None:
    headings = ("date_from", "date_to", "first day of the span", "last day of the span")
    for first, last, *span in examples(*headings):
        assert definite_span(PartialDate.parse(first), date(last)) == tuple(span)


def test_incidents() -> None:
    headings = ("posting from", "to", "incident from", "to", "grade", "certain days")
    for first, last, begun, ended, grade, days in examples(*headings):
        posting, span = interval(first, last), definite_span(PartialDate.parse(begun), date(ended))
        assert (posting.grade_over(*span) or "nothing") == grade, (first, last, begun, ended)
        assert " to ".join(posting.certain_days(*span) or ()) == days


def test_gaps() -> None:
    headings = ("first stretch", "second stretch", "also", "possible from", "possible to")
    for earlier, later, also, first, last in examples(*headings):
        gap = Interval.between(
            stretch(earlier, "to_is_end" if "to_is_end" in also else ""),
            stretch(later, "from_is_start" if "from_is_start" in also else ""),
        )
        assert ((gap.start_min, gap.end_max) if gap else ("none", "")) == (first, last), (earlier, later, also)
        if gap:
            assert gap.grade_on(gap.start_min) == gap.grade_on(gap.end_max) == "possible"


@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_jars")
def test_the_chain_is_what_the_pack_answers() -> None:
    headings = ("role", "relation to the unit below", "dates of the relation", "basis", "grade of the row", "reason")
    rows = examples("unit", *headings)
    nodes: list[dict[str, Any]] = [{"id": "incident", "kind": "Incident", "when": "2020-05-02"}]
    edges: list[dict[str, Any]] = [
        {"tail": "incident", "kind": "ATTRIBUTED_TO", "head": rows[0][0], "stance": "alleged"}
    ]
    for below, (unit, role, authority, when, basis, *_) in zip([("",), *rows], rows, strict=False):
        person = f"{role} of {unit}"
        nodes += [{"id": unit, "kind": "Unit"}, {"id": person, "kind": "Person"}]
        post = {"tail": person, "kind": "POSTED_TO", "head": unit, "when": "2019/2021"}
        edges += [{**post, "role": role, "is_command": True}]
        if authority:
            link = {"tail": below[0], "kind": "PART_OF", "head": unit, "authority": authority}
            edges += [{**link, "basis": basis, "when": when}]
    finds = [
        {"unit": unit, "hops": hops, "role": role, "grade": grade, "reason": reason}
        for hops, (unit, role, *_, grade, reason) in enumerate(rows)
    ]
    example = Example(why="The chain of the page.", nodes=tuple(nodes), edges=tuple(edges), finds=tuple(finds))
    with checking_store() as store:
        check_example(packs_of()["command/commanders-on-the-day"], 1, example, store)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_shown_says_what_it_shows_and_dates_it_as_the_page_does(picture: Path) -> None:
    root = ET.parse(picture).getroot()
    assert f"](pictures/{picture.name})" in PAGE
    assert (root.findtext(f"{_SVG}title") or "").strip()
    assert (root.findtext(f"{_SVG}desc") or "").strip()
    assert not [item for item in root.iter() if item.tag in {f"{_SVG}script", f"{_SVG}image", f"{_SVG}foreignObject"}]
    days = {day for item in root.iter(f"{_SVG}text") for day in _DAY.findall(item.text or "")}
    assert [day for day in days if day not in PAGE] == []


def test_all_pictures_of_the_page_are_there() -> None:
    assert len(PICTURES) == len(re.findall(r"\]\(pictures/", PAGE)) == 7
