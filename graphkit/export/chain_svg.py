"""A command chain as a picture: a box for each unit, solid where it is certain, dashed where it is only possible."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
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
    height_of,
    label_lines,
    text_width,
    wrapped,
)
from graphkit.export.chain_drawing import link_line, sources_counted, write_xml
from graphkit.export.layers import Layout, Pair, laid_out
from graphkit.graph.chain import Chain, ChainUnit
from graphkit.text import visible

if TYPE_CHECKING:
    from lxml import etree

_SVG = "http://www.w3.org/2000/svg"
_FONT = "Arial, 'Liberation Sans', 'DejaVu Sans', 'Noto Sans', 'Noto Sans Myanmar', sans-serif"
_MARGIN, _GAP, _RISE = 28.0, 40.0, 38.0
"""Around the picture, between boxes of a layer, and between a layer of boxes and one of labels."""
_ASKED, _PAPER = "#e8f0fb", "#ffffff"
_STROKE, _DASHES = 1.8, "7 5"
_PORT = 34.0
"""Between the feet of two lines that leave or reach one box."""
_LEGEND = (
    ("certain on that day: stated, and surely covered by the dates", Grade.CERTAIN),
    ("possible on that day: the dates are open or imprecise, or the relation is inferred or contested", Grade.POSSIBLE),
)
_LEGEND_TEXT = 60.0 + DOT
"""Where the legend's text begins."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Canvas:
    """The picture so far."""

    root: "etree._Element"

    def add(self, tag: str, text: str = "", **attributes: str | float) -> None:
        """Add an element; numbers are rounded to a tenth, underscores of names become hyphens."""
        from lxml import etree

        made = etree.SubElement(self.root, tag)
        for name, value in attributes.items():
            made.set(name.replace("_", "-"), f"{value:.1f}" if isinstance(value, float) else value)
        made.text = visible(text) or None

    def write(self, lines: Sequence[Line], x: float, top: float) -> None:
        """Write the lines from the top down."""
        for line in lines:
            style = {"font_weight": "bold"} if line.bold else {}
            style |= {"font_style": "italic"} if line.italic else {}
            baseline = top + line.above + line.size
            if line.dot:
                self.dot(x + 4, baseline - line.size * 0.35, line.dot)
            self.add("text", line.text, x=x + line.indent, y=baseline, font_size=line.size, fill=line.colour, **style)
            top += line.height

    def dot(self, x: float, y: float, grade: Grade) -> None:
        """Draw a full dot for what is certain, a hollow one for what is possible."""
        fill = INK if grade is Grade.CERTAIN else _PAPER
        self.add("circle", cx=x, cy=y, r=4.0, fill=fill, stroke=INK, stroke_width=1.4)

    def stroke(self, tag: str, grade: Grade, **attributes: str | float) -> None:
        """Draw a line or a frame: whole for what is certain, dashed for what is possible."""
        if grade is not Grade.CERTAIN:
            attributes["stroke_dasharray"] = _DASHES
        attributes |= {"stroke": INK, "stroke_width": _STROKE}
        self.add(tag, "", **attributes)


@dataclass(frozen=True, slots=True)
class _Drawing:
    """Everything that the picture shows, with its place."""

    chain: Chain
    boxes: Mapping[str, list[Line]]
    labels: Mapping[Pair, list[Line]]
    layout: Layout
    tops: Mapping[str, float]
    """Of boxes, labels and lanes."""
    ceilings: Mapping[str, float]
    """Where the layer of a box begins: up to there a line rises straight, since the box beside may be taller."""
    heights: Mapping[str, float]
    bottom: float

    def x(self, name: str) -> float:
        """Return the middle of a box, label or lane."""
        return self.layout.centre[name] + _MARGIN

    def way(self, pair: Pair) -> list[Point]:
        """Return the points that a line leads through, from the top of the lower box to the foot of the higher."""
        child, *between, parent = self.layout.ways[pair]
        start = self._port(child, pair, 0)
        points = [(start, self.tops[child]), (start, self.ceilings[child])]
        for name in between:
            points += [(self.x(name), self.tops[name] + self.heights[name]), (self.x(name), self.tops[name])]
        return [*points, (self._port(parent, pair, -1), self.tops[parent] + self.heights[parent])]

    def _port(self, box: str, pair: Pair, end: int) -> float:
        """Return where the line leaves the box, or reaches it: side by side in the order of where they come from."""
        next_to = {ends: way[1 if end == 0 else -2] for ends, way in self.layout.ways.items() if way[end] == box}
        ordered = sorted(next_to, key=lambda ends: (self.layout.centre[next_to[ends]], ends))
        between = min(_PORT, WIDTH * 0.8 / len(ordered))
        return self.x(box) + (ordered.index(pair) - (len(ordered) - 1) / 2) * between


