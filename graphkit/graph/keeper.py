"""A server kept for the commands that follow (`graphkit up`), which stops by itself when nobody has used it.

The keeper is a process of its own that holds ``keeper.lock`` for as long as it lives. The system lets go of
that lock however it dies, so neither a process number used again nor a file left behind can deceive. It writes
``server.json`` once the server answers, and stops when that file is gone: to delete it is to ask.
"""

import contextlib
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from graphkit.errors import GraphkitError, StoreUnavailable
from graphkit.graph.importer import BulkFolder
from graphkit.graph.jars import CACHE_VARIABLE, Progress, cache_folder, fetch_jars
from graphkit.graph.local import Address, LocalServer
from graphkit.graph.process import spawn_detached, write_private
from graphkit.graph.training import train_in_background

IDLE_MINUTES = 15.0

_ADDRESS_FILE = "server.json"
_HEARTBEAT_FILE = "heartbeat"
_LOCK_FILE = "keeper.lock"
_BEAT = 20.0  # seconds between two signs of life of a command
_POLL = 0.2  # seconds between two looks of the keeper
_UP_TIMEOUT = 150.0  # seconds; more than a server may take to start
_DOWN_TIMEOUT = 45.0  # seconds; more than a server may take to stop
_HELLO = bytes.fromhex("6060B017 00080805 00020404 00000000 00000000")  # Bolt 5.8 down to 5.0, or 4.4 down to 4.2


def up(graph: Path, *, idle_minutes: float = IDLE_MINUTES, progress: Progress | None = None) -> Address:
    """Have a server kept over the files in `graph` and return where it listens, once it answers."""
    if address := running(graph):
        return address
    fetch_jars(progress)
    log = graph / "logs" / "keeper.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        extra = {CACHE_VARIABLE: str(cache_folder())}
        keeper = spawn_detached("graphkit.graph.keeper", [str(graph.resolve()), str(idle_minutes)], log, extra)
    except OSError as error:
        raise StoreUnavailable(f"{graph}: the graph's files cannot be written: {error}") from error
    deadline = time.monotonic() + _UP_TIMEOUT
    while time.monotonic() < deadline:
        ended = keeper.poll() is not None  # seen before the look, so that one that has just come up is not missed
        if address := running(graph):
            train_in_background()
            return address
        if ended and _ended(graph, 0):  # else it has lost to another keeper, which is starting
            break
        time.sleep(0.05)
    raise StoreUnavailable(log.read_text("utf-8", "replace").strip() or f"{graph}: no server came up; see {log}")


def down(graph: Path) -> bool:
    """Stop the kept server and wait until it has ended; False where none is kept."""
    if not _kept(graph):
        return False
    (graph / _ADDRESS_FILE).unlink(missing_ok=True)
    if not _ended(graph, _DOWN_TIMEOUT):
        raise StoreUnavailable(f"{graph}: the kept server does not stop; end the process graphkit.graph.keeper by hand")
    return True


def empty(graph: Path, files: BulkFolder | None = None) -> Address:
    """Delete the graph of the kept server, or put the files in its place.

    The server stops for that and comes up again, to stay as long as before.
    """
    idle_minutes = float(_facts(graph).get("idle_minutes", IDLE_MINUTES))
    down(graph)
    LocalServer(graph).clear(files)
    return up(graph, idle_minutes=idle_minutes)


def running(graph: Path) -> Address | None:
    """Where the kept server listens, if it lives and answers; what a dead one left behind is cleared away."""
    if not _kept(graph):
        return None
    beat(graph)
    port = _facts(graph).get("port", 0)
    return Address(int(port), graph) if port and _answers(int(port)) else None


def beat(graph: Path) -> None:
    """Say that a command uses the kept server now."""
    with contextlib.suppress(OSError):  # the folder may have been deleted meanwhile
        (graph / _HEARTBEAT_FILE).touch(mode=0o600)


@contextlib.contextmanager
def beating(graph: Path) -> Iterator[None]:
    """Say so for as long as a command runs, and once more at its end."""
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(_BEAT):
            beat(graph)

    thread = threading.Thread(target=go_on, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        beat(graph)


def keep(graph: Path, idle_minutes: float) -> None:
    """Run a server until it is asked to stop, ends by itself, or no command has used it for `idle_minutes`.

    With 0 minutes it does not stop by itself.
    """
    from filelock import FileLock, Timeout

    asked = threading.Event()
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: asked.set())
    try:
        with FileLock(graph / _LOCK_FILE, timeout=1.0), LocalServer(graph) as server:
            beat(graph)
            facts = {"port": server.address.port, "pid": os.getpid(), "idle_minutes": idle_minutes}
            write_private(graph / _ADDRESS_FILE, json.dumps(facts) + "\n")
            try:
                _wait(graph, server, asked, idle_minutes * 60)
            finally:
                (graph / _ADDRESS_FILE).unlink(missing_ok=True)
    except Timeout:
        raise StoreUnavailable(f"{graph}: another process keeps a server here already") from None


def _wait(graph: Path, server: LocalServer, asked: threading.Event, idle_seconds: float) -> None:
    heartbeat, address = graph / _HEARTBEAT_FILE, graph / _ADDRESS_FILE
    while not asked.wait(_POLL) and server.alive():
        try:
            idle = time.time() - heartbeat.stat().st_mtime
            address.stat()
        except FileNotFoundError:  # somebody asked for the end, or deleted the graph
            return
        if 0 < idle_seconds < idle:
            return
    if not server.alive():
        raise StoreUnavailable(f"{graph}: the server ended by itself; the end of {server.log} may say why")


def _facts(graph: Path) -> dict[str, float]:
    """Port, process and idle minutes of the kept server, as its keeper wrote them; nothing while it is stopping."""
    try:
        facts = json.loads((graph / _ADDRESS_FILE).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {name: number for name, number in dict(facts).items() if isinstance(number, (int, float))}


def _kept(graph: Path) -> bool:
    """Whether a keeper that was ready still lives; removes the address that a killed one left."""
    if not (graph / _ADDRESS_FILE).exists():
        return False
    if _ended(graph, 0):
        (graph / _ADDRESS_FILE).unlink(missing_ok=True)
        return False
    return True


def _ended(graph: Path, timeout: float) -> bool:
    """Whether no keeper lives, or has ended within `timeout` seconds."""
    from filelock import FileLock, Timeout

    try:
        with FileLock(graph / _LOCK_FILE, timeout=timeout):
            return True
    except Timeout:
        return False
    except OSError as error:
        raise StoreUnavailable(f"{graph}: another user's server may be kept here: {error}") from error


def _answers(port: int) -> bool:
    """Whether a server speaks Bolt there: it chooses one of the versions offered."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=5.0) as connection:
            connection.sendall(_HELLO)
            return any(connection.recv(4))
    except OSError:
        return False


def main() -> None:
    """`python -m graphkit.graph.keeper FOLDER MINUTES`, which `up` starts; its log says why it failed."""
    try:
        keep(Path(sys.argv[1]), float(sys.argv[2]))
    except GraphkitError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
