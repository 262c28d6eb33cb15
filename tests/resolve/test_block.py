"""Candidates: what leads to one, and that nothing is lost of what is near."""

import pytest

from graphkit.resolve.block import Index, groups_of, keys, readings
from graphkit.resolve.grams import Trigrams, readable
from graphkit.resolve.profile import Name, Profile


def named(kind: str, *names: str, **facts: tuple[object, ...]) -> Profile:
    return Profile("x", kind, tuple(map(Name, names)), **facts)  # type: ignore[arg-type]


def found(asked: Profile, *others: Profile) -> list[int]:
    ((_, candidates),) = Index(others).candidates([asked])
    return [candidate.place for candidate in candidates]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (named("Person", "AUNG, Min Hlaing"), named("Person", "Min Aung Hlaing")),
        (named("Person", "Min Aung Hlaing"), named("Person", "မင်းအောင်လှိုင်")),
        (named("Person", "Sergey Lavrov"), named("Person", "Сергей Лавров")),
        (named("Company", "MEHL"), named("Company", "Myanma Economic Holdings Limited")),
        (named("Company", "Fu Hao Yuan"), named("Company", "Fuhaoyuan")),
        (named("Organization", "Golden Lion Guard"), named("Unit", "Golden Lion Guards")),
        (named("LegalEntity", "Golden Lion Guard"), named("Unit", "Golden Lion Guards")),
        (
            named("Person", "Usama Ladin", birth_dates=("1957-03-10",)),
            named("Person", "Osama Bin Laden", birth_dates=("1957-10-03",)),
        ),
        (
            named("Company", "Alpha", identifiers=(("tax_id", "7812 345-678"),)),
            named("Company", "Omega", identifiers=(("registration_number", "7812345678"),)),
        ),
    ],
)
def test_what_may_be_one_is_found_from_both_sides(left: Profile, right: Profile) -> None:
    strangers = [named(kind, f"Quite {word} Else") for kind, word in (("Person", "Nobody"), ("Company", "Nothing"))]
    assert found(left, *strangers, right) == [2]
    assert found(right, *strangers, left) == [2]


def test_kinds_are_looked_for_among_their_own() -> None:
    assert found(named("Person", "Golden Lion"), named("Company", "Golden Lion"), named("Vessel", "Golden Lion")) == []
    assert groups_of("Vessel") == ("Vessel",)


def test_odd_names_neither_fail_nor_find_anything() -> None:
    odd = ["", " ", "a", "😀😀", "\u202e\u200f", "…", "x" * 1_000_000, "ا", "_"]
    index = Index([named("Person", *odd), named("Person", "Aung Kyaw")])
    for name in odd:
        list(index.candidates([named("Person", name)]))
    assert len(readable("x" * 1_000_000)) <= 400
    assert readings(named("Person", "", "…")) == {}
    assert keys(named("Person"), []) == set()
    assert found(named("Person")) == []


def test_a_key_of_a_crowd_is_not_followed_and_a_thousand_aliases_are_cut() -> None:
    crowd = [named("Person", f"Qqq{number:04d}", identifiers=(("passport", "A1234567"),)) for number in range(150)]
    assert found(named("Person", "Zzz Yyy", identifiers=(("passport", "A1234567"),)), *crowd) == []
    assert len(readings(named("Person", *(f"Alias {number}" for number in range(1000))))) == 200


def test_trigrams_are_those_of_words_whatever_their_order() -> None:
    names = ["aung kyaw moe", "moe aung kyaw", "zaw min tun", "aung kyaw"]
    ((row, places, near),) = Trigrams(names).near(["kyaw moe aung"], 0.5)
    alike = dict(zip(places.tolist(), near.tolist(), strict=True))
    assert row == 0
    assert set(alike) == {0, 1, 3}
    assert alike[0] == pytest.approx(1)
    assert alike[1] == pytest.approx(1)
    assert alike[3] < 1
    assert list(Trigrams([]).near(["a"], 0.5)) == []
    assert list(Trigrams(names).near([], 0.5)) == []
