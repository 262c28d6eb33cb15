"""Reading the statements of a case: DuckDB over the Parquet files that the ledger names."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from graphkit.case.folder import Case
from graphkit.case.withdrawn import Withdrawn, withdrawn
from graphkit.errors import DamagedCase
from graphkit.model.statement import OBSERVATION_COLUMNS, STATEMENT_COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL_TYPES = {"string": "VARCHAR", "bool": "BOOLEAN", "int8": "TINYINT"}


@contextlib.contextmanager
def reading(case: Case) -> Iterator["DuckDBPyConnection"]:
    """Give a DuckDB connection with two views, ``statements`` and ``observations``: what stands in the case.

    Each has the columns of the model; observations besides have ``run``, the number of the act that wrote them.
    Files are sorted by entity, so that a question about one entity reads a few row groups of each. What was
    withdrawn is left out; ``recorded_statements`` and ``recorded_observations`` hold it too. Raises DamagedCase where a
    file is missing or is no whole one.
    """
    import duckdb

    with _damage_told(case), duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would stand among what is printed
        connection.execute("SET temp_directory = ?", [str(case.folder / ".spill")])
        connection.execute("SET preserve_insertion_order = false")
        _view(connection, case, "statements", STATEMENT_COLUMNS)
        _view(connection, case, "observations", OBSERVATION_COLUMNS)
        _leave_out(connection, withdrawn(case.ledger.acts))
        yield connection


@contextlib.contextmanager
def _damage_told(case: Case) -> Iterator[None]:
    """Raise what DuckDB finds wrong with a file as DamagedCase; ``check`` tells which other files are."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        said = str(error).splitlines()[0]
        raise DamagedCase(f"{case.folder}: {said}; run 'graphkit check', and restore what it names") from error


def _leave_out(connection: "DuckDBPyConnection", gone: Withdrawn) -> None:
    """Make the two views, without what was withdrawn and not seen again since."""
    if not gone:
        connection.execute("CREATE VIEW observations AS FROM recorded_observations")
        connection.execute("CREATE VIEW statements AS FROM recorded_statements")
        return
    connection.execute("CREATE TABLE gone_run AS SELECT unnest(?::INTEGER[]) AS run", [sorted(gone.runs)])
    connection.execute(
        "CREATE TABLE gone_statement AS SELECT unnest(?::VARCHAR[]) AS id, unnest(?::INTEGER[]) AS before",
        [list(gone.statements), list(gone.statements.values())],
    )
    connection.execute(
        "CREATE VIEW observations AS SELECT o.* FROM recorded_observations o ANTI JOIN gone_run USING (run) "
        "ANTI JOIN gone_statement g ON g.id = o.statement AND o.run < g.before"
    )
    connection.execute(
        "CREATE TABLE gone AS WITH touched AS ("
        "SELECT statement FROM recorded_observations SEMI JOIN gone_run USING (run) UNION SELECT id FROM gone_statement"
        ") SELECT statement AS id FROM touched "
        "EXCEPT SELECT statement FROM observations SEMI JOIN touched USING (statement)"
    )
    connection.execute("CREATE VIEW statements AS SELECT s.* FROM recorded_statements s ANTI JOIN gone USING (id)")


def _view(connection: "DuckDBPyConnection", case: Case, name: str, columns: dict[str, str]) -> None:
    files = [str(path) for path in case.recorded_files(name)]
    run = ", 0 AS run" if name == "observations" else ""
    if not files:
        empty = ", ".join(f"CAST(NULL AS {_SQL_TYPES[type_]}) AS {column}" for column, type_ in columns.items())
        connection.execute(f"CREATE VIEW recorded_{name} AS SELECT {empty}{run} WHERE false")
        return
    if run:
        run = r", CAST(regexp_extract(filename, '(\d+)-[0-9a-f]+\.parquet$', 1) AS INTEGER) AS run"
    listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
    selected = ", ".join(columns)
    connection.execute(
        f"CREATE VIEW recorded_{name} AS SELECT {selected}{run} "  # noqa: S608 - names of ours, paths of the case quoted
        f"FROM read_parquet([{listed}], filename = true)"
    )
