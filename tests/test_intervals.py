"""Intervals with four bounds: what is certain and possible, proven day by day."""

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graphkit.dates import UNKNOWN_END, UNKNOWN_START, Grade, Interval, PartialDate, Timed, definite_span
from graphkit.errors import InvalidInterval


def parsed(text: str) -> PartialDate:
    return PartialDate.parse(text)


# Order is all that the rules of time use, so a few days between the two unknowns stand for any.
WINDOW = [UNKNOWN_START, *(f"2017-01-0{number}" for number in range(1, 6)), UNKNOWN_END]


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = sorted(draw(st.tuples(*[st.sampled_from(WINDOW)] * 2)))
    end = sorted(
        draw(
            st.tuples(st.sampled_from(WINDOW), st.sampled_from([day for day in WINDOW if day >= start[0]])).map(sorted)
        )
    )
    return Interval(start[0], start[1], end[0], end[1])


def readings(interval: Interval) -> Iterator[set[str]]:
    """Yield the days of every concrete stretch that the four bounds allow."""
    starts = [day for day in WINDOW if interval.start_min <= day <= interval.start_max]
    ends = [day for day in WINDOW if interval.end_min <= day <= interval.end_max]
    for start, end in product(starts, ends):
        if start <= end:
            yield {day for day in WINDOW if start <= day <= end}


def spans() -> st.SearchStrategy[list[str]]:
    return st.tuples(st.sampled_from(WINDOW), st.sampled_from(WINDOW)).map(sorted)


@given(intervals(), spans())
def test_possible_is_some_reading_of_the_dates(interval: Interval, span: list[str]) -> None:
    days = {day for day in WINDOW if span[0] <= day <= span[1]}
    some = any(reading & days for reading in readings(interval))
    assert (interval.grade_over(span[0], span[1]) is not None) == some
    assert [interval.possible_on(day) for day in WINDOW] == [
        any(day in reading for reading in readings(interval)) for day in WINDOW
    ]


@given(intervals(), spans())
@example(Interval("2017-01-02", "2017-01-02", "2017-01-01", "2017-01-04"), ["2017-01-02", "2017-01-02"])
def test_certain_is_every_reading_and_never_overstated(interval: Interval, span: list[str]) -> None:
    days = {day for day in WINDOW if span[0] <= day <= span[1]}
    every = all(reading >= days for reading in readings(interval))
    certain = interval.grade_over(span[0], span[1]) is Grade.CERTAIN
    overlapping = interval.end_min < interval.start_min or interval.start_max > interval.end_max
    assert certain == every or (overlapping and not certain)


@given(intervals(), spans())
def test_the_certain_days_are_the_days_that_are_certain(interval: Interval, span: list[str]) -> None:
    certain = [day for day in WINDOW if span[0] <= day <= span[1] and interval.certain_on(day)]
    part = interval.certain_days(span[0], span[1])
    assert part == ((certain[0], certain[-1]) if certain else None)
    for day in WINDOW:
        assert interval.grade_on(day) == interval.grade_over(day, day)


def test_where_the_ranges_overlap_certainty_is_withheld() -> None:
    interval = Interval.attested(parsed("2017-08-27"), parsed("2017"))
    assert (interval.end_min, interval.end_max) == ("2017-01-01", "2017-12-31")
    assert interval.grade_on("2017-08-27") is Grade.POSSIBLE
    assert interval.grade_on("2017-08-26") is None
    assert interval.grade_on("2018-01-01") is None


