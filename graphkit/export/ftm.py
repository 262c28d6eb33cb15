"""FollowTheMoney: entities as JSON lines, their statements as CSV, and what a delta stream took away.

What came in as FollowTheMoney goes out as it came: ``graphkit.model.ftm`` is the table of both ways. FollowTheMoney
knows no stance, no dates that are merely attested and no ranges of dates; what it cannot say is left out and counted,
never rounded to what it can: a thing alleged would read as a thing so.
"""

import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from graphkit.dates import PartialDate, Timed
from graphkit.export.formats import Outcome, Writing, written_about
from graphkit.model import ftm
from graphkit.model.ontology import EDGE_KINDS, NODE_KINDS, narrowest
from graphkit.model.statement import Stance

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ENTITIES, STATEMENTS, REMOVED = "entities.ftm.json", "statements.csv", "removed.delta.json"
_FETCHED = 5_000
_SAYABLE = """
CREATE TABLE sayable AS SELECT DISTINCT coalesce(m.canonical, t.entity) AS node
FROM told t LEFT JOIN merged m USING (entity) WHERE list_contains(?, t.kind) OR t.prop = 'ftm_schema'
"""
_SAID = """
WITH part AS (
  SELECT entity, min(concat(dataset, ':', value[5:])) AS whole FROM told
  WHERE prop = 'ftm_value' AND starts_with(value, '@id=') GROUP BY entity
), seen AS (
  SELECT statement, min(seen_on) AS first_seen, max(seen_on) AS last_seen FROM observations GROUP BY statement
), listed AS (
  SELECT h.*, t.value AS subject FROM told h JOIN told t USING (entity, source)
  WHERE h.kind = 'LISTED_IN' AND h.prop = 'head' AND t.prop = 'tail'
), said AS (
  SELECT coalesce(p.whole, m.canonical, t.entity) AS key, t.* EXCLUDE (value), t.value AS value
  FROM told t LEFT JOIN merged m USING (entity) LEFT JOIN part p USING (entity)
  WHERE t.kind NOT IN ('Source', 'LISTED_IN')
  UNION ALL BY NAME
  SELECT coalesce(m.canonical, l.value) AS key, l.* EXCLUDE (value, subject, prop), '@entity' AS prop,
    l.subject AS value
  FROM listed l LEFT JOIN merged m ON m.entity = l.value
)
SELECT s.key, s.entity, s.kind, s.prop, coalesce(v.canonical, s.value) AS value, s.original, s.lang, s.dataset, s.cited,
  s.stance, s.start_min, s.start_max, s.end_min, s.end_max, s.start_known, s.end_known, s.timed,
  seen.first_seen, seen.last_seen, e.node IS NOT NULL AS leads
FROM said s LEFT JOIN seen ON seen.statement = s.id
LEFT JOIN merged v ON s.prop IN ('tail', 'head', '@entity') AND v.entity = s.value
LEFT JOIN sayable e ON s.prop IN ('tail', 'head', '@entity') AND e.node = coalesce(v.canonical, s.value)
ORDER BY s.key, s.kind, s.prop, s.value, s.id
"""
_COLUMNS = (
    "canonical_id", "entity_id", "prop", "prop_type", "schema", "value", "dataset", "origin", "lang",
    "original_value", "external", "first_seen", "last_seen", "id",
)  # fmt: skip
_ALSO = {
    ("Listing", "note"): "description",
    ("Person", "identifier"): "idNumber",
    ("POSTED_TO", "role"): "role",
    ("POSTED_TO", "title"): "description",
    ("POSTED_TO", "note"): "summary",
    ("PART_OF", "authority"): "role",
    ("PART_OF", "note"): "summary",
    ("SUCCEEDED_BY", "note"): "summary",
}
"""Properties that come from no file of FollowTheMoney, and where it can say them."""
_SAID_BY_DATES = frozenset({"first_cited", "last_cited", "open_ended"})
_SHARES = ("share_min", "share_max")
_WITHOUT_WORDS = frozenset({Stance.DENIED.value, Stance.ALLEGED.value})
_A_DATE = re.compile(r"\d{4}(-\d\d(-\d\d([T ].*)?)?)?", re.ASCII)
_AN_ID = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?", re.ASCII)
_NOT_IN_AN_ID = re.compile(r"[^0-9a-zA-Z]+", re.ASCII)
_OWN = "ftm"
"""The dataset whose ids are FollowTheMoney's own."""
_UNDEFINED = "undefined"
"""The dataset of a statement whose file names none."""
_LONGEST_PART = 100


