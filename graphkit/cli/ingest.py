"""``graphkit ingest``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, progress, say, table

app = verb()

_MOST_KEPT = 12
"""Sorts of values that a line each tells of; files of FollowTheMoney can have a hundred."""


@app.command(epilog=example("graphkit ingest ofac_sdn sdn.xml", "graphkit ingest workbook my-notes/"))
def ingest(
    ingestor: Annotated[str, typer.Argument(metavar="INGESTOR", help="Who reads it; 'graphkit sources' lists them.")],
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files, or a workbook's folder.")],
    edition: Annotated[
        str, typer.Option(metavar="DATE", help="Date of the files, where they do not tell it: 2021-03-10 or 2021-03.")
    ] = "",
    name: Annotated[str, typer.Option(help="Name of a workbook, where not that of its folder or file.")] = "",
    set_aside: Annotated[
        bool, typer.Option("--set-aside", help="Leave out records that cannot be read, and count them by reason.")
    ] = False,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Read a publisher's files into the case."""
    from graphkit.case.folder import Case
    from graphkit.intake.ingestor import load
    from graphkit.intake.run import Options
    from graphkit.intake.run import ingest as run

    options = Options(edition=edition, name=name, set_aside=set_aside)
    with progress() as show:
        reports = run(Case(case), load(ingestor), files, options, show)
    if json:
        lines(asdict(report) for report in reports)
        return
    table(
        ("dataset", "file", "edition", "records", "statements", "new", "set aside", "already here"),
        (
            (item.dataset, item.file, item.edition, item.records, item.statements, item.new,
             sum(item.set_aside.values()), item.already)
            for item in reports
        ),
    )  # fmt: skip
    for report in reports:
        if report.counts:
            say(f"{report.file}: " + " in ".join(f"{count:,} {what}" for what, count in report.counts.items()))
        for reason, count in report.set_aside.items():
            say(f"{report.file}: set aside {count:,}: {reason}")
        most = sorted(report.kept.items(), key=lambda item: -item[1])
        for what, count in most[:_MOST_KEPT]:
            say(f"{report.file}: kept {count:,} in the source's own words: {what}")
        if more := most[_MOST_KEPT:]:
            total = sum(count for _, count in more)
            say(f"{report.file}: kept {total:,} of {len(more)} more sorts; --json names all")
