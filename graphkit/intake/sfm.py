"""What the research files of Security Force Monitor share: datapoints with sources of their own, dates, and stretches.

Beside a cell stand the sources that give it and how sure the researchers are of it; the sources stand behind the cell
together, and which of them gives which part of a list is not said. A date is written month first and repeated in three
columns; two dates and two flags make a stretch of time.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple, Self

from graphkit.dates import DateOrder, Interval, PartialDate
from graphkit.errors import InvalidDate, InvalidInterval, InvalidValue
from graphkit.intake.draft import Citation, Draft, Subject
from graphkit.intake.rows import Row
from graphkit.model.source import Sharing

SOURCES = "sfm_sources"
"""The dataset that describes the sources which the others cite; a case may hold those without it."""
PUBLISHER = "Security Force Monitor, Columbia Law School Human Rights Institute"
URL = "https://whowasincommand.com"

# The researchers' own columns: whose row it is, how far its review has come, and remarks for the review, which the
# header itself sets apart from the notes meant for publication.
INTERNAL = (
    "Owner-initial of staff researcher",
    "Status (0=first commit, 1=fixes needed, 2=fixes made, 3=clean)",
    (
        "Comments-specifics relevant to the review process, such as fixes, refinements, other observations."
        ' This is different from "Notes", which are intended for publication.'
    ),
)

# Confidence says how many sources agree on this one datapoint, and how well it fits with what is known of the force:
# all begin as Low; so Low is information of a single source that agrees with the rest, not a doubtful one. In the
# Admiralty scale: confirmed, probably true, possibly true.
_CREDIBILITY = {"High": 1, "Medium": 2, "Low": 3, "": 0}
_NO_SOURCE = frozenset({"", "nan"})
"""A cell without sources; ``nan`` is how an export of the researchers' sheet wrote an empty one."""
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Ending(Enum):
    """What a flag says of the last date of a stretch."""

    OPEN = auto()
    """It is the last citation of what is held to go on."""
    CITED = auto()
    """It is the last citation, and no more is known."""
    END = auto()
    """It is the end itself."""


BEGINS = {"Y": True, "N": False, "": False}
"""Whether the first date is the beginning, and not only the first citation."""
OPEN_ENDED = {"Y": Ending.OPEN, "N": Ending.CITED, "E": Ending.END, "": Ending.CITED}
"""The flags under a header that asks whether it is open-ended."""
ENDS = {"Y": Ending.END, "N": Ending.CITED, "E": Ending.END, "": Ending.CITED}
"""The flags under a header that asks whether the last date is the end; an E there means the end too."""


class CellColumns(NamedTuple):
    """The columns of one datapoint."""

    value: str
    source: str
    confidence: str

    @classmethod
    def of(cls, value: str, label: str = "") -> Self:
        """Return the columns of a value whose sources and confidence the header names by a label, or as the value."""
        return cls(value, f"Source: {label or value}", f"Confidence: {label or value}")

    @classmethod
    def claimed(cls, value: str, label: str = "") -> Self:
        """Return the columns of a value whose sources and confidence stand under the same name, or under a label."""
        return cls(value, f"{label or value}:source", f"{label or value}:confidence")


class DateColumns(NamedTuple):
    """The columns of one date."""

    value: str
    month: str
    day: str
    year: str
    source: str
    confidence: str

    @classmethod
    def of(cls, value: str, prefix: str, label: str = "") -> Self:
        """Return the columns of a date whose month, day and year are repeated under a prefix."""
        source, confidence = f"Source: {label or value}", f"Confidence: {label or value}"
        return cls(value, f"{prefix}month", f"{prefix}day", f"{prefix}year", source, confidence)

    @classmethod
    def claimed(cls, value: str) -> Self:
        """Return the columns of a date whose month, day, year, sources and confidence stand under the same name."""
        month, day, year = (f"{value}_{part}" for part in ("month", "day", "year"))
        return cls(value, month, day, year, f"{value}:source", f"{value}:confidence")


