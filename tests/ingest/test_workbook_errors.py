"""What a workbook is told that is not right: every mistake at once, each with its place and what to do."""

import csv
import re
import shutil
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graphkit.case.folder import Case
from graphkit.errors import GraphkitError, Refused, UnreadableSource
from graphkit.intake.check import check
from graphkit.intake.ingestor import load
from graphkit.intake.layout import SHEETS
from graphkit.intake.run import Options, ingest
from graphkit.model.ontology import RELATION_CLASSES

SAMPLE = Path(__file__).parent / "workbook" / "sample"
WORKBOOK = load("workbook")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "mine")
    return tmp_path / "mine"


def row(sheet: str, **cells: str) -> str:
    """Return a line for a sheet of the sample; source and place are given."""
    header = (SAMPLE / f"{sheet}.csv").read_text("utf-8").splitlines()[0].split(",")
    assert set(cells) <= set(header)
    filled = ({"source_id": "S1", "locator": "somewhere"} if sheet != "sources" else {}) | cells
    return ",".join(filled.get(column, "") for column in header) + "\n"


def put(folder: Path, sheet: str, **cells: str) -> None:
    with (folder / f"{sheet}.csv").open("a", encoding="utf-8") as stream:
        stream.write(row(sheet, **cells))


def problems(*paths: Path) -> list[str]:
    with pytest.raises(Refused) as caught:
        check(WORKBOOK, paths)
    return list(caught.value.problems)


