"""Prose in lists: what is told for sure is taken out of it, and what is not stays in words."""

from typing import Any

import pytest

from graphkit.dates import DateOrder
from graphkit.errors import InvalidDate
from graphkit.intake import Dataset, Draft, Subject
from graphkit.intake.draft import columns
from graphkit.intake.prose import add_dates, add_each_country, country_and_remark, numbered, numbers_of


@pytest.fixture
def subject() -> Subject:
    draft = Draft(Dataset(id="demo", title="Demo list", publisher="Nobody", is_list=True), capture="c")
    draft.at("row:2")
    return draft.entity("Person", "1")


def stated(subject: Subject) -> set[tuple[str, str]]:
    rows: list[dict[str, Any]] = columns(subject.draft, "2024-01-01")[0].to_pylist()
    return {(row["prop"], row["value"]) for row in rows}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", []),
        ("one thing", ["one thing"]),
        ("(1) one (2) two", ["one", "two"]),
        ("a) one b) two", ["one", "two"]),
        ("1) one 2) two", ["one", "two"]),
        ("(1)-(2) Tunisia (3) Libya", ["Tunisia", "Tunisia", "Libya"]),
        ("(1-3) Libya (4) Morocco", ["Libya", "Libya", "Libya", "Morocco"]),
        ("(1) to (3) Algeria", ["Algeria", "Algeria", "Algeria"]),
        ("(1) - (2) two", ["", "two"]),
        ("+375 (17) 213-41-63", ["+375 (17) 213-41-63"]),
        ("(1) +375 (17) 213 (2) +375 (3) 1", ["+375 (17) 213", "+375", "1"]),
        ("(2) begins at two", ["(2) begins at two"]),
    ],
)
def test_a_text_is_parted_where_the_list_numbers_it(text: str, parts: list[str]) -> None:
    assert numbered(text) == parts


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("20 August 1961", {"1961-08-20"}),
        ("3.4.1971 or 1972", {"1971-04-03", "1972"}),
        ("10.8. 1960", {"1960-08-10"}),
        ("09/11/ 1954", {"1954-11-09"}),
        ("28.01 1966", {"1966-01-28"}),
        ("1979, 1980 or 1981", {"1979", "1980", "1981"}),
        ("10.2.1983 (or 10.3.1983)", {"1983-02-10", "1983-03-10"}),
        ("Probably 1973", {"1973~"}),
        ("on or around 3.4.1973", {"1973-04-03~"}),
        ("1962; alt DOB: 05/06/1963", {"1962", "1963-06-05"}),
        ("14 Mar 1974 >> 1 Aug 1970", {"1974-03-14", "1970-08-01"}),
        ("2.7.1990 / 3.7.1990", {"1990-07-02", "1990-07-03"}),
    ],
)
def test_every_date_that_is_possible_is_stated(subject: Subject, written: str, dates: set[str]) -> None:
    add_dates(subject, "birth_date", written, "Date of birth", DateOrder.DAY_FIRST)
    assert stated(subject) == {("birth_date", date) for date in dates}


@pytest.mark.parametrize("written", ["10 October (year unknown)", "middle of the 1940s (probably 1947)", "N/D"])
def test_prose_that_is_no_date_is_kept_in_words(subject: Subject, written: str) -> None:
    add_dates(subject, "birth_date", written, "Date of birth", DateOrder.DAY_FIRST)
    assert stated(subject) == {("note", f"Date of birth: {written}")}


@pytest.mark.parametrize("written", ["31.2.1960", "10/061962", "3.4.71"])
def test_numbers_that_are_no_date_are_a_mistake(subject: Subject, written: str) -> None:
    with pytest.raises(InvalidDate):
        add_dates(subject, "birth_date", written, "Date of birth", DateOrder.DAY_FIRST)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AB123456", {("passport", "AB123456")}),
        ("DP0000149, DP0003850", {("passport", "DP0000149"), ("passport", "DP0003850")}),
        ("MP 3413113 and MP 2387911", {("passport", "MP 3413113"), ("passport", "MP 2387911")}),
        ("1417961. 2107168", {("passport", "1417961"), ("passport", "2107168")}),
        ("(1) 530308406 (2) 531246870", {("passport", "530308406"), ("passport", "531246870")}),
        ("68 13 814996 (Russian Federation)", {("passport", "6813814996")}),
        ("no: P04838205, issued on 10 June 2018", {("passport", "P04838205")}),
        ("A54062245 (Iran), expires 12.7.2026", {("passport", "A54062245")}),
        ("2001624001 (national ID number)", {("national_id", "2001624001")}),
        ("Taxpayer Identification Number – 5008011331", {("tax_id", "5008011331")}),
        ("TIN: 2539028264", {("tax_id", "2539028264")}),
        ("KPP: 770701001", {("identifier", "770701001")}),
        ("12/SAKHANA(N)020199", {("passport", "12/SAKHANA(N)020199")}),
        ("series 1808 No. 233282", {("identifier", "series 1808 No. 233282")}),
        ("7730239877, KPP 773001001", {("identifier", "7730239877, KPP 773001001")}),
        ("N 011612445, issue no. 002-17-L022286", {("passport", "N 011612445")}),
    ],
)
def test_numbers_are_told_from_the_words_beside_them(subject: Subject, text: str, found: set[tuple[str, str]]) -> None:
    assert {(item.prop, item.value) for item in numbers_of(subject, "passport", "Document", [text])} == found
    assert not stated(subject)


def test_words_without_a_number_are_a_note(subject: Subject) -> None:
    assert list(numbers_of(subject, "passport", "Passport", ["might have expired"])) == []
    assert stated(subject) == {("note", "Passport might have expired")}


def test_what_is_said_of_a_number_elsewhere_tells_its_type_too(subject: Subject) -> None:
    (found,) = numbers_of(subject, "national_id", "Number", ["7707083894"], about="Russia - INN Number")
    assert (found.prop, found.value) == ("failed_identifier", "7707083894")
    assert found.written == "Number 7707083894: Russia - INN Number (not a valid INN)"


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("Russian and Ukrainian", {"RU", "UA"}),
        ("Moldovan, Russian and Ukrainian", {"MD", "RU", "UA"}),
        ("Syrian/Lebanese", {"SY", "LB"}),
        ("Bosnia and Herzegovina", {"BA"}),
        ("Korea, North", {"KP"}),
    ],
)
def test_each_country_of_several_is_stated(subject: Subject, printed: str, codes: set[str]) -> None:
    assert add_each_country(subject, "nationality", printed)
    assert stated(subject) == {("nationality", code) for code in codes}


def test_of_countries_one_of_which_is_none_no_one_is_stated(subject: Subject) -> None:
    assert not add_each_country(subject, "nationality", "Russian and Somewhere")
    assert not stated(subject)


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("Syria", ("Syria", "")),
        ("Syria (previous address)", ("Syria", "previous address")),
        ("Micronesia (Federated States of)", ("Micronesia (Federated States of)", "")),
        ("Somewhere (previous address)", ("", "")),
    ],
)
def test_a_remark_on_a_country_is_told_from_it(printed: str, found: tuple[str, str]) -> None:
    assert country_and_remark(printed) == found
