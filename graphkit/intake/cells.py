"""The cells of a workbook's row, read by the layout: every problem of the row is found at once."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from graphkit.countries import country_code, is_not_a_country, nearest_country
from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidInterval, InvalidValue, ModelError
from graphkit.intake.layout import SHEETS, Cell, Column, Sheet
from graphkit.intake.rows import Row
from graphkit.text import nearest

_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_FORMULA_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
_SERIAL_YEARS = ("1904-02-08", "1906-01-07")
"""The days that a spreadsheet makes of the numbers 1500 to 2199 where a cell is formatted as a date."""
_START_FLAGS = (("from_is_start", "from"), ("from_known_start", "from"), ("to_is_end", "to"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where an id is given."""

    sheet: str
    file: str
    locator: str

    def __str__(self) -> str:
        return f"{self.sheet} ({self.file} {self.locator})"


@dataclass(slots=True)
class Index:
    """Which ids the workbook gives, so that a row can name only what is there."""

    sheets: frozenset[str]
    """The sheets that the workbook has."""
    broken: set[str] = field(default_factory=set)
    """The sheets that could not be read whole: what rows name in them cannot be checked."""
    places: dict[str, Place] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    """The ids whose rows were refused; what refers to them is no problem of its own."""
    absent: set[tuple[str, str]] = field(default_factory=set)
    """The sheet and column whose rows refer to a sheet that is not there; told once."""

    def add(self, sheet: Sheet, row: Row, file: str) -> None:
        """Note the id of the row; the first row that gives an id keeps it."""
        if key := row.cells.get(sheet.id_column, ""):
            self.places.setdefault(key, Place(sheet.name, file, row.locator))

    def of(self, sheets: tuple[str, ...]) -> list[str]:
        """Return the ids that rows of these sheets give."""
        return [key for key, place in self.places.items() if place.sheet in sheets]


@dataclass(slots=True)
class Record:
    """One row, read: its values by column, by type; a cell that is empty or wrong has none."""

    sheet: Sheet
    place: Place
    given: frozenset[str]
    """The columns that are not empty."""
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    dates: dict[str, PartialDate] = field(default_factory=dict)
    flags: dict[str, bool] = field(default_factory=dict)
    when: Interval = field(default_factory=Interval.undated)
    """What the row's first and last date attest, where its sheet has them."""
    problems: list[str] = field(default_factory=list)
    void: bool = False
    """Whether the row names a row that was refused: it can be checked, but not stated."""

    def text(self, column: str) -> str:
        """Return the cell's text, empty where it is empty."""
        return self.texts.get(column, "")

    def values(self, column: str) -> list[str | PartialDate]:
        """Return what the cell holds: several values where it is a list."""
        if column in self.lists:
            return [*self.lists[column]]
        if column in self.dates:
            return [self.dates[column]]
        return [self.texts[column]] if column in self.texts else []


def read_row(row: Row, sheet: Sheet, index: Index, file: str) -> Record:
    """Read every cell of the row as its column says; the record holds what is wrong with it."""
    given = frozenset(name for name, value in row.cells.items() if value)
    record = Record(sheet, Place(sheet.name, file, row.locator), given)
    for column in sheet.columns:
        value = row.take(column.name)
        try:
            if not value:
                _check_empty(column, record)
            else:
                _check_spreadsheet(value, column, row)
                _READERS[column.cell](value, column, record, index)
        except ModelError as error:
            record.problems.append(f"column {column.name!r}: {error}")
    record.problems += _flags_without_dates(record)
    if sheet.span:
        try:
            record.when = _span(record, *sheet.span)
        except InvalidInterval as error:
            record.problems.append(f"columns {sheet.span[0]!r} and {sheet.span[1]!r}: {error}")
    return record


def party(printed: str, index: Index, column: Column) -> str:
    """Return ``country:MM``, or the id of the row named, or nothing where the party is neither.

    Raises InvalidValue for what looks like a misspelt country.
    """
    if (place := index.places.get(printed)) and place.sheet in column.sheets:
        return printed
    try:
        return f"country:{country_code(printed)}"
    except InvalidValue as error:
        if is_not_a_country(printed) or nearest_country(printed) is None:
            return ""
        raise InvalidValue(
            f"{error}; if it is no country, give it a row in {' or '.join(column.sheets)} and name its id here"
        ) from None


def _check_empty(column: Column, record: Record) -> None:
    if column.cell is Cell.FLAG:
        record.flags[column.name] = False
    if column.required:
        raise InvalidValue(f"it is empty; a value is required. {column.about}")


def _check_spreadsheet(value: str, column: Column, row: Row) -> None:
    """Raise InvalidValue for what a spreadsheet has made of a cell, and not the person who typed it."""
    if value in _FORMULA_ERRORS:
        raise InvalidValue(f"{value} is the error of a formula; type the value itself")
    if column.name not in row.dated:
        return
    if column.cell not in {Cell.DATE, Cell.DATES}:
        raise InvalidValue(
            f"the spreadsheet has turned it into a date or time ({value}); format the column as text and type it again"
        )
    if _SERIAL_YEARS[0] <= value <= _SERIAL_YEARS[1]:
        raise InvalidValue(
            f"the cell holds the date {value}, which a spreadsheet makes of a year typed into a cell formatted as a "
            "date; format the column as text and type it again"
        )


