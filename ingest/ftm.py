"""FollowTheMoney: entities and statements, nested targets, and delta streams.

A schema that has a kind here becomes that kind, a relation whose two ends the file holds an edge between them, and all
else a Record. A value without a property here is kept as FollowTheMoney says it, and counted; so is what it does not
know itself. What it tells of the making of an entity (datasets, first and last seen) stands as the place cited: it
changes from day to day, and what is said does not. The origin is the dataset that an entity was taken from; of several
it is an authority's own list, if one is among them, because that one may have said it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

from graphkit.dates import Interval
from graphkit.errors import InvalidValue, ModelError, SourceError, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, Subject
from graphkit.intake.documents import Document
from graphkit.intake.draft import Citation
from graphkit.intake.followthemoney import DATES, Thing, Value, statement_rows
from graphkit.intake.rows import Row
from graphkit.model import ftm
from graphkit.model.ontology import EDGE_KINDS, is_within
from graphkit.model.source import Sharing
from graphkit.text import clean

# FollowTheMoney is a language, not a publisher: each file has its own, and its own terms, which the file does not name.
DATASET = Dataset(
    id="ftm",
    title="FollowTheMoney entities",
    publisher="as the file's own datasets say",
    url="https://followthemoney.tech",
    sharing=Sharing.PARTNERS,
)

_ORIGINS = {
    "au_dfat_sanctions": "Australian Government, Department of Foreign Affairs and Trade",
    "ca_dfatd_sema_sanctions": "Global Affairs Canada",
    "eu_fsf": "Council of the EU",
    "eu_journal_sanctions": "Council of the EU",
    "gb_hmt_sanctions": "HM Treasury, Office of Financial Sanctions Implementation",
    "un_sc_sanctions": "United Nations Security Council",
    "us_ofac_cons": "US Department of the Treasury, Office of Foreign Assets Control",
    "us_ofac_sdn": "US Department of the Treasury, Office of Foreign Assets Control",
}
"""The origins of lists that graphkit reads itself, by the dataset of FollowTheMoney that repeats them: words that
stand in both have one origin, not two."""
_AUTHORITIES = {
    "OFAC": "US-OFAC",
    "Office of Foreign Assets Control": "US-OFAC",
    "Office of Foreign Assets Control (OFAC)": "US-OFAC",
    "Entity List (EL) - Bureau of Industry and Security": "US-BIS",
    "Council of the European Union": "EU",
    "Foreign, Commonwealth & Development Office": "UK",
    "Global Affairs Canada": "CA",
    "United Nations Security Council (UN SC)": "UN",
    "United Nations Security Council": "UN",
}
"""Authorities as the entities print them; any other stays as printed."""

_MADE = ("datasets", "first_seen", "last_seen", "last_change", "target")
_SHARE = re.compile(r"(\d+(?:\.\d+)?) ?%?(?: ?- ?(\d+(?:\.\d+)?) ?%?)?", re.ASCII)
_SAID_OTHERWISE = (*DATES, "percentage")
"""Properties that an edge says by its bounds and shares, beside keeping them as they are written."""
_NO_PLACE = "{}: no property here holds it"
_NOT_FTM = "{}: it is no property of FollowTheMoney"
_TWICE = "{}: it stands twice in one object, which keeps the values of both"
_NOT_HERE = "{}: it leads to what is not in the file"


@dataclass(slots=True)
class Stream:
    """The entities of one file; relations wait until all of what they could lead to is known."""

    file: SourceFile
    draft: Draft
    relations: list[Thing] = field(default_factory=list)
    listings: list[Thing] = field(default_factory=list)
    papers: list[Thing] = field(default_factory=list)
    """Documents of identity, which say a number of their holder."""
    addressed: list[tuple[Thing, str]] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)
    """The name of each position, the text of each address."""

    def document(self, document: Document) -> None:
        """Take one line: an entity, or what a delta stream says of one."""
        told: dict[str, Any] = document.rest()
        self.file.kept.update(_TWICE.format(key) for key in document.joined)
        if "op" not in told:
            self.entity(told)
            return
        op, entity = told.pop("op"), told.pop("entity", None)
        if op not in {"ADD", "MOD", "DEL"} or not isinstance(entity, dict) or told:
            raise InvalidValue(f"{op!r} is no act of a delta stream with its entity; they are ADD, MOD and DEL")
        if op != "DEL":
            self.entity(entity)
            return
        key = _text_of(entity, "id")
        gone = self.draft.entity("Record", f"{key}/removed")
        gone.add("note", f"The stream no longer holds {key}")
        gone.add(ftm.REMAINDER, ftm.remainder("op", "DEL"))
        gone.add(ftm.REMAINDER, ftm.remainder(ftm.PART_OF, key))

    def entity(self, told: dict[str, Any], shown: Mapping[str, str] | None = None) -> str:
        """Take an entity and all that is nested in it, and return its id; ``shown`` is what its place says of it."""
        key, name = _text_of(told, "id"), _text_of(told, "schema")
        found = ftm.schema(name)
        made = {part: told.pop(part) for part in _MADE if part in told}
        citation = self._citation(made)
        thing = Thing(key, found, self.draft.place, citation)
        properties = told.pop("properties", {})
        if not isinstance(properties, dict):
            raise InvalidValue(f"properties of {key} is no object")
        for prop, value in (shown or {}).items():
            thing.values.append(Value(prop, value, "", "", citation))
        for prop, values in properties.items():
            for value in values if isinstance(values, list) else [values]:
                self._take(thing, prop, value)
        names = thing.of("name")
        for prop, value in told.items():
            for item in value if isinstance(value, list) else [value]:
                if item not in (None, "") and not (prop == "caption" and names == [item]):
                    thing.values.append(Value(prop, _plain(item), "", "", citation))
        self.thing(thing)
        return key

    def _take(self, thing: Thing, prop: str, value: Any) -> None:
        if isinstance(value, dict) and "id" in value and "schema" in value:
            forward = ftm.schema(_checked(value["schema"])).refers_by(prop)
            backward = prop not in thing.schema.properties and bool(forward)
            value = self.entity(dict(value), dict.fromkeys(forward, thing.id) if backward else None)
            if backward:
                return
        if value is None or value == "":
            return
        thing.values.append(Value(prop, _plain(value), "", "", thing.citation))

    def _citation(self, made: Mapping[str, Any]) -> Citation:
        datasets = made.get("datasets", [])
        told = {name: value if isinstance(value, list) else _plain(value) for name, value in made.items()}
        return self.cited(datasets, ftm.provenance(told))

    def cited(self, datasets: Iterable[str], cited: str) -> Citation:
        """Return the citation of what these datasets say."""
        known = [_ORIGINS[name] for name in sorted(datasets) if name in _ORIGINS]
        origin = known[0] if known else ", ".join(sorted(datasets))
        return replace(self.draft.citation(cited=cited), origin=origin)

    def thing(self, thing: Thing) -> None:
        """State what is no relation; keep the others for the end."""
        found = thing.schema
        kind = ftm.kind_of(found)
        if kind in EDGE_KINDS:
            self.relations.append(thing)
            return
        if kind == "Listing":
            self.listings.append(thing)
        elif "Identification" in found.within:
            self.papers.append(thing)
        elif found.name in {"Position", "Address"}:
            names = thing.of("full" if found.name == "Address" else "name")
            self.called.update([(thing.id, name) for name in names[:1]])
        self.addressed += [(thing, address) for address in thing.of("addressEntity")]
        kept: Counter[str] = Counter()
        when = thing.when(kept) if kind == "Record" and "Interval" in found.within else Interval.undated()
        subject = self.draft.entity(kind, thing.id, citations=(thing.citation,), when=when)
        self.state(subject, thing, kept)

    def state(self, subject: Subject, thing: Thing, kept: Counter[str], *, without: Sequence[str] = ()) -> None:
        """State every value, each in its place or as FollowTheMoney says it; ``without`` what the edge itself says."""
        subject.add(ftm.SCHEMA_PROPERTY, thing.schema.name)
        name, known, kind = thing.schema.name, thing.schema.properties, subject.kind
        taken: dict[tuple[str, str, str], tuple[str, str]] = {}
        for prop, value, lang, original, citation in thing.values:
            if prop in without:
                continue
            citations = None if citation is thing.citation else (citation,)
            if prop == "authority" and kind == "Listing" and value in _AUTHORITIES:
                place: ftm.Place | None = ftm.Place(
                    prop, _AUTHORITIES[value], ftm.mark(prop, value, original)
                )  # the listings of one authority are found together, however it is printed
            elif prop == "startDate" and kind == "Listing" and thing.of("listingDate"):
                place = None  # when a measure began to apply is not when the entry was listed
            else:
                place = ftm.placed(kind, prop, value, original)
            # One value of two properties that share a place is one statement, which can name only one of them.
            if place is not None and taken.setdefault(
                (place.prop, str(place.value), citation.origin), (prop, value)
            ) == (prop, value):
                subject.add(place.prop, place.value, original=place.original, lang=lang, citations=citations)
                continue
            subject.add(ftm.REMAINDER, ftm.remainder(prop, value), original=original, lang=lang, citations=citations)
            if prop in known:
                if place is None and prop not in _SAID_OTHERWISE and known[prop] != "entity":
                    kept[_NO_PLACE.format(f"{name}.{prop}")] += 1
            elif prop not in {"caption", "referents"}:
                kept[_NOT_FTM.format(f"{name}.{prop}")] += 1
        self.file.kept.update(kept)

    def finish(self) -> None:
        """State what leads from one entity to another, now that all are known."""
        for thing, act in (
            *((thing, self._relation) for thing in self.relations),
            *((thing, self._listing) for thing in self.listings),
            *((thing, self._paper) for thing in self.papers),
        ):
            self._late(thing, act)
        for thing, address in self.addressed:
            self._address(thing, address)

    def _late(self, thing: Thing, act: Any) -> None:
        draft = self.draft
        mark, draft.place = draft.mark(), thing.place
        try:
            act(thing)
        except (ModelError, SourceError) as error:
            draft.cut(mark)
            self.file.problem(thing.id, error)

    def _known(self, ids: Iterable[str]) -> list[str]:
        found = (self.draft.id_of(key) for key in dict.fromkeys(ids))
        return sorted(key for key in found if key in self.draft.kinds)

    def _relation(self, thing: Thing) -> None:
        tail_prop, head_prop = thing.schema.ends or ("", "")
        tails, heads = self._known(thing.of(tail_prop)), self._known(thing.of(head_prop))
        kept: Counter[str] = Counter()
        when = thing.when(kept)
        pairs = [(kind, tail, head) for tail, head in product(tails, heads) if (kind := self._edge(thing, tail, head))]
        wanted = len({*thing.of(tail_prop)}) * len({*thing.of(head_prop)})
        if not pairs or len(pairs) != wanted:
            self._unplaced(thing, when, kept)
            return
        for number, (kind, tail, head) in enumerate(pairs, 1):
            key = thing.id if number == 1 else f"{thing.id}/{number}"
            edge = self.draft.edge(kind, tail, head, key=key, citations=(thing.citation,), when=when)
            self.state(edge, thing, kept if number == 1 else Counter(), without=(tail_prop, head_prop))
            if number > 1:
                edge.add(ftm.REMAINDER, ftm.remainder(ftm.PART_OF, thing.id))
            if kind == "OWNS":
                _add_shares(edge, thing)
            if kind == "RELATED_TO" and not {"role", "relationship"} & {item.prop for item in thing.values}:
                edge.add("relation", _worded(thing.schema.name), original=ftm.derived(thing.schema, thing.id))
        if thing.schema.name == "Occupancy":
            self._position(thing, when)

    def _edge(self, thing: Thing, tail: str, head: str) -> str:
        """Return the kind of edge that can lead between the two; empty where none can."""
        kinds = self.draft.kinds
        for kind in dict.fromkeys((ftm.kind_of(thing.schema), "RELATED_TO")):
            ends = EDGE_KINDS[kind]
            if _fits(kinds[tail], ends.tail) and _fits(kinds[head], ends.head):
                return kind
        return ""

    def _unplaced(self, thing: Thing, when: Interval, kept: Counter[str]) -> None:
        """Keep a relation of which an end is not in the file, under an id that no edge of another file has."""
        kept[_NOT_HERE.format(thing.schema.name)] += 1
        record = self.draft.entity("Record", f"{thing.id}/unplaced", citations=(thing.citation,), when=when)
        self.state(record, thing, kept)
        record.add(ftm.REMAINDER, ftm.remainder(ftm.PART_OF, thing.id))

    def _position(self, thing: Thing, when: Interval) -> None:
        for holder in self._known(thing.of("holder")):
            if self.draft.kinds[holder] == "Person":
                person = self._subject(holder, thing, when)
                for post in thing.of("post"):
                    person.add("position", self.called.get(post), original=ftm.derived(thing.schema, thing.id))

    def _listing(self, thing: Thing) -> None:
        listing = self.draft.id_of(thing.id)
        for key in dict.fromkeys(thing.of("entity")):
            subject = self.draft.id_of(key)
            if _fits(self.draft.kinds.get(subject, ""), EDGE_KINDS["LISTED_IN"].tail):
                self.draft.edge(
                    "LISTED_IN", subject, listing, key=f"{thing.id}/listed/{key}", citations=(thing.citation,)
                )
            else:
                self.file.kept[_NOT_HERE.format("Sanction.entity")] += 1

    def _paper(self, thing: Thing) -> None:
        prop = "passport" if thing.schema.name == "Passport" else "identifier"
        numbers = thing.of("number") + thing.of("passportNumber")
        for holder in self._known(thing.of("holder")):
            if self.draft.kinds[holder] in {"Person", "Organization", "Company", "Party"}:
                subject = self._subject(holder, thing, thing.when(Counter()))
                for number in numbers:
                    subject.add(prop, number, original=ftm.derived(thing.schema, thing.id))

    def _address(self, thing: Thing, address: str) -> None:
        kind = ftm.kind_of(thing.schema)
        if address not in self.called:
            self.file.kept[_NOT_HERE.format(f"{thing.schema.name}.addressEntity")] += 1
        elif "address" in ftm.PLAIN.get(kind, {}):
            self.draft.place = thing.place
            subject = self._subject(self.draft.id_of(thing.id), thing, Interval.undated())
            subject.add("address", self.called[address], original=ftm.derived("Address", address))

    def _subject(self, entity: str, thing: Thing, when: Interval) -> Subject:
        kind = self.draft.kinds[entity]
        key = entity.removeprefix(f"{self.draft.dataset.id}:")
        return self.draft.entity(kind, key, citations=(thing.citation,), when=when)


def _fits(kind: str, ends: frozenset[str]) -> bool:
    return any(is_within(kind, end) for end in ends)


def _add_shares(edge: Subject, thing: Thing) -> None:
    """State the shares that can be read as a number or a range; each stays as it was written too."""
    for written in thing.of("percentage"):
        if (found := _SHARE.fullmatch(written)) and float(found[2] or found[1]) <= 100:
            edge.add("share_min", float(found[1]), original=ftm.derived(thing.schema, thing.id))
            edge.add("share_max", float(found[2] or found[1]), original=ftm.derived(thing.schema, thing.id))


def _worded(name: str) -> str:
    """Return the name of a schema as words: ``unknown link``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _text_of(told: dict[str, Any], key: str) -> str:
    value = _checked(told.pop(key, ""))
    if not value:
        raise InvalidValue(f"{key} is missing or empty; every entity of FollowTheMoney has one")
    return value


