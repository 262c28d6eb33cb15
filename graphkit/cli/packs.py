"""``graphkit packs``."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, progress, say, table, whole

app = verb(no_args_is_help=True)

PackId = Annotated[str, typer.Argument(metavar="PACK", help="The id of a pack, such as sanctions/listed-elsewhere.")]
Folder = Annotated[
    Path | None, typer.Option("--folder", metavar="DIR", help="A folder of packs of your own.", show_default="shipped")
]


@app.callback()
def packs() -> None:
    """List, show, check and run query packs."""


@app.command("list", epilog=example("graphkit packs list"))
def list_packs(folder: Folder = None, json: AsJson = False) -> None:
    """List the packs."""
    from graphkit.packs.pack import packs_of

    found = packs_of(folder)
    if json:
        lines(pack.summary() for pack in found.values())
    else:
        rows = ((pack.id, pack.header.version, pack.header.status.value, pack.header.title) for pack in found.values())
        table(("pack", "version", "status", "title"), rows)


@app.command(epilog=example("graphkit packs show command/commanders-on-the-day"))
def show(pack: PackId, folder: Folder = None) -> None:
    """Show what a pack asks, what it can get wrong, and its query; the whole pastes into Neo4j Browser."""
    from graphkit.packs.pack import chosen, packs_of

    whole(chosen([pack], packs_of(folder))[-1].text.rstrip())


@app.command(epilog=example("graphkit packs check"))
def check(
    ids: Annotated[list[str] | None, typer.Argument(metavar="PACK", help="Packs by id; all, if none.")] = None,
    folder: Folder = None,
    json: AsJson = False,
) -> None:
    """Check packs: header, query, lock and every example, in a server of their own."""
    from graphkit.packs.check import check as checked
    from graphkit.packs.check import checking_store
    from graphkit.packs.lock import read_lock
    from graphkit.packs.pack import chosen, packs_of

    wanted = chosen(ids or [], packs_of(folder))
    with (
        progress() as show_progress,
        checking_store(lambda done, _total, label: show_progress(label, done)) as store,
    ):
        results = list(checked(wanted, store, read_lock(folder)))
    if json:
        lines(result.summary() for result in results)
    else:
        table(
            ("pack", "version", "examples passed", "problem"),
            ((item.id, item.version, item.examples, str(item.problem or "")) for item in results),
        )
    if bad := [item for item in results if item.problem]:
        say(f"{len(bad)} of {len(results)} packs are refused")
        raise typer.Exit(1)


@app.command(epilog=example("graphkit packs run sanctions/listed-elsewhere --param all=true --json"))
def run(
    pack: PackId,
    param: Annotated[list[str] | None, typer.Option("--param", metavar="K=V", help="A parameter of the pack.")] = None,
    folder: Folder = None,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Run one pack and print its rows; nothing is recorded."""
    from graphkit.case.folder import Case
    from graphkit.graph.build import built
    from graphkit.packs.pack import chosen, given_to, packs_of
    from graphkit.packs.run import run as run_packs

    opened = Case(case)
    wanted = chosen([pack], packs_of(folder))
    given = given_to(wanted[-1:], param or [])
    with progress() as show_progress, built(opened, progress=show_progress) as (store, _):
        found = run_packs(opened, store, wanted, given)[wanted[-1].id]
    if json:
        lines(item.finding.row for item in found)
    else:
        columns = [name for name in wanted[-1].header.columns if name != "support"]
        table(columns, ([item.finding.row[name] for name in columns] for item in found))


@app.command(epilog=example("graphkit packs lock --folder cypher"))
def lock(folder: Annotated[Path, typer.Option("--folder", metavar="DIR", help="The folder of packs.")]) -> None:
    """Write which text stands behind which version of each pack."""
    from graphkit.packs.lock import write_lock
    from graphkit.packs.pack import packs_of

    say(f"wrote {write_lock(packs_of(folder), folder)}")
