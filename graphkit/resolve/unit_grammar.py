"""From the words of a unit's name to its parts: which unit is meant, and which are its parents.

A name is cut into phrases, one for each echelon, since "3 Brigade Provost Company" names a company of a brigade and
"4th Brigade, 3rd Division" a brigade of a division. The lowest echelon is the unit, whichever stands first; the higher
ones are its parents. Two of one echelon are several units.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from graphkit.resolve.unit_name import UnitName
from graphkit.resolve.unit_tokens import LONGEST, tokens
from graphkit.resolve.unit_words import Part, Token, words

_ROMANCE_ENDINGS = (
    "ee",
    "ees",
    "e",
    "es",
    "ada",
    "ado",
    "ique",
    "aire",
    "aires",
    "ale",
    "ales",
    "iale",
    "ar",
    "era",
    "ero",
)
_NAMELESS = frozenset({"command", "headquarters"})
"""What a phrase without number and name adds to the one before it: "Third Division Command" is the division."""
_NO_RANK = 999
_FORMATION = 60
"""From this rank up a unit holds units of other arms: "7 Division Signals" are the signals of the division."""
_COMPONENT_RANK = 45
_COMPONENTS = frozenset({
    "signal", "engineer", "medical", "military police", "intelligence", "legal", "logistics", "transport", "supply",
    "maintenance", "ordnance", "public affairs", "aviation",
})  # fmt: skip
_GROUNDS = frozenset({"base", "camp", "station"})
"""Echelons that, without a number, say where another unit is."""


@dataclass(slots=True)
class _Phrase:
    """A stretch of a name around one echelon, or around none."""

    echelon: str = ""
    rank: int = _NO_RANK
    numbers: list[str] = field(default_factory=list)
    arms: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    services: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    called: set[str] = field(default_factory=set)
    place: list[str] = field(default_factory=list)
    post: bool = False
    listed: bool = False
    """Its numbers are several units'."""

    @property
    def is_bare(self) -> bool:
        """Whether it tells nothing beside its echelon and service."""
        return not (self.numbers or self.arms or self.kinds or self.called or self.place)


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
    phrases: list[_Phrase] = []
    loose: list[_Phrase] = []
    pending: list[str] = []
    listed = False
    for segment in _segments(found):
        here, rest = _phrases(segment)
        if not here and rest.numbers and not (rest.arms or rest.called or rest.services):
            pending += rest.numbers
            rest.numbers = []
        elif here and pending:
            here[0].numbers = [*pending, *here[0].numbers]
            here[0].listed = listed = len(here[0].numbers) > 1
            pending = []
        phrases += here
        if here or not rest.is_bare or rest.services or rest.countries or rest.post:
            loose.append(rest)
    if pending:
        listed |= _give(pending, phrases)
    return _combine(text, phrases, loose, country, listed=listed, unknown=any(t.part is Part.UNKNOWN for t in found))


def _give(numbers: list[str], phrases: list[_Phrase]) -> bool:
    """Give numbers that stand alone to the phrase before them, if it has none; say whether they name several units."""
    if len(numbers) == 1 and phrases and not phrases[-1].numbers:
        phrases[-1].numbers = numbers
        return False
    return bool(phrases and phrases[-1].numbers) or len(numbers) > 1


