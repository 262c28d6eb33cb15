"""The command line's frame: quick help, exit statuses, and nothing of a traceback."""

import inspect
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

import graphkit as package
from graphkit.case.folder import Case
from graphkit.cli.app import VERBS, loaded
from tests.cli.commands import PROGRAM, graphkit, plain_environment, within

FRAME = {"__init__", "app", "frame", "interrupt", "output"}
HELP_SECONDS = 0.4


def runnable(verb: str) -> dict[str, Any]:
    """Return the verb's command, or those of its group, by what a user types."""
    command: Any = loaded(verb)
    inner = getattr(command, "commands", {})
    return {f"{verb} {name}": subcommand for name, subcommand in inner.items()} or {verb: command}


def test_the_table_of_verbs_is_their_own_help() -> None:
    folder = Path(inspect.getfile(package)).parent / "cli"
    assert set(VERBS) == {path.stem.replace("_", "-") for path in folder.glob("*.py") if path.stem not in FRAME}
    assert {name: inspect.cleandoc(loaded(name).help).splitlines()[0] for name in VERBS} == VERBS
    assert len(VERBS) >= 15


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_has_help_with_an_example_that_names_it(verb: str) -> None:
    for name, command in runnable(verb).items():
        assert command.help
        examples = [line for line in (command.epilog or "").splitlines() if line.startswith("Example: ")]
        assert examples, name
        assert all(f"graphkit {name}" in example for example in examples)
        assert [param.name for param in command.params if not getattr(param, "help", "")] == []
        shown = within(*name.split(), "--help")
        assert shown.exit_code == 0
        assert all(example in shown.stdout for example in examples)


def test_help_is_quick_and_imports_little() -> None:
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        shown = graphkit("--help")
        taken.append(time.perf_counter() - start)
    listed = " ".join(shown.stdout.partition("Commands:\n")[2].split())
    assert all(f"{name} {line}" in listed for name, line in VERBS.items())
    assert min(taken) < HELP_SECONDS, taken
    script = "import sys\nfrom graphkit.cli.app import main\ntry: main()\nfinally: print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", script, "--help"], capture_output=True, text=True, check=True)
    imported = {name.partition(".")[0] for name in ran.stderr.split()}
    assert not imported & {"duckdb", "pyarrow", "pydantic", "rich", "pandas", "neo4j", "lxml", "openpyxl", "filelock"}
    assert "typer" in imported


def test_python_dash_m_is_the_console_script() -> None:
    ran = subprocess.run([sys.executable, "-m", "graphkit", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout == graphkit("--version").stdout == f"graphkit {package.__version__}\n"


def test_an_error_of_ours_is_its_message_and_exit_1(tmp_path: Path) -> None:
    ran = graphkit("show", "x", "--case", tmp_path)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.startswith(f"graphkit: {tmp_path} holds no case; make one with 'graphkit init")
    assert ran.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["shwo", "x"], "Did you mean 'show'"),
        (["show"], "Missing argument 'ENTITY'"),
        (["show", "x", "--jsno"], "--jsno"),
        (["search", "x", "--limit", "0"], "--limit"),
        (["judge", "a", "b", "perhaps", "--reason", "x"], "perhaps"),
        ([], "Usage: graphkit"),
        (["workbook"], "Usage: graphkit workbook"),
    ],
)
def test_a_wrong_call_exits_2(arguments: list[str], told: str) -> None:
    ran = graphkit(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert told in ran.stderr
    assert "Traceback" not in ran.stderr


def test_the_case_is_the_current_folder_or_that_of_the_environment(small: Path, tmp_path: Path) -> None:
    other = Case.create(tmp_path / "other")
    assert graphkit("show", "ann", environment={"GRAPHKIT_CASE": str(small)}).returncode == 0
    assert graphkit("show", "ann", "--case", other.folder, environment={"GRAPHKIT_CASE": str(small)}).returncode == 1
    here = subprocess.run(
        [PROGRAM, "show", "ann"], cwd=small, env=plain_environment(), capture_output=True, check=False
    )
    assert here.returncode == 0


def interruptible(command: list[str]) -> subprocess.Popen[str]:
    """Start a process that Ctrl-C reaches, though whoever runs the tests in the background ignores it."""

    def listen() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    pipe = subprocess.PIPE
    return subprocess.Popen(command, stderr=pipe, stdout=pipe, text=True, preexec_fn=listen)  # noqa: PLW1509 - no threads


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Wait for the end of a process and return what it printed; one that does not end is killed."""
    try:
        return process.communicate(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def test_ctrl_c_stops_with_a_line_and_130_and_the_case_stays_whole(small: Path, tmp_path: Path) -> None:
    pipe = tmp_path / "slow.csv"
    os.mkfifo(pipe)
    acts = Case(small).ledger.acts
    command = [PROGRAM, "ingest", "ofac_sdn", str(pipe), "--edition", "2024", "--case", str(small)]
    with (
        interruptible(command) as process,
        pipe.open("wb"),
    ):
        time.sleep(0.5)  # from opening the pipe to waiting for what never comes
        process.send_signal(signal.SIGINT)
        printed, told = ended(process)
    assert (process.returncode, printed) == (130, "")
    assert told == "graphkit: stopped; what was not recorded yet is not part of the case\n"
    assert Case(small).ledger.acts == acts
    assert graphkit("check", "--case", small).returncode == 0


LONG_QUERY = """
import sys, duckdb
from graphkit.case import check
def problems(folder, progress):
    print("running", flush=True)
    return duckdb.connect().execute("SELECT count(*) FROM range(1000000000000) WHERE sqrt(range) = 0.5").fetchall()
check.problems = problems
from graphkit.cli.app import main
main()
"""


def test_ctrl_c_stops_a_query_too(small: Path) -> None:
    command = [sys.executable, "-c", LONG_QUERY, "check", "--case", str(small)]
    with interruptible(command) as process:
        assert process.stdout
        assert process.stdout.readline() == "running\n"
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        told = ended(process)[1]
    assert (process.returncode, told.startswith("graphkit: stopped;"), told.count("\n")) == (130, True, 1)


def test_a_reader_that_leaves_is_no_error(burma: Path) -> None:
    script = '"$0" show MM --json --case "$1" | head -1; echo "${PIPESTATUS[@]}"'
    ran = subprocess.run(
        ["bash", "-c", script, PROGRAM, burma], capture_output=True, text=True, check=True, env=plain_environment()
    )
    line, statuses = ran.stdout.splitlines()
    assert line.startswith('{"id"')
    assert statuses == "141 0"
    assert ran.stderr == ""
