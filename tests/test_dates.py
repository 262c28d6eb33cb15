from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from graphkit.dates import (
    UNKNOWN_END,
    UNKNOWN_START,
    DateOrder,
    PartialDate,
)
from graphkit.errors import InvalidDate

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
        (found.first, found.last) for form, order in forms.items() for found in [PartialDate.parse(form, order=order)]
    }
    assert read == {(day.isoformat(), day.isoformat())}


@given(
    st.text(max_size=120)
    | st.text("0123456789-/. ?~,", max_size=24)
    | st.lists(
        st.sampled_from(["between", "before", "and", "to", "circa", "May", "1961", "12", "31", "/", "-", ".."]),
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
