"""The case as tables: one for each kind of node and relation, each value with its sources beside it.

A row is an entity, or one stretch of a relation as ``graphkit build`` makes an edge of it. A cell holds every value of
a property, a line each; the cell beside it the sources of each, in the same lines. What a source only alleges says so
there, and what one denies stands apart, in a column of its own.
"""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphkit.export.formats import Outcome, Writing
from graphkit.export.sheets import Row, Sheet, joined, plain_cell
from graphkit.export.xlsx import xlsx
from graphkit.model.ontology import EDGE_KINDS, KINDS, NODE_KINDS, is_within, narrowest
from graphkit.text import visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_FETCHED = 2_000
_WHEN = ("start_min", "start_max", "end_min", "end_max", "start_known", "end_known", "timed", "basis")
_SOURCES = """list_sort(list(DISTINCT concat(source,
    CASE stance WHEN 'asserted' THEN '' ELSE concat(' (', stance, ')') END)))"""
_SHARING = """CASE WHEN bool_or(sharing = 'restricted') THEN 'restricted'
    WHEN bool_or(sharing = 'partners') THEN 'partners' ELSE 'public' END AS sharing"""
_CELLS = """list(struct_pack(prop := prop, value := value, denied := denied, sources := sources)
    ORDER BY prop, own DESC, len(sources) DESC, value) AS cells"""
_NODES = f"""
WITH valued AS (
  SELECT node, prop, value, stance = 'denied' AS denied, bool_or(entity = node) AS own, {_SOURCES} AS sources
  FROM said GROUP BY ALL
), gathered AS (SELECT node, {_CELLS} FROM valued GROUP BY node),
about AS (
  SELECT node, list(DISTINCT kind) AS kinds, list(DISTINCT entity ORDER BY entity) AS members, {_SHARING}
  FROM said GROUP BY node
)
SELECT node, kinds, members, sharing, cells FROM about JOIN gathered USING (node) ORDER BY node
"""  # noqa: S608 - no value in it
_EDGES = f"""
WITH relation AS (SELECT * FROM told WHERE kind IN (FROM edge_kind)),
valued AS (
  SELECT entity, kind, stance, {", ".join(_WHEN)}, prop, value, false AS denied, true AS own,
    list_sort(list(DISTINCT source)) AS sources
  FROM relation GROUP BY ALL
), gathered AS (
  SELECT entity, kind, stance, {", ".join(_WHEN)}, min(value) FILTER (prop = 'tail') AS tail,
    min(value) FILTER (prop = 'head') AS head, {_CELLS}
  FROM valued GROUP BY ALL
), about AS (SELECT entity, stance, {", ".join(_WHEN)}, {_SHARING} FROM relation GROUP BY ALL)
SELECT g.kind, g.entity, coalesce(t.canonical, g.tail) AS tail_, coalesce(h.canonical, g.head) AS head_, g.stance,
  {", ".join(f"g.{name}" for name in _WHEN)}, a.sharing, g.cells
FROM gathered g JOIN about a USING (entity, stance, {", ".join(_WHEN)})
LEFT JOIN merged t ON t.entity = g.tail LEFT JOIN merged h ON h.entity = g.head
WHERE tail_ IN (FROM node) AND head_ IN (FROM node) AND tail_ <> head_
ORDER BY g.entity, {", ".join(f"g.{name}" for name in _WHEN)}, g.stance
"""  # noqa: S608 - no value in it


@dataclass(frozen=True, slots=True)
class _Table:
    """The columns of one kind: those that every row has, then each property and its sources."""

    kind: str
    props: tuple[str, ...]

    @property
    def headings(self) -> tuple[str, ...]:
        """What stands above the columns."""
        first = ("id", "tail", "tail: name", "head", "head: name") if self.is_edge else ("id", "called", "members")
        second = ("stance", *_WHEN) if self.is_edge else ("denied",)
        beside = (heading for prop in self.props for heading in (prop, f"{prop}: sources"))
        return (*first, *beside, *second, "sharing")

    @property
    def is_edge(self) -> bool:
        """Whether it is a relation's."""
        return self.kind in EDGE_KINDS


