"""What is compared besides names, one function each: dates of birth, sex, countries, identifiers, places.

A function returns 0 where one side is silent: what is not known speaks neither for nor against.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from graphkit.errors import InvalidDate
from graphkit.resolve.profile import Profile
from graphkit.text import fold

SAME_DAY, SLIP, SAME_YEAR, OPEN, NEAR, CONFLICT = 3.0, 2.0, 1.0, 0.0, -1.0, -2.0
"""Grades of two dates of birth, from the day agrees to nothing does."""
_NEAR_YEARS = 2
_STRONG = frozenset({"lei", "imo", "swift_bic", "mmsi"})
"""Numbers of which an entity has one, given by one registrar for the whole world."""
_NOT_ALNUM = re.compile(r"[^0-9A-Z]")
_SHORTEST = 5
_NOTHING_IN_IT = re.compile(r"^(.)\1*$|^0*1?2?3?4?5?6?7?8?9?0?$")


def birth_date(left: Profile, right: Profile) -> float:
    """3 the day agrees, 2 but for a slip of day and month or one digit, 1 the year, -1 years apart, -2 no date agrees.

    Where a side gives several dates, the two that agree best count. "About" and ranges agree with the years near them.
    """
    grades = [_dates(one, other) for one in left.birth_dates for other in right.birth_dates]
    known = [grade for grade in grades if grade is not None]
    return max(known, default=OPEN)


def gender(left: Profile, right: Profile) -> float:
    """1 the sexes agree, -1 they conflict."""
    if not left.genders or not right.genders:
        return 0.0
    return 1.0 if set(left.genders) & set(right.genders) else -1.0


def country(left: Profile, right: Profile) -> float:
    """1 they share a country, -1 each has countries and none is shared."""
    if not left.countries or not right.countries:
        return 0.0
    return 1.0 if set(left.countries) & set(right.countries) else -1.0


def identifier(left: Profile, right: Profile) -> float:
    """2 a number given once in the world agrees, 1 another number does, -1 both give such a number and they differ.

    A number that cannot be one (its check digit fails, it is all zeros) is no evidence.
    """
    ours, theirs = _numbers(left.identifiers), _numbers(right.identifiers)
    shared = ours & theirs
    if any(kind in _STRONG for kind, _ in shared):
        return 2.0
    if shared or {number for _, number in ours} & {number for _, number in theirs}:
        return 1.0
    kinds = {kind for kind, _ in ours} & {kind for kind, _ in theirs} & _STRONG
    return -1.0 if kinds else 0.0


def place(left: Profile, right: Profile) -> float:
    """1 a place or address of both has a telling word in common, -1 both name places and none has."""
    ours, theirs = _place_words(left.places), _place_words(right.places)
    if not ours or not theirs:
        return 0.0
    return 1.0 if ours & theirs else -1.0


def weak_name(left: Profile, right: Profile, left_name: str, right_name: str) -> float:
    """-1 where a name that is compared is one that its source calls weak."""
    weak = any(name.weak and name.text == left_name for name in left.names)
    return -1.0 if weak or any(name.weak and name.text == right_name for name in right.names) else 0.0


PARTICULARS: tuple[Callable[[Profile, Profile], float], ...] = (birth_date, gender, country, identifier, place)


@lru_cache(maxsize=65536)
def _dates(one: str, other: str) -> float | None:
    if one == other and len(one) == 10:
        return SAME_DAY
    left, right = _span(one), _span(other)
    if left is None or right is None:
        return None
    (left_first, left_last, left_circa), (right_first, right_last, right_circa) = left, right
    if left_first <= right_last and right_first <= left_last:
        return SAME_DAY if left_first == left_last == right_first == right_last else SAME_YEAR
    if left_first == left_last and right_first == right_last and _slip(left_first, right_first):
        return SLIP
    apart = max(int(left_first[:4]) - int(right_last[:4]), int(right_first[:4]) - int(left_last[:4]))
    if left_circa or right_circa:
        return SAME_YEAR if apart <= _NEAR_YEARS else CONFLICT if apart > 3 * _NEAR_YEARS else NEAR
    return NEAR if apart <= _NEAR_YEARS else CONFLICT


@lru_cache(maxsize=32768)
def _span(text: str) -> tuple[str, str, bool] | None:
    """Return the first and last possible day and whether "about" is said; None where the text is no date that was."""
    from datetime import UTC, datetime

    from graphkit.dates import UNKNOWN_END, UNKNOWN_START, PartialDate

    try:
        read = PartialDate.parse(text)
    except InvalidDate:
        return None
    if read.first == UNKNOWN_START or read.last == UNKNOWN_END:
        return None
    if read.first > datetime.now(tz=UTC).date().isoformat():
        return None
    return read.first, read.last, read.circa


def _slip(one: str, other: str) -> bool:
    """Say whether two days differ as a slip makes them: day and month exchanged, or one digit, or two neighbours."""
    from rapidfuzz.distance import OSA

    if one[:4] == other[:4] and one[5:7] == other[8:10] and one[8:10] == other[5:7]:
        return True
    return OSA.distance(one, other) == 1


def _numbers(identifiers: tuple[tuple[str, str], ...]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (kind, number) for kind, value in identifiers if (number := _number(kind, value)) and len(number) >= _SHORTEST
    )


@lru_cache(maxsize=65536)
def _number(kind: str, value: str) -> str:
    """Return a number as it is compared, or nothing where it cannot be one."""
    number = _NOT_ALNUM.sub("", value.upper())
    if kind == "imo":
        number = number.removeprefix("IMO")
        return number if _imo(number) else ""
    if kind == "lei" and not _lei(number):
        return ""
    return "" if _NOTHING_IN_IT.match(number) else number


def _imo(number: str) -> bool:
    """Say whether the last of seven digits is the check digit of the others (IMO resolution A.1117(30))."""
    if len(number) != 7 or not number.isdigit():
        return False
    return sum(int(digit) * factor for digit, factor in zip(number, range(7, 1, -1), strict=False)) % 10 == int(
        number[-1]
    )


def _lei(number: str) -> bool:
    """Say whether a code of twenty characters is its own check by ISO 7064 mod 97-10."""
    return len(number) == 20 and int("".join(str(int(char, 36)) for char in number)) % 97 == 1


@lru_cache(maxsize=32768)
def _place_words_of(text: str) -> frozenset[str]:
    return frozenset(word for word in fold(text).split() if len(word) > 3 and not word.isdigit() and word not in _VAGUE)


def _place_words(places: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_place_words_of, places))


_VAGUE_WRITTEN = """
street road avenue building district province region city town village state republic north south east west near
floor room office house central federation district county
"""
_VAGUE = frozenset(_VAGUE_WRITTEN.split())
