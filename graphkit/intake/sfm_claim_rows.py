"""Claims as Security Force Monitor's research handbook lays them out: a row is one claim, with its citations and range.

The names of the columns and what they mean are the handbook's. A precise range says that the claim held on every day of
it; an imprecise one that it held on one day of it at least; of two together the imprecise one leads up to the precise
one or away from it. ``starting`` and ``ending`` say that the beginning or the end lies in the range. Beyond the range
nothing is claimed. A unit is the child of the related unit, which is the superior: one sentence of the handbook turns
the two round, all others and every example do not.

A claim that its publisher found false, or has not settled, is set aside: of an appointment and a later taking of
office, which exclude each other, only the one that the publisher accepts is stated.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from graphkit.dates import UNKNOWN_START, Interval, PartialDate
from graphkit.errors import InvalidDate, InvalidValue
from graphkit.intake.draft import Citation, Draft, Subject
from graphkit.intake.rows import Row
from graphkit.intake.sfm import Cell, CitedDate, Ending, Stretch, check_id, source_ids
from graphkit.intake.sfm_structure import MEMBER, accuse, add_place, add_violations, locate, part_of, posted_to

TYPE = "type:claim"
"""The column by which the layout is known."""
_COMMON = (
    TYPE, "status:meta", "researcher:meta", "internal_comments:meta", "citation:refs:claim", "about_entity:ref:claim",
    "about_entity:name:qa", "first_precise:range", "last_precise:range", "first_imprecise:range",
    "last_imprecise:range", "starting:range", "ending:range", "starting_context:range", "ending_context:range",
    "public_notes:meta", "type:entity",
)  # fmt: skip
_NAMED = ("name:annotation", "country:annotation")
_OWN: Mapping[str, tuple[str, ...]] = {
    "unit": (*_NAMED, "unit:names:assertion", "unit:classifications:assertion"),
    "person": (
        *_NAMED, "person:names:assertion", "person:gender:assertion", "person:account_type:assertion",
        "person:account_id:assertion", "person:media_description:annotation",
    ),
    "relation": (
        "relation:unit:refs:assertion", "relation:unit:names:qa", "relation:types:assertion",
        "relation:related_unit:refs:assertion", "relation:related_unit:names:qa",
        "relation:related_unit_classes:assertion",
    ),
    "posting": (
        "posting:person:refs:assertion", "posting:person:names:qa", "posting:unit:refs:assertion",
        "posting:unit:names:qa", "posting:roles:assertion", "posting:titles:assertion", "posting:ranks:assertion",
    ),
    "positioning": (
        "positioning:unit:refs:assertion", "positioning:unit:names:qa", "positioning:types:assertion",
        "positioning:base_names:assertion", "positioning:location:refs:assertion", "positioning:location:names:qa",
    ),
    "incident": (
        "country:annotation", "incident:location:descriptions:assertion", "incident:location:refs:assertion",
        "incident:location:names:qa", "incident:violation:descriptions:assertion",
        "incident:violation:types:assertion", "category:violation_types:annotation",
        "incident:perpetrator:refs:assertion", "incident:perpetrator:names:qa",
        "incident:perpetrator:classifications:assertion", "incident:victim:refs:assertion",
        "incident:victim:names:qa",
    ),
}  # fmt: skip
"""By the type of a claim, the columns that it has beside those of every claim."""
COLUMNS = _COMMON
OPTIONAL = tuple(dict.fromkeys(column for columns in _OWN.values() for column in columns))

_CONTEXT = ("starting_context:range", "ending_context:range")
# Whose claim it is, remarks for the review, and the name again of what the claim is about.
_INTERNAL = ("researcher:meta", "internal_comments:meta", "about_entity:name:qa")
_STATUS = {
    "accepted": "",
    "conflict": "the publisher found the claim false (status conflict)",
    "work_needed": "the publisher has not settled the claim (status work_needed)",
    "issue": "the publisher has not settled the claim (status issue)",
}
_FLAG = {"Y": True, "N": False}
_CLAIM = {"claim": ""}
_ALWAYS = "since_beginning_of_time"
_RELATIONS = {"child-of": True, "member-of": False}
# A class or intake belongs to its academy, which trains it and does not command it.
_CLASSES = {"": "", "command": "command", "administrative": "administrative", "class": MEMBER}
_POSITIONINGS = {"site": True, "aoo": False}


@dataclass(slots=True)
class Claim:
    """A row, with what every claim has."""

    row: Row
    draft: Draft
    citations: tuple[Citation, ...]
    key: str
    stretch: Stretch
    kinds: Mapping[str, str]
    """The kind of every unit and person of which the files hold a claim."""
    aside: Counter[str] = field(default_factory=Counter)

    def subject(self, kind: str, key: str, name: str = "") -> Subject:
        """Begin to state what the claim says of an entity, within its range; a name beside an id is no claim."""
        if name:
            self.draft.entity(kind, check_id(key)).add("name", name)
        return self.draft.entity(kind, check_id(key), citations=self.citations, when=self.stretch.when)

    def cell(self, text: str) -> Cell:
        """Return a value with the citations of the claim."""
        return Cell(text, self.citations)


def kinds_of(rows: Iterable[Row]) -> dict[str, str]:
    """Return the kind of every unit and person that the claims are about: one accused is told by its id alone."""
    kinds = {"unit": "Unit", "person": "Person"}
    found = {row.cells["about_entity:ref:claim"]: kinds.get(row.cells[TYPE]) for row in rows}
    return {key: kind for key, kind in found.items() if kind}


def read_claim(
    row: Row, draft: Draft, cite: Callable[[str, int], Citation], kinds: Mapping[str, str]
) -> Mapping[str, int]:
    """State one claim; return what was set aside of it, by reason."""
    kind = row.choose(TYPE, {name: name for name in _OWN})
    row.choose("type:entity", _CLAIM)
    if reason := row.choose("status:meta", _STATUS):
        row.ignore(row.cells)
        return {reason: 1}
    row.ignore(_INTERNAL)
    citations = tuple(cite(source, 0) for source in source_ids(row.need("citation:refs:claim")))
    claim = Claim(row, draft, citations, check_id(row.need("about_entity:ref:claim")), _stretch(row, citations), kinds)
    for column in OPTIONAL:
        if column not in _OWN[kind] and (value := row.take(column)):
            raise InvalidValue(f"column {column!r} holds {value!r}, which says nothing of a claim of type {kind!r}")
    subject = _READERS[kind](claim)
    subject.add("note", row.take("public_notes:meta"))
    for column in _CONTEXT:
        if context := row.take(column):
            subject.add("note", f"{column}: {context}")
    return claim.aside


def _stretch(row: Row, citations: tuple[Citation, ...]) -> Stretch:
    """Return when the claim held: its bounds, and the first and last day as far as the two ranges tell them."""
    precise, imprecise = _range(row, "precise"), _range(row, "imprecise")
    starting, ending = row.choose("starting:range", _FLAG), row.choose("ending:range", _FLAG)
    if precise is not None and imprecise is not None:
        first, last = _joined(precise, imprecise)
    elif precise is not None:
        first, last = (PartialDate(day, day, day) for day in (precise.first, precise.last))
    elif imprecise is not None:
        first = last = imprecise
    else:
        return Stretch(None, None, starting, Ending.CITED, Interval.undated())
    when = Interval(first.first, first.last, last.first, last.last, start_known=starting, end_known=ending)
    cited = (CitedDate(first, citations), CitedDate(last, citations))
    return Stretch(*cited, starting, Ending.END if ending else Ending.CITED, when)


def _joined(precise: PartialDate, imprecise: PartialDate) -> tuple[PartialDate, PartialDate]:
    """Return the first and the last day of two ranges of one claim; raises InvalidValue where they do not meet."""
    if _gap(imprecise, precise) or _gap(precise, imprecise):
        raise InvalidValue(
            f"the ranges {imprecise.written!r} and {precise.written!r} do not meet, as two of one claim do"
        )
    first, last = min(imprecise.first, precise.first), max(imprecise.last, precise.last)
    written = f"{imprecise.written}, and on every day {precise.written}"
    return PartialDate(first, precise.first, written), PartialDate(precise.last, last, written)


def _gap(before: PartialDate, after: PartialDate) -> bool:
    """Say whether a whole day lies between the two, the first of which is over."""
    return (date.fromisoformat(after.first) - date.fromisoformat(before.last)).days > 1


def _range(row: Row, name: str) -> PartialDate | None:
    """Return a range of days; raises InvalidValue where one end is missing or no day."""
    start, end = row.take(f"first_{name}:range"), row.take(f"last_{name}:range")
    if not (start or end):
        return None
    if not (start and end):
        raise InvalidValue(f"the {name} range has one end only; a range of one day has that day twice")
    first = UNKNOWN_START if start == _ALWAYS and name == "imprecise" else _day(start, f"first_{name}:range")
    last = _day(end, f"last_{name}:range")
    if last < first:
        raise InvalidValue(f"the {name} range ends on {end}, before it begins on {start}")
    return PartialDate(first, last, f"{start} to {end}")


def _day(written: str, column: str) -> str:
    try:
        day = PartialDate.parse(written)
    except InvalidDate as error:
        raise InvalidDate(f"column {column!r}: {error}") from None
    if day.first != day.last:
        raise InvalidDate(f"column {column!r}: {written!r} is no day; a range has days, such as 2014-08-01")
    return day.first


def _read_unit(claim: Claim) -> Subject:
    unit = _named(claim, "Unit", "unit")
    for part in claim.row.parts("unit:classifications:assertion"):
        unit.add("classification", part)
    stretch = claim.stretch
    if stretch.first and stretch.begins:
        unit.add("founded_on", stretch.first.date)
    if stretch.last and stretch.ending is Ending.END:
        unit.add("dissolved_on", stretch.last.date)
    return unit


def _read_person(claim: Claim) -> Subject:
    row, person = claim.row, _named(claim, "Person", "person")
    person.add("gender", row.take("person:gender:assertion"))
    kind, account = row.take("person:account_type:assertion"), row.take("person:account_id:assertion")
    person.add("identifier", account, original=f"{kind} {account}")
    person.add("note", row.take("person:media_description:annotation"))
    return person


def _named(claim: Claim, kind: str, prefix: str) -> Subject:
    """State the name that the publisher made the chief one, and the names in the sources beside it."""
    row, subject = claim.row, claim.subject(kind, claim.key)
    chief = row.take("name:annotation")
    subject.add("name", chief)
    for name in row.parts(f"{prefix}:names:assertion"):
        if name != chief:
            subject.add("alias" if chief else "name", name)
    subject.draft.add_countries(subject, "country", row.need("country:annotation"))
    return subject


def _read_relation(claim: Claim) -> Subject:
    row = claim.row
    unit = claim.subject("Unit", row.need("relation:unit:refs:assertion"), row.take("relation:unit:names:qa"))
    head = claim.subject(
        "Unit", row.need("relation:related_unit:refs:assertion"), row.take("relation:related_unit:names:qa")
    )
    is_child = row.choose("relation:types:assertion", _RELATIONS)
    authority = row.choose("relation:related_unit_classes:assertion", _CLASSES)
    text = authority if is_child else MEMBER
    return part_of(
        unit, head.id, claim.cell(head.id), claim.cell(text), claim.stretch, claim.draft.citation(), key=claim.key
    )


def _read_posting(claim: Claim) -> Subject:
    row = claim.row
    person = claim.subject("Person", row.need("posting:person:refs:assertion"), row.take("posting:person:names:qa"))
    unit = claim.subject("Unit", row.need("posting:unit:refs:assertion"), row.take("posting:unit:names:qa"))
    facts = {
        "role": claim.cell(row.take("posting:roles:assertion")),
        "title": claim.cell(row.take("posting:titles:assertion")),
        "rank": claim.cell(row.take("posting:ranks:assertion")),
        "start_context": claim.cell(row.take("starting_context:range")),
        "end_context": claim.cell(row.take("ending_context:range")),
    }
    return posted_to(person, unit.id, claim.cell(unit.id), facts, claim.stretch, claim.draft.citation(), key=claim.key)


def _read_positioning(claim: Claim) -> Subject:
    row = claim.row
    unit = claim.subject("Unit", row.need("positioning:unit:refs:assertion"), row.take("positioning:unit:names:qa"))
    number = check_id(row.need("positioning:location:refs:assertion"))
    place = row.take("positioning:location:names:qa") or number
    is_site = row.choose("positioning:types:assertion", _POSITIONINGS)
    locate(
        unit, is_site=is_site, base=claim.cell(row.take("positioning:base_names:assertion")), place=claim.cell(place)
    )
    return unit


def _read_incident(claim: Claim) -> Subject:
    row, draft, stretch = claim.row, claim.draft, claim.stretch
    incident = claim.subject("Incident", claim.key)
    if stretch.first and stretch.last:
        incident.add("date_from", stretch.first.date)
        incident.add("date_to", stretch.last.date)
    draft.add_countries(incident, "country", row.need("country:annotation"))
    incident.add("place", row.take("incident:location:descriptions:assertion"))
    number = check_id(row.need("incident:location:refs:assertion"))
    add_place(incident, "place", row.take("incident:location:names:qa") or number)
    incident.add("description", row.need("incident:violation:descriptions:assertion"))
    add_violations(incident, row.parts("incident:violation:types:assertion"))
    for code in row.parts("category:violation_types:annotation"):
        incident.add("violation_code", code)
    for part in row.parts("incident:perpetrator:classifications:assertion"):
        incident.add("party_as_printed", f"perpetrator: {part}", original=part)
    incident.add("stated_victims", row.take("incident:victim:names:qa"))
    for victim in row.parts("incident:victim:refs:assertion"):
        incident.add("note", f"victim: {check_id(victim)}")
    names = row.parts("incident:perpetrator:names:qa")
    for place, key in enumerate(row.parts("incident:perpetrator:refs:assertion")):
        if (kind := claim.kinds.get(check_id(key))) is None:
            claim.aside["the perpetrator is a unit or person of which the files hold no claim"] += 1
            continue
        accuse(incident, claim.subject(kind, key, names[place] if place < len(names) else ""))
    return incident


_READERS: Mapping[str, Callable[[Claim], Subject]] = {
    "unit": _read_unit,
    "person": _read_person,
    "relation": _read_relation,
    "posting": _read_posting,
    "positioning": _read_positioning,
    "incident": _read_incident,
}
