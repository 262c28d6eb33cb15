"""Many pairs compared and scored at a time: the probabilities of one by one, and the reasons of those that matter."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from graphkit.resolve.block import Index
from graphkit.resolve.compare import FEATURES, Comparison, compare
from graphkit.resolve.decide import ScoredPair
from graphkit.resolve.linker import Pair
from graphkit.resolve.profiles import Compared
from graphkit.resolve.score import DIFFERENT, model_version, score, scored, verdict_of
from graphkit.resolve.stated import Stated

if TYPE_CHECKING:
    import numpy as np

Progress = Callable[[str, int], None]
"""Called with what is being done and how many of it are done."""
_LOOKED_UP = 1_000
_SCORED = 5_000


def probabilities(comparisons: Sequence[Comparison]) -> "np.ndarray[Any, Any]":
    """Return the probability of each comparison."""
    import numpy as np

    if not comparisons:
        return np.empty(0)
    table = np.array([[comparison.features[name] for name in FEATURES] for comparison in comparisons])
    columns = {name: table[:, place] for place, name in enumerate(FEATURES)}
    return np.asarray(scored(columns, np.array([comparison.way for comparison in comparisons])))


def scored_pairs(
    entities: Mapping[str, Compared],
    asked: Sequence[str],
    states: Mapping[Pair, Stated],
    besides: Iterable[Pair] = (),
    *,
    progress: Progress = lambda _what, _n: None,
) -> Iterator[ScoredPair]:
    """Yield each candidate pair of which one was asked for, compared once; the stated ones and others besides too.

    What is too unlike to be worth a decision comes without contributions.
    """
    pairs = _pairs(entities, asked, [*states, *besides], progress)
    version = model_version()
    while batch := list(islice(pairs, _SCORED)):
        made = [compare(entities[left].profile, entities[right].profile) for left, right in batch]
        for pair, comparison, probability in zip(batch, made, probabilities(made).tolist(), strict=True):
            verdict, said = verdict_of(probability), states.get(pair)
            matters = said is not None or verdict != DIFFERENT
            yield ScoredPair(
                left=pair[0],
                right=pair[1],
                probability=probability,
                verdict=verdict,
                contributions=score(comparison).contributions if matters else {},
                left_name=comparison.left_name,
                right_name=comparison.right_name,
                model_version=version,
                stated=said,
            )


def worth(item: ScoredPair) -> bool:
    """Tell whether there is anything to decide of a pair: it is not unlike, or a source states that it is one."""
    return item.stated is not None or item.verdict != DIFFERENT


def _pairs(
    entities: Mapping[str, Compared], asked: Sequence[str], first: Iterable[Pair], progress: Progress
) -> Iterator[Pair]:
    """Yield the pairs to compare, their ids sorted, each once; two entries of one list are none."""
    done = set[Pair]()
    for pair in first:
        if pair not in done:
            done.add(pair)
            yield pair
    if not asked:
        return
    listed = list(entities.values())
    index = Index([item.profile for item in listed])
    for start in range(0, len(asked), _LOOKED_UP):
        batch = [entities[id_] for id_ in asked[start : start + _LOOKED_UP]]
        for place, found in index.candidates([item.profile for item in batch]):
            entity = batch[place]
            for candidate in found:
                other = listed[candidate.place]
                pair = (entity.id, other.id) if entity.id < other.id else (other.id, entity.id)
                if entity.kept_in != other.kept_in and pair not in done:
                    done.add(pair)
                    yield pair
        progress("entities compared", min(start + _LOOKED_UP, len(asked)))
