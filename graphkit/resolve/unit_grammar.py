"""From the words of a unit's name to its parts: which unit is meant, and which are its parents.

A name is cut into phrases, one for each echelon, since "3 Brigade Provost Company" names a company of a brigade and
"4th Brigade, 3rd Division" a brigade of a division. The lowest echelon is the unit, whichever stands first; the higher
ones are its parents. Two of one echelon are several units.
"""

from collections.abc import Sequence
from dataclasses import replace

from graphkit.resolve.unit_name import UnitName
from graphkit.resolve.unit_phrases import (
    COMPONENT_RANK,
    COMPONENTS,
    VAGUE_RANK,
    Phrase,
    is_record,
    read_phrases,
    segments,
)
from graphkit.resolve.unit_tokens import LONGEST, tokens
from graphkit.resolve.unit_words import Part, Token

_GROUNDS = frozenset({"base", "camp", "station"})
"""Echelons that, without a number, say where another unit is."""


def parse(text: str, country: str) -> UnitName:
    """Return the parts of a name."""
    found = tokens(text, country)
    if len(text) > LONGEST:
        return UnitName(text, country=country, unknown=True)
    now, before = _split_former(found)
    unit = _assemble(text, now, country)
    if not before:
        return unit
    earlier = _assemble(text, before, country)
    if unit.echelon or unit.numbers or unit.called:
        return replace(unit, formerly=(earlier,))
    return replace(earlier, unknown=True)


