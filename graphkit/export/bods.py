"""The Beneficial Ownership Data Standard 0.4: who owns, controls and directs companies.

Each person, body and state that has a part in that is a record, and each pair of a party and a company a relationship
with its interests. The standard has no stance: what is only alleged is left out and counted. It takes whole days only
for the bounds of an interest: any other date stands in the details, in words.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphkit.countries import country_name
from graphkit.dates import UNKNOWN_END, UNKNOWN_START, PartialDate, Timed
from graphkit.export.formats import Outcome, Writing
from graphkit.model.bods import CONTROL, OFFICES, OWNED, REASONS
from graphkit.model.ontology import IDENTIFIER_PROPERTIES
from graphkit.model.statement import Stance

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_VERSION = "0.4"
_RELATIONS = frozenset({"OWNS", "CONTROLS", "DIRECTS"})
_ENTITY_TYPES = {
    "Company": {"type": "registeredEntity"},
    "Organization": {"type": "legalEntity"},
    "Unit": {"type": "legalEntity", "details": "unit of armed or security forces"},
    "Country": {"type": "state"},
}
_SAID_SO = {
    "registeredEntity", "legalEntity", "arrangement", "anonymousEntity", "unknownEntity", "state", "stateBody",
}  # fmt: skip
_PERSON_TYPES = {"anonymous person": "anonymousPerson", "unknown person": "unknownPerson"}
_OFFICES = {words: type_ for type_, words in OFFICES.items()} | {"director": "boardMember", "chairman": "boardChair"}
_OF_0_3 = {"settlorOfTrust", "trusteeOfTrust", "protectorOfTrust", "beneficiaryOfTrust", "influenceOrControl",
    "otherInfluenceOrControlOfTrust"}  # fmt: skip
"""Interests that 0.4 calls otherwise."""
_INTERESTS = {
    words: type_ for table in (CONTROL, OWNED) for type_, words in reversed(table.items()) if type_ not in _OF_0_3
}
_MOST_NAMED = 50
"""Statements of the case that a statement names; the rest are counted."""
_LEVELS = ("direct", "indirect")
_BENEFICIAL = "beneficial ownership or control"
_EXCLUSIVE = re.compile(r"exclusive(Min|Max)imum (\d+(?:\.\d+)?)", re.ASCII)
_A_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_A_BIRTH = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_DESCRIBED = """
SELECT entity, prop, min(value) FROM told
WHERE kind = 'Source' AND prop IN ('title', 'publisher', 'official') GROUP BY entity, prop
"""
_ORIGINS = "SELECT id, origin FROM statements WHERE origin <> ''"
_FORMER = """
SELECT DISTINCT node, value FROM said WHERE prop IN ('former_name', 'weak_former_name') AND stance <> 'denied'
"""
_REASON = """
SELECT node, min(original) FROM said
WHERE kind = 'Party' AND prop = 'note' AND list_contains(?, original) GROUP BY node
"""

Record = dict[str, Any]


@dataclass(slots=True)
class _Package:
    """The statements of one export in the making."""

    connection: "DuckDBPyConnection"
    day: str
    publisher: str
    unsaid: Counter[str] = field(default_factory=Counter)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    cited: dict[str, list[str]] = field(default_factory=dict)
    """The sources of each node."""
    origins: dict[str, str] = field(default_factory=dict)
    """By statement, whose words it repeats."""
    former: dict[str, set[str]] = field(default_factory=dict)
    edges: dict[tuple[str, str], list[tuple[str, Record]]] = field(default_factory=dict)
    """The relations between a party and a company, each with its kind."""
    nameless: dict[str, Record] = field(default_factory=dict)
    """Parties of whom it is not said whether they are a person or a body: what stands in the place of their record."""

    def statement(
        self, id_: str, type_: str, subject: str, details: Record, sources: Sequence[str], sids: Sequence[str]
    ) -> Record:
        """Return a statement of a record, which names those of the case; its id changes with what it says."""
        more = f" and {len(sids) - _MOST_NAMED:,} more" if len(sids) > _MOST_NAMED else ""
        rests = f"rests on statements {', '.join(sids[:_MOST_NAMED])}{more} of the case"
        told = {
            "statementDate": self.day,
            "publicationDetails": {
                "publicationDate": self.day,
                "bodsVersion": _VERSION,
                "publisher": {"name": self.publisher},
            },
            "source": self._source(sources, sids),
            "annotations": [{"statementPointerTarget": "", "motivation": "commenting", "description": rests}],
            "declarationSubject": subject,
            "recordId": id_,
            "recordType": type_,
            "recordStatus": "new",
            "recordDetails": {"isComponent": False, **details},
        }
        digest = hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
        return {"statementId": digest, **told}

    def _source(self, sources: Sequence[str], sids: Sequence[str]) -> Record:
        told = {source: self.sources.get(source, {}) for source in sources}
        titles = (": ".join(filter(None, (source, found.get("title")))) for source, found in told.items())
        origins = dict.fromkeys(self.origins[sid] for sid in sids if sid in self.origins)
        publishers = origins or dict.fromkeys(found["publisher"] for found in told.values() if "publisher" in found)
        return {
            "type": ["thirdParty"],
            "description": "; ".join(titles),
            "assertedBy": [{"name": name} for name in publishers],
        }


def write_bods(writing: Writing) -> Outcome:
    """Write the file: a list of statements, those of persons and bodies before those of relationships."""
    about = dict(writing.about)
    package = _Package(writing.leaving.connection, about["evidence of"][:10], f"graphkit case {about['case']}")
    _gather(package, writing)
    counts: Counter[str] = Counter(persons=0, entities=0, relationships=0)
    with writing.path.open("w", encoding="utf-8", newline="\n") as stream:
        before = "[\n"
        for type_, statement in _statements(package, writing):
            stream.write(before + json.dumps(statement, ensure_ascii=False))
            before = ",\n"
            counts[{"person": "persons", "entity": "entities"}.get(type_, "relationships")] += 1
        stream.write("\n]\n" if counts.total() else "[]\n")
    return Outcome(dict(counts), dict(sorted(package.unsaid.items())))


def _gather(package: _Package, writing: Writing) -> None:
    """Read the relations, and what is told of sources and names."""
    for kind, edge in writing.leaving.projection.edges():
        if kind == "CITED_IN":
            package.cited.setdefault(edge["tail"], []).append(edge["head"])
        elif kind not in _RELATIONS:
            package.unsaid[kind] += 1
        elif edge["props"]["stance"] in {Stance.ALLEGED, Stance.DENIED}:
            package.unsaid[f"{kind}: {edge['props']['stance']}"] += 1
        else:
            package.edges.setdefault((edge["tail"], edge["head"]), []).append((kind, edge["props"]))
    for source, prop, value in package.connection.execute(_DESCRIBED).fetchall():
        package.sources.setdefault(source, {})[prop] = value
    package.origins.update(package.connection.execute(_ORIGINS).fetchall())
    for node, name in package.connection.execute(_FORMER).fetchall():
        package.former.setdefault(node, set()).add(name)


def _statements(package: _Package, writing: Writing) -> Iterator[tuple[str, Record]]:
    ends = {end for pair in package.edges for end in pair}
    reasons = dict(package.connection.execute(_REASON, [list(REASONS)]).fetchall())
    for number, (kind, props) in enumerate(writing.leaving.projection.nodes(), 1):
        id_ = props["id"]
        if number % 5_000 == 0:
            writing.progress("nodes", number)
        if kind == "Source":
            continue
        if kind != "Company" and id_ not in ends:
            package.unsaid[f"{kind}: no part in ownership or control"] += 1
        elif kind == "Person":
            details = _person(package, props)
            yield "person", package.statement(id_, "person", id_, details, package.cited.get(id_, ()), props["sids"])
        elif kind in _ENTITY_TYPES:
            details = _entity(package, kind, props)
            yield "entity", package.statement(id_, "entity", id_, details, package.cited.get(id_, ()), props["sids"])
        else:
            package.nameless[id_] = _unspecified(props, reasons.get(id_, ""))
    for (tail, head), edges in package.edges.items():
        interests = [_interest(package, kind, props) for kind, props in edges]
        details = {
            "subject": package.nameless.get(head, head),
            "interestedParty": package.nameless.get(tail, tail),
            "interests": interests,
        }
        sources = list(dict.fromkeys(source for _, props in edges for source in props["sources"]))
        id_ = f"{tail} -> {head}"
        sids = sorted({sid for _, props in edges for sid in props["sids"]})
        yield "relationship", package.statement(id_, "relationship", head, details, sources, sids)


def _unspecified(props: Mapping[str, Any], reason: str) -> Record:
    """Return what stands for a party that is no record: why it has none, and what is known of it."""
    if reason:
        return {"reason": reason, "description": "; ".join(props.get("note", ()))}
    told = f"{props['name']}, of whom the source does not say whether it is a person or a body"
    return {"reason": "informationUnknownToPublisher", "description": told}


def _person(package: _Package, props: Mapping[str, Any]) -> Record:
    notes = props.get("note", ())
    named = "knownPerson" if props.get("names") else "anonymousPerson"  # a register knows whom it does not name
    type_ = next((_PERSON_TYPES[note] for note in notes if note in _PERSON_TYPES), named)
    details: Record = {"personType": type_}
    if type_ != "knownPerson":
        details["unspecifiedPersonDetails"] = _why(notes)
    if names := props.get("names", ()):
        former = package.former.get(props["id"], set())
        first = [{"fullName": props["name"]}] if props["name"] in names else []
        others = (name for name in names if name != props["name"])
        details["names"] = [
            *first, *({"type": "former" if name in former else "alternative", "fullName": name} for name in others)
        ]  # fmt: skip
    _add_identifiers(details, props)
    if codes := props.get("nationality"):
        details["nationalities"] = [_country(code) for code in codes]
    _add_date(package, details, "birthDate", "Person.birth_date", props.get("birth_date"), _A_BIRTH)
    _add_date(package, details, "deathDate", "Person.death_date", props.get("death_date"), _A_BIRTH)
    if places := props.get("birth_place"):
        details["placeOfBirth"] = {"type": "placeOfBirth", "address": "; ".join(places)}
    _add_addresses(details, props)
    return details


def _why(notes: Sequence[str]) -> Record:
    """Return why somebody is not named: in the standard's word, where a note begins with what that means."""
    for note in notes:
        words, _, told = note.partition(", ")
        if code := next((code for code, meant in REASONS.items() if meant == words), ""):
            return {"reason": code} | ({"description": told} if told else {})
    return {"reason": "unknown"} | ({"description": "; ".join(notes)} if notes else {})


