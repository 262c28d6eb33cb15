"""``graphkit find``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, Country, Since, example, verb
from graphkit.cli.output import heading, lines, progress, say, table

if TYPE_CHECKING:
    from graphkit.case.folder import Case
    from graphkit.export.sheets import Book, Terms

app = verb()


@app.command(
    epilog=example(
        "graphkit find",
        "graphkit find command/commanders-on-the-day --param incident=burma:inc-inn-din-2017",
        "graphkit find --country Myanmar --since 2021-02-01 --xlsx candidates.xlsx",
    )
)
def find(
    packs: Annotated[list[str] | None, typer.Argument(metavar="PACK", help="Packs by id; all, if none.")] = None,
    param: Annotated[
        list[str] | None, typer.Option("--param", metavar="K=V", help="A parameter of the packs that are named.")
    ] = None,
    country: Country = None,
    since: Since = None,
    subject: Annotated[
        str | None, typer.Option(metavar="ID", help="Only findings on this person, unit or company.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Ask what was known and in force on an earlier day; nothing is recorded."),
    ] = None,
    xlsx: Annotated[Path | None, typer.Option(metavar="FILE", help="Write them as a spreadsheet too.")] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE|DIR", help="Write them as CSV too: one pack's FILE.csv, or a folder.")
    ] = None,
    include_restricted: Annotated[
        bool, typer.Option("--include-restricted", help="Export findings that rest on restricted statements too.")
    ] = False,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Run packs and record what they find: candidates, each with its statements.

    --country, --since and --subject choose what is printed and exported; all that is found is recorded.
    """
    from graphkit.case.folder import Case
    from graphkit.dates import PartialDate
    from graphkit.export.record import refuse_own
    from graphkit.export.sheets import Terms, book_of, is_one_file
    from graphkit.graph.build import built, built_as_of
    from graphkit.packs import run
    from graphkit.packs.narrow import narrowed, narrowing
    from graphkit.packs.pack import chosen, given_to, packs_of

    opened = Case(case)
    wanted = chosen(packs or [], packs_of())
    asked = [pack for pack in wanted if not packs or pack.id in packs]
    given = given_to(asked, param or [])
    narrow = narrowing(opened, country=country, since=since, subject=subject)
    for path in filter(None, (xlsx, csv)):
        refuse_own(opened, path)
    if csv:
        is_one_file(csv, len(asked))  # so that a folder that is needed is asked for before the packs run
    with progress() as show:
        if as_of:
            with built_as_of(opened, PartialDate.parse(as_of), progress=show) as store:
                then = run.run(opened, store, wanted, given)
            everything = {id_: [item.finding for item in items] for id_, items in then.items()}
        else:
            with built(opened, progress=show) as (store, _):
                everything = run.find(opened, store, wanted, given)
    found = narrowed(opened, {pack.id: everything[pack.id] for pack in asked}, narrow)
    if xlsx or csv:
        then_only = f"as of {as_of}" if as_of else ""
        terms = Terms(", ".join(filter(None, (narrow.words(), then_only))), include_restricted)
        _export(opened, book_of(opened, asked, found, terms), terms, xlsx, csv)
    if json:
        lines(item.model_dump(mode="json") for pack in asked for item in found[pack.id])
        return
    for pack in asked:
        shown, recorded = len(found[pack.id]), len(everything[pack.id])
        of = f" {narrow.words()} (of {recorded:,})" if narrow else ""
        heading(f"\n{pack.header.title} ({pack.id}): {shown:,} candidates{of}")
        columns = [name for name in pack.header.columns if name != "support"]
        table(
            ("finding", *columns, "origins", "official"),
            (
                (item.id[:8], *(item.row[name] for name in columns), item.support.origins, item.support.official)
                for item in found[pack.id]
            ),
        )
    say("each line is a candidate, never a verdict; 'graphkit trace FINDING' shows what it rests on")


def _export(case: "Case", book: "Book", terms: "Terms", xlsx: Path | None, csv: Path | None) -> None:
    from graphkit.export.record import record
    from graphkit.export.sheets import write_csv
    from graphkit.export.xlsx import write_xlsx

    written = write_csv(book, csv) if csv else []
    written += [write_xlsx(book, xlsx)] if xlsx else []
    what = f"{book.findings:,} findings {terms.narrowed}".rstrip()
    record(case, what, written, withheld=book.withheld, include_restricted=terms.include_restricted)
    left = f"; {book.withheld:,} that rest on a restricted statement were left out (--include-restricted)"
    say(f"wrote {book.findings:,} candidates to {', '.join(map(str, written))}{left if book.withheld else ''}")
