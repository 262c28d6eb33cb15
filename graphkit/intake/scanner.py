"""The text of a JSON file of any length, of which one block and the value in hand are in memory."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from graphkit.errors import UnreadableSource
from graphkit.text import visible

_BLOCK = 1 << 18
LONGEST = 16 << 20
"""Characters of one record; a company's whole entry with every name it ever had stays far below."""
_DEEPEST = 64
_OF_A_NUMBER = "0123456789.eE+-"
"""What a number can go on with; an empty text, at the end of a block, is in it too."""
_SIGN = re.compile(r"[^ \t\n\r]")
NESTED = "nested too deeply"
AGAIN = "the file is cut off or damaged: get it from the publisher again"

Json = dict[str, "Json"] | list["Json"] | str | bool | None


class Number(str):
    """A number as the publisher wrote it, digit for digit."""

    __slots__ = ()


class Decoder:
    """Reads one value, and notes what the language lets pass and evidence must not."""

    def __init__(self, *, joins: bool = False) -> None:
        self.joined: list[str] = []
        """The keys that stood twice in one object of the value just read, where their values were to be joined."""
        self._joins = joins
        self._faults: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_float=Number, parse_int=Number, parse_constant=self._constant
        )

    def decode(self, text: str, at: int) -> tuple[Json, int]:
        """Return the value that begins there and where it ends; raises JSONDecodeError or RecursionError."""
        self._faults.clear()
        self.joined.clear()
        return self._decoder.raw_decode(text, at)

    def faults(self, text: str, value: Json) -> list[str]:
        """Return why the value just read must be refused, if it must."""
        faults = list(dict.fromkeys(self._faults))
        if text.count("{") + text.count("[") > _DEEPEST and _is_deep(value):
            faults.append(f"nested deeper than {_DEEPEST} levels")
        return faults

    def _object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(pairs)
        if len(found) != len(pairs):
            if self._joins:
                return self._join(pairs)
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            self._faults.append(f"the key {visible(twice)!r} stands twice in one object")
        return found

    def _join(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        """Return the object with every value of a key that stands twice, in a list."""
        values: dict[str, list[Json]] = {}
        for key, value in pairs:
            values.setdefault(key, []).append(value)
        self.joined += [key for key, found in values.items() if len(found) > 1]
        return {
            key: found[0]
            if len(found) == 1
            else [item for value in found for item in (value if isinstance(value, list) else [value])]
            for key, found in values.items()
        }

    def _constant(self, text: str) -> Number:
        self._faults.append(f"{text} is no number of JSON")
        return Number(text)


class Scanner:
    """A document of any length, of which one block and the value in hand are in memory."""

    def __init__(self, stream: TextIO, name: str) -> None:
        self.name = name
        self._stream = stream
        self._decoder = Decoder()
        self._text = ""
        self._at = 0
        self._ended = False
        self._lines = 1

    def peek(self) -> str:
        """Return the next character that is not blank, without taking it; empty at the end."""
        while True:
            if found := _SIGN.search(self._text, self._at):
                self._at = found.start()
                return found[0]
            self._at = len(self._text)
            if not self._more():
                return ""

    def expect(self, char: str, what: str) -> None:
        """Take this character; raises UnreadableSource where another follows."""
        if self.peek() != char:
            raise self.fault(f"{what} was expected")
        self._at += 1

    def parts(self, start: str, end: str, what: str) -> Iterator[int]:
        """Take a list or an object: yield the place of each item, which is taken before the next, and take the end."""
        self.expect(start, what)
        place = 0
        while self.peek() != end or place:
            yield place
            place += 1
            if self.peek() != ",":
                break
            self._at += 1
        self.expect(end, "a comma and another item, or the end,")

    def value(self, pointer: str) -> tuple[Json, str, list[str]]:
        """Take the next value; return it, its text and why it must be refused, if it must."""
        self.peek()
        while True:
            problem: json.JSONDecodeError | None = None
            try:
                value, end = self._decoder.decode(self._text, self._at)
            except RecursionError as error:
                raise self._broken(self._line(), pointer, NESTED) from error
            except json.JSONDecodeError as error:
                problem = error
            else:
                if self._ended or _is_whole(value, self._text[end : end + 1]):
                    text = self._text[self._at : end]
                    self._at = end
                    return value, text, self._decoder.faults(text, value)
            if len(self._text) - self._at > LONGEST:
                raise self._broken(self._line(), pointer, f"longer than {LONGEST >> 20} MB, or badly quoted")
            if not self._more() and problem is not None:
                raise self._broken(self._lines + problem.lineno - 1, pointer, problem.msg) from problem

    def _broken(self, line: int, pointer: str, what: str) -> UnreadableSource:
        return UnreadableSource(f"{self.name} line {line}, {pointer}: {what}; {AGAIN}")

    def fault(self, what: str) -> UnreadableSource:
        """Return the error that something else stands here."""
        found = self.peek()
        here = f"{found!r} stands" if found else "the file ends"
        return UnreadableSource(f"{self.name} line {self._line()}: {here} where {what}; {AGAIN}")

    def _line(self) -> int:
        return self._lines + self._text.count("\n", 0, self._at)

    def _more(self) -> bool:
        """Read on; what lies behind is let go. The more is in hand already, the more is read, lest it be slow."""
        kept = len(self._text) - self._at
        if not (block := self._stream.read(max(_BLOCK, kept))):
            self._ended = True
            return False
        self._lines = self._line()
        self._text = self._text[self._at :] + block
        self._at = 0
        return True


@contextmanager
def opened(path: Path, name: str) -> Iterator[TextIO]:
    """Open the file as UTF-8; raises UnreadableSource where it proves to be none."""
    with path.open(encoding="utf-8-sig", newline="\n") as stream:
        try:
            yield stream
        except UnicodeDecodeError as error:
            raise UnreadableSource(f"{name} is not UTF-8 ({error.reason}); save it in that encoding") from error


def _is_whole(value: Json, following: str) -> bool:
    """Say whether a value ends where the block shows it to: 12 may go on as 12.5 or, cut behind its point, does."""
    return following not in _OF_A_NUMBER if isinstance(value, Number) else True


def _is_deep(value: Json) -> bool:
    level: list[Json] = [value]
    for _ in range(_DEEPEST + 1):
        below: list[Json] = []
        for item in level:
            if isinstance(item, dict):
                below += item.values()
            elif isinstance(item, list):
                below += item
        level = below
    return bool(level)
