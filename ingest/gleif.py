"""Legal Entity Identifiers: who is who (level 1), who consolidates whom (level 2), and why no parent is reported.

Golden copies as JSON and as XML, and the same records as plain JSON. That a parent consolidates a child in its accounts
is control by accounting, not a share: it is an edge CONTROLS that says so. A relation is in force from its own period,
and attested to the end of the last accounts that show it. An exception is a note on the entity, and never a parent.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial

from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.documents import Document
from graphkit.intake.elements import Element
from graphkit.intake.listing import joined, meaning
from graphkit.intake.parts import Part
from graphkit.model.source import Sharing

# Not official: what an entity says of itself, which its registrar has checked against a register where there is one.
DATASET = Dataset(
    id="gleif",
    title="Global LEI index",
    publisher="Global Legal Entity Identifier Foundation",
    url="https://www.gleif.org/en/lei-data/gleif-golden-copy",
    licence="CC0-1.0",
    kind=SourceKind.DATASET,
    sharing=Sharing.PUBLIC,
)

_CATEGORIES = {
    "GENERAL": "Company",
    "FUND": "Company",
    "BRANCH": "Company",
    "SOLE_PROPRIETOR": "Company",
    "RESIDENT_GOVERNMENT_ENTITY": "Organization",
    "INTERNATIONAL_ORGANIZATION": "Organization",
    "": "Organization",
}
_NAMES = {
    "PREVIOUS_LEGAL_NAME": "former_name",
    "TRADING_OR_OPERATING_NAME": "alias",
    "ALTERNATIVE_LANGUAGE_LEGAL_NAME": "alias",
    "AUTO_ASCII_TRANSLITERATED_LEGAL_NAME": "alias",
    "PREFERRED_ASCII_TRANSLITERATED_LEGAL_NAME": "alias",
}
_CONTROLS = {
    "IS_DIRECTLY_CONSOLIDATED_BY": "direct accounting consolidation",
    "IS_ULTIMATELY_CONSOLIDATED_BY": "ultimate accounting consolidation",
    "IS_FUND-MANAGED_BY": "fund management",
    "IS_INTERNATIONAL_BRANCH_OF": "head office of the branch",
}
"""Relations in which the end node controls the start node, and by what means."""
_RELATED = {"IS_SUBFUND_OF": "sub-fund of", "IS_FEEDER_TO": "feeder fund of"}
_CONSOLIDATION = {
    "DIRECT_ACCOUNTING_CONSOLIDATION_PARENT": "direct",
    "ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT": "ultimate",
}
_REASONS = {
    "NATURAL_PERSONS": "it is controlled by natural persons, whom no accounts consolidate",
    "NON_CONSOLIDATING": "whoever controls it does not consolidate it in accounts",
    "NO_KNOWN_PERSON": "no person is known to control it",
    "NO_LEI": "its parent does not consent to have an LEI, or has none",
    "NON_PUBLIC": "its parent is not made public",
    "BINDING_LEGAL_COMMITMENTS": "a binding commitment forbids to say",
    "LEGAL_OBSTACLES": "the law forbids to say",
    "CONSENT_NOT_OBTAINED": "the parent did not consent",
    "DISCLOSURE_DETRIMENTAL": "to say would harm",
    "DETRIMENT_NOT_EXCLUDED": "harm was not excluded",
}
_LEI = re.compile(r"[A-Z0-9]{18}\d{2}")
_ADDRESS = ("FirstAddressLine", "AddressNumber", "AddressNumberWithinBuilding", "MailRouting", "AdditionalAddressLine",
            "City", "Region", "PostalCode", "Country")  # fmt: skip
_OF_REGISTRATION = ("InitialRegistrationDate", "NextRenewalDate", "ManagingLOU", "ValidationSources",
                    "ValidationAuthority", "OtherValidationAuthorities", "ValidationDocuments",
                    "ValidationReference")  # fmt: skip
"""How the registrar keeps the record, which says nothing of the entity."""
_NAMESPACES = {
    "LEIData": "http://www.gleif.org/data/schema/leidata/2016",
    "RelationshipData": "http://www.gleif.org/data/schema/rr/2016",
    "ReportingExceptionData": "http://www.gleif.org/data/schema/repex/2016",
}
_BOXES = {
    "LEIData": ("LEIRecords", "LEIRecord", "LEIHeader"),
    "RelationshipData": ("RelationshipRecords", "RelationshipRecord", "Header"),
    "ReportingExceptionData": ("ReportingExceptions", "Exception", "Header"),
}


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State every entity, relationship and exception of the files."""
    for file in files:
        if file.name.lower().endswith(".xml"):
            _elements(file, partial(_written, file, draft))
        else:
            _documents(file, partial(_written, file, draft))