WRONG: dict[str, tuple[str, dict[str, str], str]] = {
    "unknown unit": (
        "postings", {"person_id": "a", "unit_id": "harbur", "role": "chief"},
        "column 'unit_id': 'harbur' is the id of no row of units; did you mean 'harbour'?",
    ),
    "unknown person": (
        "directorships", {"person_id": "nobody at all", "company_id": "yard", "role": "chief"},
        "column 'person_id': 'nobody at all' is the id of no row of persons; add the row to persons, or correct the id",
    ),
    "unknown source": (
        "family", {"person_a": "a", "person_b": "b", "relation": "cousin", "source_id": "S10"},
        "column 'source_id': 'S10' is the id of no row of sources; did you mean 'S1'?",
    ),
    "unknown incident": (
        "incident_perpetrators", {"incident_id": "nigth", "unit_id": "harbour", "stance": "found"},
        "column 'incident_id': 'nigth' is the id of no row of incidents; did you mean 'night'?",
    ),
    "unknown company": (
        "directorships", {"person_id": "a", "company_id": "yardd", "role": "chief"},
        "column 'company_id': 'yardd' is the id of no row of companies; did you mean 'yard'?",
    ),
    "a row of another sheet": (
        "directorships", {"person_id": "a", "company_id": "guard", "role": "chief"},
        "column 'company_id': 'guard' is the id of a row in units (units.csv row:2); name a row of companies here",
    ),
    "ends before it starts": (
        "postings", {"person_id": "a", "unit_id": "guard", "role": "chief", "from": "2019", "to": "2018-12"},
        "columns 'from' and 'to': the last date '2018-12' lies before the first date '2019'",
    ),
    "delisted before it was listed": (
        "listings", {"subject": "b", "subject_kind": "person", "authority": "UK", "listed_on": "2019",
                     "delisted_on": "2018"},
        "columns 'listed_on' and 'delisted_on': the last date '2018' lies before the first date '2019'",
    ),
    "an incident ends before it starts": (
        "incidents", {"incident_id": "i2", "title": "t", "country": "IS", "violations": "killing",
                      "date_from": "2020-02", "date_to": "2020-01-31"},
        "columns 'date_from' and 'date_to': the last date '2020-01-31' lies before the first date '2020-02'",
    ),
    "unknown kind": (
        "unit_relations", {"child": "harbour", "parent": "guard", "kind": "comand"},
        f"column 'kind': 'comand' is not one of {', '.join(map(repr, RELATION_CLASSES))}; did you mean 'command'?",
    ),
    "unknown stance": (
        "incident_perpetrators", {"incident_id": "night", "unit_id": "harbour", "stance": "founded"},
        "column 'stance': 'founded' is not one of 'alleged', 'found', 'denied'; did you mean 'found'?",
    ),
    "an empty required cell": (
        "units", {"unit_id": "u9", "name": "Nine", "country": "IS", "locator": ""},
        "column 'locator': it is empty; a value is required. Where in the source",
    ),
    "no such day": (
        "postings", {"person_id": "a", "unit_id": "guard", "role": "chief", "from": "2017-02-31"},
        "column 'from': '2017-02-31' is not a date: February 2017 has 28 days, not 31",
    ),
    "a day in another order": (
        "postings", {"person_id": "a", "unit_id": "guard", "role": "chief", "from": "31.02.2017"},
        "column 'from': '31.02.2017' is not a date: ",
    ),
    "an id given twice": (
        "persons", {"person_id": "a", "name": "Anna Again"},
        "column 'person_id': 'a' is already the id of a row in persons (persons.csv row:2); give this row an id",
    ),
    "an id of another sheet": (
        "persons", {"person_id": "guard", "name": "Guard"},
        "column 'person_id': 'guard' is already the id of a row in units (units.csv row:2); give this row an id",
    ),
    "unit and person": (
        "incident_perpetrators", {"incident_id": "night", "unit_id": "harbour", "person_id": "a", "stance": "found"},
        "columns 'unit_id' and 'person_id': both are filled; fill exactly one",
    ),
    "neither unit nor person": (
        "incident_perpetrators", {"incident_id": "night", "stance": "found"},
        "columns 'unit_id' and 'person_id': neither is filled; fill exactly one",
    ),
    "more than all": (
        "ownership", {"owner": "b", "owned": "yard", "kind": "owns", "pct_max": "130"},
        "column 'pct_max': '130' is more than 100 per cent; write a number from 0 to 100, or nothing if unknown",
    ),
    "least and greatest swapped": (
        "ownership", {"owner": "b", "owned": "yard", "kind": "owns", "pct_min": "60%", "pct_max": "40"},
        "columns 'pct_min' and 'pct_max': 60 is more than 40; swap them",
    ),
    "a share of control": (
        "ownership", {"owner": "b", "owned": "yard", "kind": "controls", "pct_min": "60"},
        "column 'kind': 'controls' has no share",
    ),
    "itself": (
        "unit_relations", {"child": "guard", "parent": "guard", "kind": "member"},
        "columns 'child' and 'parent' both name 'guard'; name two different rows",
    ),
    "unknown country": (
        "units", {"unit_id": "u9", "name": "Nine", "country": "Icland"},
        "column 'country': 'Icland' is not a known country; did you mean 'Iceland'?",
    ),
    "a misspelt supplier": (
        "transfers", {"transfer_id": "t9", "supplier": "Rusia", "recipient": "Iceland", "designation": "X"},
        "column 'supplier': 'Rusia' is not a known country; did you mean 'Russia'?",
    ),
    "a flag that is neither": (
        "unit_relations", {"child": "harbour", "parent": "guard", "kind": "member", "standing": "yes"},
        "column 'standing': 'yes' is not one of 'Y', 'N'",
    ),
    "a flag without its date": (
        "postings", {"person_id": "a", "unit_id": "guard", "role": "chief", "to_is_end": "Y"},
        "column 'to_is_end': it is 'Y', but 'to' is empty",
    ),
    "an entry of two subjects": (
        "listings", {"subject": "b", "subject_kind": "person", "authority": "EU", "programme": "EXA; EXB",
                     "list_entry_id": "1"},
        "column 'subject': 'b', but listings (listings.csv row:2) has the same authority, entry and programme with 'a'",
    ),
    "a subject of another kind": (
        "listings", {"subject": "b", "subject_kind": "company", "authority": "EU"},
        "column 'subject_kind': 'company', but 'b' is the id of a row in persons (persons.csv row:3); write 'person'",
    ),
    "a source of no date": (
        "listings", {"subject": "b", "subject_kind": "person", "authority": "EU", "date_source_id": "S2"},
        "column 'date_source_id': 'listed_on' is empty; give the date that this source tells",
    ),
    "a number that is none": (
        "transfers", {"transfer_id": "t9", "supplier": "Norway", "recipient": "Iceland", "designation": "X",
                      "number_ordered": "a few"},
        "column 'number_ordered': 'a few' is not a number such as 12 or 12.5; empty means unknown",
    ),
    "a date of birth of nobody": (
        "persons", {"person_id": "c", "name": "C", "dob_variants": "1970"},
        "column 'dob_variants': '1970' does not say whose date it is; write EU=1961-08-20",
    ),
    "the error of a formula": (
        "persons", {"person_id": "c", "name": "#REF!"},
        "column 'name': #REF! is the error of a formula; type the value itself",
    ),
}  # fmt: skip


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_named_with_its_place(folder: Path, mistake: str) -> None:
    sheet, cells, message = WRONG[mistake]
    put(folder, sheet, **cells)
    number = len((folder / f"{sheet}.csv").read_text("utf-8").splitlines())
    (problem,) = problems(folder)
    assert problem.startswith(f"{sheet}.csv row:{number}: {message}")


