"""Building: the projection of a case into a graph, which counts only once it is whole.

A ``Build`` node says of which case and which evidence the graph is, and that it is complete; it is written last, and
graphkit's own commands read no graph without it.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.dates import PartialDate
from graphkit.errors import ForeignNodes
from graphkit.graph.bulk import write_bulk
from graphkit.graph.importer import BulkFolder
from graphkit.graph.local import LocalServer
from graphkit.graph.project import Omissions, projecting
from graphkit.graph.store import BATCH, URI_VARIABLE, Store, open_store

PROJECTION = 2
"""Raised when the same evidence is projected differently, so that old builds are built again."""
_MUCH = 20_000
"""Entities."""
Progress = Callable[[str, int], None]
"""Called with what is being done and how many of it are done."""
CONSTRAINTS = (
    "CREATE CONSTRAINT entity_id IF NOT EXISTS FOR (n:Entity) REQUIRE n.id IS UNIQUE",
    "CREATE CONSTRAINT source_id IF NOT EXISTS FOR (n:Source) REQUIRE n.id IS UNIQUE",
    "CREATE INDEX coverage_authority IF NOT EXISTS FOR (n:Coverage) ON (n.authority)",
)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build put into the graph, and what it left out and why."""

    evidence_head: str
    nodes: dict[str, int]
    edges: dict[str, int]
    dangling: dict[str, int] = field(default_factory=dict)
    loops: dict[str, int] = field(default_factory=dict)
    undescribed_sources: int = 0
    unlisted_roles: dict[str, int] = field(default_factory=dict)


def build(case: Case, store: Store, *, progress: Progress = lambda _what, _n: None) -> BuildReport:
    """Project the case into the graph, in place of what was there; ``refuse_foreign`` is asked before."""
    report = _fill(case, store, None, progress)
    with case.writing():
        case.ledger.append("build", details=asdict(report), files={})
    return report


def _fill(case: Case, store: Store, as_of: PartialDate | None, progress: Progress) -> BuildReport:
    evidence_head = case.ledger.evidence_head
    empty(store)
    for statement in CONSTRAINTS:
        store.write(statement)
    store.write("CREATE (b:Build) SET b = $props", {"props": _build_props(case, evidence_head, complete=False)})
    with projecting(case, as_of=as_of) as projection:
        nodes = _send(store, projection.nodes(), node_query, partial(progress, "nodes"))
        edges = _send(store, projection.edges(), edge_query, partial(progress, "edges"))
        omissions = projection.omissions
    report = _report(evidence_head, nodes, edges, omissions)
    counts = {"nodes": sum(nodes.values()), "edges": sum(edges.values())}
    store.write("MATCH (b:Build) SET b.complete = true, b.nodes = $nodes, b.edges = $edges", counts)
    return report


def _report(evidence_head: str, nodes: dict[str, int], edges: dict[str, int], omissions: Omissions) -> BuildReport:
    return BuildReport(
        evidence_head=evidence_head,
        nodes=nodes,
        edges=edges,
        dangling=dict(sorted(omissions.dangling.items())),
        loops=dict(sorted(omissions.loops.items())),
        undescribed_sources=len(omissions.undescribed),
        unlisted_roles=dict(omissions.unlisted_roles.most_common()),
    )


@contextmanager
def built_as_of(case: Case, as_of: PartialDate, *, progress: Progress = lambda _what, _n: None) -> Iterator[Store]:
    """Give a graph of what was known and in force on an earlier day, in a server of its own that is thrown away."""
    with TemporaryDirectory(prefix="graphkit-") as folder:
        server = LocalServer(Path(folder) / "graph", progress=partial(_show_download, progress))
        with server, Store.at(server.address) as store:
            _fill(case, store, as_of, progress)
            yield store


@contextmanager
def built(
    case: Case, *, replace: bool = False, anew: bool = False, progress: Progress = lambda _what, _n: None
) -> Iterator[tuple[Store, BuildReport | None]]:
    """Give the graph of the case as its evidence stands, and the report of the build if one had to be made.

    ``anew`` builds even where the graph is as it should be. Raises ForeignNodes where a server of NEO4J_URI holds
    anything that graphkit did not make for this case, unless ``replace`` says to empty it.
    """
    shown = partial(_show_download, progress)
    managed = not os.environ.get(URI_VARIABLE)
    if not (anew and managed and _is_large(case)):
        with open_store(case.graph, progress=shown) as store:
            if not anew and is_built(case, store):
                yield store, None
                return
            if not (replace or managed):
                refuse_foreign(case, store)
            if not (managed and (_holds_much(store) or _is_large(case))):
                yield store, build(case, store, progress=progress)
                return
    if not _is_large(case):
        with open_store(case.graph, fresh=True, progress=shown) as store:
            yield store, build(case, store, progress=progress)
        return
    with _imported(case, progress) as found:
        yield found