@dataclass(slots=True)
class _Reader:
    """Reads the rows of all kinds; nodes first, because relations show the names of their ends."""

    connection: "DuckDBPyConnection"
    names: dict[str, str] = field(default_factory=dict)

    def tables(self) -> dict[str, _Table]:
        """Return the tables of the kinds that are here, nodes first."""
        rows = self.connection.execute("SELECT DISTINCT kind, prop FROM told").fetchall()
        here = {kind for kind, _ in rows}
        found = {}
        for kind in (kind for kind in (*NODE_KINDS, *EDGE_KINDS) if kind in here):
            stated = {prop for of, prop in rows if is_within(kind, of)} - {"tail", "head"}
            found[kind] = _Table(kind, tuple(prop for prop in KINDS[kind].properties if prop in stated))
        return found

    def rows(self, tables: dict[str, _Table]) -> Iterator[tuple[str, Row]]:
        """Yield each row with its kind."""
        for node, kinds, members, sharing, cells in self._fetched(_NODES):
            kind = narrowest(frozenset(kinds))
            self.names[node] = called = _called(node, cells)
            denied = [f"{cell['prop']}: {cell['value']} ({_joined(cell)})" for cell in cells if cell["denied"]]
            yield kind, (
                node, called, _lines(members), *_beside(tables[kind], cells), _lines(denied) or None, sharing,
            )  # fmt: skip
        for kind, entity, tail, head, stance, *when, sharing, cells in self._fetched(_EDGES):
            ends = (tail, self.names[tail], head, self.names[head])
            yield kind, (visible(entity), *ends, *_beside(tables[kind], cells), stance, *when, sharing)

    def _fetched(self, query: str) -> Iterator[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(query)
            while rows := cursor.fetchmany(_FETCHED):
                yield from rows


def write_csv(writing: Writing) -> Outcome:
    """Write the folder: a file for each kind, in UTF-8 with the mark without which Excel garbles other scripts.

    A text that a spreadsheet would run as a formula begins with an apostrophe; values of one cell are parted by a bar.
    """
    reader = _Reader(writing.leaving.connection)
    tables = reader.tables()
    counts = dict.fromkeys(tables, 0)
    with ExitStack() as stack:
        writers = {kind: stack.enter_context(_writer(writing, kind, table.headings)) for kind, table in tables.items()}
        for number, (kind, row) in enumerate(reader.rows(tables), 1):
            writers[kind](row)
            counts[kind] += 1
            if number % _FETCHED == 0:
                writing.progress("rows", number)
    with _writer(writing, "about", ("what", "said")) as write:
        for row in writing.about:
            write(row)
    return Outcome(counts)


def write_xlsx(writing: Writing) -> Outcome:
    """Write the spreadsheet: what it is, then a sheet for each kind; raises ExportError where one has too many rows."""
    reader = _Reader(writing.leaving.connection)
    tables = reader.tables()
    rows: dict[str, list[Row]] = {kind: [] for kind in tables}
    for kind, row in reader.rows(tables):
        rows[kind].append(row)
    about = Sheet("about", ("what", "said"), writing.about)
    sheets = [Sheet(kind, tables[kind].headings, tuple(rows[kind])) for kind in tables]
    writing.path.write_bytes(xlsx([about, *sheets]))
    return Outcome({kind: len(found) for kind, found in rows.items()})


@contextmanager
def _writer(writing: Writing, name: str, headings: Sequence[str]) -> Iterator[Callable[[Row], object]]:
    """Give a function that writes one row of the file of that name."""
    with (writing.path / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\r\n")
        writer.writerow(headings)
        yield lambda row: writer.writerow([plain_cell(cell) for cell in row])


def _beside(table: _Table, cells: Sequence[dict[str, Any]]) -> Iterator[str | None]:
    """Yield the values of each property and their sources, line by line."""
    said: dict[str, list[dict[str, Any]]] = {}
    for cell in cells:
        if not cell["denied"]:
            said.setdefault(cell["prop"], []).append(cell)
    for prop in table.props:
        found = said.get(prop, ())
        yield _lines([cell["value"] for cell in found]) or None
        yield _lines([_joined(cell) for cell in found]) or None


def _joined(cell: dict[str, Any]) -> str:
    return "; ".join(cell["sources"])


def _lines(texts: Sequence[str]) -> str:
    return joined([visible(text) for text in texts], "\n", whole="'graphkit show' with its id")


def _called(node: str, cells: Sequence[dict[str, Any]]) -> str:
    """Return its name or title; of a listing its authority and entry; else its id."""
    first: dict[str, str] = {}
    for cell in cells:
        if not cell["denied"]:
            first.setdefault(cell["prop"], cell["value"])
    entry = " ".join(filter(None, (first.get("authority"), first.get("entry"))))
    return visible(first.get("name") or first.get("title") or entry or node)
