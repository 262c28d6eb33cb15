"""The projection: statements and judgements to nodes and edges, always the same for the same evidence.

Aggregation happens in DuckDB, a set at a time; Python only shapes the rows that the driver sends.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.dates import UNKNOWN_END, UNKNOWN_START, PartialDate
from graphkit.graph.derive import gaps
from graphkit.graph.editions import Editions, editions
from graphkit.graph.then import cut_off
from graphkit.model.ontology import EDGE_KINDS, NAME_PROPERTIES, NODE_KINDS, Property, ValueType, is_within, narrowest
from graphkit.model.roles import is_command
from graphkit.resolve.linker import Linker
from graphkit.resolve.queue import Comparisons, comparisons

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Rows = list[dict[str, Any]]
_FETCHED = 5_000
_GREATEST_WHOLE = 2.0**63
"""Whole numbers of a graph have 64 bits; a greater one of an older case is kept as one with a point."""
_TYPED = frozenset({ValueType.FLAG, ValueType.NUMBER})
_BOUNDS = ("start_min", "start_max", "end_min", "end_max")
_FLAGS = ("start_known", "end_known", "timed", "basis", "stance")
_OF_EVERY_NODE = (
    "disputed", *_BOUNDS, "span_start", "span_end", "first_seen", "last_seen", "delisted_between",
    "members", "datasets", "compared", "sids",
)  # fmt: skip
_OF_EVERY_EDGE = (*_BOUNDS, *_FLAGS, "disputed", "is_command", "derived", "sources", "sids")
_NODE_LABELS = ", ".join(f"'{kind}'" for kind in NODE_KINDS)

_NODES = """
WITH valued AS (
  SELECT node, prop, value, bool_or(entity = node) AS own, count(DISTINCT source) AS sources
  FROM said WHERE stance <> 'denied' GROUP BY node, prop, value
), described AS (
  SELECT node, list(prop ORDER BY prop, own DESC, sources DESC, value) AS props,
    list(value ORDER BY prop, own DESC, sources DESC, value) AS vals
  FROM valued GROUP BY node
), counted AS (
  SELECT node, list(DISTINCT kind ORDER BY kind) AS kinds, list(DISTINCT entity ORDER BY entity) AS members,
    list(DISTINCT dataset ORDER BY dataset) AS datasets, list(id ORDER BY id) AS sids,
    bool_or(timed = 'dated') AS dated, min(start_min) FILTER (timed = 'dated') AS start_min,
    max(start_max) FILTER (timed = 'dated') AS start_max, min(end_min) FILTER (timed = 'dated') AS end_min,
    max(end_max) FILTER (timed = 'dated') AS end_max
  FROM said GROUP BY node
)
SELECT node, kinds, members, datasets, sids, dated, start_min, start_max, end_min, end_max, props, vals
FROM counted LEFT JOIN described USING (node) ORDER BY kinds, node
"""
_EDGES = f"""
WITH grouped AS (
  SELECT entity, kind, min(value) FILTER (prop = 'tail') AS tail, min(value) FILTER (prop = 'head') AS head,
    list(id ORDER BY id) AS sids, list(DISTINCT source ORDER BY source) AS sources,
    list(prop ORDER BY prop, value) FILTER (prop NOT IN ('tail', 'head')) AS props,
    list(value ORDER BY prop, value) FILTER (prop NOT IN ('tail', 'head')) AS vals,
    {", ".join(_BOUNDS + _FLAGS)}
  FROM told WHERE kind NOT IN ({_NODE_LABELS})
  GROUP BY entity, kind, {", ".join(_BOUNDS + _FLAGS)}
)
SELECT g.entity, g.kind, coalesce(t.canonical, g.tail), coalesce(h.canonical, g.head),
  g.sids, g.sources, g.props, g.vals, {", ".join(f"g.{name}" for name in _BOUNDS + _FLAGS)},
  tail_node.node IS NOT NULL, head_node.node IS NOT NULL
