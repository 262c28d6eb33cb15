"""The consolidated financial sanctions list of the European Union (FSF), as its full XML export.

An entity's logical id is its id. One that is listed under two programmes stands in the file twice, and is one subject
here with two listings. What each name, date and address comes from is the regulation that the file gives beside it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from graphkit.countries import is_not_a_country
from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, Subject
from graphkit.intake.elements import Element
from graphkit.intake.listing import (
    Identifier,
    add_address,
    add_coverage,
    add_identifiers,
    add_listing,
    identifier,
    joined,
    meaning,
    name_property,
    one_line,
    script_tag,
)
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="eu_fsf",
    title="Consolidated list of persons, groups and entities subject to EU financial sanctions",
    publisher="European Commission, DG FISMA",
    url="https://data.europa.eu/data/datasets/consolidated-list-of-persons-groups-and-entities-subject-to-eu-financial-sanctions",
    origin="Council of the EU",
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    version=2,
    counts={"Person": (1, None), "Organization": (1, None)},
)
AUTHORITY = "EU"
SCOPE = (
    "Full list: every person, group and entity under financial sanctions of the Union. Entry bans alone are not in it."
)

_NAMESPACES = ("http://eu.europa.ec/fpi/fsd/export",)
_KINDS = {"person": "Person", "enterprise": "Organization"}
_FLAGS = {"true": True, "false": False}
_GENDERS = {"M": "male", "F": "female", "": ""}
_CALENDARS = frozenset({"GREGORIAN", "ISLAMIC"})
_IDENTIFICATIONS = {
    "passport": "passport",
    "id": "national_id",
    "ssn": "national_id",
    "electionid": "national_id",
    "fiscalcode": "tax_id",
    "regnumber": "registration_number",
    "swiftbic": "swift_bic",
    "imo": "imo",
    "birthcert": "identifier",
    "drivinglicence": "identifier",
    "nationcert": "identifier",
    "tradelic": "identifier",
    "travelcardid": "identifier",
    "other": "identifier",
}
_MARKS = {
    "diplomatic": "diplomatic",
    "knownExpired": "known to be expired",
    "knownFalse": "known to be false",
    "reportedLost": "reported lost",
    "revokedByIssuer": "revoked by its issuer",
}
_CONTACTS = {"PHONE": "phone", "FAX": "phone", "EMAIL": "email", "WEB": "website"}

_ON_A_NAME = re.compile(
    r"\(?(?:(?P<weak>low quality)|[gq]ood quality|(?P<former>formerly known as|maiden name)|original script|call sign)"
    r"(?: a\.?k\.?a\.?| alias)?\)?",
    re.IGNORECASE,
)
"""Remarks that say what sort of name it is; in any other the list remarks on its bearer."""
_LISTED = re.compile(r"(?:date of listing: *)?(\d{1,2}[./]\d{1,2}[./]\d{4})\.?", re.IGNORECASE)


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one edition: the date on its root, then every entity."""
    for file in files:
        edition = _Edition(draft)
        file.elements(
            "sanctionEntity",
            edition.read_entity,
            root="export",
            namespaces=_NAMESPACES,
            header={"export": edition.read_root},
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
        """Take the day on which the file was made."""
        element.ignore("globalFileId")  # the publisher's number for this export
        self.header = element.locator
        self.generated = PartialDate.parse(element.need_attribute("generationDate"))
        self.draft.edition = self.generated.edtf()

    def read_entity(self, element: Element) -> None:
        """State one entity and its listing under one programme."""
        key = element.need_attribute("logicalId")
        if not (key.isascii() and key.isdigit()):
            raise InvalidValue(f"logicalId {key!r} is not a number; compare the file with the Commission's")
        type_ = element.child("subjectType")
        type_.ignore("classificationCode")  # the code's first letter
        subject = self.draft.entity(meaning(_KINDS, type_.need_attribute("code"), "subjectType"), key)
        _read_listing(subject, element, key)
        if number := element.attribute("unitedNationId"):
            subject.add("identifier", number, original=f"United Nations id {number}")
        names = [(one_line(alias.need_attribute("wholeName")), alias) for alias in element.children("nameAlias")]
        if not names:
            raise InvalidValue("nameAlias is missing: an entity has a name at least")
        main = next((name for name, _ in names if not script_tag(name)), names[0][0])
        for name, alias in names:
            _read_name(_as_cited(subject, alias, key), name, alias, main=name == main)
        for citizenship in element.children("citizenship"):
            _read_citizenship(_as_cited(subject, citizenship, key), citizenship)
        for birth in element.children("birthdate"):
            _read_birth(_as_cited(subject, birth, key), birth)
        for address in element.children("address"):
            _read_address(_as_cited(subject, address, key), address)
        add_identifiers(subject, [_identification(item) for item in element.children("identification")])


def _read_listing(subject: Subject, element: Element, key: str) -> None:
    """State the listing with the regulation that last touched it, which is not the one that began it."""
    regulation = element.child("regulation")
    regulation.ignore("logicalId")
    number, programme = regulation.need_attribute("numberTitle"), regulation.need_attribute("programme")
    listing = add_listing(
        subject.draft,
        subject,
        f"{key}/{programme}",
        authority=AUTHORITY,
        entry=element.need_attribute("euReferenceNumber"),
        programmes=[programme],
    )
    words = [f"{regulation.attribute('regulationType')} of the {regulation.attribute('organisationType')}"]
    for name, about in (("publicationDate", "published"), ("entryIntoForceDate", "in force")):
        if day := regulation.attribute(name):
            words.append(f"{about} {PartialDate.parse(day).edtf()}")
    listing.add("legal_basis", number, original=f"{number}, {', '.join(words)}")
    listing.add("website", regulation.take("publicationUrl"))
    details = element.attribute("designationDetails")
    if day := element.attribute("designationDate"):
        listing.add("listed_on", PartialDate.parse(day))
    elif day_first := _LISTED.fullmatch(details):
        listing.add("listed_on", PartialDate.parse(day_first[1], order=DateOrder.DAY_FIRST), original=details)
    listing.add("note", details)
    for remark in element.take_all("remark"):
        listing.add("remarks", remark)


def _as_cited(subject: Subject, element: Element, key: str) -> Subject:
    """Return the subject as the regulation that the element names has it."""
    summary = element.child("regulationSummary")
    summary.ignore("regulationType", "publicationDate", "publicationUrl")  # the number finds them
    element.ignore("logicalId", "regulationLanguage")  # the list's own number of the line; always English
    citation = subject.draft.citation(cited=summary.attribute("numberTitle"))
    return subject.draft.entity(subject.kind, key, citations=[citation])


def _read_name(subject: Subject, name: str, element: Element, *, main: bool) -> None:
    """State a name, and what the list has beside it; the main one is the first in Latin letters."""
    given, middle, family = (one_line(element.attribute(part)) for part in ("firstName", "middleName", "lastName"))
    remarks = [one_line(remark) for remark in element.take_all("remark")]
    sorts = [sort for remark in remarks if (sort := _ON_A_NAME.fullmatch(remark))]
    weak = not meaning(_FLAGS, element.attribute("strong"), "strong") or any(sort["weak"] for sort in sorts)
    former = any(sort["former"] for sort in sorts)
    prop = "name" if main else name_property(former=former, weak=weak)
    printed = f"{family}, {given} {middle}".strip() if family and (given or middle) else ""
    if sorts:
        printed = f"{printed or name} ({'; '.join(sort[0].strip('()') for sort in sorts)})"
    subject.add(prop, name, original=printed, lang=element.attribute("nameLanguage").lower() or script_tag(name))
    for remark in remarks:
        if not _ON_A_NAME.fullmatch(remark):
            subject.add("note", remark)
    is_person = subject.kind == "Person"
    subject.add("position" if is_person else "note", one_line(element.attribute("function")))
    subject.add("title" if is_person else "note", one_line(element.attribute("title")))
    gender = element.attribute("gender")
    subject.add("gender", meaning(_GENDERS, gender, "gender"), original=gender)


def _read_citizenship(subject: Subject, element: Element) -> None:
    """State a citizenship; a few bodies have one, by which their country is meant."""
    prop = "citizenship" if subject.kind == "Person" else "country"
    subject.draft.add_countries(subject, prop, _country(element))
    for words in (element.attribute("region"), *element.take_all("remark")):
        if words:
            subject.add("note", f"Citizenship: {one_line(words)}")


def _read_birth(subject: Subject, element: Element) -> None:
    """State a date of birth and its place; a remark can be on either, and is kept as a note that names both."""
    date = _birth_date(element)
    if date:
        subject.add("birth_date", date)
    lines = [one_line(element.attribute(part)) for part in ("place", "city", "zipCode", "region")]
    place = joined((*lines, _country(element)))
    subject.add("birth_place", place)
    for remark in element.take_all("remark"):
        subject.add("note", f"{joined(('Birth', date.written if date else '', place))}: {one_line(remark)}")


def _birth_date(element: Element) -> PartialDate | None:
    """Return the date, as exact as it is; of another calendar the list gives the day in ours too."""
    calendar = element.need_attribute("calendarType")
    if calendar not in _CALENDARS:
        raise InvalidValue(f"calendarType {calendar!r} is unknown to this source; add it to the ingestor's table")
    circa = "circa " if meaning(_FLAGS, element.attribute("circa"), "circa") else ""
    day, month, year = (element.attribute(part) for part in ("dayOfMonth", "monthOfYear", "year"))
    first, last = element.attribute("yearRangeFrom"), element.attribute("yearRangeTo")
    if exact := element.attribute("birthdate"):
        written = circa + exact
        found = PartialDate.parse(written)
        if calendar == "GREGORIAN":
            return found
        return replace(found, written=f"{written} ({calendar} {day}.{month}.{year})")
    if calendar != "GREGORIAN" and (year or first or last):
        raise InvalidValue(f"a birthdate of calendarType {calendar!r} without a day in ours; compare the file")
    if first or last:
        return PartialDate.parse(f"{circa}{first or '..'}/{last or '..'}")
    return PartialDate.parse(f"{circa}{year}-{month:0>2}" if month else circa + year) if year else None


def _read_address(subject: Subject, element: Element) -> None:
    lines = [one_line(element.attribute(part)) for part in ("street", "poBox", "zipCode", "city", "place", "region")]
    remarks = [one_line(remark) for remark in element.take_all("remark")]
    if meaning(_FLAGS, element.attribute("asAtListingTime"), "asAtListingTime"):
        remarks.append("at the time of listing")
    add_address(subject, lines, _country(element), note="; ".join(remarks))
    for contact in element.children("contactInfo"):
        key = contact.need_attribute("key")
        prop = meaning(_CONTACTS, key, "contactInfo key")
        for value in contact.attribute("value").split(";"):
            subject.add(prop, one_line(value).removeprefix("and "), original=f"{key} {one_line(value)}")


def _identification(element: Element) -> Identifier:
    """Return a number with all that the list says of the document; several regulations can name the same one."""
    element.ignore("logicalId", "regulationLanguage", "regulationSummary")
    line = identifier(
        meaning(_IDENTIFICATIONS, element.need_attribute("identificationTypeCode"), "identificationTypeCode"),
        element.need_attribute("identificationTypeDescription"),
        one_line(element.need_attribute("number")),
        country=_country(element),
        issued=element.attribute("issueDate"),
        expires=element.attribute("validTo"),
    )
    words = [
        name for part in ("latinNumber", "region", "issuedBy", "nameOnDocument") if (name := element.attribute(part))
    ]
    if since := element.attribute("validFrom"):
        words.append(f"valid from {since}")
    words += [about for mark, about in _MARKS.items() if meaning(_FLAGS, element.attribute(mark), mark)]
    words += element.take_all("remark")
    return line._replace(written="; ".join(one_line(text) for text in (line.written, *words)))


def _country(element: Element) -> str:
    """Return the country as the list prints it, empty where it prints UNKNOWN; its code says the same."""
    element.ignore("countryIso2Code")
    country = element.attribute("countryDescription")
    return "" if is_not_a_country(country) else country
