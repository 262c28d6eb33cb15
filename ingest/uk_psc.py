"""Persons with significant control of companies, as Companies House publishes them: snapshots, lines or lists.

A nature of control names a band: over 25 to 50 per cent, over 50 to under 75, 75 and more. It is kept as that range and
never as one figure. Shares and votes are two edges, and neither is added to the other. When a company told the register
is the first day on which the control is attested, not the day on which it began; when it ceased is an end. A person
whose particulars the register protects is a person without a name, one for each company.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from graphkit.countries import country_code, is_not_a_country
from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.documents import Document
from graphkit.intake.listing import joined, meaning
from graphkit.model.source import Sharing

# Not official: companies declare it, and the register publishes what they declare.
DATASET = Dataset(
    id="uk_psc",
    title="People with significant control",
    publisher="Companies House",
    url="https://download.companieshouse.gov.uk/en_pscdata.html",
    licence="Open Government Licence v3.0",
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
    counts={"Company": (1, None)},
)

_BANDS = {
    "25-to-50-percent": ("25", "50"),
    "50-to-75-percent": ("50", "75"),
    "75-to-100-percent": ("75", "100"),
    "more-than-25-percent": ("25", "100"),
}
_HELD = {
    "ownership-of-shares": "shares",
    "voting-rights": "votes",
    "right-to-share-surplus-assets": "right to share surplus assets",
    "part-right-to-share-surplus-assets": "part right to share surplus assets",
}
_MEANS = {
    "right-to-appoint-and-remove-directors": "right to appoint and remove directors",
    "right-to-appoint-and-remove-members": "right to appoint and remove members",
    "right-to-appoint-and-remove-person": "right to appoint and remove the person",
    "significant-influence-or-control": "significant influence or control",
}
_AS = r"(?P<through>-as-(?:firm|trust|control-over-firm|control-over-trust))?"
_OF = r"(?P<of>-limited-liability-partnership|-registered-overseas-entity)?"
_IN_BANDS = re.compile(rf"(?P<held>{'|'.join(_HELD)})-(?P<band>{'|'.join(_BANDS)}){_AS}{_OF}")
_BY_MEANS = re.compile(rf"(?P<means>{'|'.join(_MEANS)}){_AS}{_OF}")

_PERSONS = ("individual-person-with-significant-control", "individual-beneficial-owner")
_BODIES = {
    "corporate-entity-person-with-significant-control": "Company",
    "corporate-entity-beneficial-owner": "Company",
    "legal-person-person-with-significant-control": "Organization",
    "legal-person-beneficial-owner": "Organization",
}
_PROTECTED = ("super-secure-person-with-significant-control", "super-secure-beneficial-owner")
_OVERSEAS = "OE"
"""How the numbers of entities begin that are registered abroad and own land in the United Kingdom."""
_ADDRESS = ("care_of", "po_box", "premises", "address_line_1", "address_line_2", "locality", "region", "postal_code",
            "country")  # fmt: skip


def _individual(draft: Draft, key: str, data: Document) -> Subject:
    person = draft.entity("Person", key)
    person.add("name", data.need("name"))
    if data.has("name_elements"):
        parts = data.child("name_elements")
        person.add("title", parts.take("title"))
        parts.ignore("forename", "middle_name", "surname", "other_forenames")
    if data.has("date_of_birth"):
        birth = data.child("date_of_birth")
        written = "-".join(
            part.zfill(2) for part in (birth.take("year"), birth.take("month"), birth.take("day")) if part
        )
        person.add("birth_date", PartialDate.parse(written))
    _add_countries(person, "nationality", data.take("nationality"))
    _add_countries(person, "country", data.take("country_of_residence"))
    return person


def _body(kind: str, draft: Draft, key: str, data: Document) -> Subject:
    body = draft.entity(kind, key)
    body.add("name", data.need("name"))
    if data.has("identification"):
        register = data.child("identification")
        body.add("registration_number", register.take("registration_number"))
        body.add("classification", register.take("legal_form"))
        place, authority = register.take("place_registered"), register.take("legal_authority")
        body.add("note", f"registered at: {place}" if place else "")
        body.add("note", f"under the law of: {authority}" if authority else "")
        _add_countries(body, "registered_in", register.take("country_registered"))
    return body


def _protected(draft: Draft, key: str, data: Document) -> Subject:
    person = draft.entity("Person", key)
    person.add("note", data.need("description").replace("-", " "))
    return person


_OWNERS: Mapping[str, Callable[[Draft, str, Document], Subject]] = {
    **dict.fromkeys(_PERSONS, _individual),
    **{kind: partial(_body, ours) for kind, ours in _BODIES.items()},
    **dict.fromkeys(_PROTECTED, _protected),
}


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State each company, who controls it and how, and what it declares instead."""
    for file in files:
        file.list_or_lines(partial(_record, file, draft))


