"""Names of units, read into parts: a table of cases for each usage, and what holds for any text."""

import pytest

from graphkit.resolve.units import read_unit

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
