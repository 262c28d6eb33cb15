"""The score: what adds up, what sets a ceiling, what may never go down."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from graphkit.resolve.compare import FEATURES, OF_BODY, OF_PERSON, compare
from graphkit.resolve.profile import Profile
from graphkit.resolve.score import (
    CEILINGS,
    DIFFERENT,
    POSSIBLE,
    SAME,
    SAME_FROM,
    Score,
    score,
    scored,
    verdict_of,
)

NAMES = [
    "Tobias Okonkwo",
    "Tobias Emeka Okonkwo",
    "Emeka Okonkwo",
    "Zaw Min",
    "Zaw Min Htet",
    "T. Okonkwo",
    "",
    "محمد كريم",
]
BODIES = [
    "Brightwater Tanneries Ltd",
    "Brightwater Tanneries",
    "Yard 7",
    "Yard 12",
    "33rd LID",
    "LID 33",
    "99th LID",
    "BT",
]


def person(name: str, **known: object) -> Profile:
    return dataclasses.replace(Profile.named(name), **known)  # type: ignore[arg-type]


def of(left: Profile, right: Profile) -> Score:
    return score(compare(left, right))


def test_contributions_add_up_to_the_probability() -> None:
    born = {"birth_dates": ("1961-04-12",)}
    for left, right in itertools.product(NAMES, NAMES):
        said = of(person(left, **born), person(right, **born, countries=("NG",)))
        odds = math.log(said.probability / (1 - said.probability))
        assert sum(said.contributions.values()) == pytest.approx(odds, abs=0.02)
        strengths = [abs(part) for part in said.contributions.values()]
        assert strengths == sorted(strengths, reverse=True)
        assert set(said.contributions) <= {*FEATURES, "base"}


def test_columns_are_scored_as_pairs_are() -> None:
    pairs = [
        (Profile.named(one), Profile.named(other)) for one, other in itertools.product(NAMES, NAMES) if one and other
    ]
    pairs += [(Profile.named(one, "Company"), Profile.named(other, "Company")) for one in BODIES for other in BODIES]
    pairs.append((person("Tobias Okonkwo", genders=("male",)), person("Tobias Okonkwo", genders=("female",))))
    found = [compare(left, right) for left, right in pairs]
    columns = {name: np.array([one.features[name] for one in found]) for name in FEATURES}
    ways = np.array([one.way for one in found])
    assert set(ways) == {OF_PERSON, OF_BODY}
    expected = [score(one).probability for one in found]
    assert scored(columns, ways) == pytest.approx(expected)


def test_verdicts_follow_from_the_probability() -> None:
    assert [verdict_of(probability) for probability in (0.0, 0.19, 0.2, 0.49, SAME_FROM, 1.0)] == [
        DIFFERENT,
        DIFFERENT,
        POSSIBLE,
        POSSIBLE,
        SAME,
        SAME,
    ]


def test_a_conflict_of_sexes_stands_against_every_agreement() -> None:
    same = {"birth_dates": ("1961-04-12",), "countries": ("NG",), "identifiers": (("passport", "AB123987"),)}
    left = person("Tobias Emeka Okonkwo", genders=("male",), **same)
    right = person("Tobias Emeka Okonkwo", genders=("female",), **same)
    assert of(left, right).probability <= CEILINGS["gender"][1] + 1e-9
    assert of(left, right).contributions["gender"] < 0


def test_dates_of_birth_far_apart_leave_it_to_a_person() -> None:
    left, right = (person("Tobias Emeka Okonkwo", birth_dates=(day,)) for day in ("1961-04-12", "1985-06-01"))
    assert of(left, right).verdict != SAME


def test_a_person_and_a_ship_are_two() -> None:
    assert of(Profile.named("Sea Falcon", "Vessel"), Profile.named("Sea Falcon", "Person")).verdict == DIFFERENT
    assert of(Profile.named("Sea Falcon", "LegalEntity"), Profile.named("Sea Falcon", "Company")).verdict == SAME


def test_what_is_known_besides_moves_the_probability_its_way() -> None:
    left = person("T. Okonkwo", birth_dates=("1961-04-12",), countries=("NG",))
    silent = of(left, person("Tobias Okonkwo")).probability
    assert of(left, person("Tobias Okonkwo", birth_dates=("1961-04-12",))).probability > silent
    assert of(left, person("Tobias Okonkwo", countries=("ML",))).probability < silent
    assert of(left, person("Tobias Okonkwo", birth_dates=("1985-01-01",))).probability < silent


@pytest.mark.parametrize(
    ("feature", "worse", "better"), [("agreed", 2.0, 20.0), ("conflict", 12.0, 0.0), ("lost", 6.0, 0.0)]
)
@pytest.mark.parametrize("kind", ["Person", "Company"])
def test_more_agreement_never_makes_sameness_less_likely(feature: str, worse: float, better: float, kind: str) -> None:
    found = compare(Profile.named("Brightwater Okonkwo", kind), Profile.named("Brightwater Vandermeer", kind))
    values = np.linspace(worse, better, 40)
    said = [
        score(dataclasses.replace(found, features={**found.features, feature: value})).probability for value in values
    ]
    assert said == sorted(said)
