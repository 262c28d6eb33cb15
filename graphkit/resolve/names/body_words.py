"""The words of a body's name: what is its own, what many bodies share, its legal form, its numbers."""

import re

from graphkit.resolve.names.word import COUNTRY, GENERIC, LEGAL, LETTER_FOR_DIGIT, NAME, NUMBER, STOP, Word
from graphkit.resolve.names.words import words

_DOTTED = re.compile(r"\b(?:[A-Za-z]\.\s?){2,}(?:[A-Za-z]\b\.?)?")
_DOTS = re.compile(r"[.\s]")
_ORDINAL = re.compile(r"^([0-9]+)(?:st|nd|rd|th|e|er|eme|ere|o|a)$")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11", "xii": "12"}
_ROMAN_AT_END = {"i": "1", "v": "5", "x": "10"}
_SPELT = """
one first, two second, three third, four fourth, five fifth, six sixth, seven seventh, eight eighth, nine ninth,
ten tenth, eleven eleventh, twelve twelfth, thirteen thirteenth, fourteen fourteenth, fifteen fifteenth,
sixteen sixteenth, seventeen seventeenth, eighteen eighteenth, nineteen nineteenth, twenty twentieth
"""
_NUMBERS = {word: str(number) for number, spelt in enumerate(_SPELT.split(","), start=1) for word in spelt.split()}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}


def undotted(text: str) -> str:
    """Return the text with letters that dots part as one word: U.S.A., L.L.C."""
    return _DOTTED.sub(lambda found: f"{_DOTS.sub('', found[0])} ", text)


def body_words(tokens: list[str]) -> tuple[list[Word], frozenset[str]]:
    """Return the words, each with its kind, and the legal forms; where nothing else is left, those are the name."""
    tokens = _with_tens(tokens)
    in_phrase, forms = _phrases(tokens)
    found: list[Word] = []
    for place, token in enumerate(tokens):
        if place in in_phrase:
            word = Word(token, LEGAL, token)
        elif token in _ROMAN_AT_END and place and _all_legal(tokens[place + 1 :]):
            word = Word(_ROMAN_AT_END[token], NUMBER, token)
        else:
            word = _word(token, place)
            if word.kind == LEGAL:
                forms.add(word.text)
        found.append(word)
    if not any(word.kind in (NAME, NUMBER, GENERIC, COUNTRY) for word in found):
        for word in found:
            word.kind = NAME
    return found, frozenset(forms)


def _all_legal(tokens: list[str]) -> bool:
    known = words().legal
    return all(token in known for token in tokens)


def _word(token: str, place: int) -> Word:
    if number := _number(token, place):
        return Word(number, NUMBER, token)
    text = token if token.isalpha() else _deciphered(token)
    known = words()
    if text in known.legal and (place or len(text) > 2):
        return Word(known.legal[text], LEGAL, token)
    if text in known.stop:
        return Word(text, STOP, token)
    for kind, table in ((COUNTRY, known.countries), (GENERIC, known.generic)):
        if text in table:
            return Word(table[text], kind, token)
    return Word(text, NAME, token)


def _number(token: str, place: int) -> str:
    """Return the number that a word is, without leading noughts; nothing where it is none."""
    if token in _ROMAN:
        return _ROMAN[token] if place else ""
    if token.isalpha():
        return _NUMBERS.get(token, "")
    if _deciphered(token) != token:
        return ""
    if found := _ORDINAL.match(token):
        token = found[1]
    return (token.lstrip("0") or "0") if token[0].isdigit() or token[-1].isdigit() else ""


def _with_tens(tokens: list[str]) -> list[str]:
    """Return the words with ``twenty second`` as one number, 22."""
    kept: list[str] = []
    for token in tokens:
        units = _NUMBERS.get(token, "")
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
        return token.translate(LETTER_FOR_DIGIT)
    return token
