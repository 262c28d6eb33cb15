"""A managed Neo4j for the tests of the graph, and a look at the processes that it is made of."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit.graph.local import LocalServer
from graphkit.graph.store import Store

BYSTANDER = "a-secret-of-the-parent-process"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No server of the machine's own, and no training that would outlive the tests."""
    for name in ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD", "NEO4J_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GRAPHKIT_NO_TRAINING", "1")


@pytest.fixture(scope="session")
def server(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalServer]:
    """A running managed server, started by a process whose environment holds a secret."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("NEO4J_PASSWORD", BYSTANDER)
        started = LocalServer(tmp_path_factory.mktemp("graph"), jars=neo4j_jars).start()
    yield started
    started.stop()


@pytest.fixture
def store(server: LocalServer) -> Iterator[Store]:
    """The database of the running server, as another test left it."""
    with Store.at(server.address) as opened:
        yield opened


def processes_of(folder: Path) -> dict[int, str]:
    """Command lines of the processes, by number, that name the folder."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:  # it has just ended
            continue
        if str(folder) in command and int(process.name) != os.getpid():
            found[int(process.name)] = command
    return found


def java_of(folder: Path) -> list[int]:
    """Numbers of the Java processes that name the folder."""
    return [number for number, command in processes_of(folder).items() if "java" in command.split(" ")[0]]


def listeners_of(process: int) -> set[tuple[str, int]]:
    """Addresses and ports on which a process listens."""
    links = [str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()]
    sockets = {link[8:-1] for link in links if link.startswith("socket:[")}
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{process}/net/{table}").read_text("ascii").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in sockets:
                found.add(_address(fields[1]))
    return found


def _address(text: str) -> tuple[str, int]:
    """An address as the kernel prints it: words of the machine's byte order, then the port."""
    words, port = text.split(":")
    raw = b"".join(bytes.fromhex(words[at : at + 8])[::-1] for at in range(0, len(words), 8))
    address = socket.inet_ntop(socket.AF_INET if len(raw) == 4 else socket.AF_INET6, raw)
    return address.removeprefix("::ffff:"), int(port, 16)
