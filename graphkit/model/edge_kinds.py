"""The kinds of relations, each a sentence from tail to head."""

from graphkit.model.kind import FTM, OPEN_ENDED, EdgeKind, Property, ValueType, a_date, properties, text, texts

_BODIES = frozenset({"Party", "Person", "Unit", "Company", "Organization"})
_LISTABLE = _BODIES | {"Vessel", "Aircraft", "Country", "Record"}
_CITED = (
    a_date("first_cited", "The first day on which the source attests the relation."),
    a_date("last_cited", "The last day on which the source attests the relation."),
    OPEN_ENDED,
    texts("note", "What the source adds, verbatim."),
    *FTM,
)


def _edge(name: str, about: str, tail: frozenset[str], head: frozenset[str], *own: Property) -> EdgeKind:
    ends = (
        Property(name="tail", about="The entity that it starts from.", type=ValueType.ENTITY),
        Property(name="head", about="The entity that it leads to.", type=ValueType.ENTITY),
    )
    return EdgeKind(name=name, about=about, tail=tail, head=head, properties=properties(ends, _CITED, own))


def _kinds(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


EDGE_KINDS: dict[str, EdgeKind] = {
    kind.name: kind
    for kind in (
        _edge(
            "POSTED_TO",
            "The person held a role in the unit.",
            _kinds("Person"),
            _kinds("Unit", "Organization"),
            text("role", "The role as the source words it."),
            text("rank", "The rank held in the post."),
            text("title", "The official title of the post."),
            text("start_context", "How the post began: appointed, transferred, promoted."),
            text("end_context", "How the post ended."),
        ),
        _edge(
            "PART_OF",
            "The unit stood under, or belonged to, the other unit.",
            _kinds("Unit", "Organization"),
            _kinds("Unit", "Organization"),
            text("authority", "command, administrative, informal, member or operational_support."),
        ),
        _edge("SUCCEEDED_BY", "The unit was renamed or replaced.", _kinds("Unit"), _kinds("Unit")),
        _edge(
            "ATTRIBUTED_TO",
            "A source attributes the incident to the unit or person.",
            _kinds("Incident"),
            _kinds("Unit", "Person", "Organization"),
            text("mode", "How the source connects the two."),
        ),
        _edge(
            "INVOLVED",
            "A source names the body as a party to the incident, which attributes nothing to it.",
            _kinds("Incident"),
            _kinds("Unit", "Organization"),
            text("side", "The side as the source numbers or letters it."),
        ),
        _edge(
            "OPERATED_IN",
            "The unit was active or seated there.",
            _kinds("Unit", "Organization"),
            _kinds("Country"),
            text("place", "The place as the source names it."),
            text("place_id", "The place's number in GeoNames or OpenStreetMap."),
            text("admin1", "The first-level division."),
            text("admin1_id", "The division's number in GeoNames or OpenStreetMap."),
            text("headquarters", "The base, barracks or building there."),
            text("exact_place", "The exact spot: its name in OpenStreetMap, or a longitude."),
            text("exact_place_id", "The exact spot's number in OpenStreetMap, or a latitude."),
            text("interest", "area of operations, or site."),
        ),
        _edge(
            "OWNS",
            "The owner holds shares of the company.",
            _BODIES | {"Country"},
            _kinds("Company", "Organization"),
            Property(name="share_min", about="The least share, in per cent.", type=ValueType.NUMBER),
            Property(name="share_max", about="The greatest share, in per cent.", type=ValueType.NUMBER),
            text("interest", "What is held: shares, votes, legal or beneficial ownership."),
        ),
        _edge(
            "CONTROLS",
            "The owner controls the company without a stated share.",
            _BODIES | {"Country"},
            _kinds("Company", "Organization", "Unit"),
            text("interest", "By what means."),
        ),
        _edge(
            "DIRECTS",
            "The person holds an office of the company or organization.",
            _kinds("Person"),
            _kinds("Company", "Organization"),
            text("role", "The office."),
        ),
        _edge(
            "RELATED_TO",
            "The two are related as the source says: kin between persons, a link that a list states between parties.",
            _LISTABLE,
            _LISTABLE,
            text("relation", "The relation as the source words it."),
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
