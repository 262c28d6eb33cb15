"""The managed server: it answers, keeps its secrets and its place, and never stays behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graphkit.errors import StoreUnavailable
from graphkit.graph import local, training
from graphkit.graph.local import LocalServer, aot_cache
from graphkit.graph.process import _WATCH_PYTHON
from tests.graph.conftest import BYSTANDER, java_of, listeners_of, processes_of

pytestmark = [
    pytest.mark.neo4j,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them"),
]

STARTER = """\
import sys, time
from pathlib import Path
from graphkit.graph.local import LocalServer
server = LocalServer(Path(sys.argv[1])).start()
with server.driver() as driver:
    driver.execute_query("CREATE (:Kept)", database_="neo4j")
print("ready", flush=True)
time.sleep(600)
"""


def until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


def count(server: LocalServer) -> int:
    with server.driver() as driver:
        records = driver.execute_query("MATCH (n) RETURN count(n) AS n", database_="neo4j").records
    return int(records[0]["n"])


@pytest.fixture
def own_jars(neo4j_jars: Path, tmp_path: Path) -> Iterator[Path]:
    """The jars in a folder of the test's own, so that it may spoil what lies beside them."""
    folder = tmp_path / "jars"
    folder.mkdir()
    for jar in neo4j_jars.glob("*.jar"):
        try:
            (folder / jar.name).hardlink_to(jar)
        except OSError:  # another disk
            shutil.copyfile(jar, folder / jar.name)
    yield folder
    shutil.rmtree(folder)


def test_it_answers_stops_and_keeps_its_graph_until_cleared(neo4j_jars: Path, tmp_path: Path) -> None:
    root = tmp_path / "Fälle မြန်မာ" / "graph"
    server = LocalServer(root, jars=neo4j_jars)
    with server:
        with server.driver() as driver:
            driver.execute_query("CREATE (:A)-[:R]->(:B)", database_="neo4j")
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    assert processes_of(root) == {}
    with pytest.raises(StoreUnavailable, match="does not run"):
        _ = server.address

    (root / "clearing").touch()  # a clearing that was killed half-way is finished at the next start
    shutil.rmtree(root / "data" / "databases" / "neo4j")
    with server:
        assert count(server) == 0
        assert not (root / "clearing").exists()
        with server.driver() as driver:
            driver.execute_query("CREATE (:A)", database_="neo4j")
        server.clear()
        assert count(server) == 0


def test_no_secret_in_a_command_line_an_environment_or_a_log(server: LocalServer) -> None:
    password = server.address.password()
    assert len(password) >= 32
    processes = processes_of(server.root)
    assert len(java_of(server.root)) == 1
    assert len(processes) >= 2, "the watching shell too"
    for process, command in processes.items():
        assert password not in command
        environment = Path(f"/proc/{process}/environ").read_text("utf-8", "replace")
        assert password not in environment
        assert BYSTANDER not in environment
        assert {entry.partition("=")[0] for entry in environment.split("\0")} <= {
            "", "PATH", "LC_ALL", "PWD", "OLDPWD", "SHLVL", "_", "NLSPATH"
        }  # fmt: skip
    files = [path for path in server.root.rglob("*") if path.is_file() and path.name != "password"]
    assert any(path.suffix == ".out" for path in files)
    assert not [path for path in files if password.encode() in path.read_bytes()]
    assert (server.root / "password").stat().st_mode & 0o777 == 0o600
    assert server.root.stat().st_mode & 0o777 == 0o700


def test_it_listens_on_the_loopback_interface_alone(server: LocalServer) -> None:
    (java,) = java_of(server.root)
    assert listeners_of(java) == {("127.0.0.1", server.address.port)}


