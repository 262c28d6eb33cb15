"""``graphkit show``."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import Row, heading, lines, table

if TYPE_CHECKING:
    from graphkit.resolve.lookup import Relation, ShownStatement

app = verb()
_HEADINGS = ("property", "value", "when", "source", "place in it", "remarks")


@app.command(epilog=example("graphkit show burma:soe-win", "graphkit show lid-33 --json"))
def show(
    entity: Annotated[str, typer.Argument(metavar="ENTITY", help="An id; 'graphkit search' finds it by a name.")],
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Show every statement of one entity."""
    from graphkit.case.folder import Case
    from graphkit.resolve.lookup import relations_of
    from graphkit.resolve.lookup import show as shown

    found = shown(Case(case), entity)
    if json:
        lines({**asdict(item), "when": item.when} for item in found)
        return
    own = [item for item in found if not item.end]
    relations = relations_of(found)
    names = [item.value for item in own if item.prop in {"name", "title"}]
    kinds = " or ".join(dict.fromkeys(item.kind for item in own))
    heading(
        " and ".join(dict.fromkeys(item.entity for item in own)) + f": {kinds} {names[0] if names else ''}".rstrip()
    )
    table(_HEADINGS, (_row(item) for item in own))
    if relations:
        heading("\nRelations")
        table(
            ("relation", "with", "name", "when", "what is said of it", "source", "place in it", "remarks"),
            (_relation_row(item) for item in relations),
        )
    heading("\nSources")
    sources = sorted({(item.source, item.title, item.held) for item in found})
    table(("source", "title", "bytes"), ((id_, title, "held" if held else "not held") for id_, title, held in sources))


def _row(item: "ShownStatement") -> Row:
    return (item.prop, item.value, item.when, item.source, item.cited, ", ".join(item.remarks))


def _relation_row(item: "Relation") -> Row:
    kind = f"{item.kind} →" if item.end == "tail" else f"→ {item.kind}"
    said = "; ".join(f"{prop}: {value}" for prop, value in item.said)
    return (kind, item.other, item.other_name, item.when, said, item.source, item.cited, ", ".join(item.remarks))
