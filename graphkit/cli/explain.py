"""``graphkit explain``."""

from typing import TYPE_CHECKING, Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import heading, lines, table

if TYPE_CHECKING:
    from graphkit.resolve.explain import Explanation

app = verb()


@app.command(
    epilog=example(
        "graphkit explain burma:soe-win ofac_sdn:26904",
        "graphkit explain 'Min Aung Hlaing' 'Senior General Min Aung Hlaing' --kind Person",
    )
)
def explain(
    left: Annotated[str, typer.Argument(metavar="LEFT", help="An entity's id; with --kind, a name.")],
    right: Annotated[str, typer.Argument(metavar="RIGHT", help="Another entity's id; with --kind, a name.")],
    kind: Annotated[
        str, typer.Option(metavar="KIND", help="What the two are names of, such as Person, Company or Unit.")
    ] = "",
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Show why two entities, or two names, are taken for one or not."""
    from graphkit.case.folder import Case
    from graphkit.resolve.explain import explain as explained
    from graphkit.resolve.explain import explain_names
    from graphkit.resolve.profiles import KINDS

    if kind and kind not in KINDS:
        raise typer.BadParameter(f"one of {', '.join(KINDS)}", param_hint="--kind")
    found = explain_names(left, right, kind) if kind else explained(Case(case), left, right)
    if json:
        lines([found.as_line()])
    else:
        _show(found)


def _show(found: "Explanation") -> None:
    line = found.as_line()
    sides = (line["left"], line["right"])
    facts = [name for name in sides[0] if name != "id" and (sides[0][name] or sides[1][name])]
    table(
        ("", sides[0]["id"] or "left", sides[1]["id"] or "right"),
        ([name.replace("_", " "), *(_joined(side[name]) for side in sides)] for name in facts),
    )
    heading("")
    table(
        ("word", "beside", "how", "alike", "weight"),
        ((word["left"], word["right"], word["how"], round(word["likeness"], 2), round(word["weight"], 1))
         for word in line["aligned"]),
    )  # fmt: skip
    heading("")
    table(
        ("feature", "value", "contributes"),
        ((name, round(line["features"].get(name, 0.0), 2), round(value, 2))
         for name, value in line["contributions"].items()),
    )  # fmt: skip
    heading("")
    heading(f"{line['score']:.3f}, {line['verdict']} (model {line['model_version']})")
    if found.stated:
        heading(f"stated: {found.stated}")
    if found.contradiction:
        heading(f"speaks against it: {found.contradiction}; the model does not merge them")
    for item in found.judged:
        heading(f"judged {item.verdict.value} by {item.by} on {item.at}: {item.left} and {item.right} ({item.reason})")


def _joined(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)