FROM grouped g
LEFT JOIN merged t ON t.entity = g.tail LEFT JOIN merged h ON h.entity = g.head
LEFT JOIN node tail_node ON tail_node.node = coalesce(t.canonical, g.tail)
LEFT JOIN node head_node ON head_node.node = coalesce(h.canonical, g.head)
ORDER BY g.kind, g.entity, {", ".join(f"g.{name}" for name in _BOUNDS + _FLAGS)}
"""  # noqa: S608 - no value in it
_CITATIONS = """
WITH described AS (SELECT DISTINCT node AS source FROM said WHERE kind = 'Source'),
cited AS (SELECT node, source, list(id ORDER BY id) AS sids FROM said WHERE kind <> 'Source' GROUP BY node, source)
SELECT node, cited.source, sids, described.source IS NOT NULL
FROM cited LEFT JOIN described USING (source) ORDER BY node, cited.source
"""


@dataclass(slots=True)
class Omissions:
    """What the projection left out, and why; each is reported by the build."""

    dangling: Counter[str] = field(default_factory=Counter)
    """Edges of which one end has no statement of its own in this case, by the kind of edge."""
    loops: Counter[str] = field(default_factory=Counter)
    """Edges that lead from an entity to itself once entities are merged, by the kind of edge."""
    undescribed: set[str] = field(default_factory=set)
    """Sources that are cited and not described in this case."""
    unlisted_roles: Counter[str] = field(default_factory=Counter)
    """Roles of which the file of role words says nothing: they are taken as not commanding."""


@dataclass(slots=True)
class Projection:
    """Nodes and edges of a case, ready to be sent; iterate over nodes first, then over edges."""

    connection: "DuckDBPyConnection"
    compared: Comparisons
    editions: Mapping[str, Editions]
    omissions: Omissions = field(default_factory=Omissions)

    def columns(self, kind: str) -> list[str]:
        """Return the names of all properties that a node or edge of the kind can have here."""
        rows = self.connection.execute("SELECT DISTINCT kind, prop FROM told ORDER BY ALL").fetchall()
        stated = {prop for of, prop in rows if is_within(kind, of)} - {*NAME_PROPERTIES, "tail", "head"}
        if kind == "CITED_IN":
            return ["sids"]
        if kind in EDGE_KINDS:
            return list(dict.fromkeys(("id", *sorted(stated), *_OF_EVERY_EDGE)))
        return list(dict.fromkeys(("id", "name", "names", *sorted(stated), *_OF_EVERY_NODE)))

    def nodes(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each node's kind and properties; its id is the canonical one."""
        for row in _fetched(self.connection, _NODES):
            yield self._node(row)

    def _node(self, row: tuple[Any, ...]) -> tuple[str, dict[str, Any]]:
        node, kinds, members, datasets, sids, dated, *bounds, names, values = row
        kind = narrowest(frozenset(kinds))
        props: dict[str, Any] = {"id": node, **_properties(kind, names, values)}
        called = props.pop("names", [])
        props["name"] = props.get("name") or (kind == "Source" and props.get("title")) or node
        if called:
            props["names"] = called
        props["members"] = members
        props["datasets"] = datasets
        props["sids"] = sids
        if compared := self.compared.of(node, datasets):
            props["compared"] = compared
        if kind == "Listing" and node in self.editions:
            _add_editions(props, self.editions[node])
        if dated:
            props.update(zip(_BOUNDS, bounds, strict=True))
            props["span_start"], props["span_end"] = definite_span(*bounds)
        return kind, props

    def edges(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield each edge's kind and its ``tail``, ``head`` and ``props``, kind by kind."""
        postings: Rows = []
        for row in _fetched(self.connection, _EDGES):
            if (edge := self._edge(row)) is not None:
                if row[1] == "POSTED_TO":
                    postings.append(edge)
                yield row[1], edge
        for edge in gaps(postings):
            yield "POSTED_TO", edge
        for node, source, sids, described in _fetched(self.connection, _CITATIONS):
            if described:
                yield "CITED_IN", {"tail": node, "head": source, "props": {"sids": sids}}
            else:
                self.omissions.undescribed.add(source)

    def _edge(self, row: tuple[Any, ...]) -> dict[str, Any] | None:
        entity, kind, tail, head, sids, sources, names, values, *rest, tail_known, head_known = row
        if not (tail_known and head_known):
            self.omissions.dangling[kind] += 1
            return None
        if tail == head:
            self.omissions.loops[kind] += 1
            return None
        props = {"id": entity, **_properties(kind, names, values)}
        props.update(zip((*_BOUNDS, *_FLAGS), rest, strict=True))
        props["sids"] = sids
        props["sources"] = sources
        if kind == "POSTED_TO":
            props["is_command"] = self._commands(str(props.get("role", "")))
        return {"tail": tail, "head": head, "props": props}

    def _commands(self, role: str) -> bool:
        commands = is_command(role)
        if commands is None and role:
            self.omissions.unlisted_roles[role] += 1
        return bool(commands)


@contextmanager
def projecting(case: Case, *, as_of: PartialDate | None = None) -> Iterator[Projection]:
    """Give the projection of the case as it stands, or of what was known and in force on an earlier day."""
    linker = Linker.of(judgements.read(case))
    with reading(case) as connection:
        yield projected(connection, linker.merged(), comparisons(case, linker), as_of=as_of)


def projected(
    connection: "DuckDBPyConnection",
    merged: Mapping[str, str],
    compared: Comparisons,
    *,
    as_of: PartialDate | None = None,
) -> Projection:
    """Return the projection of the connection's ``statements``, with the canonical ids of the entities merged."""
    cut_off(connection, as_of)
    connection.execute(
        "CREATE TABLE merged AS SELECT unnest(?::VARCHAR[]) AS entity, unnest(?::VARCHAR[]) AS canonical",
        [list(merged), list(merged.values())],
    )
    connection.execute(
        "CREATE VIEW said AS SELECT coalesce(m.canonical, s.entity) AS node, s.* "  # noqa: S608 - no value in it
        f"FROM told s LEFT JOIN merged m USING (entity) WHERE s.kind IN ({_NODE_LABELS})"
    )
    connection.execute("CREATE TABLE node AS SELECT DISTINCT node FROM said WHERE kind <> 'Source'")
    return Projection(connection, compared, editions(connection))


def _add_editions(props: dict[str, Any], seen: Editions) -> None:
    """Say since and until when editions hold the listing; one that a later edition lacks was taken off in between."""
    props["first_seen"], props["last_seen"] = seen.first_seen, seen.last_seen
    if len(seen.stretches) > 1:
        props["stretches"] = list(seen.spans)
    derived = seen.delisted_between and not {"delisted_on", "delisted_between"} & props.keys()
    if derived:
        props["delisted_between"] = seen.delisted_between
    if derived or len(seen.stretches) > 1:
        props["sids"] = sorted({*props["sids"], *seen.gone_sids})


def definite_span(start_min: str, start_max: str, end_min: str, end_max: str) -> tuple[str, str]:
    """Return the days that the event certainly took up; where there are none, all that it may have taken up."""
    if start_max <= end_min and start_max != UNKNOWN_END and end_min != UNKNOWN_START:
        return start_max, end_min
    return start_min, end_max


def _properties(kind: str, names: Sequence[str] | None, values: Sequence[str] | None) -> dict[str, Any]:
    """Return the properties: lists where several values may hold, else the best attested value.

    Names and values come in pairs ordered by name, best attested value first; equal pairs stand together. ``names``
    holds every name that it is called, ``disputed`` the single-valued properties of which sources give several values;
    all of these stay in the statements.
    """
    declared = (NODE_KINDS.get(kind) or EDGE_KINDS[kind]).properties
    props: dict[str, Any] = {}
    disputed: list[str] = []
    called: set[str] = set()
    before: tuple[str, str] | None = None
    for pair in zip(names or (), values or (), strict=True):
        if pair == before:
            continue
        before = name, value = pair
        property_ = declared.get(name)
        if name in NAME_PROPERTIES:
            called.add(value)
            if name == "name":
                props.setdefault(name, value)
        elif property_ is None or property_.many:
            props.setdefault(name, []).append(_typed(property_, value))
        elif name not in props:
            props[name] = _typed(property_, value)
        elif name not in disputed:
            disputed.append(name)
    if disputed:
        props["disputed"] = disputed
    if called:
        props["names"] = sorted(called)
    return props


def _typed(property_: Property | None, value: str) -> str | float | int | bool:
    if property_ is None or property_.type not in _TYPED:
        return value
    if property_.type is ValueType.FLAG:
        return value == "true"
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < _GREATEST_WHOLE else number


def _fetched(connection: "DuckDBPyConnection", query: str) -> Iterator[tuple[Any, ...]]:
    """Run the query on a cursor of its own, so that another may run in between, and yield its rows."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(_FETCHED):
            yield from rows
