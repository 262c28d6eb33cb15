"""Placing boxes in layers, the lower under the higher, so that nothing lies on anything else.

The steps are those of Sugiyama, Tagawa and Toda (1981): layers by the longest way up, an empty place wherever a line
passes a layer, an order within each layer that crosses few lines, then the places themselves. Between any two layers of
boxes lies a layer for what is written beside the lines, as Gansner, Koutsofios, North and Vo (1993) do it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Pair = tuple[str, str]
"""A lower and a higher box."""

_SWEEPS = 8
_LANE = 30.0
"""Width of the empty place that a line takes up in a layer that it passes."""
_BESIDE = 14.0
"""Space between two labels."""


@dataclass(slots=True)
class Layout:
    """Where everything stands: boxes, labels of lines, and lanes, the places where lines pass a layer."""

    layers: list[list[str]]
    """Names from left to right, the lowest layer first; every second layer holds no boxes."""
    centre: dict[str, float]
    ways: dict[Pair, tuple[str, ...]]
    """By line, what it leads through, from the lower box over its label and lanes to the higher box; a line that would
    close a circle is not among them."""
    right: float
    """Where the rightmost of everything ends; the leftmost begins at 0."""


def laid_out(roots: Iterable[str], boxes: Mapping[str, float], labels: Mapping[Pair, float], gap: float) -> Layout:
    """Return the layout of boxes and labels of those widths, the roots at the bottom, boxes at least a gap apart."""
    kept = _without_circles(list(roots), sorted(labels))
    levels = {box: 2 * level for box, level in _levels(sorted(boxes), kept).items()}
    layers: list[list[str]] = [[] for _ in range(max(levels.values(), default=0) + 1)]
    room = {box: width + gap for box, width in boxes.items()}
    for box in sorted(boxes):
        layers[levels[box]].append(box)
    ways: dict[Pair, tuple[str, ...]] = {}
    for child, parent in kept:
        lanes = [f"{child}→{parent}@{level}" for level in range(levels[child] + 1, levels[parent])]
        for level, lane in enumerate(lanes, levels[child] + 1):
            layers[level].append(lane)
        room |= dict.fromkeys(lanes, _LANE) | {lanes[0]: labels[child, parent] + _BESIDE}
        ways[child, parent] = (child, *lanes, parent)
    beside = _neighbours(ways.values())
    _order(layers, beside)
    centre = _centres(layers, beside, room)
    left = min((at - room[name] / 2 for name, at in centre.items()), default=0.0)
    placed = {name: at - left for name, at in centre.items()}
    return Layout(layers, placed, ways, max((at + room[name] / 2 for name, at in placed.items()), default=0.0))


def _without_circles(roots: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs but for those that lead back to a box on the way to them."""
    above: dict[str, list[str]] = {}
    for child, parent in pairs:
        above.setdefault(child, []).append(parent)
    kept: list[Pair] = []
    done: set[str] = set()

    def climb(box: str, way: tuple[str, ...]) -> None:
        done.add(box)
        for parent in above.get(box, ()):
            if parent not in way:
                kept.append((box, parent))
                if parent not in done:
                    climb(parent, (*way, parent))

    for root in (*roots, *above):
        if root not in done:
            climb(root, (root,))
    return kept


def _levels(boxes: Iterable[str], pairs: Sequence[Pair]) -> dict[str, int]:
    """Return how many steps the longest way from the bottom to each box has."""
    levels = dict.fromkeys(boxes, 0)
    raised = True
    while raised:
        raised = False
        for child, parent in pairs:
            if levels[parent] <= levels[child]:
                levels[parent] = levels[child] + 1
                raised = True
    return levels


def _neighbours(ways: Iterable[tuple[str, ...]]) -> dict[str, list[str]]:
    beside: dict[str, list[str]] = {}
    for way in ways:
        for lower, higher in pairwise(way):
            beside.setdefault(lower, []).append(higher)
            beside.setdefault(higher, []).append(lower)
    return beside


def _order(layers: list[list[str]], beside: Mapping[str, list[str]]) -> None:
    """Sort each layer by the mean place of its neighbours in the layer before, up and down in turn."""
    for sweep in range(_SWEEPS):
        upward = sweep % 2 == 0
        numbers = range(1, len(layers)) if upward else range(len(layers) - 2, -1, -1)
        for number in numbers:
            fixed = layers[number - 1 if upward else number + 1]
            place = {name: at for at, name in enumerate(fixed)}
            own = {name: float(at) for at, name in enumerate(layers[number])}
            means = {name: _mean([place[to] for to in beside.get(name, ()) if to in place], own[name]) for name in own}
            layers[number] = sorted(own, key=means.__getitem__)


def _centres(
    layers: Sequence[Sequence[str]], beside: Mapping[str, list[str]], room: Mapping[str, float]
) -> dict[str, float]:
    """Draw everything towards the mean of its neighbours, as far as what stands beside it in its layer leaves room."""
    centre: dict[str, float] = {}
    for names in layers:
        left = -sum(room[name] for name in names) / 2
        for name in names:
            centre[name] = left + room[name] / 2
            left += room[name]
    for _ in range(_SWEEPS):
        for names in (*layers, *reversed(layers)):
            wanted = [_mean([centre[to] for to in beside.get(name, ())], centre[name]) for name in names]
            centre.update(zip(names, _apart(wanted, [room[name] for name in names]), strict=True))
    return centre


def _apart(wanted: Sequence[float], room: Sequence[float]) -> list[float]:
    """Return places in that order, midway between what pushing to the right and to the left gives, none too near."""
    least = [(one + two) / 2 for one, two in pairwise(room)]
    rightward, leftward = list(wanted), list(wanted)
    for at in range(1, len(wanted)):
        rightward[at] = max(rightward[at], rightward[at - 1] + least[at - 1])
    for at in range(len(wanted) - 2, -1, -1):
        leftward[at] = min(leftward[at], leftward[at + 1] - least[at])
    return [(one + two) / 2 for one, two in zip(rightward, leftward, strict=True)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
