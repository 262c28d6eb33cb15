"""The table between FollowTheMoney and the kinds: complete, unambiguous, and the same both ways."""

import pytest

from graphkit.errors import InvalidValue
from graphkit.model import ftm
from graphkit.model.ontology import KINDS, property_of


def test_every_place_is_a_property_of_both_sides() -> None:
    for kind, plain in ftm.PLAIN.items():
        schemata = [name for name, of in ftm.KIND_OF_SCHEMA.items() if of == kind]
        known = {prop for name in schemata for prop in ftm.schema(name).properties}
        for prop, name in [*plain.items(), *((ours, theirs) for theirs, ours in ftm.MARKED[kind].items())]:
            assert property_of(kind, prop)
            assert kind in {"Record", "Unit", "RELATED_TO"} or name in known, (kind, name)
    assert {*ftm.KIND_OF_SCHEMA.values(), *ftm.SCHEMA_OF_KIND} <= KINDS.keys()


def test_no_property_has_two_places() -> None:
    for kind, plain in ftm.PLAIN.items():
        names = [*plain.values()]
        assert len(set(names)) == len(names)
        assert not {*names} & {*ftm.MARKED[kind]} - {"idNumber"}, kind


@pytest.mark.parametrize(
    ("kind", "prop", "value", "original"),
    [
        ("Person", "name", "Example Person", ""),
        ("Person", "nationality", "is", "Iceland"),
        ("Person", "nationality", "suhh", ""),
        ("Person", "birthDate", "1970", ""),
        ("Person", "birthDate", "1970-03-01", "1970-03-01T00:00:00Z"),
        ("Person", "deathDate", "2001-03-01T10:00:00", ""),
        ("Person", "innCode", "1234", ""),
        ("Person", "innCode", "1234", "INN: 12 34"),
        ("Organization", "idNumber", "17", ""),
        ("Person", "idNumber", "17", ""),
        ("Listing", "startDate", "2022-02-24", ""),
        ("Listing", "listingDate", "2022-02", ""),
        ("RELATED_TO", "relationship", "mother: of", ""),
        ("Record", "full", "1 Example Street", ""),
    ],
)
def test_what_goes_in_comes_out_the_same(kind: str, prop: str, value: str, original: str) -> None:
    place = ftm.placed(kind, prop, value, original)
    assert place is not None
    text = place.value if isinstance(place.value, str) else place.value.edtf()
    assert ftm.returned(kind, place.prop, text, place.original) == (prop, value, original)


@pytest.mark.parametrize(
    ("kind", "prop", "value"),
    [("Person", "religion", "x"), ("Person", "nationality", "eu"), ("Person", "birthDate", "in spring")],
)
def test_what_has_no_place_is_kept_under_its_own_name(kind: str, prop: str, value: str) -> None:
    assert ftm.placed(kind, prop, value) is None
    assert ftm.returned(kind, "ftm_value", ftm.remainder(prop, value), "") == (prop, value, "")


def test_what_another_entity_says_is_not_said_twice() -> None:
    original = ftm.derived("Passport", "abc")
    assert ftm.is_derived(original)
    assert not ftm.is_derived("innCode: 1234")
    assert ftm.returned("Person", "passport", "X1", original) is None


def test_a_schema_inherits_and_knows_its_ends() -> None:
    company = ftm.schema("Company")
    assert {"Company", "Organization", "LegalEntity", "Thing", "Asset"} <= company.within
    assert company.properties["name"] == "name"
    assert company.properties["incorporationDate"] == "date"
    assert ftm.schema("Ownership").ends == ("owner", "asset")
    assert ftm.kind_of(ftm.schema("Payment")) == "RELATED_TO"
    assert ftm.kind_of(ftm.schema("Position")) == "Record"


def test_an_unknown_schema_is_refused_with_the_nearest() -> None:
    with pytest.raises(InvalidValue, match="'Persn' is no schema of FollowTheMoney; did you mean 'Person'"):
        ftm.schema("Persn")


def test_what_is_told_of_its_making_is_read_back() -> None:
    text = ftm.provenance({"datasets": ["b", "a"], "first_seen": "2024-03-09T09:28:18", "last_seen": ""})
    assert ftm.told_of(text) == {"datasets": "b, a", "first_seen": "2024-03-09T09:28:18"}