def test_all_mistakes_of_all_sheets_are_named_at_once(folder: Path) -> None:
    for sheet, cells, _ in WRONG.values():
        put(folder, sheet, **cells)
    found = "\n".join(problems(folder))
    # The second "u9" and "c", which earlier mistakes have taken, are reported as such besides.
    for _, _, message in WRONG.values():
        assert message in found


def test_what_refers_to_a_refused_row_is_no_mistake_of_its_own(folder: Path) -> None:
    put(folder, "units", unit_id="u9", name="Nine", country="Nowhereland")
    put(folder, "unit_relations", child="u9", parent="guard", kind="command")
    put(folder, "postings", person_id="a", unit_id="u9", role="chief")
    (problem,) = problems(folder)
    assert problem.startswith("units.csv row:4: column 'country'")


def test_set_aside_leaves_nothing_that_refers_to_what_was_left_out(folder: Path, tmp_path: Path) -> None:
    for sheet, cells, _ in WRONG.values():
        put(folder, sheet, **cells)
    put(folder, "units", unit_id="u8", name="Eight", country="Nowhereland")
    put(folder, "unit_relations", child="u8", parent="guard", kind="command")
    case = Case.create(tmp_path / "case")
    reports = ingest(case, WORKBOOK, [folder], Options(set_aside=True))
    reasons = {report.file: report.set_aside for report in reports}
    assert reasons["unit_relations.csv"]["it names a row that was left out"] == 1
    files = sorted((case.folder / "statements").rglob("*.parquet"))
    rows: list[dict[str, Any]] = pa.concat_tables([pq.read_table(file) for file in files]).to_pylist()
    stated = {row["entity"] for row in rows}
    assert {row["value"] for row in rows if row["prop"] in {"head", "tail"}} <= stated
    assert {row["source"] for row in rows} <= stated
    assert not {"mine:u8", "mine:u9"} & stated


def test_a_missing_sheet_is_told_once_for_each_column(folder: Path) -> None:
    (folder / "persons.csv").unlink()
    found = problems(folder)
    about = [problem for problem in found if "the workbook has no such sheet" in problem]
    assert {problem.split(" row:")[0] for problem in about} >= {"postings.csv", "family.csv", "directorships.csv"}
    assert len(about) == len({re.sub(r" row:\d+|: '.*", "", problem) for problem in about})
    # A column that may name several sheets is told of each id that none of the others has.
    assert all("is the id of no row of persons or" in problem for problem in found if problem not in about)


def test_a_sheet_that_cannot_be_read_takes_no_other_down(folder: Path) -> None:
    text = (folder / "units.csv").read_text("utf-8")
    (folder / "units.csv").write_text(text.replace("unit_id,name", "unit_id,nmae"), "utf-8")
    put(folder, "family", person_a="a", person_b="a", relation="twin")
    assert problems(folder) == [
        "units.csv row 1: column 'name' is missing",
        "units.csv row 1: column 'nmae' is unknown; did you mean 'name'?",
        "family.csv row:3: columns 'person_a' and 'person_b' both name 'a'; name two different rows",
    ]


@pytest.mark.parametrize(("separator", "word"), [(";", "semicolons"), ("\t", "tabs")])
def test_columns_parted_by_something_else(folder: Path, separator: str, word: str) -> None:
    text = (SAMPLE / "family.csv").read_text("utf-8")
    (folder / "family.csv").write_text(text.replace(",", separator), "utf-8")
    assert problems(folder) == [
        f"family.csv row 1: its columns are parted by {word}; save it as CSV (UTF-8) with commas"
    ]


