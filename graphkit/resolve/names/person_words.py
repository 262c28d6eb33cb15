"""The words of a person's name: names, initials, titles, particles, fathers' names."""

import re
from itertools import pairwise

from graphkit.resolve.names import burmese
from graphkit.resolve.names.word import INITIAL, LETTER_FOR_DIGIT, NAME, NUMBER, PARTICLE, SUFFIX, TITLE, Word
from graphkit.resolve.names.words import Words, words

_ALNUM = re.compile(r"[a-z0-9]+")
_PATRONYMIC = re.compile(
    r"^(.{2,}?)(?:ovich|evich|ievich|yevich|ovych|evych|iyovych|ovic|evic|avich|ovna|evna|yevna|ivna|ichna|auna|ouna)$"
)
_CHILD_OF = frozenset(
    ["oglu", "ogly", "ogli", "oglou", "uulu", "uly", "qizi", "qyzy", "kizi", "kyzy", "gyzy", "ogh", "zada", "zade"]
)
"""Turkic words after a father's name: son, daughter."""
_BEFORE_FATHER = frozenset({"al", "el", "abd"})


def turned(text: str) -> str:
    """Return ``FAMILY, Given`` as ``Given FAMILY``; a comma before a title or suffix turns nothing."""
    family, comma, given = text.partition(",")
    if not comma or "," in given:
        return text
    known = words()
    rest = _ALNUM.findall(given.lower())
    if not rest or all(word in known.suffixes or word in known.titles for word in rest):
        return text
    return f"{given} {family}"


def person_words(tokens: list[str]) -> list[Word]:
    """Return the words, each with its kind; where nothing else is left, a title or particle is the name."""
    known = words()
    tokens = _without_address(tokens, known)
    found: list[Word] = []
    of_father = False
    for place, printed in enumerate(tokens):
        word = _word(printed, place, len(tokens) - 1, known)
        word.father = of_father and word.kind == NAME
        leads_on = of_father and word.text in _BEFORE_FATHER
        of_father = place > 0 and word.kind == PARTICLE and (word.text in known.fathers or leads_on)
        found.append(word)
    if not any(word.kind in (NAME, NUMBER) for word in found):
        for word in found:
            word.kind = INITIAL if word.kind == INITIAL else NAME
    _find_fathers(found)
    _find_oo(found)
    return found


def father_of(text: str) -> str:
    """Return the stem of a patronymic, the father's name without its ending; nothing for other words."""
    found = _PATRONYMIC.match(text)
    return found[1] if found else ""


def _word(printed: str, place: int, last: int, known: Words) -> Word:
    text = printed if printed.isalpha() or printed.isdigit() else printed.translate(LETTER_FOR_DIGIT)
    if 0 < place == last and text in known.suffixes:
        return Word(text, SUFFIX, printed)
    if text in known.particles and last > 0 and not (place == last and len(text) > 2):
        return Word(text, PARTICLE, printed)
    if text in known.titles and place < last:
        return Word(known.titles[text], TITLE, printed)
    if len(text) == 1:
        return Word(text, INITIAL, printed)
    return Word(text, NAME if text.isalpha() else NUMBER, printed)


def _without_address(tokens: list[str], known: Words) -> list[str]:
    """Return the words without a short form of address, U or Daw, before a Burmese name of two words or more."""
    start = 0
    while start < len(tokens) - 1 and tokens[start] in known.titles:
        start += 1
    rest = tokens[start:]
    if len(rest) > 2 and rest[0] in known.leading and all(map(burmese.is_syllable, rest[1:])):
        return tokens[:start] + rest[1:]
    return tokens


def _find_oo(found: list[Word]) -> None:
    """Take a U at the end of a Burmese name for the syllable that others write Oo."""
    if len(found) < 2 or found[-1].text != "u":
        return
    *others, last = found
    if all(word.kind == TITLE or burmese.is_syllable(word.text) for word in others):
        last.text, last.kind = "oo", NAME


def _find_fathers(found: list[Word]) -> None:
    """Mark patronymics, and what stands before a Turkic "son" or "daughter"."""
    names = [word for word in found if word.kind == NAME]
    for word, following in pairwise(names):
        if following.text in _CHILD_OF:
            word.father = True
            following.kind = PARTICLE
    if len(names) > 2:
        for word in names:
            word.father = word.father or bool(father_of(word.text))
