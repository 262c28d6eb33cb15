"""``graphkit listings``."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import Row, lines, say, table

if TYPE_CHECKING:
    from graphkit.graph.listing_changes import Change
    from graphkit.graph.listings import Answer, Listed

app = verb()


@app.command(
    epilog=example(
        "graphkit listings --authority US-OFAC",
        "graphkit listings --changes --dataset ofac_sdn --between 2021-08-18 2023-12-28",
        "graphkit listings --as-of 2021-12-01 --json",
    )
)
def listings(
    changes: Annotated[
        bool, typer.Option("--changes", help="What came, changed and went between the editions of each list.")
    ] = False,
    as_of: Annotated[
        str, typer.Option(metavar="DATE", help="Which stood on that day; unknown where no edition covers it.")
    ] = "",
    dataset: Annotated[str, typer.Option(help="Only those of this dataset.")] = "",
    authority: Annotated[str, typer.Option(help="Only those of this authority, such as UN or US-OFAC.")] = "",
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="DATE DATE", help="With --changes: only what may have happened between the two."),
    ] = None,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """List who is on which list, since when and until when; or what changed."""
    if changes and as_of:
        raise typer.BadParameter("--changes and --as-of are two questions; ask one")
    if between and not changes:
        raise typer.BadParameter("--between belongs to --changes")
    from graphkit.case.folder import Case
    from graphkit.dates import PartialDate

    opened = Case(case)
    if changes:
        dates = [PartialDate.parse(text) for text in between or ()]
        _print_changes(opened, dataset=dataset, authority=authority, between=dates, json=json)
        return
    from graphkit.graph.listings import on_day, reading_listings

    day = PartialDate.parse(as_of).last if as_of else ""
    with reading_listings(opened, dataset=dataset, authority=authority) as (connection, found):
        answers = on_day(connection, found, day) if day else {}
    if json:
        lines(_record(item, answers.get(item.listing), day) for item in found)
        return
    asked = ("status", "because") if day else ()
    headings = (
        "authority",
        "entry",
        "programme",
        "subject",
        "name",
        "listed on",
        "taken off",
        "first seen",
        "last seen",
    )
    table((*headings, *asked), (_row(item, answers.get(item.listing)) for item in found))
    if day:
        told = [answers[item.listing].status.value for item in found]
        say(f"on {day}: " + ", ".join(f"{told.count(word):,} {word}" for word in ("listed", "not listed", "unknown")))


def _print_changes(case: Any, *, dataset: str, authority: str, between: list[Any], json: bool) -> None:
    from graphkit.graph.listing_changes import What
    from graphkit.graph.listing_changes import changes as changes_of

    found = changes_of(case, dataset=dataset, authority=authority, between=between)
    if json:
        lines(map(_change_record, found))
        return
    table(
        ("between", "", "dataset", "entry", "subject", "name", "on", "property", "before", "after"),
        map(_change_row, found),
    )
    counts = ((word.value, sum(change.what is word for change in found)) for word in What)
    say(", ".join(f"{count:,} {word}" for word, count in counts))


def _record(item: "Listed", answer: "Answer | None", day: str) -> dict[str, Any]:
    record = {
        "subject": item.subject,
        "name": item.name,
        "authority": item.authority,
        "programme": item.programme,
        "entry": item.entry,
        "listed_on": item.listed_on,
        "delisted_on": item.delisted_on,
        "first_seen": item.editions.first_seen,
        "last_seen": item.editions.last_seen,
        "listing": item.listing,
        "dataset": item.dataset,
        "lists": item.list_names,
        "stretches": item.editions.spans,
    }
    return record | ({"as_of": day, "status": answer.status, "because": answer.because} if answer else {})


def _row(item: "Listed", answer: "Answer | None") -> Row:
    known = (
        item.authority,
        item.entry,
        item.programme,
        item.subject,
        item.name,
        item.listed_on,
        item.delisted_on,
        item.editions.first_seen,
        item.editions.last_seen,
    )
    return (*known, answer.status.value, answer.because) if answer else known


def _change_record(change: "Change") -> dict[str, Any]:
    item = change.listing
    return {
        "change": change.what,
        "dataset": item.dataset,
        "authority": item.authority,
        "subject": item.subject,
        "name": item.name,
        "programme": item.programme,
        "entry": item.entry,
        "listing": item.listing,
        "between": [change.after, change.by],
        "on": change.on or None,
        "prop": change.prop or None,
        "old": change.old,
        "new": change.new,
    }


def _change_row(change: "Change") -> Row:
    item = change.listing
    old, new = ("; ".join(values) for values in (change.old, change.new))
    return (change.between, change.what.value, item.dataset, item.entry, item.subject, item.name, change.on,
            change.prop, old, new)  # fmt: skip
