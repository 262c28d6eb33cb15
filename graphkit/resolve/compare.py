"""Two profiles side by side: one number per feature, and what was laid beside what."""

from dataclasses import dataclass

from graphkit.resolve.profile import Profile

FEATURES: tuple[str, ...] = ("name",)
"""The names of the features, in the order in which columns of them stand."""


@dataclass(frozen=True, slots=True)
class Aligned:
    """A word of the left name beside a word of the right one; one of them is empty where nothing stands across."""

    left: str
    right: str
    how: str
    """same, spelling, sound, initial, joined, acronym, order, or the class of a word that is not compared."""
    likeness: float
    """0 to 1."""
    weight: float
    """How much the word tells: the rarer, the more (in nats)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the comparison of two profiles found."""

    features: dict[str, float]
    """By name; every one of `FEATURES`, 0 where nothing speaks for or against."""
    left_name: str
    """Of the names of each side, the pair that is most alike."""
    right_name: str
    aligned: tuple[Aligned, ...]


def compare(left: Profile, right: Profile) -> Comparison:
    """Compare two profiles; the order of the two does not matter to any feature."""
    from rapidfuzz import fuzz, process, utils

    best = (0.0, "", "")
    for name in left.names:
        found = process.extractOne(
            name.text,
            [other.text for other in right.names],
            scorer=fuzz.token_sort_ratio,
            processor=utils.default_process,
        )
        if found and found[1] / 100 >= best[0]:
            best = (found[1] / 100, name.text, found[0])
    return Comparison({"name": best[0]}, best[1], best[2], ())
