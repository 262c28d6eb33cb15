"""The phrases of a unit's name, one for each echelon, with the words that belong to it.

"3 Brigade Provost Company" holds two phrases, "Commander, 5th Military Zone" one and a post. Which of the phrases is
the unit is for the reader of the whole name to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from graphkit.resolve.unit_words import Part, Token, words

_ROMANCE_ENDINGS = ("ee", "ees", "ada", "ado", "adas", "ados", "iale", "ique", "ante", "ente")
_ROMANCE_WORDS = frozenset({
    "blinde", "blindes", "motorise", "mecanise", "leger", "legere", "ligera", "ligero", "lourde", "pesada", "pesado",
    "mixte", "mixto", "autonome", "movil", "fluviale", "mehariste", "speciale",
})  # fmt: skip
"""Adjectives that follow what they qualify: "régiment blindé", "brigada móvil"."""
"""How others end: "division blindée", "brigada blindada"."""
_NAMELESS = frozenset({"command", "headquarters"})
"""What a phrase without number and name adds to the one before it: "Third Division Command" is the division."""
_NO_RANK = 999
_FORMATION = 60
"""From this rank up a unit holds units of other arms: "7 Division Signals" are the signals of the division."""
COMPONENT_RANK = 35
COMPONENTS = frozenset({
    "signal", "engineer", "medical", "military police", "intelligence", "legal", "logistics", "transport", "supply",
    "maintenance", "ordnance", "public affairs", "aviation",
})  # fmt: skip
"""The arms of which a formation has units that bear its number, and are named after it."""
_LONG_NUMBERED = frozenset({"unit", "military district", "company", "detachment", "team", "squad", "post"})
"""Echelons that go on from a thousand; after others such a number is somebody's, or the record's."""
_RECORD = 1000
_NAMED_AFTER = frozenset({"operation", "ministry"})
"""Echelons whose name follows them."""
VAGUE_RANK = 88
"""The place of a "unit" that is named after another in a list: "Battalion 469, Special Force Unit"."""


@dataclass(slots=True)
class Phrase:
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


def segments(found: Sequence[Token]) -> Iterator[list[Token]]:
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


def read_phrases(segment: Sequence[Token]) -> tuple[list[Phrase], Phrase]:
    """Return the phrases of a segment, and what belongs to none."""
    lexicon = words()
    segment = list(_without_address(segment))
    marks = [at for at, token in enumerate(segment) if token.part is Part.ECHELON and not _qualifies(segment, at)]
    rest = Phrase()
    if not marks:
        for token in segment:
            _take(rest, token, named=False)
        return [], rest
    phrases = [Phrase(segment[at].value, lexicon.ranks[segment[at].value]) for at in marks]
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
    for at, phrase in enumerate(phrases):
        phrase.numbers = [
            number
            for number in dict.fromkeys(phrase.numbers)
            if not (follows and phrase.echelon not in _LONG_NUMBERED and is_record(number))
        ]
        phrase.listed = len(phrase.numbers) > 1
        if at and phrase.echelon == "force":
            phrase.rank = COMPONENT_RANK
    return list(_without_nameless(phrases)), rest


def is_record(number: str) -> bool:
    """Say whether a number is rather that of a person or of a record."""
    return number.isdigit() and int(number) >= _RECORD


def _component(phrase: Phrase, after: Sequence[Token]) -> Phrase | None:
    """Take out of a formation's phrase the arm that follows it: "7 Division Signals", "41 Division Engineers"."""
    arm = after[0] if after else None
    if arm is None or arm.part is not Part.ARM or arm.value not in COMPONENTS:
        return None
    if phrase.rank < _FORMATION or not phrase.numbers:
        return None
    phrase.arms.discard(arm.value)
    return Phrase(rank=COMPONENT_RANK, arms={arm.value})


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
    if segment[left].value in _NAMED_AFTER:
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
    while at < right and _follows_its_noun(segment[at]):
        at += 1
    return at


def _follows_its_noun(token: Token) -> bool:
    return token.part in {Part.ARM, Part.KIND} and (
        token.text.endswith(_ROMANCE_ENDINGS) or token.text in _ROMANCE_WORDS
    )


def _take(phrase: Phrase, token: Token, *, named: bool, afield: bool = False) -> None:
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


def _without_nameless(phrases: Sequence[Phrase]) -> Iterator[Phrase]:
    """Leave out what only says that the phrase before it is a command or a headquarters."""
    kept: Phrase | None = None
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
