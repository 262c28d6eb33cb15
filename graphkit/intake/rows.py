"""Rows of delimited text and of sheets, read destructively: what is not taken must be ignored by name."""

import codecs
import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphkit.errors import InvalidValue, Refused, UnreadableSource
from graphkit.intake.record import Fields
from graphkit.text import clean, nearest

if TYPE_CHECKING:
    from zipfile import ZipFile

    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell

_BLOCK = 1 << 20
_LONGEST_LINE = 16 << 20
_END_OF_DOS_FILE = "\x1a"
_MOST_EXPANDED = 1 << 30
"""Bytes that the parts of an XLSX may unpack to; a workbook of a hundred megabytes stays far below."""

_HARMLESS, _MOST_RATIO = 32 << 20, 150
"""Bytes that a part of an XLSX may unpack to in any case, and how often its packed size; a table's is some 20 times."""
_LAST_ROW = 1_048_576
"""The last row that a spreadsheet can have; a file may name any number, and every row before it would be made up."""
_UNFIT = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
"""What the reader of workbooks raises for cells that no spreadsheet writes: a row "abc", a style that is not there."""
_HEAD = 64 << 10
"""Bytes of a part in which its document type would stand."""

_DATE_OR_TIME = (dt.date, dt.time, dt.timedelta)
_NOT_A_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.')
"""What a number format prints as it is, and its colours and locales; the rest are codes such as ``yyyy``."""


Above = Callable[[Sequence[str]], None]
"""Takes the cells of a line above the header."""


@dataclass(slots=True)
class Row(Fields):
    """One record of a table; each cell is taken once, and ``audit`` names what was left."""

    cells: dict[str, str]
    locator: str
    dated: frozenset[str] = frozenset()
    """The columns whose cell a spreadsheet keeps as a date or a time: typed as one, or turned into one."""
    _left: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self._left = dict(self.cells)

    def take(self, column: str) -> str:
        """Return the cell, stripped; empty where it is empty or the column, being optional, is absent."""
        return self._left.pop(column, "")

    def take_each(self, columns: Iterable[str]) -> tuple[str, ...]:
        """Return the cells of these columns, as ``take`` does."""
        left = self._left.pop
        return tuple([left(column, "") for column in columns])

    def need(self, column: str) -> str:
        """Return the cell; raises InvalidValue where it is empty."""
        if not (value := self.take(column)):
            raise InvalidValue(f"column {column!r} is empty; a value is required")
        return value

    def place(self, name: str) -> str:
        """Return how messages call a column."""
        return f"column {name!r}"

    def parts(self, column: str, separator: str = ";") -> list[str]:
        """Return the parts of a cell that holds a list, stripped, without empty ones and repetitions."""
        if not (text := self.take(column)):
            return []
        return list(dict.fromkeys(part for piece in text.split(separator) if (part := piece.strip())))

    def values(self, column: str) -> list[str]:
        """Return the values of a cell parted by semicolons, where quotation marks keep one whole that holds either."""
        if not (text := self.take(column)):
            return []
        if '"' not in text:
            pieces: Iterable[str] = text.split(";")
        else:
            try:
                pieces = next(csv.reader([text], delimiter=";", skipinitialspace=True, strict=True), [])
            except csv.Error as error:
                raise InvalidValue(f"column {column!r}: {text[:80]!r} is badly quoted ({error})") from error
        return list(dict.fromkeys(value for piece in pieces if (value := piece.strip())))

    def ignore(self, columns: Iterable[str]) -> None:
        """Leave these columns unread, knowingly."""
        for column in columns:
            self._left.pop(column, None)

    def audit(self) -> None:
        """Raise Refused where a column was neither taken nor ignored."""
        if self._left:
            raise Refused("", [f"column {name!r} is neither read nor ignored" for name in self._left])


