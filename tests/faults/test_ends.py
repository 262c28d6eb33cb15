"""Commands that are killed, interrupted or lose their terminal at a random moment."""

import os
import pty
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.commands import graphkit, rows
from tests.faults.rounds import (
    ROUNDS,
    SERVED_ROUNDS,
    Act,
    check_after,
    check_quiet,
    copied,
    end,
    ledger,
    moments,
    must_be_linux,
    seconds_of,
    tried,
)
from tests.graph.conftest import java_of, processes_of

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(must_be_linux()), reason=must_be_linux())]

JUDGE = Act("judge", lambda _: ["judge", "burma:min-aung-hlaing", "burma:soe-win", "different", "--reason", "two men"])
RETRACT = Act("retract", lambda _: ["retract", "1", "--reason", "taken in by mistake"])
BUILD = Act("build", lambda _: ["build"], served=True)
FIND = Act("find", lambda _: ["find", "command/commanders-on-the-day"], served=True)


@pytest.fixture
def ingest(large_list: Path) -> Act:
    return Act("ingest", lambda _: ["ingest", "ofac_sdn", large_list, "--edition", "2024-05-02"])


@pytest.fixture
def attach(large_list: Path) -> Act:
    return Act("attach", lambda _: ["attach", large_list, "--source", "burma:EU401"])


@pytest.fixture(params=["ingest", "attach", "judge", "retract"])
def act(request: pytest.FixtureRequest) -> Act:
    """Each act that writes and needs no server."""
    named = {"judge": JUDGE, "retract": RETRACT}
    chosen: Act = named.get(request.param) or request.getfixturevalue(request.param)
    return chosen


def disturbed(act: Act, template: Path, folder: Path, number: signal.Signals, times: int, fault: str) -> None:
    """End the act by a signal at random moments, most of them after its start, and check the case after each."""
    whole = seconds_of(act, template, folder / "whole")
    for _ in range(times):
        case = copied(template, folder / "case")
        before = ledger(case)
        process = act.started(case)
        time.sleep(moments.uniform(0.2, 1.0) * whole)
        acknowledged = end(process, number)
        if act.name == "retract" and len(ledger(case)) > len(before):
            assert withdrawn_acts(case) == {1}
            tried[fault, act.name] += 1
            continue  # a second retraction of the same run is refused, as it must be
        check_after(act, case, before, acknowledged=acknowledged)
        tried[fault, act.name] += 1


def withdrawn_acts(case: Path) -> set[int]:
    """Return the acts that a retraction on record withdrew; the case must be whole."""
    checked = graphkit("check", "--case", case)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    acts = rows(graphkit("log", "--case", case, "--json").stdout)
    return {1 for row in acts if row["act"] == "retract"}


def test_killed(act: Act, template: Path, tmp_path: Path) -> None:
    disturbed(act, template, tmp_path, signal.SIGKILL, ROUNDS, "kill -9")


@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_jars")
@pytest.mark.parametrize("act", [BUILD, FIND], ids=["build", "find"])
def test_killed_with_a_server(act: Act, template: Path, tmp_path: Path) -> None:
    disturbed(act, template, tmp_path, signal.SIGKILL, SERVED_ROUNDS, "kill -9")


def test_interrupted_twice(ingest: Act, template: Path, tmp_path: Path) -> None:
    """Ctrl-C, and again while the command is ending."""
    whole = seconds_of(ingest, template, tmp_path / "whole")
    for _ in range(ROUNDS):
        case = copied(template, tmp_path / "case")
        before = ledger(case)
        process = ingest.started(case)
        time.sleep(moments.uniform(0.2, 1.0) * whole)
        for _ in range(2):
            if process.poll() is None:
                os.kill(process.pid, signal.SIGINT)
                time.sleep(moments.uniform(0, 0.1))
        process.communicate()
        check_after(ingest, case, before, acknowledged=process.returncode == 0)
        tried["Ctrl-C twice", "ingest"] += 1


def test_the_terminal_closes(ingest: Act, template: Path, tmp_path: Path) -> None:
    whole = seconds_of(ingest, template, tmp_path / "whole")
    for _ in range(ROUNDS):
        case = copied(template, tmp_path / "case")
        before = ledger(case)
        master, slave = pty.openpty()
        options = {"stdin": slave, "stdout": slave, "stderr": slave, "process_group": None}
        process = ingest.started(case, **options, start_new_session=True, preexec_fn=lambda: take_terminal(0))
        os.close(slave)
        reader = threading.Thread(target=drain, args=(master,), daemon=True)
        reader.start()
        time.sleep(moments.uniform(0.2, 0.9) * whole)
        os.close(master)
        try:
            code = process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            pytest.fail("the command went on without its terminal for a minute")
        check_after(ingest, case, before, acknowledged=code == 0)
        tried["terminal closed", "ingest"] += 1


def take_terminal(handle: int) -> None:
    """Make the terminal that of the process's session, so that its end is told to the process."""
    import fcntl
    import termios

    fcntl.ioctl(handle, termios.TIOCSCTTY, 0)


def drain(terminal: int) -> None:
    """Read what is printed, so that the command does not wait for a reader."""
    try:
        while os.read(terminal, 1 << 16):
            pass
    except OSError:
        return


@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_jars")
@pytest.mark.parametrize("victim", ["keeper", "server"])
def test_a_kept_server_or_its_keeper_is_killed(victim: str, template: Path, tmp_path: Path) -> None:
    """What is asked next starts anew, and says the same as before."""
    for _ in range(SERVED_ROUNDS):
        case = copied(template, tmp_path / "case")
        asked = ["find", "command/commanders-on-the-day", "--json", "--case", str(case)]
        quiet = {"GRAPHKIT_NO_TRAINING": "1"}
        assert graphkit("up", "--case", case, environment=quiet).returncode == 0
        first = graphkit(*asked, environment=quiet)
        assert first.returncode == 0, first.stderr
        before = ledger(case)
        javas, all_of_it = java_of(case), processes_of(case)
        victims = javas if victim == "server" else [number for number in all_of_it if number not in javas]
        for number in victims[:1] if victim == "server" else keepers(victims):
            os.kill(number, signal.SIGKILL)
        check_quiet(case, 40)
        again = graphkit(*asked, environment=quiet)
        assert again.returncode == 0, again.stderr
        assert again.stdout == first.stdout
        assert ledger(case)[: len(before)] == before
        assert graphkit("check", "--case", case).returncode == 0
        check_quiet(case)
        tried[f"kill -9 of the {victim}", "find"] += 1


def keepers(numbers: Sequence[int]) -> list[int]:
    """Return those of the processes that keep a server."""
    return [number for number in numbers if b"graphkit.graph.keeper" in Path(f"/proc/{number}/cmdline").read_bytes()]


def test_two_writers_at_once(ingest: Act, template: Path, tmp_path: Path) -> None:
    """Both succeed, one after the other, or one says that the case is being written and changes nothing."""
    for _ in range(ROUNDS):
        case = copied(template, tmp_path / "case")
        before = ledger(case)
        both = [(act, act.started(case)) for act in (ingest, JUDGE)]
        said = [(act, process.communicate()[0].decode(), process.returncode) for act, process in both]
        for act, text, code in said:
            assert code == 0 or "is being written by another process" in text, (act.name, text)
        done = sum(code == 0 for _, _, code in said)
        assert done >= 1
        assert len(ledger(case)) == len(before) + done
        assert graphkit("check", "--case", case).returncode == 0
        tried["two writers", "ingest and judge"] += 1
