"""Candidates: which entities are worth comparing at all, found without comparing every pair.

Two ways lead to a candidate, and either is enough: a name whose trigrams are near (`grams`), or an exact key that both
have (`keys`). An index is made once of what is there; looking up grows with what is looked up, so a new source costs
what it brings.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from graphkit.resolve.grams import Trigrams, readable
from graphkit.resolve.names.sound import consonants
from graphkit.resolve.profile import BODIES, PARTY, PERSON, Name, Profile

if TYPE_CHECKING:
    import numpy as np

NEAR = 0.4
"""Of two names: how near their trigrams must be, from 0 to 1."""
MOST = 50
"""Candidates of one entity that trigrams give, the nearest first; exact keys give theirs besides."""
_CROWD = 100
"""Entities that may share one key; a key that more of them have tells nothing and is not followed."""
_SHORTEST_NUMBER = 5
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 3, 8
_MOST_NAMES = 200
"""Names of one entity that are indexed; the good ones come first."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be the one looked up."""

    place: int
    """Its place among the profiles of the index."""
    near: float
    """How near its nearest name is, by trigrams; 0 where only a key led to it."""
    keys: int
    """How many exact keys both have."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of all entities of one group."""

    texts: list[str]
    printed: list[Name]
    """By name, as it was printed."""
    owners: "np.ndarray[Any, Any]"
    """By name, the place of its entity among the profiles."""
    trigrams: Trigrams


class Index:
    """Profiles to look candidates up in."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        import numpy as np

        self._keyed: dict[tuple[str, str], list[int]] = {}
        self._names: dict[str, Names] = {}
        named: dict[str, list[tuple[int, str, Name]]] = {}
        for place, profile in enumerate(profiles):
            names = readings(profile)
            for group in groups_of(profile.kind):
                named.setdefault(group, []).extend((place, text, name) for text, name in names.items())
                for key in keys(profile, names):
                    self._keyed.setdefault((group, key), []).append(place)
        for group, listed in named.items():
            texts = [text for _, text, _ in listed]
            owners = np.array([place for place, _, _ in listed], dtype=np.int64)
            self._names[group] = Names(texts, [name for _, _, name in listed], owners, Trigrams(texts))

    def names(self, group: str) -> Names | None:
        """Return the names of a group; None where it has none."""
        return self._names.get(group)

    def sharing(self, group: str, key: str) -> Sequence[int]:
        """Return the places of the profiles that have the key; none where a crowd has it."""
        holders = self._keyed.get((group, key), ())
        return holders if len(holders) <= _CROWD else ()

    def candidates(self, asked: Sequence[Profile], *, near: float = NEAR) -> Iterator[tuple[int, list[Candidate]]]:
        """Yield the candidates of each profile, in its order, by its place; the nearest first."""
        found: list[dict[int, float]] = [{} for _ in asked]
        shared: list[dict[int, int]] = [{} for _ in asked]
        looked: dict[str, list[tuple[int, str]]] = {}
        for place, profile in enumerate(asked):
            names = readings(profile)
            for group in groups_of(profile.kind):
                looked.setdefault(group, []).extend((place, name) for name in names)
                for key in keys(profile, names):
                    for other in self.sharing(group, key):
                        shared[place][other] = shared[place].get(other, 0) + 1
        for group, pairs in looked.items():
            if (index := self.names(group)) is not None:
                _add_near(index, pairs, near, found)
        for place in range(len(asked)):
            nearest = sorted(found[place].items(), key=lambda item: -item[1])[:MOST]
            both = dict(nearest) | {other: found[place].get(other, 0.0) for other in shared[place]}
            yield (
                place,
                sorted(
                    (Candidate(other, value, shared[place].get(other, 0)) for other, value in both.items()),
                    key=lambda item: (-item.near, -item.keys, item.place),
                ),
            )


def _add_near(index: Names, pairs: Sequence[tuple[int, str]], near: float, found: Sequence[dict[int, float]]) -> None:
    """Keep for each profile that is looked up how near each other one is."""
    for row, places, values in index.trigrams.near([name for _, name in pairs], near):
        mine = found[pairs[row][0]]
        for other, value in zip(index.owners[places].tolist(), values.tolist(), strict=True):
            if value > mine.get(other, 0.0):
                mine[other] = value


def groups_of(kind: str) -> tuple[str, ...]:
    """Return the groups within which an entity of the kind is looked for: a body that trades may be called a unit."""
    if kind == PARTY:
        return (PERSON, "body")
    return ("body",) if kind in BODIES else (kind,)


def keys(profile: Profile, names: Iterable[str]) -> set[str]:
    """Return what an entity has in common with another one exactly, if anything: each key says by its prefix what.

    ``n`` an identifier or number in a register, ``b`` a day of birth with the sound of a word of a name, ``a`` an
    acronym, ``c`` the consonants of a whole name, ``j`` its letters without spaces.
    """
    found: set[str] = set()
    for _, number in profile.identifiers:
        plain = "".join(char for char in number.casefold() if char.isalnum())
        if len(plain) >= _SHORTEST_NUMBER and any(char.isdigit() for char in plain):
            found.add(f"n{plain}")
    days = set(filter(None, map(_day_key, profile.birth_dates)))
    for name in names:
        words = name.split()
        sounds = [consonants(word) for word in words if len(word) > 1]
        if len(sounds) > 1:
            found.add("c" + " ".join(sorted(sounds)))
        found.add("j" + "".join(words))
        found.update(f"b{day}{sound}" for day in days for sound in sounds)
        if profile.kind != PERSON:
            found.update(_acronyms(words))
    return found


def readings(profile: Profile) -> dict[str, Name]:
    """Return the entity's names by what is indexed of them, each text once."""
    found: dict[str, Name] = {}
    for name in profile.names[:_MOST_NAMES]:
        if text := readable(name.text):
            found.setdefault(text, name)
    return found


def _day_key(birth_date: str) -> str:
    """Return a full date of birth so that day and month swapped are the same; nothing for one that is not full."""
    try:
        day = date.fromisoformat(birth_date)
    except ValueError:
        return ""
    low, high = sorted((day.month, day.day))
    return f"{day.year}-{low}-{high}"


def _acronyms(words: Sequence[str]) -> Iterator[str]:
    """Yield the name's acronym, and the words of it that may be the acronym of another name."""
    telling = [word for word in words if word not in _SMALL_WORDS]
    for parts in (telling, telling[:-1]):
        if _SHORTEST_ACRONYM <= len(parts) <= _LONGEST_ACRONYM:
            yield "a" + "".join(word[0] for word in parts)
    if len(words) <= 2:
        for word in chain(words):
            if _SHORTEST_ACRONYM <= len(word) <= _LONGEST_ACRONYM:
                yield "a" + word


_SMALL_WORDS = frozenset({
    "a", "al", "and", "da", "das", "de", "del", "der", "des", "di", "do", "du", "e", "el", "et", "for", "fur", "in",
    "la", "le", "les", "of", "on", "pour", "the", "und", "von", "y",
})  # fmt: skip
