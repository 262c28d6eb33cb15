"""Names of units, read into parts: a table of cases for each usage, and what holds for any text."""

import pytest

from graphkit.resolve.units import UnitName, read_unit, unit_key

# text, country, numbers, echelon, branch
CASES = [
    # Burmese units as they are written in English
    ("33rd LID", "MM", "33", "division", "infantry light"),
    ("Light Infantry Division 33", "MM", "33", "division", "infantry light"),
    ("LID-33", "MM", "33", "division", "infantry light"),
    ("No. 33 Light Infantry Division", "MM", "33", "division", "infantry light"),
    ("Tat Ma 33", "MM", "33", "division", "infantry light"),
    ("တပ်မ ၃၃", "MM", "33", "division", "infantry light"),
    ("148 IB", "MM", "148", "battalion", "infantry"),
    ("IB-148", "MM", "148", "battalion", "infantry"),
    ("Infantry Battalion No 148", "MM", "148", "battalion", "infantry"),
    ("Kha La Ya 148", "MM", "148", "battalion", "infantry"),
    ("Kha Ma Ya (564)", "MM", "564", "battalion", "infantry light"),
    ("LIB 564", "MM", "564", "battalion", "infantry light"),
    ("10 MOC", "MM", "10", "military operations command", ""),
    ("Sa Ka Kha 10", "MM", "10", "military operations command", ""),
    ("BSO-1", "MM", "1", "bureau of special operations", ""),
    ("8th Security Police Battalion", "MM", "8", "battalion", "security"),
    # English
    ("thirty-third Light Infantry Division", "", "33", "division", "infantry light"),
    ("II Corps", "PK", "2", "corps", ""),
    ("101st Airborne Division", "US", "101", "division", "airborne"),
    ("one hundred and first Airborne Division", "US", "101", "division", "airborne"),
    ("21 Armd Bde", "NG", "21", "brigade", "armoured"),
    ("21st Armoured Brigade", "NG", "21", "brigade", "armoured"),
    ("7 Div.", "NG", "7", "division", ""),
    ("5DIV", "UG", "5", "division", ""),
    ("Second Army", "EG", "2", "field army", ""),
    ("2d Bn", "LB", "2", "battalion", ""),
    ("Special Forces Battalion No. 72", "NG", "72", "battalion", "special forces"),
    ("26 Task Force Brigade", "NG", "26", "brigade", "task force"),
    ("Company B", "", "B", "company", ""),
    ("6 Fd Regt Arty", "BD", "6", "regiment", "artillery field"),
    # French
    ("Deuxième RM", "", "2", "military region", ""),
    ("2e Région Militaire", "ML", "2", "military region", ""),
    ("trente-troisième régiment de commandos parachutistes", "ML", "33", "regiment", "commando"),
    ("112 Compagnie d'Infanterie Motorisée", "ML", "112", "company", "infantry motorised"),
    ("36 RA", "ML", "36", "regiment", "artillery"),
    ("43 BIM", "CM", "43", "battalion", "infantry motorised"),
    ("1er Bataillon d'Intervention Rapide", "CM", "1", "battalion", "intervention rapid"),
    ("3e RPIMa", "FR", "3", "regiment", "airborne marine"),
    ("9 GEB", "MA", "9", "group", "armoured"),
    # Spanish and Portuguese
    ("Segunda Brigada de Infantería", "HN", "2", "brigade", "infantry"),
    ("2ª Brigada", "EC", "2", "brigade", ""),
    ("Batallón de Contraguerrillas No. 23", "CO", "23", "battalion", "counter guerrilla"),
    ("BIM 23", "CO", "23", "battalion", "marine"),
    ("4º Esquadrão de Aviação do Exército", "BR", "4", "squadron", "aviation"),
    ("Vigésima Quinta Brigada", "CO", "25", "brigade", ""),
    ("III Região Militar", "BR", "3", "military region", ""),
    # Arabic in Latin letters and its own
    ("al-liwa 4", "YE", "4", "brigade", ""),
    ("al-Liwa' al-Khamis", "YE", "5", "brigade", ""),
    ("Liwa 35 Mudarra'", "YE", "35", "brigade", "armoured"),
    ("al-Firqa al-Rabi'a", "SY", "4", "division", ""),
    ("الفرقة الرابعة", "SY", "4", "division", ""),
]


@pytest.mark.parametrize(("text", "country", "number", "echelon", "branch"), CASES)
def test_parts(text: str, country: str, number: str, echelon: str, branch: str) -> None:
    unit = read_unit(text, country)
    assert (unit.numbers, unit.echelon, " ".join(sorted(unit.branch))) == ((number,), echelon, branch)
    assert not unit.several


