"""``graphkit search``."""

from dataclasses import asdict
from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, say, table

app = verb()


@app.command(epilog=example("graphkit search 'soe win'", "graphkit search 'soe win' --kind Person"))
def search(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="Words of a name, or their beginnings; or an identifier.")
    ],
    kind: Annotated[str | None, typer.Option(help="Only entities of this kind, such as Person or Unit.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many to print at most.")] = 20,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Find entities by a name or an identifier."""
    from graphkit.case.folder import Case
    from graphkit.resolve.search import search as found_by

    found = found_by(Case(case), text, kind, limit + 1)
    shown = found[:limit]
    if json:
        lines(asdict(item) for item in shown)
    elif shown:
        table(
            ("id", "kind", "names", "born", "countries", "identifiers", "datasets", "statements"),
            (
                (item.id, item.kind, "; ".join(item.names), "; ".join(item.birth_dates), " ".join(item.countries),
                 "; ".join(item.identifiers), " ".join(item.datasets), item.statements)
                for item in shown
            ),
        )  # fmt: skip
    if len(found) > limit:
        say(f"more than {limit} match; add a word, or --limit {limit * 5}")
    elif not found:
        say("nothing in the case is called so")
