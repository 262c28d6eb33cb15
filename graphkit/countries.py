"""One code for a country, however a publisher spells it (ISO 3166-1 alpha-2 through pycountry)."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

from graphkit.errors import InvalidValue
from graphkit.text import fold, nearest, visible

# Former codes (ISO 3166-3) of countries that only changed their name; one that ended keeps a code of its own.
_RENAMED = {
    "AIDJ": "DJ", "BUMM": "MM", "BYAA": "BY", "DYBJ": "BJ", "FXFR": "FR", "HVBF": "BF", "NHVU": "VU", "RHZW": "ZW",
    "TPTL": "TL", "ZRCD": "CD",
}  # fmt: skip

# Publishers' spellings and nationalities that ISO does not print; of a code that ISO 3166-1 lacks, the first
# is the name to show. Case, accents, punctuation, "the" and "and" do not count, and "St" is "Saint". Regions
# stand under the state that they belong to in international law. XK and XV are codes that ISO leaves to its
# users: Kosovo's is in general use; South Vietnam's is ours, because ISO gave it VN, and what was supplied to
# it was not supplied to the Vietnam of today.
_SPELLINGS = Path(__file__).with_name("countries.txt").read_text("utf-8")

_NOT_A_COUNTRY = """
unknown; undetermined; none; none identified; not known; not specified; not stated; not available; unspecified;
n/a; other; various; multiple; international; stateless; unknown country; unknown supplier(s); unknown recipient(s);
unknown rebel group; African Union; European Union; NATO; OSCE; United Nations; Regional Security System; Africa;
Indochina; Region: Kafia Kingi; Kafia Kingi; Biafra; Katanga; Northern Cyprus; Libya GNC; Libya HoR
"""

# Names that two countries share: only the source can tell which is meant.
_AMBIGUOUS = {
    "korea": "KP or KR",
    "korean": "KP or KR",
    "congolese": "CD or CG",
    "cs": "CSHH or CSXX",
    "dominican": "DM or DO",
}

_TODAY = re.compile(r"\b(?:now|currently) (.+)")
_UNCOUNTED = {"the", "and"}


def country_code(name: str) -> str:
    """Return the ISO 3166-1 alpha-2 code of a country from its name, nationality or code, however spelt.

    A country that ended has its former code (``SU``, ``YU``, ``AN``), or its four letters of ISO 3166-3 where
    others have had the same two (``CSHH`` Czechoslovakia, ``CSXX`` Serbia and Montenegro). "Former USSR, now
    Ukraine" is the country of today. Any other text is an `InvalidValue` that names the nearest known name.
    """
    if code := _code_of(name):
        return code
    raise InvalidValue(_why_not(name, _key(name)))


def country_name(code: str) -> str:
    """Return the English name of a code that `country_code` gives."""
    names = _names()
    if code not in names:
        raise InvalidValue(f"{visible(code)!r} is not a country code; give one such as MM or XK, in capitals")
    return names[code]


def nearest_country(name: str) -> str | None:
    """Return what was probably meant by a text that names no country ("KP or KR" by Korea); None if none is near."""
    return _AMBIGUOUS.get(_key(name)) or nearest(name, [*_names().values(), *_spellings()])


def is_country(name: str) -> bool:
    """Say whether the text names one country, and surely which."""
    return bool(_code_of(name))


def is_not_a_country(name: str) -> bool:
    """Say whether the text surely names no country: "unknown", an organisation, a region, a rebel state."""
    return _key(name) in _no_countries()


@lru_cache(maxsize=16384)
def _code_of(name: str) -> str:
    key, codes = _key(name), _codes()
    if key in codes:
        return codes[key]
    if (today := _TODAY.search(key)) and today[1] in codes:
        return codes[today[1]]
    return ""


@lru_cache(maxsize=1024)
def _why_not(name: str, key: str) -> str:
    shown = repr(visible(name))
    if key in _AMBIGUOUS:
        return f"{shown} names more than one country; write {_AMBIGUOUS[key]}, whichever the source means"
    if key in _no_countries():
        return f"{shown} names no country; leave the country empty"
    near = nearest_country(name)
    hint = f"did you mean {near!r}? " if near else ""
    return f"{shown} is not a known country; {hint}write its English name or its ISO 3166-1 code"


@lru_cache(maxsize=16384)
def _key(name: str) -> str:
    folded = fold(name)
    words = ["saint" if word == "st" else word for word in folded.split() if word not in _UNCOUNTED]
    return " ".join(words) or folded


@lru_cache(maxsize=1)
def _spellings() -> dict[str, str]:
    """Return the table's spellings as printed, each with its code."""
    found: dict[str, str] = {}
    for row in re.split(r"\n(?=[A-Z])", _SPELLINGS.strip()):
        code, spellings = row.split(maxsplit=1)
        found |= {" ".join(spelling.split()): code for spelling in spellings.split(";")}
    return found


@lru_cache(maxsize=1)
def _no_countries() -> frozenset[str]:
    return frozenset(_key(name) for name in _NOT_A_COUNTRY.split(";"))


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    """Return each code with the name to show."""
    from pycountry import countries, historic_countries

    names = {_former_code(former): _turned(former.name) for former in historic_countries}
    names |= {code: spelling for spelling, code in reversed(_spellings().items())}
    return names | {entry.alpha_2: getattr(entry, "common_name", _turned(entry.name)) for entry in countries}


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    """Return every known spelling, folded, with its code: the table before ISO, today before history."""
    from pycountry import countries, historic_countries

    codes: dict[str, str] = {}
    for former in historic_countries:
        code = _former_code(former)
        codes |= dict.fromkeys(_keys(former, "name", "alpha_3", "alpha_4"), code)
        if code == former.alpha_2 or former.alpha_4 in _RENAMED:
            codes[_key(former.alpha_2)] = code
    for country in countries:
        fields = ("name", "official_name", "common_name", "alpha_2", "alpha_3")
        codes |= dict.fromkeys(_keys(country, *fields), country.alpha_2)
    for spelling, code in _spellings().items():
        codes[_key(spelling)] = codes[_key(code)] = code
    return codes


def _former_code(former: Any) -> str:
    """Return today's code of a renamed country, else its two letters, or four if others have had the two."""
    from pycountry import countries, historic_countries

    alike = [other for other in historic_countries if other.alpha_2 == former.alpha_2]
    shared = len(alike) > 1 or countries.get(alpha_2=former.alpha_2) is not None
    return _RENAMED.get(former.alpha_4) or str(former.alpha_4 if shared else former.alpha_2)


def _keys(entry: Any, *fields: str) -> Iterator[str]:
    for field in fields:
        if value := getattr(entry, field, None):
            yield _key(value)
            yield _key(_turned(value))


def _turned(name: str) -> str:
    """Turn "Moldova, Republic of" into "Republic of Moldova"."""
    head, _, tail = name.partition(", ")
    return f"{tail} {head}" if tail.endswith((" of", " the")) else name


def spelt_countries() -> dict[str, str]:
    """Return every spelling that `country_code` knows, folded, without "the" and "and", with its code."""
    return dict(_codes())
