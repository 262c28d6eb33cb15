"""``graphkit log``."""

from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, table

app = verb()


@app.command(epilog=example("graphkit log", "graphkit log --act find --json"))
def log(
    act: Annotated[str | None, typer.Option(metavar="NAME", help="Only acts of this name: ingest, find …")] = None,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """List the acts of the case: when, by whom, what."""
    from graphkit.case.acts import described
    from graphkit.case.folder import Case
    from graphkit.case.withdrawn import undone

    acts = Case(case).ledger.acts
    gone = undone(acts)
    wanted = [item for item in acts if act in {None, item.act}]
    if json:
        lines(
            {
                "number": item.seq,
                "act": item.act,
                "at": item.at,
                "by": item.by,
                "what": described(item),
                "withdrawn_by": gone.get(item.seq),
                "version": item.version,
                "hash": item.hash,
                "details": item.details,
            }
            for item in wanted
        )
    else:
        table(
            ("number", "act", "at", "by", "withdrawn by", "what"),
            (
                (
                    str(item.seq),
                    item.act,
                    item.at,
                    item.by,
                    f"act {gone[item.seq]}" if item.seq in gone else None,
                    described(item),
                )
                for item in wanted
            ),
        )
