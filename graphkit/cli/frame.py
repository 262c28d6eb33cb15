"""What every verb shares: how it is declared, and the options that mean the same everywhere."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

CaseFolder = Annotated[
    Path,
    typer.Option(
        "--case", metavar="DIR", envvar="GRAPHKIT_CASE", help="The case folder.", show_default="the current folder"
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON lines instead of a table.")]
Country = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|CODE", help="Only findings whose subject, or an incident or unit in them, is of this country."
    ),
]
Since = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Only findings that name an event which may have ended on that day or later: an incident, a transfer, an "
        "assistance, a proceeding; of a listing, the day of listing or delisting counts.",
    ),
]
HERE = Path()


def verb(**settings: Any) -> typer.Typer:
    """Return an empty command line: help is plain text, and no data is ever taken for markup."""
    return typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, **settings)


def example(*commands: str) -> str:
    """Return the end of a verb's help, in lines that are not wrapped."""
    return "\b\n" + "\n".join(f"Example: {command}" for command in commands)


def _whole(digits: str) -> int | float:
    """Return a whole number as a graph can hold it: one of more than 64 bits has a point."""
    return number if -(2**63) <= (number := int(digits)) < 2**63 else float(digits)


def parameters(given: Iterable[str]) -> dict[str, Any]:
    """Return what ``--param K=V`` gave; a value that is JSON is read as such, any other is text."""
    found: dict[str, Any] = {}
    for item in given:
        name, separator, value = item.partition("=")
        if not (name and separator):
            raise typer.BadParameter(f"{item!r} is not of the form K=V, such as person=burma:soe-win")
        try:
            found[name] = json.loads(value, parse_int=_whole)
        except RecursionError:
            raise typer.BadParameter(f"{name}: its value is nested too deeply") from None
        except ValueError:
            found[name] = value
    return found
