"""From what a comparison found to how likely it is that the two are one."""

from dataclasses import dataclass
from typing import Any

from graphkit.resolve.compare import Comparison

SAME, POSSIBLE, DIFFERENT = "same", "possible", "different"
MODEL_VERSION = "0"


@dataclass(frozen=True, slots=True)
class Score:
    """How likely two entities are one, and what each feature contributed."""

    probability: float
    """Calibrated: of pairs like these with probability p, about p are one."""
    verdict: str
    """same, possible or different: by the thresholds of the model."""
    contributions: dict[str, float]
    """Log odds by feature, strongest first, with what a rule took away; they add up to that of the probability."""
    model_version: str


def score(comparison: Comparison) -> Score:
    """Return how likely the two compared are one."""
    probability = comparison.features["name"]
    verdict = SAME if probability >= 0.85 else POSSIBLE if probability >= 0.5 else DIFFERENT
    return Score(probability, verdict, {}, MODEL_VERSION)


def scored(columns: dict[str, Any]) -> Any:
    """Return the probabilities of many pairs: arrays of features in (name → array), one array out."""
    return columns["name"]
