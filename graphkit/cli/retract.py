"""``graphkit retract``."""

from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, say, table

app = verb()


@app.command(
    epilog=example(
        "graphkit retract 1c49a9bc --reason 'the page names another unit'",
        "graphkit retract 3 --reason 'the publisher withdrew this edition'",
    )
)
def retract(
    what: Annotated[
        str,
        typer.Argument(
            metavar="STATEMENT|ACT", help="A statement's id, or the number of a run or retraction in 'log'."
        ),
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why; it is recorded with your name.")],
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Withdraw a statement, a run or a retraction; nothing is deleted."""
    from graphkit.case.folder import Case
    from graphkit.packs.withdraw import withdraw

    done = withdraw(Case(case), what, reason=reason)
    stand = "stand again" if done.fewer < 0 else "stand less"
    less = f"statements that {stand}: {abs(done.fewer):,}"
    say(f"act {done.act.seq} by {done.act.by} withdrew {done.what}; {less}")
    if json:
        lines(
            {
                "finding": item.finding.id,
                "pack": item.finding.pack,
                "subject": item.finding.subject,
                "grade": item.finding.grade.value,
                "statements": item.statements,
            }
            for item in done.resting
        )
    elif done.resting:
        table(
            ("finding", "pack", "subject", "grade", "statements that stand no more"),
            (
                (
                    item.finding.id[:8],
                    item.finding.pack,
                    item.finding.subject,
                    item.finding.grade.value,
                    " ".join(id_[:8] for id_ in item.statements),
                )
                for item in done.resting
            ),
        )
    say(
        f"recorded findings that rest on it: {len(done.resting):,}; they are not changed until 'graphkit find', then "
        "'graphkit diff' shows what became of them"
    )
