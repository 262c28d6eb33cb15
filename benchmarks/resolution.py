"""Who is the same: labelled pairs, hard cases, reliability of the probability, beside the peers that are installed.

A part is a module of `benchmarks.resolving` with a function ``rows``; what is measured further is added to `PARTS`.
"""

import importlib
import sys
from collections.abc import Iterator

from benchmarks.measure import Measured

PARTS = ("pairs", "hard_cases", "retrieval", "automatic", "references", "burma", "febrl", "scale")


def measure() -> Iterator[Measured]:
    """Measure every part, one after the other; one whose files are not there is named and left out."""
    for part in PARTS:
        try:
            yield from importlib.import_module(f"benchmarks.resolving.{part}").rows()
        except FileNotFoundError as absent:
            print(f"{part} is not measured: {absent}", file=sys.stderr)