class _Said(NamedTuple):
    """One statement, as the query gives it."""

    key: str
    entity: str
    kind: str
    prop: str
    value: str
    original: str
    lang: str
    dataset: str
    cited: str
    stance: str
    start_min: str
    start_max: str
    end_min: str
    end_max: str
    start_known: bool
    end_known: bool
    timed: str
    first_seen: str
    last_seen: str
    leads: bool
    """Whether the entity that it leads to is one that FollowTheMoney can hold."""


@dataclass(slots=True)
class _Entity:
    """One entity of FollowTheMoney in the making."""

    id: str
    schema: ftm.Schema
    values: dict[str, dict[str, None]] = field(default_factory=dict)
    """Property to its values, each once, in their order."""
    statements: list[list[str]] = field(default_factory=list)
    caption: str = ""
    referents: dict[str, None] = field(default_factory=dict)
    told: dict[str, set[str]] = field(default_factory=dict)
    """What is told of its making, by name."""

    def add(self, said: _Said, prop: str, value: str, original: str = "") -> None:
        """Say a value, and that a dataset said it."""
        self.values.setdefault(prop, {})[value] = None
        made = _made(said)
        self.statements.append([
            self.id, ftm_id(said.entity) if said.kind in NODE_KINDS else self.id, prop,
            self.schema.properties.get(prop, ""), self.schema.name, value,
            min(made["datasets"], default=_UNDEFINED), "", said.lang, original,
            "t" if made.get("external") else "f",
            min(made.get("first_seen", [""])), max(made.get("last_seen", [""])), "",
        ])  # fmt: skip

    def made_by(self, said: _Said) -> None:
        """Note what a statement tells of the making of the entity."""
        for name, found in _made(said).items():
            self.told.setdefault(name, set()).update(found)

    def line(self) -> str:
        """Return the entity as one line of JSON."""
        names = list(self.values.get("name", ()))
        told: dict[str, object] = {"id": self.id}
        if caption := self.caption or next(iter(names), ""):
            told["caption"] = caption
        told |= {"schema": self.schema.name, "properties": {prop: list(found) for prop, found in self.values.items()}}
        told["referents"] = list(self.referents)
        told["datasets"] = sorted(self.told.get("datasets", ()))
        for name, pick in (("first_seen", min), ("last_seen", max), ("last_change", max)):
            if found := self.told.get(name):
                told[name] = pick(found)
        if "target" in self.told:
            told["target"] = "true" in self.told["target"]
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def write_ftm(writing: Writing) -> Outcome:
    """Write the folder: entities, statements, and what was taken away, where a stream says so."""
    counts: Counter[str] = Counter(entities=0, statements=0)
    unsaid: Counter[str] = Counter()
    connection = writing.leaving.connection
    kinds = [kind for kind in ftm.SCHEMA_OF_KIND if kind in NODE_KINDS]
    connection.execute(_SAYABLE, [kinds])
    (writing.path / "README.txt").write_text(written_about(writing), "utf-8")
    with (
        (writing.path / ENTITIES).open("w", encoding="utf-8", newline="\n") as entities,
        (writing.path / STATEMENTS).open("w", encoding="utf-8", newline="") as stream,
    ):
        table = csv.writer(stream, dialect=csv.unix_dialect)
        table.writerow(_COLUMNS)
        removed: list[str] = []
        for key, rows in groupby(_fetched(connection), key=attrgetter("key")):
            said = list(rows)
            if any(item.prop == ftm.REMAINDER and item.value == "op=DEL" for item in said):
                removed.append(ftm_id(key))
            elif (entity := _entity(key, said, unsaid)) is not None:
                entities.write(entity.line() + "\n")
                table.writerows(entity.statements)
                counts.update(entities=1, statements=len(entity.statements))
                if counts["entities"] % _FETCHED == 0:
                    writing.progress("entities", counts["entities"])
    if removed:
        lines = (json.dumps({"op": "DEL", "entity": {"id": id_}}) + "\n" for id_ in removed)
        (writing.path / REMOVED).write_text("".join(lines), "utf-8", newline="\n")
        counts["removed"] = len(removed)
    return Outcome(dict(counts), dict(sorted(unsaid.items())))


