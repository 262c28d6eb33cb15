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
from typing import Any

from graphkit.text import visible

Cell = str | int | float | bool | None
Row = Sequence[Cell]

_WIDEST_PADDED = 100
"""Columns of characters: a longer cell of a plain table pushes what follows it instead of padding every row."""
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
    """Print why nothing, or no more, was done."""
    say(f"graphkit: {message}")


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
    """Print a line that stands above tables."""
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

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, name in enumerate(headings):
        number = place in numeric
        made.add_column(Text(name), justify="right" if number else "left", no_wrap=number, overflow="fold")
    for row in rows:
        made.add_row(*(Text(_cut(cell)) for cell in row))
    Console(highlight=False).print(made)


def _print_plain(headings: Sequence[str], rows: Sequence[Sequence[str]], numeric: set[int]) -> None:
    from rich.cells import cell_len

    everything = [list(headings), *rows]
    widths = [min(max(cell_len(row[place]) for row in everything), _WIDEST_PADDED) for place in range(len(headings))]
    for row in everything:
        cells = []
        for place, cell in enumerate(row):
            padding = " " * max(widths[place] - cell_len(cell), 0)
            cells.append(padding + cell if place in numeric else cell + padding)
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


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
