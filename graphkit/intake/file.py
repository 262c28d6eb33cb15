"""A file that an ingestor reads: its bytes are a capture already, and every record of it is counted."""

import codecs
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from graphkit.errors import GraphkitError, ModelError, Refused, SourceError, UnreadableSource
from graphkit.intake.archive import unpacked
from graphkit.intake.documents import WHOLE, Document, entries, items, lines
from graphkit.intake.draft import Draft
from graphkit.intake.elements import Element, iterate
from graphkit.intake.rows import Above, Row, csv_rows, sheet_rows
from graphkit.intake.tables import load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MOST_PROBLEMS = 200
_PEEKED = 256
"""Bytes in which a JSON file says whether it is a list; blanks before it are rare and few."""


class Record(Protocol):
    """What a reader takes apart: a row, an element or an object."""

    @property
    def locator(self) -> str:
        """Where it stands in the file."""

    def audit(self) -> None:
        """Raise Refused where something was neither taken nor ignored."""


RecordT = TypeVar("RecordT", bound=Record)


@dataclass(slots=True)
class SourceFile:
    """One file of a run, with the problems found in it so far."""

    path: Path
    """The copy in the case, which is what was hashed."""
    name: str
    """The file's own name, for messages."""
    capture: str
    draft: Draft
    lenient: bool = False
    """Whether records that cannot be read are left out, each with its reason, instead of stopping the run."""
    progress: Callable[[int], None] = lambda _: None
    records: int = 0
    refused: int = 0
    """How many of the records were left out because they could not be read."""
    counts: dict[str, int] = field(default_factory=dict)
    """How many of what the file holds, where an entry stands in several rows: groups and rows."""
    problems: list[str] = field(default_factory=list)
    set_aside: Counter[str] = field(default_factory=Counter)
    """How many records were left out, by reason."""
    kept: Counter[str] = field(default_factory=Counter)
    """How many values no property here holds, so that they are kept in the source's own words, by what they are."""

    @contextmanager
    def unpacked(self) -> Iterator[None]:
        """Read, in the place of an archive, the one file that it holds; any other file is read as it is."""
        packed = self.path
        with unpacked(packed, self.name) as (inner, _):
            self.path = inner
            try:
                yield
            finally:
                self.path = packed

    def elements(
        self,
        tag: str | Sequence[str],
        read: Callable[[Element], None],
        *,
        root: str,
        namespaces: Sequence[str],
        header: Mapping[str, Callable[[Element], None]] | None = None,
        boxes: Sequence[str] = (),
    ) -> None:
        """Read every element of that tag, or of those tags, under the root, one at a time; any other is a problem.

        ``boxes`` names the elements under the root that hold such records instead of being one. ``header`` names the
        elements beside them that are read too, among them the root for its attributes; they are not counted as records.
        Where a record shows that the whole file is another one, ``read`` raises UnreadableSource, and nothing sets that
        aside.
        """
        others = dict(header or {})
        tags = {*([tag] if isinstance(tag, str) else tag), *others}
        found = iterate(self.path, self.name, root=root, tags=tags, namespaces=namespaces, boxes=boxes)
        for element in found:
            if element.tag in others:
                self._read(element, others[element.tag])
            else:
                self._one(element, read)
        self.finish()

    def documents(
        self, read: Callable[[Document], None], *, under: str = "", header: Callable[[Document], None] | None = None
    ) -> None:
        """Read every object of a JSON list, which is the file, or stands ``under`` a key of the object that it is.

        ``header`` reads that object's other keys, after the list; without it there must be none.
        """
        for document in items(self.path, self.name, under=under):
            if document.locator == WHOLE:
                self._read(document, header or (lambda _: None))
            else:
                self._one(document, read)
        self.finish()

    def entries(self, read: Callable[[Document], None]) -> None:
        """Read every object that stands under a key of the object that a JSON file is."""
        for document in entries(self.path, self.name):
            self._one(document, read)
        self.finish()

    def json_lines(self, read: Callable[[Document], None], *, joins: bool = False) -> None:
        """Read the object of every line of a file of JSON lines.

        ``joins`` keeps all values of a key that stands twice in one object, which is refused otherwise.
        """
        for document in lines(self.path, self.name, joins=joins):
            self._one(document, read)
        self.finish()

    def list_or_lines(self, read: Callable[[Document], None]) -> None:
        """Read every object of a JSON file that is a list, or holds one object in each line."""
        with self.path.open("rb") as stream:
            first = stream.read(_PEEKED).removeprefix(codecs.BOM_UTF8).lstrip()[:1]
        if first == b"[":
            self.documents(read)
        else:
            self.json_lines(read)
        if not self.records:
            raise UnreadableSource(f"{self.name} holds no record; get it from the publisher again")

    def rows(
        self,
        read: Callable[[Row], None],
        *,
        columns: Sequence[str],
        optional: Sequence[str] = (),
        delimiter: str = ",",
        encoding: str = "utf-8-sig",
        quoted: bool = True,
        headed: bool = True,
        above: Above | None = None,
    ) -> None:
        """Read every row of a delimited text file whose header holds exactly these columns, or that has no header."""
        found = csv_rows(
            self.path,
            self.name,
            columns=columns,
            optional=optional,
            delimiter=delimiter,
            encoding=encoding,
            quoted=quoted,
            headed=headed,
            above=above,
        )
        self.each(found, read)
        self.finish()

    def table(self, *, columns: Mapping[str, str], unread: Sequence[str], delimiter: str = ",") -> "DuckDBPyConnection":
        """Read a delimited text file of many records into the table ``records`` of a DuckDB of its own.

        The header holds exactly these columns; the table has them under the names given, without those unread.
        """
        connection = load(self.path, self.name, columns=columns, unread=unread, delimiter=delimiter)
        (count,) = connection.execute("SELECT count(*) FROM records").fetchone() or (0,)
        self.records += count
        self.progress(self.records)
        return connection

    def sheet(self, read: Callable[[Row], None], *, columns: Sequence[str], above: Above | None = None) -> None:
        """Read every row of the only sheet of an XLSX workbook, whose header holds exactly these columns."""
        self.each(sheet_rows(self.path, self.name, "", columns=columns, above=above), read)
        self.finish()

    def each(self, rows: Iterator[Row], read: Callable[[Row], None]) -> None:
        """Read and count each row."""
        for row in rows:
            self._one(row, read)

    def _one(self, record: RecordT, read: Callable[[RecordT], None]) -> None:
        self.records += 1
        if self.records % 1000 == 0:
            self.progress(self.records)
        self._read(record, read)

    def _read(self, record: RecordT, read: Callable[[RecordT], None]) -> None:
        draft = self.draft
        mark = draft.mark()
        draft.capture = self.capture
        draft.at(record.locator)
        try:
            read(record)
            record.audit()
        except UnreadableSource:
            raise
        except (ModelError, SourceError) as error:
            draft.cut(mark)
            self.problem(record.locator, error)

    def problem(self, locator: str, error: GraphkitError) -> None:
        """Note why a record was refused; stops at once where there are too many to be worth reading."""
        reasons = error.problems if isinstance(error, Refused) and error.problems else (str(error),)
        self.refused += 1
        for reason in reasons:
            if self.lenient:
                self.set_aside[reason] += 1
            else:
                self.problems.append(f"{self.name} {locator}: {reason}")
        if len(self.problems) >= _MOST_PROBLEMS:
            self.finish()

    def finish(self) -> None:
        """Raise Refused with every problem of the file, if there is one, or where no record could be read at all."""
        if self.lenient and 0 < self.records == self.refused:
            raise Refused(
                f"{self.name}: not one of its {self.records} records can be read; is it the right file and ingestor?",
                list(self.set_aside),
            )
        if self.problems:
            count = len(self.problems)
            shown = f"{count} problem{'s' if count > 1 else ''}"
            if count >= _MOST_PROBLEMS:
                shown = f"the first {count} problems"
            raise Refused(
                f"{self.name}: {shown}; mend the file, or run again with --set-aside to leave these records out",
                self.problems,
            )
