"""Neo4j's own jars, fetched once per machine, each checked against the sha256 that the package pins.

The folder of jars appears whole or not at all: it is filled under another name and renamed at the end, so a
killed download leaves nothing that counts as present; what it did download the next one checks and uses.
"""

import hashlib
import os
import re
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphkit.errors import DownloadFailed
from graphkit.graph.lines import chosen

Progress = Callable[[int, int, str], None]
"""Called from the thread that asked, with how many are done, of how many, and the name of the last one."""

CACHE_VARIABLE = "GRAPHKIT_CACHE"
JARS_VARIABLE = "GRAPHKIT_NEO4J_JARS"

_SIGNATURE = re.compile(r"META-INF/[^/]+\.(SF|RSA|DSA|EC)")
_THREADS = 16
_ATTEMPTS = 3
_TIMEOUT = 30  # seconds without a byte
_WAYS_OUT = """\
Three ways out:
  1. use a Neo4j that runs elsewhere: set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD
  2. run one with Docker: docker compose -f docker/compose.yaml up
  3. bring the jars by hand: on another machine collect those that {lock}
     names, from any Maven repository, in one folder, and set {variable} to it"""


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock: a Maven coordinate and the sha256 that its file must have."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @property
    def name(self) -> str:
        """File name as Maven makes it; unique within the lock."""
        classifier = f"-{self.classifier}" if self.classifier else ""
        return f"{self.artifact}-{self.version}{classifier}.jar"


def cache_folder() -> Path:
    """Where graphkit keeps what it downloads: GRAPHKIT_CACHE, else the user's cache folder."""
    if given := os.environ.get(CACHE_VARIABLE):
        return Path(given).expanduser().resolve()
    import platformdirs

    return Path(platformdirs.user_cache_dir("graphkit", appauthor=False))


def read_lock(lock: Path) -> list[Jar]:
    """The jars that the lock pins, one per line: ``group:artifact:version[:classifier] sha256``."""
    jars = []
    for line in filter(None, lock.read_text("utf-8").splitlines()):
        coordinate, sha256 = line.split()
        group, artifact, version, *classifier = coordinate.split(":")
        jars.append(Jar(group, artifact, version, classifier[0] if classifier else "", sha256))
    return jars


def jar_folder() -> Path:
    """Where the jars lie once they are here; named after the lock, so that a new lock is a new folder."""
    return cache_folder() / f"neo4j-{_sha256(chosen().lock)[:16]}"


def fetch_jars(progress: Progress | None = None) -> Path:
    """The folder with every jar of the lock, filled first if need be.

    They come from the folder that GRAPHKIT_NEO4J_JARS names, else from Maven Central. Of two processes that
    need them at one time the second waits for the first. DownloadFailed names the other ways to a server.
    """
    done = jar_folder()
    if done.is_dir():
        return done
    jars = read_lock(chosen().lock)
    with _only_one(done.parent, len(jars), progress):
        if not done.is_dir():
            _fill(done, jars, progress)
    return done


@contextmanager
def _only_one(cache: Path, total: int, progress: Progress | None) -> Iterator[None]:
    """Hold the lock on the cache; the operating system lets go of it when a process dies, however it dies."""
    from filelock import FileLock, Timeout

    lock = FileLock(cache / "jars.lock")
    try:
        cache.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if progress:
                progress(0, total, "waiting for another process that is fetching them")
            lock.acquire()
    except OSError as error:
        raise DownloadFailed(f"{cache}: cannot be written ({error}); set {CACHE_VARIABLE} to another folder") from error
    try:
        yield
    finally:
        lock.release()