ROWS = {
    "from": ("2017-08", None, False, None, ("2017-08-01", "2017-08-31", "2017-08-31", UNKNOWN_END)),
    "from, vouched": (
        "2021-01",
        None,
        False,
        "2026-04",
        ("2021-01-01", "2021-01-31", "2026-04-01", UNKNOWN_END),
    ),
    "from, open, vouched": (
        "2021-01",
        None,
        True,
        "2026-04-29",
        ("2021-01-01", "2021-01-31", "2026-04-29", UNKNOWN_END),
    ),
    "vouched too early": (
        "2021-01",
        None,
        True,
        "2020",
        ("2021-01-01", "2021-01-31", "2021-01-31", UNKNOWN_END),
    ),
    "from and to": (
        "2016-10",
        "2017-11-10",
        False,
        None,
        ("2016-10-01", "2016-10-31", "2017-11-10", "2017-11-10"),
    ),
    "to": (None, "2018-05", False, None, (UNKNOWN_START, "2018-05-01", "2018-05-01", "2018-05-31")),
    "to, open": (None, "2018-05", True, None, (UNKNOWN_START, "2018-05-01", "2018-05-01", UNKNOWN_END)),
    "from and to, open": (
        "2016",
        "2018-05",
        True,
        None,
        ("2016-01-01", "2016-12-31", "2018-05-01", UNKNOWN_END),
    ),
    "to, vouched": ("2016", "2018", False, "2024", ("2016-01-01", "2016-12-31", "2018-01-01", "2018-12-31")),
    "one year": ("2018", "2018", False, None, ("2018-01-01", "2018-12-31", "2018-01-01", "2018-12-31")),
}


@pytest.mark.parametrize("row", ROWS)
def test_attested_follows_the_table(row: str) -> None:
    first, last, open_ended, vouched, bounds = ROWS[row]
    interval = Interval.attested(
        parsed(first) if first else None,
        parsed(last) if last else None,
        open_ended=open_ended,
        vouched_until=parsed(vouched) if vouched else None,
    )
    assert (interval.start_min, interval.start_max, interval.end_min, interval.end_max) == bounds
    assert interval.timed is Timed.DATED


def test_undated_is_possible_and_standing_certain_on_every_day() -> None:
    undated, standing = Interval.attested(None, None), Interval.attested(None, None, standing=True)
    assert (undated, standing) == (Interval.undated(), Interval.standing())
    assert (undated.timed, standing.timed) == (Timed.UNDATED, Timed.STANDING)
    for day in ("1948-01-04", "2017-08-27", "2040-01-01"):
        assert undated.grade_on(day) is Grade.POSSIBLE
        assert standing.grade_on(day) is Grade.CERTAIN
    assert Interval.attested(None, None, open_ended=True, vouched_until=parsed("2024")) == undated


def test_a_standing_relation_with_dates_keeps_to_its_dates() -> None:
    dated = Interval.attested(parsed("2016"), parsed("2018"), standing=True)
    assert dated == Interval.attested(parsed("2016"), parsed("2018"))
    assert dated.grade_on("2020-01-01") is None


def test_the_flags_stand_only_where_their_date_does_and_move_no_bound() -> None:
    first, last = parsed("2016"), parsed("2018")
    plain = Interval.attested(first, last)
    flagged = Interval.attested(first, last, start_known=True, end_known=True)
    assert (flagged.start_known, flagged.end_known) == (True, True)
    assert [plain.grade_on(day) for day in WINDOW] == [flagged.grade_on(day) for day in WINDOW]
    assert not Interval.attested(None, last, start_known=True).start_known
    assert not Interval.attested(first, None, end_known=True).end_known
    assert not Interval.attested(first, last, end_known=True, open_ended=True).end_known


def test_an_impossible_order_is_refused_and_an_overlap_is_not() -> None:
    with pytest.raises(InvalidInterval, match=r"'2016' lies before the first date '2017-08'"):
        Interval.attested(parsed("2017-08"), parsed("2016"))
    with pytest.raises(InvalidInterval):
        Interval.attested(parsed("2017-08"), parsed("2016"), open_ended=True)
    assert Interval.attested(parsed("2017-08"), parsed("2017")).possible_on("2017-08-15")


