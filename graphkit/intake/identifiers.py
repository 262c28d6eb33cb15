"""Numbers that carry a check digit: whether they can be what their issuer gave out (through python-stdnum).

A number that fails was mistyped by somebody, who may have hit upon another's: it is no evidence of who is who.
"""

import re
from collections.abc import Callable
from importlib import import_module

from graphkit.countries import country_code, is_country

_COMPANY_WEIGHTS = (8, 6, 4, 2, 9, 7)
"""Of the six digits before the check digit of a company's IMO number; a ship's are 7 to 2."""
_SEVEN = re.compile(r"\d{7}", re.ASCII)

_BY_PROPERTY = {"lei": "LEI", "imo": "IMO", "swift_bic": "BIC"}
_NAMED = re.compile(r"\b(INN|OGRN|ISIN|USCC)\b")
_RUSSIAN = {
    "tax_id": (re.compile(r"\d{10}(?:\d\d)?", re.ASCII), "INN"),
    "registration_number": (re.compile(r"\d{13}(?:\d\d)?", re.ASCII), "OGRN"),
}


def system_of(prop: str, type_: str, number: str, country: str) -> str:
    """Return the system that a number is said to be of, empty where none that can be checked is named.

    A Russian tax or register number of its length is an INN or an OGRN without being called so; of any other country
    or length it is not.
    """
    if prop in _BY_PROPERTY:
        return _BY_PROPERTY[prop]
    if named := _NAMED.search(type_):
        return named[1]
    if prop in _RUSSIAN and is_country(country) and country_code(country) == "RU":
        form, system = _RUSSIAN[prop]
        return system if form.fullmatch(number) else ""
    return ""


def passes(system: str, number: str) -> bool:
    """Say whether the number can be of the system: by its check digits, and of a BIC, which has none, by its form."""
    return _CHECKS[system](number)


def _standard(module: str) -> Callable[[str], bool]:
    """Return the check of python-stdnum's module of that name, which is imported when it is first asked."""
    return lambda number: bool(import_module(f"stdnum.{module}").is_valid(number))


def _is_imo(number: str) -> bool:
    """Say whether it can be the number of a ship, or of a company that runs ships."""
    if not _SEVEN.fullmatch(number):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_COMPANY_WEIGHTS, number, strict=False))
    return (11 - total % 11) % 10 == int(number[6]) or _standard("imo")(number)


_CHECKS: dict[str, Callable[[str], bool]] = {
    "LEI": _standard("lei"),
    "IMO": _is_imo,
    "BIC": _standard("bic"),
    "ISIN": _standard("isin"),
    "INN": _standard("ru.inn"),
    "OGRN": _standard("ru.ogrn"),
    "USCC": _standard("cn.uscc"),
}
