"""The record as the publisher wrote it: what a locator points to in a capture."""

import csv
from collections.abc import Collection, Iterator
from pathlib import Path

from graphkit.intake.archive import unpacked
from graphkit.intake.documents import texts_by_line, texts_by_pointer
from graphkit.intake.rows import opened_workbook, shown
from graphkit.model.source import Locator

_WHOLE = "/"
_LONGEST = 20_000
_START = 1024


def originals(path: Path, filename: str, locators: Collection[str]) -> dict[str, str]:
    """Return the text at each locator, read in one pass over the file; a place that is the whole file has none.

    ``path`` is the capture, ``filename`` tells its format. Raises nothing for a place that is not there: it is
    missing from the result, and the caller says so.
    """
    with unpacked(path, filename) as (file, name):
        return _originals(file, name, locators)


def _originals(path: Path, filename: str, locators: Collection[str]) -> dict[str, str]:
    wanted = {text: Locator.parse(text) for text in locators}
    wanted = {text: place for text, place in wanted.items() if place.pointer != _WHOLE}
    suffix = Path(filename).suffix.lower()
    if not wanted:
        return {}
    if suffix == ".xml":
        found = _elements(path, {place.pointer: text for text, place in wanted.items()})
    elif suffix == ".xlsx":
        found = _sheet_rows(path, filename, wanted)
    elif _is_json(path):
        found = _documents(path, filename, wanted)
    else:
        rows = {place.row: text for text, place in wanted.items() if place.row is not None}
        found = ((rows[number], text) for number, text in _lines(path, suffix) if number in rows)
    return {locator: text[:_LONGEST] for locator, text in found}


def _is_json(path: Path) -> bool:
    """Say whether the file begins as JSON does, whatever its name ends with: a publisher may call it a text."""
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        return stream.read(_START).lstrip().startswith(("{", "["))


def _documents(path: Path, filename: str, wanted: dict[str, Locator]) -> Iterator[tuple[str, str]]:
    rows = {place.row: text for text, place in wanted.items() if place.row is not None}
    pointers = {place.pointer: text for text, place in wanted.items() if place.row is None}
    if rows:
        yield from ((rows[number], text) for number, text in texts_by_line(path, filename) if number in rows)
    if pointers:
        yield from ((pointers[at], text) for at, text in texts_by_pointer(path, filename) if at in pointers)


def _lines(path: Path, suffix: str) -> Iterator[tuple[int, str]]:
    """Yield each row's number and its text, line breaks inside of quotes included."""
    consumed: list[str] = []

    def lines() -> Iterator[str]:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
            for line in stream:
                consumed.append(line)
                yield line

    for number, _ in enumerate(csv.reader(lines(), delimiter="\t" if suffix == ".tsv" else ","), 1):
        yield number, _decoded("".join(consumed).rstrip("\r\n"))
        consumed.clear()


def _decoded(text: str) -> str:
    """Return the text of a line read as UTF-8; one that is none is Windows', or Latin-1, which takes every byte."""
    try:
        text.encode()
    except UnicodeEncodeError:
        found = text.encode("utf-8", "surrogateescape")
    else:
        return text
    try:
        return found.decode("cp1252")
    except UnicodeDecodeError:
        return found.decode("latin-1")


def _sheet_rows(path: Path, filename: str, wanted: dict[str, Locator]) -> Iterator[tuple[str, str]]:
    with opened_workbook(path, filename) as book:
        for sheet in {place.pointer for place in wanted.values()} & set(book.sheetnames):
            rows = {place.row: text for text, place in wanted.items() if place.pointer == sheet}
            page = book[sheet]
            page.reset_dimensions()
            for number, cells in enumerate(page.iter_rows(), 1):
                if number in rows:
                    yield rows[number], "\t".join(shown(cell) for cell in cells)


def _elements(path: Path, wanted: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the elements that stand right under the root, or in a box under it.

    Pointers are such as ``/list/entry[3]`` and ``/list/entries/entry[3]``; each element is forgotten once it was read.
    """
    from lxml import etree

    parts = [pointer.split("/") for pointer in wanted]
    boxes = {part[2] for part in parts if len(part) > 3}
    counts: dict[str, int] = {}
    open_tags: list[str] = []
    for event, node in etree.iterparse(str(path), events=("start", "end"), resolve_entities=False, no_network=True):
        if event == "start":
            open_tags.append(str(node.tag).rpartition("}")[2])
            continue
        depth, place = len(open_tags) - 1, "/".join(open_tags)
        tag = open_tags.pop()
        if depth == 1 or (depth == 2 and open_tags[1] in boxes):
            counts[place] = counts.get(place, 0) + 1
            pointer = f"/{place}[{counts[place]}]"
            if pointer in wanted and not (depth == 1 and tag in boxes):
                yield wanted[pointer], etree.tostring(node, encoding="unicode", with_tail=False)
            node.clear()
            while node.getprevious() is not None:
                del node.getparent()[0]
