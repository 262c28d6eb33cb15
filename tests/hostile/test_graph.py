"""Cypher in names, ids, parameters and packs: data is never run, and a query does nothing but read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from graphkit.errors import GraphkitError, InvalidPack, NotReadOnly, QueryRejected, QueryTimedOut
from graphkit.graph import build
from graphkit.graph.build import built
from graphkit.graph.store import Store
from graphkit.packs.check import check_query
from graphkit.packs.pack import read_pack
from tests.hostile.making import case_of, persons
from tests.packs.test_check import GOOD

NAMES = {
    "Cypher": "'}) DETACH DELETE n //",
    "a label": "x`:Build {complete: true}) //",
    "a parameter": "$rows",
    "quotes and backslashes": '\\"\'\\\\,""',
    "a header of the import": ":START_ID(entity),:LABEL",
    "line breaks": "a\r\nb\nc\rd",
    "the separator of lists": "Ann\x1fBob",
    "control characters": "\x01\x1b[2J\x7f\u202e",
    "HTML": "<img src=x onerror=alert(1)>",
    "a megabyte": "A" * 1_000_000,
    "a formula": "=1+1",
    "an empty look": "x\u200by",
}
QUERY_FAULTS: dict[str, str] = {
    "LOAD CSV": "LOAD CSV FROM 'http://127.0.0.1:9/x' AS line",
    "a setting": "CALL dbms.listConfig() YIELD name",
    "a program of APOC": "CALL apoc.cypher.runWrite('CREATE (n)', {}) YIELD value",
    "a file of APOC": "CALL apoc.load.json('file:///etc/passwd') YIELD value",
    "a user": "CREATE USER eve SET PASSWORD 'long enough'",
    "an index": "CREATE INDEX evil FOR (n:Person) ON (n.name)",
    "a deletion": "MATCH (n) DETACH DELETE n",
    "transactions of its own": "MATCH (x) CALL (x) { DETACH DELETE x } IN TRANSACTIONS",
}


@pytest.fixture(scope="module")
def graph(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Case, Store]]:
    """A case of hostile names, in a graph that was made by the offline import."""
    folder = tmp_path_factory.mktemp("graph")
    rows = [(f"p{number}", name) for number, name in enumerate(NAMES.values())]
    rows += [(f"x'}}) DETACH DELETE n //{number}", "An id of Cypher") for number in range(2)]
    case = Case(case_of(folder / "case", persons(folder / "book", *rows)))
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("NEO4J_URI", raising=False)
        environment.setenv("GRAPHKIT_NO_TRAINING", "1")
        environment.setattr(build, "_MUCH", 0)
        with built(case, anew=True) as (store, report):
            assert report
            assert report.nodes["Person"] == len(rows)
            yield case, store


@pytest.mark.neo4j
@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_the_same_in_a_graph_that_was_imported(name: str, graph: tuple[Case, Store]) -> None:
    _, store = graph
    number = list(NAMES).index(name)
    found = store.read("MATCH (p:Person {id: $id}) RETURN p.name, p.names", {"id": f"book:p{number}"}).rows
    assert found == [[NAMES[name], [NAMES[name]]]]


@pytest.mark.neo4j
@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_is_data(name: str, graph: tuple[Case, Store]) -> None:
    _, store = graph
    assert store.read("RETURN $x AS x", {"x": NAMES[name]}).rows == [[NAMES[name]]]
    assert store.read("MATCH (p:Person) WHERE p.name = $x RETURN count(p) AS n", {"x": NAMES[name]}).rows == [[1]]


@pytest.mark.neo4j
@pytest.mark.parametrize("name", QUERY_FAULTS)
def test_a_query_or_pack_only_reads(name: str, graph: tuple[Case, Store], tmp_path: Path) -> None:
    _, store = graph
    before = counts(store)
    with pytest.raises(QueryRejected):
        store.read(f"{QUERY_FAULTS[name]} RETURN 1 AS x" if "USER" not in name else QUERY_FAULTS[name])
    path = tmp_path / "listed.cypher"
    for changed in (
        GOOD.replace("MATCH (p:Person)-", f"{QUERY_FAULTS[name]} WITH 1 AS one MATCH (p:Person)-"),
        GOOD.replace("MATCH (l:Listing {id: $listing})", f"{QUERY_FAULTS[name]} WITH 1 AS one MATCH (l:Listing)"),
    ):
        path.write_text(changed, "utf-8")
        with pytest.raises((NotReadOnly, QueryRejected, InvalidPack)):
            check_query(read_pack(path), store)
    assert counts(store) == before


def counts(store: Store) -> list[list[Any]]:
    return store.read("MATCH (n) RETURN labels(n) AS labels, count(*) AS n ORDER BY labels").rows


ENDLESS: dict[str, tuple[str, type[GraphkitError] | None]] = {
    "that never ends": ("UNWIND range(1, 100000000000) AS n WITH n WHERE n % 2 = 3 RETURN count(n)", QueryTimedOut),
    "that returns everything": ("MATCH (a), (b), (c), (d), (e) RETURN a.id, b.id, c.id, d.id, e.id", None),
}


@pytest.mark.neo4j
@pytest.mark.parametrize("name", ENDLESS)
def test_a_query_is_ended_or_cut(name: str, graph: tuple[Case, Store]) -> None:
    query, error = ENDLESS[name]
    if error:
        with pytest.raises(error):
            graph[1].read(query, timeout=1)
    else:
        found = graph[1].read(query, limit=10)
        assert (len(found.rows), found.more) == (10, True)
