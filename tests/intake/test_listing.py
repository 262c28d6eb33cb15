"""What lists share: names as they are spoken and as printed, numbers by their form, and no fact lost in another."""

from typing import Any

import pytest

from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue, KindClash
from graphkit.intake import Dataset, Draft
from graphkit.intake.draft import columns
from graphkit.intake.listing import (
    Identifier,
    add_address,
    add_coverage,
    add_identifiers,
    add_listing,
    enter,
    identifier,
    meaning,
    name_property,
    one_line,
    person_name,
    script_tag,
)


@pytest.fixture
def draft() -> Draft:
    draft = Draft(Dataset(id="demo", title="Demo list", publisher="Nobody", is_list=True), capture="c")
    draft.at("row:2")
    return draft


def stated(draft: Draft) -> set[tuple[str, str, str, str]]:
    rows: list[dict[str, Any]] = columns(draft, "2024-01-01")[0].to_pylist()
    return {(row["entity"].removeprefix("demo:"), row["prop"], row["value"], row["original"]) for row in rows}


@pytest.mark.parametrize(
    ("family", "given", "spoken", "printed"),
    [
        ("HLAING", "Min Aung", "Min Aung HLAING", "HLAING, Min Aung"),
        ("ABDALLAH, Abu", "", "Abu ABDALLAH", "ABDALLAH, Abu"),
        ("MEZA, JR.", "Arturo", "Arturo MEZA, JR.", "MEZA, JR., Arturo"),
        ("SOE WIN", "", "SOE WIN", ""),
    ],
)
def test_a_name_is_spoken_one_way_and_printed_another(family: str, given: str, spoken: str, printed: str) -> None:
    assert person_name(family, given) == (spoken, printed)


def test_a_text_that_was_broken_is_one_line() -> None:
    assert one_line(" Example Research\n    and\u00a0Production ") == "Example Research and Production"


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("Min Aung HLAING", ""),
        ("Café Ünal", ""),
        ("«Пример» Ltd", "und-Cyrl"),
        ("مثال", "und-Arab"),
        ("မင်းအောင်လှိုင်", "und-Mymr"),
        ("北方公司", "und-Hani"),
        ("김정은", "und-Hang"),
        ("1234", ""),
        ("…", ""),
    ],
)
def test_the_script_of_a_name_is_told_by_its_letters(name: str, tag: str) -> None:
    assert script_tag(name) == tag


@pytest.mark.parametrize(
    ("former", "weak", "prop"),
    [
        (False, False, "alias"),
        (False, True, "weak_alias"),
        (True, False, "former_name"),
        (True, True, "weak_former_name"),
    ],
)
def test_each_sort_of_name_has_its_property(former: bool, weak: bool, prop: str) -> None:
    assert name_property(former=former, weak=weak) == prop


@pytest.mark.parametrize(
    ("prop", "number", "kept"),
    [
        ("imo", "IMO 9074729", ("imo", "9074729")),
        ("imo", "9074729", ("imo", "9074729")),
        ("imo", "IMO 15411", ("identifier", "IMO 15411")),
        ("registration_number", "IMO 5999479", ("imo", "5999479")),
        ("registration_number", "5999479", ("registration_number", "5999479")),
        ("registration_number", "IMO 15411", ("registration_number", "IMO 15411")),
        ("lei", "253400V1H6ART1UQ0N98", ("lei", "253400V1H6ART1UQ0N98")),
        ("lei", "851683897", ("registration_number", "851683897")),
    ],
)
def test_the_form_of_a_number_can_say_more_than_its_type(prop: str, number: str, kept: tuple[str, str]) -> None:
    assert identifier(prop, "Number", number) == Identifier(*kept, f"Number {number}")


def test_the_whole_line_of_a_number_is_kept() -> None:
    line = identifier("passport", "Passport", "A1", country="Iran", issued="2004", expires="01 Jan 2009")
    assert line == Identifier("passport", "A1", "Passport A1 (Iran) issued 2004 expires 01 Jan 2009")


def test_two_numbers_that_differ_by_country_only_keep_both_lines(draft: Draft) -> None:
    subject = draft.entity("Person", "1")
    lines = [identifier("passport", "Passport", "A1", country=country) for country in ("Iran", "Iraq", "Iran")]
    add_identifiers(subject, [*lines, identifier("tax_id", "Tax ID No.", "A1")])
    assert stated(draft) == {
        ("1", "passport", "A1", "Passport A1 (Iran); Passport A1 (Iraq)"),
        ("1", "tax_id", "A1", "Tax ID No. A1"),
    }


def test_an_entry_is_a_subject_a_listing_and_the_edge_between(draft: Draft) -> None:
    entry = enter(draft, "Organization", "7", authority="UN", entry="QDe.007", programmes=["Al-Qaida", "Al-Qaida"])
    add_listing(draft, entry.subject, "7/2", authority="UN", entry="TAe.012")
    entry.listing.add("listed_on", PartialDate.parse("6 Oct 2001"))
    assert stated(draft) == {
        ("7/listing", "authority", "UN", ""),
        ("7/listing", "entry", "QDe.007", ""),
        ("7/listing", "programme", "Al-Qaida", ""),
        ("7/listing", "listed_on", "2001-10-06", "6 Oct 2001"),
        ("7/listed", "tail", "demo:7", ""),
        ("7/listed", "head", "demo:7/listing", ""),
        ("7/2/listing", "authority", "UN", ""),
        ("7/2/listing", "entry", "TAe.012", ""),
        ("7/2/listed", "tail", "demo:7", ""),
        ("7/2/listed", "head", "demo:7/2/listing", ""),
    }
    with pytest.raises(KindClash, match="demo:7 stands for two different things"):
        enter(draft, "Organization", "7", authority="UN", entry="QDe.008")


def test_an_address_is_one_text_and_its_country_a_code(draft: Draft) -> None:
    subject = draft.entity("Organization", "7")
    add_address(subject, ["1 Street", "", "Yangon"], "Burma")
    add_address(subject, ["Nowhere"], "undetermined")
    add_address(subject, ["", ""], "")
    add_address(subject, ["2 Street"], "Burma", note="previous address")
    add_address(subject, [""], "", note="Believed to be at sea")
    assert stated(draft) == {
        ("7", "address", "1 Street, Yangon, Burma", ""),
        ("7", "address", "Nowhere, undetermined", ""),
        ("7", "address", "2 Street, Burma", "2 Street, Burma (previous address)"),
        ("7", "address", "Believed to be at sea", ""),
        ("7", "country", "MM", "Burma"),
    }


def test_a_coverage_names_its_day_and_its_extent(draft: Draft) -> None:
    add_coverage(draft, authority="UK", as_of=PartialDate.parse("2024-05"), scope="one regime", programmes=["Burma"])
    assert stated(draft) == {
        ("coverage/2024-05", "authority", "UK", ""),
        ("coverage/2024-05", "as_of", "2024-05", ""),
        ("coverage/2024-05", "scope", "one regime", ""),
        ("coverage/2024-05", "programme", "Burma", ""),
    }


def test_an_unknown_word_is_never_a_default() -> None:
    table = {"strong": False, "weak": True}
    assert meaning(table, "weak", "aka category") is True
    with pytest.raises(InvalidValue, match=r"aka category 'weakly' is unknown.*table \(the nearest there is 'weak'\)"):
        meaning(table, "weakly", "aka category")
