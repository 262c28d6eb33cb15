"""The driver's errors as graphkit's: what happened, and what to do next, never with a password in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from graphkit.errors import QueryRejected, QueryTimedOut, StoreError, StoreUnavailable
from graphkit.graph.local import HEAP_VARIABLE

if TYPE_CHECKING:
    from neo4j.exceptions import DriverError, Neo4jError

_PLACE = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")


@contextmanager
def translated(where: str, *, managed: bool, timeout: float, lines_before: int = 0) -> Iterator[None]:
    """Raise the driver's errors as StoreError; `lines_before` counts the lines put before the user's query."""
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        yield
    except Neo4jError as error:
        raise _from_server(error, where, managed=managed, timeout=timeout, lines_before=lines_before) from error
    except DriverError as error:
        raise _from_driver(error, where, managed=managed) from error


def _from_server(error: "Neo4jError", where: str, *, managed: bool, timeout: float, lines_before: int) -> StoreError:
    code = error.code or ""
    said = _first_line(error.message or str(error), lines_before)
    if "TransactionTimedOut" in code:
        return QueryTimedOut(f"the query was stopped after its {timeout:g} seconds; narrow it, or give it more time")
    if "OutOfMemory" in code:
        return QueryRejected(
            f"the query needs more memory than {where} may take: {said}; narrow it, or give the server more"
            + (f" ({HEAP_VARIABLE}=4g, then `graphkit down`)" if managed else "")
        )
    if code in ("Neo.ClientError.Statement.AccessMode", "Neo.ClientError.Security.Forbidden"):
        return QueryRejected(f"{said}; queries here only read the graph")
    if code.startswith("Neo.ClientError.Security."):
        remedy = (
            "delete the file `password` in the graph folder, and a new one is made"
            if managed
            else "check NEO4J_USER and NEO4J_PASSWORD"
        )
        return StoreUnavailable(f"{where} refuses the user or the password; {remedy}")
    if code.startswith(("Neo.ClientError.Database.", "Neo.DatabaseError.")) or error.is_retryable():
        remedy = "is the disk full?" if managed else "check NEO4J_DATABASE, or ask who runs the server"
        return StoreUnavailable(f"{where} cannot serve the graph: {said}; {remedy}")
    return QueryRejected(f"the server refuses the query: {said}")


def _from_driver(error: "DriverError", where: str, *, managed: bool) -> StoreError:
    said = _first_line(str(error), 0)
    if managed:
        return StoreUnavailable(
            f"{where} went away: {said}; try again, and if it was a large query narrow it or set {HEAP_VARIABLE}=4g"
        )
    return StoreUnavailable(f"{where} does not answer: {said}; check NEO4J_URI and that the server runs")


def _first_line(message: str, lines_before: int) -> str:
    """The server's sentence without the query that it repeats, its place counted in the user's own text."""
    line = message.strip().partition("\n")[0].rstrip(" .:")
    return _PLACE.sub(lambda found: f"(line {max(1, int(found[1]) - lines_before)}, column {found[2]})", line)
