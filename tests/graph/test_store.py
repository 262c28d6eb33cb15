"""The store: reads and nothing but reads, writes in batches, and says what went wrong without a secret."""

import json
import os
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest

from graphkit.errors import QueryRejected, QueryTimedOut, StoreUnavailable
from graphkit.graph.lines import chosen
from graphkit.graph.local import LocalServer
from graphkit.graph.store import Store, open_store
from tests.graph.conftest import processes_of

pytestmark = pytest.mark.neo4j

ELSEWHERE = "LOAD CSV FROM 'http://127.0.0.1:9/x' AS line RETURN line"
REFUSED = {
    "CREATE (:Spoilt)": "read",
    "MERGE (:Spoilt {id: 1})": "read",
    "MATCH (n) DETACH DELETE n": "read",
    "MATCH (n) SET n.spoilt = 1": "read",
    "MATCH (n) REMOVE n:Kept": "read",
    "FOREACH (x IN [1] | CREATE (:Spoilt))": "read",
    "PROFILE CREATE (:Spoilt)": "read",
    "CREATE INDEX spoilt FOR (n:Spoilt) ON (n.id)": "read",
    "CREATE CONSTRAINT spoilt FOR (n:Spoilt) REQUIRE n.id IS UNIQUE": "read",
    "DROP CONSTRAINT kept": "read",
    "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS": "it writes",
    "UNWIND [1] AS x CALL (x) { RETURN x AS y } IN TRANSACTIONS RETURN y": "transactions of its own",
    "CALL db.createLabel('Spoilt')": "it writes",
    "CREATE USER spoilt SET PASSWORD 'long enough'": "",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'long enough'": "",
    "DROP USER neo4j": "",
    "SHOW USERS": "administers the server",
    "SHOW SETTINGS": "the server's own state",
    "SHOW TRANSACTIONS YIELD currentQuery RETURN currentQuery": "the server's own state",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'": "ends other queries",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message RETURN message": "state",
    "CALL tx.setMetaData({a: 1})": "administers the server",
    "CALL dbms.listConfig()": "administers the server",
    "CALL db.clearQueryCaches()": "administers the server",
    "CALL db.stats.clear('QUERIES')": "calls db.stats.clear",
    "CALL db.prepareForReplanning()": "calls db.prepareForReplanning",
    "RETURN [x IN [1] | COUNT { CALL db.stats.clear('QUERIES') YIELD section RETURN section }] AS n": "db.stats",
    ELSEWHERE: "LOAD CSV",
    ELSEWHERE.replace("LOAD CSV", "load /* hidden */ csv with headers"): "LOAD CSV",
    f"RETURN COLLECT {{ {ELSEWHERE} }} AS n": "LOAD CSV",
    f"RETURN reduce(s = 0, x IN [1] | s + COUNT {{ {ELSEWHERE} }}) AS n": "LOAD CSV",
    f"MATCH (n) WHERE any(x IN [1] WHERE EXISTS {{ {ELSEWHERE} }}) RETURN n": "LOAD CSV",
    f"MATCH (n) RETURN n ORDER BY [x IN [1] | COUNT {{ {ELSEWHERE} }}]": "LOAD CSV",
    ELSEWHERE.replace("LOAD", "\\u004cOAD"): "",
    "CALL (x) { RETURN 1 AS y } RETURN y": "Variable `x` not defined",
    "RETURN 1; CREATE (:Spoilt)": "",
}


@pytest.fixture
def kept(store: Store) -> Iterator[Store]:
    """A graph of one node and one constraint."""
    store.write("MATCH (n) DETACH DELETE n")
    store.write("CREATE CONSTRAINT kept IF NOT EXISTS FOR (n:Kept) REQUIRE n.id IS UNIQUE")
    store.write("CREATE (:Kept {id: 'k'})")
    yield store
    store.write("DROP CONSTRAINT kept")


def state(store: Store) -> list[list[list[object]]]:
    nodes = store.read("MATCH (n) RETURN labels(n), properties(n)").rows
    labels = store.read("CALL db.labels() YIELD label RETURN label ORDER BY label").rows
    indexes = store.read("SHOW INDEXES YIELD name RETURN name ORDER BY name").rows
    return [nodes, labels, indexes]


def test_nothing_but_reading_is_run(kept: Store) -> None:
    before = state(kept)
    for query, reason in REFUSED.items():
        with pytest.raises(QueryRejected) as refused:
            kept.read(query)
        assert reason in str(refused.value), query
        assert "\n" not in str(refused.value)
    assert state(kept) == before


