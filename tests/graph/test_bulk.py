"""The offline import: the very graph that queries make, whatever its values hold."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graphkit import bundle
from graphkit.case.folder import Case
from graphkit.errors import InvalidValue, StoreUnavailable
from graphkit.graph import build as building
from graphkit.graph.build import built, is_built
from graphkit.graph.bulk import write_bulk
from graphkit.graph.importer import BulkFolder
from graphkit.graph.local import LocalServer
from graphkit.graph.project import projecting
from graphkit.graph.store import Store
from graphkit.intake import Draft
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from tests.drafting import made

ODD = [
    'a "quoted" name',
    "back\\slash",
    "comma, and; semicolon",
    "two\nlines\r\nand more",
    " blanks ",
    "ရခိုင်",
    "''",
    "\t",
]
GRAPH = (
    "MATCH (n) WHERE NOT n:Build RETURN labels(n) AS labels, properties(n) AS props ORDER BY n.id, labels",
    """MATCH (t)-[r]->(h) RETURN type(r) AS type, t.id AS tail, h.id AS head, properties(r) AS props
       ORDER BY type, tail, head, r.id, r.start_min, r.end_min, r.sids[0]""",
)


def graph_of(store: Store) -> list[list[list[Any]]]:
    return [store.read(query).rows for query in GRAPH]


def odd(draft: Draft) -> None:
    for number, text in enumerate(ODD):
        person = draft.entity("Person", f"p{number}")
        person.add("name", text)
        person.add("alias", text)
        person.add("note", text)
    draft.entity("Company", "c").add("name", "C")
    for number, (least, most) in enumerate([(25.0, 50.0), (12.5, 12.5)]):
        edge = draft.edge("OWNS", f"demo:p{number}", "demo:c", key=f"own{number}")
        edge.add("share_min", least)
        edge.add("share_max", most)


def bundled(folder: Path) -> Case:
    case = Case.create(folder)
    ingest(case, load("workbook"), [bundle.folder("examples") / "burma"], Options())
    return case


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.usefixtures("neo4j_jars")
@pytest.mark.parametrize("of", ["odd", "burma"])
def test_it_makes_the_graph_that_queries_make(of: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    monkeypatch.setenv("GRAPHKIT_NO_TRAINING", "1")
    case = bundled(tmp_path / "case") if of == "burma" else made(tmp_path / "case", odd)
    with built(case) as (store, report):
        by_queries = graph_of(store)
    monkeypatch.setattr(building, "_MUCH", 0)
    with built(case, anew=True) as (store, imported):
        assert graph_of(store) == by_queries
        assert is_built(case, store)
        names = {row[0] for row in store.read("SHOW CONSTRAINTS YIELD name RETURN name").rows}
    assert names >= {"entity_id", "source_id"}
    assert imported == report
    assert [act.act for act in case.ledger.acts][-2:] == ["build", "build"]
    assert not list(case.graph.glob("import-*"))


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.usefixtures("neo4j_jars")
def test_an_import_that_fails_says_why_and_leaves_an_empty_graph(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "nodes.csv").write_text("id:ID,name:long\na,no number\n", "utf-8")
    server = LocalServer(tmp_path / "graph")
    with server, Store.at(server.address) as store:
        store.write("CREATE (:Entity {id: 'a'})")
    with pytest.raises(StoreUnavailable, match=r"did not import(.|\n)*import\.out"):
        server.clear(BulkFolder(tmp_path / "bad", ("--nodes=Entity=./nodes.csv",)))
    with server, Store.at(server.address) as store:
        assert store.read("MATCH (n) RETURN count(n)").rows == [[0]]


def test_the_files_hold_every_node_and_edge_once(tmp_path: Path) -> None:
    case = bundled(tmp_path / "case")
    with projecting(case) as projection:
        nodes = Counter(kind for kind, _ in projection.nodes())
        edges = Counter(kind for kind, _ in projection.edges())
    (tmp_path / "out").mkdir()
    with projecting(case) as projection:
        bulk = write_bulk(projection, tmp_path / "out")
    assert bulk.counts(edges=False) == nodes
    assert bulk.counts(edges=True) == edges
    header = (tmp_path / "out" / "POSTED_TO-header.csv").read_text("utf-8").strip().split(",")
    assert header[:2] == [":START_ID(entity)", ":END_ID(entity)"]
    assert {"start_min:string", "end_known:boolean", "sids:string[]", "is_command:boolean"} < set(header)
    assert not bulk.has_lines
    assert "--multiline-fields=false" in bulk.options


def test_what_parts_the_values_of_a_list_stands_in_none_of_them(tmp_path: Path) -> None:
    case = made(tmp_path / "case", lambda draft: draft.entity("Person", "p").add("note", "a\x1fb"))
    with projecting(case) as projection:
        assert "--array-delimiter=U+001E" in write_bulk(projection, tmp_path).options


def test_values_that_leave_nothing_to_part_a_list_are_refused(tmp_path: Path) -> None:
    case = made(tmp_path / "case", lambda draft: draft.entity("Person", "p").add("note", "\x1c\x1d\x1e\x1f"))
    with projecting(case) as projection, pytest.raises(InvalidValue, match=r"U\+001C to U\+001F"):
        write_bulk(projection, tmp_path)


def test_long_values_and_line_breaks_are_told_to_the_importer(tmp_path: Path) -> None:
    def long(draft: Draft) -> None:
        for number in range(2):
            draft.entity("Person", "p").add("note", "x\n" * 400_000 + str(number))

    with projecting(made(tmp_path / "case", long)) as projection:
        bulk = write_bulk(projection, tmp_path)
    (size,) = [int(option.partition("=")[2]) for option in bulk.options if option.startswith("--read-buffer-size=")]
    assert size >= 4 * 1_600_000
    assert "--multiline-fields=true" in bulk.options
