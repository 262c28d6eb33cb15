"""``graphkit diff``."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import Row, heading, lines, say, table

if TYPE_CHECKING:
    from graphkit.packs.compare import Change

app = verb()
_RUN = "The number of a find act in 'graphkit log', or a file or folder of findings."
_ABSENT = "–"


@app.command(epilog=example("graphkit diff 4 7", "graphkit diff january/findings . --json"))
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=_RUN)],
    new: Annotated[str, typer.Argument(metavar="NEW", help=_RUN)],
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Compare two runs of find: what came, what went, what changed, and what did it."""
    from graphkit.case.folder import Case
    from graphkit.packs.compare import compare, run_of

    opened = Case(case)
    runs = run_of(opened, old), run_of(opened, new)
    found = compare(opened, *runs)
    for note in found.notes:
        say(note)
    if json:
        lines(map(_record, found.changes))
        return
    if found.changes:
        table(("", "finding", "pack", "subject", "before", "after", "because"), map(_row, found.changes))
        heading("")
        acts = {cause.act: cause for change in found.changes for cause in change.causes}
        for cause in (acts[number] for number in sorted(acts)):
            reason = f": {cause.reason}" if cause.reason else ""
            heading(f"act {cause.act}: {cause.name} by {cause.by}, {cause.at}{reason}")
    counts = (sum(change.change == word for change in found.changes) for word in ("came", "went", "changed"))
    say(f"from {runs[0].label} to {runs[1].label}: {'{:,} came, {:,} went, {:,} changed'.format(*counts)}")


def _record(change: "Change") -> dict[str, Any]:
    return {
        "change": change.change,
        "id": change.id,
        "pack": change.pack,
        "subject": change.subject,
        "before": change.before and change.before.model_dump(mode="json"),
        "after": change.after and change.after.model_dump(mode="json"),
        "statements_gone": change.statements_gone,
        "statements_new": change.statements_new,
        "causes": [asdict(cause) for cause in change.causes],
        "related": change.related,
    }


def _row(change: "Change") -> Row:
    grades = [item.grade.value if item else _ABSENT for item in (change.before, change.after)]
    for name, was, is_ in change.differences:
        if name not in {"grade", "support"}:
            grades = [f"{grades[0]}; {name}: {_told(was)}", f"{grades[1]}; {name}: {_told(is_)}"]
        elif name == "support":
            grades = [f"{grades[0]}; {_support(was)}", f"{grades[1]}; {_support(is_)}"]
    return (change.change, change.id[:8], change.pack, change.subject, *grades, _because(change))


def _because(change: "Change") -> str:
    may = "may come from " if change.related else ""
    parts = [f"{may}act {cause.act}: {_short(cause.statements)}" for cause in change.causes]
    if not parts and change.change == "changed":
        parts += [f"gone: {_short(change.statements_gone)}"] if change.statements_gone else []
        parts += [f"new: {_short(change.statements_new)}"] if change.statements_new else []
    return "; ".join(parts)


def _short(statements: tuple[str, ...]) -> str:
    return " ".join(sid[:8] for sid in statements)


def _told(value: Any) -> str:
    return _ABSENT if value in (None, "") else str(value)


def _support(value: dict[str, Any]) -> str:
    return f"{value['origins']} origins, {'one' if value['official'] else 'none'} official"
