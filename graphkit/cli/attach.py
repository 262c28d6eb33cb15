"""``graphkit attach``."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.frame import HERE, CaseFolder, example, verb
from graphkit.cli.output import say

app = verb()


@app.command(epilog=example("graphkit attach report.pdf --source burma:UN01"))
def attach(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The source itself, such as a PDF or a saved page.")],
    source: Annotated[
        str, typer.Option(metavar="ID", help="Whose bytes they are; 'graphkit search TITLE --kind Source' finds it.")
    ],
    case: CaseFolder = HERE,
) -> None:
    """Add the bytes of a source that the case only cites."""
    from graphkit.case.folder import Case
    from graphkit.resolve.attach import attach as add

    known, capture = add(Case(case), file, source=source)
    say(f"{file} is held as the bytes of {known} now, sha256 {capture.sha256}")
