"""Beneficial Ownership Data Standard 0.4: companies, who owns, controls and directs them, as statements of one list.

The standard knows no stance and no date that is merely attested. What is alleged or denied is left out and counted; a
bound that is no beginning or end stands in words beside the interest, and every statement names those of the case on
which it rests. A band stays a range, an owner of whom nothing is known stays unspecified, and no two of them are one.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from graphkit.countries import country_name
from graphkit.dates import UNKNOWN_END, UNKNOWN_START, PartialDate
from graphkit.export.formats import Outcome, Writing
from graphkit.model.bods import CONTROL, OFFICES, OWNED, REASONS, shares_of
from graphkit.model.statement import Stance

_VERSION = "0.4"
_RELATIONS = frozenset({"OWNS", "CONTROLS", "DIRECTS"})
_ENTITY_TYPES = {"Company": "registeredEntity", "Organization": "legalEntity", "Unit": "stateBody", "Country": "state"}
_CODES = frozenset({"registeredEntity", "legalEntity", "arrangement", "anonymousEntity", "unknownEntity", "state",
                    "stateBody"})  # fmt: skip
_INTERESTS = {
    "OWNS": {words: code for code, words in reversed(OWNED.items())},
    "CONTROLS": {words: code for code, words in reversed(CONTROL.items())},
    "DIRECTS": {words: code for code, words in reversed(OFFICES.items())} | {"director": "boardMember"},
}
"""Kind to the code of each interest by its words."""
_OTHERWISE = {"OWNS": "unknownInterest", "CONTROLS": "otherInfluenceOrControl", "DIRECTS": "otherInfluenceOrControl"}
_BENEFICIAL, _UNSPECIFIED = "beneficial ownership or control", "not specified: "
_PEOPLE = {"anonymous person": "anonymousPerson", "unknown person": "unknownPerson"}
_LEVELS = ("direct", "indirect")
_IDENTIFIERS = {
    "lei": ("XI-LEI", "Legal Entity Identifier"),
    "registration_number": ("", "registration number"),
    "tax_id": ("", "number of a tax authority"),
    "national_id": ("", "number that a state gives a person"),
    "passport": ("", "passport number"),
    "swift_bic": ("", "business identifier code"),
    "imo": ("", "International Maritime Organization number"),
    "identifier": ("", "other number"),
}
_SEEN = """
WITH seen AS (SELECT statement, max(seen_on) AS seen_on FROM observations GROUP BY statement)
SELECT coalesce(m.canonical, s.entity) AS node, max(seen.seen_on),
  list(DISTINCT s.origin ORDER BY s.origin) FILTER (s.origin <> '')