def _record(file: SourceFile, draft: Draft, record: Document) -> None:
    number, data = record.take("company_number"), record.child("data")
    kind = data.need("kind")
    record.ignore("ContentDate")  # the day on which the line was copied
    if kind == "totals#persons-of-significant-control-snapshot":
        data.ignore("persons_of_significant_control_count", "statements_count", "exemptions_count", "generated_at")
        file.set_aside["the totals of the whole snapshot, which a file of a part of it ends with too"] += 1
        return
    if not number:
        raise InvalidValue("company_number is missing or empty")
    company = _company(draft, number)
    data.ignore("etag")
    notified, ceased = data.date("notified_on"), data.date("ceased_on")
    when = Interval.attested(notified, ceased, end_known=True)
    if kind == "persons-with-significant-control-statement":
        data.ignore("links", "linked_psc_name")
        _add_statement(draft, company, data, when)
    elif kind == "exemptions":
        data.ignore("links")
        _add_exemptions(draft, company, data, when)
    else:
        _add_owner(draft, company, kind, data, when)


def _company(draft: Draft, number: str) -> Subject:
    company = draft.entity("Company", number)
    company.add("registration_number", number)
    if not number.startswith(_OVERSEAS):
        company.add("registered_in", "GB", original="United Kingdom")
    return company


def _add_statement(draft: Draft, company: Subject, data: Document, when: Interval) -> None:
    told = draft.entity("Company", company.id.partition(":")[2], when=when)
    told.add("note", f"declares: {data.need('statement').replace('-', ' ')}")


def _add_exemptions(draft: Draft, company: Subject, data: Document, when: Interval) -> None:
    told = draft.entity("Company", company.id.partition(":")[2], when=when)
    exemptions = data.child("exemptions")
    for name in exemptions.left():
        exemptions.ignore(name)
        told.add("note", f"exempt: {name.replace('_', ' ')}")


def _add_owner(draft: Draft, company: Subject, kind: str, data: Document, when: Interval) -> None:
    path = data.child("links").need("self").split("/")
    if len(path) < 3:
        raise InvalidValue(f"links/self {'/'.join(path)!r} does not end with the number of the person")
    number = company.id.partition(":")[2]
    owner = meaning(_OWNERS, kind, "kind")(draft, f"{number}/{path[-1]}", data)
    for name in ("address", "principal_office_address"):
        if data.has(name):
            _add_address(owner, data.child(name))
    if data.flag("is_sanctioned"):
        owner.add("note", "the register marks it as sanctioned")
    ceased = data.flag("ceased")
    natures = data.texts("natures_of_control")
    if not natures and ceased is not None:
        natures = [""]
    elif not natures:
        raise InvalidValue("natures_of_control is missing or empty")
    for nature in natures:
        _add_control(draft, owner, company, f"{number}/{path[-1]}/{nature or 'protected'}", nature, when)
    if ceased:
        owner.add("note", "the register marks the control as ceased, without a day")


def _add_control(draft: Draft, owner: Subject, company: Subject, key: str, nature: str, when: Interval) -> None:
    if not nature:
        edge = draft.edge("CONTROLS", owner.id, company.id, key=key, when=when)
        edge.add("interest", "not published", original="super-secure")
        return
    if found := _IN_BANDS.fullmatch(nature):
        edge = draft.edge("OWNS", owner.id, company.id, key=key, when=when)
        edge.add("interest", _HELD[found["held"]], original=nature)
        least, most = _BANDS[found["band"]]
        edge.add("share_min", least, original=found["band"])
        edge.add("share_max", most, original=found["band"])
    elif found := _BY_MEANS.fullmatch(nature):
        edge = draft.edge("CONTROLS", owner.id, company.id, key=key, when=when)
        edge.add("interest", _MEANS[found["means"]], original=nature)
    else:
        meaning({**_HELD, **_MEANS}, nature, "nature of control")
        raise InvalidValue(f"nature of control {nature!r} has no band; add it to the ingestor's table")
    for part in ("through", "of"):
        edge.add("note", (found[part] or "").strip("-").replace("-", " "))


def _add_countries(subject: Subject, prop: str, printed: str) -> None:
    """State the countries that a free text names; what names none is kept as it was typed."""
    for part in [printed] if _code(printed) else re.split(r"[,;/]| and ", printed, flags=re.IGNORECASE):
        if code := _code(part.strip()):
            subject.add(prop, code, original=printed)
        elif printed and not is_not_a_country(printed):
            subject.add("note", f"{prop.replace('_', ' ')}: {printed}")


def _code(printed: str) -> str:
    try:
        return country_code(printed)
    except InvalidValue:
        return ""


def _add_address(subject: Subject, address: Document) -> None:
    parts = {name: address.take(name) for name in _ADDRESS}
    subject.add("address", joined(parts.values()))
    if parts["country"]:
        _add_countries(subject, "country", parts["country"])
