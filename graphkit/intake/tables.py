"""Flat tables of many records, taken column by column: DuckDB reads them, and makes the statements in SQL.

A record at a time takes minutes where a file has millions of cells. What every record states is declared once, as
expressions over the columns. The statements come out in stretches of entities, so that only one of them is in memory.
"""

import os
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.dates import UNKNOWN_END, UNKNOWN_START, Timed
from graphkit.errors import KindClash, UnreadableSource
from graphkit.intake.rows import check_header, check_text, csv_header
from graphkit.model.ontology import property_of
from graphkit.model.source import Sharing
from graphkit.model.statement import (
    OBSERVATION_COLUMNS,
    STATEMENT_COLUMNS,
    Basis,
    Stance,
    id_expression,
    literal,
    schema,
)
from graphkit.text import OUTER

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_STRETCH = 200_000
"""Statements in one stretch, roughly: some 100 MB while they are made."""
_AT_ONCE = 2
"""Stretches made at the same time: more would be faster on many processors, and each takes its memory."""
_BLOCK = 1 << 20

_UNDATED = {
    "start_min": UNKNOWN_START,
    "start_max": UNKNOWN_END,
    "end_min": UNKNOWN_START,
    "end_max": UNKNOWN_END,
    "timed": Timed.UNDATED.value,
}
_ORDER = ("entity", "kind", "prop", "id")


