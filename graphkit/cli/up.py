"""``graphkit up``."""

from typing import Annotated

import typer

from graphkit.cli.frame import HERE, CaseFolder, example, verb
from graphkit.cli.output import progress, say

app = verb()


@app.command(epilog=example("graphkit up --case burma"))
def up(
    case: CaseFolder = HERE,
    idle: Annotated[float, typer.Option(help="Minutes without a command after which it stops.", min=0.1)] = 15,
) -> None:
    """Keep a server running for the commands that follow."""
    from graphkit.case.folder import Case
    from graphkit.graph import keeper

    with progress() as show:
        address = keeper.up(
            Case(case).graph, idle_minutes=idle, progress=lambda done, total, label: show(f"{label}, of {total}", done)
        )
    say(f"Neo4j answers at {address.uri}; it stops after {idle:g} idle minutes, or at 'graphkit down'")
