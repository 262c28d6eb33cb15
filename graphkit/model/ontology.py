"""The closed world of kinds and properties: what can be said, each with one line of what it means."""

from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from graphkit.errors import KindClash, UnknownKind, UnknownProperty


class ValueType(StrEnum):
    """How a property's value is written and checked."""

    TEXT = "text"
    NAME = "name"
    DATE = "date"
    COUNTRY = "country"
    NUMBER = "number"
    IDENTIFIER = "identifier"
    FLAG = "flag"
    ENTITY = "entity"


class Property(BaseModel):
    """One thing that can be stated of a kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: Annotated[str, Field(min_length=1)]
    type: ValueType = ValueType.TEXT
    many: bool = False
    """Whether several values may hold at once; in the graph such a property is always a list."""


class NodeKind(BaseModel):
    """A kind of thing that has an identity of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: Annotated[str, Field(min_length=1)]
    properties: dict[str, Property]
    parent: str | None = None
    """The wider kind that this one narrows: a Company is an Organization."""


class EdgeKind(BaseModel):
    """A kind of relation; reads as a sentence from tail to head, and is itself an entity with statements."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    about: Annotated[str, Field(min_length=1)]
    tail: frozenset[str]
    head: frozenset[str]
    properties: dict[str, Property]


def _properties(*groups: tuple[Property, ...]) -> dict[str, Property]:
    return {item.name: item for group in groups for item in group}


def _text(name: str, about: str) -> Property:
    return Property(name=name, about=about)


def _texts(name: str, about: str) -> Property:
    return Property(name=name, about=about, many=True)


def _date(name: str, about: str) -> Property:
    return Property(name=name, about=about, type=ValueType.DATE)


def _identifier(name: str, about: str) -> Property:
    return Property(name=name, about=about, type=ValueType.IDENTIFIER, many=True)


def _name(name: str, about: str) -> Property:
    return Property(name=name, about=about, type=ValueType.NAME, many=True)


def _countries(name: str, about: str) -> Property:
    return Property(name=name, about=about, type=ValueType.COUNTRY, many=True)


_NAMES = (
    _name("name", "The name that the source gives first."),
    _name("alias", "Another name that the source gives as a good one."),
    _name("weak_alias", "A name that the source itself calls weak: broad, generic or low in quality."),
    _name("former_name", "A name borne earlier."),
    _name("weak_former_name", "A name borne earlier that the source itself calls weak."),
)
_COMMON = (
    _texts("note", "What the source adds, verbatim, where no other property fits."),
    _texts("website", "An address on the web."),
    _countries("country", "A country that the source ties it to, as ISO 3166-1 alpha-2."),
)
_ADDRESS = (_texts("address", "An address as printed, its lines joined by commas."),)
_CONTACT = (
    _identifier("email", "An electronic mail address."),
    _identifier("phone", "A telephone or fax number as printed."),
)
_IDENTIFIERS = (
    _identifier("passport", "A passport number."),
    _identifier("national_id", "A number that a state gives a person: identity card, cedula, CURP and the like."),
    _identifier("tax_id", "A number that a tax authority gives."),
    _identifier("registration_number", "A number in a register of companies or associations, or an aircraft's mark."),
    _identifier("lei", "A Legal Entity Identifier (ISO 17442)."),
    _identifier("swift_bic", "A business identifier code (ISO 9362)."),
    _identifier("imo", "An International Maritime Organization number: of a ship, or of the company that runs it."),
    _identifier("mmsi", "A Maritime Mobile Service Identity."),
    _identifier("account", "An account or wallet at a bank or on a chain, as printed."),
    _identifier("identifier", "Any other number or code that the source gives it, with its type in the original."),
)
_LIST_FACTS = (
    _texts("linked_to", "A party to which a list says it is linked, as printed."),
    _texts("secondary_sanctions", "A risk of secondary sanctions that the list warns of."),
)
_ORGANIZATION = _properties(
    _NAMES,
    _COMMON,
    _ADDRESS,
    _CONTACT,
    _IDENTIFIERS,
    _LIST_FACTS,
    (
        _date("founded_on", "When it was founded or registered."),
        _date("dissolved_on", "When it was dissolved."),
        _texts("classification", "What sort of body the source says it is."),
    ),
)
_PERSON = _properties(
    _NAMES,
    _COMMON,
    _ADDRESS,
    _CONTACT,
    _IDENTIFIERS,
    _LIST_FACTS,
    (
        _text("gender", "male, female, or as the source writes it."),
        Property(name="birth_date", about="A date of birth, as EDTF.", type=ValueType.DATE, many=True),
        _texts("birth_place", "A place of birth as printed."),
        _date("death_date", "When the person died, as EDTF."),
        Property(name="deceased", about="That the source calls the person dead.", type=ValueType.FLAG),
        _countries("nationality", "A nationality."),
        _countries("citizenship", "A citizenship."),
        _texts("title", "A title or honorific as printed."),
        _texts("position", "A position or function as printed, where no unit is named."),
        _texts("biography", "What the source tells of the person's life."),
    ),
)
_OPEN_ENDED = _text(
    "open_ended",
    "Whether the source holds that it went on after the last citation: Y, N, or E where that is its end.",
)
_UNIT = _properties(
    (
        _text("branch", "The service: army, navy, air force, police, joint."),
        _text("echelon", "The level: division, brigade, battalion, regional command."),
        _texts("headquarters", "A base, barracks or seat."),
        _texts("place", "A place where the source locates it."),
        _date("first_cited", "The first day on which the source attests it."),
        _date("last_cited", "The last day on which the source attests it."),
        _OPEN_ENDED,
    ),
)
_VEHICLE = _properties(
    _NAMES,
    _COMMON,
    _ADDRESS,
    _IDENTIFIERS,
    _LIST_FACTS,
    (
        _texts("vehicle_type", "The sort of vessel or aircraft as printed."),
        _countries("flag", "The state whose flag it flies."),
        _texts("flag_as_printed", "A flag that is no state's, as printed."),
        _countries("former_flag", "A state whose flag it flew earlier."),
        _identifier("call_sign", "A radio call sign."),
        _texts("tonnage", "Dead weight or gross tonnage as printed."),
        _texts("owner_as_printed", "An owner as printed."),
        _texts("operator_as_printed", "Who operates it, as printed."),
        _date("built_on", "When it was built or made."),
        _texts("model", "Its model as printed."),
    ),
)

NODE_KINDS: dict[str, NodeKind] = {
    kind.name: kind
    for kind in (
        NodeKind(name="Person", about="A human being.", properties=_PERSON),
        NodeKind(
            name="Organization",
            about="A body that is neither known to be a company nor a unit of armed or security forces.",
            properties=_ORGANIZATION,
        ),
        NodeKind(
            name="Unit",
            about="A unit, command, service or ministry in a structure of armed or security forces.",
            properties=_ORGANIZATION | _UNIT,
            parent="Organization",
        ),
        NodeKind(
            name="Company",
            about="A body that trades: registered company, enterprise of a state, partnership.",
            properties=_ORGANIZATION,
            parent="Organization",
        ),
        NodeKind(name="Vessel", about="A ship.", properties=_VEHICLE),
        NodeKind(name="Aircraft", about="An aircraft.", properties=_VEHICLE),
        NodeKind(
            name="Country",
            about="A state or territory of ISO 3166-1; one node for all sources.",
            properties=_properties(_NAMES, (_text("code", "ISO 3166-1 alpha-2."),)),
        ),
        NodeKind(
            name="Incident",
            about="Something that happened at a place in a span of days, with the violations that sources name.",
            properties=_properties(
                _NAMES,
                _COMMON,
                (
                    _texts("place", "Where, as printed."),
                    _text("admin1", "The first-level division of the country."),
                    _date("date_from", "The day on which it began, as EDTF."),
                    _date("date_to", "The day on which it ended, as EDTF."),
                    _texts("violation", "A violation, as the source words it."),
                    _texts("violation_code", "The violation's code in Security Force Monitor's list of types."),
                    _text("stated_victims", "Victims as the source states them."),
                    _text("description", "What the source tells."),
                ),
            ),
        ),
        NodeKind(
            name="Transfer",
            about="A delivery or order of arms or equipment.",
            properties=_properties(
                _NAMES,
                _COMMON,
                (
                    _text("designation", "The designation of the weapon."),
                    _text("description", "What sort of weapon it is."),
                    _date("order_year", "The year of the order, as EDTF; a trailing ~ marks an uncertain one."),
                    _text("order_year_flag", "uncertain, where the source doubts the year of the order."),
                    Property(
                        name="delivery_year",
                        about="A year in which units were delivered, as EDTF.",
                        type=ValueType.DATE,
                        many=True,
                    ),
                    Property(name="number_delivered", about="Units delivered.", type=ValueType.NUMBER),
                    _text("number_delivered_flag", "uncertain, where the source doubts the number."),
                    Property(name="number_ordered", about="Units ordered.", type=ValueType.NUMBER),
                    _text("number_ordered_flag", "uncertain, where the source doubts the number."),
                    _text("condition", "New, second hand or modernised."),
                    _texts("comment", "The source's own comment."),
                    Property(
                        name="supplier_as_printed",
                        about="A supplier that is no state, as printed.",
                        many=True,
                    ),
                    Property(
                        name="recipient_as_printed",
                        about="A recipient that is no state, as printed.",
                        many=True,
                    ),
                ),
            ),
        ),
        NodeKind(
            name="Assistance",
            about="A training or other security assistance.",
            properties=_properties(
                _NAMES,
                _COMMON,
                (
                    _text("programme", "The programme that paid for it."),
                    _text("course", "The course."),
                    _text("fiscal_year", "The fiscal year or years of the report, as text."),
                    _text("recipient_as_printed", "The recipient unit as printed."),
                    _date("start", "When it began, as EDTF."),
                    _date("end", "When it ended, as EDTF."),
                    Property(name="quantity", about="How many were trained.", type=ValueType.NUMBER),
                    _text("cost", "Its cost as printed."),
                    _text("us_unit", "The unit of the United States that gave it."),
                    _text("location", "Where it was given."),
                    _text("source_file", "The publisher's file that holds it."),
                    _text("page", "The page in that file."),
                ),
            ),
        ),
        NodeKind(
            name="Listing",
            about="An entry of a subject in a sanctions list.",
            properties=_properties(
                _NAMES,
                _COMMON,
                (
                    _text("authority", "EU, US-OFAC, US-BIS, US-STATE, UK, CA, AU or UN."),
                    _texts("programme", "The programme or regime as the list prints it."),
                    _text("entry", "The entry's number or reference in the list."),
                    _date("listed_on", "The day of listing."),
                    _date("delisted_on", "The day of delisting."),
                    _date("delisted_between", "The two editions between which it was taken off."),
                    _date("last_seen_in_list", "The newest edition that holds it."),
                    _texts("measure", "What the listing entails: asset freeze, entry ban, directive."),
                    _texts("legal_basis", "The law, order or regulation."),
                    _texts("reason", "The authority's statement of reasons."),
                    _texts("remarks", "The authority's remarks, verbatim."),
                ),
            ),
        ),
        NodeKind(
            name="Proceeding",
            about="A warrant, indictment, trial, judgment or investigation of a court or mechanism.",
            properties=_properties(
                _NAMES,
                _COMMON,
                (
                    _text("body", "The court or mechanism."),
                    _text("proceeding_kind", "warrant, indictment, trial, judgment or investigation."),
                    _text("number", "Its number."),
                    _date("opened_on", "When it was opened."),
                    _date("closed_on", "When it was closed."),
                    _text("outcome", "Its outcome."),
                ),
            ),
        ),
        NodeKind(
            name="Measure",
            about="What a state did about a violation: investigation, trial, removal, discipline; or nothing.",
            properties=_properties(
                _NAMES,
                _COMMON,
                (
                    _text(
                        "measure_kind",
                        "investigation, trial, removal, discipline, unit disbanded, none found.",
                    ),
                    _text("taken_by", "Who took it."),
                    _date("taken_on", "When."),
                    _text("outcome", "Its outcome."),
                ),
            ),
        ),
        NodeKind(
            name="Coverage",
            about="That a list was read whole on a day, within what the file itself says it holds.",
            properties=_properties(
                _NAMES,
                _COMMON,
                (
                    _text("authority", "Whose list."),
                    _texts("programme", "The programmes within which it was read whole; none means all of them."),
                    _date("as_of", "The day whose list was read."),
                    _text("scope", "What the file says of its own extent."),
                ),
            ),
        ),
        NodeKind(
            name="Source",
            about="What a statement cites: a document, a dataset, a publication.",
            properties=_properties(
                (
                    _text("title", "Its title."),
                    _text("publisher", "Who published it."),
                    _date("published", "When it was published."),
                    _text("url", "Where it was published."),
                    _text("archive_url", "Where a copy is archived."),
                    _text("source_kind", "regulation, press release, UN report, NGO report, news, dataset, …"),
                    _text("seen", "full or excerpt: what was read of it."),
                    _text("origin", "Whose words it repeats."),
                    Property(name="official", about="That it is an authority's own.", type=ValueType.FLAG),
                    _text("reliability", "A to F (Admiralty code)."),
                    _text("sharing", "public, partners or restricted."),
                    _text("licence", "The licence of its text or data."),
                    _text("ingestor", "The ingestor that read it, where it is a dataset of this case."),
                    _text("accessed", "When it was read."),
                    _texts("page", "The page cited."),
                    _countries("country", "The country that it is filed under."),
                    _identifier("identifier", "Another id that the publisher gives it, with its type in the original."),
                    _texts("note", "What is to be known of it."),
                ),
            ),
        ),
    )
}

_BODIES = frozenset({"Person", "Unit", "Company", "Organization"})
_LISTABLE = _BODIES | {"Vessel", "Aircraft", "Country"}
_CITED = (
    _date("first_cited", "The first day on which the source attests the relation."),
    _date("last_cited", "The last day on which the source attests the relation."),
    _OPEN_ENDED,
    _texts("note", "What the source adds, verbatim."),
)


def _edge(name: str, about: str, tail: frozenset[str], head: frozenset[str], *properties: Property) -> EdgeKind:
    ends = (
        Property(name="tail", about="The entity that it starts from.", type=ValueType.ENTITY),
        Property(name="head", about="The entity that it leads to.", type=ValueType.ENTITY),
    )
    return EdgeKind(name=name, about=about, tail=tail, head=head, properties=_properties(ends, _CITED, properties))


def _kinds(*names: str) -> frozenset[str]:
    return frozenset(names)


EDGE_KINDS: dict[str, EdgeKind] = {
    kind.name: kind
    for kind in (
        _edge(
            "POSTED_TO",
            "The person held a role in the unit.",
            _kinds("Person"),
            _kinds("Unit", "Organization"),
            _text("role", "The role as the source words it."),
            _text("rank", "The rank held in the post."),
            _text("title", "The official title of the post."),
            _text("start_context", "How the post began: appointed, transferred, promoted."),
            _text("end_context", "How the post ended."),
        ),
        _edge(
            "PART_OF",
            "The unit stood under, or belonged to, the other unit.",
            _kinds("Unit", "Organization"),
            _kinds("Unit", "Organization"),
            _text("authority", "command, administrative, informal, member or operational_support."),
        ),
        _edge("SUCCEEDED_BY", "The unit was renamed or replaced.", _kinds("Unit"), _kinds("Unit")),
        _edge(
            "ATTRIBUTED_TO",
            "A source attributes the incident to the unit or person.",
            _kinds("Incident"),
            _kinds("Unit", "Person", "Organization"),
            _text("mode", "How the source connects the two."),
        ),
        _edge(
            "OPERATED_IN",
            "The unit was active or seated there.",
            _kinds("Unit", "Organization"),
            _kinds("Country"),
            _text("place", "The place as the source names it."),
            _text("place_id", "The place's number in GeoNames or OpenStreetMap."),
            _text("admin1", "The first-level division."),
            _text("admin1_id", "The division's number in GeoNames or OpenStreetMap."),
            _text("headquarters", "The base, barracks or building there."),
            _text("exact_place", "The exact spot: its name in OpenStreetMap, or a longitude."),
            _text("exact_place_id", "The exact spot's number in OpenStreetMap, or a latitude."),
            _text("interest", "area of operations, or site."),
        ),
        _edge(
            "OWNS",
            "The owner holds shares of the company.",
            _BODIES | {"Country"},
            _kinds("Company", "Organization"),
            Property(name="share_min", about="The least share, in per cent.", type=ValueType.NUMBER),
            Property(name="share_max", about="The greatest share, in per cent.", type=ValueType.NUMBER),
            _text("interest", "What is held: shares, votes, legal or beneficial ownership."),
        ),
        _edge(
            "CONTROLS",
            "The owner controls the company without a stated share.",
            _BODIES | {"Country"},
            _kinds("Company", "Organization", "Unit"),
            _text("interest", "By what means."),
        ),
        _edge(
            "DIRECTS",
            "The person holds an office of the company or organization.",
            _kinds("Person"),
            _kinds("Company", "Organization"),
            _text("role", "The office."),
        ),
        _edge(
            "RELATED_TO",
            "The two are related as the source says: kin between persons, a link that a list states between parties.",
            _LISTABLE,
            _LISTABLE,
            _text("relation", "The relation as the source words it."),
        ),
        _edge("SUPPLIED", "The supplier of the transfer.", _kinds("Country", "Company"), _kinds("Transfer")),
        _edge("PROVIDED", "The provider of the assistance.", _kinds("Country"), _kinds("Assistance")),
        _edge(
            "RECEIVED_BY",
            "The recipient of the transfer or assistance.",
            _kinds("Transfer", "Assistance"),
            _kinds("Country", "Unit", "Organization", "Company"),
        ),
        _edge("LISTED_IN", "The subject of the listing.", _LISTABLE, _kinds("Listing")),
        _edge("SUBJECT_OF", "Whom the proceeding or measure concerns.", _BODIES, _kinds("Proceeding", "Measure")),
    )
}

KINDS: dict[str, NodeKind | EdgeKind] = {**NODE_KINDS, **EDGE_KINDS}

NAME_PROPERTIES = tuple(item.name for item in _NAMES)
IDENTIFIER_PROPERTIES = tuple(item.name for item in (*_IDENTIFIERS, *_CONTACT))

AUTHORITIES = ("EU", "US-OFAC", "US-BIS", "US-STATE", "UK", "CA", "AU", "UN")
COMMAND_AUTHORITIES = ("command", "administrative")
"""The classes of relation that a command chain follows."""
RELATION_CLASSES = ("command", "administrative", "informal", "member", "operational_support")


@cache
def property_of(kind: str, name: str) -> Property:
    """Return what the kind means by a property; raises UnknownKind or UnknownProperty with the nearest names."""
    if (found := KINDS.get(kind)) is None:
        raise UnknownKind(f"no kind is called {kind!r}; the kinds are: {', '.join(KINDS)}")
    if (property_ := found.properties.get(name)) is None:
        raise UnknownProperty(f"{kind} has no property {name!r}; it has: {', '.join(found.properties)}")
    return property_


@cache
def is_within(kind: str, wider: str) -> bool:
    """Tell whether the kind is the wider one or narrows it."""
    current: str | None = kind
    while current is not None:
        if current == wider:
            return True
        current = NODE_KINDS[current].parent if current in NODE_KINDS else None
    return False


def narrowest(kinds: frozenset[str]) -> str:
    """Return the kind that all the kinds given can be at once: Organization and Company make a Company."""
    for kind in sorted(kinds):
        if all(is_within(kind, other) for other in kinds):
            return kind
    raise KindClash(f"one entity cannot be {' and '.join(sorted(kinds))} at once")