def _split_former(found: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Part the words of the name from those of an earlier one: "X (formerly Y)"."""
    at = next((place for place, token in enumerate(found) if token.part is Part.FORMER), None)
    if at is None:
        return list(found), []
    end = next(
        (place for place in range(at, len(found)) if found[place].part is Part.BREAK and found[place].value in "),;"),
        len(found),
    )
    return [*found[:at], *found[end:]], list(found[at + 1 : end])


def _assemble(text: str, found: Sequence[Token], country: str) -> UnitName:
    phrases: list[Phrase] = []
    loose: list[Phrase] = []
    pending: list[str] = []
    listed = False
    for segment in segments(found):
        here, rest = read_phrases(segment)
        if not here and not rest.arms:
            rest.numbers = [number for number in rest.numbers if not is_record(number)]
        if not here and rest.numbers and not (rest.arms or rest.called or rest.services):
            pending += rest.numbers
            rest.numbers = []
        elif here and pending:
            here[0].numbers = [*pending, *here[0].numbers]
            here[0].listed = listed = len(here[0].numbers) > 1
            pending = []
        if here and phrases and here[0].echelon == "unit" and not here[0].numbers:
            here[0].rank = VAGUE_RANK
        phrases += here
        if here or not rest.is_bare or rest.services or rest.countries or rest.post:
            loose.append(rest)
    if pending:
        listed |= _give(pending, phrases)
    return _combine(text, phrases, loose, country, listed=listed, unknown=any(t.part is Part.UNKNOWN for t in found))


def _give(numbers: list[str], phrases: list[Phrase]) -> bool:
    """Give numbers that stand alone to the phrase before them, if it has none; say whether they name several units."""
    if len(numbers) == 1 and phrases and not phrases[-1].numbers:
        phrases[-1].numbers = numbers
        return False
    return bool(phrases and phrases[-1].numbers) or len(numbers) > 1


def _combine(
    text: str, phrases: list[Phrase], loose: list[Phrase], country: str, *, listed: bool, unknown: bool
) -> UnitName:
    """Choose the unit among the phrases, and make the others its parents."""
    everything = [*phrases, *loose]
    countries = [code for phrase in everything for code in phrase.countries]
    services = list(dict.fromkeys(service for phrase in everything for service in phrase.services))
    numbered = [phrase for phrase in loose if phrase.numbers]
    base = UnitName(
        text,
        country=next((code for code in countries if code != country), country),
        post=any(phrase.post for phrase in everything),
        unknown=unknown,
        place=tuple(word for phrase in loose if not phrase.numbers for word in (*phrase.place, *sorted(phrase.called))),
    )
    of_the_unit = len(phrases) > 1 and _is_only_headquarters(phrases[0])
    ranked, grounds = _without_grounds(phrases[of_the_unit:])
    if ranked:
        ranked += _components(loose)
    else:
        return _without_echelon(base, loose, numbered, services, listed=listed)
    unit, several = _the_one(ranked)
    higher = [phrase for phrase in ranked if phrase.rank > unit.rank and (phrase.services or not phrase.is_bare)]
    read = _named(base, unit, next(iter(unit.services), "") or (services[0] if len(services) == 1 else ""))
    grounded = [word for phrase in grounds for word in (*sorted(phrase.called), *phrase.place)]
    return replace(
        read,
        place=(*read.place, *grounded, *base.place),
        parents=tuple(
            _named(UnitName(text, country=base.country), phrase, "")
            for phrase in sorted(higher, key=lambda phrase: phrase.rank)
        ),
        headquarters=of_the_unit or "headquarters" in unit.kinds,
        several=listed or several or unit.listed or bool(numbered),
    )


def _components(loose: Sequence[Phrase]) -> list[Phrase]:
    """Return what stands between commas and is a part of a formation: "1 Brigade, Ordnance Field Park"."""
    part = next((phrase for phrase in loose if phrase.arms & COMPONENTS and not phrase.numbers), None)
    if part is None:
        return []
    part.rank = COMPONENT_RANK
    return [part]


def _is_only_headquarters(phrase: Phrase) -> bool:
    """Say whether a phrase says no more than that the headquarters of what follows is meant."""
    return phrase.echelon == "headquarters" and phrase.is_bare and not phrase.services


def _without_grounds(phrases: Sequence[Phrase]) -> tuple[list[Phrase], list[Phrase]]:
    """Part the units from the bases and camps that only say where another one is."""
    grounds = [phrase for phrase in phrases if phrase.echelon in _GROUNDS and not phrase.numbers]
    units = [phrase for phrase in phrases if phrase not in grounds]
    return (units, grounds) if units else (list(phrases), [])


def _the_one(ranked: Sequence[Phrase]) -> tuple[Phrase, bool]:
    """Return the phrase that names the unit, which is the lowest, and whether there are several."""
    rank = min(phrase.rank for phrase in ranked)
    lowest = [phrase for phrase in ranked if phrase.rank == rank]
    telling = [phrase for phrase in lowest if not phrase.is_bare] or list(lowest)
    first = telling[0]
    return first, any(_is_another(phrase, first) for phrase in telling[1:])


def _is_another(phrase: Phrase, first: Phrase) -> bool:
    """Say whether a phrase of the same echelon names another unit, and does not say the first again, shorter."""
    if phrase.numbers and first.numbers:
        return phrase.numbers != first.numbers
    return bool(_content(phrase) and _content(first)) and not _content(phrase) & _content(first)


def _content(phrase: Phrase) -> set[str]:
    """Return what a phrase says beside its echelon and its number."""
    return {*phrase.arms, *phrase.kinds, *phrase.called, *phrase.place}


def _named(base: UnitName, phrase: Phrase, service: str) -> UnitName:
    return replace(
        base,
        numbers=tuple(phrase.numbers),
        echelon=phrase.echelon,
        arms=frozenset(phrase.arms),
        kinds=frozenset(phrase.kinds - {"headquarters"}),
        service=service or next(iter(phrase.services), ""),
        called=frozenset(phrase.called),
        place=tuple(phrase.place),
    )


def _without_echelon(
    base: UnitName, loose: Sequence[Phrase], numbered: Sequence[Phrase], services: Sequence[str], *, listed: bool
) -> UnitName:
    """Read a text that names no echelon: a service as a whole, or a number and an arm."""
    arms = frozenset().union(*(phrase.arms for phrase in loose))
    kinds = frozenset().union(*(phrase.kinds for phrase in loose))
    numbers = [number for phrase in numbered for number in phrase.numbers]
    called = frozenset(word for phrase in numbered for word in (*phrase.place, *phrase.called))
    service = services[0] if services else ""
    whole = bool(service) and not (numbers or arms or kinds)
    return replace(
        base,
        numbers=tuple(numbers),
        echelon="service" if whole else "",
        arms=arms,
        kinds=kinds,
        service=service,
        called=called,
        several=listed or len(numbers) > 1 or (whole and len(services) > 1 and not base.place),
    )
