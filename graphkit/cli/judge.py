"""``graphkit judge``."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from graphkit.cli.frame import HERE, CaseFolder, example, verb
from graphkit.cli.output import say

if TYPE_CHECKING:
    from graphkit.resolve.judge import Recorded

app = verb()


@app.command(
    epilog=example(
        "graphkit judge burma:soe-win ofac_sdn:26904 same --reason 'same birth date and post'",
        "graphkit judge burma:soe-win ofac_sdn:26904 --undo --reason 'the post was misread'",
        "graphkit judge --undo --reason 'a slip'",
    )
)
def judge(
    left: Annotated[
        str, typer.Argument(metavar="LEFT", help="An entity's id; of the same two, the one to keep.", show_default="")
    ] = "",
    right: Annotated[str, typer.Argument(metavar="RIGHT", help="Another entity's id.", show_default="")] = "",
    verdict: Annotated[
        Literal["same", "different", "unsure"] | None, typer.Argument(help="same, different or unsure.")
    ] = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is recorded with your name.")] = "",
    undo: Annotated[
        bool,
        typer.Option(
            "--undo", help="Take back the judgement of the two, or the one whose id is given, or your own last one."
        ),
    ] = False,
    case: CaseFolder = HERE,
) -> None:
    """Record whether two entities are the same."""
    from graphkit.case.folder import Case
    from graphkit.model.judgement import Verdict
    from graphkit.resolve.judge import record
    from graphkit.resolve.judge import undo as take_back

    if not reason:
        raise typer.BadParameter("a judgement needs its reason", param_hint="--reason")
    if undo:
        if verdict:
            raise typer.BadParameter("--undo takes no verdict", param_hint="VERDICT")
        done = take_back(Case(case), [end for end in (left, right) if end], reason=reason)
        gone = done.judgement
        say(f"judgement {gone.id[:8]} by {gone.by} is taken back: {gone.left} and {gone.right}, {gone.verdict.value}")
        _tell(done)
        return
    if not verdict:
        raise typer.BadParameter("give LEFT, RIGHT and one of same, different, unsure", param_hint="VERDICT")
    done = record(Case(case), left, right, Verdict(verdict), reason=reason)
    made = done.judgement
    before = f", in place of {made.supersedes[:8]}" if made.supersedes else ""
    say(f"judgement {made.id[:8]} by {made.by}: {made.left} and {made.right} are {made.verdict.value}{before}")
    _tell(done)


def _tell(done: "Recorded") -> None:
    """Say which judgements of the model ceased or began to join; the rest is as it was."""
    for what, told in (("joins no more", done.gave_way), ("joins again", done.joins_again)):
        for item in told:
            score = "" if item.score is None else f" with {item.score:.3f}"
            say(f"{what}: {item.left} and {item.right}, judged same by {item.by}{score} ({item.id[:8]})")