class StretchColumns(NamedTuple):
    """The columns of a first and a last date with their flags."""

    first: DateColumns
    begins: str
    last: DateColumns
    ends: str


Columns = str | Iterable[str | Iterable[str]]
"""The name of a column, or a group of such names and groups."""


def flat(*groups: Columns) -> list[str]:
    """Return the names of the columns in all the groups, in their order."""
    return [name for group in groups for name in ([group] if isinstance(group, str) else flat(*group))]


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the sources that give it; an empty one has none."""

    text: str = ""
    citations: tuple[Citation, ...] = ()

    @property
    def parts(self) -> list[str]:
        """The values of a list, without empty ones and repetitions."""
        return list(dict.fromkeys(part for piece in self.text.split(";") if (part := piece.strip())))


@dataclass(frozen=True, slots=True)
class CitedDate:
    """A date with the sources that give it."""

    date: PartialDate
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """When something was first and last cited, and the bounds that follow."""

    first: CitedDate | None
    last: CitedDate | None
    begins: bool
    ending: Ending
    when: Interval
    open_ended: str = ""
    """The flag as printed, under a header that asks whether it is open-ended."""

    @classmethod
    def of(
        cls, first: CitedDate | None, last: CitedDate | None, begins: bool, ending: Ending, open_ended: str = ""
    ) -> Self:
        """Return the stretch with the bounds that follow; raises InvalidInterval."""
        when = Interval.attested(
            first.date if first else None,
            last.date if last else None,
            start_known=begins,
            end_known=ending is Ending.END,
            open_ended=ending is Ending.OPEN,
        )
        return cls(first, last, begins, ending, when, open_ended)

    @property
    def key(self) -> tuple[str, ...]:
        """What tells one stretch of a relation from another."""
        dates = (cited.date.edtf() if cited else "" for cited in (self.first, self.last))
        return (*dates, str(self.begins), self.ending.name)

    def state(self, subject: Subject, unsourced: Citation) -> None:
        """State when the subject was first and last cited, within the bounds; the flag cites what its date cites."""
        dated = replace(subject, when=self.when)
        if self.first:
            dated.add("first_cited", self.first.date, citations=self.first.citations)
        if self.last:
            dated.add("last_cited", self.last.date, citations=self.last.citations)
        about = self.last or self.first
        dated.add("open_ended", self.open_ended, citations=about.citations if about else (unsourced,))


@lru_cache(maxsize=8192)
def _of_sources(source: str, credibility: int) -> Citation:
    """Return a citation of a source that the sheet of sources describes."""
    return Citation(f"{SOURCES}:{source}", sharing=Sharing.PUBLIC, credibility=credibility)


@dataclass(slots=True)
class Record:
    """A row of datapoints: what can be read but not placed is left out and counted, the rest of the row stays.

    Every datapoint has its own sources, and so stands without the others. What cannot be read at all (an unknown word,
    a broken date or source id) raises a ModelError, as everywhere.
    """

    row: Row
    draft: Draft
    cite: Callable[[str, int], Citation] = _of_sources
    """How a source's id and the confidence in a datapoint become a citation."""
    aside: Counter[str] = field(default_factory=Counter)
    """How many datapoints and relations were left out, by reason."""

    def given(self, value: str, *others: Columns) -> bool:
        """Tell whether the cell is filled; where it is not, what stands in the others says nothing and is counted."""
        if self.row.cells[value]:
            return True
        beside = flat(*others)
        for column in beside:
            if self.row.cells[column]:
                self.aside[f"column {value!r} is empty, so that {column!r} beside it says nothing"] += 1
        self.row.ignore((value, *beside))
        return False

    def cell(self, columns: CellColumns) -> Cell:
        """Return a value with its sources."""
        if not self.given(columns.value, columns.source, columns.confidence):
            return Cell()
        return Cell(self.row.take(columns.value), self.citations(columns.source, columns.confidence))

    def citations(self, source: str, confidence: str) -> tuple[Citation, ...]:
        """Return a citation of each source in the cell, or of the dataset itself where it names none."""
        credibility = self.row.choose(confidence, _CREDIBILITY)
        if (written := self.row.take(source)) in _NO_SOURCE:
            return (self.draft.citation(credibility=credibility),)
        try:
            return tuple(self.cite(source, credibility) for source in source_ids(written))
        except InvalidValue as error:
            raise InvalidValue(f"column {source!r}: {error}") from None

    def date(self, columns: DateColumns) -> CitedDate | None:
        """Return a date with its sources; raises InvalidDate where neither its text nor its three columns are one."""
        if not self.given(columns.value, columns[1:]):
            return None
        written = self.row.take(columns.value)
        parts = [self.row.take(column) for column in (columns.month, columns.day, columns.year)]
        try:
            date = read_date(written, "/".join(part for part in parts if part))
        except InvalidDate as error:
            raise InvalidDate(f"column {columns.value!r}: {error}") from None
        return CitedDate(date, self.citations(columns.source, columns.confidence))

    def stretch(self, columns: StretchColumns, endings: Mapping[str, Ending]) -> Stretch | None:
        """Return a stretch of time; None, counted, where its last date lies before its first."""
        first, last = self.date(columns.first), self.date(columns.last)
        begins = self.row.choose(columns.begins, BEGINS)
        flag = self.row.cells[columns.ends]
        ending = self.row.choose(columns.ends, endings)
        try:
            return Stretch.of(first, last, begins, ending, flag if endings is OPEN_ENDED else "")
        except InvalidInterval:
            self.aside[f"the date in {columns.last.value!r} lies before that in {columns.first.value!r}"] += 1
            return None

    def unused(self, *columns: str) -> None:
        """Take columns that were never filled; raises InvalidValue for a value, whose meaning nothing tells."""
        for column in columns:
            if value := self.row.take(column):
                raise InvalidValue(f"column {column!r} holds {value!r}; it was always empty before: is the file whole?")


