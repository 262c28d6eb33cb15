"""Beneficial Ownership Data Standard, 0.4 and 0.3: who owns and controls companies, as declared.

Several statements of one record are its history: each attests the record on its day, until the next one says otherwise
or closes it. An interest is one edge, with the bounds that its own dates give, and the statements' days where it has
none. An owner that the declaration does not name is kept as such, one for each record or relationship: two unknown
owners are never one. In 0.3 a statement is its own record, and one that replaces others continues theirs.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidValue, ModelError, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.documents import Document
from graphkit.intake.draft import Citation
from graphkit.intake.interests import Interest, Version, stretches
from graphkit.intake.listing import joined, meaning
from graphkit.model.bods import CONTROL, OFFICES, OWNED, REASONS, share_note
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
_LEVELS = {"direct": "direct", "indirect": "indirect", "unknown": "", "": ""}
_NOBODY = {"noBeneficialOwners", "subjectExemptFromDisclosure"}
"""Reasons that say of no owner that there is one: they are a note on the company, and no edge."""
_SHARES = ("exact", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
_BOUNDS = {
    "share_min": ("exact", "minimum", "exclusiveMinimum"),
    "share_max": ("exact", "maximum", "exclusiveMaximum"),
}
_WORDS = re.compile(r"-(\w)")


@dataclass(slots=True)
class Package:
    """The statements of one file."""

    file: SourceFile
    draft: Draft
    roots: dict[str, str] = field(default_factory=dict)
    """In 0.3, the record that each statement continues: the first of its line."""
    relations: dict[str, list[Version]] = field(default_factory=dict)
    citation: Citation | None = None
    """The statement in hand."""

    def statement(self, document: Document) -> None:
        """Take one statement of either version."""
        published = document.child("publicationDetails")
        version = published.need("bodsVersion")
        if version == "0.4":
            kind = document.choose("recordType", {name: name for name in ("entity", "person", "relationship")})
            key, details = document.need("recordId"), document.child("recordDetails")
            closed = document.choose("recordStatus", {"new": False, "updated": False, "closed": True}, default=False)
            statement = document.take("statementId")
            document.ignore("declarationSubject", "declaration")
        elif version == "0.3":
            kind = document.choose(
                "statementType",
                {
                    "entityStatement": "entity",
                    "personStatement": "person",
                    "ownershipOrControlStatement": "relationship",
                },
            )
            statement = document.need("statementID")
            key, details, closed = self._root(statement, document), document, False
        else:
            raise UnreadableSource(
                f"{self.file.name}: statement of BODS {version}; this source reads 0.4 and 0.3: convert it with the "
                "standard's own tool, or get the publisher's newer file"
            )
        day = document.date("statementDate")
        if day is None:
            raise InvalidValue("statementDate is missing or empty")
        self.citation = self._cited(published, statement)
        document.ignore("source", "annotations")
        details.ignore("isComponent", "componentRecords", "componentStatementIDs")
        if kind == "relationship":
            self._relationship(key, details, day, closed=closed)
        elif kind == "person":
            self._person(key, details)
        else:
            self._entity(key, details)

    def _cited(self, published: Document, statement: str) -> Citation:
        """Return the citation of a statement: whose words it is, and what tells of its publishing."""
        publisher = published.child("publisher")
        name = publisher.take("name") or publisher.take("url")
        publisher.ignore("url", "uri")
        told = (f"statement {statement}", published.take("publicationDate"), published.take("license"))
        return replace(self.draft.citation(cited=joined(told)), origin=name)

    def _root(self, key: str, document: Document) -> str:
        before = document.texts("replacesStatements")
        self.roots[key] = self.roots.get(before[0], before[0]) if before else key
        return self.roots[key]

    def _citations(self) -> tuple[Citation, ...]:
        return (self.citation,) if self.citation else (self.draft.citation(),)

    def _named(self, key: str) -> str:
        return self.roots.get(key, key)

    def _person(self, key: str, details: Document) -> None:
        person = self.draft.entity("Person", key, citations=self._citations())
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
        kind = meaning(_ENTITIES, written, "entityType")
        kind = self.draft.kinds.get(self.draft.id_of(key), kind)  # a later statement may be more exact
        if kind not in _ENTITIES.values():
            raise InvalidValue(f"{key} was a {kind} before, and cannot be an entity too")
        entity = self.draft.entity(kind, key, citations=self._citations())
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
        version = Version(self.draft.place, self._citations()[0], day, closed, "", "", [])
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
        words = meaning(REASONS, _camel(reason), "reason")
        told = joined((words, unspecified.take("description")))
        if _camel(reason) in _NOBODY:
            version.notes.append(told)
            return ""
        party = self.draft.entity("Party", f"{key}/unspecified", citations=self._citations())
        party.add("note", f"not specified: {told}", original=reason)
        return f"{key}/unspecified"

    def finish(self) -> None:
        """State the interests, now that all parties are known."""
        for key, versions in self.relations.items():
            mark = self.draft.mark()
            try:
                self._interests(key, versions)
            except ModelError as error:
                self.draft.cut(mark)
                self.file.problem(key, error)

    def _interests(self, key: str, versions: Sequence[Version]) -> None:
        numbers: Counter[str] = Counter()
        for version in versions:
            self._notes(key, version)
        for told, interest, when in stretches(versions):
            numbers[interest.kind] += 1
            for version in told:
                self.draft.place = version.place
                self._edge(f"{key}/{interest.kind}/{numbers[interest.kind]}", told[0], interest, when)

    def _notes(self, key: str, version: Version) -> None:
        named = version.subject or version.party
        entity = self.draft.id_of(named) if named else ""
        for note in version.notes:
            if entity not in self.draft.kinds:
                raise InvalidValue(f"{key}: its subject {named!r} is described nowhere in the file")
            self.draft.place = version.place
            subject = self.draft.entity(self.draft.kinds[entity], named,
                citations=(version.citation,), when=Interval.attested(version.day, None),
            )  # fmt: skip
            subject.add("note", f"beneficial ownership: {note}")

    def _edge(self, key: str, version: Version, interest: Interest, when: Interval) -> None:
        if not (version.subject and version.party):
            return
        tail, head = self.draft.id_of(version.party), self.draft.id_of(version.subject)
        for end in (tail, head):
            if end not in self.draft.kinds:
                raise InvalidValue(f"{end} is an end of it and described nowhere in the file")
        kind, prop, words = "CONTROLS", "interest", CONTROL.get(interest.kind, "")
        if interest.kind in OWNED:
            kind, words = "OWNS", OWNED[interest.kind]
        elif interest.kind in OFFICES and self.draft.kinds[tail] == "Person":
            kind, prop, words = "DIRECTS", "role", OFFICES[interest.kind]
        edge = self.draft.edge(kind, tail, head, key=key, citations=(version.citation,), when=when)
        edge.add(prop, words or OFFICES[interest.kind], original=interest.kind)
        shares = dict(interest.shares)
        if kind == "OWNS":
            for prop, names in _BOUNDS.items():
                written = next((shares[name] for name in names if name in shares), "")
                edge.add(prop, float(written) if written else None)
        beside = [item for item in interest.shares if kind != "OWNS" or item[0].startswith("exclusive")]
        told = (interest.level, interest.beneficial, interest.details, share_note(beside))
        for note in dict.fromkeys(filter(None, told)):
            edge.add("note", note)


def _interest(item: Document) -> Interest:
    kind = _camel(item.take("type")) or "unknownInterest"
    if kind not in CONTROL:
        meaning({**CONTROL, **OWNED, **OFFICES}, kind, "interest")
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
        words = meaning(REASONS, _camel(reason), "reason")
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
        code, name = land.take("code"), land.take("name")
        country = name or code
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
    status = exposure.take("status") or "not said"
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
        office = person.draft.entity(person.kind, person.id.partition(":")[2], citations=person.citations, when=when)
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
