"""Japanese names in kanji, read as Japanese where they begin with a usual family name: Chinese readings are no help.

How a given name is read only its bearer knows; the readings in ``japanese.txt`` are the usual ones of whole names,
else of the signs one by one. A name that may be Chinese as well is read both ways, and what fits the other side
better counts.
"""

import re
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("japanese.txt")
_LONGEST_FAMILY = 3
_PARTS = re.compile(r"[\s·・]+")


def romanised(name: str) -> str:
    """Return a name of kanji as it is usually read in Japanese, given name first; nothing where it is none of ours."""
    families, givens, signs = _tables()
    parts = [part for part in _PARTS.split(name.strip()) if part]
    if len(parts) == 2 and parts[0] in families:
        family, given = parts
    elif len(parts) == 1:
        family, given = _cut(parts[0], families)
    else:
        return ""
    if not family:
        return ""
    read = givens.get(given) or "".join(signs.get(sign, "") for sign in given)
    return f"{read} {families[family]}" if read else ""


def _cut(name: str, families: dict[str, str]) -> tuple[str, str]:
    for size in range(min(_LONGEST_FAMILY, len(name) - 1), 0, -1):
        if name[:size] in families:
            return name[:size], name[size:]
    return "", ""


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], ...]:
    """Read the tables: family names, given names, signs of given names."""
    tables: list[dict[str, str]] = []
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            tables.append({})
        elif line and not line.startswith("#"):
            words = line.split()
            tables[-1].update(zip(words[::2], words[1::2], strict=True))
    return tuple(tables)
