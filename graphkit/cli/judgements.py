"""``graphkit judgements``."""

from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, say, table

app = verb()


@app.command(epilog=example("graphkit judgements ofac_sdn:26904", "graphkit judgements --as-of 2026-01-31 --json"))
def judgements(
    entity: Annotated[
        str, typer.Argument(metavar="ENTITY", help="Only those of this entity and what is one with it.")
    ] = "",
    as_of: Annotated[str, typer.Option(metavar="DATE", help="Those that stood at the end of that day (UTC).")] = "",
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """List the judgements that stand, now or on an earlier day."""
    from graphkit.case import judgements as log
    from graphkit.case.folder import Case
    from graphkit.case.log import reading
    from graphkit.dates import PartialDate
    from graphkit.resolve.linker import Linker
    from graphkit.resolve.lookup import full_id

    opened = Case(case)
    linker = Linker.of(log.read(opened, on=PartialDate.parse(as_of).last if as_of else ""))
    members: set[str] = set()
    if entity:
        with reading(opened) as connection:
            members = set(linker.members(full_id(opened, connection, entity)))
    gave_way = {item.id for item in linker.given_way}
    shown = [item for item in linker.standing.values() if not members or members & {item.left, item.right}]
    if json:
        lines(
            {
                **item.model_dump(mode="json"),
                "canonical": [linker.canonical(item.left), linker.canonical(item.right)],
                "joins": item.verdict.value == "same" and item.id not in gave_way,
            }
            for item in shown
        )
        return
    table(
        ("id", "left", "right", "verdict", "by", "at", "score", "reason"),
        (
            (item.id[:8], item.left, item.right,
             f"{item.verdict.value}, gave way" if item.id in gave_way else item.verdict.value,
             item.by, item.at, item.score, item.reason)
            for item in shown
        ),
    )  # fmt: skip
    say(f"{len(shown):,} judgements stand; {len(linker.groups()):,} entities are made of more than one")