def _written(file: SourceFile, draft: Draft, record: Document | Element) -> None:
    _record(file, draft, Part(record))


def _elements(file: SourceFile, take: Callable[[Element], None]) -> None:
    root = _root_of(file)
    box, item, header = _BOXES[root]
    ignoring = {header: lambda element: element.ignore(
        "ContentDate", "FileContent", "RecordCount", "Originator", "DeltaStart", "Extension"
    )}  # fmt: skip
    file.elements(item, take, root=root, namespaces=[_NAMESPACES[root]], boxes=[box], header=ignoring)


def _root_of(file: SourceFile) -> str:
    """Return which of the three files it is; what is none is told so by the reader of elements."""
    with file.path.open("rb") as stream:
        start = stream.read(4096).decode("utf-8", "replace")
    return next((root for root in _BOXES if f":{root}" in start or f"<{root}" in start), "LEIData")


def _documents(file: SourceFile, take: Callable[[Document], None]) -> None:
    with file.path.open("rb") as stream:
        start = stream.read(64).lstrip()
    if start.startswith(b"{") and b'"records"' in start:
        file.documents(take, under="records")
        if not file.records:
            raise UnreadableSource(f"{file.name} holds no record; get it from the publisher again")
    else:
        file.list_or_lines(take)


def _record(file: SourceFile, draft: Draft, node: Part) -> None:
    deleted = any(deletion.text("DeletedAt") for part in _extension(node) for deletion in part.parts("Deletion"))
    if isinstance(node.of, Document):
        node.ignore("ContentDate")
    relationships = node.parts("Relationship")
    if deleted:
        node.ignore("LEI", "Entity", "Registration", "ExceptionCategory", "ExceptionReason", "ExceptionReference")
        for relationship in relationships:
            _ignore_all(relationship)
        file.set_aside["a record that GLEIF itself has deleted since"] += 1
    elif relationships:
        _relationship(draft, relationships[0], node)
    elif reason := node.text("ExceptionReason"):
        _exception(draft, node, reason)
    else:
        _entity(draft, node)


def _extension(node: Part) -> list[Part]:
    """Return the record's extension, of which only a deletion is read: the rest is GLEIF's own check of the record."""
    if isinstance(node.of, Element):
        found = node.parts("Extension")
        for part in found:
            part.ignore("Geocoding", "conformity", "LEGAL_ENTITY_EVENTS")
        return found
    found = node.parts("Extension")
    node.ignore("Extension")  # one without anything in it
    for part in found:
        if isinstance(part.of, Document):
            for key in part.of.left():
                if key != "Deletion":
                    part.ignore(key)
    return found


def _ignore_all(node: Part) -> None:
    node.ignore("StartNode", "EndNode", "RelationshipType", "RelationshipPeriods", "RelationshipStatus",
                "RelationshipQualifiers", "RelationshipQuantifiers")  # fmt: skip


def _only(node: Part, key: str) -> Part:
    found = node.parts(key)
    if len(found) != 1:
        raise InvalidValue(f"{key} stands {len(found)} times where one was expected")
    return found[0]


def _lei(node: Part, *keys: str) -> str:
    lei = node.text(*keys)
    if not _LEI.fullmatch(lei):
        raise InvalidValue(f"{lei!r} is no LEI: 18 letters or digits and two digits")
    return lei


