"""Partial dates as sources write them, and intervals with four bounds.

A day is an ISO string (``YYYY-MM-DD``), so that it compares as text in Python, in Parquet and in Cypher
alike. An unknown beginning is ``0001-01-01``, an unknown end ``9999-12-31``.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NoReturn, Self

from graphkit.errors import InvalidDate, InvalidInterval

Day = str
"""An ISO day, ``YYYY-MM-DD``."""

UNKNOWN_START: Day = "0001-01-01"
UNKNOWN_END: Day = "9999-12-31"

_FIRST_YEAR, _LAST_YEAR = 1500, 2199
"""Years outside are typing errors, placeholders (0001, 9999) or years of another calendar (1398)."""


class DateOrder(StrEnum):
    """How a source orders the numbers of a date such as 4/3/2011; ``ISO`` refuses to guess."""

    ISO = "iso"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Grade(StrEnum):
    """How firmly a day is covered."""

    CERTAIN = "certain"
    POSSIBLE = "possible"


class Timed(StrEnum):
    """Whether a source dates what it says, leaves it undated, or states it as permanent."""

    DATED = "dated"
    UNDATED = "undated"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month, year or range as a source gives it: some day from ``first`` to ``last``.

    An open end is ``UNKNOWN_START`` or ``UNKNOWN_END``; ``written`` is the source's own text. ``circa`` is
    kept and shown and does not widen the range: how far "about" reaches is not ours to say.
    """

    first: Day
    last: Day
    written: str
    circa: bool = False

    def __post_init__(self) -> None:
        if not (_is_day(self.first) and _is_day(self.last)):
            _refuse(self.written, f"{self.first} to {self.last} are not two days of the calendar")
        if self.last < self.first:
            _refuse(self.written, "it ends before it starts")

    @classmethod
    def parse(cls, text: str, *, order: DateOrder = DateOrder.ISO) -> "PartialDate":
        """Read a date in ISO 8601, in EDTF, or in English; `InvalidDate` says what is wrong.

        ``2007-08`` is always a month, ``2007-2008`` a range of years; "before" and "after" exclude the date
        named; a day or month of 0 is unknown; "about" and "late" set ``circa``.
        """
        return _parse(text, order)

    def edtf(self) -> str:
        """Return the canonical value (EDTF, ISO 8601-2): equal ranges of days give equal text."""
        mark = "~" if self.circa else ""
        if self.first == self.last:
            return self.first + mark
        for size in (4, 7, 10):
            start, end = self.first[:size], self.last[:size]
            fits_start = self.first == UNKNOWN_START or _bounds(start)[0] == self.first
            fits_end = self.last == UNKNOWN_END or _bounds(end)[1] == self.last
            if fits_start and fits_end:
                break
        if start == end:
            return start + mark
        left = ".." if self.first == UNKNOWN_START else start + mark
        right = ".." if self.last == UNKNOWN_END else end + mark
        return f"{left}/{right}"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch whose first day lies in ``start_min..start_max`` and whose last lies in ``end_min..end_max``.

    The flags say whether the first (last) day is the beginning (end) itself or only the first (last) day on
    which the source attests it; they never widen the stretch. Grades compare the four bounds alone, as the
    packs do. *Possible* is exactly "in some reading of the dates"; *certain* is "in every reading", save
    that it may be withheld, never overstated, where the ranges overlap (from ``2017-08-27``, to ``2017``).
    """

    start_min: Day
    start_max: Day
    end_min: Day
    end_max: Day
    start_known: bool = False
    end_known: bool = False
    timed: Timed = Timed.DATED

    def __post_init__(self) -> None:
        for day in (self.start_min, self.start_max, self.end_min, self.end_max):
            if not _is_day(day):
                raise InvalidInterval(f"{day!r} is not a day of the calendar; write it as 2017-08-27")
        if self.start_min > self.start_max:
            raise InvalidInterval(f"start_min {self.start_min} lies after start_max {self.start_max}; swap them")
        if self.end_min > self.end_max:
            raise InvalidInterval(f"end_min {self.end_min} lies after end_max {self.end_max}; swap them")
        if self.start_min > self.end_max:
            raise InvalidInterval(
                f"the interval ends before it starts: it begins on {self.start_min} at the earliest "
                f"and ends on {self.end_max} at the latest; check the two dates in the source"
            )

    @classmethod
    def undated(cls) -> Self:
        """Return the interval of an undated statement: possible on every day, certain on none."""
        return cls(UNKNOWN_START, UNKNOWN_END, UNKNOWN_START, UNKNOWN_END, timed=Timed.UNDATED)

    @classmethod
    def standing(cls) -> Self:
        """Return the interval of a permanent structure: certain on every day."""
        return cls(UNKNOWN_START, UNKNOWN_START, UNKNOWN_END, UNKNOWN_END, timed=Timed.STANDING)

    @classmethod
    def attested(
        cls,
        first: PartialDate | None,
        last: PartialDate | None,
        *,
        start_known: bool = False,
        end_known: bool = False,
        open_ended: bool = False,
        vouched_until: PartialDate | None = None,
        standing: bool = False,
    ) -> Self:
        """Turn what a record attests into bounds: nothing is claimed before ``first`` or after ``last``.

        ``open_ended`` says that ``last`` is when it was last cited as going on; ``vouched_until`` is the date
        of a source that still states it, and counts only where ``first`` is given without ``last``.
        ``standing`` makes an undated record certain on every day; a dated one keeps to its dates, because
        they are all that the source attests.
        """
        if first is None and last is None:
            return cls.standing() if standing else cls.undated()
        if first and last and last.last < first.first:
            raise InvalidInterval(
                f"the last date {last.written!r} lies before the first date {first.written!r}; "
                "check the two dates in the source"
            )
        start_min, start_max = (first.first, first.last) if first else (UNKNOWN_START, UNKNOWN_START)
        if last is None:
            end_min, end_max = start_max, UNKNOWN_END
            if vouched_until is not None:
                end_min = max(start_max, vouched_until.first)
        else:
            end_min, end_max = last.first, UNKNOWN_END if open_ended else last.last
            if first is None:
                start_max = last.first
        return cls(
            start_min,
            start_max,
            end_min,
            end_max,
            start_known=start_known and first is not None,
            end_known=end_known and last is not None and not open_ended,
        )

    @classmethod
    def between(cls, earlier: "Interval", later: "Interval") -> Self | None:
        """Return the gap between two attestations ("attested before and after"): possible, never certain.

        It runs from the last possible day of ``earlier`` (its last attested one, where its end is not known) to the
        first possible day of ``later``; None where no whole day lies between them, and where a source knows that
        the first ended and the second began anew.
        """
        if earlier.end_known and later.start_known:
            return None
        attested = max(earlier.start_max, earlier.end_min)
        left = attested if earlier.end_max == UNKNOWN_END else earlier.end_max
        if left >= later.start_min or _shifted(left, 1) == later.start_min:
            return None
        return cls(left, later.start_min, left, later.start_min)

    def certain_on(self, day: Day) -> bool:
        """Say whether the day is covered however the dates are read."""
        return self.start_max <= day <= self.end_min

    def possible_on(self, day: Day) -> bool:
        """Say whether the day is covered in some reading of the dates."""
        return self.start_min <= day <= self.end_max

    def grade_on(self, day: Day) -> Grade | None:
        """Return the grade on one day; None means that nothing is said of it, not that it is denied."""
        return self.grade_over(day, day)

    def grade_over(self, first_day: Day, last_day: Day) -> Grade | None:
        """Return the grade over a span: certain if surely covered whole, possible if any day may be."""
        if last_day < first_day:
            raise InvalidInterval(f"the span ends on {last_day}, before it starts on {first_day}; swap the days")
        if self.start_max <= first_day and last_day <= self.end_min:
            return Grade.CERTAIN
        if self.start_min <= last_day and first_day <= self.end_max:
            return Grade.POSSIBLE
        return None

    def certain_days(self, first_day: Day, last_day: Day) -> tuple[Day, Day] | None:
        """Return the part of a span that is certainly covered, as its first and last day."""
        start, end = max(first_day, self.start_max), min(last_day, self.end_min)
        return (start, end) if start <= end else None


def definite_span(first: PartialDate, last: PartialDate | None) -> tuple[Day, Day]:
    """Return the days an incident surely lasted, from its latest beginning to its earliest end.

    Where no day is sure (a date known only to the month) it is the whole possible span. A missing ``last`` is
    ``first``.
    """
    last = last or first
    if last.last < first.first:
        raise InvalidInterval(
            f"the incident ends ({last.written!r}) before it begins ({first.written!r}); "
            "check the two dates in the source"
        )
    return (first.last, last.first) if first.last <= last.first else (first.first, last.last)


_EXAMPLES = "write 2017, 2017-08, 2017-08-27, 2016/2018 or 27 Aug 2017"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO = re.compile(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})"
    r"(?:[t ][0-2]\d:[0-5]\d(?::[0-6]\d(?:[.]\d+)?)?)?(?:z|[+-]\d\d:?\d\d)?)?)?",
    re.ASCII,
)
_NUMBERS = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})", re.ASCII)
_DECADE = re.compile(r"(\d{3})0'?s", re.ASCII)
_GAP = r"[ ./-]*"
_DAY_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH_NAME = r"(?P<month>[a-z]{3,})"
_YEAR = r"(?P<year>\d{4})"
_MONTH_YEAR_NUMBERS = re.compile(rf"(?P<month>\d{{1,2}})[./]{_YEAR}", re.ASCII)
_NAMED = (
    re.compile(rf"(?:{_DAY_NUMBER}{_GAP}(?:of )?)?{_MONTH_NAME}{_GAP}{_YEAR}", re.ASCII),
    re.compile(rf"{_MONTH_NAME}{_GAP}{_DAY_NUMBER}[ ./-]+{_YEAR}", re.ASCII),
    re.compile(rf"{_YEAR}{_GAP}{_MONTH_NAME}(?:{_GAP}{_DAY_NUMBER})?", re.ASCII),
)
_CIRCA = re.compile(
    r"\(?\b(?:circa|approximately|approx|about|around|ca|c|early|mid|late)\b[.-]?\)?|\bca?[.]?(?=\d)|[~?%]"
)
_BESIDE = re.compile(r"(before|prior to|after) (.+)")
_RANGE = re.compile(r"between (.+) and (.+)|(?:from )?(.+) to (.+)|([^/]+)/([^/]+)|(.+\S) - (\S.+)|(.*\d{4})-(.*\d{4})")
_LONGEST = 100
_MONTH_NAMES = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTHS = {
    name.lower()[:size]: number for number, name in enumerate(_MONTH_NAMES, start=1) for size in (3, 4, len(name))
}


def _refuse(written: str, reason: str) -> NoReturn:
    raise InvalidDate(f"{written!r} is not a date: {reason}; {_EXAMPLES}")


@lru_cache(maxsize=65536)
def _is_day(day: str) -> bool:
    if not _DAY.fullmatch(day):
        return False
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _shifted(day: Day, days: int) -> Day:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _bounds(partial: str) -> tuple[Day, Day]:
    """Return the first and last day of ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, all known to exist."""
    if len(partial) == 4:
        return f"{partial}-01-01", f"{partial}-12-31"
    if len(partial) == 7:
        return f"{partial}-01", f"{partial}-{calendar.monthrange(int(partial[:4]), int(partial[5:]))[1]}"
    return partial, partial


@lru_cache(maxsize=65536)
def _parse(text: str, order: DateOrder) -> PartialDate:
    if len(text) > _LONGEST:
        _refuse(f"{text[:_LONGEST]}…", f"it is longer than {_LONGEST} characters")
    plain = " ".join(text.lower().replace(",", " ").replace("–", "-").replace("—", "-").split())
    bare = " ".join(_CIRCA.sub(" ", plain).split())
    try:
        first, last = _read(bare, order)
    except InvalidDate as problem:
        _refuse(text, str(problem))
    return PartialDate(first, last, text, circa=bare != plain)


def _read(plain: str, order: DateOrder) -> tuple[Day, Day]:
    if not plain:
        raise InvalidDate("nothing is written")
    if beside := _BESIDE.fullmatch(plain):
        first, last = _read_one(beside[2], order)
        if beside[1] == "after":
            return _calendar_day(_shifted(last, 1)), UNKNOWN_END
        return UNKNOWN_START, _calendar_day(_shifted(first, -1))
    if _MONTH_YEAR_NUMBERS.fullmatch(plain) or not (parts := _RANGE.fullmatch(plain)):
        return _read_one(plain, order)
    left, right = (part.strip() for part in parts.groups() if part is not None)
    return _read_range(left, right, order)


def _read_range(left: str, right: str, order: DateOrder) -> tuple[Day, Day]:
    if left == right == "..":
        raise InvalidDate("both ends are open")
    first = UNKNOWN_START if left == ".." else _read_one(left, order)[0]
    last = UNKNOWN_END if right == ".." else _read_one(right, order)[1]
    if last < first:
        raise InvalidDate("the range ends before it starts")
    return first, last


def _read_one(plain: str, order: DateOrder) -> tuple[Day, Day]:
    if iso := _ISO.fullmatch(plain):
        return _calendar(*iso.groups())
    if numbers := _NUMBERS.fullmatch(plain):
        return _calendar(*_ordered(numbers[1], numbers[3], numbers[4], order))
    if decade := _DECADE.fullmatch(plain):
        return _calendar(f"{decade[1]}0")[0], _calendar(f"{decade[1]}9")[1]
    if month_year := _MONTH_YEAR_NUMBERS.fullmatch(plain):
        return _calendar(**month_year.groupdict())
    for form in _NAMED:
        if named := form.fullmatch(plain):
            return _calendar(named["year"], _month(named["month"]), named["day"])
    raise InvalidDate(f"{plain!r} has no form that is known")


def _ordered(left: str, middle: str, right: str, order: DateOrder) -> tuple[str, str, str]:
    """Return year, month and day of an all-number date."""
    if len(left) == 4:
        return left, middle, right
    if len(right) != 4:
        raise InvalidDate("its year must have four digits")
    if order is DateOrder.ISO:
        raise InvalidDate("whether the day or the month comes first is not known")
    return (right, middle, left) if order is DateOrder.DAY_FIRST else (right, left, middle)


def _month(name: str) -> str:
    if name not in _MONTHS:
        raise InvalidDate(f"{name!r} is not a month")
    return str(_MONTHS[name])


def _calendar_day(day: Day) -> Day:
    return _calendar(*day.split("-"))[0]


def _calendar(year: str, month: str | None = None, day: str | None = None) -> tuple[Day, Day]:
    """Return the first and last day of a year, month or day; a part written as 0 is unknown."""
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        raise InvalidDate(
            f"year {year} is outside {_FIRST_YEAR} to {_LAST_YEAR} "
            "(convert other calendars; leave an unknown date empty)"
        )
    if not month or not int(month):
        return _bounds(year)
    if int(month) > 12:
        raise InvalidDate(f"there is no month {month}")
    if not day or not int(day):
        return _bounds(f"{year}-{int(month):02}")
    if int(day) > (length := calendar.monthrange(int(year), int(month))[1]):
        raise InvalidDate(f"{_MONTH_NAMES[int(month) - 1]} {year} has {length} days, not {int(day)}")
    return _bounds(f"{year}-{int(month):02}-{int(day):02}")
