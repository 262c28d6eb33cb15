"""Screening: names or records that somebody brings, against the entities of a case.

In two steps, because thousands of names are to be looked up in a second: trigrams and exact keys find candidates, whose
letters are compared as a whole; only the few that come out first are compared word by word and scored. What is told of
a candidate is the score of that comparison, and it always comes with its features.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.resolve.block import Index, groups_of, keys, readings
from graphkit.resolve.compare import Comparison, compare
from graphkit.resolve.profile import Profile
from graphkit.resolve.score import Score, score

if TYPE_CHECKING:
    pass

_NEAR = 0.15
_NAMES = 50
"""Names of the index whose letters are compared with a name that is looked up."""
COMPARED = 4
"""Candidates that are compared word by word, unless more are asked for."""
_BATCH = 250
_TRIGRAMS, _LETTERS = 0.4, 0.3
"""What the two likenesses count: trigrams once, letters in sorted words and in shared words each so much."""


@dataclass(frozen=True, slots=True)
class Match:
    """An entity that a query may mean."""

    entity: Profile
    score: Score
    comparison: Comparison


class Screener:
    """The entities of a case, ready to be searched."""

    def __init__(self, entities: Sequence[Profile]) -> None:
        self.entities = entities
        self._index = Index(entities)

    def search(self, queries: Sequence[Profile], *, compared: int = COMPARED) -> Iterator[tuple[Profile, list[Match]]]:
        """Yield each query with its candidates, the likeliest first; so many of them as are compared."""
        for first in range(0, len(queries), _BATCH):
            batch = queries[first : first + _BATCH]
            for query, places in zip(batch, self._considered(batch, compared), strict=True):
                found = []
                for place in places:
                    comparison = compare(query, self.entities[place])
                    found.append(Match(self.entities[place], score(comparison), comparison))
                yield query, sorted(found, key=lambda match: -match.score.probability)

    def _considered(self, batch: Sequence[Profile], compared: int) -> list[list[int]]:
        """Return for each query the entities to compare: the likeliest by letters, and those that share a key."""
        likely: list[dict[int, float]] = [{} for _ in batch]
        asked: dict[str, list[tuple[int, str]]] = {}
        for place, query in enumerate(batch):
            names = readings(query)
            for group in groups_of(query.kind):
                asked.setdefault(group, []).extend((place, name) for name in names)
                for key in keys(query, names):
                    for other in self._index.sharing(group, key):
                        likely[place][other] = max(likely[place].get(other, 0.0), _KEYED[key[0]])
        for group, pairs in asked.items():
            for place, other, value in self._by_letters(group, pairs):
                if value > likely[place].get(other, 0.0):
                    likely[place][other] = value
        return [sorted(found, key=lambda other, found=found: (-found[other], other))[:compared] for found in likely]

    def _by_letters(self, group: str, pairs: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int, float]]:
        """Yield query, entity and likeness, for the nearest names by trigrams."""
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
        for row, owner, likeness in zip(rows, index.owners[place].tolist(), (value * _TRIGRAMS).tolist(), strict=True):
            yield pairs[row][0], owner, likeness


_KEYED = {"n": 1.0, "b": 0.7, "a": 0.6, "c": 0.75, "j": 0.95}
"""How likely an exact key makes a candidate, beside letters that are as like as this says."""