def _fill(done: Path, jars: list[Jar], progress: Progress | None) -> None:
    """Make the folder of jars, under another name until it is whole."""
    part = done.with_name(f"{done.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    downloads = done.with_name(f"{done.name}.downloads")
    original = _brought(jars) if os.environ.get(JARS_VARIABLE) else _downloaded(downloads)
    try:
        part.mkdir()
        _each(jars, lambda jar: _without_signature(original(jar), part / jar.name), progress)
        part.replace(done)
    except OSError as error:
        raise DownloadFailed(f"{done.parent}: the jars of Neo4j cannot be kept here: {error}\n{_ways_out()}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(downloads, ignore_errors=True)


def _each(jars: list[Jar], place: Callable[[Jar], None], progress: Progress | None) -> None:
    """Place the jars side by side; the first failure ends it."""
    with ThreadPoolExecutor(_THREADS) as pool:
        running: dict[Future[None], Jar] = {pool.submit(place, jar): jar for jar in jars}
        try:
            for count, future in enumerate(as_completed(running), 1):
                future.result()
                if progress:
                    progress(count, len(jars), running[future].name)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _brought(jars: list[Jar]) -> Callable[[Jar], Path]:
    """Take jars from the folder brought by hand, flat or laid out as a Maven repository."""
    folder = Path(os.environ[JARS_VARIABLE]).expanduser()
    found = {path.name: path for path in folder.rglob("*.jar")}
    problems = [f"  {jar.name}: not there" for jar in jars if jar.name not in found]
    problems += [
        f"  {found[jar.name]}: its sha256 is not the pinned {jar.sha256}"
        for jar in jars
        if jar.name in found and _sha256(found[jar.name]) != jar.sha256
    ]
    if problems:
        shown = [*problems[:10], *([f"  and {len(problems) - 10} more"] if len(problems) > 10 else [])]
        message = f"{folder} ({JARS_VARIABLE}) does not hold the jars that {chosen().lock.name} pins:"
        raise DownloadFailed("\n".join([message, *shown, _ways_out()]))
    return lambda jar: found[jar.name]


def _downloaded(downloads: Path) -> Callable[[Jar], Path]:
    """Take jars from Maven Central, or from the user's Maven repository where it has the very same file.

    The client writes in place, counts a half file as present and only warns of a wrong checksum. So it writes
    into a folder of ours (in the user's Maven repository a half jar would harm others), and every file is
    checked here: a wrong one is thrown away and fetched again, and at last refused.
    """
    import requests
    from jgo.constants import default_maven_repo
    from jgo.maven import MavenContext

    context = MavenContext(repo_cache=downloads, local_repos=[default_maven_repo()], timeout=_TIMEOUT)

    def original(jar: Jar) -> Path:
        artifact = context.project(jar.group, jar.artifact).at_version(jar.version).artifact(jar.classifier)
        problem = ""
        for attempt in range(_ATTEMPTS):
            time.sleep(attempt / 2)
            try:
                path = Path(_resolve(artifact, again=attempt > 0))
            except (requests.RequestException, RuntimeError) as error:
                problem = str(error)
                continue
            if _sha256(path) == jar.sha256:
                return path
            problem = f"the sha256 of {path.name} is not the pinned one"
        raise DownloadFailed(f"{jar.group}:{jar.artifact}:{jar.version} cannot be downloaded: {problem}\n{_ways_out()}")

    return original


def _resolve(artifact: Any, *, again: bool) -> Path:
    """Path of the artifact; `again` fetches it anew, past what lies in any folder."""
    if not again:
        return Path(artifact.resolve())
    Path(artifact.cached_path).unlink(missing_ok=True)
    return Path(artifact.context.resolver.download(artifact))


def _without_signature(source: Path, target: Path) -> None:
    """Copy a jar without its signature.

    Java would verify it at every start (1 s) and keep the signed classes out of the ahead-of-time cache; that
    the file is the publisher's was checked against the pinned sha256 before.
    """
    with zipfile.ZipFile(source) as archive:
        if not any(_SIGNATURE.fullmatch(name) for name in archive.namelist()):
            shutil.copyfile(source, target)
            return
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bare:
            for entry in archive.infolist():
                if _SIGNATURE.fullmatch(entry.filename):
                    continue
                data = archive.read(entry)
                if entry.filename == "META-INF/MANIFEST.MF":  # the digests of the entries follow the first section
                    data = data.replace(b"\r\n", b"\n").split(b"\n\n")[0] + b"\n\n"
                bare.writestr(entry, data)


def _ways_out() -> str:
    return _WAYS_OUT.format(lock=chosen().lock, variable=JARS_VARIABLE)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
