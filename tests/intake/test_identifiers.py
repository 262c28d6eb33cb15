"""Check digits: numbers that issuers publish as examples pass, and the same with one digit changed do not."""

import pytest

from graphkit.intake.identifiers import passes, system_of
from graphkit.intake.listing import Identifier, identifier

GOOD = {
    "LEI": "253400V1H6ART1UQ0N98",
    "IMO": "9074729",
    "ISIN": "US0378331005",
    "INN": "7707083893",
    "OGRN": "1027700132195",
    "USCC": "91110000600037341L",
}


@pytest.mark.parametrize("system", sorted(GOOD.keys() - {"IMO"}))
def test_a_number_passes_and_with_another_digit_fails(system: str) -> None:
    number = GOOD[system]
    assert passes(system, number)
    digit = next(place for place in range(len(number) // 2, len(number)) if number[place].isdigit())
    for other in "0123456789":
        if other != number[digit]:
            assert not passes(system, number[:digit] + other + number[digit + 1 :])


def test_ships_and_companies_that_run_them_have_imo_numbers_of_two_sorts() -> None:
    # A ship's: 5·7 + 9·6 + 9·5 + 9·4 + 4·3 + 7·2 = 196, which ends on 6. A company's: 5·8 + 9·6 + 9·4 + 9·2 + 4·9 + 7·7
    # = 233, which is 2 more than a multiple of 11; 11 - 2 = 9.
    assert [digit for digit in "0123456789" if passes("IMO", f"599947{digit}")] == ["6", "9"]
    assert passes("IMO", GOOD["IMO"])
    assert not passes("IMO", "599947")


@pytest.mark.parametrize(("number", "good"), [("500100732259", True), ("500100732258", False), ("50010073225", False)])
def test_a_person_has_an_inn_of_twelve_digits(number: str, good: bool) -> None:
    assert passes("INN", number) is good


@pytest.mark.parametrize(("number", "good"), [("DEUTDEFF", True), ("DEUTDEFF500", True), ("DEUTDEF", False)])
def test_a_bic_has_a_form_but_no_check_digit(number: str, good: bool) -> None:
    assert passes("BIC", number) is good


@pytest.mark.parametrize(
    ("prop", "type_", "number", "country", "system"),
    [
        ("lei", "Legal Entity Number", "x", "", "LEI"),
        ("identifier", "ISIN", "x", "", "ISIN"),
        ("registration_number", "Unified Social Credit Code (USCC)", "x", "China", "USCC"),
        ("identifier", "Russia - INN Number", "x", "", "INN"),
        ("tax_id", "Tax ID No.", "7707083893", "Russia", "INN"),
        ("tax_id", "Tax ID No.", "7707083893", "Russian Federation", "INN"),
        ("tax_id", "Tax ID No.", "7707083893", "Belarus", ""),
        ("tax_id", "Tax ID No.", "7707083893", "", ""),
        ("tax_id", "Tax ID No.", "770708389", "Russia", ""),
        ("registration_number", "Registration Number", "1027700132195", "Russia", "OGRN"),
        ("registration_number", "Registration Number", "10277001321", "Russia", ""),
        ("tax_id", "Passing through", "7707083893", "nowhere known", ""),
        ("passport", "Passport", "7707083893", "Russia", ""),
    ],
)
def test_a_number_is_of_a_system_only_where_type_or_country_says_so(
    prop: str, type_: str, number: str, country: str, system: str
) -> None:
    assert system_of(prop, type_, number, country) == system


@pytest.mark.parametrize(
    ("prop", "number", "country", "kept"),
    [
        ("imo", "IMO 9074728", "", "Number IMO 9074728 (not a valid IMO)"),
        ("lei", "253400V1H6ART1UQ0N99", "", "Number 253400V1H6ART1UQ0N99 (not a valid LEI)"),
        ("tax_id", "7707083894", "Russia", "Number 7707083894 (Russia) (not a valid INN)"),
    ],
)
def test_a_number_that_fails_is_kept_as_written_and_is_no_number_any_more(
    prop: str, number: str, country: str, kept: str
) -> None:
    value = number.removeprefix("IMO ")
    assert identifier(prop, "Number", number, country=country) == Identifier("failed_identifier", value, kept)
