"""``python -m benchmarks.training.screening``: what the likeness of letters adds when names are looked up.

Learnt from aliases of the United Kingdom's list (OFSI, Open Government Licence): each is looked up among the list's
other names, and some are of entities that were taken out. OFAC's list, on which the screening is measured, is not read.
"""

import argparse
import math
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from benchmarks.training.lists import Listed, listed
from graphkit.resolve.profile import Name, Profile
from graphkit.resolve.screen import Screener

Array = np.ndarray[Any, np.dtype[np.float64]]
_QUERIES, _TAKEN_OUT = 3_000, 300
_ROUNDS = 30
_SURE = 1e-6


def main() -> int:
    """Print the three numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(__file__).parents[3] / "shared/data")
    entities = [item for item in listed(parser.parse_args().data) if item.list == "uk"]
    facts, labels = examples(entities)
    base, pair, letters = fitted(facts, labels)
    told = f"base {base:.2f}, pair {pair:.2f}, letters {letters:.2f}"
    print(f"{len(labels):,} candidates, {int(labels.sum()):,} right: {told}")
    return 0


def examples(entities: list[Listed]) -> tuple[Array, Array]:
    """Return of each candidate its log odds and likeness, and whether it is the entity that was looked for."""
    random = Random(11)  # noqa: S311 - no secret
    entities = [item for item in entities if len(item.names) > 1]
    random.shuffle(entities)
    out, kept = entities[:_TAKEN_OUT], entities[_TAKEN_OUT:]
    asked = [(item, name) for item in kept for name in item.names[1:]]
    random.shuffle(asked)
    asked = asked[:_QUERIES]
    wanted = {(item.id, name) for item, name in asked}
    index = [
        Profile(item.id, item.kind, tuple(Name(name) for name in item.names if (item.id, name) not in wanted))
        for item in kept
    ]
    asked += [(item, item.names[-1]) for item in out]
    queries = [Profile("", item.kind, (Name(name),)) for item, name in asked]
    facts, labels = [], []
    for (item, _), (_, found) in zip(asked, Screener(index).search(queries), strict=True):
        for match in found:
            held = min(max(match.pair_probability, _SURE), 1 - _SURE)
            facts.append((math.log(held / (1 - held)), match.likeness))
            labels.append(match.entity.id == item.id)
    return np.array(facts), np.array(labels, dtype=float)


def fitted(facts: Array, labels: Array) -> Array:
    """Return base, weight of the pair's log odds and weight of the likeness, by logistic regression."""
    columns = np.column_stack((np.ones(len(facts)), facts))
    weights = np.zeros(columns.shape[1])
    for _ in range(_ROUNDS):
        expected = 1 / (1 + np.exp(-np.clip(columns @ weights, -30, 30)))
        spread = expected * (1 - expected) + 1e-9
        weights += np.linalg.solve(columns.T @ (columns * spread[:, None]), columns.T @ (labels - expected))
    return weights


if __name__ == "__main__":
    raise SystemExit(main())
