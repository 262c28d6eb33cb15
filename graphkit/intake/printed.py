"""What authorities print of a person, as a workbook writes it down: dates of birth, and numbers of documents."""

import re
from dataclasses import replace
from typing import NamedTuple

from graphkit.dates import PartialDate
from graphkit.errors import InvalidDate, InvalidValue
from graphkit.model.ontology import AUTHORITIES

_FLAG = re.compile(r"\s*\((approx|range|unparsed)\)$")
_TYPES = {
    "passport": re.compile(r"(?:alt\. )?Passport(?: No\.?)? "),
    "national_id": re.compile(r"(?:alt\. )?National ID(?: No\.?)? "),
    "registration_number": re.compile(r"(?:alt\. )?Registration Number "),
}
_AFTER_NUMBER = re.compile(r"(?:\s+\([^()]*\))?(?:,?\s+(?:issued|expires)\b.*)?$")


class PrintedNumber(NamedTuple):
    """A number of a document: whose it is, as which property, and without its type, country and dates."""

    authority: str
    """Empty where none is named."""
    prop: str
    value: str


def read_birth_date(written: str) -> tuple[str, PartialDate | None]:
    """Return the authority and the date of ``EU=1947 (approx)``; no date where it is marked as ``(unparsed)``.

    Raises InvalidValue where no authority stands before the date, InvalidDate where it is none.
    """
    authority, equals, printed = (part.strip() for part in written.partition("="))
    if not (authority and equals and printed):
        raise InvalidValue(f"{written!r} does not say whose date it is; write EU=1961-08-20, several parted by ;")
    flags: set[str] = set()
    while found := _FLAG.search(printed):
        flags.add(found[1])
        printed = printed[: found.start()]
    try:
        date = PartialDate.parse(printed)
    except InvalidDate as error:
        if "unparsed" in flags:
            return authority, None
        raise InvalidDate(f"{written!r}: {error}; or mark it (unparsed)") from None
    return authority, replace(date, circa=date.circa or "approx" in flags)


def read_number(written: str) -> PrintedNumber:
    """Take apart ``US-OFAC: Passport DM-000826 issued 22 Nov 2011``; the type is told only where it is plain."""
    authority, colon, rest = written.partition(": ")
    if not colon or authority not in AUTHORITIES:
        authority, rest = "", written
    for prop, type_ in _TYPES.items():
        if found := type_.match(rest):
            return PrintedNumber(authority, prop, _AFTER_NUMBER.sub("", rest[found.end() :]))
    return PrintedNumber(authority, "identifier", _AFTER_NUMBER.sub("", rest))
