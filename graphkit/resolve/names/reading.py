"""A name read into words: which of them are names, and which are titles, particles, legal forms or numbers."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from graphkit.resolve.names import burmese, japanese
from graphkit.resolve.names.latin import HAN, HANGUL, LOOSE, latin
from graphkit.resolve.names.rarity import weight
from graphkit.resolve.names.sound import consonants, sound
from graphkit.resolve.names.words import Words, words

LONGEST = 400
"""Characters of a name that are read; what is longer is no name."""
MOST_WORDS = 24
_LEAST_OF_NUMBER = 3.0
"""Nats: a number tells things apart, however often it is used."""

TITLE, PARTICLE, SUFFIX, LEGAL, STOP = "title", "particle", "suffix", "legal", "stop"
NAME, INITIAL, NUMBER, GENERIC, COUNTRY = "name", "initial", "number", "generic", "country"

_APOSTROPHES = re.compile(r"['’‘ʼʻ`´ʿʾ\"“”]")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.\s?){2,}(?:[A-Za-z]\b\.?)?")
_SYMBOLS = {"@": "a", "$": "s", "!": "i", "|": "l"}
_SYMBOL = re.compile(r"(?<=[A-Za-z])[@$!|](?=[A-Za-z])|\b[@$](?=[A-Za-z]{2})")
"""Signs that stand for a letter within a word."""
_ALNUM = re.compile(r"[a-z0-9]+")
_ORDINAL = re.compile(r"^([0-9]+)(?:st|nd|rd|th|e|er|eme|ere|o|a)$")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_NUMBER_WORDS = {
    word: str(number)
    for number, spelt in enumerate(
        (
            "one first", "two second", "three third", "four fourth", "five fifth", "six sixth", "seven seventh", "eight eighth",
            "nine ninth", "ten tenth", "eleven eleventh", "twelve twelfth", "thirteen thirteenth", "fourteen fourteenth",
            "fifteen fifteenth", "sixteen sixteenth", "seventeen seventeenth", "eighteen eighteenth", "nineteen nineteenth",
            "twenty twentieth",
        ),
        start=1,
    )
    for word in spelt.split()
}  # fmt: skip
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_LETTER_FOR_DIGIT = str.maketrans("0134578", "oieastb")
_PATRONYMIC = re.compile(
    r"^(.{2,}?)(?:ovich|evich|ievich|yevich|ovych|evych|iyovych|ovic|evic|avich|ovna|evna|yevna|ivna|ichna|auna|ouna)$"
)
_SYLLABLE = re.compile(r"^(?:zh|ch|sh|kw|gw|hw|[bcdfghjklmnpqrstwxyz])?y?[aeiouy]{1,3}(?:ng|n|k|l|m|p|t|r|h)?$")
_TURKIC_CHILD = frozenset(
    ["oglu", "ogly", "ogli", "oglou", "uulu", "uly", "qizi", "qyzy", "kizi", "kyzy", "gyzy", "ogh", "zada", "zade"]
)


@dataclass(slots=True, eq=False)
class Word:
    """One word of a name, with all that it is compared by."""

    text: str
    kind: str
    printed: str
    """As it stood, in Latin letters: ``trade`` where the text is ``trading``."""
    sound: str = ""
    consonants: str = ""
    weight: float = 0.0
    forms: frozenset[str] = frozenset()
    """Of a given name, the names that it is a form of."""
    father: bool = False
    """Whether it is a father's name: a patronymic, or what stands after bin."""
    place: int = 0
    """Among the words of the name."""


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


@lru_cache(maxsize=50_000)
def read(text: str, *, body: bool) -> Reading:
    """Read a name of a person, or of a body (an organization, a company, a ship)."""
    text = text[:LONGEST]
    reading = Reading(text, body)
    reading.loose = bool(LOOSE.search(text))
    reading.hangul = bool(HANGUL.search(text))
    reading.han = bool(HAN.search(text))
    plain = _SYMBOL.sub(lambda found: _SYMBOLS[found[0]], _APOSTROPHES.sub("", latin(text)))
    if body:
        plain = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]) + " ", plain)
    else:
        plain = _turned(plain)
    tokens = _ALNUM.findall(plain.lower())[:MOST_WORDS]
    if body:
        _read_body(reading, tokens)
    else:
        _read_person(reading, tokens)
    _finish(reading)
    return reading


