"""``graphkit match``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from graphkit.cli.frame import example, verb
from graphkit.cli.output import complain, lines

app = verb()


@app.command(epilog=example("graphkit match --pairs pairs.jsonl > scored.jsonl"))
def match(
    pairs: Annotated[
        str,
        typer.Option(
            "--pairs",
            metavar="FILE|-",
            help='JSON lines {"left": …, "right": …} of FollowTheMoney entities (schema, properties); - is stdin.',
        ),
    ],
    explain: Annotated[
        bool, typer.Option("--explain", help="Add the words side by side and what each feature contributed.")
    ] = False,
) -> None:
    """Say how likely two entities are one: pairs in, the same lines with score, verdict and features out.

    No case is needed. A line that cannot be read is named on stderr, the rest is scored, and the exit status is 1.
    """
    from graphkit.resolve.pair_lines import scored_lines

    broken = 0

    def readable() -> Iterator[dict[str, Any]]:
        nonlocal broken
        with _opened(pairs) as file:
            for made in scored_lines(file, explain=explain):
                if isinstance(made, dict):
                    yield made
                else:
                    broken += 1
                    complain(str(made))

    lines(readable())
    if broken:
        complain(f"{broken:,} line{'s' if broken > 1 else ''} of {pairs} not scored")
        raise typer.Exit(1)


def _opened(name: str) -> Any:
    """Open the file, or stdin for ``-``, as bytes: a line that is no UTF-8 must not stop the rest."""
    import contextlib
    import sys

    from graphkit.errors import UnreadableSource

    if name == "-":
        return contextlib.nullcontext(sys.stdin.buffer)
    try:
        return Path(name).open("rb")
    except OSError as problem:
        raise UnreadableSource(f"{name} cannot be read: {problem.strerror}") from problem
