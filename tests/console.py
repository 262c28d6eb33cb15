"""Runs the console blocks of documents and compares what they print; ``--update`` writes it into them instead.

A block is fenced as ``console``: ``$ `` begins a command, ``> `` continues it, and the lines below are what it must
print on stdout. A line ``...`` stands for any lines, ``…`` within a line for any text. The commands of a document run
in order in one shell, in a scratch folder that holds a copy of ``examples``; a command that fails fails the document.
"""

import argparse
import difflib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TIMEOUT = 900.0  # seconds for a whole document; the first may download the server
_MARK = "--- end of command, exit status "
_FORGOTTEN = ("NEO4J_", "GRAPHKIT_CASE", "GITHUB_", "FORCE_COLOR")
_FIXED = {"COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "PYTHONUTF8": "1", "TERM": "dumb", "TZ": "UTC"}


@dataclass(frozen=True, slots=True)
class Command:
    """One command of a document and what it must print; the lines printed are ``first`` to before ``end``."""

    text: str
    expected: tuple[str, ...]
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed, and its exit status."""

    printed: tuple[str, ...]
    status: int
    errors: str


def commands(document: str) -> list[Command]:
    """Return the commands of every console block, in order."""
    lines = document.splitlines()
    found = []
    for start, end in _blocks(lines):
        begins = [number for number in range(start, end) if lines[number].startswith("$ ")]
        for begin, following in zip(begins, [*begins[1:], end], strict=True):
            first = begin + 1
            while first < following and lines[first].startswith("> "):
                first += 1
            text = "\n".join(line[2:] for line in lines[begin:first])
            found.append(Command(text, tuple(lines[first:following]), first, following))
    return found


def _blocks(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where the text of each console block begins and ends."""
    start = None
    for number, line in enumerate(lines):
        if line == "```console":
            start = number + 1
        elif line == "```" and start is not None:
            yield start, number
            start = None


def run(asked: Sequence[Command], folder: Path) -> list[Outcome]:
    """Run the commands in one shell in that folder; those that a dead shell did not reach are missing."""
    errors = [folder.with_name(f"{folder.name}-stderr-{number}") for number in range(len(asked))]
    script = "".join(
        f"{{\n{command.text}\n}} 2>'{path}' </dev/null\nprintf '\\n{_MARK}%s\\n' $?\n"
        for command, path in zip(asked, errors, strict=True)
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FORGOTTEN)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    shell = subprocess.Popen(
        ["bash", "-c", script],
        cwd=folder,
        env={**kept, **_FIXED, "PATH": path},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        printed, _ = shell.communicate(timeout=TIMEOUT)
    finally:
        if shell.poll() is None:
            os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()
    parts = re.split(rf"\n{_MARK}(\d+)\n", printed)
    return [
        Outcome(tuple(line.rstrip() for line in text.rstrip("\n").splitlines()), int(status), error.read_text("utf-8"))
        for text, status, error in zip(parts[::2], parts[1::2], errors, strict=False)
    ]


def agrees(expected: Sequence[str], printed: Sequence[str]) -> bool:
    """Tell whether the lines printed are those expected, wildcards taken as such."""
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else ".*".join(map(re.escape, line.rstrip().split("…"))) + r"\n"
        for line in expected
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)) is not None


def problems(asked: Sequence[Command], outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield what is wrong with each command, with a diff of what it printed."""
    for command, outcome in zip(asked, outcomes, strict=False):
        if outcome.status:
            yield f"$ {command.text}\nexit status {outcome.status}\n{outcome.errors}"
        if not agrees(command.expected, outcome.printed):
            diff = difflib.unified_diff(command.expected, outcome.printed, "document", "printed", lineterm="")
            yield "\n".join([f"$ {command.text}", *diff, outcome.errors])
    for command in asked[len(outcomes) :]:
        yield f"$ {command.text}\nwas not run: the shell had ended"


def updated(document: str, asked: Sequence[Command], outcomes: Sequence[Outcome]) -> str:
    """Return the document with what was printed; lines that agree, wildcards and all, stay as they are."""
    lines = document.splitlines()
    for command, outcome in reversed(list(zip(asked, outcomes, strict=False))):
        if not agrees(command.expected, outcome.printed):
            lines[command.first : command.end] = outcome.printed
    return "\n".join(lines) + "\n"


def check(path: Path, *, update: bool) -> list[str]:
    """Run one document and return its problems; with ``update`` write what was printed, and return failures only."""
    document = path.read_text("utf-8")
    asked = commands(document)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / path.stem.lower()
        folder.mkdir()
        shutil.copytree(ROOT / "examples", folder / "examples")
        outcomes = run(asked, folder)
    if not update:
        return list(problems(asked, outcomes))
    path.write_text(updated(document, asked, outcomes), "utf-8")
    return list(problems(commands(path.read_text("utf-8")), outcomes))


def main() -> int:
    """Check or update the documents named; the exit status tells whether one has a problem."""
    parser = argparse.ArgumentParser(description="Run the console blocks of documents.")
    parser.add_argument("documents", nargs="+", type=Path)
    parser.add_argument("--update", action="store_true", help="write what is printed into the documents")
    options = parser.parse_args()
    status = 0
    for path in options.documents:
        found = check(path, update=options.update)
        count = len(commands(path.read_text("utf-8")))
        print(f"{path}: {count} commands, {len(found)} problems", *found, sep="\n\n")
        status |= bool(found)
    return status


if __name__ == "__main__":
    sys.exit(main())
