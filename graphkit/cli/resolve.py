"""``graphkit resolve``."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, progress, say, table

if TYPE_CHECKING:
    from graphkit.resolve.run import Report

app = verb()


@app.command(
    epilog=example("graphkit resolve", "graphkit resolve --dry-run --json > merges.jsonl", "graphkit resolve --anew")
)
def resolve(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Record nothing; print each pair that would be merged, with its score.")
    ] = False,
    anew: Annotated[
        bool, typer.Option("--anew", help="Compare all with all again, not only what came since the last run.")
    ] = False,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Find who is the same in different sources: merge the sure, put the possible to people."""
    from graphkit.case.folder import Case
    from graphkit.resolve.run import resolve as run

    with progress() as show:
        report = run(Case(case), dry_run=dry_run, anew=anew, progress=show)
    if dry_run:
        merged = [
            {
                "left": item.left,
                "right": item.right,
                "left_name": item.left_name,
                "right_name": item.right_name,
                "score": round(item.probability, 6),
                "reason": reason,
                "features": item.contributions,
            }
            for item, reason in report.merged
        ]
        if json:
            lines(merged)
        else:
            columns = ("left", "right", "left_name", "right_name", "score", "reason")
            table(columns, ([str(row[column]) for column in columns] for row in merged))
    elif json:
        lines([{name: value for name, value in asdict(report).items() if name != "merged"}])
    _tell(report, dry_run=dry_run)


def _tell(report: "Report", *, dry_run: bool) -> None:
    entities = sum(report.datasets.values())
    say(f"{entities:,} entities of {len(report.datasets)} datasets, {report.asked:,} of them new or changed")
    say(f"{report.pairs:,} pairs compared: {report.different:,} unlike, {report.judged_before:,} judged before")
    if report.another:
        say(f"{report.another:,} possible, but another entry of the same list is the one already")
    say(f"{report.automatic:,} {'would be ' if dry_run else ''}merged by the model (version {report.model_version})")
    if report.reopened:
        say(f"{report.reopened:,} merged earlier and likely no more: they are open again")
    for why, count in report.refused.items():
        say(f"{count:,} likely and not merged: {why}")
    if named := report.recipients_linked + report.recipients_possible:
        unnamed = sum(report.recipients_unlinked.values())
        say(
            f"{named:,} recipients of training name a unit, {report.recipients_linked:,} of them surely; "
            f"{unnamed:,} name none of the case"
        )
    say(f"{report.open:,} wait for a person: 'graphkit review'")
