"""The classes of words that are read from ``words.txt``: titles, particles, legal forms, forms of one name."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from graphkit.resolve.names.sound import sound

_FILE = Path(__file__).with_name("words.txt")


@dataclass(frozen=True, slots=True)
class Words:
    """The lists, by what a word is; a table gives for each way to write a word the one that stands for all."""

    titles: dict[str, str]
    leading: frozenset[str]
    particles: frozenset[str]
    fathers: frozenset[str]
    suffixes: dict[str, str]
    legal: dict[str, str]
    phrases: dict[tuple[str, ...], str]
    """Legal forms of several words."""
    longest_phrase: int
    stop: frozenset[str]
    generic: dict[str, str]
    countries: dict[str, str]
    names: dict[str, frozenset[str]]
    """For each form of a given name the forms that stand for it; Joe is Joseph and Yusuf."""
    names_by_sound: dict[str, frozenset[str]]
    lineage: frozenset[str]
    """Given names that stand behind each other as son, father, grandfather."""


@lru_cache(maxsize=1)
def words() -> Words:
    """Read the lists."""
    sections: dict[str, list[str]] = {}
    phrases: dict[tuple[str, ...], str] = {}
    current: list[str] = []
    for line in _FILE.read_text("utf-8").splitlines():
        if line.startswith("["):
            current = sections.setdefault(line[1:].partition(":")[0].rstrip("]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    for line in sections["phrase"]:
        form, _, phrase = line.partition(": ")
        phrases[tuple(phrase.split())] = form
    return Words(
        titles=_table(sections["title"]),
        leading=frozenset(_table(sections["leading"])),
        particles=frozenset(_table(sections["particle"])),
        fathers=frozenset(_table(sections["father"])),
        suffixes=_table(sections["suffix"]),
        legal=_table(sections["legal"]),
        phrases=phrases,
        longest_phrase=max(map(len, phrases)),
        stop=frozenset(_table(sections["stop"])),
        generic=_table(sections["generic"]),
        countries=_table(sections["country"]),
        names=(names := _groups(sections["name"])),
        names_by_sound={sound(name): forms for name, forms in names.items()},
        lineage=frozenset(_table(sections["lineage"])),
    )


def _table(lines: list[str]) -> dict[str, str]:
    """Return each word with the one that stands for it: itself, where the line is a plain list of words."""
    found: dict[str, str] = {}
    for line in lines:
        head, equals, rest = line.partition(" = ")
        if equals:
            *plain, standing = head.split()
            found |= {word: word for word in plain}
            found |= dict.fromkeys((standing, *rest.split()), standing)
        else:
            found |= {word: word for word in line.split()}
    return found


def _groups(lines: list[str]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in lines:
        head, _, rest = line.partition(" = ")
        for word in (head, *rest.split()):
            found[word] = found.get(word, frozenset()) | {head}
    return found
