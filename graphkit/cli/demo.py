"""``graphkit demo``."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.frame import example, verb
from graphkit.cli.output import heading, progress, table

app = verb()


@app.command(epilog=example("graphkit demo"))
def demo(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make the case.")] = Path("burma-case"),
) -> None:
    """Build the bundled case and show what it answers."""
    from graphkit.packs import demo as bundled

    with progress() as show:
        shown = bundled.demo(folder, show)
    facts = shown.facts
    heading(f"{facts['name']}: {facts['place']}, {facts['admin1']}, from {facts['date_from']} to {facts['date_to']}")
    heading("\nWho held which post on those days, in the unit that a source names and in those above it")
    table(
        ("unit", "steps up", "person", "role", "grade", "origins", "source, place in it", "why not certain"),
        (
            (
                shown.name(item.row["unit"]),
                item.row["hops"],
                shown.name(item.row["person"]) or "(nobody is stated)",
                item.row["role"],
                item.grade.value,
                f"{item.support.origins}, {'one' if item.support.official else 'none'} official",
                "; ".join(f"{source.partition(':')[2]}, {place}" for source, place in shown.cited[item.id]),
                item.row["reason"],
            )
            for item in shown.chain
        ),
    )
    heading("")
    for source in sorted({source for places in shown.cited.values() for source, _ in places}):
        heading(f"{source.partition(':')[2]}: {shown.titles[source]}")
    heading("\nWho of those in command is listed where: since when, or 'no' as far as the lists read can tell")
    names = shown.authorities()
    table(
        ("person", *names),
        ((shown.name(person), *(row[name] for name in names)) for person, row in shown.lists.items()),
    )
    nowhere = [shown.name(person) for person in bundled.listed_nowhere(shown)]
    heading(f"\nOn none of these lists: {', '.join(nowhere) or 'nobody of them'}.")
    heading("Every line is a candidate, never a verdict: a post held is not an order given.")
    heading("\nNext:")
    for command in (
        f"graphkit trace {shown.chain[0].id[:8]} --case {folder}",
        f"graphkit show lid-33 --case {folder}",
        f"graphkit find {bundled.CHAIN} --param incident=burma:inc-inn-din-2017 --case {folder}",
    ):
        heading(f"  {command}")
