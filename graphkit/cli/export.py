"""``graphkit export``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, progress, say, table

app = verb()


class FormatName(StrEnum):
    """What can be written; ``graphkit.export.formats`` says what each is, and a test holds the two equal."""

    FTM = "ftm"
    BODS = "bods"
    CSV = "csv"
    XLSX = "xlsx"
    GRAPHML = "graphml"
    CYPHER_IMPORT = "cypher-import"


@app.command(
    epilog=example(
        "graphkit export xlsx burma.xlsx",
        "graphkit export ftm burma-ftm --dataset burma",
        "graphkit export graphml army.graphml --kind Unit --kind Person",
        "graphkit export bods burma.json --entity burma:mehl",
    )
)
def export(
    format_: Annotated[FormatName, typer.Argument(metavar="FORMAT", help=", ".join(FormatName))],
    dest: Annotated[
        Path, typer.Argument(metavar="DEST", help="The file, or for ftm, csv and cypher-import the folder.")
    ],
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND", help="Only nodes of this kind and relations between them, or this relation and its ends."
        ),
    ] = None,
    entity: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this entity, its relations and their other ends.")
    ] = None,
    dataset: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only statements of this dataset.")] = None,
    include_licence: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Sources of this licence leave though it does not let them be passed on."),
    ] = None,
    include_restricted: Annotated[
        bool, typer.Option("--include-restricted", help="Restricted statements leave too.")
    ] = False,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Write what may leave the case in a format that other tools read.

    Restricted statements stay, and so do sources whose licence does not let them be passed on, unless you ask for them.
    The export is an act of the ledger.
    """
    from graphkit.case.folder import Case
    from graphkit.export.formats import export as write
    from graphkit.export.leaving import Terms, why_stayed

    terms = Terms(
        tuple(kind or ()), tuple(entity or ()), tuple(dataset or ()), tuple(include_licence or ()), include_restricted
    )
    with progress() as show:
        made = write(Case(case), format_.value, dest, terms, progress=show)
    if json:
        lines([made.as_line()])
        return
    table(("written", "count"), made.outcome.written.items())
    for what, count in made.outcome.unsaid.items():
        say(f"{what}: {count:,} left out, {format_.value} cannot say it")
    for licensed in made.account.passed_on:
        say(f"licence {licensed.licence} of {', '.join(licensed.sources)}: {licensed.condition or 'free to pass on'}")
    if made.account.partners:
        say(f"{made.account.partners:,} of the statements that leave are for partners only")
    for sentence in why_stayed(made.account):
        say(sentence)
    say(f"wrote {made.path} from {made.account.statements:,} statements")
