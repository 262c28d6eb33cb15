"""Screening: names or records that somebody brings, against the entities of a case.

In two steps, because thousands of names are to be looked up in a second: trigrams and exact keys find candidates, whose
letters are compared as a whole; only the few that come out first are compared word by word and scored. What is told of
a candidate is the score of that comparison, and it always comes with its features.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from graphkit.resolve.batch import probabilities
from graphkit.resolve.block import Index, groups_of, keys, readings
from graphkit.resolve.compare import Comparison, compare
from graphkit.resolve.profile import Name, Profile
from graphkit.resolve.score import CEILINGS, Score, score, verdict_of

if TYPE_CHECKING:
    pass

BASE, PAIR, LETTERS = -3.99, 0.62, 5.18
"""What the log odds of the pair and the likeness of the letters weigh where a whole list is searched: learnt from
aliases of the United Kingdom's list, by ``benchmarks.training.screening``."""
_SURE = 1e-6
_ROUNDING = 0.05
_NEAR = 0.15
_NAMES = 50
"""Names of the index whose letters are compared with a name that is looked up."""
COMPARED = 4
"""Candidates that are compared word by word, unless more are asked for."""
_NAMES_COMPARED = 2
"""Names of a candidate that are compared word by word."""
_BATCH = 250
_TRIGRAMS, _LETTERS = 0.4, 0.3
"""What the two likenesses count: trigrams once, letters in sorted words and in shared words each so much."""


@dataclass(frozen=True)
class Match:
    """An entity that a query may mean."""

    entity: Profile
    comparison: Comparison
    pair_probability: float
    """That of the two names as a pair of which nothing else is known."""
    likeness: float
    """How like the letters are as a whole, 0 to 1."""

    @cached_property
    def probability(self) -> float:
        """That the query means this entity, where a whole list is searched; never above a ceiling of the pair."""
        odds = BASE + PAIR * self._log_odds + LETTERS * self.likeness
        return min(1 / (1 + math.exp(-odds)), ceiling_of(self.comparison))

    @cached_property
    def score(self) -> Score:
        """The probability with what each feature contributed; found when it is asked for."""
        found = score(self.comparison)
        parts = {name: round(PAIR * part, 3) for name, part in found.contributions.items()}
        parts["letters"] = round(BASE + LETTERS * self.likeness, 3)
        odds = math.log(self.probability / (1 - self.probability))
        if (cut := odds - sum(parts.values())) < -_ROUNDING:
            parts["ceiling"] = round(cut, 3)
        return Score(self.probability, verdict_of(self.probability), parts, found.model_version)

    @property
    def _log_odds(self) -> float:
        held = min(max(self.pair_probability, _SURE), 1 - _SURE)
        return math.log(held / (1 - held))


def ceiling_of(comparison: Comparison) -> float:
    """Return the highest probability that what was found allows."""
    held = (most for feature, (value, most, _) in CEILINGS.items() if comparison.features[feature] <= value)
    return min(held, default=1.0)


class Screener:
    """The entities of a case, ready to be searched."""

    def __init__(self, entities: Sequence[Profile]) -> None:
        self.entities = entities
        self._index = Index(entities)

    def search(self, queries: Sequence[Profile], *, compared: int = COMPARED) -> Iterator[tuple[Profile, list[Match]]]:
        """Yield each query with its candidates, the likeliest first; so many of them as are compared."""
        for first in range(0, len(queries), _BATCH):
            batch = queries[first : first + _BATCH]
            considered = self._considered(batch, compared)
            made = [
                compare(query, replace(self.entities[place], names=tuple(candidate.names)))
                for query, found in zip(batch, considered, strict=True)
                for place, candidate in found
            ]
            rest = iter(zip(made, probabilities(made).tolist(), strict=True))
            for query, found in zip(batch, considered, strict=True):
                matches = [
                    Match(self.entities[place], *next(rest), likeness=candidate.likeness) for place, candidate in found
                ]
                yield query, sorted(matches, key=lambda match: (-match.probability, -match.likeness))

    def _considered(self, batch: Sequence[Profile], compared: int) -> list[list[tuple[int, "_Candidate"]]]:
        """Return for each query the entities to compare: the likeliest by letters, and those that share a key."""
        likely: list[dict[int, _Candidate]] = [{} for _ in batch]
        asked: dict[str, list[tuple[int, str]]] = {}
        for place, query in enumerate(batch):
            names = readings(query)
            for group in groups_of(query.kind):
                asked.setdefault(group, []).extend((place, name) for name in names)
                for key in keys(query, names):
                    for other in self._index.sharing(group, key):
                        found = likely[place].setdefault(other, _Candidate())
                        found.likeness = max(found.likeness, _KEYED[key[0]])
        for group, pairs in asked.items():
            for place, other, value, name in self._by_letters(group, pairs):
                found = likely[place].setdefault(other, _Candidate())
                found.likeness = max(found.likeness, value)
                found.near.append((value, name))
        return [
            [
                (other, candidate.held(self.entities[other]))
                for other, candidate in sorted(found.items(), key=lambda item: (-item[1].likeness, item[0]))[:compared]
            ]
            for found in likely
        ]

    def _by_letters(self, group: str, pairs: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, float, Name]]:
        """Yield query, entity, likeness and name, for the nearest names by trigrams."""
        import numpy as np
        from rapidfuzz import fuzz, process

        index = self._index.names(group)
        if index is None:
            return
        rows: list[int] = []
        places: list[np.ndarray[Any, Any]] = []
        values: list[np.ndarray[Any, Any]] = []
        for row, near, how_near in index.trigrams.near([name for _, name in pairs], _NEAR):
            best = np.argpartition(-how_near, _NAMES)[:_NAMES] if len(near) > _NAMES else slice(None)
            places.append(near[best])
            values.append(how_near[best])
            rows.extend([row] * len(places[-1]))
        if not rows:
            return
        place, value = np.concatenate(places), np.concatenate(values)
        ours = [pairs[row][1] for row in rows]
        theirs = [index.texts[other] for other in place.tolist()]
        for scorer in (fuzz.token_sort_ratio, fuzz.token_set_ratio):
            value = value + process.cpdist(ours, theirs, scorer=scorer, dtype=np.float32) * (_LETTERS / _TRIGRAMS / 100)
        owners, likeness = index.owners[place].tolist(), (value * _TRIGRAMS).tolist()
        for row, owner, alike, name in zip(rows, owners, likeness, place.tolist(), strict=True):
            yield pairs[row][0], owner, alike, index.printed[name]


@dataclass(slots=True)
class _Candidate:
    """An entity that a query may mean, before it is compared word by word."""

    likeness: float = 0.0
    near: list[tuple[float, Name]] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)

    def held(self, entity: Profile) -> "_Candidate":
        """Choose the names to compare: the nearest ones; where only a key led here, all."""
        best = sorted(self.near, key=lambda item: -item[0])[:_NAMES_COMPARED]
        self.names = [name for _, name in best] or list(entity.names)
        return self


_KEYED = {"n": 1.0, "b": 0.7, "a": 0.6, "c": 0.75, "j": 0.95}
"""How likely an exact key makes a candidate, beside letters that are as like as this says."""
