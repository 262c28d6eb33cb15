import csv
import gzip
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pycountry
import pytest
from lxml import etree

from graphkit.countries import country_code, country_name, is_country, is_not_a_country, spelt_countries
from graphkit.errors import InvalidValue

SHARED = Path(__file__).parents[1] / "../shared"


def real_file(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"the real files are not beside the checkout: {path}")
    return path


def unread(names: Iterable[str]) -> set[str]:
    """Return the names that are neither a country nor known to be none."""
    left = set()
    for name in names:
        if not is_not_a_country(name):
            try:
                country_code(name)
            except InvalidValue:
                left.add(name)
    return left


def elements(path: Path, *tags: str) -> set[str]:
    return {
        element.text.strip()
        for _, element in etree.iterparse(str(path))
        if isinstance(element.tag, str)
        and etree.QName(element).localname in tags
        and element.text
        and element.text.strip()
    }


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Burma", "MM"),
        (" BURMA ", "MM"),
        ("Myanmar/ Burma", "MM"),
        ("Korea, North", "KP"),
        ("Korea (South)", "KR"),
        ("Korea, Republic of", "KR"),
        ("Korea - South (Republic of)", "KR"),
        ("Cote d Ivoire", "CI"),
        ("Cote D’ivoire, Republic Of", "CI"),
        ("Congo, Democratic Republic of the", "CD"),
        ("Congo, Republic of the", "CG"),
        ("Congo, Republic of (Brazzaville)", "CG"),
        ("Zaire", "CD"),
        ("West Bank", "PS"),
        ("Palestinian", "PS"),
        ("Region: Gaza", "PS"),
        ("PALESTINIAN TERRITORY, Occupied", "PS"),
        ("Region: Crimea", "UA"),
        ("Kosovo", "XK"),
        ("BOSNIA AND HERZEGOWINA", "BA"),
        ("Bosnia & Herzegovina", "BA"),
        ("Republic of Moldova", "MD"),
        ("Bahamas, The", "BS"),
        ("St. Kitts & Nevis", "KN"),
        ("Trinidad -Tobago", "TT"),
        ("Türkiye", "TR"),
        ("TURKEY", "TR"),
        ("Russia", "RU"),
        ("Iran (Islamic Republic of)", "IR"),
        ("China, Hong Kong Special Administrative Region", "HK"),
        ("China, People's Republic of", "CN"),
        ("Republic of China", "TW"),
        ("Nigerian", "NG"),
        ("Nigerien", "NE"),
        ("Macedonia, The Former Yugoslav Republic of", "MK"),
        ("ng", "NG"),
        ("SDN", "SD"),
        ("AND", "AD"),
        ("Former USSR, now Ukraine", "UA"),
        ("Former USSR Currently Belarus", "BY"),
        ("Kyrgyz SSR (now Kyrgyzstan)", "KG"),
    ],
)
def test_publishers_spellings(name: str, code: str) -> None:
    assert country_code(name) == code


@pytest.mark.parametrize(
    ("name", "code", "shown"),
    [
        ("Soviet Union", "SU", "Soviet Union"),
        ("YUGOSLAVIA", "YU", "Yugoslavia"),
        ("Netherlands Antilles", "AN", "Netherlands Antilles"),
        ("East Germany (GDR)", "DD", "East Germany"),
        ("South Yemen", "YD", "South Yemen"),
        ("Czechoslovakia", "CSHH", "Czechoslovakia"),
        ("Serbia and Montenegro", "CSXX", "Serbia and Montenegro"),
        ("South Vietnam", "XV", "South Vietnam"),
    ],
)
def test_a_country_that_ended_keeps_a_code_of_its_own(name: str, code: str, shown: str) -> None:
    assert country_code(name) == code
    assert country_name(code) == shown
    assert pycountry.countries.get(alpha_2=code) is None


def test_every_country_of_the_standard_is_known_by_all_its_names_and_codes() -> None:
    assert len(pycountry.countries) > 240
    for country in pycountry.countries:
        given = {
            country.name,
            country.name.upper(),
            f" {country.name} ",
            country.alpha_2,
            country.alpha_3.lower(),
        }
        given |= {
            getattr(country, "common_name", country.name),
            getattr(country, "official_name", country.name),
        }
        assert {country_code(name) for name in given} == {country.alpha_2}
        assert country_code(country_name(country.alpha_2)) == country.alpha_2


def test_a_name_that_two_countries_share_is_refused_with_both() -> None:
    with pytest.raises(InvalidValue, match="KP or KR"):
        country_code("Korea")
    with pytest.raises(InvalidValue, match="CD or CG"):
        country_code("Congolese")
    with pytest.raises(InvalidValue, match="CSHH or CSXX"):
        country_code("CS")