# text, country, the unit, its parents from the next one up: "number echelon"
NESTED = [
    ("1 TOC (10 MOC)", "MM", "1 tactical operations command", ["10 military operations command"]),
    ("4th Brigade, 3rd Division", "", "4 brigade", ["3 division"]),
    ("3rd Division, 4th Brigade", "", "4 brigade", ["3 division"]),
    ("Brigade 4 of Division 3", "", "4 brigade", ["3 division"]),
    ("A Coy, 7 Bn", "NG", "A company", ["7 battalion"]),
    ("3 Brigade Provost Company", "NG", " company", ["3 brigade"]),
    ("1 Division Garrison", "NG", " garrison", ["1 division"]),
    ("41 Division Engineers", "NG", " ", ["41 division"]),
    ("Signal Company, 72 Mech Brigade, 8 Army Corps", "UA", " company", ["72 brigade", "8 corps"]),
    ("1st Squadron of the 2nd Transport Group", "BR", "1 squadron", ["2 group"]),
    ("2e compagnie du 33e régiment", "ML", "2 company", ["33 regiment"]),
    ("Batallón de Infantería No 12 de la Brigada 5", "CO", "12 battalion", ["5 brigade"]),
    ("Kahawa / 77 Artillery Battalion / 7 Battery", "KE", "7 battery", ["77 battalion"]),
    ("362 BA/36 RA", "ML", "362 battalion", ["36 regiment"]),
]


@pytest.mark.parametrize(("text", "country", "own", "parents"), NESTED)
def test_the_lowest_echelon_is_the_unit_and_the_higher_ones_its_parents(
    text: str, country: str, own: str, parents: list[str]
) -> None:
    unit = read_unit(text, country)
    assert _short(unit) == own
    assert [_short(parent) for parent in unit.parents] == parents
    assert not unit.several


def _short(unit: UnitName) -> str:
    return f"{'+'.join(unit.numbers)} {unit.echelon}"


@pytest.mark.parametrize(
    "text",
    ["1 Div, 2 Div", "22, 192, 26 & 93 BNs", "22 Bn & 322 BN", "2 BN, 25 SER, 312 BN", "Army, Navy", "1 Bn and 2 Bn"],
)
def test_a_list_names_several_units(text: str) -> None:
    assert read_unit(text, "NG").several
    assert unit_key(read_unit(text, "NG")) == ""


@pytest.mark.parametrize(
    ("text", "country", "service", "place", "called"),
    [
        ("192 Battalion Nigerian Army, OWODE", "NG", "army", ("owode",), set()),
        ("Yangon Regional Military Command", "MM", "", (), {"yangon"}),
        ("Western Command", "MM", "", (), {"west"}),
        ("Commandement de la région Ouest", "ML", "", (), {"west"}),
        ("11 Baloch Regiment, Pak Army", "PK", "army", (), {"baloch"}),
        ("75 Strike Group Nigerian Air Force, Yola", "NG", "air force", ("yola",), set()),
        ("Naval Base, Calabar", "NG", "navy", ("calabar",), set()),
        ("Army Headquarters, Area 7, Abuja", "NG", "army", ("abuja",), set()),
    ],
)
def test_service_place_and_name(
    text: str, country: str, service: str, place: tuple[str, ...], called: set[str]
) -> None:
    unit = read_unit(text, country)
    assert (unit.service, unit.place, set(unit.called)) == (service, place, called)


@pytest.mark.parametrize(
    ("text", "given", "country"),
    [
        ("33rd Light Infantry Division of the Burmese Army", "", "MM"),
        ("Nigerian Army 7 Div", "", "NG"),
        ("Niger State Police Command", "NG", "NG"),
        ("81 Air Maritime Group, Benin City", "NG", "NG"),
        ("Malian battalion", "NE", "ML"),
        ("7 Div", "NG", "NG"),
    ],
)
def test_the_country_is_the_one_that_the_text_names_else_the_one_given(text: str, given: str, country: str) -> None:
    assert read_unit(text, given).country == country


@pytest.mark.parametrize(
    ("text", "country", "echelon"),
    [
        ("1 BA", "ML", "battalion"),
        ("1 BA", "FR", "base"),
        ("1 BA", "KE", ""),
        ("1 BA", "", ""),
        ("IB Headquarters", "IN", "headquarters"),
        ("148 IB", "IN", ""),
        ("2 RM", "ML", "military region"),
        ("2 RM", "GB", ""),
        ("NDA", "NG", "academy"),
        ("NDA", "", ""),
    ],
)
def test_a_short_form_of_two_meanings_depends_on_the_country_or_stays_unknown(
    text: str, country: str, echelon: str
) -> None:
    assert read_unit(text, country).echelon == echelon


@pytest.mark.parametrize(
    ("text", "country"),
    [("Commander, 5th Military Zone", "ML"), ("Instructor, Navy", "KE"), ("Chief of Staff, 3 Division", "NG")],
)
def test_a_post_is_somebody_of_the_unit(text: str, country: str) -> None:
    assert read_unit(text, country).post


def test_a_headquarters_is_the_units_or_a_unit_of_its_own() -> None:
    assert read_unit("HQ 3 Division", "NG").headquarters
    assert read_unit("HQ, 53 Signals Brigade", "NG").headquarters
    assert read_unit("Navy HQ", "NG").echelon == "headquarters"


def test_numbers_that_are_no_units() -> None:
    for text in ("UH-60 Helicopter Battalion", "C-130 Squadron", "Ministry of Defence 4400", "Gendarmerie 13607"):
        assert read_unit(text).numbers == (), text
    assert read_unit("Escadron 4/1", "ML").numbers == ("4/1",)
    assert read_unit("Company 3A").numbers == ("3A",)


def test_what_is_too_long_or_says_that_it_is_unknown_names_no_unit() -> None:
    for text in ("Unknown Brigade of 81 Division", "7 Division " * 100_000):
        assert read_unit(text).unknown
        assert unit_key(read_unit(text)) == ""
