"""Writing the statements of a run: one Parquet file of new statements and one of observations."""

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

from graphkit.case.atomic import replacing, sha256_of
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.model.statement import STATEMENT_COLUMNS, fetched

if TYPE_CHECKING:
    import pyarrow as pa

_ROW_GROUP = 20_000
"""Rows: small enough that one entity's statements are found by reading little, large enough to compress."""
_FALSE_ALARMS = 0.01
"""Share of row groups read in vain when a value is looked for: that is how the relations of an entity are found."""

_SELDOM_REPEATED = frozenset({"id", "statement", "entity", "value", "original", "locator"})
"""Columns of which a dictionary would be as long as they are."""


def unknown_of(case: Case, dataset: str, statements: "pa.Table") -> "pa.Table":
    """Return the statements, sorted by entity, that the case does not hold yet, in the order given."""
    files = [str(path) for path in case.recorded_files(f"statements/{dataset}")]
    if not files or not statements.num_rows:
        return statements
    with reading(case) as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.register("drafted", statements)
        # Only the stretch of entities that is drafted can hold them; the files are sorted by entity.
        held = "SELECT id FROM read_parquet(?) WHERE entity BETWEEN ? AND ?"
        query = f"SELECT * FROM drafted ANTI JOIN ({held}) USING (id) ORDER BY entity, kind, prop, id"  # noqa: S608
        ends = [statements["entity"][0].as_py(), statements["entity"][-1].as_py()]
        ordered = connection.sql(query, params=[files, *ends])
        return fetched(ordered, STATEMENT_COLUMNS)


def write_run(case: Case, dataset: str, name: str, parts: Iterable[tuple["pa.Table", "pa.Table"]]) -> dict[str, str]:
    """Write the two files of a run and return their hashes by path; they count once an act names them.

    The parts, each of statements and observations, follow each other in the order of the entities, and no two hold the
    same one.
    """
    tops, files = ("statements", "observations"), dict[str, _Growing]()
    with ExitStack() as stack:
        for part in parts:
            for top, table in zip(tops, part, strict=True):
                if not table.num_rows:
                    continue
                relative = f"{top}/{dataset}/{name}.parquet"
                if relative not in files:
                    temporary = stack.enter_context(replacing(case.folder / relative))
                    files[relative] = stack.enter_context(_Growing(temporary, table))
                files[relative].add(table)
        return {relative: file.finish() for relative, file in sorted(files.items(), reverse=True)}


class _Growing:
    """A Parquet file that grows by one table after another."""

    def __init__(self, path: Path, first: "pa.Table") -> None:
        """Open the file for tables of the columns of the first, which also tells how many values a row group has."""
        import pyarrow.parquet as pq

        distinct = min(first.num_rows, _ROW_GROUP)
        blooms = {"value": {"ndv": distinct, "fpp": _FALSE_ALARMS}} if "value" in first.column_names else None
        self._path = path
        self._writer = pq.ParquetWriter(
            path,
            first.schema,
            compression="zstd",
            write_page_index=True,
            bloom_filter_options=blooms,
            use_dictionary=[column for column in first.column_names if column not in _SELDOM_REPEATED],
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def add(self, table: "pa.Table") -> None:
        """Write the rows of a table after those before it."""
        self._writer.write_table(table, row_group_size=_ROW_GROUP)

    def finish(self) -> str:
        """Close the file and return its hash."""
        self._writer.close()
        return sha256_of(self._path)