def write_svg(chain: Chain, path: Path, titles: Mapping[str, str], evidence_head: str) -> Path:
    """Draw the chain and return the path; ``titles`` are those of the sources that may be told."""
    from lxml import etree

    what = f"Chain of command above {chain.name} on {chain.on}"
    numbers = {source: number for number, source in enumerate(chain.sources, 1)}
    boxes = {unit.id: box_lines(unit, numbers) for unit in chain.units}
    labels = {(link.child, link.parent): label_lines(link, numbers) for link in chain.links}
    widths = {pair: max(text_width(line.text, line.size) for line in lines) for pair, lines in labels.items()}
    layout = laid_out(chain.roots, dict.fromkeys(boxes, WIDTH), widths, _GAP)
    room = max(2 * WIDTH + _GAP, layout.right)
    heading = wrapped(Line(what, TITLE, bold=True), room)
    drawing = _placed(chain, boxes, labels, layout, _MARGIN + sum(line.height for line in heading) + 20)
    notes = [Line(text, REMARK, FAINT) for text in _notes(drawing, titles, numbers, evidence_head)]
    foot = [line for note in notes for line in wrapped(note, room)]
    legend = [(grade, wrapped(Line(text, OFFICER, above=5), room - _LEGEND_TEXT)) for text, grade in _LEGEND]
    below = drawing.bottom + 24
    foot_top = below + sum(line.height for _, lines in legend for line in lines) + 14
    size = room + 2 * _MARGIN, foot_top + sum(line.height for line in foot) + _MARGIN
    root = etree.Element("svg", {"font-family": _FONT}, nsmap={None: _SVG})  # type: ignore[dict-item]
    root.set("width", f"{size[0]:.0f}")
    root.set("height", f"{size[1]:.0f}")
    root.set("viewBox", f"0 0 {size[0]:.0f} {size[1]:.0f}")
    canvas = _Canvas(root)
    canvas.add("title", what)
    canvas.add("rect", width="100%", height="100%", fill=_PAPER)
    canvas.write(heading, _MARGIN, _MARGIN)
    _paint(canvas, drawing)
    _paint_legend(canvas, legend, below)
    canvas.write(foot, _MARGIN, foot_top)
    return write_xml(root, path)


def _placed(
    chain: Chain, boxes: Mapping[str, list[Line]], labels: Mapping[Pair, list[Line]], layout: Layout, top: float
) -> _Drawing:
    """Stack the layers, the highest first; each is as tall as the tallest in it, and boxes stand at its foot."""
    heights = {name: height_of(lines) for name, lines in boxes.items()}
    for pair, way in layout.ways.items():
        heights[way[1]] = sum(line.height for line in labels[pair])
    tops: dict[str, float] = {}
    ceilings: dict[str, float] = {}
    for layer in reversed(layout.layers):
        tallest = max((heights[name] for name in layer if name in heights), default=0.0)
        for name in layer:
            heights.setdefault(name, tallest)
            ceilings[name] = top
            tops[name] = top + (tallest - heights[name] if name in boxes else 0.0)
        top += tallest + _RISE
    return _Drawing(chain, boxes, labels, layout, tops, ceilings, heights, top - _RISE)


def _paint(canvas: _Canvas, drawing: _Drawing) -> None:
    grades = {(link.child, link.parent): link.grade for link in drawing.chain.links}
    for pair in drawing.layout.ways:
        canvas.stroke("path", grades[pair], d=_curve(drawing.way(pair)), fill="none")
    for unit in drawing.chain.units:
        _paint_box(canvas, drawing, unit)
    for pair, way in drawing.layout.ways.items():
        lines = drawing.labels[pair]
        width = max(text_width(line.text, line.size) for line in lines)
        left, top = drawing.x(way[1]) - width / 2, drawing.tops[way[1]]
        canvas.add("rect", x=left, y=top, width=width, height=drawing.heights[way[1]] + 2, fill=_PAPER)
        for line in lines:
            canvas.write([line], drawing.x(way[1]) - text_width(line.text, line.size) / 2, top)
            top += line.height


def _paint_box(canvas: _Canvas, drawing: _Drawing, unit: ChainUnit) -> None:
    left, top = drawing.x(unit.id) - WIDTH / 2, drawing.tops[unit.id]
    fill = _ASKED if unit.id in drawing.chain.roots else _PAPER
    canvas.stroke("rect", unit.grade, x=left, y=top, width=WIDTH, height=drawing.heights[unit.id], rx=6.0, fill=fill)
    canvas.write(drawing.boxes[unit.id], left + PADDING, top + PADDING)


def _paint_legend(canvas: _Canvas, legend: Sequence[tuple[Grade, Sequence[Line]]], top: float) -> None:
    for grade, lines in legend:
        y = top + lines[0].above + OFFICER * 0.65
        canvas.stroke("line", grade, x1=_MARGIN, x2=_MARGIN + 46, y1=y, y2=y)
        canvas.dot(_MARGIN + 60, y, grade)
        canvas.write(lines, _MARGIN + _LEGEND_TEXT, top)
        top += sum(line.height for line in lines)


def _notes(
    drawing: _Drawing, titles: Mapping[str, str], numbers: Mapping[str, int], evidence_head: str
) -> Iterator[str]:
    chain = drawing.chain
    yield (
        f"{len(chain.statements):,} statements from {sources_counted(chain.sources)}; graphkit {graphkit.__version__}, "
        f"evidence {evidence_head[:16]}. Candidates for a person to check, never verdicts: a post held is not an order "
        "given."
    )
    if chain.withheld:
        yield f"Not shown, as they are restricted: {chain.withheld} postings and relations."
    for link in chain.links:
        if (link.child, link.parent) not in drawing.layout.ways:
            yield f"Stated, but not drawn, as it closes a circle: {link.child} under {link.parent}, {link_line(link)}."
    for source, number in numbers.items():
        yield f"[{number}] {source}{f', {titles[source]}' if source in titles else ''}"


def _curve(way: Sequence[Point]) -> str:
    """Return the path through the points: a curve between two layers, a straight line within one."""
    parts = [f"M {way[0][0]:.1f} {way[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(way):
        middle = (y + to_y) / 2
        parts.append(f"C {x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
    return " ".join(parts)