def test_more_problems_than_are_worth_reading_stop_their_file_only(folder: Path) -> None:
    for number in range(300):
        put(folder, "family", person_a=f"x{number}", person_b="a", relation="cousin")
        put(folder, "sources", source_id=f"s{number}", title="t", publisher="p", kind="rumour")
    put(folder, "measures", subject="nobody at all", kind="trial", source_id="s299")
    found = problems(folder)
    assert sum(problem.startswith("family.csv") for problem in found) == 200
    assert sum(problem.startswith("sources.csv") for problem in found) == 200
    (measure,) = [problem for problem in found if problem.startswith("measures.csv")]
    assert "'nobody at all' is the id of no row" in measure


def test_empty_rows_of_a_spreadsheet_are_no_records(folder: Path) -> None:
    with (folder / "family.csv").open("a", encoding="utf-8") as stream:
        stream.write(",,,,\n\n , ,,,\n")
    records = {checked.file: checked.records for checked in check(WORKBOOK, [folder])}
    assert records["family.csv"] == 1


def test_files_that_are_no_sheets(folder: Path) -> None:
    for name in ("README.txt", "notes.md", "expected.json", ".hidden.csv", "~$mine.xlsx"):
        (folder / name).write_text("beside", "utf-8")
    assert len(check(WORKBOOK, [folder])) == len(SHEETS)
    (folder / "person.csv").write_text("beside", "utf-8")
    (folder / "scan.pdf").write_text("beside", "utf-8")
    person, scan = problems(folder)
    assert person.startswith("person.csv: no sheet is called 'person'; did you mean 'persons'?")
    assert scan.startswith("scan.pdf: neither a .csv file nor an .xlsx workbook")


def test_which_files_are_one_workbook(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(SAMPLE, other)
    (tmp_path / "book.xlsx").write_bytes(b"")
    runs = WORKBOOK.gather([folder / "units.csv", other, folder / "sources.csv", tmp_path / "book.xlsx", folder])
    assert [[path.name for path in run] for run in runs] == [
        [f"{name}.csv" for name in SHEETS],
        [f"{name}.csv" for name in SHEETS],
        ["book.xlsx"],
    ]
    assert {path.parent for path in runs[0]} == {folder}


def test_what_is_no_workbook_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="there is no such file or folder"):
        check(WORKBOOK, [tmp_path / "absent"])
    with pytest.raises(UnreadableSource, match="holds no sheet of a workbook"):
        check(WORKBOOK, [tmp_path])
    (tmp_path / "book.xlsx").write_bytes(b"PK\x03\x04 but cut")
    with pytest.raises(GraphkitError, match=r"book.xlsx is not an XLSX workbook, or is damaged"):
        check(WORKBOOK, [tmp_path / "book.xlsx"])


def book(path: Path, sheet: str, column: str, value: object, form: str) -> Path:
    """Write the sample as an XLSX in which one cell of a sheet's second row is a spreadsheet's own."""
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name in SHEETS:
        lines = list(csv.reader((SAMPLE / f"{name}.csv").read_text("utf-8").splitlines()))
        page = made.create_sheet(name)
        for cells in lines:
            page.append([cell or None for cell in cells])
        if name == sheet:
            cell: Any = page.cell(2, lines[0].index(column) + 1)
            cell.value, cell.number_format = value, form
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("sheet", "column", "value", "form", "message"),
    [
        ("listings", "list_entry_id", datetime(2026, 4, 3), "d-mmm", "turned it into a date or time (2026-04-03)"),  # noqa: DTZ001
        ("listings", "list_entry_id", time(2, 39), "h:mm", "turned it into a date or time (02:39:00)"),
        ("ownership", "from", datetime(1905, 7, 11), "dd/mm/yyyy", "makes of a year typed into a cell"),  # noqa: DTZ001
        ("ownership", "from", "#VALUE!", "General", "#VALUE! is the error of a formula"),
    ],
)
def test_what_a_spreadsheet_makes_of_a_cell_is_named(
    tmp_path: Path, sheet: str, column: str, value: object, form: str, message: str
) -> None:
    (problem,) = problems(book(tmp_path / "mine.xlsx", sheet, column, value, form))
    assert problem.startswith(f"mine.xlsx row:2;pointer:{sheet}: column {column!r}: ")
    assert message in problem


def test_a_sheet_of_another_name_in_a_spreadsheet(tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", "family", "relation", "cousin", "General")
    made = openpyxl.load_workbook(path)
    made.create_sheet("persns")
    made.create_sheet("README")
    made.save(path)
    assert problems(path) == [
        "mine.xlsx: no sheet is called 'persns'; did you mean 'persons'? the sheets are " + ", ".join(SHEETS)
    ]
