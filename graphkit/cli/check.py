"""``graphkit check``."""

from dataclasses import asdict

import typer

from graphkit.cli.frame import HERE, AsJson, CaseFolder, example, verb
from graphkit.cli.output import lines, progress, say, table

app = verb()


@app.command(epilog=example("graphkit check --case burma"))
def check(case: CaseFolder = HERE, json: AsJson = False) -> None:
    """Verify every file of the case."""
    from graphkit.case.check import problems

    with progress() as show:
        found = problems(case, show)
    if json:
        lines(asdict(problem) for problem in found)
    elif found:
        table(("file", "what is wrong"), ((problem.file, problem.what) for problem in found))
    if found:
        raise typer.Exit(1)
    say("the case is whole: every act, file, id and reference was checked")
