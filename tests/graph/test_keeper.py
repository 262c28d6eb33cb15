"""The kept server: shared by the commands that follow, gone when it should be."""

import json
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graphkit.errors import StoreUnavailable
from graphkit.graph import keeper
from graphkit.graph.store import open_store
from tests.graph.conftest import java_of, processes_of
from tests.graph.test_local import until

pytestmark = [
    pytest.mark.neo4j,
    pytest.mark.usefixtures("neo4j_jars"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them"),
]


@pytest.fixture
def graph(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "graph"
    yield folder
    keeper.down(folder)


def facts(graph: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads((graph / "server.json").read_text("utf-8"))
    return found


def test_where_nothing_is_kept_nothing_runs_and_nothing_stops(graph: Path) -> None:
    assert keeper.running(graph) is None
    assert keeper.down(graph) is False
    assert not graph.exists()


def test_commands_share_it_until_it_is_told_to_stop(graph: Path) -> None:
    with ThreadPoolExecutor(2) as pool:  # two people type `graphkit up` at one time
        first, second = pool.map(keeper.up, [graph, graph])
    assert first == second == keeper.up(graph) == keeper.running(graph)
    assert len(java_of(graph)) == 1
    assert (graph / "server.json").stat().st_mode & 0o777 == 0o600
    assert first.password() not in (graph / "server.json").read_text("utf-8")
    for process in processes_of(graph):
        assert first.password() not in Path(f"/proc/{process}/environ").read_text("utf-8", "replace")
    with open_store(graph) as store:
        assert store.where == first.uri
        store.write("CREATE (:A)")
    with open_store(graph) as store:
        assert store.read("MATCH (n) RETURN count(n)").rows == [[1]]
    with open_store(graph, fresh=True) as store:
        assert store.read("MATCH (n) RETURN count(n)").rows == [[0]]
    assert keeper.running(graph)
    assert keeper.down(graph) is True
    assert java_of(graph) == []
    assert until(lambda: processes_of(graph) == {}, 2)
    assert not (graph / "server.json").exists()
    assert keeper.down(graph) is False


def test_it_stops_when_nobody_uses_it(graph: Path) -> None:
    keeper.up(graph, idle_minutes=2 / 60)
    process = int(facts(graph)["pid"])
    end = time.monotonic() + 3
    while time.monotonic() < end:  # used, it stays
        assert keeper.running(graph)
        time.sleep(0.5)
    assert until(lambda: not Path(f"/proc/{process}").exists(), 10)
    assert processes_of(graph) == {}
    assert keeper.running(graph) is None
    assert not (graph / "server.json").exists()


def test_killed_it_leaves_no_java_and_no_lock_and_a_deleted_graph_ends_it(graph: Path) -> None:
    keeper.up(graph)
    os.kill(int(facts(graph)["pid"]), signal.SIGKILL)
    assert until(lambda: processes_of(graph) == {}, 2)
    assert (graph / "server.json").exists()
    assert keeper.running(graph) is None
    assert not (graph / "server.json").exists(), "what was left is cleared away"
    keeper.up(graph)
    process = int(facts(graph)["pid"])
    shutil.rmtree(graph, ignore_errors=True)
    assert until(lambda: not Path(f"/proc/{process}").exists(), 10)
    assert processes_of(graph) == {}


def test_what_keeps_it_from_starting_is_said(graph: Path) -> None:
    (graph / "data").mkdir(parents=True)
    (graph / "data" / "dbms").touch()
    with pytest.raises(StoreUnavailable, match="the graph's files cannot be written"):
        keeper.up(graph)
    (graph / "data" / "dbms").unlink()


def test_a_port_that_another_program_took_is_not_taken_for_the_server(graph: Path) -> None:
    import socket

    from filelock import FileLock

    graph.mkdir()
    with socket.socket() as other, FileLock(graph / "keeper.lock"):
        other.bind(("127.0.0.1", 0))
        other.listen()
        (graph / "server.json").write_text(json.dumps({"port": other.getsockname()[1], "pid": 1}), "utf-8")
        other.close()
        assert keeper.running(graph) is None
        (graph / "server.json").write_text("{", "utf-8")
        assert keeper.running(graph) is None
        (graph / "server.json").unlink()
