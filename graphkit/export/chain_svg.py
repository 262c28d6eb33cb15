"""A command chain as a picture: a box for each unit, solid where it is certain, dashed where it is only possible."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import graphkit
from graphkit.dates import Grade
from graphkit.export.boxes import (
    DOT,
    FAINT,
    INK,
    OFFICER,
    PADDING,
    REMARK,
    TITLE,
    WIDTH,
    Line,
    box_lines,
    cited,
    height_of,
    text_width,
    wrapped,
)
from graphkit.export.chain_drawing import link_line, sources_counted, write_xml
from graphkit.export.layers import Layout, Pair, laid_out
from graphkit.graph.chain import Chain, ChainLink, ChainUnit
from graphkit.text import visible

if TYPE_CHECKING:
    from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_FONT = "Arial, 'Liberation Sans', 'DejaVu Sans', 'Noto Sans', sans-serif"
_MARGIN, _GAP, _RISE = 28.0, 40.0, 100.0
"""Around the picture, between boxes of a layer, and between layers."""
_ASKED, _PAPER = "#e8f0fb", "#ffffff"
_DASHES = "7 5"
_PLACES = (0.5, 0.7, 0.3, 0.85, 0.15)
"""Where along a line its label may stand, the best first."""
_LABEL = 190.0
_LEGEND = (
    ("certain on that day: stated, and surely covered by the dates", Grade.CERTAIN),
    ("possible on that day: the dates are open or imprecise, or the relation is inferred or contested", Grade.POSSIBLE),
)
Point = tuple[float, float]


@dataclass(slots=True)
class _Canvas:
    """The picture so far, and the places that labels take up."""

    root: "etree._Element"
    labels: list[tuple[float, float, float, float]] = field(default_factory=list)

    def add(self, tag: str, text: str = "", **attributes: str | float) -> None:
        """Add an element; numbers are rounded to a tenth, underscores of names become hyphens."""
        from lxml import etree

        made = etree.SubElement(self.root, tag)
        for name, value in attributes.items():
            made.set(name.replace("_", "-"), f"{value:.1f}" if isinstance(value, float) else value)
        made.text = visible(text) or None

    def write(self, lines: Sequence[Line], x: float, top: float) -> float:
        """Write the lines from the top down, and return where the next would begin."""
        for line in lines:
            style = {"font_weight": "bold"} if line.bold else {}
            style |= {"font_style": "italic"} if line.italic else {}
            baseline = top + line.above + line.size
            if line.dot:
                self.dot(x + 4, baseline - line.size * 0.35, line.dot)
            self.add("text", line.text, x=x + line.indent, y=baseline, font_size=line.size, fill=line.colour, **style)
            top += line.height
        return top

    def dot(self, x: float, y: float, grade: Grade) -> None:
        """Draw a full dot for what is certain, a hollow one for what is possible."""
        fill = INK if grade is Grade.CERTAIN else _PAPER
        self.add("circle", cx=x, cy=y, r=4.0, fill=fill, stroke=INK, stroke_width=1.4)

    def place(self, way: Sequence[Point], width: float, height: float) -> Point:
        """Return where along the way a label of that size lies on no other, and keep it free."""
        spots = [_along(way, share) for share in _PLACES]
        free = (spot for spot in spots if not any(_overlap(_box(spot, width, height), other) for other in self.labels))
        chosen = next(free, spots[0])
        self.labels.append(_box(chosen, width, height))
        return chosen


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Everything that the picture shows, with its place."""

    chain: Chain
    boxes: Mapping[str, list[Line]]
    layout: Layout
    tops: Mapping[str, float]
    """Of boxes and lanes."""
    heights: Mapping[str, float]
    bottom: float
    numbers: Mapping[str, int]

    def way(self, pair: Pair) -> list[Point]:
        """Return the points that a line leads through, from the top of the lower box to the foot of the higher."""
        names = self.layout.ways[pair]
        points = [(self.x(names[0]), self.tops[names[0]])]
        for name in names[1:-1]:
            points += [(self.x(name), self.tops[name] + self.heights[name]), (self.x(name), self.tops[name])]
        return [*points, (self.x(names[-1]), self.tops[names[-1]] + self.heights[names[-1]])]

    def x(self, name: str) -> float:
        """Return the middle of a box or lane."""
        return self.layout.centre[name] + _MARGIN


def write_svg(chain: Chain, path: Path, titles: Mapping[str, str], evidence_head: str) -> Path:
    """Draw the chain and return the path; ``titles`` are those of the sources that may be told."""
    from lxml import etree

    what = f"Chain of command above {chain.name} on {chain.on}"
    numbers = {source: number for number, source in enumerate(chain.sources, 1)}
    boxes = {unit.id: box_lines(unit, numbers) for unit in chain.units}
    pairs = [(link.child, link.parent) for link in chain.links]
    layout = laid_out(chain.roots, pairs, dict.fromkeys(boxes, WIDTH), _GAP)
    room = max(2 * WIDTH + _GAP, *(layout.centre[box] + WIDTH / 2 for box in boxes))
    heading = wrapped(Line(what, TITLE, bold=True), room)
    drawing = _placed(chain, boxes, layout, numbers, _MARGIN + sum(line.height for line in heading) + 20)
    notes = [
        line for text in _notes(drawing, titles, evidence_head) for line in wrapped(Line(text, REMARK, FAINT), room)
    ]
    legend = drawing.bottom + 30
    size = room + 2 * _MARGIN, legend + 60 + sum(line.height for line in notes) + _MARGIN
    extent = {"width": f"{size[0]:.0f}", "height": f"{size[1]:.0f}", "viewBox": f"0 0 {size[0]:.0f} {size[1]:.0f}"}
    root = etree.Element("svg", {**extent, "font-family": _FONT}, nsmap={None: _SVG})
    canvas = _Canvas(root)
    canvas.add("title", what)
    canvas.add("rect", width="100%", height="100%", fill=_PAPER)
    canvas.write(heading, _MARGIN, _MARGIN)
    _paint(canvas, drawing)
    _legend(canvas, legend)
    canvas.write(notes, _MARGIN, legend + 60)
    return write_xml(root, path)


