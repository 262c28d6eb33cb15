"""The sheets of a workbook: which files make one run, and the rows of each sheet, before any cell is read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graphkit.errors import Refused, SourceError, UnreadableSource
from graphkit.intake.cells import Index
from graphkit.intake.file import SourceFile
from graphkit.intake.layout import SHEETS, Sheet
from graphkit.intake.rows import Row, csv_rows, opened_workbook, sheet_rows
from graphkit.text import nearest

_ORDER = tuple(SHEETS)
_BESIDE = (".md", ".json")
"""Files that may lie beside the sheets and are no part of the workbook."""


_LONGEST_HEADER = 10_000


@dataclass(slots=True)
class Table:
    """The rows of one sheet, and the file that holds it."""

    sheet: Sheet
    file: SourceFile
    rows: list[Row] = field(default_factory=list)


def gather(paths: Sequence[Path]) -> list[list[Path]]:
    """Part what the user named into workbooks: the CSV files of a folder are one, each XLSX is one.

    Raises UnreadableSource for a path that is neither, and Refused for files of a folder that are no sheets.
    """
    runs: dict[Path, dict[str, Path]] = {}
    for path in paths:
        for file in _files(path):
            home = file.resolve() if file.suffix == ".xlsx" else file.parent.resolve()
            runs.setdefault(home, {}).setdefault(file.name, file)
    return [sorted(files.values(), key=lambda file: _place(file.stem)) for files in runs.values()]


def tables(files: Sequence[SourceFile]) -> tuple[list[Table], Index, list[str]]:
    """Return the sheets with their rows, the ids that these give, and what could not be read as a table."""
    found: list[Table] = []
    broken: set[str] = set()
    problems: list[str] = []
    for file in files:
        try:
            named = _named(file)
        except SourceError as error:
            problems += _reasons(error)
            continue
        for name in named:
            if name not in SHEETS:
                problems.append(f"{file.name}: {_unknown(name)}")
                continue
            table = Table(SHEETS[name], file)
            found.append(table)
            try:
                table.rows.extend(_rows(table))
            except SourceError as error:
                problems += _reasons(error)
                broken.add(name)
    found.sort(key=lambda table: _place(table.sheet.name))
    index = Index(frozenset(table.sheet.name for table in found), broken)
    for table in found:
        for row in table.rows:
            index.add(table.sheet, row, table.file.name)
    return found, index, problems


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        files = [file for file in sorted(path.iterdir()) if file.is_file() and not _is_beside(file.name)]
        if not files:
            raise UnreadableSource(f"{path} holds no sheet of a workbook; 'graphkit workbook new' writes an empty one")
    elif path.is_file():
        if path.suffix == ".xlsx":
            return [path]
        files = [path]
    else:
        raise UnreadableSource(f"{path}: there is no such file or folder")
    if problems := [problem for file in files if (problem := _not_a_sheet(file))]:
        raise Refused(f"{path}: not every file is a sheet of a workbook; mend or move what is none", problems)
    return files


def _is_beside(name: str) -> bool:
    return name.startswith((".", "~$", "README")) or name.endswith(_BESIDE)


def _not_a_sheet(file: Path) -> str:
    if file.suffix != ".csv":
        return f"{file.name}: neither a .csv file nor an .xlsx workbook; save it as one, or move it elsewhere"
    return "" if file.stem in SHEETS else f"{file.name}: {_unknown(file.stem)}"


def _unknown(name: str) -> str:
    guess = nearest(name, SHEETS)
    hint = f"did you mean {guess!r}? " if guess else ""
    return f"no sheet is called {name!r}; {hint}the sheets are {', '.join(SHEETS)}"


def _place(name: str) -> int:
    return _ORDER.index(name) if name in SHEETS else len(_ORDER)


def _named(file: SourceFile) -> list[str]:
    """Return the names of the sheets in the file: of a CSV file, its own."""
    if not file.name.endswith(".xlsx"):
        return [Path(file.name).stem]
    with opened_workbook(file.path, file.name) as book:
        return [name for name in book.sheetnames if not _is_beside(name)]


def _rows(table: Table) -> Iterator[Row]:
    """Yield the rows that hold anything; a spreadsheet saves empty ones as bare commas."""
    sheet, file = table.sheet, table.file
    if file.name.endswith(".xlsx"):
        return sheet_rows(file.path, file.name, sheet.name, columns=sheet.required, optional=sheet.optional)
    _refuse_other_separators(file)
    rows = csv_rows(file.path, file.name, columns=sheet.required, optional=sheet.optional)
    return (row for row in rows if any(row.cells.values()))


def _refuse_other_separators(file: SourceFile) -> None:
    with file.path.open(encoding="utf-8-sig", errors="replace") as stream:
        header = stream.readline(_LONGEST_HEADER)
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if header.count(separator) > header.count(","):
            raise UnreadableSource(
                f"{file.name} row 1: its columns are parted by {word}; save it as CSV (UTF-8) with commas"
            )


def _reasons(error: SourceError) -> Iterable[str]:
    return error.problems if isinstance(error, Refused) and error.problems else (str(error),)
