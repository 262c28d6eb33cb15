"""Linking: what levels weigh is estimated from the table, then each candidate pair gets its probability."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.resolve.columns.levels import ABSENT, EQUAL, Field

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

_SAMPLED = 500_000
"""Random pairs from which the levels of pairs that are not one are estimated."""
_ROUNDS = 25
_CHUNK = 2_000_000
"""Pairs that are compared at a time: what bounds the memory."""
_LEAST = 1e-6
_RAREST = 1e-7


@dataclass(frozen=True, slots=True)
class Linked:
    """Candidate pairs with the probability that they are one."""

    left: "Array"
    right: "Array"
    probability: "Array"
    weights: dict[str, dict[str, float]]
    """By field and level, what it adds to the log odds (natural): what a reviewer reads."""


def link(
    fields: Sequence[Field], left: "Array", right: "Array", rows: int, *, possible: float = 0, joint: bool = True
) -> Linked:
    """Return the candidate pairs with their probabilities; nothing is learnt from labels.

    ``possible`` is how many pairs there are at all, candidates or not: those of all rows, unless two tables are linked.
    With ``joint`` pairs that third rows join are found too: two copies of one original that are unlike each other.
    """
    import numpy as np

    levels = np.empty((len(left), len(fields)), dtype=np.int8)
    for first in range(0, len(left), _CHUNK):
        part = slice(first, first + _CHUNK)
        for number, field in enumerate(fields):
            levels[part, number] = field.compare(left[part], right[part])
    by_chance = _by_chance(fields, rows, np.random.default_rng(1))
    patterns, which, counts = _patterns(levels, fields)
    share, of_one = _estimated(fields, patterns, counts, by_chance, possible or rows * (rows - 1) / 2)
    tables = [np.log(one / chance) for one, chance in zip(of_one, by_chance, strict=True)]
    for table in tables:
        table[ABSENT] = 0.0
    odds = np.log(share / (1 - share)) + sum(table[patterns[:, number]] for number, table in enumerate(tables))
    scored = odds[which].astype(np.float32)
    _add_rarity(fields, levels, left, scored)
    probability = 1 / (1 + np.exp(-np.clip(scored, -40, 40)))
    weights = {
        field.name: {level: round(float(table[place]), 3) for place, level in enumerate(field.levels)}
        for field, table in zip(fields, tables, strict=True)
    }
    if joint:
        left, right, probability = _with_implied(left, right, probability)
    return Linked(left, right, probability, weights)


def _by_chance(fields: Sequence[Field], rows: int, random: Any) -> list["Array"]:
    """Return for each field how often each level occurs between two random rows that both say something."""
    import numpy as np

    left, right = (random.integers(0, rows, _SAMPLED) for _ in range(2))
    apart = left != right
    found = []
    for field in fields:
        levels = field.compare(left[apart], right[apart])
        counts = np.bincount(levels, minlength=len(field.levels)).astype(float)
        counts[ABSENT] = 0
        if field.shares is not None:
            equal = float((field.shares**2).sum())
            counts[EQUAL] = equal * counts.sum()
        found.append(np.maximum(counts / max(1.0, counts.sum()), _LEAST))
    return found


def _patterns(levels: "Array", fields: Sequence[Field]) -> tuple["Array", "Array", "Array"]:
    """Return the distinct rows of levels, which one each pair has, and how many pairs have each."""
    import numpy as np

    joined = np.zeros(len(levels), dtype=np.int64)
    for number, field in enumerate(fields):
        joined = joined * len(field.levels) + levels[:, number]
    _, first, which, counts = np.unique(joined, return_index=True, return_inverse=True, return_counts=True)
    return levels[first], which, counts.astype(float)


def _estimated(
    fields: Sequence[Field], patterns: "Array", counts: "Array", by_chance: Sequence["Array"], possible: float
) -> tuple[float, list["Array"]]:
    """Return the share of all pairs that are one, and how often each level occurs in those, by EM over the patterns.

    What occurs by chance is that of random pairs, as is the share: candidates are chosen because they agree, and would
    by themselves make agreement look like nothing.
    """
    import numpy as np

    share = 0.5 * counts.sum() / possible
    of_one = []
    for field in fields:
        start = np.full(len(field.levels), 0.05)
        start[EQUAL] = 0.8
        of_one.append(start / start[1:].sum())
    for _ in range(_ROUNDS):
        odds = np.full(len(patterns), np.log(share / (1 - share)))
        for number, (one, chance) in enumerate(zip(of_one, by_chance, strict=True)):
            table = np.log(np.maximum(one, _LEAST) / chance)
            table[ABSENT] = 0.0
            odds += table[patterns[:, number]]
        held = counts / (1 + np.exp(-np.clip(odds, -40, 40)))
        share = min(max(held.sum() / possible, 1e-15), 0.5)
        for number, field in enumerate(fields):
            found = np.bincount(patterns[:, number], weights=held, minlength=len(field.levels))
            found[ABSENT] = 0
            of_one[number] = np.maximum(found / max(found.sum(), 1e-9), _LEAST)
    return share, of_one


def _add_rarity(fields: Sequence[Field], levels: "Array", left: "Array", scored: "Array") -> None:
    """Add what agreement on this very value tells more, or less, than agreement on any."""
    import numpy as np

    for number, field in enumerate(fields):
        if field.shares is None or field.codes is None:
            continue
        expected = float((field.shares**2).sum())
        told = np.log(expected / np.maximum(field.shares, _RAREST)).astype(np.float32)
        equal = np.flatnonzero(levels[:, number] == EQUAL)
        scored[equal] += told[field.codes[left[equal]]]


def _with_implied(left: "Array", right: "Array", probability: "Array") -> tuple["Array", "Array", "Array"]:
    """Return the pairs with those that a third row joins, as probable as the less probable of the two links."""
    import numpy as np

    strong = np.flatnonzero(probability >= 0.5)
    ends = np.concatenate((left[strong], right[strong])).astype(np.int64)
    others = np.concatenate((right[strong], left[strong])).astype(np.int64)
    odds = np.concatenate((probability[strong], probability[strong]))
    order = np.argsort(ends, kind="stable")
    ends, others, odds = ends[order], others[order], odds[order]
    new_left, new_right, new_odds = [], [], []
    step = 1
    first = np.arange(len(ends))
    while len(first) and step <= _MOST_COPIES:
        first = first[first + step < len(ends)]
        first = first[ends[first] == ends[first + step]]
        one, two = others[first], others[first + step]
        new_left.append(np.minimum(one, two))
        new_right.append(np.maximum(one, two))
        new_odds.append(np.minimum(odds[first], odds[first + step]))
        step += 1
    size = int(max(left.max(initial=0), right.max(initial=0))) + 1
    keys = np.concatenate(
        [left.astype(np.int64) * size + right, *(a * size + b for a, b in zip(new_left, new_right, strict=True))]
    )
    values = np.concatenate([probability, *new_odds])
    order = np.lexsort((-values, keys))
    keys, values = keys[order], values[order]
    kept = np.r_[True, keys[1:] != keys[:-1]] if len(keys) else np.empty(0, dtype=bool)
    return (keys[kept] // size).astype(np.int32), (keys[kept] % size).astype(np.int32), values[kept]


_MOST_COPIES = 8
"""Rows joined to one row that are looked at for pairs among themselves."""
