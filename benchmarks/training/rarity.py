"""Count in how many names each word stands, by its sound: the table that says how much a word tells."""

import random
from collections import Counter
from pathlib import Path

from benchmarks.training.lists import PERSON, listed
from benchmarks.training.names import companies, people
from graphkit.resolve.names import rarity
from graphkit.resolve.names.reading import read
from graphkit.resolve.names.word import COUNTRY, GENERIC, NAME

_LEAST = 3
"""A word in fewer names is left out: it is as rare as one that was never seen, and may be one person's own."""
_HEAD = """# In how many names a word stands: its sound, names of persons, of bodies; "*" is how many names were read.
# Counted by `python -m benchmarks.training --rarity` in the public lists of the EU, UN, UK, Canada, Australia and the
# US Departments of Commerce and State, Security Force Monitor's Nigerian officers, and names composed by Faker.
"""


def write(folder: Path) -> int:
    """Write the table; return how many words it holds."""
    persons: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    rng = random.Random(7)  # noqa: S311
    seen: list[set[str]] = [set(), set()]
    names = [(name, entity.kind != PERSON) for entity in listed(folder, burma=True) for name in entity.names[:3]]
    names += [(name, False) for _, _, name in people(rng, 400)]
    names += [(name, True) for name in companies(rng, 40)]
    for name, body in names:
        reading = read(name, body=body)
        if reading.ordered in seen[body]:
            continue
        seen[body].add(reading.ordered)
        kinds = (NAME, GENERIC, COUNTRY) if body else (NAME,)
        counts = bodies if body else persons
        counts.update({word.sound for word in reading.words if word.kind in kinds and len(word.text) > 1})
    kept = sorted(word for word in {*persons, *bodies} if persons[word] + bodies[word] >= _LEAST)
    lines = [
        f"*\t{len(seen[False])}\t{len(seen[True])}",
        *(f"{word}\t{persons[word]}\t{bodies[word]}" for word in kept),
    ]
    rarity._FILE.write_text(_HEAD + "\n".join(lines) + "\n", "utf-8")
    return len(kept)
