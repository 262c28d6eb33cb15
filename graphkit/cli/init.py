"""``graphkit init``."""

from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.frame import example, verb
from graphkit.cli.output import say

app = verb()


@app.command(epilog=example("graphkit init rakhine --name 'Rakhine 2017'"))
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    name: Annotated[str | None, typer.Option(help="What to call the case.", show_default="the folder's name")] = None,
) -> None:
    """Make a case in a new folder."""
    from graphkit.case.folder import Case

    case = Case.create(folder, name=name)
    say(f"{case.folder} holds the case {case.name!r} now; read files into it with 'graphkit ingest'")
