"""What lists print as prose: dates, numbers and countries among words, which are taken out where no doubt is left.

What cannot be told for sure stays in the words of the list. Nothing is guessed, and nothing is lost.
"""

import re
from collections.abc import Iterable, Iterator

from graphkit.countries import is_country
from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidDate
from graphkit.intake.draft import Subject
from graphkit.intake.listing import Identifier, identifier, one_line

_DOUBT = re.compile(r"\b(?:possibly|probably|on or around|on or about)\b:? ?", re.IGNORECASE)
_ANOTHER = re.compile(r"\balt DOB: ?")
_ALTERNATIVES = re.compile(r"\s*[;(,]?\s*\bor\b\s*|\s*;\s*|\s+/\s+|\s*>>\s*|\s{2,}", re.IGNORECASE)
_BEFORE_YEAR = re.compile(r"(\d)([./])(\d{1,2})\2? (?=\d{4}\b)")
_LETTER = re.compile(r"[^\W\d_]")

_NUMBER = (
    r"(?P<code>\d{1,2}/[A-Za-z ]+\([A-Za-z]+\)[ -]?\d+"
    r"|(?:[A-Z]{1,2} )?(?=[^\s,;()]*\d)[A-Za-z0-9][\w/.-]*?|\d+(?: \d+)+)"
    r"[.,]?(?: ?\((?P<country>[^()\d]+)\))?"
)
"""A number or code, with its country behind it; the first form is Myanmar's."""
_PLAIN = re.compile(_NUMBER, re.ASCII)
_WORDED = re.compile(
    rf"(?:[^\d;]*(?:\b(?:[Nn]o|[Nn]umber|[Pp]assport|TIN|INN|OGRN)[.:]? ?|[:–-] ))?{_NUMBER}"
    r"(?:[.,]? ?(?:\(|[Ii]ssue|[Ee]xpir|[Vv]alid|[Dd]ate of).*|,? - [^\d]*)?",
    re.ASCII,
)
_BETWEEN_NUMBERS = re.compile(r",\s+|\s+and\s+|\.\s+(?=\d)")
_WORDS_FOR = {
    "tax_id": re.compile(r"\b(?:[Tt]ax|TAX|INN|TIN\b)"),
    "registration_number": re.compile(r"\bOGRN"),
    "passport": re.compile(r"(?<!on )[Pp]assport"),
    "national_id": re.compile(r"\b[Nn]ational (?:id|ID|Id)"),
    "identifier": re.compile(r"\b(?:KPP|OKPO|OKTMO)\b"),
}
"""What stands beside a number and says what it is, whatever the list files it under."""
_MARK = re.compile(
    r"(?:^|(?<=[\s.,;]))\(?(?P<first>\d{1,2}|[a-z])\)(?:(?:-|\s+to\s+)\(?(?P<last>\d{1,2}|[a-z])\))?"
    r"|\((?P<from>\d{1,2})-(?P<to>\d{1,2})\)",
    re.ASCII,
)
_REMARKED = re.compile(r"(?P<country>.+?) \((?P<remark>.+)\)")
_BETWEEN_COUNTRIES = re.compile(r"[,;]\s*(?:and\s+)?|\s*/\s*|\s+and\s+")


def numbered(text: str) -> list[str]:
    """Return the parts that a list numbers, ``(1) … (2) …`` or ``a) … b) …``; a text that is not numbered is one.

    A range, ``(1)-(3)`` or ``(1) to (3)``, gives the same part thrice, ``-`` an empty one. Numbers out of order, as in
    a telephone number, are text.
    """
    marks: list[tuple[re.Match[str], int]] = []
    upto = 0
    for mark in _MARK.finditer(text):
        if _ordinal(mark["first"] or mark["from"]) == upto + 1 and (marks or not mark.start()):
            last = _ordinal(mark["last"] or mark["to"] or mark["first"])
            marks.append((mark, last - upto))
            upto = last
    if not marks:
        return [text] if text else []
    ends = [*(mark.start() for mark, _ in marks[1:]), len(text)]
    parts: list[str] = []
    for (mark, times), end in zip(marks, ends, strict=True):
        part = text[mark.end() : end].strip()
        parts += ["" if part == "-" else part] * times
    return parts


def _ordinal(mark: str) -> int:
    return int(mark) if mark.isdigit() else ord(mark) - ord("a") + 1


def add_dates(subject: Subject, prop: str, written: str, label: str, order: DateOrder = DateOrder.ISO) -> None:
    """State every date that the list prints as possible, each with the whole text; prose without one is a note.

    Raises InvalidDate for numbers that are no date: they are a mistake, not prose.
    """
    try:
        found = list(_dates(written, order))
    except InvalidDate:
        if not _LETTER.search(written):
            raise
        subject.add("note", f"{label}: {written}")
        return
    for date in found:
        subject.add(prop, date, original="" if date.edtf() == written else one_line(written))


def _dates(written: str, order: DateOrder) -> Iterator[PartialDate]:
    text = _ANOTHER.sub("", _BEFORE_YEAR.sub(r"\1\2\3\2", _DOUBT.sub("circa ", written))).strip(" .;,")
    for part in _ALTERNATIVES.split(text):
        if part := part.strip(" ()"):
            pieces = [part]
            if "," in part and not part[0].isalpha():
                pieces = part.split(",")
            yield from (PartialDate.parse(piece.strip(), order=order) for piece in pieces)


def numbers_of(
    subject: Subject, prop: str, type_: str, texts: Iterable[str], *, about: str = ""
) -> Iterator[Identifier]:
    """Yield the numbers that a list prints with words around them, each as it is compared.

    A text in which the numbers cannot be told is one, kept whole as an ``identifier`` with its type; one without any
    number is stated as a note. ``about`` is what the list says of them elsewhere.
    """
    for text in (part for whole in texts for part in numbered(whole) if part):
        printed = f"{type_} {text}: {about}" if about else f"{type_} {text}"
        if numbers := _told(text):
            yield from (_number(number, prop, printed) for number in numbers)
        elif any(map(str.isdigit, text)):
            yield Identifier("identifier", text, printed)
        else:
            subject.add("note", printed)


def _told(text: str) -> list[re.Match[str]]:
    """Return each number of a text; none where one is in doubt."""
    if whole := _WORDED.fullmatch(text):
        return [whole]
    parts = [_PLAIN.fullmatch(part) for part in _BETWEEN_NUMBERS.split(text)]
    return [part for part in parts if part] if all(parts) else []


def _number(found: re.Match[str], prop: str, printed: str) -> Identifier:
    """Return one number, as what the words beside it say that it is; digits printed in groups are one."""
    code, words = found["code"], printed.replace(found["code"], "")
    digits = code.replace(" ", "")
    prop = next((said for said, form in _WORDS_FOR.items() if form.search(words)), prop)
    number = digits if digits.isdigit() else code
    return identifier(prop, words, number, country=found["country"] or "", printed=printed)


def add_each_country(subject: Subject, prop: str, printed: str) -> bool:
    """State every country that a text lists, and say whether each part of it was one; if not, none is stated."""
    parts = [printed] if is_country(printed) else _BETWEEN_COUNTRIES.split(printed)
    if not all(map(is_country, parts)):
        return False
    for part in parts:
        subject.draft.add_countries(subject, prop, part)
    return True


def country_and_remark(printed: str) -> tuple[str, str]:
    """Return the country of an address and what the list remarks on it in parentheses, both empty where it is none."""
    if is_country(printed):
        return printed, ""
    found = _REMARKED.fullmatch(printed)
    return (found["country"], found["remark"]) if found and is_country(found["country"]) else ("", "")
