"""The consolidated list of the United Nations Security Council, as its consolidated.xml.

The permanent reference number of an entry is its id: the third letter says whether it is an individual or an entity.
"""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from graphkit.dates import PartialDate
from graphkit.errors import InvalidDate, InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, Subject
from graphkit.intake.elements import Element
from graphkit.intake.listing import (
    Identifier,
    add_address,
    add_coverage,
    add_identifiers,
    enter,
    identifier,
    joined,
    meaning,
    name_property,
    one_line,
    script_tag,
)
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="un_sc",
    title="United Nations Security Council Consolidated List",
    publisher="United Nations Security Council",
    url="https://main.un.org/securitycouncil/en/content/un-sc-consolidated-list",
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Person": (1, None), "Organization": (1, None)},
)
AUTHORITY = "UN"
SCOPE = "Consolidated list: every individual and entity under measures of the Security Council, of every regime."

_SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation"
_KINDS = {"INDIVIDUAL": ("Person", "i"), "ENTITY": ("Organization", "e")}
_REFERENCE = re.compile(r"[A-Z]{2}([ie])\.\d{3,}")
_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_LISTS = frozenset({"UN List"})
_GENDERS = {"Male": "male", "MALE": "male", "Female": "female", "Unknown": "", "": ""}
_QUALITIES = {
    "Good": name_property(),
    "Low": name_property(weak=True),
    "a.k.a.": name_property(),
    "f.k.a.": name_property(former=True),
}
_DATES = {"EXACT": "", "BETWEEN": "", "APPROXIMATELY": "circa ", "": ""}
_DOCUMENTS = {
    "Passport": "passport",
    "Numéro de passeport": "passport",
    "Número de pasaporte": "passport",
    "National Identification Number": "national_id",
    "National identification no.": "national_id",
    "": "identifier",
}
_MORE_THAN_A_COUNTRY = frozenset({
    "Bahrain (citizenship revoked in Jan. 2015)",
    "Branch Office 11: Iran",
    "Indonesia (as at Dec. 2003)",
    "Kuwaiti citizenship withdrawn in 2002",
    "Libya (in custody)",
    "Possibly Ethiopian",
    "Sudan/or South Sudan",
    "Sudan/South Sudan",
    "Sudanese by birth",
    "United States. Also believed to hold Syrian nationality",
})  # fmt: skip
"""What fields for a country hold that is not one country without a doubt: it is kept in words only."""

_LANGUAGE_NAMED = re.compile(r"(.+) \([A-Z][a-z]+\)")


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one edition: the date on its root, then the individuals and the entities."""
    for file in files:
        edition = _Edition(draft)
        file.elements(
            tuple(_KINDS),
            edition.read_entry,
            root="CONSOLIDATED_LIST",
            namespaces=[""],
            header={"CONSOLIDATED_LIST": edition.read_root},
            boxes=("INDIVIDUALS", "ENTITIES"),
        )
        if edition.generated and not file.set_aside:
            draft.at(edition.header)
            add_coverage(draft, authority=AUTHORITY, as_of=edition.generated, scope=SCOPE)


@dataclass(slots=True)
class _Edition:
    """One edition of the list, while it is read."""

    draft: Draft
    header: str = ""
    generated: PartialDate | None = None

    def read_root(self, element: Element) -> None:
        """Take the day on which the file was made, in the publisher's own zone."""
        element.ignore(_SCHEMA)
        self.header = element.locator
        self.generated = PartialDate.parse(element.need_attribute("dateGenerated"))
        self.draft.edition = self.generated.edtf()

    def read_entry(self, element: Element) -> None:
        """State one individual or entity, and the listing."""
        kind, letter = _KINDS[element.tag]
        reference = element.need("REFERENCE_NUMBER")
        form = _REFERENCE.fullmatch(reference)
        if not form or form[1] != letter:
            raise InvalidValue(
                f"REFERENCE_NUMBER {reference!r} is not the number of an {element.tag.lower()}, such as "
                f"QD{letter}.001; compare the file with the United Nations'"
            )
        programme = element.need("UN_LIST_TYPE")
        entry = enter(self.draft, kind, reference, authority=AUTHORITY, entry=reference, programmes=[programme])
        _read_names(entry.subject, element)
        if kind == "Person":
            _read_person(entry.subject, element)
        for address in element.children(f"{element.tag}_ADDRESS"):
            _read_address(entry.subject, address)
        _read_listing(entry.listing, element)
        # The record's own number and version in the publisher's database, and how its page sorts it.
        element.ignore("DATAID", "VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD")


def _read_listing(listing: Subject, element: Element) -> None:
    for name in _values(element, "LIST_TYPE"):
        if name not in _LISTS:
            raise InvalidValue(f"LIST_TYPE {name!r} is another list than {' and '.join(_LISTS)}; take consolidated.xml")
    listing.add("listed_on", PartialDate.parse(element.need("LISTED_ON")))
    for day in _values(element, "LAST_DAY_UPDATED"):
        listing.add("amended_on", PartialDate.parse(day))
    listing.add("remarks", element.take("COMMENTS1"))
    for tag, words in (("SUBMITTED_BY", "Submitted by"), ("SUBMITTED_ON", "Submitted on")):
        if submitted := element.take(tag):
            listing.add("note", f"{words} {submitted}")