def readings(text: str, *, body: bool) -> tuple[Reading, ...]:
    """Return the ways to read a name: one, but that a person's name in Chinese signs may be a Japanese one."""
    first = read(text, body=body)
    if first.han and not body and (japanese_name := japanese.romanised(text)):
        return first, _as_japanese(text, japanese_name)
    return (first,)


@lru_cache(maxsize=4096)
def _as_japanese(text: str, romanised: str) -> Reading:
    reading = Reading(text, body=False)
    _read_person(reading, romanised.split())
    _finish(reading)
    return reading


def _turned(text: str) -> str:
    """Return ``FAMILY, Given`` as ``Given FAMILY``; a comma before a title or suffix turns nothing."""
    family, comma, given = text.partition(",")
    if not comma or "," in given:
        return text
    known = words()
    rest = _ALNUM.findall(given.lower())
    if not rest or all(word in known.suffixes or word in known.titles for word in rest):
        return text
    return f"{given} {family}"


def _read_person(reading: Reading, tokens: list[str]) -> None:
    known = words()
    tokens = _without_leading(tokens)
    last = len(tokens) - 1
    after_father = False
    for place, printed in enumerate(tokens):
        token = printed if printed.isalpha() or printed.isdigit() else printed.translate(_LETTER_FOR_DIGIT)
        father = after_father
        after_father = token in known.fathers and place > 0
        if place > 0 and place == last and token in known.suffixes:
            kind = SUFFIX
        elif token in known.particles and last > 0 and not (place == last and len(token) > 2):
            kind = PARTICLE
            after_father = after_father or (father and token in ("al", "el", "abd"))
        elif token in known.titles and place < last:
            kind = TITLE
            token = known.titles[token]
        elif len(token) == 1:
            kind = INITIAL
        elif not token.isalpha():
            kind = NUMBER
        else:
            kind = NAME
        reading.words.append(Word(token, kind, printed, father=father and kind == NAME))
    if not any(word.kind in (NAME, NUMBER) for word in reading.words):
        for word in reading.words:
            if word.kind != INITIAL:
                word.kind = NAME
    names = [word for word in reading.words if word.kind == NAME]
    for word, following in zip(names, [*names[1:], None], strict=False):
        if _PATRONYMIC.match(word.text) and len(names) > 2:
            word.father = True
        if following is not None and following.text in _TURKIC_CHILD:
            word.father = True
            following.kind = PARTICLE
    reading.suffixes = frozenset(known.suffixes[word.text] for word in reading.words if word.kind == SUFFIX)
    names = [word for word in reading.words if word.kind == NAME]
    reading.syllabic = len(names) > 2 and all(_SYLLABLE.match(word.text) for word in names)
    reading.burmese = len(names) > 1 and all(burmese.is_syllable(word.text) for word in names)


def _without_leading(tokens: list[str]) -> list[str]:
    """Return the words without the short form of address before a name of two words or more: U, Daw, Ko."""
    known = words()
    start = 0
    while start < len(tokens) - 1 and tokens[start] in known.titles:
        start += 1
    rest = tokens[start:]
    if len(rest) > 2 and rest[0] in known.leading and all(map(burmese.is_syllable, rest[1:])):
        return tokens[:start] + rest[1:]
    return tokens


def _read_body(reading: Reading, tokens: list[str]) -> None:
    tokens = _with_tens(tokens)
    in_phrase, forms = _phrases(tokens)
    for place, token in enumerate(tokens):
        kind, text = (LEGAL, token) if place in in_phrase else _body_word(token, place)
        if kind == LEGAL and place not in in_phrase:
            forms.add(text)
        reading.words.append(Word(text, kind, token))
    if not any(word.kind in (NAME, NUMBER, GENERIC, COUNTRY) for word in reading.words):
        for word in reading.words:
            word.kind = NAME
    reading.legal = frozenset(forms)