@pytest.mark.usefixtures("neo4j_jars")
def test_it_dies_with_its_parent_and_leaves_nothing_that_blocks_the_next(tmp_path: Path) -> None:
    parent = subprocess.Popen([sys.executable, "-c", STARTER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout as output:
        assert output.readline() == "ready\n"
    assert len(java_of(tmp_path)) == 1
    password = (tmp_path / "password").read_text("utf-8")
    (tmp_path / "password").unlink()
    parent.kill()
    parent.wait()
    with LocalServer(tmp_path) as server:  # at once, while the other may still be ending
        assert count(server) == 1
        assert server.address.password() != password, "a lost one is replaced, and the graph stays"
        assert len(java_of(tmp_path)) == 1
        os.kill(parent_of(java_of(tmp_path)[0]), signal.SIGKILL)  # even where the watching shell is killed
    assert until(lambda: java_of(tmp_path) == [], 2)


def parent_of(process: int) -> int:
    found = re.search(r"^PPid:\t(\d+)$", Path(f"/proc/{process}/status").read_text("ascii"), re.MULTILINE)
    assert found
    return int(found[1])


def test_a_store_that_another_process_uses_is_refused(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_LOCK_TIMEOUT", 0.2)
    with pytest.raises(StoreUnavailable, match="another process uses this graph"):
        LocalServer(server.root).start()
    assert count(server) >= 0


def test_a_folder_that_cannot_be_made_is_named(neo4j_jars: Path, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match=r"file/graph: the graph's files cannot be written"):
        LocalServer(tmp_path / "file" / "graph", jars=neo4j_jars).start()


def test_a_full_disk_is_named_at_once(neo4j_jars: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_ROOM", 1 << 60)
    with pytest.raises(StoreUnavailable, match="the disk is full"):
        LocalServer(tmp_path, jars=neo4j_jars).start()
    assert processes_of(tmp_path) == {}


def test_java_s_own_word_is_passed_on(neo4j_jars: Path, tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"(?s)did not start.*Invalid maximum heap size"):
        LocalServer(tmp_path, jars=neo4j_jars, heap="much").start()
    assert processes_of(tmp_path) == {}


def test_missing_jars_say_where_to_look(own_jars: Path, tmp_path: Path) -> None:
    next(own_jars.glob("neo4j-kernel-[0-9]*.jar")).unlink()
    with pytest.raises(StoreUnavailable, match="delete this folder"):
        LocalServer(tmp_path / "graph", jars=own_jars).start()


def test_a_cache_that_does_not_fit_prevents_no_start_and_is_thrown_away(own_jars: Path, tmp_path: Path) -> None:
    aot_cache(own_jars).write_bytes(b"no cache at all" * 1000)
    quick = ["-XX:TieredStopAtLevel=1"]
    with LocalServer(tmp_path / "graph", jars=own_jars, java_options=quick) as server:
        assert count(server) == 0
    assert not aot_cache(own_jars).exists()


@pytest.mark.slow
def test_a_cache_that_ends_java_prevents_no_start(own_jars: Path, neo4j_jars: Path, tmp_path: Path) -> None:
    if not (trained := aot_cache(neo4j_jars)).exists():
        pytest.skip("no cache has been trained on this machine")
    aot_cache(own_jars).write_bytes(trained.read_bytes()[:-4096] + bytes(4096))
    with LocalServer(tmp_path / "graph", jars=own_jars) as server:
        assert count(server) == 0
    assert not aot_cache(own_jars).exists()


def test_the_watch_for_systems_without_a_shell_ends_its_child_too() -> None:
    watch = subprocess.Popen([sys.executable, "-c", _WATCH_PYTHON, "sleep", "61.17"], stdin=subprocess.PIPE)
    assert until(lambda: len(processes_of(Path("61.17"))) == 2, 5)
    assert watch.stdin is not None
    watch.stdin.close()
    assert watch.wait(5) != 0
    assert until(lambda: processes_of(Path("61.17")) == {}, 2)


def test_training_can_be_forbidden_and_is_not_begun_twice(own_jars: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from filelock import FileLock

    monkeypatch.setattr(training, "jar_folder", lambda: own_jars)
    assert not training.train_in_background(), "GRAPHKIT_NO_TRAINING is set"
    monkeypatch.delenv("GRAPHKIT_NO_TRAINING")
    with FileLock(own_jars / "training.lock"):
        assert not training.train_in_background(), "another process is at it"
        assert not training.train(own_jars)
    (own_jars / "training.failed").touch()
    assert not training.train_in_background(), "it failed today"
    (own_jars / "training.failed").unlink()
    aot_cache(own_jars).touch()
    assert not training.train_in_background(), "the cache is there"
    assert not training.train(own_jars)


@pytest.mark.slow
def test_training_outlives_its_parent_and_leaves_a_cache_and_no_process(neo4j_jars: Path, tmp_path: Path) -> None:
    folder = tmp_path / neo4j_jars.name
    shutil.copytree(neo4j_jars, folder, ignore=shutil.ignore_patterns("*.aot", "training.*"))
    start = "from graphkit.graph.training import train_in_background as t; assert t()"
    environment = {name: text for name, text in os.environ.items() if name != "GRAPHKIT_NO_TRAINING"}
    environment["GRAPHKIT_CACHE"] = str(tmp_path)
    subprocess.run([sys.executable, "-c", start], env=environment, check=True)
    assert until(lambda: bool(java_of(tmp_path)), 10)
    trainer = os.getpgid(parent_of(parent_of(java_of(tmp_path)[0])))
    assert os.getpriority(os.PRIO_PROCESS, java_of(tmp_path)[0]) == 19
    assert until(aot_cache(folder).exists, 600)
    assert until(lambda: not Path(f"/proc/{trainer}").exists(), 10)
    assert processes_of(tmp_path) == {}
    assert not list(folder.glob("training-*"))
    with LocalServer(tmp_path / "graph", jars=folder) as server:
        assert count(server) == 0
        (java,) = java_of(server.root)
        assert str(aot_cache(folder)) in Path(f"/proc/{java}/maps").read_text("utf-8")
