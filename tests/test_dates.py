from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from graphkit.dates import (
    UNKNOWN_END,
    UNKNOWN_START,
    DateOrder,
    Grade,
    Interval,
    PartialDate,
    Timed,
    definite_span,
)
from graphkit.errors import InvalidDate, InvalidInterval

REAL_FILES = Path(__file__).parents[1] / "../shared/data"
ISO, DAY, MONTH = DateOrder.ISO, DateOrder.DAY_FIRST, DateOrder.MONTH_FIRST


def parsed(text: str) -> PartialDate:
    return PartialDate.parse(text)


@pytest.mark.parametrize(
    ("text", "order", "first", "last"),
    [
        ("2017", ISO, "2017-01-01", "2017-12-31"),
        ("2016-02", ISO, "2016-02-01", "2016-02-29"),
        ("2017-08-27", ISO, "2017-08-27", "2017-08-27"),
        ("2017-8-7", ISO, "2017-08-07", "2017-08-07"),
        ("2017/08/27", ISO, "2017-08-27", "2017-08-27"),
        ("2015-09-10T23:13:07", ISO, "2015-09-10", "2015-09-10"),
        ("2015-09-10T23:13:07.123+02:00", ISO, "2015-09-10", "2015-09-10"),
        ("2015-09-10 00:00:00", ISO, "2015-09-10", "2015-09-10"),
        ("2021-03-12Z", ISO, "2021-03-12", "2021-03-12"),
        ("1980-00-00", ISO, "1980-01-01", "1980-12-31"),
        ("2016/2018", ISO, "2016-01-01", "2018-12-31"),
        ("2017-08/2017-10-03", ISO, "2017-08-01", "2017-10-03"),
        ("../2017", ISO, UNKNOWN_START, "2017-12-31"),
        ("2017-03/..", ISO, "2017-03-01", UNKNOWN_END),
        ("2007-2008", ISO, "2007-01-01", "2008-12-31"),
        ("2007-08", ISO, "2007-08-01", "2007-08-31"),
        ("1961 to 1963", ISO, "1961-01-01", "1963-12-31"),
        ("1961 – 1963", ISO, "1961-01-01", "1963-12-31"),
        ("between 1961 and 1963", ISO, "1961-01-01", "1963-12-31"),
        ("from Oct 2016 to 10 Nov 2017", ISO, "2016-10-01", "2017-11-10"),
        ("1 Jan 2011 - 3 Jan 2011", ISO, "2011-01-01", "2011-01-03"),
        ("Aug 1961-Sep 1963", ISO, "1961-08-01", "1963-09-30"),
        ("1960s", ISO, "1960-01-01", "1969-12-31"),
        ("before 2017", ISO, UNKNOWN_START, "2016-12-31"),
        ("prior to 1 March 2016", ISO, UNKNOWN_START, "2016-02-29"),
        ("after March 2017", ISO, "2017-04-01", UNKNOWN_END),
        ("20 Aug 1961", ISO, "1961-08-20", "1961-08-20"),
        ("20 AUGUST 1961", ISO, "1961-08-20", "1961-08-20"),
        ("  20\u00a0Aug.  1961 ", ISO, "1961-08-20", "1961-08-20"),
        ("20-Aug-1961", ISO, "1961-08-20", "1961-08-20"),
        ("20/Aug/1961", ISO, "1961-08-20", "1961-08-20"),
        ("August 20, 1961", ISO, "1961-08-20", "1961-08-20"),
        ("Aug. 20th, 1961", ISO, "1961-08-20", "1961-08-20"),
        ("1961 Aug 20", ISO, "1961-08-20", "1961-08-20"),
        ("1st of May 1961", ISO, "1961-05-01", "1961-05-01"),
        ("Sept 1961", ISO, "1961-09-01", "1961-09-30"),
        ("May 2010", ISO, "2010-05-01", "2010-05-31"),
        ("05/2010", ISO, "2010-05-01", "2010-05-31"),
        ("4/3/2011", DAY, "2011-03-04", "2011-03-04"),
        ("4/3/2011", MONTH, "2011-04-03", "2011-04-03"),
        ("4/21/2013", MONTH, "2013-04-21", "2013-04-21"),
        ("21.04.2013", DAY, "2013-04-21", "2013-04-21"),
        ("21-04-2013", DAY, "2013-04-21", "2013-04-21"),
        ("4.3.2011 to 6.3.2011", DAY, "2011-03-04", "2011-03-06"),
        ("00/00/1980", DAY, "1980-01-01", "1980-12-31"),
        ("00/05/1980", DAY, "1980-05-01", "1980-05-31"),
        ("05/00/1980", MONTH, "1980-05-01", "1980-05-31"),
    ],
)
def test_parse_reads_what_publishers_write(text: str, order: DateOrder, first: str, last: str) -> None:
    assert PartialDate.parse(text, order=order) == PartialDate(first, last, written=text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("circa 1961", "1961-01-01", "1961-12-31"),
        ("c. 1961", "1961-01-01", "1961-12-31"),
        ("c1961", "1961-01-01", "1961-12-31"),
        ("ca 1961", "1961-01-01", "1961-12-31"),
        ("Approximately 1961", "1961-01-01", "1961-12-31"),
        ("1961 (approx)", "1961-01-01", "1961-12-31"),
        ("1961 (approx.)", "1961-01-01", "1961-12-31"),
        ("1961~", "1961-01-01", "1961-12-31"),
        ("1961?", "1961-01-01", "1961-12-31"),
        ("late 2017", "2017-01-01", "2017-12-31"),
        ("Early 2017", "2017-01-01", "2017-12-31"),
        ("mid-2017", "2017-01-01", "2017-12-31"),
        ("late August 2017", "2017-08-01", "2017-08-31"),
        ("circa 1961 to circa 1963", "1961-01-01", "1963-12-31"),
    ],
)
def test_an_approximate_date_says_so_and_is_not_widened(text: str, first: str, last: str) -> None:
    assert parsed(text) == PartialDate(first, last, written=text, circa=True)