def _placed(
    chain: Chain, boxes: Mapping[str, list[Line]], layout: Layout, numbers: Mapping[str, int], top: float
) -> _Drawing:
    """Stack the layers, the highest first; each is as tall as its tallest box, and boxes stand at its foot."""
    tops: dict[str, float] = {}
    heights: dict[str, float] = {}
    for layer in reversed(layout.layers):
        tallest = max((height_of(boxes[name]) for name in layer if name in boxes), default=0.0)
        for name in layer:
            heights[name] = height_of(boxes[name]) if name in boxes else tallest
            tops[name] = top + tallest - heights[name]
        top += tallest + _RISE
    return _Drawing(chain, boxes, layout, tops, heights, top - _RISE, numbers)


def _paint(canvas: _Canvas, drawing: _Drawing) -> None:
    links = {(link.child, link.parent): link for link in drawing.chain.links}
    ways = {pair: drawing.way(pair) for pair in drawing.layout.ways}
    for pair, way in ways.items():
        canvas.add("path", d=_curve(way), fill="none", stroke=INK, stroke_width=1.8, **_dashed(links[pair].grade))
    for unit in drawing.chain.units:
        _paint_box(canvas, drawing, unit)
    for pair, way in ways.items():
        _paint_label(canvas, links[pair], way, drawing.numbers)


def _paint_box(canvas: _Canvas, drawing: _Drawing, unit: ChainUnit) -> None:
    left, top = drawing.x(unit.id) - WIDTH / 2, drawing.tops[unit.id]
    fill = _ASKED if unit.id in drawing.chain.roots else _PAPER
    size = {"width": WIDTH, "height": drawing.heights[unit.id]}
    canvas.add("rect", x=left, y=top, rx=6.0, fill=fill, stroke=INK, stroke_width=1.8, **size, **_dashed(unit.grade))
    canvas.write(drawing.boxes[unit.id], left + PADDING, top + PADDING)


def _paint_label(canvas: _Canvas, link: ChainLink, way: Sequence[Point], numbers: Mapping[str, int]) -> None:
    text = f"{link_line(link)}; {cited(link.sources, numbers)}"
    lines = wrapped(Line(text, REMARK, INK), _LABEL)
    width = max(text_width(line.text, line.size) for line in lines) + 8
    height = sum(line.height for line in lines) + 4
    x, y = canvas.place(_widest_step(way), width, height)
    canvas.add("rect", x=x - width / 2, y=y - height / 2, width=width, height=height, fill=_PAPER, fill_opacity="0.92")
    canvas.write(lines, x - width / 2 + 4, y - height / 2 + 1)


def _legend(canvas: _Canvas, top: float) -> None:
    for number, (text, grade) in enumerate(_LEGEND):
        y = top + 22.0 * number
        canvas.add("line", x1=_MARGIN, x2=_MARGIN + 46, y1=y, y2=y, stroke=INK, stroke_width=1.8, **_dashed(grade))
        canvas.dot(_MARGIN + 60, y, grade)
        canvas.write([Line(text, OFFICER)], _MARGIN + 60 + DOT, y - OFFICER * 0.75)


def _notes(drawing: _Drawing, titles: Mapping[str, str], evidence_head: str) -> Iterator[str]:
    chain = drawing.chain
    yield (
        f"{len(chain.statements):,} statements from {sources_counted(chain.sources)}, graphkit {graphkit.__version__}, "
        f"evidence {evidence_head[:16]}. Candidates for a person to check, never verdicts: a post held is not an order "
        "given."
    )
    if chain.withheld:
        yield f"Not shown, as they are restricted: {chain.withheld} postings and relations."
    for link in chain.links:
        if (link.child, link.parent) not in drawing.layout.ways:
            yield f"Also stated, and not drawn as it closes a circle: {link.child} under {link.parent} ({link_line(link)})."
    for source, number in drawing.numbers.items():
        yield f"{number}: {source}{f', {titles[source]}' if source in titles else ''}"


def _dashed(grade: Grade) -> dict[str, str]:
    return {} if grade is Grade.CERTAIN else {"stroke_dasharray": _DASHES}


def _curve(way: Sequence[Point]) -> str:
    """Return the path through the points: a curve between two layers, a straight line along a lane."""
    parts = [f"M {way[0][0]:.1f} {way[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(way):
        middle = (y + to_y) / 2
        parts.append(f"C {x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
    return " ".join(parts)


def _widest_step(way: Sequence[Point]) -> tuple[Point, Point]:
    """Return the first step between two layers, where there is room for a label."""
    return way[0], way[1]


def _along(step: Sequence[Point], share: float) -> Point:
    """Return the point of the curve between two points, after that share of it."""
    (x, y), (to_x, to_y) = step
    middle, rest = (y + to_y) / 2, 1 - share
    bent = 3 * rest * share * (rest * middle + share * middle)
    across = rest**3 * x + 3 * rest**2 * share * x + 3 * rest * share**2 * to_x + share**3 * to_x
    return across, rest**3 * y + bent + share**3 * to_y


def _box(centre: Point, width: float, height: float) -> tuple[float, float, float, float]:
    return centre[0] - width / 2, centre[1] - height / 2, centre[0] + width / 2, centre[1] + height / 2


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
