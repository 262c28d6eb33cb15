"""FollowTheMoney and graphkit: which of its schemata and properties say what, the same table for the way in and out.

A value that has its one place here stands there plain. Where several of its properties share a place, the original
says which of them it was (``innCode: 1831…``). What has no place is kept as ``ftm_value`` (``religion=…``), so that
nothing that FollowTheMoney can say is lost on the way through.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from graphkit.dates import PartialDate
from graphkit.errors import InvalidDate, InvalidValue
from graphkit.model.ontology import ValueType, property_of
from graphkit.text import nearest

SCHEMA_PROPERTY, REMAINDER = "ftm_schema", "ftm_value"
PART_OF = "@id"
"""The key of a remainder that names FollowTheMoney's own entity, where several of ours are made of it."""

KIND_OF_SCHEMA = {
    "Person": "Person",
    "LegalEntity": "Party",  # it can be either, and FollowTheMoney says so
    "Organization": "Organization",
    "PublicBody": "Organization",  # a ministry of health is one; that it is a force's, only resolution can tell
    "Company": "Company",
    "Vessel": "Vessel",
    "Airplane": "Aircraft",
    "Sanction": "Listing",
    "Ownership": "OWNS",
    "Control": "CONTROLS",
    "Directorship": "DIRECTS",
}
"""The kind of each schema that has one. Other relations are RELATED_TO, and all else is a Record."""

SCHEMA_OF_KIND = {
    "Party": "LegalEntity",
    "Person": "Person",
    "Organization": "Organization",
    "Unit": "Organization",
    "Company": "Company",
    "Vessel": "Vessel",
    "Aircraft": "Airplane",
    "Listing": "Sanction",
    "OWNS": "Ownership",
    "CONTROLS": "Control",
    "DIRECTS": "Directorship",
    "RELATED_TO": "UnknownLink",
    "POSTED_TO": "Employment",
    "PART_OF": "UnknownLink",
    "SUCCEEDED_BY": "Succession",
}
"""The schema of each kind that FollowTheMoney can express, where no statement names another."""

_NAMES = {"name": "name", "alias": "alias", "weak_alias": "weakAlias", "former_name": "previousName"}
_THING = _NAMES | {"country": "country", "note": "notes", "address": "address"}
_BODY = _THING | {
    "website": "website",
    "email": "email",
    "phone": "phone",
    "tax_id": "taxNumber",
    "registration_number": "registrationNumber",
    "lei": "leiCode",
    "swift_bic": "swiftBic",
}
_ORGANIZATION = _BODY | {
    "identifier": "idNumber",
    "imo": "imoNumber",
    "registered_in": "jurisdiction",
    "founded_on": "incorporationDate",
    "dissolved_on": "dissolutionDate",
    "classification": "classification",
}
_VEHICLE = _THING | {
    "registration_number": "registrationNumber",
    "vehicle_type": "type",
    "model": "model",
    "built_on": "buildDate",
}

PLAIN: Mapping[str, Mapping[str, str]] = {
    "Person": _BODY
    | {
        "national_id": "idNumber",
        "passport": "passportNumber",
        "title": "title",
        "gender": "gender",
        "birth_date": "birthDate",
        "birth_place": "birthPlace",
        "death_date": "deathDate",
        "nationality": "nationality",
        "citizenship": "citizenship",
        "position": "position",
        "biography": "biography",
    },
    "Party": {prop: name for prop, name in _ORGANIZATION.items() if prop != "imo"},
    "Organization": _ORGANIZATION,
    "Unit": _ORGANIZATION,
    "Company": _ORGANIZATION,
    "Vessel": _VEHICLE
    | {"imo": "imoNumber", "mmsi": "mmsi", "call_sign": "callSign", "flag": "flag", "former_flag": "pastFlags"},
    "Aircraft": _VEHICLE | {"identifier": "serialNumber"},
    "Record": _THING,
    "Listing": {
        "authority": "authority",
        "programme": "program",
        "entry": "authorityId",
        "listed_on": "listingDate",
        "delisted_on": "endDate",
        "measure": "provisions",
        "reason": "reason",
        "remarks": "summary",
        "country": "country",
    },
    "OWNS": {"interest": "ownershipType", "note": "summary"},
    "CONTROLS": {"interest": "controlType", "note": "summary"},
    "DIRECTS": {"role": "role", "note": "summary"},
    "RELATED_TO": {"relation": "role", "note": "summary"},
}
"""Kind to the one property of FollowTheMoney that each of its properties is, both ways."""

