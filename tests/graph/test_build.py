"""Building: whole or not at all, always the same, and never over somebody else's nodes."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from graphkit.errors import ForeignNodes
from graphkit.graph.build import build, built, empty, is_built, refuse_foreign
from graphkit.graph.local import LocalServer
from graphkit.graph.store import Store
from graphkit.intake import Draft
from tests.drafting import add, made

pytestmark = pytest.mark.neo4j

EVERYTHING = (
    "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) "
    "RETURN labels(n) AS labels, properties(n) AS node, type(r) AS type, properties(r) AS edge, m.id AS head "
    "ORDER BY n.id, type, head"
)


def drafting(draft: Draft) -> None:
    draft.entity("Person", "p").add("name", "Example Person")
    draft.entity("Unit", "u").add("name", "1st Example Battalion")
    draft.edge("POSTED_TO", "demo:p", "demo:u", key="post").add("role", "commander")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path / "case", drafting)


@pytest.fixture(autouse=True)
def emptied(store: Store) -> None:
    empty(store)


def content(store: Store) -> list[list[Any]]:
    return store.read(EVERYTHING).rows


def test_a_build_is_complete_and_the_same_every_time(case: Case, store: Store) -> None:
    assert not is_built(case, store)
    report = build(case, store)
    assert (report.nodes, report.edges) == ({"Person": 1, "Source": 1, "Unit": 1}, {"CITED_IN": 2, "POSTED_TO": 1})
    assert is_built(case, store)
    first = content(store)
    assert len(first) >= 4
    build(case, store)
    assert content(store) == first


def test_new_evidence_makes_a_build_old(case: Case, store: Store) -> None:
    build(case, store)
    add(case, lambda draft: draft.entity("Person", "q").add("name", "Another"), dataset="other")
    assert not is_built(case, store)


def test_building_and_finding_move_no_evidence(case: Case, store: Store) -> None:
    before = case.ledger.evidence_head
    build(case, store)
    assert case.ledger.acts[-1].act == "build"
    assert case.ledger.evidence_head == before


def test_an_unfinished_build_is_not_read(case: Case, store: Store) -> None:
    build(case, store)
    store.write("MATCH (b:Build) SET b.complete = false")
    assert not is_built(case, store)


@pytest.mark.parametrize("cypher", ["CREATE (:Customer {id: 1})", "CREATE (:Entity {id: 'mine'})"])
def test_somebody_elses_nodes_are_refused(case: Case, store: Store, cypher: str) -> None:
    store.write(cypher)
    with pytest.raises(ForeignNodes, match="--replace"):
        refuse_foreign(case, store)
    empty(store)
    build(case, store)
    refuse_foreign(case, store)
    store.write(cypher)
    with pytest.raises(ForeignNodes, match="--replace"):
        refuse_foreign(case, store)


def test_another_case_is_refused(case: Case, store: Store, tmp_path: Path) -> None:
    build(made(tmp_path / "other", drafting), store)
    with pytest.raises(ForeignNodes, match="another case"):
        refuse_foreign(case, store)


def test_a_given_server_is_not_emptied_without_being_told_to(
    case: Case, server: LocalServer, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", server.address.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", server.address.password())
    store.write("CREATE (:Customer {id: 1})")
    with pytest.raises(ForeignNodes), built(case):
        pass
    assert store.read("MATCH (c:Customer) RETURN count(c)").rows == [[1]]
    with built(case, replace=True) as (given, report):
        assert report is not None
        assert given.read("MATCH (c:Customer) RETURN count(c)").rows == [[0]]
    with built(case) as (_, report):
        assert report is None


def test_the_graph_folder_may_be_deleted_at_any_time(case: Case) -> None:

    with built(case) as (store, _):
        first = content(store)
    shutil.rmtree(case.graph)
    with built(case) as (store, report):
        assert report is not None
        assert content(store) == first