@pytest.mark.parametrize("name", ["None Identified", "undetermined", "UNKNOWN", "unknown supplier(s)", "NATO**"])
def test_what_is_no_country_says_so(name: str) -> None:
    assert is_not_a_country(name)
    with pytest.raises(InvalidValue, match="names no country"):
        country_code(name)


@pytest.mark.parametrize(("name", "near"), [("Mynmar", "Myanmar"), ("Birma", "Burma"), ("Nigerai", "Nigeria")])
def test_an_unknown_name_is_refused_with_the_nearest(name: str, near: str) -> None:
    assert not is_not_a_country(name)
    with pytest.raises(InvalidValue, match=f"did you mean '{near}'"):
        country_code(name)


@pytest.mark.parametrize("name", ["", "-", "Atlantis Republic 7", "LTTE (Sri Lanka)*", "\x1b[31m"])
def test_what_is_like_no_country_is_refused(name: str) -> None:
    with pytest.raises(InvalidValue, match="is not a known country") as refusal:
        country_code(name)
    assert "\x1b" not in str(refusal.value)


def test_country_name_refuses_what_is_no_code() -> None:
    for code in ("ZZ", "mm", "", "CS"):
        with pytest.raises(InvalidValue, match="is not a country code"):
            country_name(code)


def test_a_light_command_does_not_pay_for_the_table() -> None:
    script = "import sys, graphkit.countries, graphkit.text; print({'pycountry', 'rapidfuzz'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"


@pytest.mark.parametrize(
    "name", ["sdn_2021-03-10.xml", "consolidated_nonSDN_2026-01.xml", "sdn_enhanced_IRGC_2024-08.xml"]
)
def test_every_country_of_the_ofac_lists_is_known(name: str) -> None:
    names = elements(real_file(f"data/lists/ofac/{name}"), "country", "idCountry", "vesselFlag")
    assert len(names) > 5
    assert unread(names) == set()


def test_every_country_of_the_burma_workbook_is_known() -> None:
    folder = real_file("cases/burma")
    columns = ("country", "nationality", "supplier", "provider")
    names = set()
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as rows:
            for row in csv.DictReader(rows):
                names |= {row[column] for column in columns if row.get(column)}
    assert len(names) > 15
    assert unread(names) == set()


def test_every_country_of_the_training_report_is_known_but_korea() -> None:
    with real_file("data/fmtrpt/fmtrpt_all_1999_2021.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t")
        column = next(rows).index("training:country")
        names = {row[column] for row in rows if row[column]}
    assert len(names) > 200
    assert unread(names) == {"Korea"}


@pytest.mark.parametrize("name", ["alexarui_2026", "hofmann_2024"])
def test_every_country_of_the_arms_transfers_is_known(name: str) -> None:
    lines = real_file(f"data/sipri/sipri_trade-register_{name}.csv").read_text(encoding="utf-8", errors="replace")
    table = lines.splitlines()
    start = next(number for number, line in enumerate(table) if {"Recipient", "Supplier"} <= set(line.split(",")))
    rows = list(csv.DictReader(table[start:]))
    names = {row[column] for row in rows for column in ("Recipient", "Supplier") if row[column]}
    states = {name for name in names if not name.endswith("*")}
    assert len(states) > 180
    assert {name for name in unread(states) if re.search("[A-Za-z]", name)} == set()


def test_every_country_of_the_eu_list_is_known() -> None:
    path = real_file("data/lists/eu/eu_fsf_full_2021-03-02.xml")
    names = {element.get("countryDescription") for _, element in etree.iterparse(str(path))} - {None, ""}
    assert len(names) > 80
    assert unread(str(name) for name in names) == set()


def test_every_flag_and_citizenship_of_the_us_screening_list_is_known() -> None:
    path = real_file("data/lists/us_csl/consolidated_2022-05.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as rows:
        names = {
            name.strip()
            for row in csv.DictReader(rows)
            for column in ("vessel_flag", "citizenships", "nationalities")
            for name in row[column].split(";")
            if name.strip()
        }
    assert len(names) > 100
    assert unread(names) == set()


@pytest.mark.parametrize(
    ("name", "is_one"),
    [
        ("Myanmar/Burma", True),
        ("Former USSR, now Ukraine", True),
        ("Korea", False),
        ("unknown", False),
        ("Moscow", False),
    ],
)
def test_a_text_is_a_country_where_it_surely_names_one(name: str, is_one: bool) -> None:
    assert is_country(name) is is_one


def test_spellings_are_folded_and_told_from_a_text() -> None:
    spelt = spelt_countries()
    assert spelt["burmese"] == spelt["myanmar"] == "MM"
    assert spelt["bosnia herzegovina"] == "BA"
    assert "congolese" not in spelt
    assert all(country_code(spelling) == code for spelling, code in spelt.items())