def test_reading_may_use_subqueries_indexes_and_the_schema(kept: Store) -> None:
    assert kept.read("CALL () { MATCH (n:Kept) RETURN n.id AS id } RETURN id").rows == [["k"]]
    assert kept.read("MATCH (n) WHERE n.id = 'LOAD CSV' OR EXISTS { (n) } RETURN n.id").rows == [["k"]]
    assert ["kept"] in kept.read("SHOW CONSTRAINTS YIELD name RETURN name").rows
    assert "Kept" in str(kept.read("CALL db.schema.nodeTypeProperties() YIELD nodeLabels RETURN nodeLabels").rows)
    kept.write("CREATE FULLTEXT INDEX words IF NOT EXISTS FOR (n:Kept) ON EACH [n.id]")
    kept.write("CALL db.awaitIndexes(30)")
    found = "CALL db.index.fulltext.queryNodes('words', $word) YIELD node RETURN node.id"
    assert kept.read(found, {"word": "k"}).rows == [["k"]]
    kept.write("DROP INDEX words")


def test_values_are_plain(kept: Store) -> None:
    rows = kept.read(
        """MATCH (k:Kept) RETURN k AS node, 1 AS number, 1.5 AS real, null AS nothing, true AS yes, 'ü' AS text,
           [1, [date('2016-10-25')]] AS list, {a: datetime('2017-01-02T03:04:05Z')} AS map, 0.0 / 0.0 AS none,
           duration('P1M2D') AS months, point({longitude: 96.1, latitude: 16.8}) AS place, $bytes AS bytes""",
        {"bytes": b"\x00\xff"},
    )
    assert json.loads(json.dumps(rows.rows, allow_nan=False)) == rows.rows
    assert dict(zip(rows.columns, rows.rows[0], strict=True)) == {
        "node": {"labels": ["Kept"], "properties": {"id": "k"}},
        "number": 1,
        "real": 1.5,
        "nothing": None,
        "yes": True,
        "text": "ü",
        "list": [1, ["2016-10-25"]],
        "map": {"a": "2017-01-02T03:04:05.000000000+00:00"},
        "none": "nan",
        "months": "P1M2D",
        "place": {"srid": 4326, "coordinates": [96.1, 16.8]},
        "bytes": "00ff",
    }


def test_a_path_names_the_ends_of_its_links(kept: Store) -> None:
    kept.write("MATCH (k:Kept) CREATE (k)-[:PART_OF {sids: ['s']}]->(:Unit {id: 'u'})")
    nodes = [
        {"labels": ["Kept"], "properties": {"id": "k"}},
        {"labels": ["Unit"], "properties": {"id": "u"}},
    ]
    link = {"type": "PART_OF", "tail": "k", "head": "u", "properties": {"sids": ["s"]}}
    assert kept.read("MATCH path = (:Kept)-[*]->() RETURN path").rows == [[{"nodes": nodes, "relationships": [link]}]]
    assert kept.read("MATCH ()-[r]->() RETURN r").rows == [[{**link, "tail": None, "head": None}]]


def test_a_limit_cuts_and_says_so(store: Store) -> None:
    query = "UNWIND range(1, 2500) AS n RETURN n"
    whole = store.read(query)
    assert (len(whole.rows), whole.more) == (2500, False)
    cut = store.read(query, limit=2)
    assert (cut.rows, cut.more) == ([[1], [2]], True)
    assert store.read(query, limit=2500).more is False
    assert store.read(query, limit=0).rows == []


def test_a_runaway_is_stopped(store: Store) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryTimedOut, match="after its 1 seconds"):
        store.read("UNWIND range(1, 100000000000) AS n WITH n WHERE n % 2 = 3 RETURN count(n)", timeout=1)
    assert time.monotonic() - begun < 10
    for unlimited in (0, -1):
        with pytest.raises(QueryRejected, match="time limit"):
            store.read("RETURN 1", timeout=unlimited)


def test_a_mistake_is_placed_in_the_query_as_it_was_given(store: Store) -> None:
    for query in ("MATCH (n)\nRETURN m.id", "MATCH (n)\nRETURN m.id // CALL"):
        with pytest.raises(QueryRejected, match=r"Variable `m` not defined \(line 2, column 8\)$"):
            store.read(query)
    with pytest.raises(QueryRejected, match="line 1, column"):
        store.read("")
    with pytest.raises(QueryRejected, match="Expected parameter"):
        store.read("RETURN $day")


