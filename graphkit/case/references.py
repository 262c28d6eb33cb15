"""What stands in the files of a case: the right columns, true ids, and references that lead somewhere.

One dataset at a time, in columns: the ids of statements are compared within their dataset, and DuckDB writes to disk
what does not fit its share of memory.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.case import judgements
from graphkit.case.captures import attached, captures_of
from graphkit.case.folder import Case
from graphkit.model.statement import OBSERVATION_COLUMNS, STATEMENT_COLUMNS, id_expression, schema

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Fault = tuple[str, str]
"""A file, as a path in the case folder, and what is wrong with it."""

_MEMORY = "512MB"
"""DuckDB's share; a check needs no more for a large case than for a small one, only longer."""
_FALSE_IDS = f"""
SELECT filename, count(*), min(id) FROM said WHERE id <> {id_expression()} GROUP BY filename
"""  # noqa: S608 - names of ours
_TWICE = """
SELECT filename, count(*), min(id) FROM (
  SELECT max(filename) AS filename, id FROM said GROUP BY id HAVING count(*) > 1
) GROUP BY filename
"""
_OF_NOTHING = """
SELECT o.filename, count(*), min(o.statement)
FROM seen o ANTI JOIN said s ON s.id = o.statement AND s.entity = o.entity GROUP BY o.filename
"""
_NEVER_SEEN = """
SELECT s.filename, count(*), min(s.id) FROM said s ANTI JOIN seen o ON o.statement = s.id GROUP BY s.filename
"""
_FROM_NOWHERE = """
SELECT filename, count(*), min(capture) FROM seen WHERE NOT list_contains(?, capture) GROUP BY filename
"""
_UNDESCRIBED = """
SELECT filename, count(*), min(source) FROM said
WHERE split_part(source, ':', 1) = dataset
  AND source NOT IN (SELECT entity FROM said WHERE kind = 'Source') GROUP BY filename
"""
_DANGLING = """
SELECT s.filename, count(*), min(s.value) FROM said s ANTI JOIN known k ON k.entity = s.value
WHERE s.prop IN ('tail', 'head') AND (split_part(s.value, ':', 1) = s.dataset OR starts_with(s.value, 'country:'))
GROUP BY s.filename
"""
_CITED_IN_FINDINGS = """
SELECT filename, count(*), min(id) FROM (
  SELECT filename, unnest(statements) AS id
  FROM read_json(?, format = 'newline_delimited', columns = {statements: 'VARCHAR[]'}, filename = true)
) ANTI JOIN said USING (id) GROUP BY filename
"""


def content_problems(case: Case, progress: Callable[[str, int], None]) -> Iterator[Fault]:
    """Yield what is wrong with what the files hold; the caller has checked their bytes."""
    import duckdb

    found = list(_schema_problems(case))
    yield from found
    if found:
        return
    statements, observations = _by_dataset(case, "statements"), _by_dataset(case, "observations")
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")  # it would stand among what is printed
        connection.execute("SET temp_directory = ?", [str(case.folder / ".scratch")])
        connection.execute(f"SET memory_limit = '{_MEMORY}'")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("CREATE TABLE known (entity VARCHAR, described BOOLEAN)")
        for files in statements.values():
            _view(connection, "said", files)
            connection.execute("INSERT INTO known SELECT entity, bool_or(kind = 'Source') FROM said GROUP BY entity")
        for number, (dataset, files) in enumerate(statements.items(), 1):
            progress("datasets", number)
            _view(connection, "said", files)
            _view(connection, "seen", observations.get(dataset, []))
            yield from _dataset_problems(case, connection, dataset)
        yield from _judgement_problems(case, connection)
        yield from _attachment_problems(case, connection)
        _view(connection, "said", case.recorded_files("statements"))
        yield from _retraction_problems(case, connection)
        yield from _finding_problems(case, connection)


def _schema_problems(case: Case) -> Iterator[Fault]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for top, columns in (("statements", STATEMENT_COLUMNS), ("observations", OBSERVATION_COLUMNS)):
        for path in case.recorded_files(top):
            try:
                found = pq.read_schema(path)
            except pa.ArrowException as error:
                yield _relative(case, path), f"it is no Parquet file: {error}"
                continue
            if not found.equals(schema(columns)):
                yield _relative(case, path), f"its columns are not those of {top}: {', '.join(found.names)}"


