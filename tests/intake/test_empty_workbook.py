"""The empty workbook: it can be taken in as it is, and a spreadsheet helps to fill it in."""

import csv
from pathlib import Path

import openpyxl
import pytest

from graphkit.case.folder import Case
from graphkit.errors import SourceError
from graphkit.intake.check import check
from graphkit.intake.empty_workbook import write_csv, write_xlsx
from graphkit.intake.ingestor import load
from graphkit.intake.layout import SHEETS, Cell, Column
from graphkit.intake.run import Options, ingest

WORKBOOK = load("workbook")
MOST_IN_A_LIST = 255  # characters of a drop-down that is written into the sheet: a limit of the format


def test_the_empty_folder_is_a_workbook(tmp_path: Path) -> None:
    files = write_csv(tmp_path / "new")
    assert [path.name for path in files] == [f"{name}.csv" for name in SHEETS]
    assert len(files) == 17
    reports = ingest(Case.create(tmp_path / "case"), WORKBOOK, [tmp_path / "new"], Options())
    assert {report.file: report.records for report in reports} == {
        f"{name}.csv": 2 if name in {"units", "persons"} else 1 for name in SHEETS
    }
    assert all(report.statements > 0 for report in reports)


def test_the_empty_spreadsheet_says_the_same(tmp_path: Path) -> None:
    write_csv(tmp_path / "new")
    write_xlsx(tmp_path / "new.xlsx")
    folder, spreadsheet = (check(WORKBOOK, [tmp_path / name]) for name in ("new", "new.xlsx"))
    assert {checked.dataset for checked in (*folder, *spreadsheet)} == {"new"}
    assert sum(checked.statements for checked in folder) == spreadsheet[0].statements
    assert spreadsheet[0].records == 19


def test_every_column_of_the_layout_is_there(tmp_path: Path) -> None:
    for path in write_csv(tmp_path / "new"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header = next(csv.reader(stream))
        assert header == [column.name for column in SHEETS[path.stem].columns]
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def columns() -> list[tuple[str, Column]]:
    return [(sheet.name, column) for sheet in SHEETS.values() for column in sheet.columns]


def test_a_spreadsheet_helps_to_fill_it_in(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "new.xlsx")
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    assert book.sheetnames == list(SHEETS)
    closed = 0
    for name, column in columns():
        page = book[name]
        header = next(cell for cell in page[1] if cell.value == column.name)
        assert header.comment is not None
        assert column.about in header.comment.text
        assert ("Required." in header.comment.text) == column.required
        assert page.freeze_panes == "A2"
        assert page.column_dimensions[header.column_letter].number_format == "@"
        assert page[f"{header.column_letter}2"].number_format == "@"
        lists = [item for item in page.data_validations.dataValidation if f"{header.column_letter}2" in item.sqref]
        if column.choices:
            closed += 1
            assert [(item.formula1, item.showErrorMessage) for item in lists] == [
                (f'"{",".join(column.choices)}"', True)
            ]
            assert len(",".join(column.choices)) <= MOST_IN_A_LIST
            assert not [choice for choice in column.choices if "," in choice]
    assert closed == sum(column.cell in {Cell.CHOICE, Cell.FLAG} for _, column in columns())
    assert closed >= 20


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "units.csv").write_text("precious", "utf-8")
    (tmp_path / "mine.xlsx").write_bytes(b"precious")
    with pytest.raises(SourceError, match="is not an empty folder"):
        write_csv(tmp_path / "mine")
    for name in ("mine.xlsx", "mine.ods"):
        with pytest.raises(SourceError, match=r"name a new \.xlsx file"):
            write_xlsx(tmp_path / name)
    assert (
        (tmp_path / "mine" / "units.csv").read_text("utf-8")
        == (tmp_path / "mine.xlsx").read_text("utf-8")
        == "precious"
    )


@pytest.mark.parametrize(("sheet", "column"), columns(), ids=lambda item: getattr(item, "name", item))
def test_a_required_column_has_an_example_and_every_column_a_note(sheet: str, column: Column) -> None:
    assert column.about, sheet
    assert column.example or not column.required


def test_the_example_persons_and_units_are_invented() -> None:
    invented = {"persons": "Example", "units": "Example", "companies": "Example"}
    for sheet, word in invented.items():
        (name,) = [column.example for column in SHEETS[sheet].columns if column.name == "name"]
        assert name.startswith(word)
