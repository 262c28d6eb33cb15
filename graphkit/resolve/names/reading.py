"""A name read into words, with all that is computed of it once."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from graphkit.resolve.names import burmese, japanese
from graphkit.resolve.names.body_words import body_words, undotted
from graphkit.resolve.names.latin import HAN, HANGUL, LOOSE, latin
from graphkit.resolve.names.person_words import father_of, person_words, turned
from graphkit.resolve.names.rarity import weight
from graphkit.resolve.names.sound import consonants, sound
from graphkit.resolve.names.word import COMPARED, INITIAL, NAME, NUMBER, SUFFIX, Word
from graphkit.resolve.names.words import Words, words

LONGEST = 400
"""Characters of a name that are read; what is longer is no name."""
MOST_WORDS = 24
_LEAST_OF_NUMBER = 3.0
"""Nats: a number tells things apart, however often it is used."""
_OF_INITIAL = 1.0

_APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʿʾ\"“”]")
_SYMBOLS = {"@": "a", "$": "s", "!": "i", "|": "l"}
_SYMBOL = re.compile(r"(?<=[A-Za-z])[@$!|](?=[A-Za-z])|\b[@$](?=[A-Za-z]{2})")
"""Signs that stand for a letter within a word."""
_ALNUM = re.compile(r"[a-z0-9]+")
_SYLLABLE = re.compile(r"^(?:zh|ch|sh|kw|gw|hw|[bcdfghjklmnpqrstwxyz])?y?[aeiouy]{1,3}(?:ng|n|k|l|m|p|t|r|h)?$")


@dataclass(slots=True, eq=False)
class Reading:
    """A name, read."""

    text: str
    body: bool
    words: list[Word] = field(default_factory=list)
    """Every word, in order."""
    core: list[Word] = field(default_factory=list)
    """The words that are compared, in order."""
    legal: frozenset[str] = frozenset()
    numbers: tuple[str, ...] = ()
    suffixes: frozenset[str] = frozenset()
    joined: str = ""
    """The letters of the core without spaces."""
    ordered: str = ""
    """The words of the core in the order of the alphabet."""
    burmese: bool = False
    """Whether every word is a usual syllable of Burmese names."""
    syllabic: bool = False
    """Whether it is written in syllables as Korean and Chinese names are: Kim Yong-chol."""
    loose: bool = False
    """Whether it was written in a script that leaves vowels out."""
    hangul: bool = False
    han: bool = False
    total: float = 0.0
    """The weight of the core, in nats."""


def readings(text: str, *, body: bool) -> tuple[Reading, ...]:
    """Return the ways to read a name: one, but that a person's name in Chinese signs may be a Japanese one."""
    first = read(text, body=body)
    if first.han and not body and (japanese_name := japanese.romanised(first.text)):
        return first, _as_japanese(first.text, japanese_name)
    return (first,)


@lru_cache(maxsize=50_000)
def key_of(text: str) -> str:
    """Return the words of a name in the order of the alphabet, in Latin letters: equal but for order, equal keys."""
    return " ".join(sorted(_ALNUM.findall(latin(text[:LONGEST]).lower())))


def read(text: str, *, body: bool) -> Reading:
    """Read a name of a person, or of a body (an organization, a company, a ship)."""
    return _read(text[:LONGEST], body)


@lru_cache(maxsize=50_000)
def _read(text: str, body: bool) -> Reading:
    reading = Reading(text, body)
    reading.loose = bool(LOOSE.search(text))
    reading.hangul = bool(HANGUL.search(text))
    reading.han = bool(HAN.search(text))
    plain = _SYMBOL.sub(lambda found: _SYMBOLS[found[0]], _APOSTROPHES.sub("", latin(text)))
    tokens = _ALNUM.findall((undotted(plain) if body else turned(plain)).lower())[:MOST_WORDS]
    if body:
        reading.words, reading.legal = body_words(tokens)
    else:
        reading.words = person_words(tokens)
    return _finished(reading)


@lru_cache(maxsize=4096)
def _as_japanese(text: str, romanised: str) -> Reading:
    return _finished(Reading(text, body=False, words=person_words(romanised.split())))


def _finished(reading: Reading) -> Reading:
    """Compute what a name is compared by."""
    known = words()
    for place, word in enumerate(reading.words):
        word.place = place
        if word.text.isalpha():
            word.sound, word.consonants = sound(word.text), consonants(word.text)
        else:
            word.sound = word.consonants = word.text
        if word.kind in COMPARED:
            word.weight = _weight(word, body=reading.body)
            word.forms = _forms(word, known) if word.kind == NAME else frozenset()
            reading.core.append(word)
    reading.numbers = tuple(word.text for word in reading.core if word.kind == NUMBER)
    texts = [word.text for word in reading.core]
    reading.joined = "".join(texts)
    reading.ordered = " ".join(sorted(texts))
    reading.total = sum(word.weight for word in reading.core)
    if not reading.body:
        names = [word.text for word in reading.words if word.kind == NAME]
        reading.suffixes = frozenset(known.suffixes[word.text] for word in reading.words if word.kind == SUFFIX)
        reading.syllabic = len(names) > 2 and all(map(_SYLLABLE.match, names))
        reading.burmese = len(names) > 1 and all(map(burmese.is_syllable, names))
    return reading


def _weight(word: Word, *, body: bool) -> float:
    if word.kind == INITIAL:
        return _OF_INITIAL
    told = weight(word.sound, len(word.text), body=body)
    return max(told, _LEAST_OF_NUMBER) if word.kind == NUMBER else told


def _forms(word: Word, known: Words) -> frozenset[str]:
    """Return the names that a word is a form of; a patronymic is one of the father's name."""
    if found := known.names.get(word.text) or known.names_by_sound.get(word.sound):
        return found
    stem = father_of(word.text)
    if not stem:
        return frozenset()
    for candidate in (stem, f"{stem}i", f"{stem}y", f"{stem}ei", stem.removesuffix("i"), stem.removesuffix("y")):
        if found := known.names.get(candidate) or known.names_by_sound.get(sound(candidate)):
            return frozenset(f"{name}+" for name in found)
    return frozenset({f"{sound(stem)}+"})