def _dataset_problems(case: Case, connection: "DuckDBPyConnection", dataset: str) -> Iterator[Fault]:
    asked: list[tuple[str, str, list[Any]]] = [
        (_FALSE_IDS, "statements whose id is not that of their columns", []),
        (_TWICE, "statements that are written twice", []),
        (_OF_NOTHING, "observations of a statement that is not in the case", []),
        (_NEVER_SEEN, "statements that were seen nowhere", []),
        (_FROM_NOWHERE, "observations in a capture that no act recorded", [list(captures_of(case))]),
    ]
    if not _set_aside(case, dataset):
        asked += [
            (_UNDESCRIBED, "statements that cite a source of their dataset that is not described", []),
            (_DANGLING, "relations that lead to an entity of their dataset that is not in the case", []),
        ]
    for query, what, arguments in asked:
        for file, count, example in connection.execute(query, arguments).fetchall():
            yield _relative(case, Path(file)), f"{count} {what}, such as {example}"


def _set_aside(case: Case, dataset: str) -> bool:
    """Tell whether records of the dataset were left out, so that others may rightly refer to what is not there."""
    return any(
        report["set_aside"]
        for act in case.ledger.acts
        for report in act.details.get("reports", ())
        if report["dataset"] == dataset
    )


def _judgement_problems(case: Case, connection: "DuckDBPyConnection") -> Iterator[Fault]:
    said = judgements.log(case)
    ends = [end for judgement in said for end in (judgement.left, judgement.right)]
    for entity in _unknown(connection, ends):
        yield judgements.NAME, f"a judgement names {entity}, which is not in the case"
    ids = {judgement.id for judgement in said}
    for judgement in said:
        if judgement.supersedes and judgement.supersedes not in ids:
            yield (
                judgements.NAME,
                f"judgement {judgement.id} supersedes {judgement.supersedes}, which is not in the log",
            )


def _attachment_problems(case: Case, connection: "DuckDBPyConnection") -> Iterator[Fault]:
    for source in _unknown(connection, list(attached(case)), sources=True):
        yield "ledger.jsonl", f"bytes are attached to source {source}, which is not described in the case"


def _retraction_problems(case: Case, connection: "DuckDBPyConnection") -> Iterator[Fault]:
    wanted = [act.details["id"] for act in case.ledger.acts if act.details.get("target") == "statement"]
    query = "SELECT id FROM (SELECT unnest(?::VARCHAR[]) AS id) ANTI JOIN said USING (id) ORDER BY id"
    for (id_,) in connection.execute(query, [wanted]).fetchall() if wanted else ():
        yield "ledger.jsonl", f"statement {id_} was withdrawn and is not in the case"


def _finding_problems(case: Case, connection: "DuckDBPyConnection") -> Iterator[Fault]:
    import duckdb

    for path in sorted(set(case.recorded_files("findings"))):
        try:
            found = connection.execute(_CITED_IN_FINDINGS, [str(path)]).fetchall()
        except duckdb.InvalidInputException as error:
            yield _relative(case, path), f"it is no list of findings: {error}"
            continue
        for _, count, example in found:
            yield _relative(case, path), f"{count} references to statements that are not in the case, such as {example}"


def _unknown(connection: "DuckDBPyConnection", entities: Sequence[str], *, sources: bool = False) -> list[str]:
    """Return those of the entities, or of the sources, that no statement describes."""
    query = (
        "SELECT DISTINCT entity FROM (SELECT unnest(?) AS entity) "
        "ANTI JOIN (SELECT entity FROM known WHERE described OR NOT ?) USING (entity) ORDER BY entity"
    )
    return [entity for (entity,) in connection.execute(query, [list(entities), sources]).fetchall()]


def _by_dataset(case: Case, top: str) -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in case.recorded_files(top):
        found.setdefault(path.parent.name, []).append(path)
    return found


def _view(connection: "DuckDBPyConnection", name: str, files: Sequence[Path]) -> None:
    columns = STATEMENT_COLUMNS if name == "said" else OBSERVATION_COLUMNS
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in files)
    source = f"read_parquet([{listed}], filename = true)"
    if not files:
        source = f"(SELECT {', '.join(f'NULL AS {column}' for column in columns)}, NULL AS filename) WHERE false"
    connection.execute(f"CREATE OR REPLACE VIEW {name} AS SELECT * FROM {source}")  # noqa: S608 - as in ``reading``


def _relative(case: Case, path: Path) -> str:
    return path.relative_to(case.folder).as_posix()
