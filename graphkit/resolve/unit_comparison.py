"""Comparing the parts of two units' names: what tells them apart, and what makes them one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from graphkit.resolve.unit_name import UnitName
from graphkit.resolve.unit_words import words


class UnitVerdict(StrEnum):
    """What two names say of their units."""

    SAME = "same key"
    """All parts are equal, and tell one unit."""
    COMPATIBLE = "compatible"
    """Nothing tells them apart, and something is missing: no identity."""
    VETO = "veto"
    """They are two units."""


@dataclass(frozen=True, slots=True)
class UnitComparison:
    """What comes of comparing two names, the same whichever is left."""

    verdict: UnitVerdict
    reason: str
    features: dict[str, float] = field(default_factory=dict)
    """For each part: 1 equal, 0.5 partly, 0 missing on a side, -1 different."""


_SIMILAR = 80.0
"""From here a word is another's misspelling (ratio of `rapidfuzz`, 0 to 100)."""

_LONG_ENOUGH = 5
"""Letters that a word needs for a misspelling to be told from another word."""


def unit_key(unit: UnitName) -> str:
    """Return all that a name says of its unit in one string, whatever the language; empty where that tells no unit.

    Two names with one key are compared as the same. A name that says less has another key: candidates are found by
    `unit_blocks`.
    """
    if unit.unknown or unit.several or not _tells(unit):
        return ""
    parts = (
        unit.country,
        unit.force,
        unit.echelon,
        "+".join(unit.numbers),
        " ".join(sorted(unit.branch)),
        " ".join(sorted(unit.called if unit.numbers else unit.words)),
        "post" if unit.post else "headquarters" if unit.headquarters else "",
        *("<" + _signature(parent) for parent in unit.parents),
    )
    return "|".join(parts)


def unit_blocks(unit: UnitName) -> tuple[str, ...]:
    """Return coarse keys for finding candidates: names of one unit share one, whatever else each of them says."""
    if unit.unknown or unit.several:
        return ()
    echelons = (unit.echelon, *(name for name, others in words().general.items() if unit.echelon in others))
    if unit.numbers:
        number = "+".join(unit.numbers)
        return tuple(f"{number}|{part}" for part in (*echelons, *sorted(unit.arms)) if part)
    if unit.parents and (unit.echelon or unit.arms):
        own = unit.echelon or " ".join(sorted(unit.arms))
        higher = tuple(f"{own}|{block}" for block in unit_blocks(unit.parents[0]))
    else:
        higher = ()
    named = (f"{echelon}|{word}" for echelon in echelons for word in sorted(unit.words))
    # What many countries have is told by the country.
    of_a_kind = (f"{unit.country}|{unit.echelon}|{part}" for part in (*sorted(unit.branch), unit.force) if part)
    return (*higher, *named, *of_a_kind)


def compare_units(left: UnitName, right: UnitName) -> UnitComparison:
    """Say whether two names are one unit's: the same, compatible, or told apart, with the reason.

    A different country, number, echelon, service, arm or parent tells them apart, and so does a different name or
    place where there is no number. What one side does not say never tells them apart, and never makes them the same.
    A unit and its part, its list, or its earlier name are not the same.
    """
    features: dict[str, float] = {}
    vetoes: list[str] = []
    for name, compare in _COMPARISONS.items():
        features[name], reason = compare(left, right)
        if reason:
            vetoes.append(reason)
    if reason := _succession(left, right):
        return UnitComparison(UnitVerdict.VETO, reason, features)
    if left.several != right.several:
        vetoes.insert(0, "one of them names several units")
    if vetoes:
        return UnitComparison(UnitVerdict.VETO, "; ".join(vetoes), features)
    key = unit_key(left)
    if key and key == unit_key(right):
        return UnitComparison(UnitVerdict.SAME, "all parts are equal: " + ", ".join(_equal(features)), features)
    equal = ", ".join(_equal(features)) or "nothing that tells a unit"
    missing = ", ".join(name for name, value in features.items() if 0 <= value < 1)
    return UnitComparison(UnitVerdict.COMPATIBLE, f"equal: {equal}; not on both sides: {missing or 'none'}", features)


def _signature(parent: UnitName) -> str:
    """Return all that a name says of a higher unit."""
    numbers, branch, named = "+".join(parent.numbers), sorted(parent.branch), sorted(parent.words)
    return "|".join((numbers, parent.echelon, *branch, "", *named))


def _tells(unit: UnitName) -> bool:
    if unit.numbers:
        return bool(unit.echelon or unit.arms)
    if not (unit.echelon or unit.arms):
        return False
    return bool(unit.words or unit.parents or (unit.country and (unit.service or (unit.arms and unit.echelon))))


def _equal(features: dict[str, float]) -> list[str]:
    return [name for name, value in features.items() if value == 1]


