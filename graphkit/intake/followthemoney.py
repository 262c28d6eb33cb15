"""FollowTheMoney before it is known what becomes of it: entities with their values, and rows of statements."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidDate, InvalidInterval, UnreadableSource
from graphkit.intake.draft import Citation
from graphkit.intake.file import SourceFile
from graphkit.intake.rows import Row, check_text
from graphkit.model import ftm
from graphkit.text import clean

DATES = ("startDate", "endDate", "date")
_PACK = ("entity_id", "prop", "value", "dataset", "lang", "original_value", "target", "external", "first_seen",
         "last_seen", "id")  # fmt: skip
"""The columns of a pack without a header."""


class Value(NamedTuple):
    """One value of one property, and who says it."""

    prop: str
    value: str
    lang: str
    original: str
    citation: Citation


@dataclass(slots=True)
class Thing:
    """An entity as FollowTheMoney has it, before it is known what it becomes."""

    id: str
    schema: ftm.Schema
    place: int
    citation: Citation
    values: list[Value] = field(default_factory=list)

    def of(self, prop: str) -> list[str]:
        """Return the values of a property."""
        return [item.value for item in self.values if item.prop == prop]

    def when(self, kept: Counter[str]) -> Interval:
        """Return when it held; what cannot be read is counted and leaves it undated."""
        found: dict[str, PartialDate | None] = {}
        try:
            for prop in DATES:
                dates = [PartialDate.parse(text) for text in self.of(prop)]
                found[prop] = _span(dates)
            start, end, day = (found[prop] for prop in DATES)
            if start or end:
                return Interval.attested(start, end, start_known=True, end_known=True)
            return Interval.attested(day, day)
        except (InvalidDate, InvalidInterval):
            kept[f"{self.schema.name}: no interval can be made of its dates; it is undated"] += 1
            return Interval.undated()


def _span(dates: Sequence[PartialDate]) -> PartialDate | None:
    """Return the range that holds all of the dates: of several that sources give, any may be the right one."""
    if len(dates) < 2:
        return dates[0] if dates else None
    written = "; ".join(date.written for date in dates)
    return PartialDate(min(d.first for d in dates), max(d.last for d in dates), written, any(d.circa for d in dates))


def statement_rows(file: SourceFile) -> Iterator[Row]:
    """Yield the rows of a pack of statements, with or without its header, or of a table of them."""
    check_text(file.path, file.name, "utf-8-sig")
    with file.path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        columns: Sequence[str] = ()
        try:
            for number, cells in enumerate(reader, 1):
                if not columns:
                    columns = cells if "entity_id" in cells else _PACK
                    if columns is cells:
                        continue
                yield _row(file, columns, cells, number)
        except csv.Error as error:
            raise UnreadableSource(
                f"{file.name} line {reader.line_num}: {error}; the file may be cut or badly quoted"
            ) from error


def _row(file: SourceFile, columns: Sequence[str], cells: Sequence[str], number: int) -> Row:
    if len(cells) != len(columns):
        raise UnreadableSource(
            f"{file.name} row {number}: {len(cells)} cells where a statement has {len(columns)}; is it the right file?"
        )
    return Row(dict(zip(columns, map(clean, cells), strict=True)), f"row:{number}")
