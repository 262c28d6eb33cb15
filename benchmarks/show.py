"""``graphkit show`` over five million statements, a process each, against DuckDB over the same rows in a plain file."""

import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from benchmarks.measure import Measured, paired
from graphkit.case.folder import Case
from graphkit.case.statements import write_run
from graphkit.model.statement import OBSERVATION_COLUMNS, STATEMENT_COLUMNS, fetched, identified

_TARGET = 0.7  # seconds
_PERSON = {
    "name": "'Person ' || hash(n) % 1000000 || ' of ' || n % 7919",
    "alias": "'Alias ' || hash(n * 3)",
    "birth_date": "'19' || (10 + n % 90)",
    "nationality": "'MM'",
    "passport": "'P' || hash(n * 7)",
    "gender": "'male'",
    "position": "'Officer ' || n % 500",
    "note": "'A remark on record ' || n",
}
_UNIT = {"name": "'Unit ' || n", "country": "'MM'", "branch": "'army'"}
_POSTING = {
    "tail": "'made:p' || hash(n) % {persons}",
    "head": "'made:u' || hash(n * 11) % {units}",
    "role": "'Commander'",
    "rank": "'Colonel'",
    "title": "'Commander of ' || n",
    "note": "'page ' || n % 1000",
}
_PEER = """
import sys, duckdb
statements, observations, entity = sys.argv[1:]
connection = duckdb.connect()
connection.execute(f'''
WITH relation AS (SELECT DISTINCT entity FROM '{statements}' WHERE prop IN ('tail', 'head') AND value = $id),
shown AS (SELECT * FROM '{statements}' WHERE entity = $id OR entity IN (FROM relation))
SELECT s.*, o.capture, o.locator, o.seen_on FROM shown s JOIN '{observations}' o ON o.statement = s.id
''', {'id': entity})
print(len(connection.fetchall()))
"""


def measure(*, persons: int = 300_000, units: int = 20_000, postings: int = 400_000, rounds: int = 7) -> list[Measured]:
    """Show a person with one posting and a unit with a score of them."""
    with tempfile.TemporaryDirectory() as folder:
        case = _case(Path(folder) / "case", persons, units, postings)
        plain = [Path(folder) / f"{name}.parquet" for name in ("statements", "observations")]
        total = _copy_plainly(case, plain)
        return [_shown(case, plain, entity, rounds, total) for entity in ("made:p1234", "made:u77")]


def _shown(case: Case, plain: list[Path], entity: str, rounds: int, total: int) -> Measured:
    program = [str(Path(sys.executable).with_name("graphkit")), "show", entity, "--json", "--case", str(case.folder)]
    script = [sys.executable, "-c", _PEER, *map(str, plain), entity]

    def ours() -> int:
        return _output(program).count("\n")

    def peer() -> int:
        return int(_output(script))

    lines, rows = ours(), peer()
    if lines != rows:
        raise RuntimeError(f"{entity}: graphkit shows {lines} statements, the peer {rows}")
    took, theirs = paired(ours, peer, rounds=rounds)
    note = f"{entity}: {lines} of {total:,} statements"
    return Measured(
        "show", took, theirs, "DuckDB, plain Parquet", theirs / took, f"≤ {_TARGET} s", took <= _TARGET, note
    )


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def _case(folder: Path, persons: int, units: int, postings: int) -> Case:
    case = Case.create(folder)
    posting = {prop: value.format(persons=persons, units=units) for prop, value in _POSTING.items()}
    rows = [
        *_rows("Person", "'made:p' || n", _PERSON, persons),
        *_rows("Unit", "'made:u' || n", _UNIT, units),
        *_rows("POSTED_TO", "'made:post-' || md5(n::VARCHAR)[:12]", posting, postings),
        *_rows("Source", "'made:s' || n", {"title": "'Source ' || n"}, 2_000),
    ]
    with duckdb.connect() as connection:
        made = connection.sql(" UNION ALL ".join(rows)).to_arrow_table()
        connection.register("stated", identified(made))
        ordered = connection.sql("SELECT * FROM stated ORDER BY entity, kind, prop, id")
        statements = fetched(ordered, STATEMENT_COLUMNS)
        connection.register("statements", statements)
        seen = connection.sql(
            "SELECT id AS statement, entity, repeat('ab', 32) AS capture, 'row:' || row_number() OVER () AS locator, "
            "'2024-01-01' AS seen_on FROM statements ORDER BY entity, statement"
        )
        observations = fetched(seen, OBSERVATION_COLUMNS)
    with case.writing():
        written = write_run(case, "made", "000001-abababababab", [(statements, observations)])
        details = {"dataset": "made", "ingestor": "made", "captures": [], "named": "", "reports": []}
        case.ledger.append("ingest", details=details, files=written)
    return case


def _rows(kind: str, entity: str, values: dict[str, str], count: int) -> list[str]:
    """Return queries for statements of that kind, one of each property of each of so many entities."""
    return [
        f"SELECT 'made' AS dataset, 'made:s' || n % 2000 AS source, '' AS cited, {entity} AS entity, '{kind}' AS kind, "
        f"'{prop}' AS prop, {value} AS value, '' AS original, '' AS lang, 'asserted' AS stance, "
        "'0001-01-01' AS start_min, '9999-12-31' AS start_max, '0001-01-01' AS end_min, '9999-12-31' AS end_max, "
        "false AS start_known, false AS end_known, 'undated' AS timed, 'stated' AS basis, 0::TINYINT AS credibility, "
        f"'' AS origin, 'public' AS sharing FROM range({count}) made(n)"
        for prop, value in values.items()
    ]


def _copy_plainly(case: Case, plain: list[Path]) -> int:
    """Write the same rows as DuckDB writes Parquet by default, in no order of use; return how many statements."""
    with duckdb.connect() as connection:
        for path in plain:
            (run,) = (case.folder / path.stem / "made").glob("*.parquet")
            key = "id" if path is plain[0] else "statement"
            connection.execute(f"COPY (SELECT * FROM '{run}' ORDER BY hash({key})) TO '{path}'")
        ((total,),) = connection.execute(f"SELECT count(*) FROM '{plain[0]}'").fetchall()
    return int(total)