def csv_rows(
    path: Path,
    name: str,
    *,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    delimiter: str = ",",
    encoding: str = "utf-8-sig",
    quoted: bool = True,
    headed: bool = True,
    above: Above | None = None,
) -> Iterator[Row]:
    """Yield the rows of a delimited text file whose header holds the columns, and of the optional ones any.

    A row is numbered as a spreadsheet shows it: the header is row 1, or 2 where a line stands above it, which ``above``
    takes; an empty line counts. ``quoted`` says whether quotation marks enclose cells, or are text like any other. A
    file that is not ``headed`` has the columns in their order, and may end in the mark by which DOS ended files. Raises
    UnreadableSource where the bytes are no such table.
    """
    check_text(path, name, encoding)
    csv.field_size_limit(_LONGEST_LINE)
    with path.open(encoding=encoding, newline="") as stream:
        reader = csv.reader(
            stream, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE, strict=True
        )
        try:
            if above:
                above([clean(cell) for cell in next(reader, [])])
            first = 2 if above else int(headed)
            header = [clean(cell) for cell in next(reader, [])] if headed else list(columns)
            check_header(name, header, columns, optional, number=first)
            for number, values in enumerate(reader, first + 1):
                if values and (headed or values != [_END_OF_DOS_FILE]):
                    yield _row(name, header, values, number)
        except csv.Error as error:
            raise UnreadableSource(
                f"{name} line {reader.line_num}: {error}; the file may be cut or badly quoted"
            ) from error


def csv_header(path: Path, name: str, *, delimiter: str, encoding: str = "utf-8-sig") -> list[str]:
    """Return the names of the columns of a delimited text file; raises UnreadableSource where it has none."""
    with path.open(encoding=encoding, newline="") as stream:
        try:
            return [clean(cell) for cell in next(csv.reader(stream, delimiter=delimiter, strict=True), [])]
        except csv.Error as error:
            raise UnreadableSource(f"{name} line 1: {error}; the header is cut or badly quoted") from error
        except UnicodeDecodeError as error:
            raise UnreadableSource(
                f"{name} line 1: not {encoding.removesuffix('-sig')} ({error.reason}); save it in that encoding"
            ) from error
        except InvalidValue as error:
            raise UnreadableSource(f"{name} line 1: {error}") from error


def sheet_rows(
    path: Path,
    name: str,
    sheet: str,
    *,
    columns: Sequence[str],
    optional: Sequence[str] = (),
    above: Above | None = None,
) -> Iterator[Row]:
    """Yield the rows of one sheet of an XLSX workbook, each cell as the text that it shows; empty rows are passed.

    Without a name it is the workbook's only sheet. ``above`` takes the line that stands above the header.
    """
    with opened_workbook(path, name) as book:
        sheet = sheet or _only_sheet(name, book.sheetnames)
        page = book[sheet]
        page.reset_dimensions()  # some writers state a size that is too small, and rows would be missed
        lines = _rows_of(page, f"{name} sheet {sheet!r}")
        if above:
            above([shown(cell) for cell in next(lines, ())])
        first = 2 if above else 1
        header = [shown(cell) for cell in next(lines, ())]
        while header and not header[-1]:
            header.pop()
        check_header(f"{name} sheet {sheet!r}", header, columns, optional, number=first)
        for number, found in enumerate(lines, first + 1):
            texts = [shown(cell) for cell in found]
            while texts and not texts[-1]:
                texts.pop()
            if texts:
                texts += [""] * (len(header) - len(texts))
                row = _row(f"{name} sheet {sheet!r}", header, texts, number)
                row.locator = f"row:{number};pointer:{sheet}"
                row.dated = frozenset(
                    column for column, cell in zip(header, found, strict=False) if isinstance(cell.value, _DATE_OR_TIME)
                )
                yield row


def _rows_of(page: Any, where: str) -> Iterator[Sequence["Cell | MergedCell"]]:
    """Yield the rows of a sheet, gaps filled; raises UnreadableSource for what no spreadsheet writes."""
    rows = page.iter_rows(max_row=_LAST_ROW + 1)
    try:
        for number, row in enumerate(rows, 1):
            if number > _LAST_ROW:
                raise UnreadableSource(f"{where} has more rows than a spreadsheet can; get it from the publisher again")
            for cell in row:
                cell.number_format  # noqa: B018 - looked up in the file's own table of styles
            yield row
    except _UNFIT as error:
        raise UnreadableSource(
            f"{where} is damaged, or not of a spreadsheet's making ({error}); get it from the publisher again"
        ) from error


def _only_sheet(name: str, sheets: Sequence[str]) -> str:
    if len(sheets) != 1:
        raise UnreadableSource(f"{name} has {len(sheets)} sheets where this source's has one; is it the right file?")
    return sheets[0]


