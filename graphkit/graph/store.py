"""The one way to a graph: Neo4j over Bolt, be it a team's server, a kept one or one of this command alone."""

import logging
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from graphkit.errors import QueryRejected, StoreError, StoreUnavailable
from graphkit.graph.faults import translated
from graphkit.graph.importer import BulkFolder
from graphkit.graph.jars import Progress
from graphkit.graph.keeper import beating, empty, running
from graphkit.graph.local import USER, Address, LocalServer
from graphkit.graph.plan import may_do_more, refusal
from graphkit.graph.training import train_in_background
from graphkit.graph.values import plain

if TYPE_CHECKING:
    import neo4j

URI_VARIABLE = "NEO4J_URI"
DATABASE = "neo4j"
READ_TIMEOUT = 60.0
"""Seconds after which a reading query is stopped."""
WRITE_TIMEOUT = 600.0
"""Seconds after which one writing transaction is stopped."""
BATCH = 5000
"""Rows of one writing transaction."""

_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
_CONNECTION_TIMEOUT = 10.0  # seconds
_IN_FLIGHT = 2

Parameters = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """What a query returned; `more` says that a limit cut rows off."""

    columns: list[str]
    rows: list[list[Any]]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Inspection:
    """What the server says of a query without running it.

    The type is the server's: r, w, rw, or s (schema and administration). `refusal` says why `Store.read` would not
    run it, as the end of a sentence.
    """

    columns: list[str]
    query_type: str
    refusal: str | None


class Store:
    """One database of one server; a context manager that closes the connections.

    Reading and writing are apart: `read` runs nothing that could change the graph, the server or the world.
    """

    def __init__(self, uri: str, user: str, password: str, database: str, *, managed: bool = False) -> None:
        import neo4j

        logging.getLogger("neo4j").addHandler(logging.NullHandler())  # else it prints lost connections
        self.where = uri
        self.managed = managed
        self._database = database
        self._inspected: dict[str, Inspection] = {}
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()  # in a cluster: what one wrote the next reads
        with self._translated(READ_TIMEOUT):
            self._driver = neo4j.GraphDatabase.driver(
                uri,
                auth=(user, password),
                connection_timeout=_CONNECTION_TIMEOUT,
                connection_acquisition_timeout=_CONNECTION_TIMEOUT * 2,  # also where something else listens
                notifications_min_severity="OFF",
                telemetry_disabled=True,
            )

    @classmethod
    def from_environment(cls) -> Self:
        """The server that NEO4J_URI, NEO4J_USER, NEO4J_PASSWORD and NEO4J_DATABASE name; checked at once."""
        uri = _checked_uri(os.environ.get(URI_VARIABLE, ""))
        user, password = os.environ.get("NEO4J_USER", USER), os.environ.get("NEO4J_PASSWORD", "")
        store = cls(uri, user, password, os.environ.get("NEO4J_DATABASE", DATABASE))
        try:
            store.inspect("RETURN 1")
        except StoreError as error:
            store.close()
            raise StoreUnavailable(str(error)) from error
        return store

    @classmethod
    def at(cls, address: Address) -> Self:
        """The managed server at an address."""
        return cls(address.uri, USER, address.password(), DATABASE, managed=True)

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def read(
        self,
        cypher: str,
        params: Parameters | None = None,
        *,
        timeout: float = READ_TIMEOUT,
        limit: int | None = None,
    ) -> Rows:
        """Run a query that only reads, for at most `timeout` seconds, and return at most `limit` rows.

        Raises QueryRejected for a mistake or anything but reading, QueryTimedOut, StoreUnavailable.
        """
        if timeout <= 0:  # to the server no limit at all, and the client's word goes over its own
            raise QueryRejected(f"a query needs a time limit above 0 seconds, not {timeout:g}")
        if may_do_more(cypher) and (reason := self.inspect(cypher).refusal):
            raise QueryRejected(f"the query was not run: {reason}; queries here only read the graph")
        with self._translated(timeout), self._session("READ") as session:
            result = session.run(_query(cypher, timeout), dict(params or {}))
            columns = list(result.keys())
            if limit is None:
                values, more = result.values(), False
            else:
                values = [list(record.values()) for record in result.fetch(limit + 1)]
                values, more = values[:limit], len(values) > limit
        return Rows(columns, [[plain(value) for value in row] for row in values], more)

    def write(self, cypher: str, params: Parameters | None = None, *, timeout: float = WRITE_TIMEOUT) -> Rows:
        """Run a query that may write, in one transaction, which the driver tries again where that can help."""
        with self._translated(timeout):
            columns, values = self._write(cypher, dict(params or {}), timeout)
        return Rows(columns, [[plain(value) for value in row] for row in values])

    def write_batches(
        self,
        cypher: str,
        batches: Iterable[Sequence[Parameters]],
        *,
        params: Parameters | None = None,
        size: int = BATCH,
        in_flight: int = _IN_FLIGHT,
        timeout: float = WRITE_TIMEOUT,
    ) -> int:
        """Run ``UNWIND $rows AS row …`` over all rows, at most `size` in a transaction; returns how many rows.

        Two transactions run at a time (a third more rows per second), in no order: rows of one call must not depend
        on each other. Two that wait for each other are tried again; `in_flight` 1 keeps the order. What was written
        before an error stays.
        """
        written = 0
        running_now: list[Future[Any]] = []
        with self._translated(timeout), ThreadPoolExecutor(in_flight) as pool:
            try:
                for rows in _cut(batches, size):
                    if len(running_now) >= in_flight:  # so that no more than the next batch is in memory
                        running_now.pop(0).result()
                    running_now.append(pool.submit(self._write, cypher, {**(params or {}), "rows": rows}, timeout))
                    written += len(rows)
                for future in running_now:
                    future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return written

    def inspect(self, cypher: str) -> Inspection:
        """What a query returns and does, by the server's own plan, without running it; QueryRejected if mistaken."""
        if known := self._inspected.get(cypher):
            return known
        with self._translated(READ_TIMEOUT, lines_before=1), self._session("READ") as session:
            result = session.run(_query(f"EXPLAIN\n{cypher}", READ_TIMEOUT))
            columns, summary = list(result.keys()), result.consume()
        query_type = summary.query_type or ""
        inspection = Inspection(columns, query_type, refusal(query_type, summary.plan))
        self._inspected[cypher] = inspection
        return inspection

    def columns(self, cypher: str) -> list[str]:
        """Names of the columns that a query returns, without running it."""
        return self.inspect(cypher).columns

    def query_type(self, cypher: str) -> str:
        """The server's word for what a query does: r, w, rw, or s (schema and administration)."""
        return self.inspect(cypher).query_type

    def server_version(self) -> str:
        """The server's version, such as 2026.09.0 or 5.26.12."""
        with self._translated(READ_TIMEOUT):
            return self._driver.get_server_info().agent.removeprefix("Neo4j/")

    def _write(self, cypher: str, params: dict[str, Any], timeout: float) -> tuple[list[str], list[list[Any]]]:
        import neo4j

        @neo4j.unit_of_work(timeout=timeout)
        def work(transaction: neo4j.ManagedTransaction) -> tuple[list[str], list[list[Any]]]:
            result = transaction.run(cypher, params)
            return list(result.keys()), result.values()

        with self._session("WRITE") as session:
            return session.execute_write(work)

    def _session(self, access: str) -> "neo4j.Session":
        return self._driver.session(
            database=self._database, default_access_mode=access, bookmark_manager=self._bookmarks
        )

    def _translated(self, timeout: float, *, lines_before: int = 0) -> AbstractContextManager[None]:
        return translated(self.where, managed=self.managed, timeout=timeout, lines_before=lines_before)


