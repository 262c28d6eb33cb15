"""``graphkit match``."""

import csv
import sys
from collections.abc import Iterator
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
        "graphkit match --pairs pairs.jsonl > scored.jsonl",
    )
)
def match(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="Names, one a line; a .csv with a column 'name'; a .jsonl of entities; a .json request to yente.",
            show_default="",
        ),
    ] = None,
    pairs: Annotated[
        str,
        typer.Option(
            "--pairs",
            metavar="FILE|-",
            help='JSON lines {"left": …, "right": …} of FollowTheMoney entities (schema, properties); - is stdin. '
            "No case is needed.",
        ),
    ] = "",
    explain: Annotated[
        bool,
        typer.Option("--explain", help="With --pairs: add the words side by side and what each feature contributed."),
    ] = False,
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
    """Screen names or records against the case, or say how likely pairs of entities are one.

    A line that cannot be read is named on stderr, the rest is done, and the exit status is 1.
    """
    if (file is None) == (not pairs):
        raise typer.BadParameter("give a FILE to screen, or --pairs", param_hint="FILE")
    if file is None:
        _score_pairs(pairs, explain=explain)
        return
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


def _score_pairs(pairs: str, *, explain: bool) -> None:
    """Print the same lines with score, verdict and features."""
    from graphkit.resolve.pair_lines import scored_lines

    broken = 0

    def readable() -> Iterator[dict[str, Any]]:
        nonlocal broken
        with _opened(pairs) as file:
            for made in scored_lines(file, explain=explain):
                if isinstance(made, dict):
                    yield made
                else:
                    broken += 1
                    complain(str(made))

    lines(readable())
    if broken:
        complain(f"{broken:,} line{'s' if broken > 1 else ''} of {pairs} not scored")
        raise typer.Exit(1)


def _opened(name: str) -> Any:
    """Open the file, or stdin for ``-``, as bytes: a line that is no UTF-8 must not stop the rest."""
    import contextlib

    from graphkit.errors import UnreadableSource

    if name == "-":
        return contextlib.nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as problem:
        raise UnreadableSource(f"{name} cannot be read: {problem.strerror}") from problem