def _body_word(token: str, place: int) -> tuple[str, str]:
    known = words()
    if not token.isalpha():
        token = _deciphered(token)
        if found := _ORDINAL.match(token):
            return NUMBER, found[1].lstrip("0") or "0"
        if token[0].isdigit() or token[-1].isdigit():
            return NUMBER, token.lstrip("0") or "0"
    if token in _ROMAN and place:
        return NUMBER, _ROMAN[token]
    if token in _NUMBER_WORDS:
        return NUMBER, _NUMBER_WORDS[token]
    if token in known.legal and (place or len(token) > 2):
        return LEGAL, known.legal[token]
    if token in known.stop:
        return STOP, token
    if token in known.countries:
        return COUNTRY, known.countries[token]
    if token in known.generic:
        return GENERIC, known.generic[token]
    return NAME, token


def _with_tens(tokens: list[str]) -> list[str]:
    """Return the words with ``twenty second`` as one number, 22."""
    kept: list[str] = []
    for token in tokens:
        units = _NUMBER_WORDS.get(token, "")
        if kept and kept[-1] in _TENS and len(units) == 1:
            kept[-1] = str(_TENS[kept[-1]] + int(units))
        else:
            kept.append(token)
    return [str(_TENS[token]) if token in _TENS else token for token in kept]


def _phrases(tokens: list[str]) -> tuple[set[int], set[str]]:
    """Return the places of the words that are legal forms of several words, and those forms."""
    phrases, longest = words().phrases, words().longest_phrase
    places: set[int] = set()
    forms: set[str] = set()
    for start in range(len(tokens)):
        for size in range(longest, 1, -1):
            found = phrases.get(tuple(tokens[start : start + size])) if start not in places else None
            if found and size < len(tokens):
                places.update(range(start, start + size))
                forms.add(found)
    return places, forms


def _deciphered(token: str) -> str:
    """Return a word with a digit within it as it was meant: Micr0soft is Microsoft, A320 stays."""
    digits = sum(char.isdigit() for char in token)
    if digits == 1 and len(token) > 3 and not token[0].isdigit() and not token[-1].isdigit():
        return token.translate(_LETTER_FOR_DIGIT)
    return token


def _finish(reading: Reading) -> None:
    known = words()
    core_kinds = (NAME, INITIAL, NUMBER, GENERIC, COUNTRY)
    for place, word in enumerate(reading.words):
        text = word.text
        word.place = place
        word.sound = sound(text) if text.isalpha() else text
        word.consonants = consonants(text) if text.isalpha() else text
        if word.kind in core_kinds:
            word.weight = _weight(word, body=reading.body)
            word.forms = _forms(word, known) if word.kind == NAME else frozenset()
            reading.core.append(word)
    reading.numbers = tuple(word.text for word in reading.core if word.kind == NUMBER)
    texts = [word.text for word in reading.core]
    reading.joined = "".join(texts)
    reading.ordered = " ".join(sorted(texts))
    reading.total = sum(word.weight for word in reading.core)


def _weight(word: Word, *, body: bool) -> float:
    if word.kind == INITIAL:
        return 1.0
    told = weight(word.sound, len(word.text), body=body)
    return max(told, _LEAST_OF_NUMBER) if word.kind == NUMBER else told


def _forms(word: Word, known: Words) -> frozenset[str]:
    """Return the names that a word is a form of; a patronymic is one of the father's name."""
    if found := known.names.get(word.text) or known.names_by_sound.get(word.sound):
        return found
    if patronymic := _PATRONYMIC.match(word.text):
        stem = patronymic[1]
        for candidate in (stem, f"{stem}i", f"{stem}y", f"{stem}ei", stem.removesuffix("i"), stem.removesuffix("y")):
            if found := known.names.get(candidate):
                return frozenset(f"{name}+" for name in found)
        return frozenset({f"{sound(stem)}+"})
    return frozenset()