def _entity(package: _Package, kind: str, props: Mapping[str, Any]) -> Record:
    words = (re.split(r"\W", text)[0] for text in props.get("classification", ()))
    said = next((word for word in words if word in _SAID_SO), "")
    details: Record = {"entityType": {"type": said} if said else _ENTITY_TYPES[kind]}
    if said in {"anonymousEntity", "unknownEntity"}:
        details["unspecifiedEntityDetails"] = _why(props.get("note", ()))
    if props["name"] in props.get("names", ()):
        details["name"] = props["name"]
    if others := [name for name in props.get("names", ()) if name != props["name"]]:
        details["alternateNames"] = others
    code = props.get("code") if kind == "Country" else next(iter(props.get("registered_in", ())), None)
    if code:
        details["jurisdiction"] = _country(code)
    if len(props.get("registered_in", ())) > 1:
        package.unsaid[f"{kind}.registered_in"] += len(props["registered_in"]) - 1
    _add_identifiers(details, props)
    _add_date(package, details, "foundingDate", f"{kind}.founded_on", props.get("founded_on"), _A_DAY)
    _add_date(package, details, "dissolutionDate", f"{kind}.dissolved_on", props.get("dissolved_on"), _A_DAY)
    if sites := [site for site in props.get("website", ()) if site.startswith(("http://", "https://"))]:
        details["uri"] = sites[0]
    _add_addresses(details, props)
    return details


