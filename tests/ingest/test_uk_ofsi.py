"""The UK's consolidated list: invented samples of three layouts, files that are refused, and the real ones, whole."""

import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from graphkit.case.folder import Case
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from tests.cli.commands import within
from tests.taking_in import asked, assert_refused, expected, stated, taken_in

HERE = Path(__file__).parent / "uk_ofsi"
SAMPLE, WORKBOOK, OLD = HERE / "sample.csv", HERE / "sample.xlsx", HERE / "sample_2018.csv"
OFSI = load("uk_ofsi")

Change = Callable[[str], str]
Cells = dict[str, str]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "uk_ofsi", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.counts) == (3, {"groups": 3, "rows": 6})
    assert (report.edition, report.set_aside) == ("2025-04-10", {})


def test_a_run_says_how_many_groups_stand_in_how_many_rows(tmp_path: Path) -> None:
    Case.create(tmp_path / "case")
    assert "sample.csv: 3 groups in 6 rows" in within("ingest", "uk_ofsi", SAMPLE, "--case", tmp_path / "case").output


def test_the_workbook_says_the_same_as_the_csv(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "uk_ofsi", WORKBOOK)
    found = {(*row[:-1], row[-1].removesuffix(";pointer:Data")) for row in stated(case)}
    assert found == expected(HERE / "expected.jsonl")
    assert (report.records, report.counts, report.edition) == (3, {"groups": 3, "rows": 6}, "2025-04-10")


def test_the_layout_of_2018_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "uk_ofsi", OLD)
    assert stated(case) == expected(HERE / "expected_2018.jsonl")
    assert (report.records, report.counts, report.edition) == (3, {"groups": 3, "rows": 3}, "2018-04-13")


