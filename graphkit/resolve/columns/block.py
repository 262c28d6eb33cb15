"""Candidate pairs of rows: those that agree on all parts of one of the keys."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from graphkit.resolve.columns.table import MISSING

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

CROWD = 200
"""Rows that may agree on a key; where more do, the key tells nothing and is not followed."""


def pairs_of(keys: Iterable[Sequence["Array"]], rows: int, *, across: "Array | None" = None) -> tuple["Array", "Array"]:
    """Return the pairs of rows, each once, the lower row first, that agree on every part of at least one key.

    ``across`` says of which table each row is, and then pairs within a table are none. A pair takes 8 bytes while it is
    found, and those of all keys are held together.
    """
    import numpy as np

    found = np.empty(0, dtype=np.int64)
    for key in keys:
        new = _agreeing(_one(key), rows, across)
        found = np.unique(np.concatenate((found, new)))
    return (found // rows).astype(np.int32), (found % rows).astype(np.int32)


def _one(parts: Sequence["Array"]) -> "Array":
    """Return the parts of a key as one number by row; missing where one of them is."""
    import numpy as np

    joined = parts[0].astype(np.int64)
    missing = joined == MISSING
    for part in parts[1:]:
        joined = joined * (int(part.max(initial=0)) + 1) + part
        missing |= part == MISSING
    joined[missing] = MISSING
    return joined


def _agreeing(key: "Array", rows: int, across: "Array | None") -> "Array":
    """Return the pairs of rows with the same key, each as one number."""
    import numpy as np

    order = np.argsort(key, kind="stable")
    order = order[np.searchsorted(key[order], 0) :]
    ordered = key[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    keep = np.repeat((sizes > 1) & (sizes <= CROWD), sizes)
    order, left_over = order[keep], np.repeat(sizes, sizes)[keep] - 1
    left_over -= np.arange(len(order)) - np.repeat(np.flatnonzero(_starts(ordered[keep])), _sizes(ordered[keep]))
    first = np.flatnonzero(left_over > 0)
    found: list[Array] = []
    step = 1
    while len(first):
        one, two = order[first].astype(np.int64), order[first + step].astype(np.int64)
        if across is not None:
            apart = across[one] != across[two]
            one, two = one[apart], two[apart]
        found.append(np.minimum(one, two) * rows + np.maximum(one, two))
        step += 1
        first = first[left_over[first] >= step]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _starts(ordered: "Array") -> "Array":
    import numpy as np

    return np.r_[True, ordered[1:] != ordered[:-1]] if len(ordered) else np.empty(0, dtype=bool)


def _sizes(ordered: "Array") -> "Array":
    import numpy as np

    starts = np.flatnonzero(_starts(ordered))
    return np.diff(np.r_[starts, len(ordered)])