def _interest(package: _Package, kind: str, props: Mapping[str, Any]) -> Record:
    """Return one interest: its kind by the standard's word, or what the source says in the details."""
    notes = list(props.get("note", ()))
    words = str(props.get("role" if kind == "DIRECTS" else "interest", ""))
    table, other = {
        "OWNS": (_INTERESTS, "shareholding"),
        "CONTROLS": (_INTERESTS, "otherInfluenceOrControl"),
        "DIRECTS": (_OFFICES, "unknownInterest"),
    }[kind]
    type_ = table.get(words.lower(), "")
    found: Record = {"type": type_ or ("unknownInterest" if words else other)}
    if level := next((level for level in _LEVELS if level in notes), ""):
        found["directOrIndirect"] = level
    if _BENEFICIAL in notes:
        found["beneficialOwnershipOrControl"] = True
    if kind == "OWNS" and (share := _share(props, notes)):
        found["share"] = share
    told = [*([] if type_ else [words]), *(note for note in notes if note not in {*_LEVELS, _BENEFICIAL})]
    if props["timed"] == Timed.DATED:
        told += _dates(package, kind, found, props)
    if details := "; ".join(filter(None, told)):
        found["details"] = details
    return found


def _share(props: Mapping[str, Any], notes: Sequence[str]) -> Record:
    least, most = props.get("share_min"), props.get("share_max")
    if least is not None and least == most:
        return {"exact": least}
    share = {name: value for name, value in (("minimum", least), ("maximum", most)) if value is not None}
    for end, value in _EXCLUSIVE.findall(" ".join(notes)):
        name = f"{end.lower()}imum"
        if share.pop(name, None) is not None:
            share[f"exclusive{end}imum"] = float(value)
    return share