def _read_names(subject: Subject, element: Element) -> None:
    """State the name in one piece and as the list numbers its parts, then its original script and the aliases."""
    parts = [one_line(element.take(tag)) for tag in _NAMES]
    numbered = [f"{number}: {part}" for number, part in enumerate(parts, 1) if part]
    if not numbered:
        raise InvalidValue("FIRST_NAME is missing or empty")
    name = " ".join(part for part in parts if part)
    subject.add("name", name, original=" ".join(numbered) if len(numbered) > 1 else "")
    if printed := one_line(element.take("NAME_ORIGINAL_SCRIPT")):
        named = _LANGUAGE_NAMED.fullmatch(printed)
        original = named[1] if named else printed
        subject.add("alias", original, original=printed if named else "", lang=script_tag(original))
    for alias in element.children(f"{element.tag}_ALIAS"):
        _read_alias(subject, alias)


def _read_alias(subject: Subject, alias: Element) -> None:
    """State another name, and the birth that goes with it; an alias without a name stands where there is none."""
    quality, note = alias.take("QUALITY"), one_line(alias.take("NOTE"))
    born, city, country = (alias.take(tag) for tag in ("DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"))
    name = one_line(alias.take("ALIAS_NAME"))
    if not name:
        if found := joined((quality, note, born, city, country)):
            raise InvalidValue(f"{alias.tag} holds {found!r}, but no ALIAS_NAME")
        return
    prop = meaning(_QUALITIES, quality, "QUALITY")
    subject.add(prop, name, original=_remarked(name, note), lang=script_tag(name))
    if born:
        subject.add("birth_date", PartialDate.parse(born), original=f"{born} (as {name})")
    if place := joined((city, country)):
        subject.add("birth_place", place, original=f"{place} (as {name})")


def _read_person(subject: Subject, element: Element) -> None:
    for prop, tag in (("title", "TITLE"), ("position", "DESIGNATION")):
        for value in _values(element, tag):
            subject.add(prop, one_line(value))
    for country in _values(element, "NATIONALITY"):
        if country in _MORE_THAN_A_COUNTRY:
            subject.add("note", f"Nationality: {country}")
        else:
            subject.draft.add_countries(subject, "nationality", country)
    gender = element.take("GENDER")
    subject.add("gender", meaning(_GENDERS, gender, "GENDER"), original=gender)
    for born in element.children("INDIVIDUAL_DATE_OF_BIRTH"):
        _read_birth_date(subject, born)
    for place in element.children("INDIVIDUAL_PLACE_OF_BIRTH"):
        lines = joined(one_line(place.take(tag)) for tag in ("STREET", "CITY", "STATE_PROVINCE", "COUNTRY"))
        note = one_line(place.take("NOTE"))
        subject.add("birth_place", lines or note, original=_remarked(lines, note))
    documents = element.children("INDIVIDUAL_DOCUMENT")
    add_identifiers(subject, [found for document in documents if (found := _read_document(subject, document))])


def _read_birth_date(subject: Subject, born: Element) -> None:
    """State a date of birth; what only its note says is tried as a date, and else kept as the note that it is."""
    type_, note = born.take("TYPE_OF_DATE"), one_line(born.take("NOTE"))
    circa = meaning(_DATES, type_, "TYPE_OF_DATE")
    years = [year for tag in ("FROM_YEAR", "TO_YEAR") if (year := born.take(tag))]
    date = " to ".join(years) or born.take("DATE") or born.take("YEAR")
    if note:
        with contextlib.suppress(InvalidDate):
            whole = PartialDate.parse(f"{circa}{note} {date}".strip())
            subject.add("birth_date", whole, original=f"{type_} {date} ({note})" if date else f"{type_} ({note})")
            return
    if date:
        original = _remarked(f"{type_} {date}", note) or (f"{type_} {date}" if circa else "")
        subject.add("birth_date", PartialDate.parse(f"{circa}{date}"), original=original)
    elif note:
        subject.add("note", f"Date of birth: {note}")


def _read_document(subject: Subject, document: Element) -> Identifier | None:
    """Return a document's number; one that has none, but words, is stated as a note."""
    type_, wording = one_line(document.take("TYPE_OF_DOCUMENT")), one_line(document.take("TYPE_OF_DOCUMENT2"))
    prop = meaning(_DOCUMENTS, type_, "TYPE_OF_DOCUMENT")
    type_ = type_ or "Document"
    number, note = one_line(document.take("NUMBER")), one_line(document.take("NOTE"))
    country, issued = document.take("ISSUING_COUNTRY"), document.take("DATE_OF_ISSUE")
    place = joined((document.take("CITY_OF_ISSUE"), document.take("COUNTRY_OF_ISSUE")))
    if place:
        issued = f"{issued} in {place}".strip()
    if not number:
        if found := joined((wording, country, issued, note)):
            subject.add("note", f"{type_}: {found}")
        return None
    if "passport" in wording.lower():  # the list files some as national identification numbers
        prop = "passport"
    line = identifier(prop, wording.rstrip(":") or type_, number, country=country, issued=issued)
    return line._replace(written=_remarked(line.written, note) or line.written)


def _read_address(subject: Subject, address: Element) -> None:
    lines = [one_line(address.take(tag)) for tag in ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE")]
    country, note = address.take("COUNTRY"), one_line(address.take("NOTE"))
    if country in _MORE_THAN_A_COUNTRY:
        lines, country = [*lines, country], ""
    add_address(subject, lines, country, note=note)


def _values(element: Element, tag: str) -> list[str]:
    return [text for box in element.children(tag) for text in box.take_all("VALUE") if text]


def _remarked(text: str, note: str) -> str:
    """Return what was printed together with the list's remark on it, empty where it made none."""
    return f"{text} ({note})" if text and note else ""
