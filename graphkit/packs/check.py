"""Checking packs: against the ontology, the server's own word, the lock, and their own examples."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from graphkit.dates import Interval, PartialDate
from graphkit.errors import FailedExample, ForeignNodes, GraphkitError, InvalidPack, NotReadOnly
from graphkit.graph.build import empty
from graphkit.graph.jars import Progress
from graphkit.graph.project import definite_span
from graphkit.graph.store import Store, open_store
from graphkit.model.ontology import EDGE_KINDS, NODE_KINDS
from graphkit.packs.authority import authorities_of
from graphkit.packs.lock import check_lock
from graphkit.packs.pack import FINDINGS, Example, Pack
from graphkit.packs.run import rows_of

_PATTERN_KIND = re.compile(r"[(\[]\s*\w*\s*:\s*([\w|&!:]+)")
_ORDER = re.compile(r"\bORDER\s+BY\b(?!.*\bORDER\s+BY\b)(.*)", re.IGNORECASE | re.DOTALL)
_DEFAULT_FINDING = {"pack": "other/pack", "grade": "certain", "support": {"origins": 1, "official": False}, "row": {}}
"""What an example's finding of another pack holds where it says nothing of it."""
_BUILT_KINDS = frozenset({"Entity", "Build", "CITED_IN"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked of one pack."""

    id: str
    version: int
    examples: int
    problem: GraphkitError | None = None

    def summary(self) -> dict[str, Any]:
        """Return the result as a line of JSON tells it."""
        problem = str(self.problem) if self.problem else None
        return {"id": self.id, "version": self.version, "examples": self.examples, "problem": problem}


@contextmanager
def checking_store(progress: Progress | None = None) -> Iterator[Store]:
    """Give a server for examples: one of its own, or the one that NEO4J_URI names where that is empty."""
    with (
        TemporaryDirectory(prefix="graphkit-") as folder,
        open_store(Path(folder) / "graph", progress=progress) as store,
    ):
        if store.read("MATCH (n) RETURN 1 LIMIT 1").rows:
            raise ForeignNodes(
                "examples are written into an empty database only, and this one holds nodes; unset NEO4J_URI to let "
                "graphkit run a server of its own"
            )
        yield store


def check(packs: Sequence[Pack], store: Store, lock: Mapping[str, Mapping[str, str | int]]) -> Iterator[Checked]:
    """Check each pack with a server whose graph is empty: the examples are written into it and removed again."""
    for pack in packs:
        passed = 0
        try:
            check_text(pack)
            check_query(pack, store)
            check_lock(pack, lock)
            for number, example in enumerate(pack.header.examples, 1):
                check_example(pack, number, example, store)
                passed += 1
        except GraphkitError as error:
            yield Checked(pack.id, pack.header.version, passed, error)
        else:
            yield Checked(pack.id, pack.header.version, passed)


def check_text(pack: Pack) -> None:
    """Raise InvalidPack where the query and the header do not fit; no server is asked."""
    header = pack.header
    known = {*NODE_KINDS, *EDGE_KINDS, *_BUILT_KINDS}
    for kinds in _PATTERN_KIND.findall(pack.plain_query):
        for kind in re.split(r"[|&!:]+", kinds):
            if kind and kind not in known:
                raise InvalidPack(f"{pack.id}: the query names {kind!r}, which no kind is called")
    for kind in header.subject.kinds:
        if kind not in NODE_KINDS:
            raise InvalidPack(f"{pack.id}: the subject is of kind {kind!r}, which does not exist")
    declared = {*header.params, *((FINDINGS,) if header.after else ())}
    if undeclared := sorted(pack.used_params - declared):
        raise InvalidPack(f"{pack.id}: the query uses ${', $'.join(undeclared)}, which params does not declare")
    if unused := sorted(declared - pack.used_params):
        raise InvalidPack(f"{pack.id}: params declares {', '.join(unused)}, which the query does not use")
    _check_order(pack)
    _check_authorities(pack)


def _check_order(pack: Pack) -> None:
    found = _ORDER.search(pack.plain_query)
    ordered = {part.split()[0] for part in found[1].split(",") if part.split()} if found else set()
    if found is None or re.search(r"\b(RETURN|WITH|MATCH|LIMIT|SKIP)\b", found[1], re.IGNORECASE):
        raise InvalidPack(f"{pack.id}: the query does not end with an ORDER BY")
    if missing := [name for name in pack.header.identity if name not in ordered]:
        raise InvalidPack(f"{pack.id}: the order is not total; add {', '.join(missing)} to the last ORDER BY")


def _check_authorities(pack: Pack) -> None:
    known = authorities_of()
    for served in pack.header.serves:
        if served.authority not in known:
            raise InvalidPack(f"{pack.id} serves {served.authority!r}; the authorities are: {', '.join(known)}")
        elements = known[served.authority].elements
        if served.element not in elements:
            raise InvalidPack(
                f"{pack.id} serves {served.authority}/{served.element}; its elements are: {', '.join(elements)}"
            )


def check_query(pack: Pack, store: Store) -> None:
    """Raise NotReadOnly or InvalidPack by what the server says of the query, without running it."""
    against = pack.header.against.query
    for name, query in (("the query", pack.query), ("against", against)):
        if refusal := store.inspect(query).refusal:
            raise NotReadOnly(f"{pack.id}: {name} was refused: {refusal}; a pack only reads")
    returned, expected = store.columns(pack.query), pack.returned
    if undeclared := [name for name in returned if name not in expected]:
        raise InvalidPack(f"{pack.id}: the query returns {', '.join(undeclared)}, which the header does not declare")
    if missing := [name for name in expected if name not in returned]:
        raise InvalidPack(f"{pack.id}: the header declares {', '.join(missing)}, which the query does not return")
    if "statements" not in store.columns(against):
        raise InvalidPack(f"{pack.id}: against does not return statements")


def check_example(pack: Pack, number: int, example: Example, store: Store) -> None:
    """Raise FailedExample where the pack finds other rows in the example's graph than it must."""
    nodes, edges = _nodes(pack, example), _edges(pack, example)
    empty(store)
    try:
        for kind, props in nodes:
            labels = "Source" if kind == "Source" else f"Entity:{kind}"
            store.write(f"CREATE (node:{labels}) SET node = $props", {"props": props})
        for kind, ends, props in edges:
            match = "MATCH (tail {id: $tail}), (head {id: $head})"
            store.write(f"{match} CREATE (tail)-[edge:{kind}]->(head) SET edge = $props", {**ends, "props": props})
        arguments: dict[str, Any] = {name: param.default for name, param in pack.header.params.items()}
        arguments |= example.params
        if pack.header.after:
            arguments[FINDINGS] = [_DEFAULT_FINDING | given for given in example.findings]
        rows = rows_of(store, pack, arguments)
    finally:
        empty(store)
    if problem := _difference(rows, example.finds):
        raise FailedExample(f"{pack.id}, example {number} ({example.why}): {problem}")
    if unsourced := [row for row in rows if not any(row[name] for name in pack.header.evidence)]:
        raise FailedExample(f"{pack.id}, example {number}: a row without statements: {unsourced[0]}")


def _difference(rows: Sequence[dict[str, Any]], finds: Sequence[dict[str, Any]]) -> str:
    left = list(rows)
    for expected in finds:
        same = next((row for row in left if all(row.get(key) == value for key, value in expected.items())), None)
        if same is None:
            return f"it does not find {expected}; what is left of what it finds is {left}"
        left.remove(same)
    return f"it also finds {left}" if left else ""


def _nodes(pack: Pack, example: Example) -> list[tuple[str, dict[str, Any]]]:
    nodes = []
    for given in example.nodes:
        props = {name: value for name, value in given.items() if name not in {"kind", "when"}}
        kind = given.get("kind", "")
        if kind not in NODE_KINDS:
            raise InvalidPack(f"{pack.id}: an example has a node of kind {kind!r}, which does not exist")
        props.setdefault("name", props["id"])
        props.setdefault("names", [props["name"]])
        props.setdefault("members", [props["id"]])
        props.setdefault("datasets", ["example"])
        props.setdefault("sids", [f"{props['id']}-statement"])
        if "when" in given:
            bounds = _bounds(given["when"])
            ends = [str(bounds[name]) for name in ("start_min", "start_max", "end_min", "end_max")]
            props["span_start"], props["span_end"] = definite_span(*ends)
            props |= bounds
        nodes.append((kind, props))
    return nodes


def _edges(pack: Pack, example: Example) -> list[tuple[str, dict[str, str], dict[str, Any]]]:
    edges = []
    for number, given in enumerate(example.edges, 1):
        kind = given.get("kind", "")
        if kind not in EDGE_KINDS:
            raise InvalidPack(f"{pack.id}: an example has an edge of kind {kind!r}, which does not exist")
        props = {name: value for name, value in given.items() if name not in {"kind", "when", "tail", "head"}}
        props = {
            "id": f"edge-{number}",
            "stance": "asserted",
            "basis": "stated",
            "sources": ["example"],
        } | props
        props.setdefault("sids", [f"edge-{number}-statement"])
        edges.append((kind, {"tail": given["tail"], "head": given["head"]}, _bounds(given.get("when", "")) | props))
    return edges


def _bounds(when: object) -> dict[str, str | bool]:
    """Return the bounds of ``first/last``, ``first`` (that day, month or year), ``first/`` (open), or ``standing``."""
    text = str(when)
    if text in {"", "standing"}:
        interval = Interval.standing() if text else Interval.undated()
    else:
        first, has_last, last = text.partition("/")
        start, end = (PartialDate.parse(part) if part else None for part in (first, last if has_last else first))
        interval = Interval.attested(start, end)
    return {
        "start_min": interval.start_min,
        "start_max": interval.start_max,
        "end_min": interval.end_min,
        "end_max": interval.end_max,
        "start_known": interval.start_known,
        "end_known": interval.end_known,
        "timed": interval.timed.value,
    }