def _flags_without_dates(record: Record) -> Iterator[str]:
    for flag, date in _START_FLAGS:
        if record.flags.get(flag) and date not in record.given:
            yield f"column {flag!r}: it is 'Y', but {date!r} is empty; give the date, or leave the flag empty"


def _span(record: Record, first: str, last: str) -> Interval:
    dates, flags = record.dates, record.flags
    start, end = dates.get(first), dates.get(last)
    if record.sheet.name == "incidents" and last not in record.given:
        end = start
    return Interval.attested(
        start,
        end,
        start_known=flags.get("from_is_start", False) or flags.get("from_known_start", False),
        end_known=flags.get("to_is_end", False),
        open_ended=flags.get("to_open", False),
        vouched_until=dates.get("open_vouched_until"),
        standing=flags.get("standing", False),
    )


def _read_text(value: str, column: Column, record: Record, _index: Index) -> None:
    record.texts[column.name] = value


def _read_id(value: str, column: Column, record: Record, index: Index) -> None:
    record.texts[column.name] = value
    if (first := index.places[value]) != record.place:
        raise InvalidValue(f"{value!r} is already the id of a row in {first}; give this row an id of its own")


def _read_reference(value: str, column: Column, record: Record, index: Index) -> None:
    record.texts[column.name] = value
    place = index.places.get(value)
    if place is not None and place.sheet in column.sheets:
        record.void |= value in index.refused
        return
    if index.broken.intersection(column.sheets):
        record.void = True
        return
    named = " or ".join(column.sheets)
    if not index.sheets.intersection(column.sheets):
        record.void = True
        if (record.sheet.name, column.name) not in index.absent:
            index.absent.add((record.sheet.name, column.name))
            raise InvalidValue(f"{value!r} should name a row of {named}, but the workbook has no such sheet; "
                               "name the whole folder, or add the sheet")  # fmt: skip
        return
    if place is not None:
        raise InvalidValue(f"{value!r} is the id of a row in {place}; name a row of {named} here")
    guess = nearest(value, index.of(column.sheets))
    hint = f"; did you mean {guess!r}?" if guess else f"; add the row to {named}, or correct the id"
    raise InvalidValue(f"{value!r} is the id of no row of {named}{hint}")


def _read_list(value: str, column: Column, record: Record, _index: Index) -> None:
    record.lists[column.name] = list(dict.fromkeys(part for piece in value.split(";") if (part := piece.strip())))


def _read_date(value: str, column: Column, record: Record, _index: Index) -> None:
    record.dates[column.name] = PartialDate.parse(value)


def _read_dates(value: str, column: Column, record: Record, index: Index) -> None:
    _read_list(value, column, record, index)
    for part in record.lists[column.name]:
        PartialDate.parse(part)


def _read_choice(value: str, column: Column, record: Record, _index: Index) -> None:
    if value not in column.choices:
        guess = nearest(value, column.choices)
        hint = f"; did you mean {guess!r}?" if guess else ""
        raise InvalidValue(f"{value!r} is not one of {', '.join(map(repr, column.choices))}{hint}")
    record.texts[column.name] = value


def _read_flag(value: str, column: Column, record: Record, index: Index) -> None:
    _read_choice(value, column, record, index)
    record.flags[column.name] = value == "Y"


def _read_country(value: str, column: Column, record: Record, _index: Index) -> None:
    if column.required or not is_not_a_country(value):
        country_code(value)
    record.texts[column.name] = value


def _read_countries(value: str, column: Column, record: Record, index: Index) -> None:
    _read_list(value, column, record, index)
    for part in record.lists[column.name]:
        if not is_not_a_country(part):
            country_code(part)


def _read_party(value: str, column: Column, record: Record, index: Index) -> None:
    record.void |= party(value, index, column) in index.refused
    record.texts[column.name] = value


def _read_number(value: str, column: Column, record: Record, _index: Index) -> None:
    if not _NUMBER.fullmatch(value):
        raise InvalidValue(f"{value!r} is not a number such as 12 or 12.5; empty means unknown")
    record.texts[column.name] = value


def _read_percent(value: str, column: Column, record: Record, index: Index) -> None:
    number = value.removesuffix("%").strip()
    _read_number(number, column, record, index)
    if float(number) > 100:
        del record.texts[column.name]
        raise InvalidValue(f"{value!r} is more than 100 per cent; write a number from 0 to 100, or nothing if unknown")


_READERS: Mapping[Cell, Callable[[str, Column, Record, Index], None]] = {
    Cell.TEXT: _read_text,
    Cell.ID: _read_id,
    Cell.REFERENCE: _read_reference,
    Cell.LIST: _read_list,
    Cell.DATE: _read_date,
    Cell.DATES: _read_dates,
    Cell.FLAG: _read_flag,
    Cell.CHOICE: _read_choice,
    Cell.COUNTRY: _read_country,
    Cell.COUNTRIES: _read_countries,
    Cell.PARTY: _read_party,
    Cell.NUMBER: _read_number,
    Cell.PERCENT: _read_percent,
}


def column_of(sheet: str, name: str) -> Column:
    """Return a column of the layout."""
    return next(column for column in SHEETS[sheet].columns if column.name == name)
