"""Writing the statements of a run: one Parquet file of new statements and one of observations."""

from pathlib import Path
from typing import TYPE_CHECKING

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
    """Return the statements that the case does not hold yet, in the order given."""
    files = [str(path) for path in case.recorded_files(f"statements/{dataset}")]
    if not files:
        return statements
    with reading(case) as connection:
        connection.execute("SET preserve_insertion_order = true")
        connection.register("drafted", statements)
        query = "SELECT * FROM drafted ANTI JOIN (SELECT id FROM read_parquet(?)) USING (id)"
        ordered = connection.sql(f"{query} ORDER BY entity, kind, prop, id", params=[files])
        return fetched(ordered, STATEMENT_COLUMNS)


def write_run(case: Case, dataset: str, name: str, statements: "pa.Table", observations: "pa.Table") -> dict[str, str]:
    """Write the two files of a run and return their hashes by path; they count once an act names them."""
    written = {}
    for top, table in (("statements", statements), ("observations", observations)):
        if table.num_rows:
            relative = f"{top}/{dataset}/{name}.parquet"
            written[relative] = _write(case.folder / relative, table)
    return written


def _write(path: Path, table: "pa.Table") -> str:
    import pyarrow.parquet as pq

    distinct = min(table.num_rows, _ROW_GROUP)
    blooms = {"value": {"ndv": distinct, "fpp": _FALSE_ALARMS}} if "value" in table.column_names else None
    with replacing(path) as temporary:
        pq.write_table(
            table,
            temporary,
            compression="zstd",
            row_group_size=_ROW_GROUP,
            write_page_index=True,
            bloom_filter_options=blooms,
            use_dictionary=[name for name in table.column_names if name not in _SELDOM_REPEATED],
        )
        return sha256_of(temporary)
