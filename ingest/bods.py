"""Beneficial Ownership Data Standard, 0.4 and 0.3: who owns and controls companies, as declared.

Several statements of one record are its history: each attests the record on its day, until the next one says otherwise
or closes it. An interest is one edge, with the bounds that its own dates give, and the statements' days where it has
none. An owner that the declaration does not name is kept as such, one for each record or relationship: two unknown
owners are never one. In 0.3 a statement is its own record, and one that replaces others continues theirs.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graphkit.dates import UNKNOWN_END, Interval, PartialDate
from graphkit.errors import InvalidInterval, InvalidValue, ModelError, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.documents import Document
from graphkit.intake.listing import joined, meaning
from graphkit.model.source import Sharing

# The standard has no publisher of data: each statement names its own, and the licence under which it published.
DATASET = Dataset(
    id="bods",
    title="Statements of beneficial ownership (BODS)",
    publisher="as each statement says",
    url="https://standard.openownership.org",
    kind=SourceKind.DATASET,
    sharing=Sharing.PARTNERS,
)

_ENTITIES = {
    "registeredEntity": "Company",
    "legalEntity": "Organization",
    "arrangement": "Organization",
    "anonymousEntity": "Organization",
    "unknownEntity": "Organization",
    "state": "Organization",
    "stateBody": "Organization",
}
_PERSONS = {"knownPerson": "", "anonymousPerson": "anonymous person", "unknownPerson": "unknown person"}
_NAMES = {
    "legal": "name",
    "individual": "name",
    "translation": "alias",
    "transliteration": "alias",
    "alternative": "alias",
    "aka": "alias",
    "former": "former_name",
    "birth": "former_name",
    "formerName": "former_name",
}
_OWNED = {
    "shareholding": "shares",
    "votingRights": "votes",
    "rightsToSurplusAssetsOnDissolution": "rights to surplus assets on dissolution",
    "rightsToProfitOrIncome": "rights to profit or income",
    "rightToProfitOrIncomeFromAssets": "right to profit or income from assets",
    "enjoymentAndUseOfAssets": "enjoyment and use of assets",
}
"""Interests that are held in shares: each is an edge OWNS that says of what."""
_OFFICES = {
    "boardMember": "board member",
    "boardChair": "board chair",
    "seniorManagingOfficial": "senior managing official",
}
_CONTROL = {
    "appointmentOfBoard": "appointment of the board",
    "otherInfluenceOrControl": "other influence or control",
    "influenceOrControl": "influence or control",
    "settlor": "settlor",
    "settlorOfTrust": "settlor",
    "trustee": "trustee",
    "trusteeOfTrust": "trustee",
    "protector": "protector",
    "protectorOfTrust": "protector",
    "beneficiaryOfLegalArrangement": "beneficiary of a legal arrangement",
    "beneficiaryOfTrust": "beneficiary of a legal arrangement",
    "otherInfluenceOrControlOfTrust": "other influence or control",
    "rightsGrantedByContract": "rights granted by contract",
    "conditionalRightsGrantedByContract": "conditional rights granted by contract",
    "controlViaCompanyRulesOrArticles": "control via company rules or articles",
    "controlByLegalFramework": "control by legal framework",
    "nominee": "nominee",
    "nominator": "nominator",
    "unknownInterest": "an interest that is not known",
    "unpublishedInterest": "an interest that is not published",
}
_LEVELS = {"direct": "direct", "indirect": "indirect", "unknown": "", "": ""}
_REASONS = {
    "noBeneficialOwners": "no beneficial owners",
    "subjectUnableToConfirmOrIdentifyBeneficialOwner": "subject unable to confirm or identify a beneficial owner",
    "interestedPartyHasNotProvidedInformation": "interested party has not provided information",
    "subjectExemptFromDisclosure": "subject exempt from disclosure",
    "interestedPartyExemptFromDisclosure": "interested party exempt from disclosure",
    "unknown": "reason unknown",
    "informationUnknownToPublisher": "information unknown to the publisher",
}
_NOBODY = {"noBeneficialOwners", "subjectExemptFromDisclosure"}
"""Reasons that say of no owner that there is one: they are a note on the company, and no edge."""
_SHARES = ("exact", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
_WORDS = re.compile(r"-(\w)")


class Interest(NamedTuple):
    """One interest, as a statement describes it."""

    kind: str
    """What the standard calls it."""
    level: str
    beneficial: str
    details: str
    shares: tuple[tuple[str, str], ...]
    start: PartialDate | None
    end: PartialDate | None

    @property
    def same(self) -> tuple[object, ...]:
        """What makes it the same interest in the next statement of its record; its end is news of the same one."""
        start = self.start.edtf() if self.start else ""
        return self.kind, self.level, self.beneficial, self.details, self.shares, start


@dataclass(slots=True)
class Version:
    """What one statement says of a relationship."""

    place: int
    day: PartialDate
    closed: bool
    subject: str
    party: str
    interests: list[Interest]
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Package:
    """The statements of one file."""

    file: SourceFile
    draft: Draft
    roots: dict[str, str] = field(default_factory=dict)
    """In 0.3, the record that each statement continues: the first of its line."""
    relations: dict[str, list[Version]] = field(default_factory=dict)

    def statement(self, document: Document) -> None:
        """Take one statement of either version."""
        published = document.child("publicationDetails")
        version = published.need("bodsVersion")
        if version == "0.4":
            kind = document.choose("recordType", {name: name for name in ("entity", "person", "relationship")})
            key, details = document.need("recordId"), document.child("recordDetails")
            closed = document.choose("recordStatus", {"new": False, "updated": False, "closed": True}, default=False)
            document.ignore("statementId", "declarationSubject", "declaration")
        elif version == "0.3":
            kind = document.choose(
                "statementType",
                {
                    "entityStatement": "entity",
                    "personStatement": "person",
                    "ownershipOrControlStatement": "relationship",
                },
            )
            key, details, closed = self._root(document), document, False
        else:
            raise UnreadableSource(
                f"{self.file.name}: statement of BODS {version}; this source reads 0.4 and 0.3: convert it with the "
                "standard's own tool, or get the publisher's newer file"
            )
        published.ignore("publicationDate", "publisher", "license")
        day = document.date("statementDate")
        if day is None:
            raise InvalidValue("statementDate is missing or empty")
        document.ignore("source", "annotations")
        details.ignore("isComponent", "componentRecords", "componentStatementIDs")
        if kind == "relationship":
            self._relationship(key, details, day, closed=closed)
        elif kind == "person":
            self._person(key, details)
        else:
            self._entity(key, details)

    def _root(self, document: Document) -> str:
        key = document.need("statementID")
        before = document.texts("replacesStatements")
        self.roots[key] = self.roots.get(before[0], before[0]) if before else key
        return self.roots[key]

    def _named(self, key: str) -> str:
        return self.roots.get(key, key)

    def _person(self, key: str, details: Document) -> None:
        person = self.draft.entity("Person", key)
        sort = details.choose("personType", _PERSONS)
        person.add("note", sort)
        _add_unspecified(person, details, "unspecifiedPersonDetails")
        for name in details.children("names"):
            prop = name.choose("type", _NAMES, default="name")
            person.add(prop, name.take("fullName"))
            name.ignore("familyName", "givenName", "patronymicName")  # parts of the full name
        person.add("birth_date", details.date("birthDate"))
        person.add("death_date", details.date("deathDate"))
        for country in details.children("nationalities"):
            _add_country(person, "nationality", country)
        for country in details.children("taxResidencies"):
            _add_country(person, "country", country)
        if details.has("placeOfBirth"):
            person.add("birth_place", _address(details.child("placeOfBirth")))
        _add_addresses(person, details)
        _add_identifiers(person, details)
        if details.has("politicalExposure"):
            _add_exposure(person, details.child("politicalExposure"))
        details.ignore("hasPepStatus", "pepStatusDetails") if details.has("hasPepStatus") else None

    def _entity(self, key: str, details: Document) -> None:
        written, told = "", ""
        if details.has("entityType") and not details.holds_text("entityType"):
            type_ = details.child("entityType")
            written = type_.need("type")
            told = joined((type_.take("subtype"), type_.take("details")))
        else:
            written = details.need("entityType")
            if details.has("entitySubtype"):
                told = details.child("entitySubtype").take("generalCategory")
            details.ignore("entityTypeDetails")
        entity = self.draft.entity(meaning(_ENTITIES, written, "entityType"), key)
        entity.add("classification", joined((written, told)))
        _add_unspecified(entity, details, "unspecifiedEntityDetails")
        entity.add("name", details.take("name"))
        for name in details.texts("alternateNames"):
            entity.add("alias", name)
        for prop in ("jurisdiction", "incorporatedInJurisdiction"):
            if details.has(prop):
                _add_country(entity, "registered_in", details.child(prop))
        entity.add("founded_on", details.date("foundingDate"))
        entity.add("dissolved_on", details.date("dissolutionDate"))
        entity.add("website", details.take("uri"))
        _add_addresses(entity, details)
        _add_identifiers(entity, details)
        if details.has("publicListing"):
            _add_exchange(entity, details.child("publicListing"))
        if details.has("formedByStatute"):
            statute = details.child("formedByStatute")
            entity.add("note", f"formed by statute: {joined((statute.take('name'), statute.take('date')))}")

    def _relationship(self, key: str, details: Document, day: PartialDate, *, closed: bool) -> None:
        version = Version(self.draft.place, day, closed, "", "", [])
        version.subject = self._end(details, "subject", key, version)
        version.party = self._end(details, "interestedParty", key, version)
        version.interests = [_interest(item) for item in details.children("interests")]
        self.relations.setdefault(key, []).append(version)

    def _end(self, details: Document, prop: str, key: str, version: Version) -> str:
        """Return the id of one end; what is not specified is a party of this relationship alone, or a note."""
        if details.holds_text(prop):
            return self._named(details.need(prop))
        end = details.child(prop)
        for name in ("describedByEntityStatement", "describedByPersonStatement"):
            if end.has(name):
                return self._named(end.need(name))
        unspecified = end.child("unspecified") if end.has("unspecified") else end
        reason = unspecified.need("reason")
        words = meaning(_REASONS, _camel(reason), "reason")
        told = joined((words, unspecified.take("description")))
        if _camel(reason) in _NOBODY:
            version.notes.append(told)
            return ""
        party = self.draft.entity("Party", f"{key}/unspecified")
        party.add("note", f"not specified: {told}", original=reason)
        return f"{key}/unspecified"

    def finish(self) -> None:
        """State the interests, now that all parties are known."""
        for key, versions in self.relations.items():
            mark = self.draft.mark()
            try:
                self._interests(key, sorted(versions, key=lambda version: version.day.last))
            except ModelError as error:
                self.draft.cut(mark)
                self.file.problem(key, error)

    def _interests(self, key: str, versions: Sequence[Version]) -> None:
        """State each interest once, from the first statement that holds it to the first that no longer does."""
        numbers: dict[str, int] = {}
        found: dict[tuple[object, ...], list[int]] = {}
        for number, version in enumerate(versions):
            for interest in version.interests:
                found.setdefault((version.subject, version.party, *interest.same), []).append(number)
            self._notes(key, version)
        for same, seen in found.items():
            first = versions[seen[0]]
            interest = next(item for item in first.interests if item.same == same[2:])
            numbers[interest.kind] = ordinal = numbers.get(interest.kind, 0) + 1
            last = next(item for item in versions[seen[-1]].interests if item.same == same[2:])
            open_in = [versions[number].day for number in seen if not versions[number].closed]
            after = next((version for version in versions[seen[-1] + 1 :]), None)
            ended = versions[seen[-1]].day if versions[seen[-1]].closed else after.day if after else None
            when = _when(interest.start, last.end, open_in, ended)
            self.draft.place = first.place
            self._edge(f"{key}/{interest.kind}/{ordinal}", first, interest, when)
        if not found and versions and versions[0].subject and versions[0].party:
            self.draft.place = versions[0].place
            nothing = Interest("unknownInterest", "", "", "", (), None, None)
            days = [version.day for version in versions if not version.closed]
            ended = next((version.day for version in versions if version.closed), None)
            self._edge(f"{key}/unknownInterest/1", versions[0], nothing, _when(None, None, days, ended))

    def _notes(self, key: str, version: Version) -> None:
        named = version.subject or version.party
        entity = self.draft.id_of(named) if named else ""
        for note in version.notes:
            if entity not in self.draft.kinds:
                raise InvalidValue(f"{key}: its subject {named!r} is described nowhere in the file")
            self.draft.place = version.place
            subject = self.draft.entity(self.draft.kinds[entity], named, when=Interval.attested(version.day, None))
            subject.add("note", f"beneficial ownership: {note}")

    def _edge(self, key: str, version: Version, interest: Interest, when: Interval) -> None:
        if not (version.subject and version.party):
            return
        tail, head = self.draft.id_of(version.party), self.draft.id_of(version.subject)
        for end in (tail, head):
            if end not in self.draft.kinds:
                raise InvalidValue(f"{end} is an end of it and described nowhere in the file")
        kind, prop, words = "CONTROLS", "interest", _CONTROL.get(interest.kind, "")
        if interest.kind in _OWNED:
            kind, words = "OWNS", _OWNED[interest.kind]
        elif interest.kind in _OFFICES and self.draft.kinds[tail] == "Person":
            kind, prop, words = "DIRECTS", "role", _OFFICES[interest.kind]
        edge = self.draft.edge(kind, tail, head, key=key, when=when)
        edge.add(prop, words or _OFFICES[interest.kind], original=interest.kind)
        shares = dict(interest.shares)
        if kind == "OWNS":
            edge.add("share_min", shares.get("exact") or shares.get("minimum") or shares.get("exclusiveMinimum"))
            edge.add("share_max", shares.get("exact") or shares.get("maximum") or shares.get("exclusiveMaximum"))
        exclusive = ", ".join(f"{name} {value}" for name, value in interest.shares if name.startswith("exclusive"))
        told = (interest.level, interest.beneficial, interest.details, exclusive and f"share: {exclusive}")
        if kind != "OWNS" and shares:
            told = (*told, f"share: {', '.join(f'{name} {value}' for name, value in interest.shares)}")
        for note in dict.fromkeys(filter(None, told)):
            edge.add("note", note)


def _when(
    start: PartialDate | None, end: PartialDate | None, attested: Sequence[PartialDate], ended: PartialDate | None
) -> Interval:
    """Return when an interest was held.

    Where it has no date of its own, the statements' days bound it: it is attested on the day of each that holds it,
    and ended between the last of them and the first that no longer does.
    """
    first = start or (attested[0] if attested else None)
    if end is not None:
        return Interval.attested(first, end, start_known=start is not None, end_known=True)
    if ended is None:
        return Interval.attested(first, None, start_known=start is not None)
    if first is None:
        first = PartialDate(ended.first, ended.last, ended.written)
    last = attested[-1].first if attested else first.last
    try:
        return Interval(
            first.first, first.last, max(first.last, min(last, ended.last)), max(first.last, ended.last),
            start_known=start is not None,
        )  # fmt: skip
    except InvalidInterval:
        return Interval(first.first, first.last, first.last, UNKNOWN_END, start_known=start is not None)


def _interest(item: Document) -> Interest:
    kind = _camel(item.take("type")) or "unknownInterest"
    if kind not in _CONTROL:
        meaning({**_CONTROL, **_OWNED, **_OFFICES}, kind, "interest")
    level = item.choose("directOrIndirect" if item.has("directOrIndirect") else "interestLevel", _LEVELS, default="")
    beneficial = {True: "beneficial ownership or control", False: "", None: ""}[
        item.flag("beneficialOwnershipOrControl")
    ]
    shares: list[tuple[str, str]] = []
    if item.has("share"):
        share = item.child("share")
        shares = [(name, value) for name in _SHARES if (value := share.take(name)) not in {"", "true", "false"}]
    return Interest(
        kind, level, beneficial, item.take("details"), tuple(shares), item.date("startDate"), item.date("endDate")
    )


def _camel(word: str) -> str:
    """Return a code of 0.2 and 0.3 (``voting-rights``) as 0.4 writes it."""
    return _WORDS.sub(lambda found: found[1].upper(), word)


def _add_unspecified(subject: Subject, details: Document, key: str) -> None:
    if details.has(key):
        told = details.child(key)
        reason = told.need("reason")
        words = meaning(_REASONS, _camel(reason), "reason")
        subject.add("note", joined((words, told.take("description"))), original=reason)


def _add_country(subject: Subject, prop: str, country: Document) -> None:
    """State a country by its code, which may be that of a part of it: ``US-DE``."""
    code, name = country.take("code"), country.take("name")
    subject.add(prop, code.partition("-")[0] or name, original=joined((code, name)))


def _address(address: Document) -> str:
    country = ""
    if address.holds_text("country"):
        country = address.take("country")
    elif address.has("country"):
        land = address.child("country")
        country = land.take("name") or land.take("code")
    address.ignore("type")
    return joined((address.take("address"), address.take("postCode"), country))


def _add_addresses(subject: Subject, details: Document) -> None:
    for address in details.children("addresses"):
        type_ = address.take("type")
        written = _address(address)
        subject.add("address", written, original=f"{type_}: {written}" if type_ else "")


_SCHEMES: Mapping[str, str] = {"XI-LEI": "lei", "LEI": "lei", "MISC-LEI": "lei"}


def _add_identifiers(subject: Subject, details: Document) -> None:
    registered = "registration_number" if subject.kind != "Person" else "identifier"
    for item in details.children("identifiers"):
        scheme, name, number = item.take("scheme"), item.take("schemeName"), item.take("id")
        uri = item.take("uri")
        subject.add(_SCHEMES.get(scheme, registered), number or uri, original=joined((scheme, name, number or uri)))


def _add_exposure(person: Subject, exposure: Document) -> None:
    status = exposure.need("status")
    person.add("note", f"political exposure: {status}")
    for item in exposure.children("details"):
        place = ""
        if item.has("jurisdiction"):
            land = item.child("jurisdiction")
            place = land.take("name")
            land.ignore("code")
        when = Interval.attested(item.date("startDate"), item.date("endDate"), start_known=True, end_known=True)
        reason = item.take("reason") or item.take("missingInfoReason")
        item.ignore("reason", "missingInfoReason", "source")
        office = person.draft.entity(person.kind, person.id.partition(":")[2], when=when)
        office.add("position", joined((reason, place)))


def _add_exchange(entity: Subject, listing: Document) -> None:
    listed = listing.flag("hasPublicListing")
    entity.add("note", f"listed on an exchange: {'yes' if listed else 'no'}")
    for url in listing.texts("companyFilingsURLs"):
        entity.add("website", url)
    for item in listing.children("securitiesListings"):
        security = item.child("security")
        place = joined((item.take("stockExchangeName"), item.take("stockExchangeJurisdiction")))
        codes = joined((item.take("marketIdentifierCode"), item.take("operatingMarketIdentifierCode")))
        ticker = security.take("ticker")
        entity.add("identifier", ticker, original=joined(("ticker", ticker, place, codes)))
        scheme, number = security.take("idScheme"), security.take("id")
        entity.add("identifier", number, original=joined((scheme, number)))


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State every person, entity and interest of the files."""
    for file in files:
        package = Package(file, draft)
        file.list_or_lines(package.statement)
        package.finish()
        file.finish()
