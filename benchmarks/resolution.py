"""Who is the same: labelled pairs, hard cases, reliability of the probability, beside the peers that are installed.

A part is a module of `benchmarks.resolving` with a function ``rows``; what is measured further is added to `PARTS`.
"""

import importlib

from benchmarks.measure import Measured

PARTS = ("pairs", "hard_cases", "retrieval", "automatic", "references", "burma", "febrl", "scale")


def measure() -> list[Measured]:
    """Measure every part."""
    return [row for part in PARTS for row in importlib.import_module(f"benchmarks.resolving.{part}").rows()]
