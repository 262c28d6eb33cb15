"""Chains that a test makes itself, how the rules told a second time have them, and what a tidy picture is."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree

from graphkit.dates import Grade
from graphkit.export.boxes import text_width
from graphkit.export.chain_svg import write_svg
from graphkit.graph.chain import Chain, ChainLink, ChainUnit, Officer
from tests.packs.plain_rules import Workbook, rows

SVG = "{http://www.w3.org/2000/svg}"


def officer(unit: str, person: str, **fields: Any) -> Officer:
    known: dict[str, Any] = {
        "name": person.title(),
        "role": "commander",
        "rank": "",
        "is_command": True,
        "grade": Grade.CERTAIN,
        "reason": "",
        "conflict": False,
        "deceased": False,
        "statements": (f"{person}-statement",),
        "sources": ("s1",),
    }
    return Officer(unit=unit, person=person, **(known | fields))


def unit(id_: str, *officers: Officer, **fields: Any) -> ChainUnit:
    known: dict[str, Any] = {"name": id_.title(), "steps": 0, "grade": Grade.CERTAIN}
    return ChainUnit(id=id_, officers=officers, **(known | fields))


def link(child: str, parent: str, **fields: Any) -> ChainLink:
    known: dict[str, Any] = {
        "authorities": ("command",),
        "grade": Grade.CERTAIN,
        "reason": "",
        "statements": (f"{child}-{parent}",),
        "sources": ("s2",),
    }
    return ChainLink(child, parent, **(known | fields))


def chain(units: Sequence[ChainUnit], links: Sequence[ChainLink], **fields: Any) -> Chain:
    known: dict[str, Any] = {"asked": units[0].id, "name": units[0].name, "on": "2017-08-27"}
    return Chain(roots={units[0].id: Grade.CERTAIN}, units=tuple(units), links=tuple(links), **(known | fields))


def drawn(tmp_path: Path, shown: Chain, titles: dict[str, str] | None = None) -> "etree._Element":
    path = write_svg(shown, tmp_path / "chain.svg", titles or {}, "e" * 64)
    return etree.parse(path).getroot()


def texts(root: "etree._Element") -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def boxes_of(root: "etree._Element") -> list[tuple[float, float, float, float]]:
    found = []
    for element in root.iter(f"{SVG}rect"):
        x, y, width, height = (element.get(name, "") for name in ("x", "y", "width", "height"))
        if x:
            found.append((float(x), float(y), float(x) + float(width), float(y) + float(height)))
    return found


def line_points(path: "etree._Element") -> Iterator[tuple[float, float]]:
    """Yield points along a path of curves, but for its two ends."""
    first, *curves = (path.get("d") or "").removeprefix("M ").split(" C ")
    ends = [float(number) for number in first.split()]
    for curve in curves:
        x1, y1, x2, y2, x3, y3 = map(float, curve.split())
        for share in (step / 20 for step in range(1, 20)):
            weights = ((1 - share) ** 3, 3 * share * (1 - share) ** 2, 3 * share**2 * (1 - share), share**3)
            x = sum(weight * at for weight, at in zip(weights, (ends[0], x1, x2, x3), strict=True))
            yield x, sum(weight * at for weight, at in zip(weights, (ends[1], y1, y2, y3), strict=True))
        ends = [x3, y3]


def assert_tidy(root: "etree._Element") -> None:
    """No box or label lies on another, no line runs through a box, all is in the picture, boxes hold their text."""
    frames = [element for element in root.iter(f"{SVG}rect") if element.get("rx")]
    corners = [tuple(float(frame.get(name, "0")) for name in ("x", "y", "width", "height")) for frame in frames]
    for x, y in (point for path in root.iter(f"{SVG}path") for point in line_points(path)):
        assert not [box for box in corners if box[0] < x < box[0] + box[2] and box[1] + 1 < y < box[1] + box[3] - 1]
    boxes = boxes_of(root)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    for number, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
        for other in boxes[number + 1 :]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, (boxes[number], other)
    for element in root.iter(f"{SVG}text"):
        x, y, size = (float(element.get(name, "0")) for name in ("x", "y", "font-size"))
        end = x + text_width(element.text or "", size)
        assert end <= width, element.text
        assert y <= height
        for left, top, right, bottom in boxes:
            if left <= x <= right and top <= y <= bottom:
                assert end <= right + 1, element.text


def single_days(book: Workbook) -> dict[tuple[str, str], set[tuple[str, int, str | None, str | None, bool, str]]]:
    """What the rules told a second time say, by unit and day, for incidents of a single day."""
    found: dict[tuple[str, str], set[tuple[str, int, str | None, str | None, bool, str]]] = {}
    for row in rows(book):
        first, last = book.incidents[row.incident]
        if first == last:
            told = (row.unit, row.hops, row.person, row.role, row.is_command, row.grade)
            found.setdefault((row.attributed_unit, first), set()).add(told)
    return found
