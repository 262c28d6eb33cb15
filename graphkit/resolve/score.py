"""From what a comparison found to how likely it is that the two are one: the policy, on one screen.

1. Names speak through trees that were fitted on public lists (`model.json`): each adds log odds for what it found,
   and none may say that more agreement makes sameness less likely.
2. What is known besides adds its own log odds: `WEIGHTS` here, dates of birth as measured in the model.
3. Some findings set a ceiling whatever else agrees: `CEILINGS`. They are the reasons to call two things two.
4. The sum is a probability: `same` from `SAME_FROM` on, `possible` from `POSSIBLE_FROM` on, else `different`. What is
   merged without a person asks for more: `AUTOMATIC_FROM`.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphkit.resolve.compare import OF_BODY, OF_PERSON, Comparison

SAME, POSSIBLE, DIFFERENT = "same", "possible", "different"
SAME_FROM, POSSIBLE_FROM, AUTOMATIC_FROM = 0.5, 0.2, 0.95
MODEL_FILE = Path(__file__).with_name("model.json")

WEIGHTS: dict[str, dict[float, float]] = {
    "gender": {1: 0.3},
    "country": {1: 0.7, -1: -0.9},
    "identifier": {2: 7.0, 1: 4.0, -1: -4.0},
    "place": {1: 0.7, -1: -0.2},
    "weak_name": {-1: -0.7},
}
"""Log odds by feature and finding; what is not named here adds nothing."""

OF_UNITS = {1.0: 4.0, 0.75: 2.0, 0.5: 0.0, -1.0: -4.0}
"""Log odds of two names of units, in the place of what their words say: units are not names."""
NAMELESS = -4.0
"""Log odds of two of which one has no name."""

CEILINGS: dict[str, tuple[float, float, str]] = {
    "kinds": (-1.0, 0.01, "a person is no ship, a ship no company"),
    "gender": (-1.0, 0.05, "the sexes conflict"),
    "birth_date": (-2.0, 0.3, "no date of birth of one agrees with any of the other: for a person to decide"),
    "syllables": (
        -1.0,
        0.08,
        "a name with another syllable is another person's, and so is a Burmese one with one more",
    ),
    "sexes": (-1.0, 0.3, "a man's and a woman's name, or a slip: for a person to decide"),
    "father": (-1.0, 0.15, "each names another father"),
    "initial_conflict": (-1.0, 0.3, "another initial is another name: for a person to decide"),
    "suffix": (-1.0, 0.15, "one is the elder, one the younger"),
    "lineage": (-1.0, 0.3, "own name, father's and grandfather's stand in another order"),
    "numbers": (-0.9, 0.1, "another number is another unit, ship or firm"),
    "unit": (-0.5, 0.02, "another number, echelon or parent is another unit"),
}
"""By feature: the value from which down it holds, the highest probability that remains, and the reason."""


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two entities are one, and what each feature contributed."""

    probability: float
    """Calibrated on pairs of which about half are one: of those with probability p, about p are."""
    verdict: str
    """`SAME`, `POSSIBLE` or `DIFFERENT`."""
    contributions: dict[str, float]
    """Log odds by feature, strongest first, what a ceiling took away among them; their sum is the probability's."""
    model_version: str


def score(comparison: Comparison) -> Score:
    """Return how likely the two compared are one."""
    found, model = comparison.features, _model()
    parts = _of_names(found, model["ways"][comparison.way])
    if comparison.alignment is None:
        parts = {"base": NAMELESS}
    elif found["unit"]:
        parts = {"unit": OF_UNITS[found["unit"]]}
    for feature, weights in {**WEIGHTS, "birth_date": model["birth_date"]}.items():
        if added := weights.get(found[feature], 0.0):
            parts[feature] = parts.get(feature, 0.0) + added
    odds = sum(parts.values())
    for feature, (value, highest, _) in CEILINGS.items():
        if found[feature] <= value and odds > (most := math.log(highest / (1 - highest))):
            parts[feature] = parts.get(feature, 0.0) + most - odds
            odds = most
    probability = 1 / (1 + math.exp(-odds))
    ranked = dict(sorted(((name, round(part, 3)) for name, part in parts.items() if part), key=_strength))
    return Score(probability, verdict_of(probability), ranked, model["version"])


def verdict_of(probability: float) -> str:
    """Return what a probability amounts to."""
    return SAME if probability >= SAME_FROM else POSSIBLE if probability >= POSSIBLE_FROM else DIFFERENT


def model_version() -> str:
    """Return the version of the model that is installed."""
    return str(_model()["version"])


def scored(columns: Mapping[str, Any], ways: Any) -> Any:
    """Return the probabilities of many pairs: an array for each feature and one of ways in, an array out."""
    import numpy as np

    model = _model()
    odds = np.zeros(len(ways))
    for way in (OF_PERSON, OF_BODY):
        rows = np.flatnonzero(ways == way)
        of = model["ways"][way]
        odds[rows] = of["base"] + sum(_walked(tree, columns, rows) for tree in of["trees"])
    for value, said in OF_UNITS.items():
        odds[columns["unit"] == value] = said
    for feature, weights in {**WEIGHTS, "birth_date": model["birth_date"]}.items():
        for value, added in weights.items():
            odds[columns[feature] == value] += added
    for feature, (value, highest, _) in CEILINGS.items():
        most = math.log(highest / (1 - highest))
        odds = np.where(columns[feature] <= value, np.minimum(odds, most), odds)
    return 1 / (1 + np.exp(-odds))


def _of_names(found: Mapping[str, float], way: dict[str, Any]) -> dict[str, float]:
    """Walk down each tree; what a branch changes of the mean belongs to the feature that it asks for."""
    parts = {"base": way["base"]}
    for tree in way["trees"]:
        node, mean = tree, 0.0
        if isinstance(node, list):
            mean = node[2]
            parts["base"] += mean
        while isinstance(node, list):
            feature, threshold, _, below, above = node
            node = below if found[feature] <= threshold else above
            reached = node[2] if isinstance(node, list) else node
            parts[feature] = parts.get(feature, 0.0) + reached - mean
            mean = reached
    return parts


def _walked(tree: Any, columns: Mapping[str, Any], rows: Any) -> Any:
    import numpy as np

    if not isinstance(tree, list):
        return np.full(len(rows), tree)
    feature, threshold, _, below, above = tree
    low = columns[feature][rows] <= threshold
    reached = np.zeros(len(rows))
    reached[low] = _walked(below, columns, rows[low])
    reached[~low] = _walked(above, columns, rows[~low])
    return reached


def _strength(item: tuple[str, float]) -> tuple[float, str]:
    return -abs(item[1]), item[0]


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    model: dict[str, Any] = json.loads(MODEL_FILE.read_text("utf-8"))
    model["birth_date"] = {float(grade): weight for grade, weight in model["birth_date"].items()}
    return model