@pytest.mark.parametrize(
    ("text", "order", "reason"),
    [
        ("", ISO, "nothing is written"),
        ("present", ISO, "no form that is known"),
        ("4/3/2011", ISO, "whether the day or the month comes first"),
        ("21.04.2013", ISO, "whether the day or the month comes first"),
        ("31.02.2017", DAY, "February 2017 has 28 days, not 31"),
        ("2017-02-30", ISO, "February 2017 has 28 days, not 30"),
        ("2017-13", ISO, "no month 13"),
        ("21/04/2013", MONTH, "no month 21"),
        ("20 Abc 1961", ISO, "'abc' is not a month"),
        ("0000", ISO, "year 0000 is outside 1500 to 2199"),
        ("0001-01-01", ISO, "year 0001"),
        ("9999-12-31", ISO, "year 9999"),
        ("1398", ISO, "convert other calendars"),
        ("2200", ISO, "year 2200"),
        ("after 2199", ISO, "year 2200"),
        ("5/3/89", DAY, "four digits"),
        ("1961-63", ISO, "no month 63"),
        ("2017/08", ISO, "'08' has no form"),
        ("1963/1961", ISO, "ends before it starts"),
        ("2017-08/2017-07", ISO, "ends before it starts"),
        ("../..", ISO, "both ends are open"),
        ("before ../2017", ISO, "no form that is known"),
        ("၂၀၁၇", ISO, "no form that is known"),
        ("1961 to " * 40, ISO, "longer than 100"),
    ],
)
def test_parse_refuses_with_the_reason_and_an_example(text: str, order: DateOrder, reason: str) -> None:
    with pytest.raises(InvalidDate) as refusal:
        PartialDate.parse(text, order=order)
    assert reason in str(refusal.value)
    assert "write 2017, 2017-08, 2017-08-27" in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("2017", "2017"),
        ("Aug 2017", "2017-08"),
        ("27 Aug 2017", "2017-08-27"),
        ("2017-08-01/2017-10-31", "2017-08/2017-10"),
        ("2017-08/2017-10-03", "2017-08-01/2017-10-03"),
        ("2017-01-01/2017-12-31", "2017"),
        ("before 2018", "../2017"),
        ("after 2016", "2017/.."),
        ("circa 1961", "1961~"),
        ("circa 1961 to 1963", "1961~/1963~"),
        ("circa 1961/..", "1961~/.."),
    ],
)
def test_edtf_is_canonical(text: str, canonical: str) -> None:
    assert parsed(text).edtf() == canonical


MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
real_days = st.dates(date(1500, 1, 1), date(2199, 12, 31)).map(date.isoformat)