_THING_MARKED = {"summary": "note", "description": "note", "wikidataId": "identifier"}
_BODY_MARKED = _THING_MARKED | {
    "abbreviation": "alias",
    "mainCountry": "country",
    "idNumber": "identifier",
    "innCode": "tax_id",
    "vatCode": "tax_id",
    "ogrnCode": "registration_number",
    "licenseNumber": "identifier",
    "dunsCode": "identifier",
    "uniqueEntityId": "identifier",
    "okpoCode": "identifier",
    "uscCode": "identifier",
    "bvdId": "identifier",
    "npiCode": "identifier",
    "sayariId": "identifier",
    "brightQueryId": "identifier",
    "brightQueryOrgId": "identifier",
}
_ORGANIZATION_MARKED = _BODY_MARKED | {
    "legalForm": "classification",
    "cageCode": "identifier",
    "permId": "identifier",
    "giiNumber": "identifier",
}
_COMPANY_MARKED = _ORGANIZATION_MARKED | dict.fromkeys(
    ("cikCode", "kppCode", "irsCode", "jibCode", "mbsCode", "voenCode", "coatoCode", "fnsCode", "isinCode", "ticker"),
    "identifier",
)
_EDGE_MARKED = {"description": "note"}

MARKED: Mapping[str, Mapping[str, str]] = {
    "Person": _BODY_MARKED | {"socialSecurityNumber": "national_id"},
    "Party": _BODY_MARKED | {"legalForm": "classification"},
    "Organization": _ORGANIZATION_MARKED,
    "Unit": _ORGANIZATION_MARKED,
    "Company": _COMPANY_MARKED,
    "Vessel": _THING_MARKED
    | {
        "crsNumber": "identifier",
        "tonnage": "tonnage",
        "grossRegisteredTonnage": "tonnage",
        "deadweightTonnage": "tonnage",
        "pastTypes": "vehicle_type",
    },
    "Aircraft": _THING_MARKED | {"icaoCode": "identifier"},
    "Record": _THING_MARKED | {"full": "address"},
    "Listing": {"recordId": "entry", "unscId": "entry", "startDate": "listed_on", "description": "remarks"},
    "OWNS": _EDGE_MARKED | {"role": "interest", "legalBasis": "interest"},
    "CONTROLS": _EDGE_MARKED | {"role": "interest", "legalBasis": "interest"},
    "DIRECTS": _EDGE_MARKED,
    "RELATED_TO": _EDGE_MARKED | {"relationship": "relation"},
}
"""Kind to the place that each other property of FollowTheMoney shares; the original then names the property."""

_MARK = re.compile(r"([A-Za-z][A-Za-z0-9]*): (.*?)(?:; as printed: (.*))?", re.DOTALL)
_PROVENANCE = ("datasets", "first_seen", "last_seen", "last_change", "target", "external", "statement")


@dataclass(frozen=True, slots=True)
class Schema:
    """One schema, with what it inherits."""

    name: str
    within: frozenset[str]
    """Itself and all that it extends."""
    properties: Mapping[str, str]
    """Property to its type."""
    ends: tuple[str, str] | None
    """The properties that name the two ends, where it is a relation."""
    shown_as: Mapping[str, str]
    """A property that refers to another entity, to the name under which that one shows it."""

    def refers_by(self, shown: str) -> list[str]:
        """Return the properties that make another entity show this one under that name."""
        return [prop for prop, name in self.shown_as.items() if name == shown]


class Place(NamedTuple):
    """Where a value of FollowTheMoney stands: our property, our value and the original."""

    prop: str
    value: str | PartialDate
    original: str


class Returned(NamedTuple):
    """A value as FollowTheMoney says it."""

    prop: str
    value: str
    original: str


def schema(name: str) -> Schema:
    """Return the schema of that name; raises InvalidValue with the nearest."""
    if (found := _schemata().get(name)) is not None:
        return found
    guess = nearest(name, _schemata())
    hint = f"; did you mean {guess!r}?" if guess else ""
    raise InvalidValue(f"{name!r} is no schema of FollowTheMoney{hint}")


def kind_of(found: Schema) -> str:
    """Return the kind of what has that schema, if the ends of a relation allow it."""
    return KIND_OF_SCHEMA.get(found.name) or ("RELATED_TO" if found.ends else "Record")


