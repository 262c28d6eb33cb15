"""What spellings of one name share: by sound, by consonants."""

import re
from functools import lru_cache

_SOUNDS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"(?<=[aeiou])h(?![aeiouy])", ""),
        (r"^kn", "n"),
        (r"^wr", "r"),
        (r"^ps", "s"),
        (r"ght", "t"),
        (r"tsch|tch|tsh", "C"),
        (r"shch|sch|sh", "S"),
        (r"dzh|dj|zh", "j"),
        (r"ch", "C"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"bh", "b"),
        (r"ck|qu?(?=[aeiou])|q", "k"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"x", "ks"),
        (r"tz", "ts"),
        (r"w", "v"),
        (r"ee|ie|iy|yi|ij|yj", "i"),
        (r"oo|ou", "u"),
        (r"(?<=[aeou])j(?![aeiou])", "i"),
        (r"ff$", "v"),
        (r"y", "i"),
        (r"[ao]e(?=[^aeiou])", "a"),
        (r"ue(?=[^aeiou])", "u"),
        (r"^ie|^je", "e"),
        (r"e", "a"),
        (r"o", "u"),
        (r"(.)\1+", r"\1"),
    )
)
_CONSONANTS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"sch|sh|ch|zh|ts|tz", "s"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"bh", "b"),
        (r"dj|j", "g"),
        (r"ck|q|c", "k"),
        (r"x", "ks"),
        (r"ff$", "v"),
        (r"z", "s"),
        (r"(.)\1+", r"\1"),
        (r"^[ij]o?(?=[aou])", "y"),
        (r"^w", "v"),
        (r"^[aeiou]", "a"),
        (r"(?<!^)[aeiouyvw]", ""),
        (r"(?<=..)h$", ""),
    )
)
_COARSE = str.maketrans("jzCS", "ishs")
_COARSE_END = re.compile(r"(?<=...)[aiu]+$")
_DOUBLED = re.compile(r"(.)\1+")
_KOREAN = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^(lee|rhee|yi|ri|li|i)$", "i"),
        (r"^(park|pak|bak)$", "pak"),
        (r"^(choi|choe|chwe)$", "coe"),
        (r"^(lim|rim|im|yim)$", "im"),
        (r"^r", "l"),
        (r"ch|j", "c"),
        (r"kk|gg|g(?!$)", "k"),
        (r"tt|dd|d", "t"),
        (r"pp|bb|b", "p"),
        (r"sh", "s"),
        (r"ae|ai|ay|ey", "e"),
        (r"eo|eu|oo|ou|u|o", "o"),
        (r"(?<=[aeo])h$", ""),
        (r"ee|ie|y$", "i"),
        (r"(.)\1+", r"\1"),
    )
)


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """Return what transliterations of one word share: Usama and Osama, Hussein and Husayn, Sergey and Serguei."""
    for pattern, plain in _SOUNDS:
        word = pattern.sub(plain, word)
    return word


@lru_cache(maxsize=65536)
def coarse(heard: str) -> str:
    """Return what a sound has in common across alphabets: German Jewgeni and Sacharow, French Poutine."""
    return _DOUBLED.sub(r"\1", _COARSE_END.sub("", heard.translate(_COARSE)))


@lru_cache(maxsize=65536)
def consonants(word: str) -> str:
    """Return the consonants in classes, with the first letter: what is left of a word in a script without vowels."""
    for pattern, plain in _CONSONANTS:
        word = pattern.sub(plain, word)
    return word


@lru_cache(maxsize=8192)
def korean(word: str) -> str:
    """Return what the romanisations of one Korean syllable share: Kim and Gim, Jong, Jung and Jeong."""
    for pattern, plain in _KOREAN:
        word = pattern.sub(plain, word)
    return word
