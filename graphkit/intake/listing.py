"""What every sanctions list shares: an entry with its subject and its listing, and how names and numbers are kept."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from graphkit.countries import is_not_a_country
from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue
from graphkit.intake.draft import Citation, Draft, Subject
from graphkit.intake.identifiers import passes, system_of
from graphkit.text import nearest

_IMO = re.compile(r"(?:IMO (?:No\. ?)?)?(\d{7})")
_LEI = re.compile(r"[A-Z0-9]{18}\d{2}")
_SCRIPTS = {
    "ARABIC": "und-Arab", "ARMENIAN": "und-Armn", "BENGALI": "und-Beng", "CJK": "und-Hani", "CYRILLIC": "und-Cyrl",
    "DEVANAGARI": "und-Deva", "ETHIOPIC": "und-Ethi", "GEORGIAN": "und-Geor", "GREEK": "und-Grek", "HANGUL": "und-Hang",
    "HEBREW": "und-Hebr", "HIRAGANA": "und-Hira", "KATAKANA": "und-Kana", "MYANMAR": "und-Mymr", "SINHALA": "und-Sinh",
    "TAMIL": "und-Taml", "THAI": "und-Thai",
}  # fmt: skip
"""The language tag (BCP 47) of a text whose script is all that is known, by the first word of its letters' names."""

MeaningT = TypeVar("MeaningT")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, being stated: whom it lists, and the listing itself."""

    subject: Subject
    listing: Subject


class Identifier(NamedTuple):
    """A number or code of a subject; ``written`` is the list's whole line: type, number, country and dates."""

    prop: str
    value: str
    written: str


def enter(
    draft: Draft,
    kind: str,
    key: str,
    *,
    authority: str,
    entry: str,
    programmes: Iterable[str] = (),
    citations: Iterable[Citation] | None = None,
) -> Entry:
    """Begin the entry of a new subject; raises KindClash where the list gave its id before.

    It cites the dataset itself, unless ``citations`` say what else.
    """
    subject = draft.entity(kind, key, citations=citations, new=True)
    listing = add_listing(draft, subject, key, authority=authority, entry=entry, programmes=programmes)
    return Entry(subject, listing)


def add_listing(
    draft: Draft, subject: Subject, key: str, *, authority: str, entry: str, programmes: Iterable[str] = ()
) -> Subject:
    """State that the subject is listed, and return the listing for what the list says of it: basis, measure, dates.

    It cites what the subject cites. ``key`` is the entry's, or longer where one subject has several listings. The edge
    is undated: when a list held the entry is told by observations, so that its next edition does not state the same
    anew.
    """
    listing = draft.entity("Listing", f"{key}/listing", citations=subject.citations, new=True)
    listing.add("authority", authority)
    listing.add("entry", entry)
    for programme in dict.fromkeys(programmes):
        listing.add("programme", programme)
    draft.edge("LISTED_IN", subject.id, listing.id, key=f"{key}/listed", citations=subject.citations)
    return listing


def add_coverage(
    draft: Draft,
    *,
    authority: str,
    as_of: PartialDate,
    scope: str,
    programmes: Iterable[str] = (),
    list_names: Iterable[str] = (),
    omits: Iterable[str] = (),
    part: str = "",
) -> None:
    """State that the list was read whole as it stood on that day; without programmes it is all that ``scope`` names.

    ``part`` tells the files of a list apart that is published in several, each whole within its own programmes or
    lists. ``omits`` names the properties that the file cannot hold.
    """
    key = f"coverage/{part}/{as_of.edtf()}" if part else f"coverage/{as_of.edtf()}"
    coverage = draft.entity("Coverage", key, new=True)
    coverage.add("authority", authority)
    coverage.add("as_of", as_of)
    coverage.add("scope", scope)
    for prop, values in (("programme", programmes), ("list_name", list_names), ("omits", omits)):
        for value in dict.fromkeys(values):
            coverage.add(prop, value)


