"""How alike the values of two rows are, field by field, in a few levels; each level has a weight of its own later."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.resolve.columns.table import MISSING, Column

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

ABSENT = 0
"""One side says nothing."""
UNLIKE = 1
EQUAL = 2
"""From here on the levels of a field are its own."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column and how its values are compared."""

    name: str
    levels: tuple[str, ...]
    """The names of the levels, from `ABSENT` on."""
    compare: Callable[["Array", "Array"], "Array"]
    """Takes rows and rows, and gives levels."""
    shares: "Array | None" = None
    """By text, how frequent it is: agreement on a rare one tells more. None where that is not taken into account."""
    codes: "Array | None" = None


def exact(name: str, column: Column, *, rare: bool = False) -> Field:
    """Return a field that is equal or not."""

    def compare(left: "Array", right: "Array") -> "Array":
        return _equal(column.codes, left, right)

    return Field(name, ("absent", "unlike", "equal"), compare, column.shares if rare else None, column.codes)


def spelt(name: str, column: Column, *steps: float) -> Field:
    """Return a field of text that may be misspelt: equal, or as alike as one of the steps (Jaro-Winkler), or unlike."""

    def compare(left: "Array", right: "Array") -> "Array":
        found = _equal(column.codes, left, right)
        unlike = found == UNLIKE
        alike = likeness(column, column, left[unlike], right[unlike])
        found[unlike] = _stepped(alike, steps)
        return found

    names = ("absent", "unlike", "equal", *(f"alike {step}" for step in steps))
    return Field(name, names, compare, column.shares, column.codes)


def crossed(name: str, one: Column, other: Column, least: float) -> Field:
    """Return a field that says whether two columns were exchanged in one of the rows: given and family name."""

    def compare(left: "Array", right: "Array") -> "Array":
        import numpy as np

        codes = (one.codes[left], other.codes[left], one.codes[right], other.codes[right])
        present = np.logical_and.reduce([code != MISSING for code in codes])
        found = np.where(present, UNLIKE, ABSENT).astype(np.int8)
        differ = present & (codes[0] != codes[2]) & (codes[1] != codes[3])
        rows = np.flatnonzero(differ)
        first = likeness(one, other, left[rows], right[rows]) >= least
        rows = rows[first]
        found[rows[likeness(other, one, left[rows], right[rows]) >= least]] = EQUAL
        return found

    return Field(name, ("absent", "straight", "crossed"), compare)


def dated(name: str, column: Column) -> Field:
    """Return a field of full dates: equal, day and month swapped, all but one of year, month and day, or unlike."""
    import numpy as np

    parts = np.array([_ymd(text) for text in column.texts] + [(-1, -1, -1)], dtype=np.int32)

    def compare(left: "Array", right: "Array") -> "Array":
        found = _equal(column.codes, left, right)
        rows = np.flatnonzero(found == UNLIKE)
        one, two = parts[column.codes[left[rows]]], parts[column.codes[right[rows]]]
        same = one == two
        swapped = same[:, 0] & (one[:, 1] == two[:, 2]) & (one[:, 2] == two[:, 1])
        found[rows[same.sum(axis=1) == 2]] = 4
        found[rows[swapped]] = 3
        return found

    return Field(name, ("absent", "unlike", "equal", "swapped", "but one part"), compare, None, column.codes)


def likeness(one: Column, other: Column, left: "Array", right: "Array") -> "Array":
    """Return how alike the texts are (Jaro-Winkler), each pair of texts compared once."""
    import numpy as np
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler

    size = max(len(one.texts), len(other.texts), 1)
    cells, inverse = np.unique(one.codes[left].astype(np.int64) * size + other.codes[right], return_inverse=True)
    texts = (
        [one.texts[code] for code in (cells // size).tolist()],
        [other.texts[code] for code in (cells % size).tolist()],
    )
    if not texts[0]:
        return np.empty(0, dtype=np.float32)
    return process.cpdist(*texts, scorer=JaroWinkler.similarity, dtype=np.float32)[inverse]


def _equal(codes: "Array", left: "Array", right: "Array") -> "Array":
    import numpy as np

    one, two = codes[left], codes[right]
    found = np.where(one == two, EQUAL, UNLIKE).astype(np.int8)
    found[(one == MISSING) | (two == MISSING)] = ABSENT
    return found


def _stepped(alike: "Array", steps: tuple[float, ...]) -> "Array":
    import numpy as np

    found = np.full(len(alike), UNLIKE, dtype=np.int8)
    for number, step in reversed(list(enumerate(steps, EQUAL + 1))):
        found[alike >= step] = number
    return found


def _ymd(text: str) -> tuple[int, int, int]:
    digits = text.replace("-", "")
    if len(digits) == 8 and digits.isdigit():
        return int(digits[:4]), int(digits[4:6]), int(digits[6:])
    return -2, -2, -2