def _known(draft: Draft, lei: str) -> Subject:
    """Return an entity of which this record says no more than its number."""
    kind = draft.kinds.get(draft.id_of(lei), "Organization")
    subject = draft.entity(kind, lei)
    subject.add("lei", lei)
    return subject


def _entity(draft: Draft, node: Part) -> None:
    lei = _lei(node, "LEI")
    told = _only(node, "Entity")
    category = told.text("EntityCategory")
    kind = meaning(_CATEGORIES, category, "EntityCategory")
    entity = draft.entity(draft.kinds.get(draft.id_of(lei), kind), lei)  # a relation of the same file may come first
    entity.add("lei", lei)
    _add_names(entity, told)
    _add_addresses(entity, told)
    _add_status(entity, told, category)
    for event in told.listed("LegalEntityEvents", "LegalEntityEvent"):
        _add_event(entity, event)
    for successor in told.parts("SuccessorEntity"):
        _add_successor(draft, entity, lei, successor)
    for other in told.parts("AssociatedEntity"):
        number, name = other.text("AssociatedLEI"), other.text("AssociatedEntityName")
        entity.add("note", joined((f"associated entity {other.attribute('type')}", number, name)))
    for registration in node.parts("Registration"):
        status = registration.text("RegistrationStatus")
        entity.add("note", f"LEI registration: {status}" if status else "")
        registration.ignore("LastUpdateDate", *_OF_REGISTRATION)


def _add_names(entity: Subject, told: Part) -> None:
    entity.add("name", told.text("LegalName"))
    for box in ("OtherEntityName", "TransliteratedOtherEntityName"):
        for name in told.listed(f"{box}s", box):
            entity.add(meaning(_NAMES, name.attribute("type"), "type of name"), name.value(box))


def _add_addresses(entity: Subject, told: Part) -> None:
    for key, what in (("LegalAddress", "legal address"), ("HeadquartersAddress", "headquarters")):
        for address in told.parts(key):
            _add_address(entity, address, what)
    for box, item in (("OtherAddresses", "OtherAddress"),
                      ("TransliteratedOtherAddresses", "TransliteratedOtherAddress")):  # fmt: skip
        for address in told.listed(box, item):
            _add_address(entity, address, address.attribute("type").lower().replace("_", " "))


def _add_status(entity: Subject, told: Part, category: str) -> None:
    for register in told.parts("RegistrationAuthority"):
        authority = joined((register.text("RegistrationAuthorityID"), register.text("OtherRegistrationAuthorityID")))
        number = register.text("RegistrationAuthorityEntityID")
        entity.add("registration_number", number, original=f"{authority} {number}")
    jurisdiction = told.text("LegalJurisdiction")
    entity.add("registered_in", jurisdiction.partition("-")[0], original=jurisdiction if "-" in jurisdiction else "")
    entity.add("classification", joined((category, told.text("EntitySubCategory"))))
    for form in told.parts("LegalForm"):
        code, other = form.text("EntityLegalFormCode"), form.text("OtherLegalForm")
        entity.add("classification", other or (f"legal form {code}" if code else ""), original=f"ISO 20275 {code}")
    entity.add("founded_on", _day(told.text("EntityCreationDate")))
    status = told.text("EntityStatus")
    entity.add("note", f"entity status: {status}" if status else "")
    expired, reason = told.text("EntityExpirationDate"), told.text("EntityExpirationReason")
    entity.add("dissolved_on", _day(expired), original=joined((expired, reason)))


def _add_address(entity: Subject, address: Part, what: str) -> None:
    address.ignore()
    lines = {key: joined(address.texts(key)) for key in _ADDRESS}
    written = joined(lines.values())
    entity.add("address", written, original=f"{what}: {written}")
    entity.add("country", lines["Country"])


def _add_event(entity: Subject, event: Part) -> None:
    kind = event.text("LegalEntityEventType")
    day = event.text("LegalEntityEventEffectiveDate")
    status = event.attribute("event_status")
    entity.add("note", joined((f"event {kind}", day[:10], status)))
    event.ignore("@group_type", "group_type", "@group_id", "group_id", "@group_sequence_no", "group_sequence_no",
                 "LegalEntityEventRecordedDate", "ValidationDocuments", "ValidationReference",
                 "AffectedFields")  # fmt: skip


