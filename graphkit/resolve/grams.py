"""Names as weighted character trigrams, in sparse columns: what makes two spellings near without comparing all pairs.

A trigram lies within one word, so the order of words does not count; rare trigrams count most (TF-IDF), and the weight
of a name is 1. Trigrams are hashed into a fixed number of columns, so that memory grows with the names alone: about
25 numbers for a name, 200 bytes.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from graphkit.resolve.names.latin import latin
from graphkit.text import fold

if TYPE_CHECKING:
    import numpy as np

_BITS = 20
_BATCH = 500
"""Names that are looked up at a time: what bounds the memory of a search."""
_SELDOM = 2_000
_SHARE = 0.01
"""A trigram that more names hold than both of these say is not looked up: it would find little but chance likeness."""
_LONGEST = 400
"""Characters of a name that are read; nobody's name is longer, and a name of a megabyte is no name."""


def readable(name: str) -> str:
    """Return the name in plain Latin letters, folded, as it is cut into trigrams."""
    return fold(latin(name[:_LONGEST]))


class Trigrams:
    """An index of names by their trigrams."""

    def __init__(self, names: Sequence[str]) -> None:
        """Index names that `readable` returned."""
        import numpy as np

        self.size = len(names)
        rows, columns, counts = _counted(names)
        held = np.bincount(columns, minlength=1 << _BITS)
        self._idf = (np.log((1 + self.size) / (1 + held)) + 1).astype(np.float32)
        self._frequent = held > max(_SELDOM, _SHARE * self.size)
        matrix = self._weighted(rows, columns, counts, self.size)
        self._by_column = matrix.T.tocsr()

    def near(self, names: Sequence[str], least: float) -> Iterator[tuple[int, "np.ndarray[Any, Any]", Any]]:
        """Yield, by the place of each name, the places of the indexed names that are near, and how near they are.

        From 0 to 1; none below ``least``.
        """
        import numpy as np

        for first in range(0, len(names), _BATCH):
            batch = names[first : first + _BATCH]
            rows, columns, counts = _counted(batch)
            asked = self._weighted(rows, columns, counts, len(batch))
            if self._frequent.any():
                asked.data[self._frequent[asked.indices]] = 0
                asked.eliminate_zeros()
            found = (asked @ self._by_column).tocsr()
            enough = found.data >= least
            places, near = found.indices[enough], found.data[enough]
            ends = np.concatenate(([0], np.cumsum(enough)))[found.indptr]
            for row in range(len(batch)):
                if ends[row] < ends[row + 1]:
                    yield first + row, places[ends[row] : ends[row + 1]], near[ends[row] : ends[row + 1]]

    def _weighted(self, rows: Any, columns: Any, counts: Any, size: int) -> Any:
        """Return a sparse matrix of names by trigrams, each name of length 1."""
        import numpy as np
        from scipy.sparse import csr_array

        weights = (1 + np.log(counts)) * self._idf[columns]
        lengths = np.sqrt(np.bincount(rows, weights=weights * weights, minlength=size))
        weights = (weights / np.maximum(lengths[rows], 1e-9)).astype(np.float32)
        starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=size))))
        return csr_array((weights, columns, starts), shape=(size, 1 << _BITS))


def _counted(names: Sequence[str]) -> tuple[Any, Any, Any]:
    """Return how often each name holds each trigram: rows, hashed columns and counts, in the order of the rows."""
    import numpy as np

    text = "".join(f" {name} \n" for name in names).encode("utf-32-le")
    letters = np.frombuffer(text, dtype=np.uint32)
    if len(letters) < 3:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty, empty.astype(np.float64)
    ends = letters == 10
    row = np.cumsum(ends)[:-2]
    first, middle, last = letters[:-2], letters[1:-1], letters[2:]
    within = ~(ends[:-2] | ends[1:-1] | ends[2:]) & (middle != 32)
    mixed = (first * np.uint32(0x9E3779B1)) ^ (middle * np.uint32(0x85EBCA77)) ^ (last * np.uint32(0xC2B2AE3D))
    mixed ^= mixed >> np.uint32(15)
    mixed *= np.uint32(0x2C1B3C6D)
    hashed = (mixed >> np.uint32(32 - _BITS)).astype(np.int64)
    cells, counts = np.unique((row[within] << _BITS) | hashed[within], return_counts=True)
    return cells >> _BITS, cells & ((1 << _BITS) - 1), counts.astype(np.float64)
