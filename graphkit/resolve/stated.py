"""Identities that a source states: it cites another list's entry for its own subject.

A workbook names the entry of a list for each listing; a list prints the reference number of another one. Such a
statement is a proposal with its reason. It is checked like any other, because a copy may hold a slip: an entry that
two entities of one file claim, or that two entities of one list bear, is nobody's until a person has looked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphkit.resolve.profiles import Compared, Entry, entry_key

_SHORTEST_REFERENCE = 5
_ISSUED_AS = frozenset({"identifier", "registration_number", "national_id"})
"""Under which properties lists print the reference numbers of others."""


@dataclass(frozen=True, slots=True)
class Stated:
    """That a source states two entities to be one."""

    left: str
    right: str
    reason: str
    doubtful: str = ""
    """Why the statement cannot stand by itself; nothing where it can."""


def stated(entities: Mapping[str, Compared]) -> dict[tuple[str, str], Stated]:
    """Return what the entities' sources state, by pair of ids, sorted."""
    holders: dict[tuple[str, str], list[tuple[str, Entry]]] = {}
    bearers: dict[str, list[str]] = {}
    for entity in entities.values():
        for entry in entity.entries:
            if entry.entry:
                holders.setdefault((entry.authority, entry.entry), []).append((entity.id, entry))
                if _is_reference(entry.entry):
                    bearers.setdefault(entry.entry, []).append(entity.id)
    found: dict[tuple[str, str], Stated] = {}
    for (authority, number), claims in holders.items():
        pairs = list(_agreeing(claims, entities))
        found.update(_proposed(pairs, f"both are entry {number.upper()} of {authority}", entities))
    printed: dict[str, list[str]] = {}
    for entity in entities.values():
        for prop, number in entity.profile.identifiers:
            if prop in _ISSUED_AS and (reference := entry_key(number)) in bearers:
                printed.setdefault(reference, []).append(entity.id)
    for reference, printing in printed.items():
        pairs = [(left, right) for left in printing for right in bearers[reference] if left != right]
        found.update(_proposed(pairs, f"one prints {reference.upper()}, the number of the other", entities))
    return found


def _is_reference(entry: str) -> bool:
    """Tell whether an entry's number is one that cannot be taken for another sort of number."""
    letters = any(char.isalpha() for char in entry)
    return letters and any(char.isdigit() for char in entry) and len(entry) >= _SHORTEST_REFERENCE


def _agreeing(claims: Sequence[tuple[str, Entry]], entities: Mapping[str, Compared]) -> Iterator[tuple[str, str]]:
    """Yield the pairs of entities that claim one entry of one programme."""
    for place, (left, one) in enumerate(claims):
        for right, other in claims[place + 1 :]:
            if _of_one_programme(one, other) and entities[left].dataset != entities[right].dataset:
                yield left, right


def _of_one_programme(one: Entry, other: Entry) -> bool:
    """Tell whether two entries of one number can be one: ``part 1, item 2`` is a number within its programme only."""
    within_programme = " " in one.entry
    if one.countries and other.countries:
        return bool(one.countries & other.countries)
    return not within_programme or one.countries == other.countries


def _proposed(
    pairs: Iterable[tuple[str, str]], reason: str, entities: Mapping[str, Compared]
) -> Iterator[tuple[tuple[str, str], Stated]]:
    """Yield each pair as stated; doubtful where the statement would make two entities of one dataset one."""
    listed = {(left, right) if left < right else (right, left) for left, right in pairs}
    partners: dict[tuple[str, str], set[str]] = {}
    for pair in listed:
        for entity, other in (pair, pair[::-1]):
            partners.setdefault((entity, entities[other].dataset), set()).add(other)
    for left, right in sorted(listed):
        claiming = partners[left, entities[right].dataset] | partners[right, entities[left].dataset]
        doubtful = f"{', '.join(sorted(claiming))} all claim it" if len(claiming) > 2 else ""
        yield (left, right), Stated(left, right, reason, doubtful)