def _apart(name: str, left: str, right: str) -> tuple[float, str]:
    """Return what is said of two values: missing, equal or different."""
    if not left or not right:
        return 0.0, ""
    if left == right:
        return 1.0, ""
    return -1.0, f"{name} {' and '.join(sorted((left, right)))}"


def _country(left: UnitName, right: UnitName) -> tuple[float, str]:
    return _apart("country", left.country, right.country)


def _number(left: UnitName, right: UnitName) -> tuple[float, str]:
    if left.several and right.several:
        return 0.0, ""
    return _apart("number", "+".join(left.numbers), "+".join(right.numbers))


def _echelon(left: UnitName, right: UnitName) -> tuple[float, str]:
    general = words().general
    if left.echelon != right.echelon and (
        right.echelon in general.get(left.echelon, ()) or left.echelon in general.get(right.echelon, ())
    ):
        return 0.5, ""
    return _apart("echelon", left.echelon, right.echelon)


def _service(left: UnitName, right: UnitName) -> tuple[float, str]:
    if left.force != right.force and "armed forces" in {left.force, right.force} and left.numbers and right.numbers:
        return 0.0, ""
    return _apart("service", left.force, right.force)


def _arm(left: UnitName, right: UnitName) -> tuple[float, str]:
    if not left.arms or not right.arms:
        return 0.0, ""
    if left.arms == right.arms:
        return 1.0, ""
    if left.arms & right.arms:
        return 0.5, ""
    shown = sorted((" ".join(sorted(left.arms)), " ".join(sorted(right.arms))))
    return -1.0, f"arm {' and '.join(shown)}"


def _kind(left: UnitName, right: UnitName) -> tuple[float, str]:
    """Compare what qualifies an arm, which sources leave out and change: it never tells units apart."""
    if not left.kinds or not right.kinds:
        return 0.0, ""
    return (1.0 if left.kinds == right.kinds else 0.5), ""


def _called(left: UnitName, right: UnitName) -> tuple[float, str]:
    if left.numbers or right.numbers:
        return _named("name", left.called, right.called)
    return _named("name or place", left.words, right.words)


def _named(name: str, left: frozenset[str], right: frozenset[str]) -> tuple[float, str]:
    if not left or not right:
        return 0.0, ""
    if left == right:
        return 1.0, ""
    if left & right or _alike(left, right):
        return 0.5, ""
    shown = sorted((" ".join(sorted(left)), " ".join(sorted(right))))
    return -1.0, f"{name} {' and '.join(shown)}"


def _alike(left: Iterable[str], right: Iterable[str]) -> bool:
    from rapidfuzz.fuzz import ratio

    exact = words().directions
    return any(
        one == other
        or (min(len(one), len(other)) >= _LONG_ENOUGH and not {one, other} & exact and ratio(one, other) >= _SIMILAR)
        for one in left
        for other in right
    )


def _place(left: UnitName, right: UnitName) -> tuple[float, str]:
    """Compare where they are: numbered units move, and are named after what they are not in."""
    if not left.place or not right.place:
        return 0.0, ""
    equal = set(left.place) == set(right.place)
    return (1.0 if equal else 0.5 if _alike(left.place, right.place) else 0.0), ""


def _parent(left: UnitName, right: UnitName) -> tuple[float, str]:
    """Compare the higher units: those of one echelon tell units apart where none of them agree."""
    best = 0.0
    for echelon in sorted({parent.echelon for parent in left.parents} & {parent.echelon for parent in right.parents}):
        pairs = [
            _higher(one, other)
            for one in left.parents
            for other in right.parents
            if one.echelon == other.echelon == echelon
        ]
        agreeing = [value for value, apart in pairs if not apart]
        if not agreeing:
            return -1.0, min(apart for _, apart in pairs)
        best = max(best, *agreeing)
    return best, ""


def _higher(one: UnitName, other: UnitName) -> tuple[float, str]:
    """Return how far two higher units agree, and what tells them apart."""
    compared = (_number(one, other), _arm(one, other), _called(one, other))
    if apart := next((reason for _, reason in compared if reason), ""):
        return -1.0, f"parent's {apart}"
    return max(value for value, _ in compared), ""


def _succession(left: UnitName, right: UnitName) -> str:
    """Return why two names are a renamed unit's, which is another unit."""
    for one, other in ((left, right), (right, left)):
        for earlier in one.formerly:
            if _core(earlier) == _core(other) != _core(one):
                return "one bears the name that the other had: a succession, and two units"
    return ""


def _core(unit: UnitName) -> tuple[object, ...]:
    return unit.numbers, unit.echelon, unit.arms, unit.called


_COMPARISONS: dict[str, Callable[[UnitName, UnitName], tuple[float, str]]] = {
    "country": _country,
    "number": _number,
    "echelon": _echelon,
    "service": _service,
    "arm": _arm,
    "kind": _kind,
    "name": _called,
    "place": _place,
    "parent": _parent,
}