@contextmanager
def opened_workbook(path: Path, name: str) -> Iterator["Workbook"]:
    """Open an XLSX for reading cell by cell; raises UnreadableSource for what is none, or unpacks to too much."""
    import zipfile
    import zlib
    from xml.etree.ElementTree import ParseError

    import openpyxl

    with path.open("rb") as stream:
        try:
            with zipfile.ZipFile(stream) as parts:
                _refuse_hostile(name, parts)
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise UnreadableSource(f"{name} is not an XLSX workbook, or is damaged ({error}); save it anew") from error
        try:
            yield book
        except (ParseError, zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise UnreadableSource(
                f"{name} is damaged, or not of a spreadsheet's making ({error}); get it from the publisher again"
            ) from error
        finally:
            book.close()


def _refuse_hostile(name: str, book: "ZipFile") -> None:
    """Refuse a workbook that unpacks to too much, or whose parts declare a document type, through which one can."""
    parts = book.infolist()
    if sum(part.file_size for part in parts) > _MOST_EXPANDED:
        raise UnreadableSource(f"{name} unpacks to more than {_MOST_EXPANDED >> 20} MB; it is refused")
    for part in parts:
        if part.file_size > max(_HARMLESS, _MOST_RATIO * part.compress_size):
            raise UnreadableSource(
                f"{name}: its part {part.filename!r} unpacks to {part.file_size >> 20} MB, more than {_MOST_RATIO} "
                "times its packed size; no publisher's table does, it is refused"
            )
        with book.open(part) as stream:
            if b"<!DOCTYPE" in stream.read(_HEAD).replace(b"\0", b""):
                raise UnreadableSource(
                    f"{name}: its part {part.filename!r} declares a document type; no spreadsheet does, it is refused"
                )


def check_text(path: Path, name: str, encoding: str) -> None:
    """Read the file once in blocks; raises UnreadableSource for NUL bytes, lines without end and wrong encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    size, line, length = 0, 1, 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            if (at := block.find(b"\0")) >= 0:
                raise UnreadableSource(f"{name} byte {size + at + 1}: a NUL byte; this is not a text table")
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                bad = line + block.count(b"\n", 0, max(error.start, 0))
                raise UnreadableSource(
                    f"{name} line {bad}: not {encoding.removesuffix('-sig')} ({error.reason}); save it in that encoding"
                ) from error
            newlines = block.count(b"\n")
            length = len(block) - block.rfind(b"\n") - 1 if newlines else length + len(block)
            if length > _LONGEST_LINE:
                raise UnreadableSource(f"{name} line {line + newlines} is longer than {_LONGEST_LINE >> 20} MB")
            line += newlines
            size += len(block)
    if not size:
        raise UnreadableSource(f"{name} is empty")


def check_header(
    name: str, header: Sequence[str], columns: Sequence[str], optional: Sequence[str], *, number: int = 1
) -> None:
    """Raise Refused with every column that is missing, unknown or there twice, and the nearest known name.

    ``number`` is the row of the header.
    """
    known, place = [*columns, *optional], f"{name} row {number}"
    problems = [f"{place}: column {column!r} is missing" for column in columns if column not in header]
    problems += [f"{place}: column {c!r} is there twice" for c in dict.fromkeys(header) if header.count(c) > 1]
    for column in header:
        if column not in known:
            guess = nearest(column, [item for item in known if item not in header])
            hint = f"; did you mean {guess!r}?" if guess else ""
            problems.append(f"{place}: column {column!r} is unknown{hint}")
    if problems:
        raise Refused(f"{name}: its columns are not those of this source; is it the right file and ingestor?", problems)


def _row(name: str, header: Sequence[str], values: Sequence[str], number: int) -> Row:
    if len(values) != len(header):
        raise UnreadableSource(
            f"{name} row {number}: {len(values)} cells under {len(header)} columns; the row is cut or badly quoted"
        )
    try:
        return Row({column: clean(value) for column, value in zip(header, values, strict=True)}, f"row:{number}")
    except InvalidValue as error:
        raise UnreadableSource(f"{name} row {number}: {error}") from error


def shown(cell: "Cell | MergedCell") -> str:
    """Return the text that a cell shows: a date as ISO and no finer than its format, a share as per cent."""
    value, form = cell.value, _NOT_A_CODE.sub("", (cell.number_format or "").lower())
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return _shown_date(value, form)
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, int | float) and "%" in form:
        return f"{value * 100:.10g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _shown_date(value: dt.datetime, form: str) -> str:
    """Return a date as ISO; a spreadsheet keeps "Aug 2017" as the first of August and shows no day."""
    if value.time() != dt.time():
        return value.isoformat()
    day = value.date().isoformat()
    if "d" in form or "y" not in form:
        return day
    return day[:7] if "m" in form else day[:4]
