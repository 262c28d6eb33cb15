"""Pairs of entities as JSON lines, scored: how two files of anybody's are compared without a case."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from graphkit.errors import GraphkitError, InvalidValue
from graphkit.resolve.compare import compare
from graphkit.resolve.profile import Profile
from graphkit.resolve.score import score
from graphkit.text import visible

_SHOWN = 60
"""Characters of a broken line that its message shows."""


def scored_lines(lines: Iterable[bytes | str], *, explain: bool = False) -> Iterator[dict[str, Any] | GraphkitError]:
    """Yield each line with its score, verdict and features; for a line that cannot be read, what is wrong with it.

    A line is ``{"left": entity, "right": entity}`` in FollowTheMoney's form; what else stands on it stays. With
    ``explain`` the words side by side and the contribution of each feature are added. Empty lines are passed over.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield _scored(line, explain=explain)
        except (InvalidValue, ValueError, RecursionError) as problem:
            yield InvalidValue(f"line {number}: {_said(problem)}: {_beginning(line)}")


def _scored(line: bytes | str, *, explain: bool) -> dict[str, Any]:
    pair = json.loads(line)
    if not isinstance(pair, dict) or not {"left", "right"} <= pair.keys():
        raise InvalidValue('a pair is an object with "left" and "right"')
    found = compare(_profile(pair, "left"), _profile(pair, "right"))
    made = score(found)
    told = {
        "score": round(made.probability, 6),
        "verdict": made.verdict,
        "features": {name: round(value, 4) for name, value in found.features.items() if value},
        "model_version": made.model_version,
    }
    if explain:
        told["names"] = [found.left_name, found.right_name]
        told["aligned"] = [
            [word.left, word.right, word.how, round(word.likeness, 2), round(word.weight, 2)] for word in found.aligned
        ]
        told["contributions"] = made.contributions
    return {**pair, **told}


def _profile(pair: dict[str, Any], side: str) -> Profile:
    try:
        return Profile.of_ftm(pair[side])
    except InvalidValue as problem:
        raise InvalidValue(f"{side}: {problem}") from problem


def _said(problem: Exception) -> str:
    if isinstance(problem, json.JSONDecodeError):
        return f"no JSON ({problem.msg} at character {problem.pos + 1})"
    if isinstance(problem, UnicodeDecodeError):
        return f"no UTF-8 (byte {problem.start + 1})"
    if isinstance(problem, RecursionError):
        return "nested too deeply"
    return str(problem)


def _beginning(line: bytes | str) -> str:
    text = line.decode("utf-8", "backslashreplace") if isinstance(line, bytes) else line
    text = text.strip()
    return visible(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…")
