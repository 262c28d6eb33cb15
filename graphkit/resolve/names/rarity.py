"""How much a word of a name tells: the rarer it is among names, the more.

``rarity.tsv`` counts, for each word by its sound, in how many names of persons and of bodies it stands; where it
comes from is said at its head. What stands in no name of the table is taken as rare, a short word as less rare than a
long one.
"""

from functools import lru_cache
from math import log
from pathlib import Path

_FILE = Path(__file__).with_name("rarity.tsv")
_LEAST, _MOST = 0.7, 8.0
_ESTABLISHED = 6
_UNSEEN_SHORT = {1: 1.0, 2: 3.5, 3: 5.0, 4: 6.5}
"""Nats, for words of so many letters that the table does not hold."""


@lru_cache(maxsize=65536)
def weight(sound: str, letters: int, *, body: bool) -> float:
    """Return how much it tells that both names hold the word, in nats: minus the logarithm of how often it stands."""
    counts, totals = _table()
    seen = counts.get(sound)
    unseen = _UNSEEN_SHORT.get(letters, _MOST)
    if seen is None or not seen[body]:
        return unseen
    return min(max(log(totals[body] / seen[body]), _LEAST), _MOST)


def attested(sound: str) -> bool:
    """Say whether a word stands in several names of the table: it is a name, and no slip of the pen."""
    return sum(_table()[0].get(sound, (0, 0))) >= _ESTABLISHED


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[int, int]], tuple[int, int]]:
    counts: dict[str, tuple[int, int]] = {}
    totals = (1, 1)
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        word, persons, bodies = line.split("\t")
        if word == "*":
            totals = (int(persons), int(bodies))
        else:
            counts[word] = (int(persons), int(bodies))
    return counts, totals
