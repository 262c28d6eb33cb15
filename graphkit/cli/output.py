"""What is printed: tables and JSON lines on stdout, messages and progress on stderr.

Whatever comes from data goes through ``visible`` or is escaped, so that a terminal shows it and never obeys it.
"""

import contextlib
import io
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

from graphkit.text import visible

if TYPE_CHECKING:
    from rich.console import Console

Cell = str | int | float | bool | None
Row = Sequence[Cell]

_WIDEST_PADDED = 100
"""Columns of characters: a longer cell of a plain table pushes what follows it instead of padding every row."""
_GAP = "  "
_LONGEST_UNBROKEN = (40, 24, 16, 12, 8, 4, 1)
"""Columns of characters that a word may take up on a terminal before it is broken; the first that leaves room."""
_LONGEST_ON_SCREEN = 400
"""Characters of a cell on a terminal; a pipe and ``--json`` get all of them."""
_BETWEEN_UPDATES = 0.1  # seconds


def prepare_streams() -> None:
    """Make the standard streams take any text: what their encoding lacks is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def quieted() -> None:
    """Let what is still to be written vanish: whoever read it has gone."""
    with contextlib.suppress(OSError, io.UnsupportedOperation):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def say(message: str) -> None:
    """Print a message to the person at the keyboard."""
    print(_visible_lines(message), file=sys.stderr)


def complain(message: str) -> None:
    """Print why nothing, or no more, was done.

    Lines after the first stand further in: what is told of data, such as a file's name, cannot pass for a message.
    """
    first, *more = message.split("\n")
    say("\n".join([f"graphkit: {first}", *(line if line.startswith("  ") else f"  {line}" for line in more)]))


def lines(records: Iterable[Mapping[str, Any]]) -> None:
    """Print each record as one line of JSON in UTF-8; characters that a terminal would obey are escaped."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    for record in records:
        line = json.dumps(record, ensure_ascii=False)
        if not line.isprintable():
            line = "".join(char if char == " " or char.isprintable() else _escaped(char) for char in line)
        sys.stdout.write(line + "\n")


def table(headings: Sequence[str], rows: Iterable[Row]) -> None:
    """Print a table: fitted to a terminal, or plain and uncut where stdout is none; numbers stand right."""
    listed = list(rows)
    numeric = {
        place
        for place in range(len(headings))
        if listed and all(isinstance(row[place], int | float) and not isinstance(row[place], bool) for row in listed)
    }
    shown = [[_text(cell) for cell in row] for row in listed]
    if sys.stdout.isatty():
        _print_fitted(headings, shown, numeric)
    else:
        _print_plain(headings, shown, numeric)


def heading(text: str) -> None:
    """Print a line that stands above tables, below an empty one where it begins with a line break.

    It stays one line: a name with a line break in it cannot pass for a line of ours.
    """
    bare = text.removeprefix("\n")
    print("\n" * (len(text) - len(bare)) + visible(bare))


def whole(text: str) -> None:
    """Print a text of several lines, such as a file of ours."""
    print(_visible_lines(text))


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str, int], None]]:
    """Give a function that shows how many of what are done, on one line of stderr; on a terminal only."""
    if not sys.stderr.isatty():
        yield lambda _name, _count: None
        return
    due = 0.0

    def show(name: str, count: int) -> None:
        nonlocal due
        if (now := time.monotonic()) >= due:
            due = now + _BETWEEN_UPDATES
            sys.stderr.write(f"\r\x1b[K{visible(name)}: {count:,}")
            sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()


def _print_fitted(headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: set[int]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    cut = [[_cut(cell) for cell in row] for row in rows]
    widths = _widths([list(headings), *cut], console.width - len(_GAP) * (len(headings) - 1))
    if sum(widths) + len(_GAP) * (len(headings) - 1) > console.width:
        _print_listed(headings, cut, console)
        return
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, len(_GAP) - 1, 0, 0))
    for place, name in enumerate(headings):
        side: Literal["left", "right"] = "right" if place in numeric else "left"
        made.add_column(Text(visible(name)), justify=side, width=widths[place], overflow="fold")
    for row in cut:
        made.add_row(*map(Text, row))
    console.print(made)


def _print_listed(headings: Sequence[str], rows: Sequence[Sequence[str]], console: "Console") -> None:
    """Print each row as lines of a heading and its cell: no terminal is wide enough for a table of so many columns."""
    from rich.text import Text

    for row in rows:
        for name, cell in zip(headings, row, strict=True):
            console.print(Text(f"{visible(name)}{_GAP}{cell}"), overflow="fold")
        console.print()


def _widths(rows: Sequence[Sequence[str]], available: int) -> list[int]:
    """Return a width for each column: no word is broken that need not be, then the narrowest get what they need."""
    from rich.cells import cell_len

    columns = [list(column) for column in zip(*rows, strict=True)]
    needed = [max(map(cell_len, column)) for column in columns]
    words = [max(cell_len(word) for cell in column for word in cell.split() or [""]) for column in columns]
    for longest in _LONGEST_UNBROKEN:
        widths = [min(word, longest) for word in words]
        if sum(widths) <= available:
            break
    while sum(widths) < available and (growing := [n for n in range(len(columns)) if widths[n] < needed[n]]):
        narrowest = min(growing, key=widths.__getitem__)
        widths[narrowest] += 1
    return widths


def _print_plain(headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: set[int]) -> None:
    from rich.cells import cell_len

    everything = [[visible(name) for name in headings], *rows]
    widths = [min(max(cell_len(row[place]) for row in everything), _WIDEST_PADDED) for place in range(len(headings))]
    for row in everything:
        cells = []
        for place, cell in enumerate(row):
            padding = " " * max(widths[place] - cell_len(cell), 0)
            cells.append(padding + cell if place in numeric else cell + padding)
        sys.stdout.write(_GAP.join(cells).rstrip() + "\n")


def _text(cell: Cell) -> str:
    if cell is None or cell is False:
        return ""
    if cell is True:
        return "yes"
    if isinstance(cell, int):
        return f"{cell:,}"
    return visible(str(cell))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_ON_SCREEN else text[: _LONGEST_ON_SCREEN - 1] + "…"


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1]


def _visible_lines(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))
