"""``graphkit build``."""

from dataclasses import asdict
from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, progress, say, table

app = verb()


@app.command(epilog=example("graphkit build --case burma"))
def build(
    case: CaseFolder = HERE,
    replace: Annotated[
        bool, typer.Option("--replace", help="Empty a database that holds nodes which graphkit did not make.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Project statements and judgements into the graph, from nothing."""
    from graphkit.case.folder import Case
    from graphkit.graph.build import built

    with progress() as show, built(Case(case), replace=replace, anew=True, progress=show) as (_, report):
        if report is None:
            return
        if json:
            lines([asdict(report)])
            return
        sent = [("node", kind, count) for kind, count in report.nodes.items()]
        sent += [("edge", kind, count) for kind, count in report.edges.items()]
        table(("", "kind", "count"), sent)
        for kind, count in report.dangling.items():
            say(f"{count:,} edges {kind} were left out: one end is in a dataset that this case does not hold")
        for kind, count in report.loops.items():
            say(f"{count:,} edges {kind} were left out: judgements made both ends one entity")
        if report.undescribed_sources:
            say(f"{report.undescribed_sources:,} sources are cited and described by no file of this case")
        if report.unlisted_roles:
            roles = ", ".join(repr(role) for role in list(report.unlisted_roles)[:10])
            say(f"{len(report.unlisted_roles):,} roles are taken as not commanding, as no rule knows them: {roles}")
