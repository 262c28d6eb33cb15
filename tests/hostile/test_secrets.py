"""Secrets and the network: nothing leaves the machine, and no password stands where another program could read it."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.graph.local import LocalServer
from tests.cli.commands import PROGRAM, graphkit, plain_environment
from tests.graph.conftest import listeners_of
from tests.hostile.making import case_of, persons

pytestmark = [
    pytest.mark.neo4j,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them"),
]
_COUNTED = """
ip link set lo up
"$@" >"$OUT" 2>&1; echo $?
grep -E '^(Ip|Udp):' /proc/net/snmp
python3 -c 'import socket; socket.socket().connect_ex(("192.0.2.1", 9))'
grep -E '^Ip:' /proc/net/snmp
"""
"""Runs a command where there is no network but loopback; the kernel counts there what was sent, and what had no way."""


def counted(lines: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for names, numbers in zip(lines[::2], lines[1::2], strict=True):
        kind, *words = names.split()
        found |= {kind + word: int(number) for word, number in zip(words, numbers.split()[1:], strict=True)}
    return found


@pytest.mark.slow
def test_a_whole_demonstration_sends_nothing_out_of_the_machine(neo4j_jars: Path, tmp_path: Path) -> None:
    environment = plain_environment() | {
        "OUT": str(tmp_path / "out"), "GRAPHKIT_CACHE": str(neo4j_jars.parent), "GRAPHKIT_NO_TRAINING": "1",
    }  # fmt: skip
    command = ["unshare", "-rn", "sh", "-c", _COUNTED, "sh", PROGRAM, "demo", str(tmp_path / "case")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    status, *told = ran.stdout.splitlines()
    assert status == "0", (tmp_path / "out").read_text("utf-8")
    during, control = counted(told[:4]), counted(told[4:])
    assert during["Ip:OutNoRoutes"] == 0, "something outside was called"
    assert during["Udp:OutDatagrams"] == 0, "a name was looked up"
    assert during["Ip:OutRequests"] > 100, "it spoke to its own server"
    assert control["Ip:OutNoRoutes"] > 0, "a call to the outside would have been counted"


def tree_of(process: int) -> set[int]:
    """The numbers of a process and of all that it started."""
    parents = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text("utf-8", "replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents[int(status.parent.name)] = int(fields[1])
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


@pytest.fixture(scope="module")
def server(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    server = LocalServer(tmp_path_factory.mktemp("given"), jars=neo4j_jars).start()
    yield server
    server.stop()


def test_what_graphkit_starts_knows_no_password_and_listens_to_nobody_else(neo4j_jars: Path, tmp_path: Path) -> None:
    bystander = "a-secret-of-the-person-at-the-keyboard"
    case = case_of(tmp_path / "case", persons(tmp_path / "book", ("ann", "Ann")))
    environment = plain_environment() | {
        "NEO4J_PASSWORD": bystander, "A_TOKEN": bystander,
        "GRAPHKIT_CACHE": str(neo4j_jars.parent), "GRAPHKIT_NO_TRAINING": "1",
    }  # fmt: skip
    seen: dict[int, tuple[bytes, bytes, frozenset[tuple[str, int]]]] = {}
    with subprocess.Popen([PROGRAM, "build", "--case", str(case)], env=environment, stdout=subprocess.DEVNULL) as ran:
        while ran.poll() is None:
            for number in tree_of(ran.pid) - {ran.pid}:
                folder = Path(f"/proc/{number}")
                try:
                    heard = frozenset(listeners_of(number))
                    seen[number] = ((folder / "cmdline").read_bytes(), (folder / "environ").read_bytes(), heard)
                except OSError:
                    continue
            time.sleep(0.1)
    assert ran.returncode == 0
    own = (case / "graph/password").read_text("utf-8")
    assert any(b"java" in command for command, _, _ in seen.values())
    for command, variables, heard in seen.values():
        for secret in (own, bystander):
            assert secret.encode() not in command + variables
        assert {address for address, _ in heard} <= {"127.0.0.1", "::1"}
    _assert_kept_nowhere(case, own, but="graph/password")
    _assert_kept_nowhere(case, bystander)


def _assert_kept_nowhere(folder: Path, secret: str, but: str = "") -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and path != folder / but]
    assert files
    assert [path for path in files if secret.encode() in path.read_bytes()] == []


def test_the_server_reports_to_nobody(server: LocalServer) -> None:
    with server.driver() as driver:
        rows = driver.execute_query("SHOW SETTINGS YIELD name, value RETURN name, value", database_="neo4j").records
    settings = {row["name"]: row["value"] for row in rows}
    assert settings["client.allow_telemetry"] == "false"
    assert settings["dbms.usage_report.enabled"] == "false"
    assert settings["server.http.enabled"] == settings["server.https.enabled"] == "false"


WRONG = "quite-another-secret"


@pytest.mark.parametrize("password", ["the right one", "a wrong one"])
def test_a_given_password_stays_in_the_environment(server: LocalServer, tmp_path: Path, password: str) -> None:
    secret = server.address.password() if password == "the right one" else WRONG
    case = case_of(tmp_path / "case", persons(tmp_path / "book", ("ann", "Ann")))
    given = {"NEO4J_URI": server.address.uri, "NEO4J_PASSWORD": secret}
    query = tmp_path / "query.cypher"
    query.write_text("RETURN", "utf-8")
    commands = (("build", "--replace"), ("query", query), ("log", "--json"))
    for command in commands:
        ran = graphkit(*command, "--case", case, environment=given)
        assert secret not in ran.stdout + ran.stderr
        assert "Traceback" not in ran.stderr
        if command[0] == "build":
            assert ran.returncode == (0 if password == "the right one" else 1), ran.stderr
    _assert_kept_nowhere(case, secret)
    assert Case(case).ledger.acts


def test_every_driver_is_made_without_telemetry() -> None:
    made = 0
    for path in (Path(__file__).parents[2] / "graphkit").rglob("*.py"):
        text = path.read_text("utf-8")
        made += (calls := text.count("GraphDatabase.driver("))
        assert text.count("telemetry_disabled") >= calls, path
    assert made == 2
