"""A table as columns of numbers: each distinct text once, each cell the number of its text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

MISSING = -1


@dataclass(frozen=True)
class Column:
    """One field of all rows."""

    texts: list[str]
    """The distinct texts, sorted."""
    codes: "Array"
    """By row, the place of its text; `MISSING` where the cell is empty."""
    _reduced: dict[str, "Array"] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, cells: Sequence[str]) -> "Column":
        """Return the column of these cells; an empty text is no value."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        encoded = pc.dictionary_encode(pa.array(cells, type=pa.string()))
        texts = encoded.dictionary.to_pylist()
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
        order = sorted(range(len(texts)), key=texts.__getitem__)
        place = np.empty(len(texts) + 1, dtype=np.int32)
        place[order] = np.arange(len(texts), dtype=np.int32)
        place[-1] = MISSING
        codes = place[codes] if len(texts) else codes
        listed = [texts[number] for number in order]
        if listed and listed[0] == "":
            codes, listed = codes - 1, listed[1:]
        return cls(listed, np.maximum(codes, MISSING))

    @cached_property
    def shares(self) -> "Array":
        """By text, the share of the rows with a value that have it."""
        import numpy as np

        counts = np.bincount(self.codes[self.codes >= 0], minlength=len(self.texts))
        shares: Array = counts / max(1, counts.sum())
        return shares

    def reduced(self, how: str, reduce: Callable[[str], str]) -> "Array":
        """Return by row the number of its reduced text: of its first letter, its sound; empty texts are missing."""
        import numpy as np

        if how not in self._reduced:
            texts = [reduce(text) for text in self.texts]
            numbers = {text: number for number, text in enumerate(dict.fromkeys(texts)) if text}
            table = np.array([numbers.get(text, MISSING) for text in texts] + [MISSING], dtype=np.int32)
            self._reduced[how] = table[self.codes]
        return self._reduced[how]