def placed(kind: str, prop: str, value: str, original: str = "") -> Place | None:
    """Return where a kind keeps a value of FollowTheMoney's property; None where it has no place for it.

    ``original`` is what FollowTheMoney itself keeps as the value's original. A country that no list of countries
    holds, and a date that is none, have no place.
    """
    plain = _PLAIN_IN[kind].get(prop)
    ours = plain or MARKED[kind].get(prop)
    if ours is None:
        return None
    type_ = property_of(kind, ours).type
    if type_ is ValueType.DATE:
        try:
            date = PartialDate.parse(value)
        except InvalidDate:
            return None
        marked = plain is None or date.edtf() != value
        return Place(ours, date, mark(prop, value, original) if marked else original)
    if type_ is ValueType.COUNTRY:
        if (code := _country(value)) is None:
            return None
        marked = plain is None or code.lower() != value
        return Place(ours, code, mark(prop, value, original) if marked else original)
    return Place(ours, value, original if plain else mark(prop, value, original))


def returned(kind: str, prop: str, value: str, original: str = "") -> Returned | None:
    """Return how FollowTheMoney says a value; None where it has no property for it, or says it elsewhere.

    What was derived from another of its entities (``derived``) is said by that entity.
    """
    if prop == REMAINDER:
        name, _, text = value.partition("=")
        return None if name == PART_OF else Returned(name, text, original)
    if is_derived(original):
        return None
    if (found := _MARK.fullmatch(original)) and (
        found[1] in MARKED.get(kind, {}) or _PLAIN_IN.get(kind, {}).get(found[1]) == prop
    ):
        return Returned(found[1], found[2], found[3] or "")
    if (name := PLAIN.get(kind, {}).get(prop, "")) == "":
        return None
    type_ = property_of(kind, prop).type
    return Returned(name, value.lower() if type_ is ValueType.COUNTRY else value, original)


def mark(prop: str, value: str, original: str = "") -> str:
    """Return the original that names the property of FollowTheMoney by which a value was given."""
    return f"{prop}: {value}" + (f"; as printed: {original}" if original else "")


def derived(found: Schema | str, entity: str) -> str:
    """Return the original of what another entity of FollowTheMoney says: ``Passport:abc``."""
    return f"{found if isinstance(found, str) else found.name}:{entity}"


def is_derived(original: str) -> bool:
    """Tell whether a statement's original names the entity of FollowTheMoney that says it."""
    name, colon, entity = original.partition(":")
    return bool(colon and entity and not entity.startswith(" ") and name in _schemata())


def remainder(prop: str, value: str) -> str:
    """Return the value of ``ftm_value`` for what has no place."""
    return f"{prop}={value}"


def provenance(told: Mapping[str, str | Iterable[str]]) -> str:
    """Return, as the place cited, what FollowTheMoney tells of the making of an entity or statement.

    >>> provenance({"datasets": ["us_ofac_sdn"], "first_seen": "2024-03-09", "target": "true"})
    'datasets us_ofac_sdn; first_seen 2024-03-09; target true'
    """
    parts = []
    for name in _PROVENANCE:
        value = told.get(name, "")
        text = value if isinstance(value, str) else ", ".join(value)
        if text:
            parts.append(f"{name} {text}")
    return "; ".join(parts)


def told_of(cited: str) -> dict[str, str]:
    """Return what ``provenance`` wrote, by name; datasets stay one text, parted by commas."""
    pairs = (part.partition(" ") for part in cited.split("; "))
    return {name: value for name, _, value in pairs if name in _PROVENANCE}


def _country(value: str) -> str | None:
    from graphkit.countries import country_code

    try:
        return country_code(value)
    except InvalidValue:
        return None


@cache
def _schemata() -> dict[str, Schema]:
    read: dict[str, dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("ftm.yaml").read_text("utf-8"))
    lines = {name: _line(name, read) for name in read}
    made = {}
    for name, line in lines.items():
        ends = read[name].get("ends")
        made[name] = Schema(
            name=name,
            within=frozenset(line),
            properties={prop: type_ for above in line for prop, type_ in _own(read[above])},
            ends=(ends[0], ends[1]) if ends else None,
            shown_as={prop: name for above in line for prop, name in read[above].get("shown_as", {}).items()},
        )
    return made


def _line(name: str, read: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a schema and all that it extends, the widest first, so that the narrower one wins."""
    above = [wider for parent in read[name].get("extends", ()) for wider in _line(parent, read)]
    return [*dict.fromkeys(above), name]


def _own(said: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for type_, names in said.items():
        if type_ not in {"extends", "ends", "shown_as"}:
            yield from ((name, type_) for name in names)


_PLAIN_IN = {kind: {name: prop for prop, name in places.items()} for kind, places in PLAIN.items()}
