"""The words of unit names: what each means, read from one file, and the numbers that stand among them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graphkit.countries import spelt_countries
from graphkit.text import fold


class Part(Enum):
    """What a word of a unit's name is."""

    NUMBER = auto()
    ECHELON = auto()
    ARM = auto()
    KIND = auto()
    SERVICE = auto()
    POST = auto()
    COUNTRY = auto()
    DIRECTION = auto()
    OF = auto()
    AT = auto()
    AND = auto()
    MARK = auto()
    """A word before a number: "No"."""
    UNKNOWN = auto()
    FORMER = auto()
    SILENT = auto()
    WORD = auto()
    """A word that the file does not hold: what the unit is called, or where it is."""
    LETTER = auto()
    BREAK = auto()
    """Punctuation that ends a phrase: its text says which."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word or several that mean one thing together, as read."""

    part: Part
    value: str
    """What it means; of a word that the file does not hold, the folded word."""
    text: str = ""
    """The folded words themselves."""


@dataclass(frozen=True, slots=True)
class Short:
    """One meaning of a short form, and where it is used so."""

    means: str
    countries: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """The file of words, turned round: from a word to its meaning."""

    known: dict[str, Token]
    short: dict[str, tuple[Short, ...]]
    longest: dict[str, int]
    """By first word, how many words the longest phrase has that begins with it."""
    ranks: dict[str, int]
    within: frozenset[str]
    directions: frozenset[str]
    general: dict[str, frozenset[str]]
    """By an echelon that says little, those that it may stand for."""
    numbers: dict[str, int]
    languages: dict[str, frozenset[str]]
    """By language, the countries that use its short forms."""
    telling: dict[str, frozenset[str]]
    """By word, the languages that it tells."""


# Codes are no names: IN, NO and MY are words. These short names are printed so in every list.
_SHORT_COUNTRIES = frozenset({"uk", "uae", "drc", "usa"})


_PLAIN = {
    "posts": Part.POST, "of": Part.OF, "at": Part.AT, "and": Part.AND, "number_marks": Part.MARK,
    "unknown": Part.UNKNOWN, "former": Part.FORMER, "silent": Part.SILENT,
}  # fmt: skip
"""The lists of the file whose words mean no more than that they stand there."""
_NAMED = {"services": Part.SERVICE, "arms": Part.ARM, "kinds": Part.KIND, "directions": Part.DIRECTION}
"""The tables of the file that give a meaning with its words."""


@cache
def words() -> Words:
    """Return the words of unit names."""
    file: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("units.yaml").read_text("utf-8"))
    known: dict[str, Token] = {}
    for part, value, spelling in _meanings(file):
        # The first meaning is the one: a word that is an echelon's and an arm's is the echelon's.
        known.setdefault(_folded(spelling), Token(part, value, _folded(spelling)))
    short = {_folded(word): tuple(map(_short, rows)) for word, rows in file["short"].items()}
    echelons = file["echelons"]
    return Words(
        known=known,
        short=short,
        longest=_longest([*known, *short]),
        ranks={name: row["rank"] for name, row in echelons.items()},
        within=frozenset(name for name, row in echelons.items() if row.get("within")),
        directions=frozenset(file["directions"]),
        general={name: frozenset(others) for name, others in file["general"].items()},
        numbers={_folded(word): number for number, spelt in file["numbers"].items() for word in spelt},
        languages={language: frozenset(codes) for language, codes in file["languages"].items()},
        telling=_telling(file["telling"]),
    )


def _meanings(file: dict[str, Any]) -> Iterator[tuple[Part, str, str]]:
    """Yield each spelling of the file with what it is and means, the closer meanings first."""
    for name, row in file["echelons"].items():
        yield from ((Part.ECHELON, name, spelling) for spelling in row["words"])
    for group, part in _NAMED.items():
        for name, spellings in file[group].items():
            yield from ((part, name, spelling) for spelling in spellings)
    for group, part in _PLAIN.items():
        yield from ((part, spelling, spelling) for spelling in file[group])
    for spelling, code in spelt_countries().items():
        if len(spelling) > 3 or spelling in _SHORT_COUNTRIES:
            yield Part.COUNTRY, code, spelling


def _longest(spellings: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for spelling in spellings:
        parts = spelling.split()
        longest[parts[0]] = max(longest.get(parts[0], 1), len(parts))
    return longest


def _telling(file: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    languages: dict[str, frozenset[str]] = {}
    for language, told in file.items():
        for word in told:
            languages[word] = languages.get(word, frozenset()) | {language}
    return languages


def _folded(spelling: str) -> str:
    """Return a spelling of the file as words are compared, "d" and "l" as the words that they stand for."""
    elided = {"d": "de", "l": "la"}
    words_of_it = fold(spelling).split()
    return (
        " ".join(elided.get(word, word) for word in words_of_it) if len(words_of_it) > 1 else fold(spelling) or spelling
    )


def _short(row: dict[str, Any]) -> Short:
    return Short(
        means=row["means"],
        countries=frozenset(row.get("countries", ())),
        languages=frozenset(row.get("languages", ())),
        numbered=row.get("numbered", False),
    )
