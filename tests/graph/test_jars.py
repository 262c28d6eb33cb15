"""The server's jars: what is pinned comes, nothing else, and whole or not at all."""

import hashlib
import os
import signal
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from graphkit.errors import DownloadFailed
from graphkit.graph import jars, lines

FETCH = """\
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from graphkit.graph import jars, lines
lines.LINES[lines.CURRENT] = replace(lines.LINES[lines.CURRENT], lock=Path(sys.argv[1]))
end = sys.argv[2:] == ["killed"]
print(jars.fetch_jars(lambda *_: os.kill(os.getpid(), signal.SIGKILL) if end else None))
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(jars.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.delenv(jars.JARS_VARIABLE, raising=False)
    monkeypatch.delenv(lines.VARIABLE, raising=False)
    return tmp_path / "cache"


@pytest.fixture
def brought(cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two jars brought by hand, one of them signed, and the lock that pins them."""
    folder = cache.with_name("brought")
    (folder / "org").mkdir(parents=True)
    with zipfile.ZipFile(folder / "plain-1.0.jar", "w") as jar:
        jar.writestr("a/A.class", b"class")
    with zipfile.ZipFile(folder / "org" / "signed-2.0-linux.jar", "w") as jar:
        jar.writestr(
            "META-INF/MANIFEST.MF",
            "Manifest-Version: 1.0\r\nMain-Class: b.B\r\n\r\nName: b/B.class\r\nSHA-256-Digest: x\r\n\r\n",
        )
        jar.writestr("META-INF/KEY.SF", b"digests")
        jar.writestr("META-INF/KEY.RSA", b"signature")
        jar.writestr("b/B.class", b"other")
    lines = [("g:plain:1.0", "plain-1.0.jar"), ("g:signed:2.0:linux", "org/signed-2.0-linux.jar")]
    lock = cache.with_name("two.lock")
    lock.write_text("".join(f"{name} {digest(folder / path)}\n" for name, path in lines), "utf-8")
    pin(monkeypatch, lock)
    monkeypatch.setenv(jars.JARS_VARIABLE, str(folder))
    return folder


def pin(monkeypatch: pytest.MonkeyPatch, lock: Path) -> None:
    """Make another lock that of the current line."""
    monkeypatch.setitem(lines.LINES, lines.CURRENT, replace(lines.LINES[lines.CURRENT], lock=lock))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pinned(*artifacts: str) -> list[str]:
    named = (jar for jar in jars.read_lock(lines.LINES[lines.CURRENT].lock) if jar.artifact in artifacts)
    return [f"{jar.group}:{jar.artifact}:{jar.version} {jar.sha256}" for jar in named]


@pytest.mark.parametrize(("line", "count"), [("2026.09", 241), ("5.26", 213)])
def test_a_lock_pins_every_jar_under_a_name_of_its_own(line: str, count: int) -> None:
    lock = jars.read_lock(lines.LINES[line].lock)
    assert len(lock) == count
    assert len({jar.name for jar in lock}) == count
    assert {jar.version for jar in lock if jar.artifact == "neo4j-server"} == {lines.LINES[line].version}
    assert all(len(bytes.fromhex(jar.sha256)) == 32 for jar in lock)
    assert {"neo4j", "neo4j-server"} <= {jar.artifact for jar in lock}


@pytest.mark.usefixtures("cache", "brought")
def test_jars_brought_by_hand_are_kept_without_their_signatures() -> None:
    steps: list[tuple[int, int, str]] = []
    folder = jars.fetch_jars(lambda *step: steps.append(step))
    assert [step[:2] for step in steps] == [(1, 2), (2, 2)]
    assert {path.name for path in folder.iterdir()} == {"plain-1.0.jar", "signed-2.0-linux.jar"}
    with zipfile.ZipFile(folder / "signed-2.0-linux.jar") as jar:
        assert set(jar.namelist()) == {"META-INF/MANIFEST.MF", "b/B.class"}
        assert jar.read("META-INF/MANIFEST.MF") == b"Manifest-Version: 1.0\nMain-Class: b.B\n\n"
        assert jar.read("b/B.class") == b"other"


def test_a_jar_that_is_not_the_pinned_one_is_refused(cache: Path, brought: Path) -> None:
    with zipfile.ZipFile(brought / "plain-1.0.jar", "a") as jar:
        jar.writestr("a/Evil.class", b"class")
    (brought / "org" / "signed-2.0-linux.jar").unlink()
    with pytest.raises(DownloadFailed) as refused:
        jars.fetch_jars()
    text = str(refused.value)
    assert "signed-2.0-linux.jar: not there" in text
    assert "plain-1.0.jar: its sha256 is not the pinned" in text
    assert all(way in text for way in ("NEO4J_URI", "docker/compose.yaml", "GRAPHKIT_NEO4J_JARS"))
    assert not list(cache.glob("neo4j-*"))


@pytest.mark.skipif(os.name != "posix", reason="kills a process as POSIX does")
@pytest.mark.usefixtures("brought")
def test_a_killed_fetch_leaves_nothing_that_counts_as_present(cache: Path) -> None:
    command = [sys.executable, "-c", FETCH, str(lines.chosen().lock)]
    killed = subprocess.run([*command, "killed"], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not jars.jar_folder().exists()
    assert jars.fetch_jars() == jars.jar_folder()
    assert {path.name for path in cache.iterdir()} == {"jars.lock", jars.jar_folder().name}


@pytest.mark.usefixtures("cache", "brought")
def test_processes_that_fetch_at_one_time_get_the_same_folder() -> None:
    command = [sys.executable, "-c", FETCH, str(lines.chosen().lock)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    answers = {process.communicate(timeout=30)[0].strip() for process in started}
    assert answers == {str(jars.jar_folder())}
    assert all(process.returncode == 0 for process in started)


def test_a_cache_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(jars.CACHE_VARIABLE, str(tmp_path / "file"))
    with pytest.raises(DownloadFailed, match=r"cannot be written.*GRAPHKIT_CACHE"):
        jars.fetch_jars()


@pytest.mark.neo4j
@pytest.mark.usefixtures("neo4j_jars")
def test_a_half_jar_left_by_a_killed_download_is_fetched_again(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = tmp_path / "one.lock"
    lock.write_text("\n".join(pinned("slf4j-api")) + "\n", "utf-8")
    pin(monkeypatch, lock)
    monkeypatch.setenv("M2_REPO", str(tmp_path / "nobody"))
    (jar,) = jars.read_lock(lock)
    half = cache / f"{jars.jar_folder().name}.downloads" / Path(*jar.group.split(".")) / jar.artifact / jar.version
    half.mkdir(parents=True)
    (half / jar.name).write_bytes(b"PK\3\4 half of it")
    try:
        folder = jars.fetch_jars()
    except DownloadFailed as error:
        pytest.skip(f"Maven Central is out of reach: {error}")
    assert digest(folder / jar.name) == jar.sha256
    assert not (tmp_path / "nobody").exists()


@pytest.mark.usefixtures("cache")
def test_without_a_network_the_other_ways_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.setenv("M2_REPO", str(tmp_path / "nobody"))
    with pytest.raises(DownloadFailed) as failed:
        jars.fetch_jars()
    assert all(way in str(failed.value) for way in ("NEO4J_URI", "docker/compose.yaml", "GRAPHKIT_NEO4J_JARS"))
    assert not jars.jar_folder().exists()