@lru_cache(maxsize=100_000)
def ftm_id(entity: str) -> str:
    """Return an id that FollowTheMoney takes: its own as it came, any other readable and with a hash of itself.

    >>> ftm_id("ftm:NK-24cf2z"), ftm_id("ofac_sdn:7157")
    ('NK-24cf2z', 'ofac-sdn-7157-…')
    """
    own = entity.removeprefix(f"{_OWN}:")
    if own != entity and _AN_ID.fullmatch(own):
        return own
    readable = _NOT_IN_AN_ID.sub("-", entity).strip("-")[:_LONGEST_PART]
    return f"{readable}-{hashlib.sha256(entity.encode()).hexdigest()[:10]}"


def _fetched(connection: "DuckDBPyConnection") -> Iterator[_Said]:
    with connection.cursor() as cursor:
        cursor.execute(_SAID)
        while rows := cursor.fetchmany(_FETCHED):
            yield from map(_Said._make, rows)


def _entity(key: str, said: Sequence[_Said], unsaid: Counter[str]) -> _Entity | None:
    """Return the entity that the statements make; None, and it is counted, where FollowTheMoney has no word for it."""
    spoken = [item for item in said if item.stance not in _WITHOUT_WORDS]
    unsaid.update(f"{item.kind}: {item.stance}" for item in said if item.stance in _WITHOUT_WORDS)
    kinds = frozenset(item.kind for item in spoken if item.kind != "LISTED_IN")
    schema = _schema(spoken, kinds)
    if schema is None or not _leads(schema, spoken, kinds):
        unsaid.update(kinds)
        return None
    entity = _Entity(ftm_id(key), schema)
    stated = {item.entity for item in spoken if item.prop == ftm.SCHEMA_PROPERTY}
    for item in spoken:
        entity.made_by(item)
        _say(entity, item, unsaid, own=item.entity in stated)
    for id_ in sorted({item.entity for item in spoken if item.kind in NODE_KINDS}):
        if id_ not in stated and ftm_id(id_) == entity.id:
            entity.referents[id_] = None
        elif ftm_id(id_) != entity.id and not id_.startswith(f"{key}/"):
            entity.referents[ftm_id(id_)] = None
    others = [item for item in spoken if item.entity not in stated]
    _say_dates(entity, others, unsaid)
    _say_shares(entity, others)
    return entity


def _schema(said: Iterable[_Said], kinds: frozenset[str]) -> ftm.Schema | None:
    """Return the narrowest of the schemata that the statements name and that their kinds mean."""
    names = {item.value for item in said if item.prop == ftm.SCHEMA_PROPERTY}
    named_kinds = {item.kind for item in said if item.prop == ftm.SCHEMA_PROPERTY}
    if not kinds:
        return None
    names |= {ftm.SCHEMA_OF_KIND[kind] for kind in kinds - named_kinds if kind in ftm.SCHEMA_OF_KIND}
    found = [ftm.schema(name) for name in sorted(names)]
    for schema in found:
        if all(other.name in schema.within for other in found):
            return schema
    name = ftm.SCHEMA_OF_KIND.get(narrowest(kinds)) if len(kinds) > 1 or found else None
    return ftm.schema(name) if name else None


def _leads(schema: ftm.Schema, said: Iterable[_Said], kinds: frozenset[str]) -> bool:
    """Tell whether a relation leads from and to what FollowTheMoney can hold; one that came in without ends may go."""
    if not kinds & EDGE_KINDS.keys():
        return True
    return schema.ends is not None and {"tail", "head"} <= {item.prop for item in said if item.leads}


