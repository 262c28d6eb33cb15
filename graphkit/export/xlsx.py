"""Writing sheets as an XLSX file: text is text, whatever it begins with, and the same sheets give the same bytes."""

import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.case.atomic import replacing
from graphkit.errors import ExportError
from graphkit.export.sheets import Book, Cell, Sheet, is_formula

if TYPE_CHECKING:
    from openpyxl import Workbook

_MOST_ROWS = 1_048_575
"""Rows below the headings that a sheet can hold."""
_WIDEST, _NARROWEST = 60, 8
_TALLEST = 6
"""Lines of text that a row shows; the cell holds all of them."""
_LINE = 15
"""Points."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CORE = "docProps/core.xml"
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")


def write_xlsx(book: Book, path: Path) -> Path:
    """Write the book and return the path; raises ExportError where a sheet or the path cannot take it."""
    data = xlsx(book.sheets)
    try:
        with replacing(path) as temporary:
            temporary.write_bytes(data)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}; name another path") from error
    return path


def xlsx(sheets: Sequence[Sheet]) -> bytes:
    """Return the sheets as the bytes of a file; raises ExportError where one has more rows than a sheet holds."""
    from openpyxl import Workbook

    for sheet in sheets:
        if len(sheet.rows) > _MOST_ROWS:
            raise ExportError(
                f"{sheet.name}: {len(sheet.rows):,} rows, more than the {_MOST_ROWS:,} that a sheet holds; write "
                "CSV instead (find --csv, export csv), or narrow"
            )
    workbook = Workbook(write_only=True)
    for sheet in sheets:
        _write(workbook, sheet)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return _timeless(buffer)


def _write(workbook: "Workbook", sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    made = workbook.create_sheet(sheet.name)
    made.freeze_panes = "A2"
    for place, width in enumerate(_widths(sheet), 1):
        made.column_dimensions[get_column_letter(place)].width = width
    made.append([_cell(made, text, bold=True) for text in sheet.headings])
    for number, row in enumerate(sheet.rows, 2):
        lines = max((cell.count("\n") + 1 for cell in row if isinstance(cell, str)), default=1)
        if lines > 1:
            made.row_dimensions[number].height = _LINE * min(lines, _TALLEST)
        made.append([_cell(made, value) for value in row])
    if sheet.rows:
        made.auto_filter.ref = f"A1:{get_column_letter(len(sheet.headings))}{len(sheet.rows) + 1}"


def _widths(sheet: Sheet) -> list[int]:
    """Return how wide each column is, in characters: its longest line, within bounds."""
    columns: Sequence[tuple[Cell, ...]] = list(zip(sheet.headings, *sheet.rows, strict=True))
    longest = (max(max(map(len, str(cell).split("\n"))) for cell in column if cell is not None) for column in columns)
    return [min(max(width + 2, _NARROWEST), _WIDEST) for width in longest]


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    """Return a cell whose text is never taken for a formula, an error or a number."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    if is_formula(value):
        cell.quotePrefix = True
    if "\n" in value:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _timeless(buffer: io.BytesIO) -> bytes:
    """Return the file without the time of its making."""
    made = io.BytesIO()
    with zipfile.ZipFile(buffer) as before, zipfile.ZipFile(made, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            if name == _CORE:
                data = _TIMES.sub(b"", data)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, data)
    return made.getvalue()
