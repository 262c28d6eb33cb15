"""Twenty-eight cases that the peers fail in part: each a class of names, labelled by hand."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Measured
from benchmarks.resolving.pairs import ours
from benchmarks.resolving.peers import peers
from graphkit.resolve.score import SAME_FROM

_CASES = Path(__file__).with_name("hard_cases.jsonl")
_TARGET = 25


def rows() -> Iterator[Measured]:
    """Yield how many are right at the default threshold, and which are not."""
    cases = [json.loads(line) for line in _CASES.read_text("utf-8").splitlines()]
    wrong = [case["case"] for case in cases if (ours(case["left"], case["right"]) >= SAME_FROM) != case["same"]]
    theirs = {
        name: sum((scorer(case["left"], case["right"]) >= threshold) == case["same"] for case in cases)
        for name, scorer, threshold in peers()
    }
    peer = max(theirs, key=lambda name: theirs[name])
    right = len(cases) - len(wrong)
    note = f"of {len(cases)}; wrong: {', '.join(wrong) or 'none'}; peers: " + ", ".join(
        f"{name} {count}" for name, count in theirs.items()
    )
    yield Measured(
        "hard cases: right", right, theirs[peer], peer, right / theirs[peer], f"≥ {_TARGET}", right >= _TARGET, note,
        unit="", digits=0,
    )  # fmt: skip