@pytest.mark.parametrize(
    ("bounds", "reason"),
    [
        (("2018-01-01", "2017-01-01", "2019-01-01", "2019-01-01"), "start_min 2018-01-01 lies after"),
        (("2018-01-01", "2018-01-01", "2019-01-02", "2019-01-01"), "end_min 2019-01-02 lies after"),
        (("2018-01-02", "2018-01-02", "2018-01-01", "2018-01-01"), "ends before it starts"),
        (("2018", "2018-01-02", "2018-01-03", "2018-01-04"), "'2018' is not a day"),
        (("2018-02-30", "2018-03-02", "2018-03-03", "2018-03-04"), "'2018-02-30' is not a day"),
    ],
)
def test_bounds_out_of_order_are_refused(bounds: tuple[str, str, str, str], reason: str) -> None:
    with pytest.raises(InvalidInterval, match=reason):
        Interval(*bounds)


def test_a_span_that_runs_backwards_is_refused() -> None:
    with pytest.raises(InvalidInterval, match="before it starts"):
        Interval.standing().grade_over("2017-01-02", "2017-01-01")


def test_the_gap_between_two_attestations_is_possible_and_never_certain() -> None:
    earlier = Interval.attested(parsed("2017"), parsed("2019"))
    later = Interval.attested(parsed("2023-02-01"), parsed("2023-02-01"))
    gap = Interval.between(earlier, later)
    assert gap is not None
    assert gap.grade_over("2021-06-01", "2021-06-30") is Grade.POSSIBLE
    assert not any(gap.certain_on(day) for day in ("2019-12-31", "2021-06-01", "2023-02-01"))
    assert gap.grade_on("2023-02-02") is None
    assert gap.grade_on("2019-12-30") is None


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("2017/2019", "2019/2020"),
        ("2017/2019", "2020/2020"),
        ("2020/2021", "2017/2019"),
        ("2017/2019", "../2021"),
    ],
)
def test_no_gap_where_no_day_lies_between(earlier: str, later: str) -> None:
    def stretch(text: str) -> Interval:
        first, last = text.split("/")
        return Interval.attested(None if first == ".." else parsed(first), None if last == ".." else parsed(last))

    assert Interval.between(stretch(earlier), stretch(later)) is None


def test_a_stretch_of_unknown_end_reaches_as_far_as_it_is_attested() -> None:
    earlier = Interval.attested(parsed("2022-01-12"), None, vouched_until=parsed("2022-11-08"))
    later = Interval.attested(parsed("2023-12-28"), parsed("2024-05-02"))
    gap = Interval.between(earlier, later)
    assert gap is not None
    assert gap.grade_on("2023-04-11") is Grade.POSSIBLE


def test_no_gap_where_one_term_ended_and_another_began() -> None:
    earlier = Interval.attested(parsed("2017"), parsed("2018"), end_known=True)
    later = Interval.attested(parsed("2020"), parsed("2021"), start_known=True)
    assert Interval.between(earlier, later) is None


@given(intervals(), intervals())
def test_a_gap_lies_between_its_attestations(earlier: Interval, later: Interval) -> None:
    gap = Interval.between(earlier, later)
    if gap is not None:
        attested = max(earlier.start_max, earlier.end_min)
        left = attested if earlier.end_max == UNKNOWN_END else earlier.end_max
        assert left == gap.start_min < gap.end_max == later.start_min
        assert not any(gap.certain_on(day) for day in WINDOW)


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("2017-08-27", None, ("2017-08-27", "2017-08-27")),
        ("2017-08-25", "2017-08-27", ("2017-08-25", "2017-08-27")),
        ("2017-08", None, ("2017-08-01", "2017-08-31")),
        ("2017-08", "2017-10", ("2017-08-31", "2017-10-01")),
        ("2017-08-25", "2017-10", ("2017-08-25", "2017-10-01")),
        ("2017-08-25", "2017-08", ("2017-08-25", "2017-08-31")),
        ("2017", "2017-10", ("2017-01-01", "2017-10-31")),
    ],
)
def test_the_definite_span_of_an_incident(first: str, last: str | None, span: tuple[str, str]) -> None:
    assert definite_span(parsed(first), parsed(last) if last else None) == span


def test_an_incident_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInterval, match="before it begins"):
        definite_span(parsed("2017-08-27"), parsed("2017-07"))
