"""Comparing names of units: what tells two apart, and what holds for any two texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphkit.resolve.units import UnitVerdict, compare_units, read_unit, unit_blocks, unit_key

SAME = [
    ("33rd LID", "Light Infantry Division 33", "MM"),
    ("33rd LID", "No. 33 Light Infantry Division", ""),
    ("33rd LID", "33rd Light Infantry Division of the Burmese Army", "MM"),
    ("148 IB", "IB-148", "MM"),
    ("Kha La Ya 148", "Infantry Battalion No. 148", "MM"),
    ("Deuxième RM", "2 Région Militaire", "ML"),
    ("21 Armd Bde", "21st Armoured Brigade", "NG"),
    ("4th Brigade, 3rd Division", "3rd Division, 4th Brigade", ""),
    ("1 TOC (10 MOC)", "Tactical Operations Command 1, Military Operations Command 10", "MM"),
    ("17 PMF", "Police Mobile Force Squadron 17", "NG"),
    ("Navy HQ", "Nigerian Navy Headquarters", "NG"),
    ("Batallón de Infantería No. 12", "12 Infantry Battalion", "CO"),
    ("Liwa 35 Mudarra'", "35th Armored Brigade", "YE"),
    ("one hundred and first Airborne Division", "101 Abn Div", "US"),
]
APART = [
    ("33rd LID", "99th LID", "", "number 33 and 99"),
    ("33rd LID", "33rd Infantry Brigade", "", "echelon brigade and division"),
    ("4th Brigade, 3rd Division", "3rd Brigade, 4th Division", "", "number 3 and 4"),
    ("4th Brigade, 3rd Division", "4th Brigade, 5th Division", "", "parent's number 3 and 5"),
    ("1 TOC (10 MOC)", "1 TOC (11 MOC)", "MM", "parent's number 10 and 11"),
    ("A Coy, 7 Bn", "7 Bn", "NG", "echelon battalion and company"),
    ("A Coy, 7 Bn", "B Coy, 7 Bn", "NG", "number A and B"),
    ("1 Division Garrison", "1 Division", "NG", "echelon division and garrison"),
    ("1 Div, 2 Div", "1 Div", "", "several units"),
    ("12 Infantry Battalion", "12 Engineer Battalion", "", "arm engineer and infantry"),
    ("11 Baloch Regiment", "11 Punjab Regiment", "PK", "name baloch and punjab"),
    ("Western Command", "Eastern Command", "MM", "name or place east and west"),
    ("Naval Base, Lagos", "Naval Base, Calabar", "NG", "name or place calabar and lagos"),
    ("1 Battalion, Malian Army", "1 Battalion, Nigerian Army", "", "country ML and NG"),
    ("7 Army Battalion", "7 Marine Corps Battalion", "", "service army and marine corps"),
    ("MOC 15 (formerly 15 LID)", "15 LID", "MM", "succession"),
]
COMPATIBLE = [
    ("4th Brigade, 3rd Division", "4th Brigade", ""),
    ("33rd LID", "33 Division", "MM"),
    ("33rd LID", "33rd Light Infantry Division of the Burmese Army", ""),
    ("Yangon Command", "Yangon Regional Military Command", "MM"),
    ("12 Infantry Battalion", "12 Bn", "NG"),
    ("HQ 3 Division", "3 Division", "NG"),
    ("Battalion", "12 Battalion", ""),
]


@pytest.mark.parametrize(("left", "right", "country"), SAME)
def test_all_parts_are_equal(left: str, right: str, country: str) -> None:
    comparison = compare_units(read_unit(left, country), read_unit(right, country))
    assert comparison.verdict is UnitVerdict.SAME, comparison.reason


@pytest.mark.parametrize(("left", "right", "country", "reason"), APART)
def test_a_difference_is_a_veto_with_its_reason(left: str, right: str, country: str, reason: str) -> None:
    comparison = compare_units(read_unit(left, country), read_unit(right, country))
    assert comparison.verdict is UnitVerdict.VETO
    assert reason in comparison.reason


@pytest.mark.parametrize(("left", "right", "country"), COMPATIBLE)
def test_what_one_side_does_not_say_is_no_veto_and_no_identity(left: str, right: str, country: str) -> None:
    comparison = compare_units(read_unit(left, country), read_unit(right, country))
    assert comparison.verdict is UnitVerdict.COMPATIBLE, comparison.reason


def test_features_say_part_by_part_what_agrees() -> None:
    features = compare_units(read_unit("33rd LID", "MM"), read_unit("99 LID", "MM")).features
    assert features["number"] == -1
    assert features["echelon"] == features["country"] == features["arm"] == 1
    assert features["parent"] == features["place"] == 0


@pytest.mark.parametrize(("left", "right", "country"), [*SAME, *COMPATIBLE[:6]])
def test_names_of_one_unit_share_a_coarse_key(left: str, right: str, country: str) -> None:
    assert set(unit_blocks(read_unit(left, country))) & set(unit_blocks(read_unit(right, country)))


_USED = """
1 4th 33rd II deuxième thirty third 4/1 A No. LID IB Bn Bde Div Brigade Division Battalion Company Infantry light
armoured engineers of the de , ( ) - / & Army Navy police Nigerian Mali Yangon Lagos Baloch HQ commander
formerly unknown command garrison squadron Région Militaire batallón liwa Area north 22
"""
_WORDS = st.sampled_from(_USED.split())
_NAMES = st.lists(_WORDS, max_size=12).map(" ".join)
_COUNTRIES = st.sampled_from(["", "NG", "ML", "MM", "CO"])
_TEXTS = st.one_of(_NAMES, st.text(max_size=60))


@given(_TEXTS, _COUNTRIES)
def test_any_text_is_read_the_same_each_time(text: str, country: str) -> None:
    read_unit.cache_clear()
    first = read_unit(text, country)
    read_unit.cache_clear()
    assert read_unit(text, country) == first


@given(_NAMES, _NAMES, _COUNTRIES)
@settings(max_examples=300)
def test_it_does_not_matter_which_is_left(left: str, right: str, country: str) -> None:
    one, other = read_unit(left, country), read_unit(right, country)
    assert compare_units(one, other) == compare_units(other, one)


@given(_NAMES, _NAMES, _COUNTRIES)
@settings(max_examples=300)
def test_a_veto_is_never_between_equal_keys(left: str, right: str, country: str) -> None:
    one, other = read_unit(left, country), read_unit(right, country)
    if unit_key(one) and unit_key(one) == unit_key(other):
        assert compare_units(one, other).verdict is UnitVerdict.SAME
        assert set(unit_blocks(one)) & set(unit_blocks(other))


@given(_NAMES, _COUNTRIES)
@settings(max_examples=300)
def test_a_name_is_never_told_apart_from_itself(text: str, country: str) -> None:
    unit = read_unit(text, country)
    assert compare_units(unit, unit).verdict is (UnitVerdict.SAME if unit_key(unit) else UnitVerdict.COMPATIBLE)


_NUMBER = st.integers(1, 999)
_ECHELON = st.sampled_from(["Battalion", "Brigade", "Division", "Regiment", "Corps"])
_ARM = st.sampled_from(["Infantry", "Armoured", "Engineer", "Signal", "Airborne", "Light Infantry"])


@given(_NUMBER, _ECHELON, _ARM, st.sampled_from([str.upper, str.lower, str.title]))
def test_order_case_and_points_do_not_matter(number: int, echelon: str, arm: str, case: object) -> None:
    spelt = (
        f"{number} {arm} {echelon}",
        f"{arm} {echelon} {number}",
        f"{arm} {echelon} No. {number}",
        f"{arm} {echelon}-{number}.",
        f"{number}th {arm}-{echelon}",
        f"the {number:03d} {arm}  {echelon}",
    )
    assert callable(case)
    keys = {unit_key(read_unit(case(text), "NG")) for text in spelt}
    assert len(keys) == 1
    assert keys != {""}


@given(_NUMBER, _NUMBER, _ECHELON, _ARM)
def test_different_numbers_are_always_a_veto(left: int, right: int, echelon: str, arm: str) -> None:
    one, other = (read_unit(f"{number} {arm} {echelon}") for number in (left, right))
    assert (compare_units(one, other).verdict is UnitVerdict.VETO) is (left != right)
