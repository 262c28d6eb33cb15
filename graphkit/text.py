"""Text as it comes in, as it is compared, and as it is shown."""

import re
import unicodedata
from collections.abc import Iterable

from graphkit.errors import InvalidValue

_INVISIBLE_EDGE = "\u200b\ufeff"
OUTER = _INVISIBLE_EDGE + "".join(char for char in map(chr, range(0x3001)) if char.isspace())
"""What `clean` takes off both ends of a cell."""
_JOINERS = "\u200c\u200d"
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_NOT_A_SLUG = re.compile(r"[^a-z0-9_]+")
_NEAR_ENOUGH = 0.7

# Letters that have no decomposition in Unicode but are spelt without their stroke or ligature in plain Latin.
_PLAIN_LATIN = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th"}
)


def clean(text: str) -> str:
    """Return a cell as it is taken in: composed (NFC), without outer whitespace, inner runs kept.

    A NUL or half a surrogate pair is damage that no file format downstream can hold: `InvalidValue`.
    """
    if "\0" in text:
        raise InvalidValue(f"{visible(text)!r} holds a NUL character; export the file again as UTF-8")
    if text.isascii():
        return text.strip()
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise InvalidValue(
            f"{visible(text)!r} holds half of a surrogate pair at character {problem.start + 1}; "
            "export the file again as UTF-8"
        ) from None
    return unicodedata.normalize("NFC", text).strip(OUTER)


def fold(text: str) -> str:
    """Return the text as it is compared and searched: no case, accents or punctuation, single spaces.

    Marks are dropped from Latin, Greek and Cyrillic letters only: in Burmese or Arabic they belong to words.
    """
    if text.isascii():
        return _NOT_A_WORD.sub(" ", text.lower()).strip()
    words: list[str] = []
    accents = False
    for char in _spelt_plainly(text):
        category = unicodedata.category(char)
        if category[0] in "LN":
            accents = _takes_accents(char)
            words.append(char)
        elif category[0] == "M":
            if not accents:
                words.append(char)
        elif category != "Cf":
            words.append(" ")
    return unicodedata.normalize("NFC", " ".join("".join(words).split()))


def slug(text: str) -> str:
    """Return a name folded to ``[a-z0-9_-]``, fit for an id and a file name."""
    plain = "".join(char for char in _spelt_plainly(text) if not unicodedata.combining(char))
    result = _NOT_A_SLUG.sub("-", plain).strip("-")
    if not result.strip("_"):
        raise InvalidValue(f"no id can be made of the name {visible(text)!r}; use letters a-z or digits")
    return result


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed value that was probably meant, for an error message; None if none is near.

    The beginning of exactly one allowed value means that value.
    """
    from rapidfuzz.distance import OSA, JaroWinkler

    folded = {choice: fold(choice) for choice in allowed}
    sought = fold(word)
    if not sought:
        return None
    begun = [choice for choice, text in folded.items() if text.startswith(sought)]
    if len(begun) == 1:
        return begun[0]

    def likeness(choice: str) -> float:
        text = folded[choice]
        return (OSA.normalized_similarity(sought, text) + JaroWinkler.similarity(sought, text)) / 2

    best = max(folded, key=likeness, default=None)
    return best if best is not None and likeness(best) >= _NEAR_ENOUGH else None


def visible(text: str) -> str:
    r"""Return the text safe to print: control, direction and other unseen characters as ``\x1b``, ``\u202e``.

    The joiners that Burmese, Persian and Indic spelling needs stay as they are inside such a word.
    """
    if text.isprintable():
        return text
    shown: list[str] = []
    before = ""
    for char in text:
        joins = char in _JOINERS and before != "" and not _takes_accents(before) and before.isprintable()
        plain = char.isprintable() or unicodedata.category(char) == "Zs" or joins
        shown.append(char if plain else char.encode("unicode_escape", "surrogatepass").decode("ascii"))
        before = char
    return "".join(shown)


def _spelt_plainly(text: str) -> str:
    """Return the text decomposed, its accents still beside their letters."""
    return unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN_LATIN)


def _takes_accents(char: str) -> bool:
    """Say whether the letter is Latin, Greek or Cyrillic."""
    code = ord(char)
    return (
        code < 0x530
        or 0x1C80 <= code < 0x1C90
        or 0x1D00 <= code < 0x2000
        or 0x2C60 <= code < 0x2C80
        or 0xA640 <= code < 0xA800
    )