def read_date(written: str, repeated: str) -> PartialDate:
    """Return a date from its text and from its month, day and year joined by slashes.

    Where only one of the two can be read, it is that one. Where they disagree, one of them is mistyped and nothing
    says which: the date is then a range over both, so that nothing is certain but what either reading makes so.
    """
    second = PartialDate.parse(repeated, order=DateOrder.MONTH_FIRST) if repeated else None
    try:
        first = PartialDate.parse(written, order=DateOrder.MONTH_FIRST)
    except InvalidDate:
        if second is None:
            raise
        return replace(second, written=written)
    if second is None or (first.first, first.last) == (second.first, second.last):
        return first
    return PartialDate(
        min(first.first, second.first), max(first.last, second.last), f"{written} or {repeated}", first.circa
    )


def check_id(text: str) -> str:
    """Return an id that the publisher gave (UUID); raises InvalidValue."""
    if not _ID.fullmatch(text):
        raise InvalidValue(f"{text!r} is not an id (UUID) such as 3f560bc4-c103-46f8-9e14-2058814bee66; correct it")
    return text


def merged(*groups: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return the citations of several datapoints, each source once, as the first of them cites it."""
    by_source: dict[str, Citation] = {}
    for group in groups:
        for citation in group:
            by_source.setdefault(citation.source, citation)
    return tuple(by_source.values())


def digest(*parts: str) -> str:
    """Return a short hash of what makes a relation the same one in the next edition, wherever its row stands there."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


@lru_cache(maxsize=8192)
def source_ids(written: str) -> tuple[str, ...]:
    """Return the ids of sources in a cell, each once; raises InvalidValue."""
    return tuple(dict.fromkeys(check_id(part) for piece in written.split(";") if (part := piece.strip())))
