"""From the text of a unit's name to its words, each with what it means; total over any text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from graphkit.resolve.unit_words import Part, Short, Token, Words, words
from graphkit.text import fold

LONGEST = 400
"""Characters that are read; the longest name of a unit in use is far shorter, and what is longer is a report."""

_DATE = re.compile(r"\d+/\d+/\d+")
_DEGREE = re.compile(r"(?<=\d)\s?[ºª°](?!\w)|(?<=\d)[ºª°]")
_POINTED = re.compile(r"(?:\b[^\W\d_]\.){2,}")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "ʿ": "'", "ʾ": "'", "“": '"', "”": '"'})
_QUOTED_LETTER = re.compile(r"(?<!\w)['\"]?([A-Za-z])['\"](?!\w)")
_ELISION = re.compile(r"(?<!\w)([dlDL])'(?=\w)")
_PIECE = re.compile(
    r"(?P<letter>\x02[A-Za-z])"
    r"|(?P<both>\d+(?:[/-]\d+)+(?!\w))"
    r"|(?P<lettered>\d+-[A-Za-z](?![\w-]))"
    r"|(?P<numbered>[^\W\d_]+-\d+(?!\w))"
    r"|(?P<word>[^\s,;:/()\[\]{}.&+#\"'|<>=?!*_…«»–—\x02-]+)"
    r"|(?P<dash>\s[-–—]+\s?|[-–—]+(?:\s|$)|--+)"
    r"|(?P<and>[&+])"
    r"|(?P<mark>\#)"
    r"|(?P<break>[,;:/()\[\]{}|])"
)
_DIGITS = re.compile(r"\d+")
_ORDINAL = re.compile(
    r"(\d{1,4})(st|nd|rd|th|d|er|ere|re|e|em|eme|ieme|nde|a|o|as|os|ra|da|ta|va|ma|na|to|vo|mo|no|ro|do)"
)
_OPEN_ENDINGS = frozenset({"st", "nd", "rd", "th", "er", "ere", "em", "eme", "ieme", "nde"})
_LOOSE_ENDINGS = _OPEN_ENDINGS | {"e", "re"}
"""Endings that a printer has set apart from their number ("1 er", "8 th")."""
_FRENCH_ENDINGS = frozenset({"e", "re"})
_LETTERS_DIGITS = re.compile(r"([^\W\d_]+)(\d+)")
_DIGITS_LETTERS = re.compile(r"(\d+)([^\W\d_]+)")
_ROMAN = re.compile(r"(?=.)x{0,3}(?:ix|iv|v?i{0,3})")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_NO_COUNTRY_BEFORE = frozenset({"state", "delta", "city", "province", "governorate", "river"})
"""After these a country's name is a place's: Niger State, Benin City."""
_LETTERED = frozenset({"company", "battery", "squadron", "troop", "platoon", "flight", "section"})
"""Echelons that are told by letters."""
_LETTERED_AFTER = _LETTERED | {"area", "sector", "zone", "region", "district", "camp"}
_QUALIFIERS = frozenset({Part.ECHELON, Part.ARM, Part.KIND, Part.SERVICE})
_MOST_DIGITS = 4
"""Units are numbered to four digits; a longer number is somebody's, or the record's."""


def tokens(text: str, country: str = "") -> list[Token]:
    """Return the words of a text with what each means, as used in the country and the language of the text."""
    lexicon = words()
    raw = list(_pieces(text[:LONGEST]))
    languages = _languages(raw, country, lexicon)
    counted = list(_count(raw, languages, country, lexicon))
    found = list(_match(counted, languages, country, lexicon))
    return list(_read_letters(found))


def _pieces(text: str) -> Iterator[Token]:
    """Yield folded words as they stand, and the punctuation that parts them."""
    text = _DEGREE.sub("th ", _DATE.sub(" ", text.translate(_QUOTES)))
    text = _POINTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    text = _QUOTED_LETTER.sub(" \x02\\1 ", text.replace("\x02", " "))
    text = _ELISION.sub(lambda found: " de " if found[1] in "dD" else " la ", text).replace("'", "")
    for found in _PIECE.finditer(text):
        kind, piece = found.lastgroup, found[0]
        if kind == "letter":
            yield Token(Part.LETTER, piece[1].upper(), "'")
        elif kind == "both":
            yield Token(Part.NUMBER, "/".join(_plain(part) for part in _DIGITS.findall(piece)), piece)
        elif kind == "lettered":
            digits, _, letter = piece.partition("-")
            yield Token(Part.NUMBER, _plain(digits) + letter.upper(), piece)
        elif kind == "numbered":
            letters, _, digits = piece.partition("-")
            yield Token(Part.WORD, f"{fold(letters)}{digits}", "")
        elif kind == "word":
            yield from (Token(Part.WORD, word, word) for word in fold(piece).split())
        elif kind == "and":
            yield Token(Part.WORD, "and", piece)
        elif kind == "mark":
            yield Token(Part.MARK, "#")
        else:
            yield Token(Part.BREAK, piece.strip()[:1])


def _languages(raw: Sequence[Token], country: str, lexicon: Words) -> frozenset[str]:
    """Return the languages of the country, or where none is known those that the words tell."""
    if country:
        return frozenset(language for language, codes in lexicon.languages.items() if country in codes)
    told = [lexicon.telling[token.value] for token in raw if token.value in lexicon.telling]
    return frozenset().union(*told)


def _count(raw: Sequence[Token], languages: frozenset[str], country: str, lexicon: Words) -> Iterator[Token]:
    """Read the numbers, in digits and in words, and part what is written together ("5DIV", "BIM23")."""
    at = 0
    while at < len(raw):
        token = raw[at]
        if token.part is not Part.WORD:
            yield token
            at += 1
        elif token.value in lexicon.numbers:
            value, at = _worded(raw, at, lexicon)
            yield Token(Part.NUMBER, str(value))
        else:
            yield from _parted(token, languages, country, lexicon)
            at += 1
            if _DIGITS.fullmatch(token.value) and at < len(raw) and raw[at].value in _LOOSE_ENDINGS:
                at += 1


def _worded(raw: Sequence[Token], at: int, lexicon: Words) -> tuple[int, int]:
    """Return the value of a number in words that begins here, and where it ends."""
    total = 0
    while at < len(raw) and raw[at].value in lexicon.numbers:
        value = lexicon.numbers[raw[at].value]
        if value == 100:
            if total >= 10:
                break
            total = max(total, 1) * 100
        elif total and not _joins(total, value):
            break
        else:
            total += value
        at += 1
        if at + 1 < len(raw) and raw[at].value in {"and", "et", "y", "e"} and _goes_on(total, raw[at + 1], lexicon):
            at += 1
    return total, at


def _joins(total: int, value: int) -> bool:
    rest = total % 100
    return (rest == 0 and value < 100) or (rest % 10 == 0 and rest >= 10 and value < 10)


def _goes_on(total: int, token: Token, lexicon: Words) -> bool:
    """Say whether "and" stands within a number: "one hundred and first", "vingt et unieme"."""
    value = lexicon.numbers.get(token.value, 0)
    return total >= 20 and 0 < value < 100 and _joins(total, value)


def _parted(token: Token, languages: frozenset[str], country: str, lexicon: Words) -> Iterator[Token]:
    """Yield a word as numbers and words, where it holds digits."""
    word = token.value
    if word.isalpha():
        yield token
    elif _DIGITS.fullmatch(word):
        yield _number(word)
    elif (found := _ORDINAL.fullmatch(word)) and _is_ordinal(found[1], found[2], languages, country):
        yield _number(found[1])
    elif found := _LETTERS_DIGITS.fullmatch(word):
        known = found[1] in lexicon.known or found[1] in lexicon.short
        if known and len(found[1]) > 1:
            yield Token(Part.WORD, found[1], found[1])
            yield _number(found[2])
        elif word == "n0":
            yield Token(Part.MARK, word)
        else:
            yield Token(Part.WORD, word, word)
    elif found := _DIGITS_LETTERS.fullmatch(word):
        if found[2] in lexicon.known or found[2] in lexicon.short:
            yield _number(found[1])
            yield Token(Part.WORD, found[2], found[2])
        elif len(found[2]) == 1 and len(found[1]) <= _MOST_DIGITS:
            yield Token(Part.NUMBER, _plain(found[1]) + found[2].upper(), word)
        else:
            yield token
    else:
        yield token


def _is_ordinal(digits: str, ending: str, languages: frozenset[str], country: str) -> bool:
    if ending in _OPEN_ENDINGS:
        return True
    if ending == "d":
        return digits[-1] in "23"
    if ending in _FRENCH_ENDINGS:
        return "fr" in languages or not country
    return bool(languages & {"es", "pt"})


def _number(digits: str) -> Token:
    return Token(Part.NUMBER if len(digits) <= _MOST_DIGITS else Part.SILENT, _plain(digits), digits)


def _plain(digits: str) -> str:
    """Return the digits of any script as plain ones, without leading noughts."""
    return str(int(digits)) if len(digits) <= LONGEST else ""


def _match(raw: Sequence[Token], languages: frozenset[str], country: str, lexicon: Words) -> Iterator[Token]:
    """Read the words, the longest phrase first, and the short forms as the country or language uses them."""
    at = 0
    while at < len(raw):
        token = raw[at]
        if token.part is not Part.WORD:
            yield token
            at += 1
            continue
        if len(token.value) == 1 and token.value.isascii():
            yield Token(Part.LETTER, token.value.upper(), token.value)
            at += 1
            continue
        length, meant = _longest(raw, at, languages, country, lexicon)
        yield from meant
        at += length


def _longest(
    raw: Sequence[Token], at: int, languages: frozenset[str], country: str, lexicon: Words
) -> tuple[int, list[Token]]:
    """Return how many words mean one thing from here, and what."""
    first = raw[at].value
    for length in range(min(lexicon.longest.get(first, 1), len(raw) - at), 0, -1):
        run = raw[at : at + length]
        if any(token.part is not Part.WORD and token.part is not Part.SILENT for token in run):
            continue
        phrase = " ".join(token.value for token in run)
        if phrase in lexicon.short:
            meaning = _meaning(lexicon.short[phrase], languages, country, _beside_number(raw, at, at + length))
            if meaning is not None:
                return length, _expanded(meaning, phrase, lexicon)
        token = lexicon.known.get(phrase)
        if token is not None and not (token.part is Part.COUNTRY and _is_a_place(raw, at + length, token, country)):
            return length, [token]
    if len(first) > 3 and first.endswith("s") and first[:-1] in lexicon.known:
        return 1, [replace(lexicon.known[first[:-1]], text=first)]
    return 1, [raw[at]]


def _is_a_place(raw: Sequence[Token], after: int, token: Token, country: str) -> bool:
    """Say whether a country's name is another's place here: Niger State, Benin City."""
    return token.value != country and after < len(raw) and raw[after].value in _NO_COUNTRY_BEFORE


def _beside_number(raw: Sequence[Token], start: int, end: int) -> bool:
    def counts(token: Token) -> bool:
        return token.part in {Part.NUMBER, Part.MARK} or bool(_ROMAN.fullmatch(token.value)) or token.value == "no"

    return (start > 0 and counts(raw[start - 1])) or (end < len(raw) and counts(raw[end]))


def _meaning(meanings: Sequence[Short], languages: frozenset[str], country: str, numbered: bool) -> str | None:
    """Return what a short form means here; None where country and language do not tell."""
    fitting = [short for short in meanings if numbered or not short.numbered]
    if country or languages:
        here = [
            short
            for short in fitting
            if country in short.countries or short.languages & languages or not (short.countries or short.languages)
        ]
        if here:
            # The one for numbers is the closer.
            return max(here, key=lambda short: short.numbered).means
        if country:
            return None
    different = {short.means for short in meanings}
    return fitting[0].means if fitting and len(different) == 1 else None


def _expanded(meaning: str, phrase: str, lexicon: Words) -> list[Token]:
    """Return the words of a meaning, read as words of the file."""
    found: list[Token] = []
    spelt, at = meaning.split(), 0
    while at < len(spelt):
        for length in range(min(lexicon.longest.get(spelt[at], 1), len(spelt) - at), 0, -1):
            joined = " ".join(spelt[at : at + length])
            token = lexicon.known.get(joined) or (Token(Part.WORD, joined, phrase) if length == 1 else None)
            if token is not None:
                found.append(replace(token, text=phrase))
                at += length
                break
    return found


def _read_letters(found: Sequence[Token]) -> Iterator[Token]:
    """Read letters and Roman numbers by what stands beside them."""
    for at, token in enumerate(found):
        before = found[at - 1] if at else None
        after = found[at + 1] if at + 1 < len(found) else None
        if token.part is Part.LETTER:
            yield _letter(token, before, after)
        elif token.part is Part.SERVICE and token.value == "army" and _is_field_army(before, after):
            yield Token(Part.ECHELON, "field army", token.text)
        elif token.part is Part.WORD and _ROMAN.fullmatch(token.value) and _is_counted(before, after):
            yield Token(Part.NUMBER, str(_roman(token.value)), token.value)
        else:
            yield token


def _is_field_army(before: Token | None, after: Token | None) -> bool:
    """Say whether "army" is an echelon: it has a number, as in "Second Army", and qualifies nothing."""
    return before is not None and before.part is Part.NUMBER and (after is None or after.part not in _QUALIFIERS)


def _letter(token: Token, before: Token | None, after: Token | None) -> Token:
    letter = token.value
    if token.text == "'":
        return Token(Part.NUMBER, letter, letter)
    lettered = _is_echelon(before, _LETTERED_AFTER) or _is_echelon(after, _LETTERED)
    if (
        letter in "IVX"
        and _is_counted(before, after)
        and not (_is_echelon(after, _LETTERED) or _is_echelon(before, _LETTERED))
    ):
        return Token(Part.NUMBER, str(_roman(token.text)), letter)
    if lettered:
        return Token(Part.NUMBER, letter, letter)
    if letter in "YE":
        return Token(Part.AND, token.text)
    if letter == "N" and after is not None and after.part is Part.NUMBER:
        return Token(Part.MARK, token.text)
    return Token(Part.SILENT, token.text, token.text)


def _is_echelon(token: Token | None, names: frozenset[str]) -> bool:
    return token is not None and token.part is Part.ECHELON and token.value in names


def _is_counted(before: Token | None, after: Token | None) -> bool:
    """Say whether what stands between can be a number."""
    return (before is not None and before.part in {Part.ECHELON, Part.MARK}) or (
        after is not None and after.part in _QUALIFIERS
    )


def _roman(text: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )
