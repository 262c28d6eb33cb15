"""``graphkit find``."""

from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import heading, lines, progress, say, table

app = verb()


@app.command(
    epilog=example(
        "graphkit find", "graphkit find command/commanders-on-the-day --param incident=burma:inc-inn-din-2017"
    )
)
def find(
    packs: Annotated[list[str] | None, typer.Argument(metavar="[PACK]...", help="Packs by id; all, if none.")] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", metavar="K=V", help="A parameter of the packs that are named.")
    ] = None,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Run packs and record what they find: candidates, each with its statements."""
    from graphkit.case.folder import Case
    from graphkit.graph.build import built
    from graphkit.packs import run
    from graphkit.packs.pack import chosen, given_to, packs_of

    opened = Case(case)
    wanted = chosen(packs or [], packs_of())
    asked = [pack for pack in wanted if not packs or pack.id in packs]
    given = given_to(asked, param or [])
    with progress() as show, built(opened, progress=show) as (store, _):
        found = run.find(opened, store, wanted, given)
    if json:
        lines(item.model_dump(mode="json") for pack in asked for item in found[pack.id])
        return
    for pack in asked:
        heading(f"\n{pack.header.title} ({pack.id}): {len(found[pack.id]):,} candidates")
        columns = [name for name in pack.header.columns if name != "support"]
        table(
            ("finding", *columns, "origins", "official"),
            (
                (item.id[:8], *(item.row[name] for name in columns), item.support.origins, item.support.official)
                for item in found[pack.id]
            ),
        )
    say("each line is a candidate, never a verdict; 'graphkit trace FINDING' shows what it rests on")