def _add_successor(draft: Draft, entity: Subject, lei: str, successor: Part) -> None:
    number, name = successor.text("SuccessorLEI"), successor.text("SuccessorEntityName")
    if not number:
        entity.add("note", f"succeeded by: {name}")
        return
    other = _known(draft, number)
    edge = draft.edge("RELATED_TO", entity.id, other.id, key=f"{lei}/successor/{number}")
    edge.add("relation", "succeeded by")


def _relationship(draft: Draft, told: Part, node: Part) -> None:
    ends = []
    for key in ("StartNode", "EndNode"):
        named = _only(told, key)
        if named.text("NodeIDType") != "LEI":
            raise InvalidValue(f"{key} is not named by an LEI")
        ends.append(_known(draft, _lei(named, "NodeID")))
    start, end = ends
    kind = told.text("RelationshipType")
    updated = ""
    for registration in node.parts("Registration"):
        updated = registration.text("LastUpdateDate")
        registration.ignore("RegistrationStatus", *_OF_REGISTRATION)
    when = _when(told, active=told.text("RelationshipStatus") != "INACTIVE", updated=_day(updated))
    key = f"{start.id.partition(':')[2]}/{kind}/{end.id.partition(':')[2]}"
    if kind in _CONTROLS:
        edge = draft.edge("CONTROLS", end.id, start.id, key=key, when=when)
        edge.add("interest", _CONTROLS[kind], original=kind)
    else:
        relation = meaning(_RELATED | _CONTROLS, kind, "RelationshipType")
        edge = draft.edge("RELATED_TO", start.id, end.id, key=key, when=when)
        edge.add("relation", relation, original=kind)
    for item in told.listed("RelationshipQualifiers", "RelationshipQualifier"):
        edge.add("note", joined((item.text("QualifierDimension"), item.text("QualifierCategory"))))
    for item in told.listed("RelationshipQuantifiers", "RelationshipQuantifier"):
        amount = joined((item.text("QuantifierAmount"), item.text("QuantifierUnits")))
        edge.add("note", f"{item.text('MeasurementMethod')}: {amount}")


def _when(told: Part, *, active: bool, updated: PartialDate | None) -> Interval:
    start = end = first = last = None
    for period in told.listed("RelationshipPeriods", "RelationshipPeriod"):
        begun, ended = _day(period.text("StartDate")), _day(period.text("EndDate"))
        if period.text("PeriodType") == "RELATIONSHIP_PERIOD":
            start, end = begun, ended
        else:  # the period of accounts or of a filing that shows it
            first, last = _earliest(first, begun), _latest(last, ended)
    if end is None and not active:
        end = updated
        return Interval.attested(start or first, end, start_known=start is not None)
    if start or end:
        return Interval.attested(start, end, start_known=True, end_known=True, vouched_until=None if end else last)
    return Interval.attested(first, last, open_ended=True)


def _earliest(one: PartialDate | None, other: PartialDate | None) -> PartialDate | None:
    return min((day for day in (one, other) if day), key=lambda day: day.first, default=None)


def _latest(one: PartialDate | None, other: PartialDate | None) -> PartialDate | None:
    return max((day for day in (one, other) if day), key=lambda day: day.last, default=None)


def _exception(draft: Draft, node: Part, reason: str) -> None:
    entity = _known(draft, _lei(node, "LEI"))
    category = meaning(_CONSOLIDATION, node.text("ExceptionCategory"), "ExceptionCategory")
    reference = node.text("ExceptionReference")
    words = meaning(_REASONS, reason, "ExceptionReason")
    entity.add("note", joined((f"no {category} parent is reported: {words}", reference)), original=reason)


def _day(text: str) -> PartialDate | None:
    """Return the day of a time as its registrar writes it, in the registrar's own zone."""
    return PartialDate.parse(text[:10]) if text else None