def test_a_query_is_inspected_without_being_run(kept: Store) -> None:
    query = "CREATE (n:Spoilt {id: $id}) RETURN n.id AS id, 1 AS one"
    assert kept.columns(query) == ["id", "one"]
    assert kept.query_type(query) == "rw"
    assert kept.query_type("MATCH (n) RETURN n") == "r"
    assert kept.query_type("DROP INDEX kept IF EXISTS") == "s"
    assert kept.inspect("MATCH (n) RETURN n").refusal is None
    assert kept.inspect(query).refusal == "it writes"
    assert kept.read("MATCH (n:Spoilt) RETURN n").rows == []


def test_batches_of_any_size_are_all_written(kept: Store) -> None:
    ids = [f"n{number}" for number in range(3001)]
    sizes = [0, 1, 2500, 500]
    batches = [[{"id": name} for name in ids[sum(sizes[:at]) : sum(sizes[: at + 1])]] for at in range(4)]
    query = "UNWIND $rows AS row CREATE (:Batch {id: row.id, run: $run})"
    assert kept.write_batches(query, iter(batches), params={"run": 7}, size=700) == 3001
    assert kept.read("MATCH (b:Batch {run: 7}) RETURN count(DISTINCT b.id)").rows == [[3001]]


def test_links_to_one_node_are_written_however_they_meet(kept: Store) -> None:
    """Two transactions at a time that wait for each other's nodes are tried again."""
    kept.write("UNWIND range(0, 9) AS i CREATE (:Hub {id: i})")
    batches = [[{"tail": n % 10, "head": (n * m) % 10} for n in range(200)] for m in range(1, 21)]
    query = """UNWIND $rows AS row MATCH (a:Hub {id: row.tail}) MATCH (b:Hub {id: row.head})
               CREATE (a)-[:TO]->(b)"""
    assert kept.write_batches(query, batches, size=50, in_flight=4) == 4000
    assert kept.read("MATCH (:Hub)-[r:TO]->(:Hub) RETURN count(r)").rows == [[4000]]


def test_a_failing_batch_ends_the_writing(kept: Store) -> None:
    batches = ([{"id": "k"}] for _ in range(1000))
    with pytest.raises(QueryRejected, match="already exists"):
        kept.write_batches("UNWIND $rows AS row CREATE (:Kept {id: row.id})", batches)
    assert sum(1 for _ in batches) > 900, "the rest was not even made"


def test_the_server_tells_the_version_that_the_lock_pins(store: Store) -> None:
    assert store.server_version() == chosen().version


def test_a_server_named_by_the_environment_is_used(
    server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", server.address.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", server.address.password())
    with open_store(tmp_path / "graph", fresh=True) as store:
        assert (store.where, store.managed) == (server.address.uri, False)
        assert store.read("RETURN 1 AS one").columns == ["one"]
    assert not (tmp_path / "graph").exists()
    monkeypatch.setenv("NEO4J_DATABASE", "nobody")
    with pytest.raises(StoreUnavailable, match=r"nobody.*NEO4J_DATABASE"), open_store(tmp_path / "graph"):
        pass


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        (None, "refuses the user or the password; check NEO4J_USER and NEO4J_PASSWORD"),
        ("bolt://127.0.0.1:1", "does not answer"),
        ("bolt://no-such-host.invalid:7687", "does not answer"),
        ("bolt://neo4j:not-the-password@127.0.0.1:7687", "belong into NEO4J_USER and NEO4J_PASSWORD"),
        ("127.0.0.1:7687", "must be like bolt://"),
        ("bolt://127.0.0.1:port", "must be like bolt://"),
        ("bolt://127.0.0.1?policy=x", "Routing context"),
    ],
)
def test_a_server_that_cannot_be_used_is_named_without_the_secret(
    server: LocalServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uri: str | None, said: str
) -> None:
    monkeypatch.setenv("NEO4J_URI", uri or server.address.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", "not-the-password")
    with pytest.raises(StoreUnavailable, match=said) as failed, open_store(tmp_path):
        pass
    assert "not-the-password" not in "".join(traceback.format_exception(failed.value))


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.usefixtures("neo4j_jars")
def test_without_any_server_one_runs_for_as_long_as_it_is_needed(tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    with open_store(graph) as store:
        assert store.managed
        store.write("CREATE (:A)")
        assert len(processes_of(graph)) >= 2
    assert processes_of(graph) == {}
    with open_store(graph, fresh=True) as store:
        assert store.read("MATCH (n) RETURN count(n)").rows == [[0]]
        for process in processes_of(graph):  # a server that ends under the query
            os.kill(process, 9)
        with pytest.raises(StoreUnavailable, match=r"went away.*try again"):
            store.read("RETURN 1")
    assert processes_of(graph) == {}