def _segments(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Cut at punctuation, and at "and" where it joins units and not words."""
    segment: list[Token] = []
    for at, token in enumerate(found):
        is_break = token.part is Part.BREAK
        if is_break or (token.part is Part.AND and _joins_units(segment, found[at + 1 :])):
            if segment:
                yield segment
            segment = []
        elif token.part is not Part.AND:
            segment.append(token)
    if segment:
        yield segment


def _joins_units(before: Sequence[Token], after: Sequence[Token]) -> bool:
    """Say whether a number stands on both sides, or a whole service."""
    return any(token.part is Part.NUMBER for token in before) and any(
        token.part is Part.NUMBER for token in _until_break(after)
    )


def _until_break(found: Sequence[Token]) -> Iterator[Token]:
    for token in found:
        if token.part in {Part.BREAK, Part.AND}:
            return
        yield token


def _phrases(segment: Sequence[Token]) -> tuple[list[_Phrase], _Phrase]:
    """Return the phrases of a segment, and what belongs to none."""
    lexicon = words()
    segment = list(_without_address(segment))
    marks = [at for at, token in enumerate(segment) if token.part is Part.ECHELON and not _qualifies(segment, at)]
    rest = _Phrase()
    if not marks:
        for token in segment:
            _take(rest, token, named=False)
        return [], rest
    phrases = [_Phrase(segment[at].value, lexicon.ranks[segment[at].value]) for at in marks]
    first_number = next((at for at, token in enumerate(segment) if token.part is Part.NUMBER), len(segment))
    follows = first_number > next((at for at in marks if segment[at].value != "headquarters"), marks[0])
    edges = [_edge(segment, left, right, follows=follows) for left, right in pairwise(marks)]
    starts, ends = [0, *edges], [*edges, len(segment)]
    for phrase, mark, start, end in zip(phrases, marks, starts, ends, strict=True):
        afield = False
        for at in range(start, end):
            token = segment[at]
            afield |= token.part is Part.AT and at > mark
            if at != mark:
                _take(phrase, token, named=at < mark or phrase.echelon == "operation", afield=afield)
    if not follows and (component := _component(phrases[-1], segment[marks[-1] + 1 :])) is not None:
        phrases.append(component)
    for phrase in phrases:
        phrase.numbers = list(dict.fromkeys(phrase.numbers))
        phrase.listed = len(phrase.numbers) > 1
    return list(_without_nameless(phrases)), rest


def _component(phrase: _Phrase, after: Sequence[Token]) -> _Phrase | None:
    """Take out of a formation's phrase the arm that follows it: "7 Division Signals", "41 Division Engineers"."""
    arm = after[0] if after else None
    if arm is None or arm.part is not Part.ARM or arm.value not in _COMPONENTS:
        return None
    if phrase.rank < _FORMATION or not phrase.numbers:
        return None
    phrase.arms.discard(arm.value)
    return _Phrase(rank=_COMPONENT_RANK, arms={arm.value})


def _without_address(segment: Sequence[Token]) -> Iterator[Token]:
    """Leave out where in a town something is: "Army Headquarters, Area 7"."""
    skipped = False
    for at, token in enumerate(segment):
        after = segment[at + 1] if at + 1 < len(segment) else None
        is_area = token.part is Part.ECHELON and token.value == "area"
        if is_area and after is not None and after.part is Part.NUMBER and after.value.isdigit():
            skipped = True
        elif not skipped:
            yield token
        else:
            skipped = False


def _qualifies(segment: Sequence[Token], at: int) -> bool:
    """Say whether an echelon only qualifies the one right after it: "26 Task Force Brigade", "1 Army Brigade"."""
    after = segment[at + 1] if at + 1 < len(segment) else None
    return segment[at].value in words().within and after is not None and after.part is Part.ECHELON


def _edge(segment: Sequence[Token], left: int, right: int, *, follows: bool) -> int:
    """Return where, between two echelons, the words of the second begin.

    Numbers part them: before their echelon in "3 Brigade 4 Company" and "Company of 3 Brigade", after it in "Brigade 3
    Company 4". Without one, the last "of" does; else words are read with what they precede, but for adjectives of
    Romance languages. What follows names an operation or a ministry, and never a headquarters.
    """
    if segment[left].value in {"operation", "ministry"}:
        return right
    if segment[left].value == "headquarters":
        return left + 1
    between = range(left + 1, right)
    numbers = [at for at in between if segment[at].part is Part.NUMBER]
    if numbers:
        before = segment[numbers[0] - 1].part
        if follows and before is not Part.OF:
            return numbers[-1] + 1
        return numbers[0] - (before in {Part.MARK, Part.OF})
    joined = [at for at in between if segment[at].part is Part.OF]
    if joined:
        return joined[-1]
    at = left + 1
    while at < right and segment[at].part in {Part.ARM, Part.KIND} and segment[at].text.endswith(_ROMANCE_ENDINGS):
        at += 1
    return at


def _take(phrase: _Phrase, token: Token, *, named: bool, afield: bool = False) -> None:
    """Put a word where it belongs in its phrase."""
    part, value = token.part, token.value
    if part is Part.NUMBER:
        if not afield:
            phrase.numbers.append(value)
    elif part is Part.ARM:
        phrase.arms.add(value)
    elif part in {Part.KIND, Part.ECHELON}:
        phrase.kinds.add(value)
    elif part is Part.SERVICE:
        phrase.services.append(value)
    elif part is Part.COUNTRY:
        phrase.countries.append(value)
    elif part is Part.POST:
        phrase.post = True
    elif part in {Part.WORD, Part.DIRECTION}:
        if named or (part is Part.DIRECTION and not afield):
            phrase.called.add(value)
        else:
            phrase.place.append(value)


def _without_nameless(phrases: Sequence[_Phrase]) -> Iterator[_Phrase]:
    """Leave out what only says that the phrase before it is a command or a headquarters."""
    kept: _Phrase | None = None
    for phrase in phrases:
        if kept is not None and phrase.echelon in _NAMELESS and phrase.is_bare and phrase.echelon != kept.echelon:
            kept.services += phrase.services
            kept.countries += phrase.countries
            kept.post |= phrase.post
            if phrase.echelon == "headquarters":
                kept.kinds.add("headquarters")
        else:
            kept = phrase
            yield phrase


def _combine(
    text: str, phrases: list[_Phrase], loose: list[_Phrase], country: str, *, listed: bool, unknown: bool
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
    if ranked and (
        part := next((phrase for phrase in loose if phrase.arms & _COMPONENTS and not phrase.numbers), None)
    ):
        part.rank = _COMPONENT_RANK
        ranked.append(part)
    if not ranked:
        return _without_echelon(base, loose, numbered, services, listed=listed)
    unit, several = _the_one(ranked)
    higher = sorted((phrase for phrase in ranked if phrase.rank > unit.rank), key=lambda phrase: phrase.rank)
    read = _named(base, unit, next(iter(unit.services), "") or (services[0] if len(services) == 1 else ""))
    return replace(
        read,
        place=(
            *read.place,
            *(word for phrase in grounds for word in (*sorted(phrase.called), *phrase.place)),
            *base.place,
        ),
        parents=tuple(_named(UnitName(text, country=base.country), phrase, "") for phrase in higher),
        headquarters=of_the_unit or "headquarters" in unit.kinds,
        several=listed or several or unit.listed or bool(numbered),
    )


def _is_only_headquarters(phrase: _Phrase) -> bool:
    """Say whether a phrase says no more than that the headquarters of what follows is meant."""
    return phrase.echelon == "headquarters" and phrase.is_bare and not phrase.services


def _without_grounds(phrases: Sequence[_Phrase]) -> tuple[list[_Phrase], list[_Phrase]]:
    """Part the units from the bases and camps that only say where another one is."""
    grounds = [phrase for phrase in phrases if phrase.echelon in _GROUNDS and not phrase.numbers]
    units = [phrase for phrase in phrases if phrase not in grounds]
    return (units, grounds) if units else (list(phrases), [])


def _the_one(ranked: Sequence[_Phrase]) -> tuple[_Phrase, bool]:
    """Return the phrase that names the unit, which is the lowest, and whether there are several."""
    rank = min(phrase.rank for phrase in ranked)
    lowest = [phrase for phrase in ranked if phrase.rank == rank]
    telling = [phrase for phrase in lowest if not phrase.is_bare] or list(lowest)
    first = telling[0]
    others = [
        phrase
        for phrase in telling[1:]
        if (phrase.numbers, phrase.called, phrase.arms) != (first.numbers, first.called, first.arms)
    ]
    return first, bool(others)


def _named(base: UnitName, phrase: _Phrase, service: str) -> UnitName:
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
    base: UnitName, loose: Sequence[_Phrase], numbered: Sequence[_Phrase], services: Sequence[str], *, listed: bool
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
        several=listed or len(numbers) > 1 or (whole and len(services) > 1),
    )
