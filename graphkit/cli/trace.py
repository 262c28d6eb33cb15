"""``graphkit trace``."""

from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import heading, lines

app = verb()


@app.command(epilog=example("graphkit trace 3f2a9c1b"))
def trace(
    finding: Annotated[str, typer.Argument(metavar="FINDING", help="The id of a finding, or its beginning.")],
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Show what a finding rests on, down to the bytes of each file."""
    from graphkit.case.folder import Case
    from graphkit.packs import trace as packs_trace

    opened = Case(case)
    found = packs_trace.find_recorded(opened, finding)
    traced = packs_trace.trace(opened, found)
    if json:
        lines(item.model_dump(mode="json") for item in traced)
        return
    heading(f"candidate {found.id}")
    heading(f"  pack {found.pack} version {found.version}; {found.grade.value}, {packs_trace.told(found.support)}")
    for name, value in found.row.items():
        if name not in {"support", "grade"} and (value or value == 0) and value is not False:
            heading(f"  {name}: {value}")
    for group in packs_trace.grouped(traced):
        heading("")
        for text in packs_trace.described(group):
            heading(text)
