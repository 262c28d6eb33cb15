"""Fit the model: trees of depth three that may only say that more agreement makes sameness likelier, and their
reliability.
"""

import hashlib
import json
import math
import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.training.lists import PERSON, Listed, listed
from benchmarks.training.pairs import Labelled
from graphkit.resolve.compare import NAME_FEATURES, OF_BODY, OF_PERSON, compare
from graphkit.resolve.names.reading import read
from graphkit.resolve.particulars import CONFLICT, NEAR, SAME_DAY, SAME_YEAR, SLIP, birth_date
from graphkit.resolve.profile import Profile

_FALLING = frozenset({"lost", "conflict", "extra", "distinctive_conflict", "distinctive_extra"})
_EITHER = frozenset({"initials"})
_FOLDS = 4
_TREES = {"max_iter": 70, "max_depth": 3, "learning_rate": 0.15, "min_samples_leaf": 60, "l2_regularization": 5.0}


def fitted(pairs: Sequence[Labelled], folder: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the model as it is written, and the reliability of its probability on folds that it was not fitted on."""
    ways: dict[str, Any] = {}
    tested: list[tuple[float, bool]] = []
    for way, (names, features, same, groups) in _columns(pairs).items():
        probabilities = _held_out(names, features, same, groups)
        tested += list(zip(probabilities.tolist(), same.tolist(), strict=True))
        ways[way] = _exported(_model(names).fit(features, same), names)
    learnt = {"birth_date": _birth_weights(listed(folder)), "ways": ways}
    digest = hashlib.sha256(json.dumps(learnt, sort_keys=True).encode()).hexdigest()
    held_out = reliability(tested)
    model = {
        "version": f"{datetime.now(tz=UTC):%Y-%m-%d}-{digest[:8]}",
        "learnt_from": "python -m benchmarks.training",
        "pairs": len(pairs),
        "held_out": {"reliability": held_out, "precision": precisions(tested)},
        **learnt,
    }
    return model, held_out


def reliability(tested: Sequence[tuple[float, bool]], bins: int = 10) -> list[dict[str, Any]]:
    """Return, for ranges of probability, how many pairs fell in, what was said on average and what was true."""
    rows = []
    for number in range(bins):
        low, high = number / bins, (number + 1) / bins
        within = [(p, same) for p, same in tested if low <= p < high or (high == 1 and p == 1)]
        if within:
            said = sum(p for p, _ in within) / len(within)
            true = sum(same for _, same in within) / len(within)
            rows.append({"from": low, "to": high, "pairs": len(within), "said": round(said, 3), "true": round(true, 3)})
    return rows


def precisions(tested: Sequence[tuple[float, bool]]) -> dict[str, float]:
    """Return, for probabilities from which pairs could be called the same, how many of those above are."""
    found = {}
    for lowest in (0.5, 0.9, 0.95, 0.98, 0.99):
        above = [same for probability, same in tested if probability >= lowest]
        found[f"{lowest}"] = round(sum(above) / len(above), 4) if above else 0.0
    return found


def _columns(pairs: Sequence[Labelled]) -> dict[str, tuple[list[str], Any, Any, Any]]:
    rows: dict[str, list[tuple[list[float], bool, int]]] = defaultdict(list)
    for pair in pairs:
        found = compare(Profile.named(pair.left, pair.kind), Profile.named(pair.right, pair.kind))
        values = [found.features[feature.__name__] for feature in NAME_FEATURES[found.way]]
        rows[found.way].append((values, pair.same, pair.group))
    return {
        way: (
            [feature.__name__ for feature in NAME_FEATURES[way]],
            np.array([values for values, _, _ in rows[way]]),
            np.array([same for _, same, _ in rows[way]]),
            np.array([group for _, _, group in rows[way]]),
        )
        for way in (OF_PERSON, OF_BODY)
    }


def _model(names: Sequence[str]) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    directions = [-1 if name in _FALLING else 0 if name in _EITHER else 1 for name in names]
    return HistGradientBoostingClassifier(monotonic_cst=directions, random_state=0, early_stopping=False, **_TREES)


def _held_out(names: Sequence[str], features: Any, same: Any, groups: Any) -> Any:
    from sklearn.model_selection import GroupKFold

    probabilities = np.zeros(len(same))
    for learnt, tested in GroupKFold(_FOLDS).split(features, same, groups):
        model = _model(names).fit(features[learnt], same[learnt])
        probabilities[tested] = model.predict_proba(features[tested])[:, 1]
    return probabilities


def _exported(model: Any, names: Sequence[str]) -> dict[str, Any]:
    """Return the trees as nested lists: ``[feature, threshold, mean, below or equal, above]``, a leaf its log odds."""

    def node(nodes: Any, number: int) -> tuple[Any, float]:
        here = nodes[number]
        if here["is_leaf"]:
            value = round(float(here["value"]), 4)
            return value, value
        left, left_mean = node(nodes, int(here["left"]))
        right, right_mean = node(nodes, int(here["right"]))
        ours, theirs = int(nodes[int(here["left"])]["count"]), int(nodes[int(here["right"])]["count"])
        mean = round((ours * left_mean + theirs * right_mean) / (ours + theirs), 4)
        return [names[int(here["feature_idx"])], round(float(here["num_threshold"]), 4), mean, left, right], mean

    trees = [node(predictor[0].nodes, 0)[0] for predictor in model._predictors]
    return {"base": round(float(model._baseline_prediction.ravel()[0]), 4), "trees": trees}


def _birth_weights(entities: Sequence[Listed]) -> dict[str, float]:
    """Return the log odds of each grade of two dates of birth: how much oftener it comes of one person than of two.

    One person: entries of different lists with the same name of three words or more. Two persons: entries by chance.
    """
    rng = random.Random(5)  # noqa: S311
    people = [entity for entity in entities if entity.kind == PERSON and entity.births]
    by_name: dict[str, list[Listed]] = defaultdict(list)
    for entity in people:
        reading = read(entity.names[0], body=False)
        if len(reading.core) > 2:
            by_name[reading.ordered].append(entity)
    one = [
        (first, second)
        for same in by_name.values()
        for place, first in enumerate(same)
        for second in same[place + 1 :]
        if first.list != second.list
    ]
    two = [(first, second) for first, second in (rng.sample(people, 2) for _ in range(60_000)) if first.id != second.id]
    grades = (SAME_DAY, SLIP, SAME_YEAR, NEAR, CONFLICT)
    seen = [_grades(of) for of in (one, two)]
    weights = {}
    for grade in grades:
        often, seldom = ((count.get(grade, 0) + 0.5) / (sum(count.values()) + 2.5) for count in seen)
        weights[f"{grade:g}"] = round(max(min(math.log(often / seldom), 6.0), -4.0), 2)
    return weights


def _grades(couples: Sequence[tuple[Listed, Listed]]) -> dict[float, int]:
    count: dict[float, int] = defaultdict(int)
    for first, second in couples:
        left, right = (Profile("", PERSON, birth_dates=entity.births) for entity in (first, second))
        count[birth_date(left, right)] += 1
    return count


def write(model: dict[str, Any], path: Path) -> None:
    """Write the model, a tree a line."""
    lines = ["{"]
    for key, value in model.items():
        if key != "ways":
            lines.append(f" {json.dumps(key)}: {json.dumps(value)},")
    lines.append(' "ways": {')
    for place, (way, of) in enumerate(model["ways"].items()):
        trees = ",\n".join(f"   {json.dumps(tree)}" for tree in of["trees"])
        end = "," if place + 1 < len(model["ways"]) else ""
        lines.append(f'  {json.dumps(way)}: {{"base": {of["base"]}, "trees": [\n{trees}\n  ]}}{end}')
    lines += [" }", "}"]
    path.write_text("\n".join(lines) + "\n", "utf-8")