def _dates(package: _Package, kind: str, interest: Record, props: Mapping[str, Any]) -> Iterator[str]:
    """Add the days on which it began and ended, and yield in words what is not known to be such a day."""
    for name, known, first, last, words in (
        ("startDate", props["start_known"], props["start_min"], props["start_max"], ("began", "attested from")),
        ("endDate", props["end_known"], props["end_min"], props["end_max"], ("ended", "attested to")),
    ):
        if known and first == last:
            interest[name] = first
        elif first != UNKNOWN_START or last != UNKNOWN_END:
            package.unsaid[f"{kind}: {name} that is no known day"] += 1
            yield f"{words[not known]} {PartialDate(first, last, '').edtf()}"


def _country(code: str) -> Record:
    return {"name": country_name(code), "code": code}


def _add_identifiers(details: Record, props: Mapping[str, Any]) -> None:
    schemes = {prop: {"schemeName": prop.replace("_", " ")} for prop in IDENTIFIER_PROPERTIES}
    schemes |= {
        "lei": {"scheme": "XI-LEI", "schemeName": "Global Legal Entity Identifier Index"},
        "email": {},
        "phone": {},
    }
    found = [{"id": value, **scheme} for prop, scheme in schemes.items() if scheme for value in props.get(prop, ())]
    if found:
        details["identifiers"] = found


def _add_addresses(details: Record, props: Mapping[str, Any]) -> None:
    if addresses := props.get("address"):
        details["addresses"] = [{"address": address} for address in addresses]


def _add_date(package: _Package, details: Record, name: str, ours: str, said: Any, form: re.Pattern[str]) -> None:
    """Add a date where there is one, and the standard can write it; else count that it is not said."""
    dates = said if isinstance(said, list) else [said] if said else []
    if len(dates) == 1 and form.fullmatch(dates[0]):
        details[name] = dates[0]
    elif dates:
        package.unsaid[ours] += 1
