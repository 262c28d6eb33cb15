"""What the files of Security Force Monitor state alike, whatever their layout: existence, parents, postings."""

import re
from collections.abc import Iterable, Mapping

from graphkit.intake.draft import Citation, Subject
from graphkit.intake.events import Party, attribute
from graphkit.intake.sfm import Cell, Ending, Stretch, digest
from graphkit.intake.violations import violation_codes

AUTHORITIES = {"Command": "command", "Administrative": "administrative", "Informal": "informal"}
"""By the researchers' word, what a parent has over a unit."""
MEMBER = "member"
"""What an operation or mission has over a unit that takes part in it: it does not command it by that alone."""
_PLACE = re.compile(r"(.+) \(\w+, \w+\) [0-9a-f-]{36}")
"""A place as the files write it: name, map and shape, number."""


def exist(unit: Subject, stretch: Stretch, unsourced: Citation) -> None:
    """State when the unit is cited; where the first date is the beginning, or the last the end, that too."""
    stretch.state(unit, unsourced)
    if stretch.first and stretch.begins:
        unit.add("founded_on", stretch.first.date, citations=stretch.first.citations)
    if stretch.last and stretch.ending is Ending.END:
        unit.add("dissolved_on", stretch.last.date, citations=stretch.last.citations)


def part_of(
    unit: Subject, head: str, other: Cell, authority: Cell, stretch: Stretch, unsourced: Citation, *, key: str = ""
) -> Subject:
    """State that the unit stood under, or belonged to, the other, which the cell names; the key is the publisher's."""
    draft = unit.draft
    key = f"{key or f'{_key(unit)}/part_of'}/{digest(head, authority.text, *stretch.key)}"
    edge = draft.edge("PART_OF", unit.id, head, key=key, citations=other.citations, when=stretch.when)
    edge.add("authority", authority.text, citations=authority.citations)
    stretch.state(edge, unsourced)
    return edge


def posted_to(
    person: Subject,
    head: str,
    unit: Cell,
    facts: Mapping[str, Cell],
    stretch: Stretch,
    unsourced: Citation,
    *,
    key: str = "",
) -> Subject:
    """State that the person held a post in the unit, which the cell names, with what is said of the post."""
    words = [cell.text for cell in facts.values()]
    key = f"{key or f'{_key(person)}/posted_to'}/{digest(unit.text, *words, *stretch.key)}"
    edge = person.draft.edge("POSTED_TO", person.id, head, key=key, citations=unit.citations, when=stretch.when)
    for prop, cell in facts.items():
        edge.add(prop, cell.text, citations=cell.citations)
    stretch.state(edge, unsourced)
    return edge


def locate(unit: Subject, *, is_site: bool, base: Cell, place: Cell) -> None:
    """State where the unit is based or operates: a place of which the files do not tell the country."""
    unit.add("headquarters", base.text, citations=base.citations)
    add_place(unit, "place" if is_site else "area_of_operations", place.text, citations=place.citations)


def add_place(subject: Subject, prop: str, written: str, *, citations: tuple[Citation, ...] | None = None) -> None:
    """State a place by its name; what stands behind it, its map, shape and number, is kept as it was written."""
    if found := _PLACE.fullmatch(written):
        subject.add(prop, found[1], original=written, citations=citations)
    else:
        subject.add(prop, written, citations=citations)


def add_violations(incident: Subject, words: Iterable[str]) -> None:
    """State the violations, in the words of the source, and their types where the words are known."""
    for word in words:
        incident.add("violation", word)
        for code in violation_codes(word):
            incident.add("violation_code", code, original=word)


def accuse(incident: Subject, accused: Subject) -> None:
    """State that the sources allege the incident of the unit or person: the publisher repeats, and finds nothing."""
    party = Party(accused.id, "perpetrator", "")
    attribute(incident.draft, incident, party, "named as perpetrator", citations=incident.citations)


def _key(subject: Subject) -> str:
    """Return the publisher's own id of a subject."""
    return subject.id.removeprefix(f"{subject.draft.dataset.id}:")
