"""Running graphkit as a user does: in a process of its own, with or without a terminal."""

import json
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from graphkit.cli.app import app

PROGRAM = str(Path(sys.executable).with_name("graphkit"))


def graphkit(*arguments: str | Path, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run the console script to its end, its output piped."""
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=plain_environment() | (environment or {}),
    )


def plain_environment() -> dict[str, str]:
    """The environment without what would steer graphkit or colour its output."""
    steering = ("GRAPHKIT_", "NEO4J_", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "PYTHONIOENCODING")
    return {name: value for name, value in os.environ.items() if not name.startswith(steering)}


def within(*arguments: str | Path) -> Result:
    """Run a command in this process, which is quicker."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def on_terminal(arguments: Sequence[str | Path], columns: int) -> tuple[int, str]:
    """Run the console script on a terminal of that width, and return its exit status and what stood there."""
    master, slave = pty.openpty()
    environment = plain_environment() | {"COLUMNS": str(columns), "TERM": "xterm-256color"}
    command = [PROGRAM, *map(str, arguments)]
    with subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        shown = b""
        while block := _read(master):
            shown += block
    os.close(master)
    return process.returncode, shown.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux says so that the other side is closed
        return b""


def rows(output: str) -> list[dict[str, Any]]:
    """Return the JSON lines of a command's stdout."""
    return [json.loads(line) for line in output.splitlines()]
