"""Dates of birth, sex, countries, numbers and places: what each pair of values says."""

import pytest

from graphkit.resolve.particulars import (
    CONFLICT,
    NEAR,
    OPEN,
    SAME_DAY,
    SAME_YEAR,
    SLIP,
    birth_date,
    country,
    gender,
    identifier,
    place,
)
from graphkit.resolve.profile import Profile


def born(*dates: str) -> Profile:
    return Profile("x", "Person", birth_dates=dates)


@pytest.mark.parametrize(
    ("left", "right", "grade"),
    [
        (["1961-04-12"], ["1961-04-12"], SAME_DAY),
        (["1961-04-12"], ["1961-12-04"], SLIP),  # day and month exchanged
        (["1961-04-12"], ["1961-04-13"], SLIP),
        (["1961-04-12"], ["1961"], SAME_YEAR),
        (["1961-04-12"], ["1961-04"], SAME_YEAR),
        (["1961"], ["1961"], SAME_YEAR),
        (["1961"], ["1962"], NEAR),
        (["1961-04-12"], ["1962-09-30"], NEAR),
        (["1961"], ["1975"], CONFLICT),
        (["1961-04-12"], ["1975-06-01"], CONFLICT),
        (["1960/1963"], ["1962-03-03"], SAME_YEAR),
        (["1961~"], ["1963"], SAME_YEAR),  # about
        (["1961~"], ["1966"], NEAR),
        (["1961~"], ["1980"], CONFLICT),
        (["1961", "1975-06-01"], ["1975-06-01"], SAME_DAY),  # a list that gives two
        (["1961"], [], OPEN),
        (["2999-01-01"], ["1961"], OPEN),  # nobody was born in the future
        (["some day"], ["1961"], OPEN),
        (["../1970"], ["1961"], OPEN),
    ],
)
def test_dates_of_birth(left: list[str], right: list[str], grade: float) -> None:
    assert birth_date(born(*left), born(*right)) == grade
    assert birth_date(born(*right), born(*left)) == grade


def test_sexes_and_countries_agree_conflict_or_are_silent() -> None:
    man, woman, silent = Profile("m", "Person", genders=("male",)), Profile("w", "Person", genders=("female",)), born()
    assert [gender(man, man), gender(man, woman), gender(man, silent)] == [1, -1, 0]
    here, there = Profile("h", "Person", countries=("NG", "GH")), Profile("t", "Person", countries=("ML",))
    assert [country(here, here), country(here, there), country(here, silent)] == [1, -1, 0]


# 9074729 and 9176187 are numbers whose last digit is the check digit of the others (7·9+6·0+5·7+4·4+3·7+2·2 = 139).
@pytest.mark.parametrize(
    ("left", "right", "says"),
    [
        (("imo", "IMO 9074729"), ("imo", "9074729"), 2),
        (("imo", "9074729"), ("imo", "9176187"), -1),
        (("imo", "9074728"), ("imo", "9074728"), 0),  # the check digit fails: no number
        (("passport", "AB 123-987"), ("passport", "AB123987"), 1),
        (("passport", "AB123987"), ("national_id", "AB123987"), 1),
        (("passport", "AB123987"), ("passport", "CD555123"), 0),  # one may hold two passports
        (("passport", "0000000"), ("passport", "0000000"), 0),
        (("passport", "12"), ("passport", "12"), 0),
        (("lei", "5493001KJTIIGC8Y1R12"), ("lei", "5493001KJTIIGC8Y1R12"), 2),
        (("lei", "5493001KJTIIGC8Y1R13"), ("lei", "5493001KJTIIGC8Y1R13"), 0),
    ],
)
def test_numbers(left: tuple[str, str], right: tuple[str, str], says: float) -> None:
    one, other = (Profile("x", "Company", identifiers=(number,)) for number in (left, right))
    assert identifier(one, other) == says


def test_places_share_a_telling_word() -> None:
    yangon = Profile("y", "Company", places=("12 Strand Road, Kyauktada, Yangon",))
    same = Profile("s", "Company", places=("Yangon",))
    other = Profile("o", "Company", places=("Main Street, Maiduguri",))
    assert [place(yangon, same), place(yangon, other), place(yangon, Profile("n", "Company"))] == [1, -1, 0]