@contextmanager
def open_store(
    graph: Path, *, fresh: bool = False, files: BulkFolder | None = None, progress: Progress | None = None
) -> Iterator[Store]:
    """The graph of a case whose managed server keeps its files in the folder `graph`.

    The server that NEO4J_URI names; else the one that `graphkit up` keeps; else one that runs for as long as the
    context does. With `fresh` a managed server comes up empty, or with what `files` hold; a server of NEO4J_URI is
    left as it is, since it may hold what others put there.
    """
    if os.environ.get(URI_VARIABLE):
        with Store.from_environment() as store:
            yield store
    elif address := running(graph):
        address.check_line()
        with beating(graph), Store.at(empty(graph, files) if fresh else address) as store:
            yield store
    else:
        threading.Thread(target=import_module, args=("neo4j",)).start()  # 0.6 s, while Java starts
        server = LocalServer(graph, progress=progress)
        if fresh:
            server.clear(files)
        with server, Store.at(server.address) as store:
            yield store
        train_in_background()


def _checked_uri(uri: str) -> str:
    """The URI without a password in it, which every message would show."""
    try:
        parts = urlsplit(uri)
        if parts.scheme in _SCHEMES and parts.hostname and parts.port != 0 and "@" not in parts.netloc:
            return f"{parts.scheme}://{parts.netloc}" + (f"?{parts.query}" if parts.query else "")
    except ValueError:  # an address or a port that is none
        pass
    raise StoreUnavailable(
        f"{URI_VARIABLE} must be like bolt://host:7687 or neo4j+s://host, one of {', '.join(_SCHEMES)}; "
        "user and password belong into NEO4J_USER and NEO4J_PASSWORD"
    )


def _cut(batches: Iterable[Sequence[Parameters]], size: int) -> Iterator[list[Parameters]]:
    for rows in batches:
        for start in range(0, len(rows), size):
            yield list(rows[start : start + size])


def _query(cypher: str, timeout: float) -> "neo4j.Query":
    import neo4j

    return neo4j.Query(cypher, timeout=timeout)
