"""Flat tables of many records, taken column by column: DuckDB reads them, and makes the statements in SQL.

A record at a time takes minutes where a file has millions of cells. What every record states is declared once, as
expressions over the columns. The statements come out in stretches of entities, so that only one of them is in memory.
"""

from collections.abc import Iterator, Mapping, Sequence
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

_STRETCH = 250_000
"""Statements in one stretch, roughly: some 150 MB while they are made."""
_SAMPLED = 64
"""Of so many records one is looked at to part the entities into stretches of about the same size."""
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
    (number,) = connection.execute(query).fetchone() or (0,)
    return int(number)


@dataclass(frozen=True, slots=True)
class Said:
    """What every record says of one entity: expressions of SQL over the table's columns.

    An empty value states nothing. ``originals`` are what the publisher wrote, where that is not the value.
    """

    kind: str
    entity: str
    values: Mapping[str, str]
    originals: Mapping[str, str] = field(default_factory=dict)
    dated: bool = True
    """Whether the record's dates are those of the statements."""
    where: str = "true"
    """Of which records it is said."""

    def __post_init__(self) -> None:
        for prop in (*self.values, *self.originals):
            property_of(self.kind, prop)

    def query(self, table: str, within: str) -> str:
        """Return the query of its statements, of entities within a condition on ``entity``."""
        names, values = ", ".join(map(literal, self.values)), ", ".join(self.values.values())
        written = ", ".join(self.originals.get(prop, "''") for prop in self.values)
        dates = ", ".join(_UNDATED) if self.dated else ", ".join(f"{literal(v)} AS {k}" for k, v in _UNDATED.items())
        return (
            f"SELECT entity, {literal(self.kind)} AS kind, unnest([{names}]) AS prop, unnest([{values}]) AS value, "  # noqa: S608 - the ingestor's
            f"unnest([{written}]) AS original, {dates}, locator, number "
            f"FROM (SELECT *, {self.entity} AS entity FROM {table} WHERE {self.where}) WHERE {within}"
        )


@dataclass(slots=True)
class Table:
    """The records of a file and what they say.

    The table, of that name in DuckDB, has ``number`` and ``locator`` of each record, and the columns of ``dates``.
    """

    connection: "DuckDBPyConnection"
    name: str
    dataset: str
    capture: str
    sharing: Sharing
    said: Sequence[Said]
    origin: str = ""
    """Whose words the file repeats."""

    def count(self, kind: str) -> int:
        """Return how many entities of the kind the records state."""
        found = [f"SELECT {s.entity} AS entity FROM {self.name} WHERE {s.where}" for s in self.said if s.kind == kind]  # noqa: S608 - the ingestor's
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

        bounds = self._bounds()
        for after, upto in zip(["", *bounds], [*bounds, None], strict=True):
            made, seen = self._stretch(after, upto, seen_on)
            given, seen_given = _between(statements, after, upto), _between(observations, after, upto)
            if given.num_rows:
                twice = given.filter(pc.is_in(given["entity"], value_set=made["entity"]))["entity"]
                if len(twice):
                    raise KindClash(f"{twice[0]} is stated by the records of {self.dataset} and beside them")
                made = pa.concat_tables([made, given]).sort_by([(name, "ascending") for name in _ORDER])
                seen = pa.concat_tables([seen, seen_given]).sort_by("entity")
            yield made, seen

    def _bounds(self) -> list[str]:
        """Return the last entity of each stretch but the last."""
        rows = _count(self.connection, f"SELECT count(*) FROM {self.name}")  # noqa: S608 - the ingestor's
        parts = rows * sum(len(said.values) for said in self.said) // _STRETCH + 1
        every = _SAMPLED if parts > 1 else 1
        entities = " UNION ALL ".join(
            f"SELECT {said.entity} AS entity, unnest(range({len(said.values)})) FROM {self.name} "  # noqa: S608 - as above
            f"WHERE {said.where} AND number % {every} = 0"
            for said in self.said
        )
        found = self.connection.execute(
            f"SELECT max(entity) FROM (SELECT entity, ntile({parts}) OVER (ORDER BY entity) AS part FROM ({entities})) "  # noqa: S608 - as above
            "GROUP BY part ORDER BY part"
        ).fetchall()
        return sorted({bound for (bound,) in found[:-1]})

    def _stretch(self, after: str, upto: str | None, seen_on: str) -> tuple["pa.Table", "pa.Table"]:
        import pyarrow as pa
        import pyarrow.compute as pc

        shared = self._shared()
        within = f"entity > {literal(after)}" + (f" AND entity <= {literal(upto)}" if upto is not None else "")
        union = " UNION ALL ".join(said.query(self.name, within) for said in self.said)
        stated = self.connection.sql(
            f"SELECT {id_expression(shared)} AS id, * EXCLUDE (number) FROM ({union}) WHERE value <> '' "  # noqa: S608 - as above
            "ORDER BY entity, kind, prop, id, number"
        ).to_arrow_table()
        count = stated.num_rows
        ids = stated["id"].combine_chunks()
        first = pa.concat_arrays([pa.array([True][:count], pa.bool_()), pc.not_equal(ids[1:], ids[:-1])])
        types = schema(STATEMENT_COLUMNS)
        constant = {name: pa.repeat(pa.scalar(value, types.field(name).type), count) for name, value in shared.items()}
        arrays = {name: constant[name] if name in constant else stated[name] for name in STATEMENT_COLUMNS}
        seen = {
            "statement": stated["id"],
            "entity": stated["entity"],
            "capture": pa.repeat(self.capture, count),
            "locator": stated["locator"],
            "seen_on": pa.repeat(seen_on, count),
        }
        statements = pa.table(arrays).cast(types)
        if not pc.all(first).as_py() and count:
            statements = statements.filter(first)
        return statements, pa.table(seen).cast(schema(OBSERVATION_COLUMNS))

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
