"""The projection as files for ``neo4j-admin database import full``: the offline import, many times faster than queries.

Each kind of node and edge has a file of rows and a file of its header, written last, when it is known which columns
there are and what they hold. A list is one field, its values parted by U+001F, or by a like character where a value
holds that; an empty field is no value. Ids are apart in two groups, ``entity`` and ``source``, as they are in the graph
that queries make.
"""

import csv
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphkit.errors import InvalidValue
from graphkit.graph.project import Projection
from graphkit.model.ontology import EDGE_KINDS

_SEPARATORS = "\x1f\x1e\x1d\x1c"
"""What may part the values of a list: the first that no value of the case holds."""
_HELD = "SELECT coalesce(bool_or(contains(value, ?)), false) FROM told"
_BUFFER = 4 << 20
"""Bytes that the importer reads at once unless told otherwise; a row must fit."""
_WIDEST_CHARACTER = 4  # bytes
_REPORTED = 5_000  # rows
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string"}


@dataclass(frozen=True, slots=True)
class BulkFile:
    """The rows of one kind, and the header of their columns."""

    kind: str
    is_edge: bool
    rows: int
    header: str
    data: str

    @property
    def option(self) -> str:
        """The importer's option that names both files; without the dot it looks for no folder."""
        name = "relationships" if self.is_edge else "nodes"
        labels = self.kind if self.is_edge or self.kind == "Source" else f"Entity:{self.kind}"
        return f"--{name}={labels}=./{self.header},./{self.data}"


@dataclass(frozen=True, slots=True)
class Bulk:
    """The files of one projection, nodes first."""

    files: tuple[BulkFile, ...]
    longest: int
    """Characters of the longest row."""
    has_lines: bool
    """Whether a value holds a line break."""
    between: str = _SEPARATORS[0]
    """Parts the values of a list."""
    mixed: tuple[tuple[str, str], ...] = ()
    """Kinds and properties of which some numbers are whole and others not: in the files all have a point."""

    @property
    def whole_numbers(self) -> list[str]:
        """The queries that make whole numbers of such a property whole again, as queries would have sent them."""
        found = []
        for kind, prop in self.mixed:
            pattern = f"()-[x:{kind}]->()" if kind in EDGE_KINDS else f"(x:{kind})"
            found.append(f"MATCH {pattern} WHERE x.{prop} = floor(x.{prop}) SET x.{prop} = toInteger(x.{prop})")
        return found

    @property
    def options(self) -> list[str]:
        """What the importer must be told; the files are named relative to their folder."""
        told = [
            "--id-type=string",
            f"--array-delimiter=U+{ord(self.between):04X}",
            f"--multiline-fields={str(self.has_lines).lower()}",
        ]
        if (needed := self.longest * _WIDEST_CHARACTER) > _BUFFER:
            told.append(f"--read-buffer-size={needed}")
        return [*told, *(file.option for file in self.files)]

    def counts(self, *, edges: bool) -> dict[str, int]:
        """Return how many nodes, or edges, of each kind there are."""
        return {file.kind: file.rows for file in self.files if file.is_edge is edges}


def write_bulk(
    projection: Projection, folder: Path, *, progress: Callable[[str, int], None] = lambda _what, _n: None
) -> Bulk:
    """Write the nodes and edges into the folder, which exists; raises InvalidValue for what a list cannot hold."""
    growing: list[_Growing] = []
    between = _separator(projection)
    with ExitStack() as stack:
        for is_edge, items in ((False, projection.nodes()), (True, projection.edges())):
            by_kind: dict[str, _Growing] = {}
            for number, (kind, row) in enumerate(items, 1):
                if (file := by_kind.get(kind)) is None:
                    begun = _Growing(kind, folder / f"{kind}.csv", projection.columns(kind), between, is_edge=is_edge)
                    file = by_kind[kind] = stack.enter_context(begun)
                file.add(row)
                if number % _REPORTED == 0:
                    progress("edges" if is_edge else "nodes", number)
            growing += (by_kind[kind] for kind in sorted(by_kind))
        return Bulk(
            tuple(file.finished() for file in growing),
            max((file.longest for file in growing), default=0),
            any(file.has_lines for file in growing),
            between,
            tuple(mixed for file in growing for mixed in file.mixed()),
        )