@given(st.tuples(real_days, real_days).map(sorted), st.sampled_from(["", "first", "last"]), st.booleans())
def test_edtf_round_trips(days: list[str], opened: str, circa: bool) -> None:
    first = UNKNOWN_START if opened == "first" else days[0]
    last = UNKNOWN_END if opened == "last" else days[1]
    again = parsed(PartialDate(first, last, "", circa).edtf())
    assert (again.first, again.last, again.circa) == (first, last, circa)


@given(st.dates(date(1500, 1, 1), date(2199, 12, 31)))
def test_every_day_reads_alike_in_every_form(day: date) -> None:
    month = MONTHS[day.month - 1]
    forms = {
        f"{day.day} {month} {day.year}": ISO,
        f"{month[:3]} {day.day}, {day.year}": ISO,
        f"{day.year} {month[:3]} {day.day:02}": ISO,
        f"{day.day:02}/{day.month:02}/{day.year}": DAY,
        f"{day.month}/{day.day}/{day.year}": MONTH,
        day.isoformat(): MONTH,
    }
    read = {
        (found.first, found.last)
        for form, order in forms.items()
        for found in [PartialDate.parse(form, order=order)]
    }
    assert read == {(day.isoformat(), day.isoformat())}


@given(
    st.text(max_size=120)
    | st.text("0123456789-/. ?~,", max_size=24)
    | st.lists(
        st.sampled_from(
            ["between", "before", "and", "to", "circa", "May", "1961", "12", "31", "/", "-", ".."]
        ),
        max_size=7,
    ).map(" ".join),
    st.sampled_from(DateOrder),
)
def test_no_text_does_worse_than_invalid_date(text: str, order: DateOrder) -> None:
    try:
        found = PartialDate.parse(text, order=order)
    except InvalidDate:
        return
    assert found.first <= found.last
    assert found.written == text


def test_a_partial_date_cannot_be_built_of_what_is_no_day() -> None:
    for first, last in [
        ("2017-02-29", "2017-03-01"),
        ("20170301", "2017-03-01"),
        ("2017-03-02", "2017-03-01"),
    ]:
        with pytest.raises(InvalidDate):
            PartialDate(first, last, "x")


# Order is all that the rules of time use, so a few days between the two unknowns stand for any.
WINDOW = [UNKNOWN_START, *(f"2017-01-0{number}" for number in range(1, 6)), UNKNOWN_END]


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = sorted(draw(st.tuples(*[st.sampled_from(WINDOW)] * 2)))
    end = sorted(
        draw(
            st.tuples(
                st.sampled_from(WINDOW), st.sampled_from([day for day in WINDOW if day >= start[0]])
            ).map(sorted)
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
        ("2017/..", "2020/2021"),
        ("2020/2021", "2017/2019"),
        ("2017/2019", "../2021"),
    ],
)
def test_no_gap_where_no_day_lies_between(earlier: str, later: str) -> None:
    def stretch(text: str) -> Interval:
        first, last = text.split("/")
        return Interval.attested(
            None if first == ".." else parsed(first), None if last == ".." else parsed(last)
        )

    assert Interval.between(stretch(earlier), stretch(later)) is None


@given(intervals(), intervals())
def test_a_gap_lies_between_its_attestations(earlier: Interval, later: Interval) -> None:
    gap = Interval.between(earlier, later)
    if gap is not None:
        assert earlier.end_max == gap.start_min < gap.end_max == later.start_min
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


@pytest.mark.parametrize(
    ("file", "tags"),
    [
        ("lists/ofac/sdn_2021-03-10.xml", {"dateOfBirth"}),
        ("lists/un/un_2026-03-28.xml", {"DATE", "YEAR", "LISTED_ON", "DATE_OF_ISSUE"}),
    ],
)
def test_every_date_of_a_real_list_is_read(file: str, tags: set[str]) -> None:
    path = REAL_FILES / file
    if not path.exists():
        pytest.skip(f"the real files are not beside the checkout: {path}")

    dates = {
        element.text
        for _, element in etree.iterparse(str(path))
        if isinstance(element.tag, str) and etree.QName(element).localname in tags and element.text
    }
    assert len(dates) > 40
    for text in dates:
        assert str(parsed(text).first)[:4] in text or parsed(text).first == UNKNOWN_START
