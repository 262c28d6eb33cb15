"""``graphkit down``."""

from graphkit.cli.frame import HERE, CaseFolder, example, verb
from graphkit.cli.output import say

app = verb()


@app.command(epilog=example("graphkit down --case burma"))
def down(case: CaseFolder = HERE) -> None:
    """Stop the server that ``up`` keeps."""
    from graphkit.case.folder import Case
    from graphkit.graph import keeper

    say("stopped" if keeper.down(Case(case).graph) else "no server was running")
