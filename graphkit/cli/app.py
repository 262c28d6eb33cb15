"""The console script: which verbs there are, and what becomes of their errors.

A verb is the module of that name in this package; its ``app`` is imported only when the verb runs, so that
``graphkit --help`` stays quick. The table repeats the first line of each verb's own help; a test holds them equal.
"""

import importlib
import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

import graphkit
from graphkit.cli.frame import verb
from graphkit.cli.interrupt import MESSAGE, STOPPED, watch
from graphkit.cli.output import complain, prepare_streams, quieted
from graphkit.errors import GraphkitError
from graphkit.text import visible

UsageError: type[Any] = typer.BadParameter.__mro__[1]
"""What a wrong call raises; the class has no public name in every version that works."""

VERBS = {
    "demo": "Build the bundled case and show what it answers.",
    "init": "Make a case in a new folder.",
    "sources": "List the sources that graphkit reads.",
    "ingest": "Read a publisher's files into the case.",
    "workbook": "Make or check a workbook of your own knowledge.",
    "attach": "Add the bytes of a source that the case only cites.",
    "search": "Find entities by a name or an identifier.",
    "show": "Show every statement of one entity.",
    "listings": "List who is on which list, since when and until when; or what changed.",
    "resolve": "Find who is the same in different sources: merge the sure, put the possible to people.",
    "review": "Decide on the pairs that wait for a person.",
    "judgements": "List the judgements that stand, now or on an earlier day.",
    "explain": "Show why two entities, or two names, are taken for one or not.",
    "match": "Screen names or records against the case, or say how likely pairs of entities are one.",
    "judge": "Record whether two entities are the same.",
    "build": "Project statements and judgements into the graph, from nothing.",
    "find": "Run packs and record what they find: candidates, each with its statements.",
    "candidates": "List who was found, by what is certain, with the reasons of the order.",
    "trace": "Show what a finding rests on, down to the bytes of each file.",
    "diff": "Compare two runs of find: what came, what went, what changed, and what did it.",
    "chain": "Draw the chain of command above a unit or person on a day.",
    "export": "Write what may leave the case in a format that other tools read.",
    "packs": "List, show, check and run query packs.",
    "query": "Run Cypher over the graph; it can read and nothing else.",
    "retract": "Withdraw a statement, a run or a retraction; nothing is deleted.",
    "log": "List the acts of the case: when, by whom, what.",
    "up": "Keep a server running for the commands that follow.",
    "down": "Stop the server that ``up`` keeps.",
    "check": "Verify every file of the case.",
}
"""Each verb and the first line of its help, in the order in which work goes."""

_STOPPED_QUERY = "Query interrupted"
"""What DuckDB makes of Ctrl-C while it runs a query."""
_PRIVATE = 0o077
"""Whatever is made can be read by its owner only, be it in a case or beside one."""
_CUT_OFF = 141  # as a process that SIGPIPE ends: what was asked for was not all said, and nobody listens


class Verbs(TyperGroup):
    """The group of verbs, each a stub until it is called."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, line in VERBS.items():
            self.add_command(TyperCommand(name, help=line, short_help=line, rich_markup_mode=None))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Put the verb itself in the place of its stub."""
        name, stub, rest = super().resolve_command(ctx, args)
        return name, stub and loaded(stub.name or ""), rest

    def invoke(self, ctx: Any) -> Any:
        """Run the verb; an error of ours becomes its message and an exit status, anything else is a bug and shows."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except GraphkitError as error:
            complain(str(error))
            raise typer.Exit(1) from error
        except UsageError as error:
            error.message = visible(error.message)
            raise
        except BrokenPipeError as error:
            quieted()
            raise typer.Exit(_CUT_OFF) from error
        except (KeyboardInterrupt, RuntimeError) as error:
            if isinstance(error, RuntimeError) and str(error) != _STOPPED_QUERY:
                raise
            complain(MESSAGE)
            raise typer.Exit(STOPPED) from error
        return result


def loaded(name: str) -> Any:
    """Import the verb's module and return its command."""
    module = importlib.import_module(f"graphkit.cli.{name.replace('-', '_')}")
    command = typer.main.get_command(module.app)
    command.name = name
    return command


app = verb(cls=Verbs)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"graphkit {graphkit.__version__}")
        raise typer.Exit


@app.callback(epilog="'graphkit VERB --help' tells more of each, with an example.")
def graphkit_command(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version and leave.", callback=_print_version, is_eager=True),
    ] = False,
) -> None:
    """An evidence graph for accountability: who commanded, who equips, who is listed where, each with its source."""


def _is_text(argument: str) -> bool:
    """Tell whether the bytes of an argument were text; what was none can be kept in no file of a case."""
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    """Run the command line and leave with its exit status: 0 done, 1 failed, 2 wrongly called."""
    prepare_streams()
    watch()
    os.umask(_PRIVATE)
    if unfit := [text for text in sys.argv[1:] if not _is_text(text)]:
        complain(f"{unfit[0]!r} is not UTF-8; name it, or the file, otherwise")
        sys.exit(2)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    typer.main.get_command(app)(prog_name="graphkit")
