"""Looking up one entity: every statement of it and of its relations, with source and place.

Only the parts of the files are read that hold the entity: files are sorted by entity, and a relation is found by the
filter that each part carries of its values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.case import judgements
from graphkit.case.captures import attached
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.dates import UNKNOWN_END, UNKNOWN_START, PartialDate, Timed
from graphkit.errors import DamagedCase, UnknownEntity
from graphkit.model.ontology import KINDS
from graphkit.model.source import Sharing
from graphkit.model.statement import Basis, Stance
from graphkit.resolve.linker import Linker
from graphkit.text import visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_Row = dict[str, Any]
_Place = tuple[str, str, str, str]
_TOLD = (
    "id", "entity", "kind", "prop", "value", "original", "lang", "source", "cited", "origin", "credibility",
    "start_min", "start_max", "end_min", "end_max", "start_known", "end_known", "timed", "stance", "basis", "sharing",
)  # fmt: skip
_STATEMENTS = f"SELECT {', '.join(_TOLD)} FROM statements WHERE list_contains(?, entity)"  # noqa: S608 - names of ours
_RELATIONS = "SELECT DISTINCT entity FROM statements WHERE prop IN ('tail', 'head') AND list_contains(?, value)"
_PLACES = """
SELECT statement, place.capture, place.locator, first_seen, last_seen FROM (
  SELECT statement, min(seen_on) AS first_seen, max(seen_on) AS last_seen,
    arg_min({'capture': capture, 'locator': locator}, {'run': run, 'locator': locator}) AS place
  FROM observations WHERE list_contains(?, entity) GROUP BY statement
)
"""
_LABELS = """
SELECT entity, prop, value FROM statements
WHERE list_contains(?, entity) AND prop IN ('name', 'title', 'authority', 'entry') AND stance <> 'denied'
GROUP BY ALL ORDER BY count(DISTINCT source) DESC, value
"""
_NEAREST = """
SELECT entity, greatest(
    jaro_winkler_similarity(entity, $sought), jaro_winkler_similarity(entity[strpos(entity, ':') + 1:], $sought)
  ) AS likeness
