"""Australia's consolidated list: an invented sample, files that are refused, and the real one, whole."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from graphkit.case.folder import Case
from graphkit.errors import GraphkitError
from graphkit.intake.ingestor import load
from graphkit.intake.run import Report
from tests.taking_in import asked, assert_refused, expected, stated, taken_in

HERE = Path(__file__).parent / "au_dfat"
SAMPLE = HERE / "sample_2024-12.xlsx"
DFAT = load("au_dfat")


def changed(file: Path, cell: str, value: Any) -> Path:
    """Write the sample to a file with another value in one cell."""
    book = openpyxl.load_workbook(SAMPLE)
    book["Sheet1"][cell] = value
    book.save(file)
    return file


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "au_dfat", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.counts) == (6, {"entries": 3, "rows": 6})
    assert (report.edition, report.set_aside) == ("2024-12", {})


REFUSED: dict[str, tuple[str, Any, str]] = {
    "a reference that is none": ("A3", "aa2", "'Reference': 'aa2' is not a number with a letter"),
    "a type that is not known": ("C3", "Vessel", "'Type': 'Vessel' is not one of"),
    "a sort of name that is not known": ("D3", "nickname", "'Name Type': 'nickname' is not one of"),
    "one reference for two things": ("C3", "Entity", "entry 2 is a Organization here and a Person"),
    "a birth date of numbers that is none": ("E7", "31/02/1970", "31/02/1970"),
    "a country that is none": ("G7", "Russland", "'Russland' is not a known country"),
    "no committee": ("K7", None, "'Committees' is empty"),
    "a control date that is none": ("L7", "soon", "'soon' is not a date"),
    "a column that is not known": ("M1", "Extra", "column 'Extra' is unknown"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_stops_the_run_and_leaves_the_case_as_it_was(name: str, tmp_path: Path) -> None:
    cell, value, message = REFUSED[name]
    file = changed(tmp_path / "list_2024-12.xlsx", cell, value)
    assert_refused(tmp_path / "case", "au_dfat", file, message)


def test_a_list_of_which_a_row_was_set_aside_covers_nothing(tmp_path: Path) -> None:
    file = changed(tmp_path / "list_2024-12.xlsx", "L7", "soon")
    case, report = taken_in(tmp_path / "case", "au_dfat", file, set_aside=True)
    assert sum(report.set_aside.values()) == 1
    assert asked(case, "SELECT count(*) FROM statements WHERE entity LIKE 'au_dfat:9001%' OR kind = 'Coverage'") == [
        (0,)
    ]


@pytest.mark.parametrize(
    "change", [lambda sheet: sheet.delete_cols(5), lambda sheet: sheet.delete_rows(1)], ids=["column", "header"]
)
def test_a_workbook_without_a_column_is_refused(change: Callable[[Any], None], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    change(book["Sheet1"])
    book.save(tmp_path / "list_2024-12.xlsx")
    with pytest.raises(GraphkitError, match=r"column '.*' is missing"):
        taken_in(tmp_path / "case", "au_dfat", tmp_path / "list_2024-12.xlsx")


def test_a_workbook_of_two_sheets_is_refused(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(SAMPLE)
    book.create_sheet("Another")
    book.save(tmp_path / "list_2024-12.xlsx")
    with pytest.raises(GraphkitError, match="has 2 sheets where this source's has one"):
        taken_in(tmp_path / "case", "au_dfat", tmp_path / "list_2024-12.xlsx")


# Of the real list: what stands in it is counted without the ingestor, and compared with what was stated.


@pytest.fixture(scope="module")
def real_file(shared_data: Path) -> Path:
    return shared_data / "lists/au/dfat_regulation8_consolidated_2024-12.xlsx"


@pytest.fixture(scope="module")
def whole(real_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole") / "case", "au_dfat", real_file)


@pytest.fixture(scope="module")
def rows(real_file: Path) -> list[dict[str, str]]:
    book = openpyxl.load_workbook(real_file, read_only=True)
    lines = book["Sheet1"].iter_rows(values_only=True)
    header = [str(name) for name in next(lines) if name]
    found = [dict(zip(header, map(plain, line), strict=False)) for line in lines if line and line[0] is not None]
    book.close()
    return found


def plain(cell: Any) -> str:
    """The text of a cell as one line; a day without the hour that a spreadsheet gives it."""
    text = "" if cell is None else unicodedata.normalize("NFC", str(cell)).removesuffix(" 00:00:00")
    return " ".join(text.split())


def entry(row: dict[str, str]) -> str:
    number = re.match(r"\d+", row["Reference"])
    assert number
    return f"au_dfat:{number[0]}"


def test_every_row_of_the_real_list_is_a_name_of_an_entry(
    whole: tuple[Case, Report], rows: list[dict[str, str]]
) -> None:
    case, report = whole
    entries = {entry(row): row["Type"].lower() for row in rows}
    assert report.records == 9553 == len(rows)
    assert report.counts == {"entries": len(entries), "rows": 9553}
    assert (report.edition, report.set_aside) == ("2024-12", {})
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    types = Counter(entries.values())
    assert kinds == {"Person": types["individual"], "Organization": types["entity"]}
    names = "SELECT entity, value FROM statements WHERE prop IN ('name', 'alias', 'former_name')"
    printed = {(entry(row), row["Name of Individual or Entity"]) for row in rows}
    assert printed == set(asked(case, names))
    programmes = "SELECT split_part(entity, '/', 1), value FROM statements WHERE prop = 'programme'"
    assert set(asked(case, programmes)) == {(entry(row), row["Committees"]) for row in rows}


def test_every_year_of_birth_of_the_real_list_is_stated_or_kept_in_words(
    whole: tuple[Case, Report], rows: list[dict[str, str]]
) -> None:
    case, _ = whole
    query = "SELECT entity, value, original FROM statements WHERE prop IN ('birth_date', 'note')"
    told: dict[str, str] = {}
    for key, value, original in asked(case, query):
        told[key] = f"{told.get(key, '')} {value} {original}"
    for row in rows:
        for year in re.findall(r"(?:19|20)\d\d", row["Date of Birth"]):
            assert year in told[entry(row)]
    words = [value for _, value, _ in asked(case, query) if value.startswith("Date of birth: ")]
    assert len(words) == 19


def test_every_remark_of_the_real_list_is_kept(whole: tuple[Case, Report], rows: list[dict[str, str]]) -> None:
    case, _ = whole
    query = "SELECT entity, value FROM statements WHERE prop IN ('remarks', 'legal_basis')"
    kept = {(key.split("/")[0], " ".join(value.split())) for key, value in asked(case, query)}
    printed = {(entry(row), row[name]) for row in rows for name in ("Additional Information", "Listing Information")}
    assert {pair for pair in printed if pair[1]} == kept
