"""F1, average precision and reliability of scores against labels, as the peers were measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SETS = Path(__file__).parents[3] / "shared/data/er"
"""Where the labelled sets lie, beside the checkout; they are never copied into the project."""


@dataclass(frozen=True)
class Best:
    """F1 at the threshold that is best on the set itself, which favours all alike."""

    f1: float
    threshold: float
    average_precision: float


def best(scores: Sequence[float], labels: Sequence[bool]) -> Best:
    """Return the best F1 over all thresholds; pairs of equal score stand or fall together."""
    order = np.argsort(-np.asarray(scores, float), kind="stable")
    ranked, same = np.asarray(scores, float)[order], np.asarray(labels, bool)[order]
    hits, misses = np.cumsum(same), np.cumsum(~same)
    last = np.r_[ranked[1:] != ranked[:-1], True]
    f1 = np.where(last, 2 * hits / (hits + misses + same.sum()), -1)
    place = int(f1.argmax())
    precision = float(((hits / (hits + misses)) * same).sum() / same.sum())
    return Best(float(f1[place]), float(ranked[place]), precision)


def f1_at(scores: Sequence[float], labels: Sequence[bool], threshold: float) -> tuple[float, float, float]:
    """Return F1, precision and recall at a threshold."""
    taken = np.asarray(scores, float) >= threshold
    same = np.asarray(labels, bool)
    hits = int((taken & same).sum())
    if not hits:
        return 0.0, 0.0, 0.0
    precision, recall = hits / int(taken.sum()), hits / int(same.sum())
    return 2 * precision * recall / (precision + recall), precision, recall


def reliability(scores: Sequence[float], labels: Sequence[bool], bins: int = 5) -> list[dict[str, Any]]:
    """Return, for ranges of probability, how many pairs fell in, what was said on average and what was true."""
    said, same = np.asarray(scores, float), np.asarray(labels, bool)
    rows = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        within = (said >= low) & ((said < high) | (number + 1 == bins))
        if within.any():
            rows.append(
                {
                    "from": low,
                    "to": high,
                    "pairs": int(within.sum()),
                    "said": round(float(said[within].mean()), 3),
                    "true": round(float(same[within].mean()), 3),
                }
            )
    return rows