def test_the_layout_of_2018_saved_as_utf8_is_read_as_that(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(OLD.read_text("cp1252"), "utf-8")
    case, _ = taken_in(tmp_path / "case", "uk_ofsi", file)
    assert stated(case) == expected(HERE / "expected_2018.jsonl")


def test_a_group_and_its_listing_are_the_same_in_a_later_edition_whose_regime_has_another_name(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    ingest(case, OFSI, [OLD], Options())
    ingest(case, OFSI, [SAMPLE], Options())
    query = "SELECT value FROM statements WHERE entity = 'uk_ofsi:90002/2018-04-03/listing' AND prop = 'programme'"
    assert {value for (value,) in asked(case, query)} == {"North Korea", "Democratic People's Republic of Korea"}
    assert asked(case, "SELECT DISTINCT kind FROM statements WHERE entity = 'uk_ofsi:90002'") == [("Vessel",)]


def test_a_row_that_is_set_aside_takes_nothing_with_it_that_another_row_tells(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(SAMPLE.read_text("utf-8").replace("00/00/1961", "00/13/1961"), "utf-8")
    case, report = taken_in(tmp_path / "case", "uk_ofsi", file, set_aside=True)
    assert sum(report.set_aside.values()) == 1
    first = (
        "SELECT DISTINCT locator FROM observations o JOIN statements s ON s.id = o.statement WHERE s.prop = 'gender'"
    )
    assert sorted(asked(case, first)) == [("row:5",), ("row:6",)]
    assert asked(case, "SELECT count(*) FROM statements WHERE value = '1961' OR kind = 'Coverage'") == [(0,)]


REFUSED: dict[str, tuple[Change, str]] = {
    "a day that no calendar has": (lambda text: text.replace("05/06/1962", "31/06/1962"), "June 1962 has 30 days"),
    "a type that is not known": (lambda text: text.replace("Individual", "Individul"), "mean 'Individual'"),
    "a sort of name that is not known": (lambda text: text.replace(",FKA,", ",NKA,"), "'Alias Type': 'NKA'"),
    "a quality that is not known": (lambda text: text.replace("Low quality", "Poor quality"), "'Alias Quality'"),
    "a label that is not known": (lambda text: text.replace("(Website):", "(Webseite):"), "'Webseite' is unknown"),
    "a language that is not known": (
        lambda text: text.replace(",Russian,", ",Rusian,"),
        "not a known language.*russian",
    ),
    "a country that is none": (lambda text: text.replace(",Russia,", ",Rusia,"), "'Rusia' is not a known country"),
    "no group": (lambda text: text.replace(",90002\n", ",\n"), "'Group ID' is empty"),
    "a group that is no number": (lambda text: text.replace(",90002\n", ",9000X\n"), "'9000X' is not a number"),
    "one group for two things": (lambda text: text.replace(",90002\n", ",90001\n"), "entry 90001 is a"),
    "no name": (lambda text: text.replace("EXAMPLE SHIP,", ","), "'Name 6' is empty"),
    "no day of listing": (lambda text: text.replace("03/04/2018", ""), "'Listed On' is empty"),
    "no day above the header": (
        lambda text: text.replace("Last Updated,10", "Updated,10", 1),
        "row 1: 'Updated, 10/04/2025', not 'Last Updated' and a day",
    ),
    "a column too many": (lambda text: text.replace(",Group ID", ",Group ID,Extra", 1), "column 'Extra' is unknown"),
    "a column too few": (lambda text: text.replace(",Regime,", ",", 1), "column 'Regime' is missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_stops_the_run_and_leaves_the_case_as_it_was(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    text = SAMPLE.read_text("utf-8")
    assert change(text) != text
    file = tmp_path / "list.csv"
    file.write_text(change(text), "utf-8")
    assert_refused(tmp_path / "case", "uk_ofsi", file, message)


# Of the real editions: what stands in them is counted without the ingestor, and compared with what was stated.


@pytest.fixture(scope="module")
def real_workbook(shared_data: Path) -> Path:
    return shared_data / "lists/uk/ofsi_conlist_2025-04-10.xlsx"


@pytest.fixture(scope="module")
def whole(real_workbook: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole") / "case", "uk_ofsi", real_workbook)


@pytest.fixture(scope="module")
def rows(real_workbook: Path) -> list[Cells]:
    book = openpyxl.load_workbook(real_workbook, read_only=True)
    lines = book["Data"].iter_rows(min_row=2, values_only=True)
    header = [str(name) for name in next(lines)]
    found = [
        dict(zip(header, ("" if cell is None else str(cell).strip() for cell in line), strict=True)) for line in lines
    ]
    book.close()
    return found


@pytest.fixture(scope="module")
def old_rows(shared_data: Path) -> list[Cells]:
    with (shared_data / "lists/uk/sanctionsconlist_2018-04-13.csv").open(encoding="cp1252", newline="") as stream:
        next(stream)
        return [{name: cell.strip() for name, cell in row.items()} for row in csv.DictReader(stream)]


def by_group(rows: list[Cells], column: str) -> set[tuple[str, str]]:
    """Each group with each text that its rows have in a column, as one line."""
    texts = ((f"uk_ofsi:{row['Group ID']}", unicodedata.normalize("NFC", row[column])) for row in rows if row[column])
    return {(key, " ".join(text.split())) for key, text in texts}


def values(case: Case, prop: str) -> set[tuple[str, str]]:
    return set(asked(case, "SELECT split_part(entity, '/', 1), value FROM statements WHERE prop = ?", prop))


def test_every_group_of_the_real_list_is_a_subject_with_its_listings(
    whole: tuple[Case, Report], rows: list[Cells]
) -> None:
    case, report = whole
    assert report.counts == {"groups": 4686, "rows": 18796} == {"groups": report.records, "rows": len(rows)}
    assert (report.edition, report.set_aside) == ("2025-04-10", {})
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    types = {row["Group ID"]: row["Group Type"] for row in rows}
    printed = Counter(types.values())
    assert kinds == {"Person": printed["Individual"], "Organization": printed["Entity"], "Vessel": printed["Ship"]}
    listings = {(row["Group ID"], row["Listed On"]) for row in rows}
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'LISTED_IN' AND prop = 'tail'") == [
        (len(listings),)
    ]
    assert values(case, "programme") == by_group(rows, "Regime")
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'Coverage' AND prop = 'as_of'") == [(1,)]


def test_every_name_of_the_real_list_is_stated(whole: tuple[Case, Report], rows: list[Cells]) -> None:
    case, _ = whole
    printed = defaultdict(set)
    for row in rows:
        given = " ".join(" ".join(row[f"Name {number}"].split()) for number in range(1, 6) if row[f"Name {number}"])
        printed[f"uk_ofsi:{row['Group ID']}"].add(f"{given} {' '.join(row['Name 6'].split())}".strip())
    stated_names = defaultdict(set)
    names = "('name', 'alias', 'weak_alias', 'former_name', 'weak_former_name')"
    for entity, value, original in asked(case, f"SELECT entity, value, original FROM statements WHERE prop IN {names}"):
        stated_names[entity].add(value)
        if ", " in original:  # as the list prints a person whose family name holds a comma
            stated_names[entity].add(" ".join(reversed(original.split(", ", 1))))
    entities = {f"uk_ofsi:{row['Group ID']}" for row in rows if row["Group Type"] == "Individual" or not row["Name 1"]}
    missing = {(key, name) for key in entities for name in printed[key] if name not in stated_names[key]}
    assert {name for _, name in missing if "," not in name} == set()
    assert by_group(rows, "Name Non-Latin Script") <= values(case, "alias")


def test_what_the_real_list_says_of_each_group_is_stated(whole: tuple[Case, Report], rows: list[Cells]) -> None:
    case, _ = whole
    information = {row["Group ID"]: row["Other Information"] for row in rows}
    uk = {
        (f"uk_ofsi:{key}", ref)
        for key, text in information.items()
        for ref in re.findall(r"Ref\):([A-Z]{3}\d{4})\b", text)
    }
    un = {
        (f"uk_ofsi:{key}", ref)
        for key, text in information.items()
        for ref in re.findall(r"UN Ref\):([A-Z]{2}[ie]\.\d{3})", text)
    }
    assert len(uk) == 4683
    assert len(un) == 862
    assert uk | un <= values(case, "identifier")
    reasons = sum("(UK Statement of Reasons):" in text for text in information.values())
    assert len({entity for entity, _ in values(case, "reason")}) == reasons
    genders = Counter(value for _, value in values(case, "gender"))
    assert genders == {
        gender: sum(f"(Gender):{gender}" in text.replace("Gender):M", "Gender):m").replace("Gender):F", "Gender):f")
                    for text in information.values())
        for gender in ("male", "female")
    }  # fmt: skip
    years = {(key, day[-4:]) for key, day in by_group(rows, "DOB")}
    assert {(key, day[:4]) for key, day in values(case, "birth_date")} == years


def test_every_country_of_the_real_list_is_a_country(whole: tuple[Case, Report], rows: list[Cells]) -> None:
    case, _ = whole
    plain = {key for key, printed in by_group(rows, "Nationality") if printed == "Russia"}
    assert {(key, "RU") for key in plain} <= values(case, "nationality")
    words = {value for _, value in values(case, "note") if value.startswith("Nationality: ")}
    assert words == {"Nationality: Congolese", "Nationality: DRC and Belgian nationalities"} & words


def test_of_the_real_numbers_one_fails_its_check_digits(whole: tuple[Case, Report]) -> None:
    case, _ = whole
    assert asked(case, "SELECT entity, original FROM statements WHERE prop = 'failed_identifier'") == [
        ("uk_ofsi:16773", "National identification 820523399043: INN (not a valid INN)")
    ]


def test_the_real_list_of_2018_is_read_whole(shared_data: Path, old_rows: list[Cells], tmp_path: Path) -> None:
    file = shared_data / "lists/uk/sanctionsconlist_2018-04-13.csv"
    case, report = taken_in(tmp_path / "case", "uk_ofsi", file)
    assert report.counts == {"groups": 2106, "rows": 9487} == {"groups": report.records, "rows": len(old_rows)}
    assert (report.edition, report.set_aside) == ("2018-04-13", {})
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    types = Counter({row["Group ID"]: row["Group Type"] for row in old_rows}.values())
    assert kinds == {"Person": types["Individual"], "Organization": types["Entity"] - 25, "Vessel": 25}
    assert values(case, "programme") == by_group(old_rows, "Regime")
    assert values(case, "remarks") == {
        (f"uk_ofsi:{row['Group ID']}", row["Other Information"]) for row in old_rows if row["Other Information"]
    }
    assert {(key, day[:4]) for key, day in values(case, "birth_date")} == {
        (key, day[-4:]) for key, day in by_group(old_rows, "DOB")
    }
