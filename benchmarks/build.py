"""``graphkit build`` against bare UNWIND batches of the same rows, through the same driver into the same server."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from statistics import median
from typing import Any

import neo4j

from benchmarks.measure import Measured, seconds
from benchmarks.synthetic import case_of
from graphkit.case.folder import Case
from graphkit.graph.build import CONSTRAINTS, build, edge_query, node_query
from graphkit.graph.local import LocalServer
from graphkit.graph.project import projecting
from graphkit.graph.store import BATCH, Store

_TARGET = 0.80


def measure(*, persons: int = 90_000, units: int = 10_000, postings: int = 90_000, rounds: int = 2) -> list[Measured]:
    """Build 100,000 nodes and 200,000 edges: postings, relations, and a citation of each node's source.

    Each round of either begins with a server that was just started on no files.
    """
    with tempfile.TemporaryDirectory() as folder:
        case = case_of(Path(folder) / "case", persons=persons, units=units, postings=postings)
        nodes, edges = _rows(case)
        sent = sum(len(rows) for _, rows in (*nodes, *edges))
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(rounds):
            with _fresh(case) as server, Store.at(server.address) as store:
                times["ours"].append(seconds(partial(build, case, store)))
            with _fresh(case) as server, server.driver() as driver:
                times["bare"].append(seconds(partial(_send_bare, driver, nodes, edges)))
    took, peer = median(times["ours"]), median(times["bare"])
    ratio = peer / took
    note = f"{sent:,} rows; {sent / took:,.0f} against {sent / peer:,.0f} rows/s"
    return [Measured("build", took, peer, "bare UNWIND", ratio, f"≥ {_TARGET:.2f} of its rate", ratio >= _TARGET, note)]


@contextmanager
def _fresh(case: Case) -> Iterator[LocalServer]:
    server = LocalServer(case.graph)
    server.clear()
    with server:
        with server.driver() as driver:
            driver.execute_query("RETURN 1", database_="neo4j")
        yield server


def _send_bare(driver: neo4j.Driver, nodes: list[tuple[str, Any]], edges: list[tuple[str, Any]]) -> None:
    for constraint in CONSTRAINTS:
        driver.execute_query(constraint, database_="neo4j")
    for query, batches in ((node_query, nodes), (edge_query, edges)):
        for kind, rows in batches:
            driver.execute_query(query(kind), rows=rows, database_="neo4j")


def _rows(case: Case) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    with projecting(case) as projection:
        return list(_batches(projection.nodes())), list(_batches(projection.edges()))


def _batches(items: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for kind, rows in groupby(items, key=itemgetter(0)):
        while batch := [row for _, row in islice(rows, BATCH)]:
            yield kind, batch