def _separator(projection: Projection) -> str:
    """Return what parts the values of lists: a name may hold any character, and must not be torn by one."""
    for char in _SEPARATORS:
        if projection.connection.execute(_HELD, [char]).fetchall() == [(False,)]:
            return char
    raise InvalidValue("values of this case hold each of U+001C to U+001F, and none is left to part those of a list")


class _Growing:
    """The rows of one kind as they come."""

    def __init__(self, kind: str, path: Path, columns: Sequence[str], between: str, *, is_edge: bool) -> None:
        self.longest = 0
        self.has_lines = False
        self._kind, self._path, self._is_edge, self._between = kind, path, is_edge, between
        self._rows = 0
        source = "source" if kind in {"Source", "CITED_IN"} else "entity"
        self._ids = [":START_ID(entity)", f":END_ID({source})"] if is_edge else [f"id:ID({source})"]
        names = [name for name in columns if is_edge or name != "id"]
        self._places = {name: place for place, name in enumerate(names, len(self._ids))}
        self._types: dict[str, set[tuple[type, bool]]] = {name: set() for name in names}
        self._width = len(self._ids) + len(names)
        self._stream = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._stream, lineterminator="\n")

    def __enter__(self) -> "_Growing":
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def add(self, row: dict[str, Any]) -> None:
        """Write a node, or an edge with its tail, head and properties."""
        fields = [""] * self._width
        if self._is_edge:
            fields[0], fields[1], props = row["tail"], row["head"], row["props"]
        else:
            fields[0], props = row["id"], row
        for name, value in props.items():
            if name != "id" or self._is_edge:
                fields[self._places[name]] = self._cell(fields[0], name, value)
        self._writer.writerow(fields)
        self._rows += 1
        self.longest = max(self.longest, sum(map(len, fields)) + 3 * self._width)

    def _cell(self, of: str, name: str, value: Any) -> str:
        many = isinstance(value, list)
        items = value if many else (value,)
        if items and isinstance(items[0], str):
            self._types[name].add((str, many))
        else:
            self._types[name].update((type(item), many) for item in items)
            items = list(map(_text, items))
        text = self._between.join(items)
        if many and items and text.count(self._between) != len(items) - 1:
            raise InvalidValue(f"{of}: {name} holds U+{ord(self._between):04X}, which parts the values of a list")
        if not self.has_lines and ("\n" in text or "\r" in text):
            self.has_lines = True
        return text

    def finished(self) -> BulkFile:
        """Close the file, write the header beside it and return both; a column that holds nothing is ignored."""
        self._stream.close()
        header = self._path.with_name(f"{self._path.stem}-header.csv")
        columns = [*self._ids, *(f"{name}:{self._type(name)}" for name in self._places)]
        with header.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerow(columns)
        return BulkFile(self._kind, self._is_edge, self._rows, header.name, self._path.name)

    def mixed(self) -> list[tuple[str, str]]:
        """Return the properties of which some numbers are whole and others not, each with the kind."""
        both = {(int, False), (float, False)}
        return [(self._kind, name) for name, seen in self._types.items() if seen == both]

    def _type(self, name: str) -> str:
        seen = self._types[name]
        types = {type_ for type_, _ in seen}
        if not types:
            return "IGNORE"
        if types == {int, float}:
            types = {float}
        if len(types) > 1:
            raise InvalidValue(f"{self._kind}.{name} holds values of several types, which one column cannot")
        return _TYPES[types.pop()] + ("[]" if any(many for _, many in seen) else "")


def _text(value: Any) -> str:
    """Return a number or flag as the importer reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("inf", "Infinity")
