"""``graphkit review``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import complain, lines, say

if TYPE_CHECKING:
    from graphkit.case.folder import Case

app = verb()
_STDIN = "-"


@app.command(
    epilog=example(
        "graphkit review",
        "graphkit review --json > queue.jsonl",
        "graphkit review --import queue.jsonl",
        "graphkit review --nomenklatura --import resolver.ijson",
    )
)
def review(
    import_: Annotated[
        str,
        typer.Option(
            "--import",
            metavar="FILE|-",
            help="Record the verdicts in a file of JSON lines: left, right, verdict, reason.",
        ),
    ] = "",
    nomenklatura: Annotated[
        bool,
        typer.Option(
            "--nomenklatura",
            help="Take the lines of nomenklatura's resolver; without --import, print what stands as such lines.",
        ),
    ] = False,
    case: CaseFolder = HERE,
    json: AsJson = False,
) -> None:
    """Decide on the pairs that wait for a person."""
    from graphkit.case.folder import Case

    opened = Case(case)
    if import_:
        _take_in(opened, import_, nomenklatura=nomenklatura)
    elif nomenklatura:
        from graphkit.case import judgements
        from graphkit.resolve.exchange import nomenklatura_lines
        from graphkit.resolve.linker import Linker

        sys.stdout.writelines(nomenklatura_lines(Linker.of(judgements.read(opened))))
    elif json:
        from graphkit.resolve.review import as_lines

        lines(as_lines(opened))
    elif not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise typer.BadParameter("there is no terminal; --json prints the queue and --import takes it back, decided")
    else:
        from graphkit.resolve.review import Session
        from graphkit.terminal.review import ReviewApp

        session = Session(opened)
        if session.current is None:
            say("no pair waits for a decision; 'graphkit resolve' finds them")
            return
        ReviewApp(session).run()
        say(f"{len(session.made):,} judged, {len(session.waiting):,} wait")


def _take_in(case: "Case", file: str, *, nomenklatura: bool) -> None:
    """Record the lines of the file; each that is refused is named, and then the command has failed."""
    from graphkit.errors import InvalidValue
    from graphkit.resolve.exchange import take_in

    try:
        text = sys.stdin.read() if file == _STDIN else Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidValue(f"{file} cannot be read: {error}") from error
    done = take_in(case, text.splitlines(), nomenklatura=nomenklatura)
    for number, why in done.refused:
        complain(f"{file} line {number}: {why}")
    say(f"{len(done.recorded):,} judgements recorded, {len(done.refused):,} refused, {done.undecided:,} undecided")
    if done.refused:
        raise typer.Exit(1)
