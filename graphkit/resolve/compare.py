"""Two profiles side by side: one number per feature, and what was laid beside what.

Of each side's names, the two that agree best are compared word by word (`graphkit.resolve.names`); what is known
besides is compared in `graphkit.resolve.particulars`. The functions there are the features, and their first lines say
what each is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphkit.resolve.names import features
from graphkit.resolve.names.align import Alignment, align
from graphkit.resolve.names.reading import key_of, readings
from graphkit.resolve.names.word import Word
from graphkit.resolve.particulars import PARTICULARS, weak_name
from graphkit.resolve.profile import PARTY, PERSON, Profile
from graphkit.resolve.unit_evidence import unit

OF_PERSON, OF_BODY = "person", "body"
"""The two ways to compare: as human beings, or as bodies and things that have names like them."""
_MOST_NAMES = 1_000
"""Names of one side that are compared, lest two entities of 100,000 names each take every other's time and memory."""
_ALIGNED_PAIRS = 4
"""Of many names of both sides, so many pairs of the likest are laid word by word."""

NAME_FEATURES: dict[str, tuple[Callable[[Alignment], float], ...]] = {
    OF_PERSON: features.PERSON,
    OF_BODY: features.BODY,
}
FEATURES: tuple[str, ...] = tuple(
    dict.fromkeys(
        [
            *(function.__name__ for of in NAME_FEATURES.values() for function in of),
            *(function.__name__ for function in PARTICULARS),
            weak_name.__name__,
            "kinds",
            unit.__name__,
        ]
    )
)
"""The names of the features, in the order in which columns of them stand."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A word of the left name beside a word of the right one; one of them is empty where nothing stands across."""

    left: str
    right: str
    how: str
    """same, sound, form, spelling, short, initial, joined, acronym; of a word alone what it is: name, title …"""
    likeness: float
    """0 to 1."""
    weight: float
    """How much the word tells: the rarer, the more (in nats)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the comparison of two profiles found."""

    features: dict[str, float]
    """By name; every one of `FEATURES`, 0 where nothing speaks for or against."""
    left_name: str
    """Of the names of each side, the pair that agrees best."""
    right_name: str
    way: str
    """`OF_PERSON` or `OF_BODY`."""
    alignment: Alignment | None
    """The two names word by word; None where a side has no name."""

    @property
    def aligned(self) -> tuple[Aligned, ...]:
        """The words side by side, in the order of the left name; then what stands on the right alone."""
        return _aligned(self.alignment) if self.alignment else ()


def compare(left: Profile, right: Profile) -> Comparison:
    """Compare two profiles; which of them stands left matters to no feature."""
    way = OF_PERSON if _is_person(left, right) else OF_BODY
    found = dict.fromkeys(FEATURES, 0.0)
    best = _best(left, right, body=way == OF_BODY)
    if best is not None:
        for feature in NAME_FEATURES[way]:
            found[feature.__name__] = feature(best)
        found["weak_name"] = weak_name(left, right, best.left.text, best.right.text)
        if way == OF_BODY:
            found["unit"] = unit(left, right, best.left.text, best.right.text)
    for particular in PARTICULARS:
        found[particular.__name__] = particular(left, right)
    found["kinds"] = kinds(left, right)
    return Comparison(found, best.left.text if best else "", best.right.text if best else "", way, best)


def kinds(left: Profile, right: Profile) -> float:
    """-1 where the two cannot be one thing: a person and a ship; 0 where they can."""
    if left.kind == right.kind or PARTY in (left.kind, right.kind) or "Thing" in (left.kind, right.kind):
        return 0.0
    return -1.0 if (left.kind in _ALONE or right.kind in _ALONE) else 0.0


_ALONE = frozenset({PERSON, "Vessel", "Aircraft", "Vehicle", "Country", "Position", "Security", "Event", "Project"})


def _is_person(left: Profile, right: Profile) -> bool:
    """Say whether two are compared as persons: one is, and the other may be."""
    return PERSON in (left.kind, right.kind)


def _best(left: Profile, right: Profile, *, body: bool) -> Alignment | None:
    """Return the two names that agree best, side by side."""
    if not left.names or not right.names:
        return None
    laid = [
        align(one, other)
        for first, second in _likest(left, right)
        for one in readings(first, body=body)
        for other in readings(second, body=body)
    ]
    return laid[0] if len(laid) == 1 else max(laid, key=_agreement)


def _likest(left: Profile, right: Profile) -> list[tuple[str, str]]:
    """Return the pairs of names to lay side by side: of many, one that is equal but for order, else the few likest."""
    if len(left.names) * len(right.names) <= _ALIGNED_PAIRS:
        return [(one.text, other.text) for one in left.names for other in right.names]
    ours, theirs = ({key_of(name.text): name.text for name in reversed(side.names)} for side in (left, right))
    if equal := [key for key in ours if " " in key and key in theirs]:
        key = max(equal, key=len)
        return [(ours[key], theirs[key])]
    ours, theirs = (dict(list(side.items())[-_MOST_NAMES:]) for side in (ours, theirs))
    from rapidfuzz import fuzz, process

    likeness: Any = process.cdist(list(ours), list(theirs), scorer=fuzz.token_set_ratio)
    likest = (-likeness).argsort(axis=None, kind="stable")[:_ALIGNED_PAIRS]
    first, second = list(ours.values()), list(theirs.values())
    return [(first[place // len(second)], second[place % len(second)]) for place in map(int, likest)]


def _agreement(beside: Alignment) -> float:
    """Return by how much two names agree more than they differ, to choose between pairs of names."""
    return (
        beside.agreed
        - beside.lost
        - 1.5 * min(beside.left_out, beside.right_out)
        - 0.5 * max(beside.left_out, beside.right_out)
    )


def _aligned(beside: Alignment) -> tuple[Aligned, ...]:
    across = {id(pair.left[0]): pair for pair in beside.pairs}
    within = {id(word) for pair in beside.pairs for word in pair.left[1:]}
    rows: list[Aligned] = []
    for word in beside.left.words:
        if pair := across.get(id(word)):
            rows.append(Aligned(_printed(pair.left), _printed(pair.right), pair.how, pair.likeness, pair.weight))
        elif id(word) not in within:
            rows.append(Aligned(word.printed, "", word.kind, 0.0, word.weight))
    paired = {id(word) for pair in beside.pairs for word in pair.right}
    rows.extend(
        Aligned("", word.printed, word.kind, 0.0, word.weight) for word in beside.right.words if id(word) not in paired
    )
    return tuple(rows)


def _printed(run: tuple[Word, ...]) -> str:
    return " ".join(word.printed for word in run)
