"""Profiles of entities in FollowTheMoney's form, and in graphkit's own."""

import pytest

from graphkit.errors import InvalidValue
from graphkit.resolve.profile import Name, Profile


def test_an_entity_of_followthemoney() -> None:
    profile = Profile.of_ftm(
        {
            "id": "x1",
            "schema": "Person",
            "properties": {
                "name": ["Tobias Okonkwo"],
                "alias": ["T. Okonkwo"],
                "weakAlias": ["The Falcon"],
                "birthDate": ["1961-04-12"],
                "gender": ["male"],
                "nationality": ["ng", "Ghana", "nowhere"],
                "passportNumber": ["AB123987"],
                "summary": ["not compared"],
            },
        }
    )
    assert profile == Profile(
        id="x1",
        kind="Person",
        names=(Name("Tobias Okonkwo"), Name("T. Okonkwo"), Name("The Falcon", weak=True)),
        birth_dates=("1961-04-12",),
        genders=("male",),
        countries=("NG", "GH"),
        identifiers=(("passport", "AB123987"),),
    )


def test_a_name_in_parts_is_put_together() -> None:
    parts = {"lastName": ["Dubrovin"], "firstName": ["Petr"], "fatherName": ["Alekseyevich"]}
    assert Profile.of_ftm({"schema": "Person", "properties": parts}).names == (Name("Petr Alekseyevich Dubrovin"),)


def test_properties_of_our_own_kinds() -> None:
    values = {
        "name": ["Yard 7"],
        "weak_alias": ["Seven"],
        "registered_in": ["MM"],
        "imo": ["9074729"],
        "address": ["Yangon"],
    }
    profile = Profile.of_values("d:1", "Company", values, ["d"])
    assert profile.names == (Name("Yard 7"), Name("Seven", weak=True))
    assert (profile.countries, profile.identifiers, profile.places) == (("MM",), (("imo", "9074729"),), ("Yangon",))
    assert profile.datasets == ("d",)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ([], "an entity is an object"),
        ({"properties": {}}, "no schema that is compared"),
        ({"schema": "Persn", "properties": {}}, "no schema that is compared"),
        ({"schema": ["Person"], "properties": {}}, "no schema that is compared"),
        ({"schema": "Person", "properties": ["name"]}, "lists of texts"),
        ({"schema": "Person", "properties": {"name": [1]}}, "'name' is neither a text nor a list of texts"),
        ({"schema": "Person", "properties": {"name": None}}, "'name' is neither a text nor a list of texts"),
        ({"schema": "Person", "properties": {"name": ["a\0b"]}}, "NUL"),
    ],
)
def test_what_is_no_entity_is_refused(record: object, message: str) -> None:
    with pytest.raises(InvalidValue, match=message):
        Profile.of_ftm(record)