def meaning(table: Mapping[str, MeaningT], word: str, what: str) -> MeaningT:
    """Return what a list's own word means; raises InvalidValue for one that is not in the table, never a default."""
    if word in table:
        return table[word]
    guess = nearest(word, table)
    hint = f" (the nearest there is {guess!r})" if guess else ""
    raise InvalidValue(f"{what} {word!r} is unknown to this source; add it to the ingestor's table{hint}")


def name_property(*, former: bool = False, weak: bool = False) -> str:
    """Return the property of a name beside the first: whether it was given up, and how good the list calls it."""
    return ("weak_" if weak else "") + ("former_name" if former else "alias")


def one_line(text: str) -> str:
    """Return a text that a list broke and padded at will as one line."""
    return " ".join(text.split())


def script_tag(text: str) -> str:
    """Return the language tag of a text by the script of its first letter, empty for Latin: ``und-Arab``."""
    if text.isascii():
        return ""
    first = next((char for char in text if char.isalpha()), " ")
    return _SCRIPTS.get(unicodedata.name(first, "").split(" ")[0], "")


def person_name(family: str, given: str) -> tuple[str, str]:
    """Return a person's name as it is spoken, and as the list prints it: ``Min Aung HLAING`` for ``HLAING, Min Aung``.

    The spoken order is what other sources write; the printed one keeps which part is which. A name in one piece is
    turned only at a comma.
    """
    if given:
        return f"{given} {family}", f"{family}, {given}"
    family, comma, given = family.partition(", ")
    return (f"{given} {family}", f"{family}, {given}") if comma else (family, "")


def add_address(subject: Subject, lines: Iterable[str], country: str, *, note: str = "") -> None:
    """State an address with its lines joined by commas, and the country that it is in, if it is in one.

    What the list remarks on it is kept with what was printed; where it prints nothing else, that is the address.
    """
    written = joined((*lines, country))
    subject.add("address", written or note, original=f"{written} ({note})" if written and note else "")
    subject.draft.add_countries(subject, "country", country)


def joined(lines: Iterable[str]) -> str:
    """Return the lines of a place joined by commas, without the empty ones."""
    return ", ".join(line for line in lines if line)


def identifier(
    prop: str,
    type_: str,
    number: str,
    *,
    country: str = "",
    issued: str = "",
    expires: str = "",
    printed: str = "",
) -> Identifier:
    """Return a number as it is compared, with the list's whole line; its form can say more than its type.

    ``printed`` is that line, where the list prints it as one; else it is made of type, number, country and dates.

    An IMO number is kept without its letters, whatever the list files it under; what is filed under ``imo`` or
    ``lei`` without having that form is some other number. One that has the form, but fails its check digit, is kept as
    a ``failed_identifier``, which no comparison takes for a number.
    """
    written = printed or " ".join(
        part
        for part in (
            f"{type_} {number}",
            country and f"({country})",
            issued and f"issued {issued}",
            expires and f"expires {expires}",
        )
        if part
    )
    if prop == "imo" or number.startswith("IMO"):
        ship = _IMO.fullmatch(number)
        if not ship:
            return Identifier("identifier" if prop == "imo" else prop, number, written)
        prop, number = "imo", ship[1]
    if prop == "lei" and not _LEI.fullmatch(number):
        return Identifier("registration_number", number, written)
    system = system_of(prop, type_, number, country)
    if system and not passes(system, number):
        return Identifier("failed_identifier", number, f"{written} (not a valid {system})")
    return Identifier(prop, number, written)


def add_identifiers(subject: Subject, identifiers: Iterable[Identifier]) -> None:
    """State the numbers, each once; one that the list prints twice, as of two countries or types, keeps both lines."""
    lines: dict[tuple[str, str], dict[str, None]] = {}
    for item in identifiers:
        lines.setdefault((item.prop, item.value), {})[item.written] = None
    for (prop, value), written in lines.items():
        subject.add(prop, value, original="; ".join(written))


def add_country_or_text(subject: Subject, prop: str, printed: str, otherwise: str, *, original: str = "") -> None:
    """State a country, or, under another property, the words that a list prints where there is none."""
    if is_not_a_country(printed):
        subject.add(otherwise, original or printed)
    else:
        subject.add(prop, printed, original=original)