def _say(entity: _Entity, said: _Said, unsaid: Counter[str], *, own: bool) -> None:
    """Say one statement in FollowTheMoney's words, or count that it has none; its own are said as they came."""
    prop = said.prop
    if prop in {"tail", "head", "@entity"}:
        _say_end(entity, said, unsaid)
        return
    if prop in {ftm.SCHEMA_PROPERTY, *_SAID_BY_DATES, *_SHARES} or ftm.is_derived(said.original):
        return
    returned = ftm.returned(said.kind, prop, said.value, said.original)
    if returned is None and (name := _ALSO.get((said.kind, prop))):
        returned = ftm.Returned(name, said.value, said.original)
    if returned is None:
        if not (prop == ftm.REMAINDER and said.value.startswith(f"{ftm.PART_OF}=")):
            unsaid[f"{said.kind}.{prop}"] += 1
    elif returned.prop == "caption":
        entity.caption = returned.value
    elif returned.prop == "referents":
        entity.referents[returned.value] = None
    elif own or _takes(entity.schema, returned):
        entity.add(said, returned.prop, returned.value, returned.original)
    else:
        unsaid[f"{said.kind}.{prop}"] += 1


def _say_end(entity: _Entity, said: _Said, unsaid: Counter[str]) -> None:
    """Say to what a relation leads, or whom a listing lists."""
    if not said.leads:
        unsaid[f"{said.kind}.{said.prop.removeprefix('@')}"] += 1
    elif said.prop == "@entity":
        entity.add(said, "entity", ftm_id(said.value))
    elif entity.schema.ends:
        entity.add(said, entity.schema.ends[said.prop == "head"], ftm_id(said.value))


def _takes(schema: ftm.Schema, returned: ftm.Returned) -> bool:
    type_ = schema.properties.get(returned.prop)
    return type_ is not None and (type_ != "date" or _A_DATE.fullmatch(returned.value) is not None)


def _say_dates(entity: _Entity, said: Iterable[_Said], unsaid: Counter[str]) -> None:
    """Say when a relation began and ended, as far as its source states that and FollowTheMoney has a date for it."""
    for item in {item[10:17]: item for item in said if item.kind in EDGE_KINDS and item.kind != "LISTED_IN"}.values():
        if item.timed != Timed.DATED:
            continue
        for prop, known, first, last in (
            ("startDate", item.start_known, item.start_min, item.start_max),
            ("endDate", item.end_known, item.end_min, item.end_max),
        ):
            date = PartialDate(first, last, "").edtf() if first <= last else ""
            if known and _A_DATE.fullmatch(date):
                entity.add(item, prop, date)
            else:
                unsaid[f"{item.kind}: {prop} that is not stated as such"] += 1


def _say_shares(entity: _Entity, said: Iterable[_Said]) -> None:
    """Say the shares of an owner: one number, or the range of two."""
    if entity.schema.name != "Ownership":
        return
    shares: dict[str, list[_Said]] = {}
    for item in said:
        if item.prop in _SHARES:
            shares.setdefault(item.cited, []).append(item)
    for items in shares.values():
        ends = {item.prop: item.value for item in items}
        least, most = ends.get("share_min", "0"), ends.get("share_max", "100")
        entity.add(items[0], "percentage", least if least == most else f"{least}-{most}")


def _made(said: _Said) -> dict[str, list[str]]:
    """Return what is told of the making of a statement: by FollowTheMoney, or else by its dataset and editions."""
    told = ftm.told_of(said.cited)
    if "datasets" in told or said.dataset == _OWN:
        found = {name: [value] for name, value in told.items() if name != "datasets"}
        return found | {"datasets": list(filter(None, told.get("datasets", "").split(", ")))}
    found = {"datasets": [said.dataset.replace("-", "_")]}
    if said.first_seen:
        found |= {"first_seen": [said.first_seen], "last_seen": [said.last_seen]}
    return found
