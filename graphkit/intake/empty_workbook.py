"""An empty workbook to fill in: every sheet with its columns and one example, as CSV files or as one XLSX."""

import csv
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit.case.atomic import replacing
from graphkit.errors import SourceError
from graphkit.intake.layout import MORE_EXAMPLES, SHEETS, Cell, Column, Sheet

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.worksheet import Worksheet

_TEXT = "@"
_LAST_ROW = 10_000
_WIDTH = 22
_NOTE_SIZE = (120, 320)
"""Height and width of a header's note, in points."""
_EXAMPLE = "Row 2 is an example: replace it, and delete the examples of the sheets that you do not use."


def write_csv(folder: Path) -> list[Path]:
    """Write a CSV file for each sheet into a new or empty folder, and return them; raises SourceError."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SourceError(f"{folder} is not an empty folder; name a new one for the workbook")
    try:
        return [_write_sheet(folder / f"{sheet.name}.csv", sheet) for sheet in SHEETS.values()]
    except OSError as error:
        raise SourceError(f"{folder} cannot be written: {error.strerror}") from error


def write_xlsx(path: Path) -> None:
    """Write one XLSX with a sheet for each, notes on its headers and drop-downs for its closed lists.

    All cells are text, because a spreadsheet turns ``2017-08``, ``2:39`` and ``3-4`` into dates and times otherwise.
    Raises SourceError, also where the file exists.
    """
    from openpyxl import Workbook

    if path.suffix != ".xlsx" or path.exists():
        raise SourceError(f"{path} exists, or does not end in .xlsx; name a new .xlsx file for the workbook")
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in SHEETS.values():
        _add_sheet(book.create_sheet(sheet.name), sheet)
    try:
        with replacing(path) as temporary:
            book.save(temporary)
    except OSError as error:
        raise SourceError(f"{path} cannot be written: {error.strerror}") from error


def _examples(sheet: Sheet) -> list[list[str]]:
    rows = [{column.name: column.example for column in sheet.columns}]
    if sheet.name in MORE_EXAMPLES:
        rows.append(MORE_EXAMPLES[sheet.name])
    return [[row.get(column.name, "") for column in sheet.columns] for row in rows]


def _write_sheet(path: Path, sheet: Sheet) -> Path:
    # The byte order mark makes spreadsheets read the file as UTF-8.
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow([column.name for column in sheet.columns])
        writer.writerows(_examples(sheet))
    return path


def _add_sheet(page: "Worksheet", sheet: Sheet) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    page.append([column.name for column in sheet.columns])
    for example in _examples(sheet):
        page.append(example)
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, 1):
        letter, header = get_column_letter(number), page.cell(1, number)
        about = f"{sheet.about} {_EXAMPLE}\n\n" if number == 1 else ""
        needed = "Required. " if column.required else ""
        header.comment = Comment(f"{about}{column.name}: {needed}{column.about}", "graphkit", *_NOTE_SIZE)
        header.font = Font(bold=column.required)
        header.fill = PatternFill("solid", fgColor="DDE6EE")
        page.column_dimensions[letter].number_format = _TEXT
        page.column_dimensions[letter].width = _WIDTH
        for row in range(2, page.max_row + 1):
            page.cell(row, number).number_format = _TEXT
        if validation := _drop_down(column):
            validation.add(f"{letter}2:{letter}{_LAST_ROW}")
            page.add_data_validation(validation)


def _drop_down(column: Column) -> "DataValidation | None":
    """Return a drop-down: of a closed list, which refuses anything else, or of the ids of the one sheet referred to."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if column.choices:
        return DataValidation(
            "list",
            f'"{",".join(column.choices)}"',
            showErrorMessage=True,
            errorTitle=column.name,
            error=f"One of: {', '.join(column.choices)}",
            allow_blank=not column.required,
        )
    if column.cell is Cell.REFERENCE and len(column.sheets) == 1:
        return DataValidation("list", f"{column.sheets[0]}!$A$2:$A${_LAST_ROW}", allow_blank=True)
    return None
