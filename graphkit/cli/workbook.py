"""``graphkit workbook``."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from graphkit.cli.frame import AsJson, example, verb
from graphkit.cli.output import lines, say, table

app = verb(no_args_is_help=True)


@app.callback()
def workbook() -> None:
    """Make or check a workbook of your own knowledge."""


@app.command(epilog=example("graphkit workbook new my-notes", "graphkit workbook new my-notes.xlsx"))
def new(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A new folder for CSV files, or a new .xlsx file.")],
) -> None:
    """Make an empty workbook to fill in, with an example on each sheet."""
    from graphkit.intake.empty_workbook import write_csv, write_xlsx

    if path.suffix == ".xlsx":
        write_xlsx(path)
    else:
        write_csv(path)
    say(f"{path} is an empty workbook; fill it in, then look it over with 'graphkit workbook check {path}'")


@app.command(epilog=example("graphkit workbook check my-notes"))
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="Workbooks: folders, or .xlsx files.")],
    name: Annotated[str, typer.Option(help="Name of the workbook, where not that of its folder or file.")] = "",
    json: AsJson = False,
) -> None:
    """Read a workbook as an ingest would, write nothing, and show every problem at once."""
    from graphkit.intake.check import check as checked
    from graphkit.intake.ingestor import load

    found = checked(load("workbook"), paths, name)
    if json:
        lines(asdict(item) for item in found)
    else:
        rows = ((item.dataset, item.file, item.records, item.statements) for item in found)
        table(("workbook", "file", "records", "statements"), rows)