@contextmanager
def _imported(case: Case, progress: Progress) -> Iterator[tuple[Store, BuildReport]]:
    """Build a large case in a managed server: its files are imported while it is down, several times faster."""
    evidence_head = case.ledger.evidence_head
    case.graph.mkdir(mode=0o700, exist_ok=True)
    with TemporaryDirectory(prefix="import-", dir=case.graph) as folder:
        with projecting(case) as projection:
            bulk = write_bulk(projection, Path(folder), progress=progress)
        nodes, edges = bulk.counts(edges=False), bulk.counts(edges=True)
        report = _report(evidence_head, nodes, edges, projection.omissions)
        progress("nodes and edges, which Neo4j imports", sum(nodes.values()) + sum(edges.values()))
        files = BulkFolder(Path(folder), tuple(bulk.options))
        shown = partial(_show_download, progress)
        with open_store(case.graph, fresh=True, files=files, progress=shown) as store:
            for statement in (*CONSTRAINTS, *bulk.whole_numbers):
                store.write(statement)
            counts = {"nodes": sum(nodes.values()), "edges": sum(edges.values())}
            props = {**_build_props(case, evidence_head, complete=True), **counts}
            store.write("CREATE (b:Build) SET b = $props", {"props": props})
            with case.writing():
                case.ledger.append("build", details=asdict(report), files={})
            yield store, report


def _show_download(progress: Progress, done: int, total: int, label: str) -> None:
    progress(f"{label}, of {total:,}", done)


def _holds_much(store: Store) -> bool:
    """Tell whether a managed server empties the graph sooner by throwing its files away than by deleting nodes."""
    return bool(store.read(f"MATCH (n) RETURN count(n) > {_MUCH}").rows[0][0])


def _is_large(case: Case) -> bool:
    """Tell whether a case is sooner imported than sent: a start of the importer takes as long as some thousand rows."""
    with reading(case) as connection:
        query = "SELECT approx_count_distinct(entity) > ? FROM statements"
        return bool(connection.execute(query, [_MUCH]).fetchall()[0][0])


def is_built(case: Case, store: Store) -> bool:
    """Tell whether the graph holds a complete build of the case's present evidence."""
    found = store.read("MATCH (b:Build) RETURN properties(b)").rows
    expected = _build_props(case, case.ledger.evidence_head, complete=True)
    return len(found) == 1 and {name: found[0][0].get(name) for name in expected} == expected


def _build_props(case: Case, evidence_head: str, *, complete: bool) -> dict[str, Any]:
    return {"case": case.id, "evidence_head": evidence_head, "projection": PROJECTION, "complete": complete}


def refuse_foreign(case: Case, store: Store) -> None:
    """Raise ForeignNodes where the database holds nodes that graphkit did not make for this case."""
    rows = store.read("MATCH (b:Build) RETURN b.case").rows
    if not rows and store.read("MATCH (n) RETURN 1 LIMIT 1").rows:
        raise ForeignNodes(
            "the database holds nodes that graphkit did not make; name another database (NEO4J_DATABASE), unset "
            "NEO4J_URI to let graphkit run its own server, or empty this one with 'graphkit build --replace'"
        )
    if any(found != case.id for (found,) in rows):
        raise ForeignNodes(
            "the database holds another case; name another database (NEO4J_DATABASE), unset NEO4J_URI to let graphkit "
            "run its own server, or put this case in its place with 'graphkit build --replace'"
        )
    foreign = "MATCH (n) WHERE NOT (n:Entity AND n.sids IS NOT NULL) AND NOT n:Source AND NOT n:Build RETURN 1 LIMIT 1"
    if store.read(foreign).rows:
        raise ForeignNodes(
            "nodes that graphkit did not make were added to its graph; move them elsewhere, or build with --replace"
        )


def empty(store: Store) -> None:
    """Delete every node, some thousands at a time, so that a server with little memory can do it."""
    while store.write("MATCH (n) WITH n LIMIT 10000 DETACH DELETE n RETURN count(*)").rows != [[0]]:
        pass


def node_query(kind: str) -> str:
    """Return the query that makes nodes of a kind of ``$rows``, each the properties of one."""
    labels = "Source" if kind == "Source" else f"Entity:{kind}"
    return f"UNWIND $rows AS row CREATE (n:{labels}) SET n = row"


def edge_query(kind: str) -> str:
    """Return the query that makes edges of a kind of ``$rows``, each with tail, head and props."""
    head = "Source" if kind == "CITED_IN" else "Entity"
    return (
        f"UNWIND $rows AS row MATCH (tail:Entity {{id: row.tail}}) MATCH (head:{head} {{id: row.head}}) "
        f"CREATE (tail)-[edge:{kind}]->(head) SET edge = row.props"
    )


def _send(
    store: Store,
    items: Iterable[tuple[str, dict[str, Any]]],
    query: Callable[[str], str],
    progress: Callable[[int], None],
) -> dict[str, int]:
    """Send the rows, which come kind by kind; return how many of each kind were sent."""
    sent: Counter[str] = Counter()

    def batches(rows: Iterator[tuple[str, dict[str, Any]]]) -> Iterator[list[dict[str, Any]]]:
        while batch := [row for _, row in islice(rows, BATCH)]:
            yield batch
            progress(sent.total() + len(batch))

    for kind, rows in groupby(items, key=itemgetter(0)):
        sent[kind] += store.write_batches(query(kind), batches(rows))
    return dict(sorted(sent.items()))