FROM statements s LEFT JOIN merged m USING (entity) JOIN seen ON seen.statement = s.id GROUP BY node
"""
_MOST_NAMED = 50
"""Statements of the case that a statement names; the rest are counted."""

Record = dict[str, Any]


@dataclass(slots=True)
class _Package:
    """The statements in the making, and what all of them share."""

    writing: Writing
    seen: dict[str, str]
    """By entity, the day on which what is said of it was last seen."""
    origins: dict[str, list[str]]
    """By entity, whose words its sources repeat."""
    published: Record
    sources: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    unspecified: dict[str, Record] = field(default_factory=dict)
    """By party of which nothing is known, why."""
    unsaid: Counter[str] = field(default_factory=Counter)

    def statement(
        self, type_: str, record: str, subject: str, details: Record, sids: Sequence[str], sources: Iterable[str]
    ) -> Record:
        """Return a statement; its id is made of all that it says."""
        named = ", ".join(sids[:_MOST_NAMED])
        more = f" and {len(sids) - _MOST_NAMED} more" if len(sids) > _MOST_NAMED else ""
        told: Record = {
            "statementDate": self.seen.get(record, self.published["publicationDate"]),
            "declarationSubject": subject,
            "recordId": record,
            "recordType": type_,
            "recordStatus": "new",
            "recordDetails": details,
            "publicationDetails": self.published,
            "source": self._source(record, sorted(set(sources))),
            "annotations": [
                {
                    "statementPointerTarget": "",
                    "motivation": "commenting",
                    "description": f"rests on statements {named}{more} of the case",
                }
            ],
        }
        plain = json.dumps(told, ensure_ascii=False, sort_keys=True)
        return {"statementId": hashlib.sha256(plain.encode()).hexdigest()[:40], **told}

    def _source(self, record: str, ids: Sequence[str]) -> Record:
        found = [self.sources[id_] for id_ in ids if id_ in self.sources]
        official = bool(found) and all(source.get("official") for source in found)
        publishers = dict.fromkeys(str(source["publisher"]) for source in found if source.get("publisher"))
        names = self.origins.get(record) or list(publishers)
        told: Record = {"type": ["officialRegister" if official else "thirdParty"]}
        told["description"] = "; ".join(str(source.get("title") or source["id"]) for source in found) or ", ".join(ids)
        return told | ({"assertedBy": [{"name": name} for name in names]} if names else {})


def write_bods(writing: Writing) -> Outcome:
    """Write the list of statements: entities and persons first, then the relations that name them."""
    connection, projection = writing.leaving.connection, writing.leaving.projection
    told = connection.execute(_SEEN).fetchall()
    seen = {node: PartialDate.parse(seen_on).first for node, seen_on, _ in told}
    about = dict(writing.about)
    package = _Package(
        writing,
        seen,
        {node: origins for node, _, origins in told if origins},
        {
            "publicationDate": max(seen.values(), default=date.min.isoformat()),
            "bodsVersion": _VERSION,
            "publisher": {"name": f"graphkit case {about.get('case', '')}".strip()},
        },
    )
    relations: dict[tuple[str, str, str], list[tuple[str, Record]]] = {}
    for kind, edge in projection.edges():
        if kind not in _RELATIONS:
            continue
        if edge["props"]["stance"] in {Stance.ALLEGED.value, Stance.DENIED.value}:
            package.unsaid[f"{kind} that is {edge['props']['stance']}"] += 1
            continue
        relations.setdefault((edge["props"]["id"], edge["tail"], edge["head"]), []).append((kind, edge["props"]))
    ends = {end for _, *pair in relations for end in pair}
    counts: Counter[str] = Counter(entities=0, persons=0, relationships=0)
    with writing.path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("[")
        for number, statement in enumerate(chain(_parties(package, ends), _relationships(package, relations))):
            stream.write((",\n" if number else "\n") + json.dumps(statement, ensure_ascii=False))
            counts[{"entity": "entities"}.get(statement["recordType"], f"{statement['recordType']}s")] += 1
            if number % 5_000 == 0:
                writing.progress("statements", number)
        stream.write("\n]\n")
    return Outcome(dict(counts), dict(sorted((+package.unsaid).items())))


def _parties(package: _Package, ends: set[str]) -> Iterator[Record]:
    """Yield the entities and persons: every company, and whoever is an end of a relation."""
    waiting: list[tuple[str, Record]] = []
    for kind, props in package.writing.leaving.projection.nodes():
        if kind == "Source":
            package.sources[str(props["id"])] = props
        elif props["id"] in ends or kind == "Company":
            waiting.append((kind, props))
    for kind, props in waiting:
        if kind == "Party":
            package.unspecified[props["id"]] = _why(props)
        elif kind == "Person" or kind in _ENTITY_TYPES:
            details = _person(package, props) if kind == "Person" else _entity(package, kind, props)
            type_ = "person" if kind == "Person" else "entity"
            yield package.statement(type_, props["id"], props["id"], details, props["sids"], props["datasets"])
        else:
            package.unsaid[kind] += 1


def _entity(package: _Package, kind: str, props: Mapping[str, Any]) -> Record:
    named = [text.partition(", ") for text in props.get("classification", ())]
    code = next((head for head, _, _ in named if head in _CODES), _ENTITY_TYPES[kind])
    more = "; ".join(tail if head in _CODES else f"{head}{comma}{tail}" for head, comma, tail in named)
    details: Record = {"isComponent": False, "entityType": {"type": code} | ({"details": more} if more else {})}
    if code in {"anonymousEntity", "unknownEntity"}:
        details["unspecifiedEntityDetails"] = _reason(props.get("note", ()))
    if (name := props["name"]) != props["id"]:
        details["name"] = name
    if others := [other for other in props["names"] if other != name]:
        details["alternateNames"] = others
    if places := props.get("registered_in") or ([props["code"]] if kind == "Country" else []):
        details["jurisdiction"] = _country(places[0])
        package.unsaid["registered_in, a second one"] += len(places) - 1
    _add_identifiers(details, props)
    for prop, key in (("founded_on", "foundingDate"), ("dissolved_on", "dissolutionDate")):
        _add_date(package, details, key, str(props.get(prop, "")))
    if addresses := props.get("address"):
        details["addresses"] = [{"address": text} for text in addresses]
    return details


def _person(package: _Package, props: Mapping[str, Any]) -> Record:
    notes = list(props.get("note", ()))
    name = "" if props["name"] == props["id"] else props["name"]
    sort = next((_PEOPLE[note] for note in notes if note in _PEOPLE), "knownPerson" if name else "unknownPerson")
    details: Record = {"isComponent": False, "personType": sort}
    if sort != "knownPerson":
        details["unspecifiedPersonDetails"] = _reason([note for note in notes if note not in _PEOPLE])
    if name:
        details["names"] = [{"fullName": name}]
        details["names"] += [{"type": "alternative", "fullName": text} for text in props["names"] if text != name]
    _add_identifiers(details, props)
    if countries := [*props.get("nationality", ()), *props.get("citizenship", ())]:
        details["nationalities"] = [_country(code) for code in dict.fromkeys(countries)]
    births = props.get("birth_date", ())
    _add_date(package, details, "birthDate", births[0] if len(births) == 1 else "", partial=True)
    package.unsaid["birth_date of several"] += len(births) > 1
    _add_date(package, details, "deathDate", str(props.get("death_date", "")))
    if places := props.get("birth_place"):
        details["placeOfBirth"] = {"address": places[0]}
        package.unsaid["birth_place, a second one"] += len(places) - 1
    if addresses := props.get("address"):
        details["addresses"] = [{"address": text} for text in addresses]
    return details


def _add_identifiers(details: Record, props: Mapping[str, Any]) -> None:
    if found := [
        ({"scheme": scheme} if scheme else {}) | {"schemeName": name, "id": number}
        for prop, (scheme, name) in _IDENTIFIERS.items()
        for number in props.get(prop, ())
    ]:
        details["identifiers"] = found


def _add_date(package: _Package, details: Record, key: str, edtf: str, *, partial: bool = False) -> None:
    """Say a date that the standard can say; a range, or one that is about so, it cannot."""
    if not edtf:
        return
    if len(edtf) == 10 or (partial and len(edtf) in {4, 7} and not edtf.endswith("~")):
        details[key] = edtf
    else:
        package.unsaid[f"{key} that is not exact"] += 1


def _country(code: str) -> Record:
    return {"name": country_name(code), "code": code}


def _why(props: Mapping[str, Any]) -> Record:
    """Return why a party is not specified; of one that has a name, that nobody says what it is."""
    notes = [note.removeprefix(_UNSPECIFIED) for note in props.get("note", ()) if note.startswith(_UNSPECIFIED)]
    if notes:
        return _reason(notes)
    words = f"{props['name']}: the source does not say whether it is a person or an entity"
    return {"reason": "informationUnknownToPublisher", "description": words}


def _reason(notes: Sequence[str]) -> Record:
    codes = {words: code for code, words in REASONS.items()}
    for note in notes:
        words, _, told = note.partition(", ")
        if words in codes:
            return {"reason": codes[words]} | ({"description": told} if told else {})
    return {"reason": "unknown"} | ({"description": "; ".join(notes)} if notes else {})


def _relationships(
    package: _Package, relations: Mapping[tuple[str, str, str], list[tuple[str, Record]]]
) -> Iterator[Record]:
    for (id_, tail, head), stretches in relations.items():
        if head in package.unspecified:
            package.unsaid["relation of which the company is not specified"] += 1
            continue
        details = {
            "isComponent": False,
            "subject": head,
            "interestedParty": package.unspecified.get(tail, tail),
            "interests": [_interest(kind, props) for kind, props in stretches],
        }
        sids = sorted({sid for _, props in stretches for sid in props["sids"]})
        sources = {source for _, props in stretches for source in props["sources"]}
        yield package.statement("relationship", id_, head, details, sids, sources)


def _interest(kind: str, props: Mapping[str, Any]) -> Record:
    words = str(props.get("role" if kind == "DIRECTS" else "interest", ""))
    notes = list(props.get("note", ()))
    shares = _shares(props, notes)
    code = _INTERESTS[kind].get(words) or ("shareholding" if shares and not words else _OTHERWISE[kind])
    level = next((note for note in notes if note in _LEVELS), "unknown")
    told: Record = {"type": code, "directOrIndirect": level}
    if _BENEFICIAL in notes:
        told["beneficialOwnershipOrControl"] = True
    said = [note for note in notes if note not in {*_LEVELS, _BENEFICIAL} and not shares_of(note)]
    if code == _OTHERWISE[kind] and words and words not in _INTERESTS[kind]:
        said.insert(0, words)
    bounds = _bounds(props)
    if details := "; ".join([*said, *bounds]):
        told["details"] = details
    if shares:
        told["share"] = shares
    if props["start_known"] and props["start_min"] == props["start_max"]:
        told["startDate"] = props["start_min"]
    if props["end_known"] and props["end_min"] == props["end_max"]:
        told["endDate"] = props["end_min"]
    return told


def _shares(props: Mapping[str, Any], notes: Sequence[str]) -> Record:
    """Return the share as exact, or as a range whose bounds are exclusive where the source says so."""
    stated = {name: value for note in notes for name, value in shares_of(note).items()}
    least, most = props.get("share_min"), props.get("share_max")
    if least is not None and least == most and not stated:
        return {"exact": least}
    share: Record = {}
    if least is not None:
        share["exclusiveMinimum" if "exclusiveMinimum" in stated else "minimum"] = least
    if most is not None:
        share["exclusiveMaximum" if "exclusiveMaximum" in stated else "maximum"] = most
    return share or stated


def _bounds(props: Mapping[str, Any]) -> Iterator[str]:
    """Yield in words what of an interval is no beginning and no end that is known to the day."""
    start, end = (props["start_min"], props["start_max"]), (props["end_min"], props["end_max"])
    if start[1] != UNKNOWN_END and start[0] != UNKNOWN_START and not (props["start_known"] and start[0] == start[1]):
        word = "began" if props["start_known"] else "attested from"
        yield f"{word} {start[0]}" + (f" to {start[1]}" if start[1] != start[0] else "")
    if end[1] != UNKNOWN_END and not (props["end_known"] and end[0] == end[1]):
        word = "ended" if props["end_known"] else "ended or no longer attested"
        yield f"{word} from {end[0]} to {end[1]}"
    elif end[1] == UNKNOWN_END and end[0] not in {UNKNOWN_START, start[1]}:
        yield f"attested until {end[0]}"
