"""What is compared of an entity: its names, dates, countries, identifiers and places, whatever file they came from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphkit.errors import InvalidValue
from graphkit.text import clean, visible

PERSON = "Person"
PARTY = "LegalEntity"
"""A person or an organization: the file does not say which."""
BODIES = frozenset({"Organization", "Company", "Unit"})
"""Kinds that may be one and the same body, described by different publishers."""

_KIND_OF_SCHEMA = {
    "Person": PERSON,
    "LegalEntity": PARTY,
    "Organization": "Organization",
    "PublicBody": "Organization",
    "Company": "Company",
    "Asset": "Asset",
    "Unit": "Unit",
    "Vessel": "Vessel",
    "Airplane": "Aircraft",
    "Aircraft": "Aircraft",
    "Vehicle": "Vehicle",
    "Country": "Country",
    "Thing": "Thing",
    "Position": "Position",
    "Security": "Security",
    "Event": "Event",
    "Project": "Project",
}
"""What FollowTheMoney calls the kinds that have names."""

_GIVEN = ("firstName", "secondName", "middleName")
_PARENTS = ("fatherName", "motherName")
_FAMILY = ("lastName",)
_GOOD_NAMES = ("name", "alias", "previousName", "former_name", "abbreviation")
_WEAK_NAMES = ("weakAlias", "weak_alias", "weak_former_name")
_BIRTH_DATES = ("birthDate", "birth_date")
_COUNTRIES = (
    "country",
    "nationality",
    "citizenship",
    "jurisdiction",
    "mainCountry",
    "birthCountry",
    "flag",
    "registered_in",
)
_PLACES = ("birthPlace", "birth_place", "address", "headquarters", "place")
_POSITIONS = ("position", "title")
_IDENTIFIERS = {
    "passportNumber": "passport",
    "idNumber": "national_id",
    "socialSecurityNumber": "national_id",
    "taxNumber": "tax_id",
    "innCode": "tax_id",
    "vatCode": "tax_id",
    "registrationNumber": "registration_number",
    "ogrnCode": "registration_number",
    "leiCode": "lei",
    "swiftBic": "swift_bic",
    "imoNumber": "imo",
    "mmsi": "mmsi",
    "callSign": "call_sign",
    **{
        own: own
        for own in (
            "passport",
            "national_id",
            "tax_id",
            "registration_number",
            "lei",
            "swift_bic",
            "imo",
            "call_sign",
            "identifier",
            "email",
            "phone",
            "account",
        )
    },
}
_MALE, _FEMALE = "male", "female"
_GENDERS = {_MALE: _MALE, "m": _MALE, _FEMALE: _FEMALE, "f": _FEMALE}


@dataclass(frozen=True, slots=True)
class Name:
    """One name as printed; ``weak`` where its source calls it broad or low in quality."""

    text: str
    weak: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of one entity; empty where nothing is known."""

    id: str
    kind: str
    names: tuple[Name, ...] = ()
    birth_dates: tuple[str, ...] = ()
    """As EDTF; all are kept where sources dispute."""
    genders: tuple[str, ...] = ()
    """``male`` or ``female``; what else is printed is not compared."""
    countries: tuple[str, ...] = ()
    """Every country that it is tied to, as ISO 3166-1 alpha-2."""
    identifiers: tuple[tuple[str, str], ...] = ()
    """Kind of number, number as printed."""
    places: tuple[str, ...] = ()
    positions: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()

    @classmethod
    def named(cls, text: str, kind: str = PERSON) -> "Profile":
        """Return the profile of which only a name is known."""
        return cls("", kind, (Name(text),))

    @classmethod
    def of_values(
        cls, id_: str, kind: str, values: Mapping[str, Iterable[str]], datasets: Iterable[str] = ()
    ) -> "Profile":
        """Return the profile of an entity whose properties are graphkit's own or FollowTheMoney's."""
        return cls(
            id=id_,
            kind=kind,
            names=_names(values),
            birth_dates=_all(values, _BIRTH_DATES),
            genders=tuple(
                dict.fromkeys(
                    _GENDERS[gender.lower()] for gender in _all(values, ("gender",)) if gender.lower() in _GENDERS
                )
            ),
            countries=tuple(dict.fromkeys(filter(None, map(_country, _all(values, _COUNTRIES))))),
            identifiers=tuple(
                dict.fromkeys(
                    (of_kind, value) for prop, of_kind in _IDENTIFIERS.items() for value in _all(values, (prop,))
                )
            ),
            places=_all(values, _PLACES),
            positions=_all(values, _POSITIONS),
            datasets=tuple(datasets),
        )

    @classmethod
    def of_ftm(cls, record: Any) -> "Profile":
        """Return the profile of an entity in FollowTheMoney's form; `InvalidValue` says what is not so.

        A property may be a text or a list of texts. Properties that nothing is compared by are not read.
        """
        if not isinstance(record, Mapping):
            raise InvalidValue("an entity is an object with 'schema' and 'properties'")
        schema = record.get("schema")
        kind = _KIND_OF_SCHEMA.get(schema) if isinstance(schema, str) else None
        if kind is None:
            known = ", ".join(sorted(_KIND_OF_SCHEMA))
            raise InvalidValue(f"{visible(str(schema))!r} is no schema that is compared; those are {known}")
        properties = record.get("properties", {})
        if not isinstance(properties, Mapping):
            raise InvalidValue("'properties' is an object whose values are lists of texts")
        values = {str(prop): _texts(str(prop), given) for prop, given in properties.items()}
        datasets = _texts("datasets", record.get("datasets", ()))
        return cls.of_values(str(record.get("id") or ""), kind, values, datasets)


def _texts(prop: str, given: Any) -> tuple[str, ...]:
    listed: Sequence[Any] = (given,) if isinstance(given, str) else given
    if not isinstance(listed, list | tuple) or not all(isinstance(value, str) for value in listed):
        raise InvalidValue(f"{visible(prop)!r} is neither a text nor a list of texts")
    return tuple(text for value in listed if (text := clean(value)))


def _all(values: Mapping[str, Iterable[str]], props: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for prop in props for value in values.get(prop, ())))


def _names(values: Mapping[str, Iterable[str]]) -> tuple[Name, ...]:
    """Return all names, good ones first; of a person whose name stands in parts only, the parts in their order."""
    good = _all(values, _GOOD_NAMES)
    if not good and (parts := [part for props in (_GIVEN, _PARENTS, _FAMILY) for part in _all(values, props)]):
        good = (" ".join(parts),)
    weak = [text for text in _all(values, _WEAK_NAMES) if text not in good]
    return (*map(Name, good), *(Name(text, weak=True) for text in weak))


@lru_cache(maxsize=4096)
def _country(name: str) -> str:
    """Return the code of a country; nothing where the text names none, for then it tells nothing of two entities."""
    if len(name) == 2 and name.isascii() and name.isalpha():
        return name.upper()
    from graphkit.countries import country_code

    try:
        return country_code(name)
    except InvalidValue:
        return ""
