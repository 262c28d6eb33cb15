"""What stands in the boxes of a drawn chain: lines of text that fit, whatever font a reader has."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graphkit.dates import Grade
from graphkit.export.chain_drawing import officer_line, officer_remarks, unit_remarks
from graphkit.graph.chain import ChainLink, ChainUnit
from graphkit.text import visible

WIDTH, PADDING = 320.0, 12.0
"""Of a box, and within it."""
INK, FAINT, ALARM = "#1b1b1b", "#5a5a5a", "#a31515"
TITLE, NAME, OFFICER, REMARK = 20.0, 15.0, 13.0, 11.0
"""Sizes of text."""
DOT = 14.0
"""Room for the dot before an officer."""
_LABEL = 170.0
"""Width of a label beside a line."""
_LEADING = 1.32
_NARROW, _BROAD = frozenset("iljtfrI.,:;'|!()[]/- "), frozenset("mwMWQO@%")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text."""

    text: str
    size: float
    colour: str = INK
    bold: bool = False
    italic: bool = False
    indent: float = 0.0
    dot: Grade | None = None
    """The grade that a dot before it shows; none before most."""
    above: float = 0.0
    """Space before it."""

    @property
    def height(self) -> float:
        """How much of the height of its box it takes."""
        return self.above + self.size * _LEADING


def box_lines(unit: ChainUnit, numbers: Mapping[str, int]) -> list[Line]:
    """Return the lines of a unit's box; sources are told by their numbers."""
    room = WIDTH - 2 * PADDING
    lines = wrapped(Line(unit.name, NAME, bold=True), room)
    lines += wrapped(Line(f"{unit.id}; {unit.grade.value}", REMARK, FAINT), room)
    for officer in unit.officers:
        lines += wrapped(Line(officer_line(officer), OFFICER, indent=DOT, dot=officer.grade, above=7), room)
        for remark in officer_remarks(officer, cited(officer.sources, numbers)):
            colour = ALARM if remark.startswith("conflict") else FAINT
            lines += wrapped(Line(remark, REMARK, colour, indent=DOT), room)
    for remark in unit_remarks(unit):
        lines += wrapped(Line(remark, OFFICER, ALARM, italic=True, above=7), room)
    return lines


def label_lines(link: ChainLink, numbers: Mapping[str, int]) -> list[Line]:
    """Return the lines beside a relation: of what sort it is, by which sources, and why it is only possible."""
    lines = wrapped(Line(f"{', '.join(link.authorities)} {cited(link.sources, numbers)}", REMARK), _LABEL)
    return lines + (wrapped(Line(link.reason, REMARK, FAINT), _LABEL) if link.reason else [])


def cited(sources: tuple[str, ...], numbers: Mapping[str, int]) -> str:
    """Return the numbers under which the drawing lists the sources."""
    return f"[{', '.join(str(numbers[source]) for source in sources)}]"


def wrapped(line: Line, room: float) -> list[Line]:
    """Return the line as the lines that fit the room; only the first has its dot and the space before."""
    texts = list(_texts(visible(line.text), line.size * (1.06 if line.bold else 1), room - line.indent))
    rest = replace(line, dot=None, above=0.0)
    return [replace(line if number == 0 else rest, text=text) for number, text in enumerate(texts)]


def height_of(lines: list[Line]) -> float:
    """Return the height of a box with these lines."""
    return sum(line.height for line in lines) + 2 * PADDING


def text_width(text: str, size: float) -> float:
    """Return a cautious guess of how wide the text is: what common fonts need at most."""
    return size * sum(map(_em, text))


def _texts(text: str, size: float, room: float) -> Iterator[str]:
    written = ""
    for word in text.split(" "):
        longer = f"{written} {word}" if written else word
        if text_width(longer, size) <= room:
            written = longer
            continue
        if written:
            yield written
        *parts, written = _parts(word, size, room)
        yield from parts
    yield written


def _parts(word: str, size: float, room: float) -> list[str]:
    """Return a word in parts that fit, one where it does."""
    parts = [""]
    for char in word:
        if parts[-1] and text_width(parts[-1] + char, size) > room:
            parts.append("")
        parts[-1] += char
    return parts


def _em(char: str) -> float:
    if unicodedata.combining(char):
        return 0.0
    if unicodedata.east_asian_width(char) in {"W", "F"} or char in _BROAD:
        return 1.0
    if char in _NARROW:
        return 0.42
    return 0.72 if char.isupper() else 0.64
