"""Many comparisons scored at a time: the same probabilities as one by one, without the reasons."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graphkit.resolve.compare import FEATURES, Comparison
from graphkit.resolve.score import scored

if TYPE_CHECKING:
    import numpy as np


def probabilities(comparisons: Sequence[Comparison]) -> "np.ndarray[Any, Any]":
    """Return the probability of each comparison."""
    import numpy as np

    if not comparisons:
        return np.empty(0)
    table = np.array([[comparison.features[name] for name in FEATURES] for comparison in comparisons])
    columns = {name: table[:, place] for place, name in enumerate(FEATURES)}
    return np.asarray(scored(columns, np.array([comparison.way for comparison in comparisons])))
