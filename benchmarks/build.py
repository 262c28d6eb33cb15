"""``graphkit build`` against bare UNWIND batches of the same rows, through the same driver into the same server."""

import tempfile
from collections.abc import Iterator
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any

import neo4j

from benchmarks.measure import Measured, paired
from benchmarks.synthetic import case_of
from graphkit.case.folder import Case
from graphkit.graph.build import CONSTRAINTS, build, edge_query, empty, node_query
from graphkit.graph.local import LocalServer
from graphkit.graph.project import projecting
from graphkit.graph.store import BATCH, Store

_TARGET = 0.80


def measure(*, persons: int = 90_000, units: int = 10_000, postings: int = 90_000, rounds: int = 3) -> list[Measured]:
    """Build 100,000 nodes and 200,000 edges: postings, relations, and a citation of each node's source."""
    with tempfile.TemporaryDirectory() as folder:
        case = case_of(Path(folder) / "case", persons=persons, units=units, postings=postings)
        nodes, edges = _rows(case)
        sent = sum(len(rows) for _, rows in (*nodes, *edges))
        with LocalServer(case.graph) as server, Store.at(server.address) as store, server.driver() as driver:
            store.read("RETURN 1")

            def bare() -> None:
                _empty(driver)
                for query, rows in ((node_query, nodes), (edge_query, edges)):
                    for kind, batch in rows:
                        driver.execute_query(query(kind), rows=batch, database_="neo4j")

            def ours() -> None:
                _empty(driver)
                build(case, store)

            bare()
            took, peer = paired(ours, bare, rounds=rounds)
            empty(store)
    ratio = peer / took
    note = f"{sent:,} rows; {sent / took:,.0f} against {sent / peer:,.0f} rows/s"
    return [Measured("build", took, peer, "bare UNWIND", ratio, f"≥ {_TARGET:.2f} of its rate", ratio >= _TARGET, note)]


def _rows(case: Case) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    with projecting(case) as projection:
        return list(_batches(projection.nodes())), list(_batches(projection.edges()))


def _batches(items: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for kind, rows in groupby(items, key=itemgetter(0)):
        while batch := [row for _, row in islice(rows, BATCH)]:
            yield kind, batch


def _empty(driver: neo4j.Driver) -> None:
    for constraint in CONSTRAINTS:
        driver.execute_query(constraint, database_="neo4j")
    while driver.execute_query("MATCH (n) WITH n LIMIT 20000 DETACH DELETE n RETURN count(*)", database_="neo4j")[0][0][
        0
    ]:
        pass
