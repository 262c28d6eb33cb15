"""``graphkit judge``."""

from typing import Annotated, Literal

import typer

from graphkit.cli.frame import HERE, CaseFolder, example, verb
from graphkit.cli.output import say

app = verb()


@app.command(epilog=example("graphkit judge burma:soe-win ofac_sdn:26904 same --reason 'same birth date and post'"))
def judge(
    left: Annotated[str, typer.Argument(metavar="LEFT", help="An entity's id; of the same two, the one to keep.")],
    right: Annotated[str, typer.Argument(metavar="RIGHT", help="Another entity's id.")],
    verdict: Annotated[Literal["same", "different", "unsure"], typer.Argument(help="same, different or unsure.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is recorded with your name.")],
    case: CaseFolder = HERE,
) -> None:
    """Record whether two entities are the same."""
    from graphkit.case.folder import Case
    from graphkit.model.judgement import Verdict
    from graphkit.resolve.judge import judge as record

    made = record(Case(case), left, right, Verdict(verdict), reason=reason)
    before = f", in place of {made.supersedes[:8]}" if made.supersedes else ""
    say(f"judgement {made.id[:8]} by {made.by}: {made.left} and {made.right} are {made.verdict.value}{before}")
