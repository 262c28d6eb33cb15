"""Labelled pairs: nomenklatura's name and entity bench, names across scripts."""

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.measure import Measured
from benchmarks.resolving.peers import Entity, peers
from benchmarks.resolving.scoring import SETS, best, f1_at, reliability
from graphkit.resolve.compare import compare
from graphkit.resolve.profile import Profile
from graphkit.resolve.score import SAME_FROM, score

Pair = tuple[Entity, Entity, bool]

_TARGETS = {"labelled_names": 0.83, "labelled_entities": 0.93, "cross_script": 0.95}
_PAIRS_PER_SECOND = 1500


def rows() -> Iterator[Measured]:
    """Yield F1 of each set, the speed, and how reliable the probability is."""
    sets = {name: _pairs(name) for name in _TARGETS}
    contradicted = _contradicted(sets["labelled_names"], sets["labelled_entities"])
    left_out = [pair for pair in sets["labelled_names"] if _key(pair) in contradicted]
    sets["labelled_names"] = [pair for pair in sets["labelled_names"] if _key(pair) not in contradicted]
    everything: list[tuple[float, bool]] = []
    spent = 0.0
    for name, pairs in sets.items():
        labels = [same for _, _, same in pairs]
        start = time.process_time()
        scores = [ours(left, right) for left, right, _ in pairs]
        spent += time.process_time() - start
        everything += list(zip(scores, labels, strict=True))
        note = f"{len(left_out)} pairs left out that the entity bench labels otherwise: {_named(left_out)}"
        yield _line(name, pairs, scores, note if name == "labelled_names" else "")
    speed = len(everything) / spent
    yield Measured(
        "match: pairs per CPU-second", speed, 0, "", 0, f"≥ {_PAIRS_PER_SECOND}", speed >= _PAIRS_PER_SECOND,
        "first reading included", unit="", digits=0,
    )  # fmt: skip
    for row in reliability([said for said, _ in everything], [same for _, same in everything]):
        yield Measured(
            f"probability {row['from']:.1f} to {row['to']:.1f}", row["said"], row["true"], "true", 0, "", True,
            f"{row['pairs']} pairs of the three sets", unit="", digits=3,
        )  # fmt: skip


def ours(left: Entity, right: Entity) -> float:
    """Return our probability for two entities."""
    return score(compare(Profile.of_ftm(left), Profile.of_ftm(right))).probability


def _line(name: str, pairs: Sequence[Pair], scores: Sequence[float], note: str) -> Measured:
    labels = [same for _, _, same in pairs]
    at_best = best(scores, labels)
    f1, precision, recall = f1_at(scores, labels, SAME_FROM)
    theirs = {}
    for peer, scorer, _ in peers():
        theirs[peer] = best([scorer(left, right) for left, right, _ in pairs], labels).f1
    peer = max(theirs, key=lambda name: theirs[name])
    target = _TARGETS[name]
    said = (
        f"{len(pairs)} pairs; best at {at_best.threshold:.2f}, AP {at_best.average_precision:.3f}; at our own "
        f"{SAME_FROM}: F1 {f1:.3f} (P {precision:.3f}, R {recall:.3f}); peers: "
        + ", ".join(f"{peer} {value:.3f}" for peer, value in theirs.items())
    )
    return Measured(
        f"{name}: best F1", at_best.f1, theirs[peer], peer, at_best.f1 / theirs[peer], f"≥ {target}",
        at_best.f1 >= target, "; ".join(filter(None, (said, note))), unit="", digits=3,
    )  # fmt: skip


def _pairs(name: str) -> list[Pair]:
    found = []
    for line in (SETS / f"{name}.jsonl").read_text("utf-8").splitlines():
        pair: dict[str, Any] = json.loads(line)
        left, right = (_entity(pair["schema"], pair[side]) for side in ("left", "right"))
        found.append((left, right, bool(pair["match"])))
    return found


def _entity(schema: str, given: str | dict[str, str]) -> Entity:
    properties = {"name": given} if isinstance(given, str) else given
    return {"schema": schema, "properties": {prop: [value] for prop, value in properties.items()}}


def _key(pair: Pair) -> tuple[str, str, str]:
    left, right, _ = pair
    one, other = (" ".join(side["properties"].get("name", [""])) for side in (left, right))
    return left["schema"], one, other


def _contradicted(names: Sequence[Pair], entities: Sequence[Pair]) -> set[tuple[str, str, str]]:
    """Return the pairs of names that the two sets label differently."""
    told = {_key(pair)[1:]: pair[2] for pair in entities if _key(pair)[1]}
    return {_key(pair) for pair in names if _key(pair)[1:] in told and told[_key(pair)[1:]] != pair[2]}


def _named(pairs: Sequence[Pair]) -> str:
    return ", ".join(" / ".join(_key(pair)[1:]) for pair in pairs)