def _checked(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidValue(f"{value!r} stands where a text was expected")
    return clean(value)


def _plain(value: Any) -> str:
    """Return a value as text; what is neither text nor number is kept as JSON."""
    if isinstance(value, str):
        return clean(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _statements(stream: Stream, rows: Iterable[Row]) -> None:
    """Take the statements of a pack or table, gathered by entity."""
    things: dict[str, Thing] = {}

    def statement(row: Row) -> None:
        key = row.take("canonical_id") or row.need("entity_id")
        row.ignore(["entity_id", "id", "prop_type"])  # of the statement: made of its parts, by FollowTheMoney
        name, prop = row.take("schema"), row.need("prop")
        if not name:
            name, _, prop = prop.partition(":")
        found = ftm.schema(name)
        dataset = row.need("dataset")
        told = {part: row.take(part) for part in ("first_seen", "last_seen", "origin")}
        told |= {part: "true" for part in ("target", "external") if row.take(part) in {"t", "true", "True"}}
        citation = stream.cited([dataset], ftm.provenance({"datasets": dataset, **told}))
        value = Value(prop, row.need("value"), row.take("lang"), row.take("original_value"), citation)
        thing = things.setdefault(key, Thing(key, found, stream.draft.place, citation))
        thing.schema = _narrower(thing.schema, found, key)
        if prop == "id":  # a checksum of the entity, which FollowTheMoney makes anew
            return
        thing.values.append(value)

    stream.file.each(iter(rows), statement)
    for thing in things.values():
        stream._late(thing, stream.thing)


def _narrower(one: ftm.Schema, other: ftm.Schema, key: str) -> ftm.Schema:
    if other.name in one.within:
        return one
    if one.name in other.within:
        return other
    raise InvalidValue(f"{key} cannot be a {one.name} and a {other.name} at once")


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State every entity of the files, and what leads from one to another."""
    for file in files:
        stream = Stream(file, draft)
        if file.name.lower().endswith((".pack", ".csv")):
            _statements(stream, statement_rows(file))
        else:
            file.json_lines(stream.document, joins=True)
            if not file.records:
                raise UnreadableSource(f"{file.name} holds no entity; get it from the publisher again")
        stream.finish()
        file.finish()