def _quoted(name: str) -> str:
    """Return the name of a column as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def date_columns(first: str, last: str) -> str:
    """Return, as columns of SQL, the bounds and ``timed`` of what begins and ends on days that expressions give.

    An empty text is no day. They are those of ``Interval.attested``; an end before the beginning leaves it undated,
    because no interval can be made of the two.
    """
    usable = f"(({first}) = '' OR ({last}) = '' OR ({first}) <= ({last}))"
    start, end = f"CASE WHEN {usable} THEN nullif({first}, '') END", f"CASE WHEN {usable} THEN nullif({last}, '') END"
    unknown_start, unknown_end = literal(UNKNOWN_START), literal(UNKNOWN_END)
    dated, undated = literal(Timed.DATED.value), literal(Timed.UNDATED.value)
    return (
        f"coalesce({start}, {unknown_start}) AS start_min, coalesce({start}, {end}, {unknown_end}) AS start_max, "
        f"coalesce({end}, {start}, {unknown_start}) AS end_min, coalesce({end}, {unknown_end}) AS end_max, "
        f"CASE WHEN coalesce({start}, {end}) IS NULL THEN {undated} ELSE {dated} END AS timed"
    )


def load(
    path: Path, name: str, *, columns: Mapping[str, str], unread: Sequence[str], delimiter: str
) -> "DuckDBPyConnection":
    """Read a delimited UTF-8 file whose header holds exactly these columns into a table ``records``.

    ``columns`` gives those that are read the names that they bear in the table; each cell is cleaned, and empty where
    nothing stands. ``number`` is the row as a spreadsheet counts it: one record is one line. Raises UnreadableSource
    where the bytes are no such table.
    """
    import duckdb

    check_text(path, name, "utf-8-sig")
    header = csv_header(path, name, delimiter=delimiter)
    check_header(name, header, [*columns, *unread], ())
    types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in header)
    cells = ", ".join(f"{_cleaned(_quoted(column))} AS {_quoted(new)}" for column, new in columns.items())
    connection = duckdb.connect()
    connection.execute("SET enable_progress_bar = false")  # it would stand among what is printed
    connection.execute("SET temp_directory = ''")  # nothing of the file is left outside of the case
    try:
        connection.execute(
            f"CREATE TABLE read AS SELECT {cells} FROM read_csv({literal(str(path))}, header = true, "  # noqa: S608 - quoted
            f"delim = {literal(delimiter)}, quote = '\"', escape = '\"', auto_detect = false, columns = {{{types}}})"
        )
    except duckdb.Error as error:
        raise UnreadableSource(f"{name}: {error}; the file may be cut or badly quoted") from error
    connection.execute("CREATE VIEW records AS SELECT rowid + 2 AS number, * FROM read")
    found, lines = _count(connection, "SELECT count(*) FROM read"), _lines(path)
    if found + 1 != lines:
        raise UnreadableSource(
            f"{name}: {found} records in {lines} lines; a line is empty, or a cell holds a break, "
            "and records could not be told by their line"
        )
    return connection


def _cleaned(cell: str) -> str:
    """Return, in SQL, what ``clean`` makes of a cell; most are ASCII with nothing to take off, which is told fast."""
    is_clean = f"strlen({cell}) = length({cell}) AND {cell} >= '!' AND right({cell}, 1) >= '!'"
    return (
        f"CASE WHEN {cell} IS NULL THEN '' WHEN {is_clean} THEN {cell} "
        f"ELSE trim(nfc_normalize({cell}), {literal(OUTER)}) END"
    )


def _lines(path: Path) -> int:
    count, last = 0, b"\n"
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            count, last = count + block.count(b"\n"), block[-1:]
    return count + (last != b"\n")


def _count(connection: "DuckDBPyConnection", query: str) -> int:
    ((number,),) = connection.execute(query).fetchall()
    return int(number)


@dataclass(frozen=True, slots=True)
class Said:
    """What every record says of one entity: expressions of SQL over the table's columns.

    An empty value states nothing. ``originals`` are what the publisher wrote, where that is not the value.
    """

    kind: str
    entity: str
    """What follows the record's id in the entity's; of an entity that records share, its whole id, in SQL."""
    values: Mapping[str, str]
    originals: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"
    """Of which records it is said."""
    shared: bool = False
    """Whether several records may speak of the entity. What is said of it then is undated."""

    def __post_init__(self) -> None:
        for prop in (*self.values, *self.originals):
            property_of(self.kind, prop)

    def cells(self, key: str) -> list[tuple[str, str, str, str, str]]:
        """Return entity, kind, property, value and original of each statement, in SQL, in the order of properties."""
        entity = self.entity if self.shared else f"{key} || {literal(self.entity)}" if self.entity else key
        return [
            (
                entity,
                literal(self.kind),
                literal(prop),
                value if self.where == "true" else f"CASE WHEN {self.where} THEN {value} END",
                self.originals.get(prop, "''"),
            )
            for prop, value in sorted(self.values.items())
        ]


@dataclass(slots=True)
class Table:
    """The records of a file and what they say.

    The table, of that name in DuckDB, lies in the order of ``key`` and has ``number`` and ``locator`` of each record,
    and the columns of ``date_columns``. What is said of records alone then comes out in the order in which it is kept,
    and need not be sorted.
    """

    connection: "DuckDBPyConnection"
    name: str
    key: str
    """The id of each record's own entity, in SQL; all are of one length, so that none begins another."""
    dataset: str
    capture: str
    sharing: Sharing
    said: Sequence[Said]
    origin: str = ""
    """Whose words the file repeats."""

    def count(self, kind: str) -> int:
        """Return how many entities of the kind the records state."""
        found = [
            f"SELECT {cells[0][0]} AS entity FROM {self.name} WHERE {said.where}"  # noqa: S608 - the ingestor's
            for said in self.said
            if said.kind == kind and (cells := said.cells(self.key))
        ]
        if not found:
            return 0
        return _count(self.connection, f"SELECT count(DISTINCT entity) FROM ({' UNION ALL '.join(found)})")  # noqa: S608 - as above

    def stretches(
        self, statements: "pa.Table", observations: "pa.Table", seen_on: str
    ) -> Iterator[tuple["pa.Table", "pa.Table"]]:
        """Yield statements and observations by stretches of entities, in order, with those given in their places.

        Raises KindClash where one of the given is stated by the records too.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        self._check_order()
        after = ""
        for made, seen in self._made(seen_on):
            if not made.num_rows:
                continue
            upto = made["entity"][-1].as_py()
            given, seen_given = _between(statements, after, upto), _between(observations, after, upto)
            after = upto
            if given.num_rows:
                twice = given.filter(pc.is_in(given["entity"], value_set=made["entity"]))["entity"]
                if len(twice):
                    raise KindClash(f"{twice[0]} is stated by the records of {self.dataset} and beside them")
                both = pa.concat_tables([made, given]).sort_by([(name, "ascending") for name in _ORDER])
                yield both, pa.concat_tables([seen, seen_given]).sort_by("entity")
            else:
                yield made, seen
        yield _between(statements, after, None), _between(observations, after, None)

    def _check_order(self) -> None:
        """Raise KindClash where two records are one entity, or their ids do not order what is said of them."""
        ((distinct, shortest, longest, in_order),) = self.connection.execute(
            f"SELECT count(*) = count(DISTINCT key), min(strlen(key)), max(strlen(key)), "  # noqa: S608 - the ingestor's
            f"coalesce(bool_and(key > before), true) FROM ("
            f"SELECT {self.key} AS key, lag({self.key}) OVER (ORDER BY rowid) AS before FROM {self.name})"
        ).fetchall()
        if not (distinct and shortest == longest and in_order):
            raise KindClash(
                f"{self.dataset}: the records are not in the order of ids that are unique and of one length"
            )

    def _made(self, seen_on: str) -> Iterator[tuple["pa.Table", "pa.Table"]]:
        """Yield what each query states, in order; as many are under way at once as there are processors."""
        workers = min(os.cpu_count() or 1, _AT_ONCE)
        repeated = self._repeated(_STRETCH)
        with ThreadPoolExecutor(max_workers=workers) as pool:
            under_way: deque[Future[tuple[pa.Table, pa.Table]]] = deque()
            for query in self._queries():
                under_way.append(pool.submit(self._stated, query, seen_on, repeated))
                if len(under_way) > workers:
                    yield under_way.popleft().result()
            while under_way:
                yield under_way.popleft().result()

    def _queries(self) -> Iterator[str]:
        """Yield the queries of what is said of records alone, then of what is said of entities that they share."""
        alone = [said for said in self.said if not said.shared]
        cells = [cell for said in sorted(alone, key=lambda said: said.entity) for cell in said.cells(self.key)]
        records = _count(self.connection, f"SELECT count(*) FROM {self.name}")  # noqa: S608 - the ingestor's
        step = max(1, _STRETCH // max(1, len(cells)))
        for first in range(0, records if cells else 0, step):
            yield self._unnested(cells, f"rowid >= {first} AND rowid < {first + step}", dated=True)
        common = [cell for said in self.said if said.shared for cell in said.cells(self.key)]
        if not common:
            return
        entities = " UNION ALL ".join(f"SELECT {cell[0]} AS entity FROM {self.name}" for cell in common)  # noqa: S608 - as above
        union = " UNION ALL ".join(self._unnested([cell], "true", dated=False) for cell in common)
        for within in self._parted(entities, records * len(common) // _STRETCH + 1):
            yield f"SELECT * FROM ({union}) WHERE {within} ORDER BY entity, kind, prop, value, number"  # noqa: S608 - as above

    def _parted(self, entities: str, parts: int) -> list[str]:
        """Return conditions on ``entity`` that part the entities into stretches of about the same size, in order."""
        found = self.connection.execute(
            f"SELECT max(entity) FROM (SELECT entity, ntile({parts}) OVER (ORDER BY entity) AS part FROM ({entities})) "  # noqa: S608 - as above
            "GROUP BY part ORDER BY part"
        ).fetchall()
        bounds = sorted({bound for (bound,) in found[:-1] if bound is not None})
        lower = [f"entity > {literal(bound)}" for bound in ["", *bounds]]
        upper = [*(f"entity <= {literal(bound)}" for bound in bounds), "true"]
        return [f"{low} AND {high}" for low, high in zip(lower, upper, strict=True)]

    def _unnested(self, cells: Sequence[tuple[str, ...]], where: str, *, dated: bool) -> str:
        """Return the query that makes a row of each cell of each record, record by record."""
        names = ("entity", "kind", "prop", "value", "original")
        columns = ", ".join(
            f"unnest([{', '.join(column)}]) AS {name}"
            for name, column in zip(names, zip(*cells, strict=True), strict=True)
        )
        dates = ", ".join(_UNDATED if dated else (f"{literal(v)} AS {k}" for k, v in _UNDATED.items()))
        return f"SELECT {columns}, {dates}, locator, number FROM {self.name} WHERE {where}"  # noqa: S608 - the ingestor's

    def _stated(self, query: str, seen_on: str, repeated: "pa.Table") -> tuple["pa.Table", "pa.Table"]:
        """Return the statements of a query's rows, each once, and an observation of every row."""
        import pyarrow as pa
        import pyarrow.compute as pc

        with self.connection.cursor() as cursor:
            stated = cursor.sql(
                f"SELECT {id_expression(self._shared())} AS id, * EXCLUDE (number) FROM ({query}) WHERE value <> ''"  # noqa: S608 - as above
            ).to_arrow_table()
        count = stated.num_rows
        ids = stated["id"].combine_chunks()
        first = pa.concat_arrays([pa.array([True][:count], pa.bool_()), pc.not_equal(ids[1:], ids[:-1])])
        common = repeated.slice(0, count) if count <= repeated.num_rows else self._repeated(count)
        columns = {name: (common if name in common.column_names else stated)[name] for name in STATEMENT_COLUMNS}
        seen = {
            "statement": stated["id"],
            "entity": stated["entity"],
            "capture": pa.repeat(self.capture, count),
            "locator": stated["locator"],
            "seen_on": pa.repeat(seen_on, count),
        }
        statements = pa.table(columns).cast(schema(STATEMENT_COLUMNS))
        if count and not pc.all(first).as_py():
            statements = statements.filter(first)
        return statements, pa.table(seen).cast(schema(OBSERVATION_COLUMNS))

    def _repeated(self, count: int) -> "pa.Table":
        """Return the columns of what all statements have in common, of so many rows; stretches share their memory."""
        import pyarrow as pa

        types = schema(STATEMENT_COLUMNS)
        shared = self._shared().items()
        return pa.table({name: pa.repeat(pa.scalar(value, types.field(name).type), count) for name, value in shared})

    def _shared(self) -> dict[str, Any]:
        """Return what all statements have in common, by column."""
        return {
            "dataset": self.dataset,
            "source": self.dataset,
            "cited": "",
            "lang": "",
            "stance": Stance.ASSERTED.value,
            "start_known": False,
            "end_known": False,
            "basis": Basis.STATED.value,
            "credibility": 0,
            "origin": self.origin,
            "sharing": self.sharing.value,
        }


def _between(table: "pa.Table", after: str, upto: str | None) -> "pa.Table":
    import pyarrow.compute as pc

    wanted = pc.greater(table["entity"], after)
    return table.filter(wanted if upto is None else pc.and_(wanted, pc.less_equal(table["entity"], upto)))
