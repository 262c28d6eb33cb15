"""One tag for a language, however a publisher names it (BCP 47, through pycountry)."""

from functools import lru_cache

from graphkit.errors import InvalidValue
from graphkit.text import fold, nearest, visible

# Names that publishers use and ISO 639 does not, or not alone.
_SPELLINGS = {
    "burmese": "my",
    "farsi": "fa",
    "greek": "el",
    "kurdish": "ku",
    "myanmar": "my",
    "pashto": "ps",
    "persian farsi": "fa",
    "simplified chinese": "zh-Hans",
    "traditional chinese": "zh-Hant",
}


def language_code(name: str) -> str:
    """Return the BCP 47 tag of a language from its English name, or from its ISO 639 code.

    Any other text is an `InvalidValue` that names the nearest known name.
    """
    codes, key = _codes(), fold(name)
    if key in codes:
        return codes[key]
    near = nearest(key, codes)
    hint = f"did you mean {near!r}? " if near else ""
    raise InvalidValue(f"{visible(name)!r} is not a known language; {hint}write its English name or its ISO 639 code")


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Return every known name and code, folded, with its tag: a language of two letters before one of three."""
    from pycountry import languages

    codes: dict[str, str] = {}
    for short in (False, True):
        for language in languages:
            tag = getattr(language, "alpha_2", "")
            if bool(tag) is short:
                names = (language.name, getattr(language, "common_name", ""), getattr(language, "inverted_name", ""))
                spellings = [*names, *language.name.partition(" (")[:1], language.alpha_3, tag]
                codes |= dict.fromkeys(filter(None, map(fold, spellings)), tag or language.alpha_3)
    return codes | _SPELLINGS
