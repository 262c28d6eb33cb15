"""``graphkit query``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, progress, say, table

app = verb()


@app.command(
    epilog=example(
        "echo 'MATCH (p:Person) RETURN p.name LIMIT 5' | graphkit query -",
        "graphkit query mine.cypher --param person=burma:soe-win --json",
    )
)
def query(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A file of Cypher, or - for standard input.")],
    param: Annotated[
        list[str] | None, typer.Option("--param", metavar="K=V", help="A parameter of the query; JSON, else text.")
    ] = None,
    timeout: Annotated[float, typer.Option(help="Seconds after which the query is stopped.", min=0.1)] = 60,
    limit: Annotated[int, typer.Option(help="The most rows to print.", min=1)] = 10_000,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Run Cypher over the graph; it can read and nothing else."""
    from graphkit.case.folder import Case
    from graphkit.cli.frame import parameters
    from graphkit.errors import QueryRejected
    from graphkit.graph.build import built

    opened = Case(case)
    try:
        cypher = sys.stdin.read() if file == "-" else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryRejected(f"{file} cannot be read: {error}") from error
    given = parameters(param or [])
    with progress() as show, built(opened, progress=show) as (store, _):
        result = store.read(cypher, given, timeout=timeout, limit=limit)
    if json:
        lines(dict(zip(result.columns, row, strict=True)) for row in result.rows)
    else:
        table(result.columns, ([_cell(value) for value in row] for row in result.rows))
    if result.more:
        say(f"only the first {limit:,} rows are shown; --limit shows more")


def _cell(value: object) -> str | int | float | bool | None:
    import json

    if value is None or isinstance(value, str | int | float | bool):
        return value
    return json.dumps(value, ensure_ascii=False)
