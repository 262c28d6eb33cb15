"""Placing boxes in layers, the lower under the higher, so that no box lies on another and no line runs through one.

The steps are those of Sugiyama, Tagawa and Toda (1981): layers by the longest way up, empty places where a line passes
a layer, an order within each layer that crosses few lines, and then the places themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Pair = tuple[str, str]
"""A lower and a higher box."""

_SWEEPS = 8
_LANE = 28.0
"""Width of the empty place that a line takes up in a layer that it passes."""


@dataclass(slots=True)
class Layout:
    """Where each box stands, and each lane, the empty place in a layer that a line passes."""

    layers: list[list[str]]
    """Boxes and lanes of each layer from left to right, the lowest layer first."""
    centre: dict[str, float]
    ways: dict[Pair, tuple[str, ...]]
    """By line, the boxes and lanes that it leads through, from the lower to the higher; one that would close a circle
    is not among them."""


def laid_out(roots: Iterable[str], pairs: Iterable[Pair], widths: Mapping[str, float], gap: float) -> Layout:
    """Return the layout of the boxes of those widths, the roots at the bottom, at least a gap apart."""
    kept = _without_circles(list(roots), sorted(set(pairs)))
    levels = _levels(sorted(widths), kept)
    height = max(levels.values(), default=0) + 1
    layers: list[list[str]] = [[] for _ in range(height)]
    for box in sorted(widths, key=lambda name: (levels[name], name)):
        layers[levels[box]].append(box)
    ways: dict[Pair, tuple[str, ...]] = {}
    for child, parent in kept:
        lanes = [f"{child}→{parent}@{level}" for level in range(levels[child] + 1, levels[parent])]
        for level, lane in enumerate(lanes, levels[child] + 1):
            layers[level].append(lane)
        ways[child, parent] = (child, *lanes, parent)
    beside = _neighbours(ways.values())
    _order(layers, beside)
    taken = dict(widths) | {lane: _LANE for way in ways.values() for lane in way[1:-1]}
    return Layout(layers, _centres(layers, beside, taken, gap), ways)


def _without_circles(roots: Sequence[str], pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs but for those that lead back to a box on the way to them."""
    above: dict[str, list[str]] = {}
    for child, parent in pairs:
        above.setdefault(child, []).append(parent)
    kept: list[Pair] = []
    done: set[str] = set()

    def climb(box: str, way: tuple[str, ...]) -> None:
        for parent in above.get(box, ()):
            if parent not in way:
                kept.append((box, parent))
                if parent not in done:
                    climb(parent, (*way, parent))
        done.add(box)

    for root in (*roots, *above):
        if root not in done:
            climb(root, (root,))
    return kept


def _levels(boxes: Iterable[str], pairs: Sequence[Pair]) -> dict[str, int]:
    levels = dict.fromkeys(boxes, 0)
    for _ in levels:
        raised = False
        for child, parent in pairs:
            if levels[parent] <= levels[child]:
                levels[parent] = levels[child] + 1
                raised = True
        if not raised:
            break
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
    layers: Sequence[Sequence[str]], beside: Mapping[str, list[str]], widths: Mapping[str, float], gap: float
) -> dict[str, float]:
    """Draw every box towards the mean of its neighbours, as far as those beside it in its layer leave room."""
    centre: dict[str, float] = {}
    for names in layers:
        total = sum(widths[name] + gap for name in names) - gap
        left = -total / 2
        for name in names:
            centre[name] = left + widths[name] / 2
            left += widths[name] + gap
    for _ in range(_SWEEPS):
        for names in (*layers, *reversed(layers)):
            wanted = [_mean([centre[to] for to in beside.get(name, ())], centre[name]) for name in names]
            centre.update(zip(names, _apart(wanted, [widths[name] for name in names], gap), strict=True))
    leftmost = min((centre[name] - widths[name] / 2 for name in centre), default=0.0)
    return {name: at - leftmost for name, at in centre.items()}


def _apart(wanted: Sequence[float], widths: Sequence[float], gap: float) -> list[float]:
    """Return places in that order, the nearest to those wanted that a push to each side gives, no two too near."""
    least = [(one + two) / 2 + gap for one, two in pairwise(widths)]
    from_left, from_right = list(wanted), list(wanted)
    for at in range(1, len(wanted)):
        from_left[at] = max(from_left[at], from_left[at - 1] + least[at - 1])
    for at in range(len(wanted) - 2, -1, -1):
        from_right[at] = min(from_right[at], from_right[at + 1] - least[at])
    return [(one + two) / 2 for one, two in zip(from_left, from_right, strict=True)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
