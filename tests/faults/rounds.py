"""Rounds of faults: an act of graphkit that something ends, and what must hold of the case afterwards.

After every round each acknowledged act is there, no half of an unacknowledged one, ``check`` passes, the next command
works without repair by hand, and no process and no lock is left behind.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cli.commands import PROGRAM, graphkit, plain_environment
from tests.graph.conftest import processes_of
from tests.graph.test_local import until

ROUNDS = int(os.environ.get("GRAPHKIT_FAULT_ROUNDS", "2"))
"""How often each fault is tried with an act that needs no server."""
SERVED_ROUNDS = max(1, ROUNDS // 2)
"""How often with one that does: each such round takes some seconds."""
SEED = int(os.environ.get("GRAPHKIT_FAULT_SEED", "0")) or time.time_ns() % 1_000_000
"""Which moments are hit; printed with the counts, so that a round can be played again."""
QUIET = 10.0
"""Seconds after which nothing that a killed command started may still run."""

tried: Counter[tuple[str, str]] = Counter()
"""Rounds by fault and act, for the table at the end."""
moments = random.Random(SEED)  # noqa: S311 - no secret


@dataclass(frozen=True)
class Act:
    """A command that writes, what it does and whether it needs the graph's server."""

    name: str
    arguments: Callable[[Path], Sequence[str | Path]]
    served: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, case: Path) -> list[str]:
        """Return its command line over that case."""
        return [PROGRAM, *map(str, self.arguments(case)), "--case", str(case)]

    def started(self, case: Path, **options: Any) -> "subprocess.Popen[bytes]":
        """Start it in a group of its own; what it prints is kept for its end."""
        environment = plain_environment() | {"GRAPHKIT_NO_TRAINING": "1"} | self.environment
        options = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "process_group": 0, **options}
        return subprocess.Popen(self.command(case), env=environment, **options)


def copied(template: Path, to: Path) -> Path:
    """Return a fresh copy of a case."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(template, to))


def ledger(case: Path) -> list[bytes]:
    """Return the whole lines of the ledger, read as a stranger would."""
    return [line for line in (case / "ledger.jsonl").read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def seconds_of(act: Act, template: Path, folder: Path) -> float:
    """Return how long the act takes undisturbed; it must succeed then."""
    case = copied(template, folder)
    start = time.monotonic()
    process = act.started(case)
    said = process.communicate()[0].decode()
    assert process.returncode == 0, said
    return time.monotonic() - start


def check_after(act: Act, case: Path, before: list[bytes], *, acknowledged: bool) -> None:
    """Assert what must hold after any end of an act, then that the act can simply be done again."""
    check_quiet(case)
    after = ledger(case)
    assert after[: len(before)] == before, "an earlier act is gone or altered"
    assert len(after) - len(before) in ({1} if acknowledged else {0, 1}), "an act is lost, or there are too many"
    checked = graphkit("check", "--case", case)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    again = subprocess.run(
        act.command(case),
        capture_output=True,
        text=True,
        check=False,
        env=plain_environment() | {"GRAPHKIT_NO_TRAINING": "1"} | act.environment,
    )
    assert again.returncode == 0, again.stdout + again.stderr
    checked = graphkit("check", "--case", case)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    check_quiet(case)
    assert strangers(case) == set(), "what the dead command left is still there"


def check_quiet(case: Path, seconds: float = QUIET) -> None:
    """Assert that nothing of what ran over the case still runs after some seconds."""
    assert until(lambda: not processes_of(case), seconds), processes_of(case)


def strangers(case: Path) -> set[str]:
    """Return the files that no act recorded and that belong to no other part of a case."""
    recorded = {name for line in ledger(case) for name in json.loads(line)["files"]}
    found = {path.relative_to(case).as_posix() for path in case.rglob("*") if path.is_file()}
    own = {"case.toml", "ledger.jsonl", "ledger.head", ".lock"}
    return {name for name in found - recorded - own if not name.startswith("graph/")}


def end(process: "subprocess.Popen[bytes]", number: signal.Signals) -> bool:
    """Send the signal to the process; return whether it had ended well before."""
    if process.poll() is None:
        os.kill(process.pid, number)
    process.communicate()
    return process.returncode == 0


def must_be_linux() -> str:
    """Return why these rounds cannot run here, or nothing."""
    return "" if sys.platform == "linux" else "looks at processes as Linux shows them"
