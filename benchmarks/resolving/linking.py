"""What linking is measured by: precision and recall over all true pairs, CPU seconds, memory."""

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.measure import Measured

if TYPE_CHECKING:
    import numpy as np

DATA = Path(__file__).parents[3] / "shared" / "data"
"""Publishers' files and labelled sets, beside the checkout."""


def line(
    name: str,
    ours: float,
    reach: float,
    *,
    peer: float = 0.0,
    peer_name: str = "",
    note: str = "",
    unit: str = "",
    digits: int = 4,
    at_most: bool = False,
) -> Measured:
    """Return a line of the table: at the mark or beyond it, or below it."""
    met = ours <= reach if at_most else ours >= reach
    ratio = ours / peer if peer else 0.0
    target = f"{'≤' if at_most else '≥'} {reach:g}"
    return Measured(name, ours, peer, peer_name, ratio, target, met, note, unit, digits)


class Clock:
    """CPU seconds since it was made, of this process with its threads: wall time says little on a shared machine."""

    def __init__(self) -> None:
        self._start = time.process_time()

    @property
    def seconds(self) -> float:
        """CPU seconds so far."""
        return time.process_time() - self._start


def memory_megabytes() -> int:
    """Return the most memory that the process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@dataclass(frozen=True)
class Fit:
    """Precision, recall and F1 at a threshold."""

    threshold: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def at(scores: "np.ndarray[Any, Any]", true: "np.ndarray[Any, Any]", positives: int, threshold: float) -> Fit:
    """Return how well the pairs from the threshold on are; what is not among the pairs counts as missed."""
    taken = scores >= threshold
    right = int(true[taken].sum())
    return Fit(threshold, right / max(1, int(taken.sum())), right / positives)


def best(scores: "np.ndarray[Any, Any]", true: "np.ndarray[Any, Any]", positives: int) -> Fit:
    """Return the fit at the threshold that is best on this very set: optimistic, and so for every peer alike."""
    import numpy as np

    order = np.argsort(-scores, kind="stable")
    right = np.cumsum(true[order])
    ordered = scores[order]
    ends = np.r_[ordered[1:] != ordered[:-1], True]
    f1 = np.where(ends, 2 * right / (np.arange(1, len(ordered) + 1) + positives), -1)
    place = int(f1.argmax())
    return Fit(float(ordered[place]), float(right[place] / (place + 1)), float(right[place] / positives))


def pairs_within(clusters: Sequence[int]) -> int:
    """Return how many pairs of members the clusters hold."""
    import numpy as np

    sizes = np.bincount(np.array(clusters))
    return int((sizes * (sizes - 1) // 2).sum())
