"""Objects of a JSON file, read one at a time and destructively: what is not taken must be ignored by name.

Only the object in hand is in memory, so a file may be of any size. A number keeps the digits that the publisher wrote.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graphkit.errors import InvalidValue, Refused, UnreadableSource
from graphkit.intake.record import Fields
from graphkit.intake.scanner import AGAIN, LONGEST, NESTED, Decoder, Json, Number, Scanner, opened
from graphkit.model.source import Locator
from graphkit.text import clean, visible

WHOLE = "pointer:/"
"""The locator of what is the file's own and no record's."""


class Document(Fields):
    """One object; each key is taken once, and ``audit`` names what was left."""

    __slots__ = ("_faults", "_inside", "_left", "_within", "joined", "locator")

    def __init__(
        self, left: dict[str, Json], locator: str, inside: str = "", within: "list[Document] | None" = None
    ) -> None:
        self.locator = locator
        """Where the record stands in its file."""
        self.joined: tuple[str, ...] = ()
        """The keys that stood twice in one object of it, where their values were to be joined."""
        self._left = left
        self._inside = inside
        self._within: list[Document] = [] if within is None else within
        self._faults: list[str] = []

    def has(self, key: str) -> bool:
        """Say whether the key is there, not taken yet, and not null."""
        return self._left.get(key) is not None

    def holds_text(self, key: str) -> bool:
        """Say whether a text, number or truth is under the key, where publishers write an object too."""
        return isinstance(self._left.get(key), str | bool)

    def holds_list(self, key: str) -> bool:
        """Say whether a list is under the key, where publishers write one object too."""
        return isinstance(self._left.get(key), list)

    def rest(self) -> dict[str, Json]:
        """Return everything not taken yet as it stands, for a source that keeps what it does not know."""
        found, self._left = self._left, {}
        return found

    def left(self) -> list[str]:
        """Return the keys not taken yet, for an object whose keys are themselves data."""
        return list(self._left)

    def take(self, key: str) -> str:
        """Return the text, number or truth under the key as text; empty where it is null or absent."""
        return self._text(key, self._left.pop(key, None))

    def need(self, key: str) -> str:
        """Return the same; raises InvalidValue where it is empty."""
        if not (value := self.take(key)):
            raise InvalidValue(f"{self.place(key)} is missing or empty")
        return value

    def number(self, key: str) -> str:
        """Return a number as it was written, empty where it is null or absent; raises InvalidValue for a text."""
        value = self._left.pop(key, None)
        if value is not None and not isinstance(value, Number):
            raise self._unlike(key, value, "a number")
        return "" if value is None else str(value)

    def flag(self, key: str) -> bool | None:
        """Return a truth, None where it is null or absent; raises InvalidValue for anything else."""
        value = self._left.pop(key, None)
        if value is not None and not isinstance(value, bool):
            raise self._unlike(key, value, "true or false")
        return value

    def texts(self, key: str) -> list[str]:
        """Return the texts, numbers and truths of the list under the key; none where it is null or absent."""
        return [text for value in self._list(key) if (text := self._text(key, value))]

    def child(self, key: str) -> "Document":
        """Return the object under the key, which is audited with this one; raises InvalidValue where it is none."""
        value = self._left.pop(key, None)
        if not isinstance(value, dict):
            raise self._unlike(key, value, "an object")
        return self._taken(key, value)

    def children(self, key: str) -> "list[Document]":
        """Return the objects of the list under the key, audited with this one; none where it is null or absent."""
        found = []
        for value in self._list(key):
            if not isinstance(value, dict):
                raise self._unlike(key, value, "a list of objects")
            found.append(self._taken(key, value))
        return found

    def ignore(self, *keys: str) -> None:
        """Leave these keys unread, knowingly."""
        for key in keys:
            self._left.pop(key, None)

    def audit(self) -> None:
        """Raise Refused where a key of the object, or of any taken from it, was left, or the object says two things."""
        problems = [
            f"{document.place(visible(key))} is neither read nor ignored; add it to the ingestor"
            for document in (self, *self._within)
            for key in document._left
        ]
        self._within.clear()
        if self._faults or problems:
            raise Refused("", [*self._faults, *problems])

    def _taken(self, key: str, value: dict[str, Json]) -> "Document":
        found = Document(value, self.locator, f"{self.place(key)}/", self._within)
        self._within.append(found)
        return found

    def _list(self, key: str) -> list[Json]:
        value = self._left.pop(key, None)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self._unlike(key, value, "a list")
        return value

    def _text(self, key: str, value: Json) -> str:
        if isinstance(value, str):
            return clean(value)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        raise self._unlike(key, value, "a text")

    def place(self, key: str) -> str:
        """Name a key as it is counted when it is set aside: without the number of its record."""
        return f"{self._inside}{key}"

    def _unlike(self, key: str, value: Json, expected: str) -> InvalidValue:
        return InvalidValue(f"{self.place(key)} is {_named(value)} where {expected} was expected")


def items(path: Path, name: str, *, under: str = "") -> Iterator[Document]:
    """Yield the objects of the list that a JSON file is, or that stands ``under`` a key of the object that it is.

    After them, where ``under`` is given, one document holds the object's other keys; its locator is the whole file's.
    """
    with _scanned(path, name) as scanner:
        if not under:
            yield from _listed(scanner, "")
            return
        others: dict[str, Json] = {}
        faults: list[str] = []
        missing = True
        for key in _keys(scanner, f"an object that holds the list {under!r}"):
            if key == under:
                missing = False
                yield from _listed(scanner, _pointer(key))
            else:
                others[key], _, found = scanner.value(_pointer(key))
                faults += found
        if missing:
            raise UnreadableSource(f"{name} holds no list {under!r}; is it the right file and ingestor?")
        yield _document(others, WHOLE, name, faults)


def entries(path: Path, name: str) -> Iterator[Document]:
    """Yield the objects under the keys of the object that a JSON file is; the locator tells the key."""
    with _scanned(path, name) as scanner:
        for key in _keys(scanner, "an object"):
            here = _pointer(key)
            value, _, faults = scanner.value(here)
            yield _document(value, str(Locator(pointer=here)), f"{name} {here}", faults)


def lines(path: Path, name: str, *, joins: bool = False) -> Iterator[Document]:
    """Yield the object of every line of a file of JSON lines; empty lines are counted and passed.

    ``joins`` keeps all values of a key that stands twice in one object, which is refused otherwise.
    """
    reading = Decoder(joins=joins)
    for number, text in texts_by_line(path, name):
        where = f"{name} line {number}"
        try:
            value, end = reading.decode(text, 0)
        except json.JSONDecodeError as error:
            raise UnreadableSource(f"{where}: {error.msg} at character {error.pos + 1}; {AGAIN}") from error
        except RecursionError as error:
            raise UnreadableSource(f"{where}: {NESTED}; {AGAIN}") from error
        if end != len(text):
            raise UnreadableSource(f"{where}: something follows the object; one object is expected in each line")
        document = _document(value, f"row:{number}", where, reading.faults(text, value))
        document.joined = tuple(reading.joined)
        yield document


def texts_by_line(path: Path, name: str) -> Iterator[tuple[int, str]]:
    """Yield the number and the text of every line that is not empty, without outer blanks."""
    number = 0
    with opened(path, name) as stream:
        while line := stream.readline(LONGEST + 1):
            number += 1
            if len(line) > LONGEST:
                raise UnreadableSource(f"{name} line {number} is longer than {LONGEST >> 20} MB")
            if text := line.strip(" \t\r\n"):
                yield number, text
    if not number:
        raise UnreadableSource(f"{name} is empty; get it from the publisher again")


def texts_by_pointer(path: Path, name: str) -> Iterator[tuple[str, str]]:
    """Yield the pointer and the text of every item of a list, and of every key of an object or item of a list there."""
    with _scanned(path, name) as scanner:
        if scanner.peek() == "[":
            yield from _texts(scanner, "")
            return
        for key in _keys(scanner, "an object or a list"):
            here = _pointer(key)
            if scanner.peek() == "[":
                yield from _texts(scanner, here)
            else:
                yield here, scanner.value(here)[1]


@contextmanager
def _scanned(path: Path, name: str) -> Iterator[Scanner]:
    """Open a document, and see that nothing follows it."""
    with opened(path, name) as stream:
        scanner = Scanner(stream, name)
        if not scanner.peek():
            raise UnreadableSource(f"{name} is empty; get it from the publisher again")
        yield scanner
        if scanner.peek():
            raise scanner.fault("the end of the document was expected")


def _keys(scanner: Scanner, what: str) -> Iterator[str]:
    """Yield each key of an object, each once; whoever is given it takes its value before the next."""
    seen: set[str] = set()
    for _ in scanner.parts("{", "}", what):
        if scanner.peek() != '"':
            raise scanner.fault("a key in quotation marks was expected")
        key = str(scanner.value("a key")[0])
        if key in seen:
            raise scanner.fault(f"a value for the key {visible(key)!r} was expected once")
        seen.add(key)
        scanner.expect(":", "a colon")
        yield key


def _listed(scanner: Scanner, pointer: str) -> Iterator[Document]:
    start = str(Locator(pointer=f"{pointer}/"))
    for place in scanner.parts("[", "]", "a list"):
        here = f"{pointer}/{place}"
        value, _, faults = scanner.value(here)
        yield _document(value, f"{start}{place}", f"{scanner.name} {here}", faults)


def _texts(scanner: Scanner, pointer: str) -> Iterator[tuple[str, str]]:
    for place in scanner.parts("[", "]", "a list"):
        here = f"{pointer}/{place}"
        yield here, scanner.value(here)[1]


def _pointer(key: str) -> str:
    """Return the JSON pointer of a key (RFC 6901)."""
    return "/" + key.replace("~", "~0").replace("/", "~1")


def _document(value: Json, locator: str, where: str, faults: list[str]) -> Document:
    if not isinstance(value, dict):
        raise UnreadableSource(f"{where} is {_named(value)} where an object was expected; is it the right file?")
    document = Document(value, locator)
    document._faults = faults
    return document


def _named(value: Json) -> str:
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return "true or false"
    if value is None:
        return "missing"
    return f"the number {value}" if isinstance(value, Number) else "a text"