FROM (SELECT DISTINCT entity FROM statements WHERE NOT list_contains($relations, kind))
WHERE likeness >= $near ORDER BY likeness DESC, entity LIMIT 3
"""
_NEAR_ENOUGH = 0.9
_SAID_OTHERWISE = frozenset({"tail", "head", "first_cited", "last_cited"})
_BOUNDS = ("start_min", "start_max", "end_min", "end_max", "start_known", "end_known")
_SHARED_NAMESPACES = frozenset({"country"})
"""Prefixes of ids that are no dataset's."""


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement of an entity, or of a relation of it, with its source and the place where it was first seen."""

    id: str
    entity: str
    """The id under which it was stated: the entity's, one merged with it, or a relation's."""
    kind: str
    prop: str
    value: str
    original: str
    lang: str
    source: str
    cited: str
    origin: str
    credibility: int
    start_min: str
    start_max: str
    end_min: str
    end_max: str
    start_known: bool
    end_known: bool
    timed: str
    stance: str
    basis: str
    sharing: str
    title: str
    """The source's title; empty where the case does not describe it."""
    held: bool
    """Whether the source's own bytes are in the case, and not only those of a file that cites it."""
    capture: str
    locator: str
    first_seen: str
    last_seen: str
    disputed: bool
    """Whether another value stands of a property that can have one only; what is denied is no value."""
    end: str
    """``tail`` or ``head``: at which end of the relation the entity stands; empty for its own statements."""
    other: str
    """The entity at the other end of the relation, by its canonical id."""
    other_name: str

    @property
    def when(self) -> str:
        """The bounds in words; empty for what is undated."""
        if self.timed != Timed.DATED:
            return "standing" if self.timed == Timed.STANDING else ""
        start, end = _span(self.start_min, self.start_max), _span(self.end_min, self.end_max)
        told = ("began" if self.start_known else "attested") + (f" {start}" if start else "")
        if not end:
            return told if self.end_min <= self.start_max else f"{told}, at least to {self.end_min}"
        if start == end and not self.end_known:
            return told
        return f"{told}, ended {end}" if self.end_known else f"{told} to {end}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a reader must know before relying on it; nothing of a plain public statement whose bytes are here."""
        said = (
            (self.disputed, "disputed"),
            (self.stance != Stance.ASSERTED, self.stance),
            (self.basis != Basis.STATED, self.basis),
            (self.sharing != Sharing.PUBLIC, self.sharing),
            (not self.held, "not held"),
        )
        return tuple(remark for applies, remark in said if applies)


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of the entity as one source attests it for one stretch of time: its statements in one line."""

    id: str
    kind: str
    end: str
    other: str
    other_name: str
    when: str
    said: tuple[tuple[str, str], ...]
    """Its own properties and their values, but for its ends and the dates that ``when`` tells."""
    source: str
    cited: str
    remarks: tuple[str, ...]


def show(case: Case, entity: str) -> list[ShownStatement]:
    """Return every statement of the entity and of those merged with it, then those of its relations.

    An id without its dataset will do where only one dataset has it; raises UnknownEntity.
    """
    linker = Linker.of(judgements.read(case))
    with reading(case) as connection:
        members = linker.members(full_id(case, connection, entity))
        relations = [row[0] for row in connection.execute(_RELATIONS, [members]).fetchall()]
        entities = [*members, *relations]
        fetched = connection.execute(_STATEMENTS, [entities]).fetchall()
        rows = [dict(zip(_TOLD, row, strict=True)) for row in fetched]
        ends = _ends(rows, frozenset(members), linker)
        labels = _labels(connection, {row["source"] for row in rows}.union(other for _, other in ends.values()))
        places: dict[str, _Place] = {row[0]: row[1:] for row in connection.execute(_PLACES, [entities]).fetchall()}
    sources = attached(case)
    disputed = _disputed(rows, ends)
    shown = []
    for row in rows:
        capture, locator, first_seen, last_seen = _place_of(places, row["id"])
        end, other = ends.get(row["entity"], ("", ""))
        made = ShownStatement(
            **row,
            capture=capture,
            locator=locator,
            title=labels.get(row["source"], ""),
            held=":" not in row["source"] or row["source"] in sources,
            first_seen=first_seen,
            last_seen=last_seen,
            disputed=row["id"] in disputed,
            end=end,
            other=other,
            other_name=labels.get(other, ""),
        )
        shown.append(made)
    return sorted(shown, key=_reading_order)


def relations_of(shown: Iterable[ShownStatement]) -> list[Relation]:
    """Return the relations among the statements, in their order."""
    found: dict[tuple[str, ...], list[ShownStatement]] = {}
    for item in shown:
        if item.end:
            found.setdefault((item.entity, item.when, item.source, item.cited, item.stance), []).append(item)
    return [
        Relation(
            id=items[0].entity,
            kind=items[0].kind,
            end=items[0].end,
            other=items[0].other,
            other_name=items[0].other_name,
            when=items[0].when,
            said=tuple((item.prop, item.value) for item in items if item.prop not in _SAID_OTHERWISE),
            source=items[0].source,
            cited=items[0].cited,
            remarks=tuple(dict.fromkeys(remark for item in items for remark in item.remarks)),
        )
        for items in found.values()
    ]


def full_id(case: Case, connection: "DuckDBPyConnection", entity: str) -> str:
    """Return the full id of an entity given with or without its dataset; raises UnknownEntity."""
    query = "SELECT DISTINCT entity FROM statements WHERE list_contains(?, entity) ORDER BY entity"
    found = [id_ for (id_,) in connection.execute(query, [possible_ids(case, entity)]).fetchall()]
    if entity in found:
        return entity
    if len(found) == 1:
        return str(found[0])
    if found:
        raise UnknownEntity(f"{visible(entity)!r} is the id of several entities: {', '.join(found)}; name one of these")
    relations = [name for name in KINDS if "tail" in KINDS[name].properties]
    arguments = {"sought": entity, "relations": relations, "near": _NEAR_ENOUGH}
    near = [id_ for id_, _ in connection.execute(_NEAREST, arguments).fetchall()]
    hint = f"; did you mean {' or '.join(near)}?" if near else ";"
    raise UnknownEntity(
        f"no entity has the id {visible(entity)!r}{hint} 'graphkit search' finds entities by their names"
    )


def possible_ids(case: Case, text: str) -> list[str]:
    """Return the ids that the text can stand for: itself, and itself in every dataset of the case."""
    datasets = {path.parent.name for path in case.recorded_files("statements")}
    return [text, *(f"{prefix}:{text}" for prefix in sorted(datasets | _SHARED_NAMESPACES))]


def _span(earliest: str, latest: str) -> str:
    """Return the day, month, year or range; nothing where one of its bounds is not known."""
    known = earliest != UNKNOWN_START and latest != UNKNOWN_END
    return PartialDate(earliest, latest, "").edtf() if known else ""


def _ends(rows: Iterable[_Row], members: frozenset[str], linker: Linker) -> dict[str, tuple[str, str]]:
    """Return, by relation, at which end of it the entity stands, and which one stands at the other."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["entity"] not in members and row["prop"] in {"tail", "head"}:
            found.setdefault(row["entity"], {})[row["prop"]] = row["value"]
    ends = {}
    for relation, stated in found.items():
        end, opposite = ("tail", "head") if stated.get("tail") in members else ("head", "tail")
        ends[relation] = (end, linker.canonical(stated.get(opposite, "")))
    return ends


def _disputed(rows: Iterable[_Row], ends: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """Return the ids of statements that give different values of what can have one only.

    A relation that is attested for several stretches is disputed within one of them only, as in the graph.
    """
    said: dict[tuple[str, ...], list[_Row]] = {}
    for row in rows:
        property_ = KINDS[row["kind"]].properties.get(row["prop"])
        if property_ is None or property_.many or row["stance"] == Stance.DENIED:
            continue
        of = (row["entity"], *(row[bound] for bound in _BOUNDS)) if row["entity"] in ends else ()
        said.setdefault((row["prop"], *of), []).append(row)
    return frozenset(row["id"] for alike in said.values() if len({row["value"] for row in alike}) > 1 for row in alike)


def _labels(connection: "DuckDBPyConnection", entities: Iterable[str]) -> dict[str, str]:
    """Return what to call each entity: its best attested name or title; of a listing, its authority and entry."""
    found: dict[str, dict[str, str]] = {}
    for entity, prop, value in connection.execute(_LABELS, [sorted(entities)]).fetchall():
        found.setdefault(entity, {}).setdefault(prop, value)
    return {
        entity: told.get("name") or told.get("title") or " ".join(value for _, value in sorted(told.items()))
        for entity, told in found.items()
    }


def _place_of(places: Mapping[str, _Place], statement: str) -> _Place:
    if (found := places.get(statement)) is None:
        raise DamagedCase(f"no observation tells where statement {statement} was seen; run 'graphkit check'")
    return found


def _reading_order(shown: ShownStatement) -> tuple[object, ...]:
    """Own statements come first; properties come in the order of the ontology."""
    properties = list(KINDS[shown.kind].properties)
    place = properties.index(shown.prop) if shown.prop in properties else len(properties)
    relation = (shown.kind, shown.end, shown.other_name, shown.entity, shown.start_min) if shown.end else ()
    return (relation, place, shown.value, shown.id)
