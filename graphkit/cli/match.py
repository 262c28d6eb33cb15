"""``graphkit match``."""

import csv
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import complain, lines, say, table

if TYPE_CHECKING:
    from graphkit.resolve.answers import Candidate

app = verb()
_COLUMNS = ("query", "asked", "entity", "name", "score", "verdict")


@app.command(
    epilog=example(
        "graphkit match names.txt",
        "graphkit match staff.csv --kind Person --json",
        "graphkit match request.json --yente",
    )
)
def match(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Names, one a line; a .csv with a column 'name'; a .jsonl of entities; a .json request to yente.",
        ),
    ],
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="What is looked for, where the file does not say: Person, Company …")
    ] = "LegalEntity",
    limit: Annotated[int, typer.Option(min=1, help="Candidates of each query at most.")] = 5,
    least: Annotated[
        float | None,
        typer.Option(
            "--least", min=0, max=1, help="The lowest score to print.", show_default="what the model calls possible"
        ),
    ] = None,
    yente: Annotated[bool, typer.Option("--yente", help="Print one object in the shape of yente's answer.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Screen names or records against the case."""
    from graphkit.case.folder import Case
    from graphkit.export.sheets import plain_cell
    from graphkit.resolve.answers import answers, as_yente
    from graphkit.resolve.queries import read_queries
    from graphkit.text import visible

    asked = read_queries(file, kind)
    for number, why in asked.broken:
        complain(f"{file} line {number}: {why}")
    found = answers(Case(case), asked.queries, limit=limit, least=least)
    if yente:
        lines([{"responses": {query.id: as_yente(query, candidates) for query, candidates in found}, "limit": limit}])
    elif json:
        lines(candidate.as_line() for _, candidates in found for candidate in candidates)
    else:
        rows = [_row(candidate) for _, candidates in found for candidate in candidates]
        if as_csv:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(_COLUMNS)
            writer.writerows(
                [plain_cell(visible(cell) if isinstance(cell, str) else cell) for cell in row] for row in rows
            )
        else:
            table(_COLUMNS, rows)
    say(f"{len(asked.queries):,} looked for, {len(asked.broken):,} lines left out")
    if asked.broken:
        raise typer.Exit(1)


def _row(candidate: "Candidate") -> tuple[Any, ...]:
    line = candidate.as_line()
    return tuple(line[column] for column in _COLUMNS)
