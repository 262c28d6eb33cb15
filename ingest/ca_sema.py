"""Canada's Consolidated Autonomous Sanctions List (SEMA and JVCFOA), as its sema-lmes.xml.

An entry is known by its regulation, schedule and item, which together are its id: the list numbers nothing else. The
file does not tell its own date.
"""

import re
from collections.abc import Iterator, Sequence

from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, Subject
from graphkit.intake.elements import Element
from graphkit.intake.listing import add_coverage, enter, identifier, joined, one_line, person_name, script_tag
from graphkit.model.source import Sharing
from graphkit.text import slug

DATASET = Dataset(
    id="ca_sema",
    title="Consolidated Canadian Autonomous Sanctions List",
    publisher="Global Affairs Canada",
    url="https://www.international.gc.ca/world-monde/international_relations-relations_internationales/sanctions/consolidated-consolide.aspx",
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Person": (1, None), "Organization": (1, None)},
)
AUTHORITY = "CA"
SCOPE = (
    "Autonomous sanctions: every person, body and ship in the schedules of regulations under the Special Economic "
    "Measures Act and the Justice for Victims of Corrupt Foreign Officials Act. The lists of the United Nations and of "
    "terrorist entities are not in it."
)

_LANGUAGES = {"Arabic": "ar", "Belarusian": "be", "Belarussian": "be", "Russian": "ru", "Ukrainian": "uk"}
_LABEL = re.compile(rf"[,;\s]*\b({'|'.join(_LANGUAGES)})\s*:\s*")
_BETWEEN_PERSONS = re.compile(r",| / ")
_OR = re.compile(r"\s+or\s+", re.IGNORECASE)
_NO_DATES = frozenset({"Sep-99"})
"""What a spreadsheet made of dates that can no longer be told: kept in words only."""


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State every record of the file; each is one item of one schedule."""

    def read_record(element: Element) -> None:
        _read_record(draft, element)

    for file in files:
        file.elements("record", read_record, root="data-set", namespaces=[""])
        if draft.edition and not file.set_aside:
            draft.at("pointer:/data-set[1]")
            add_coverage(draft, authority=AUTHORITY, as_of=PartialDate.parse(draft.edition), scope=SCOPE)


def _read_record(draft: Draft, element: Element) -> None:
    """State one entry: a ship has an IMO number, a person a family name, and a body neither."""
    regulation, item = one_line(element.need("Country")), element.need("Item")
    if not (item.isascii() and item.isdigit()):
        raise InvalidValue(f"Item {item!r} is not a number; compare the file with Global Affairs Canada's")
    schedule = one_line(element.take("Schedule"))
    english = regulation.partition(" / ")[0]
    key = "/".join(slug(part) for part in (english, schedule, item) if part)
    number, family = element.take("ShipIMONumber"), one_line(element.take("LastName"))
    kind = "Vessel" if number else "Person" if family else "Organization"
    where = f"Schedule {schedule}" if schedule[:1].isdigit() else schedule
    entry = enter(draft, kind, key, authority=AUTHORITY, entry=joined((where, f"item {item}")), programmes=[regulation])
    entry.listing.add("listed_on", PartialDate.parse(element.need("DateOfListing")))
    subject = entry.subject
    if kind == "Person":
        _read_person(subject, family, element)
    else:
        subject.add("name", one_line(element.need("EntityOrShip")))
    if kind == "Vessel":
        line = identifier("imo", "ShipIMONumber", number)
        subject.add(line.prop, line.value, original="" if line.prop == "imo" else line.written)
        subject.add("vehicle_type", element.take("TitleOrShip"))
        if built := element.take("DateOfBirthOrShipBuildDate"):
            subject.add("built_on", PartialDate.parse(built))
    for alias, lang in _aliases(element.take("Aliases"), kind):
        subject.add("alias", alias, lang=lang)


def _read_person(subject: Subject, family: str, element: Element) -> None:
    name, printed = person_name(family, one_line(element.take("GivenName")))
    subject.add("name", name, original=printed)
    subject.add("title", element.take("TitleOrShip"))
    written = element.take("DateOfBirthOrShipBuildDate")
    if written in _NO_DATES:
        subject.add("note", f"Date of birth: {written}")
    else:
        for date in filter(None, _OR.split(written)):
            born = PartialDate.parse(date.removeprefix("born in the "))
            subject.add("birth_date", born, original=written if written != born.written else "")


def _aliases(printed: str, kind: str) -> Iterator[tuple[str, str]]:
    """Yield each alias with its language, where the list names it, or its script.

    The list parts them by semicolons, or by commas and slashes, which stand inside of names too: those part the names
    of a person only, and only if each of them has two words at least. An ``or`` mostly varies a single word, and stays.
    """
    before, *labelled = _LABEL.split(printed)
    for label, text in [("", before), *zip(labelled[::2], labelled[1::2], strict=True)]:
        for part in text.split(";"):
            pieces = [piece for piece in map(one_line, _BETWEEN_PERSONS.split(part)) if piece]
            if kind != "Person" or not all(" " in piece for piece in pieces):
                pieces = [one_line(part).strip(" ,")]
            yield from ((piece, _LANGUAGES.get(label) or script_tag(piece)) for piece in pieces if piece)
