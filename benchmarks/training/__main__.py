"""``python -m benchmarks.training [--data FOLDER] [--rarity]``: count words, fit the model, print its reliability."""

import argparse
import json
import os
import sys
from pathlib import Path

from benchmarks.training import fit, pairs, rarity
from graphkit.resolve import score

_BESIDE = Path(__file__).parents[3] / "shared/data"


def main() -> int:
    """Write the tables; print what was learnt from and how reliable the probability is on held-out folds."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # many threads wait for each other on a busy machine
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--data", type=Path, default=_BESIDE, help="the folder of the publishers' files")
    parser.add_argument("--rarity", action="store_true", help="count words anew, too")
    given = parser.parse_args()
    if given.rarity:
        print(f"rarity: {rarity.write(given.data):,} words; run again to fit with them")
        return 0
    learnt = pairs.labelled(given.data)
    origins: dict[str, int] = {}
    for pair in learnt:
        origin = f"{pair.origin} ({'same' if pair.same else 'different'})"
        origins[origin] = origins.get(origin, 0) + 1
    for origin, count in sorted(origins.items(), key=lambda item: -item[1]):
        print(f"{count:7,} {origin}")
    model, reliability = fit.fitted(learnt, given.data)
    fit.write(model, score.MODEL_FILE)
    print(json.dumps({"birth_date": model["birth_date"], "precision from": model["held_out"]["precision"]}))
    for row in reliability:
        print(json.dumps(row))
    return 0


if __name__ == "__main__":
    sys.exit(main())
