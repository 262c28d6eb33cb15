"""Lists of the US Treasury's OFAC in its enhanced XML, plain or zipped: typed relations, features, names in scripts.

The user of OFAC's service filters it by list and programme, and the file says by which: it covers those and no others.
An entry may stand on several of OFAC's lists; its number is the same as in the other files of OFAC.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.elements import Element
from graphkit.intake.listing import (
    Entry,
    Identifier,
    add_address,
    add_coverage,
    add_identifiers,
    enter,
    identifier,
    joined,
    meaning,
    name_property,
    person_name,
    script_tag,
)
from graphkit.intake.ofac import (
    AUTHORITY,
    KINDS_OF_PARTY,
    Links,
    add_number,
    parts,
    property_of_type,
    read_remark,
    state_typed,
)
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="ofac_enhanced",
    title="OFAC sanctions lists, enhanced",
    publisher="US Department of the Treasury, Office of Foreign Assets Control",
    url="https://sanctionslist.ofac.treas.gov/Home/CustomizeList",
    licence="work of the United States government, public domain (17 U.S.C. 105)",
    kind=SourceKind.DATASET,
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Listing": (1, None)},
)

_ROOT = "sanctionsData"
_NAMESPACES = ("https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML",)
_SDN = "SDN List"
_CONSOLIDATED = "Consolidated List"
_PARTS = (
    "CAPTA List",
    "FSE List",
    "Non-SDN CMIC List",
    "Non-SDN Menu-Based Sanctions List",
    "Non-SDN Palestinian Legislative Council List",
    "Sectoral Sanctions Identifications List",
)
"""The lists that make up the Consolidated List."""
_LISTS = {name: name for name in (_SDN, _CONSOLIDATED, *_PARTS)}
_ALIASES = {"A.K.A.": False, "F.K.A.": True, "N.K.A.": False}
_FLAGS = {"true": True, "false": False}
_SCRIPTS = {
    "Latin": "", "Arabic": "und-Arab", "Armenian": "und-Armn", "Chinese Simplified": "und-Hans",
    "Chinese Traditional": "und-Hant", "Cyrillic": "und-Cyrl", "Georgian": "und-Geor", "Greek": "und-Grek",
    "Hangul": "und-Hang", "Hebrew": "und-Hebr", "Japanese": "und-Jpan", "Korean": "und-Kore",
}  # fmt: skip
_DIRECTION_MARKS = str.maketrans("", "", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e")
_LINES = {
    name: place
    for place, name in enumerate(
        ("ADDRESS1", "ADDRESS2", "ADDRESS3", "CITY", "STATE/PROVINCE", "REGION", "POSTAL CODE")
    )
}
"""The parts of an address in the order in which OFAC's other files print them."""
_STATES = {"Nationality Country": "nationality", "Citizenship Country": "citizenship"}
_RELIABILITIES = {"": "", "Confirmed": "", "Reported": "reported"}
_BODIES = frozenset({"Organization"})
_OWNERS = frozenset({"Organization", "Person"})


class _Relation(NamedTuple):
    """What a type of relation becomes: the kind, whether it leads back to the entry, and what stands at its ends.

    Where the ends are of other kinds (a ship is not controlled, but belongs), it is a relation in the list's words.
    """

    kind: str = "RELATED_TO"
    backwards: bool = False
    tails: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()


_RELATIONS = {
    "Acting for or on behalf of": _Relation(),
    "Associate Of": _Relation(),
    "Family member of": _Relation(),
    "Leader or official of": _Relation("DIRECTS", tails=frozenset({"Person"}), heads=_BODIES),
    "Owned or Controlled By": _Relation("CONTROLS", backwards=True, tails=_OWNERS, heads=_BODIES),
    "Owns, controls, or operates": _Relation("CONTROLS", tails=_OWNERS, heads=_BODIES),
    "Principal Executive Officer": _Relation(),
    "Property in the interest of": _Relation(),
    "Providing support to": _Relation(),
    "playing a significant role in": _Relation(),
}
"""OFAC never says that one party owns another, but that it owns or controls it: no share is stated."""
_WORDS = {"DIRECTS": "role", "CONTROLS": "interest", "RELATED_TO": "relation"}


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one file: what it holds by its own account, every entry, and then the relations between them."""
    for file in files:
        edition = _Edition(draft, file.name, Links(draft))
        with file.unpacked():
            file.elements(
                "entity",
                edition.read_entity,
                root=_ROOT,
                namespaces=_NAMESPACES,
                header={
                    "publicationInfo": edition.read_header,
                    # What the codes in the file stand for: each entry prints the words too.
                    "referenceValue": lambda element: element.ignore("refId", "type", "value", "isoCode", "code"),
                    "featureType": _ignore_feature_type,
                },
                boxes=("entities", "referenceValues", "featureTypes"),
            )
        edition.state_relations()
        edition.links.state()
        if not file.set_aside:
            edition.state_coverage()


def _ignore_feature_type(element: Element) -> None:
    element.ignore("featureTypeId", "type", "detailType", "publishExclude", "publishDescription", "publishOrder")


class _Related(NamedTuple):
    """A relation that an entry states, until it is known what stands at its other end."""

    key: str
    type: str
    subject: str
    other: str
    quality: str
    locator: str


@dataclass(slots=True)
class _Edition:
    """One file, while it is read."""

    draft: Draft
    file: str
    links: Links
    header: str = ""
    published: PartialDate | None = None
    lists: list[str] = field(default_factory=list)
    programmes: list[str] = field(default_factory=list)
    related: list[_Related] = field(default_factory=list)

    def read_header(self, element: Element) -> None:
        """Take the day as of which the file is, and the filters by which it was made."""
        self.header = element.locator
        self.published = PartialDate.parse(element.need("dataAsOf"))
        self.draft.edition = self.published.edtf()
        for filters in element.children("filters"):
            self.lists += [meaning(_LISTS, name, "list") for name in _texts(filters, "sanctionsLists", "sanctionsList")]
            self.programmes += _texts(filters, "sanctionsPrograms", "sanctionsProgram")

    def read_entity(self, element: Element) -> None:
        """State one entry: whom it lists, on which lists, and what relates it to others."""
        uid = element.need_attribute("id")
        if not (uid.isascii() and uid.isdigit()):
            raise InvalidValue(f"@id {uid!r} is not a number; compare the file with OFAC's")
        info = element.child("generalInfo")
        kind = meaning(KINDS_OF_PARTY, _worded(info, "entityType"), "entityType")
        programmes = _texts(element, "sanctionsPrograms", "sanctionsProgram")
        if self.programmes and not set(self.programmes) & set(programmes):
            raise InvalidValue(f"entity {uid} is under none of the programmes that the file says it holds")
        entry = enter(self.draft, kind, uid, authority=AUTHORITY, entry=uid, programmes=programmes)
        add_number(entry.subject, uid)
        _read_lists(entry.listing, element)
        for name in element.listed("names", "name"):
            self._read_name(entry.subject, uid, name)
        for address in element.listed("addresses", "address"):
            _read_address(entry.subject, address)
        numbers: list[Identifier] = []
        for feature in element.listed("features", "feature"):
            _read_feature(entry, feature, numbers)
        for document in element.listed("identityDocuments", "identityDocument"):
            _read_document(entry, document, numbers)
        for relation in element.listed("relationships", "relationship"):
            self._read_relation(entry.subject, uid, relation)
        self._read_info(entry, uid, info, numbers)
        add_identifiers(entry.subject, numbers)

    def _read_info(self, entry: Entry, uid: str, info: Element, numbers: list[Identifier]) -> None:
        info.ignore("identityId")  # the number of the record of names behind the entry
        for position in parts(info.take("title")):
            entry.subject.add("position", position)
        remarks = info.take("remarks")
        entry.listing.add("remarks", remarks)
        for part in parts(remarks):
            read_remark(entry, uid, info.locator.partition("/generalInfo")[0], part, numbers, self.links)

    def _read_name(self, subject: Subject, uid: str, name: Element) -> None:
        """State a name in each of its scripts; the Latin form of the first one is what the list calls the party."""
        primary = meaning(_FLAGS, name.need("isPrimary"), "isPrimary")
        weak = meaning(_FLAGS, name.need("isLowQuality"), "isLowQuality")
        alias = _worded(name, "aliasType")
        prop = name_property(former=bool(alias) and meaning(_ALIASES, alias, "aliasType"), weak=weak)
        name.ignore("id")
        for form in name.listed("translations", "translation"):
            language = meaning(_SCRIPTS, _worded(form, "script"), "script")
            first = meaning(_FLAGS, form.need("isPrimary"), "isPrimary")
            printed = form.need("formattedFullName")
            value = printed.translate(_DIRECTION_MARKS).strip()
            if subject.kind == "Person" and not language:
                value, printed = person_name(form.need("formattedLastName"), form.take("formattedFirstName"))
            if primary and first:
                self.links.bear(printed or value, uid)
            # The parts of a name by their types: the formatted name is made of them.
            form.ignore("id", "formattedLastName", "formattedFirstName", "nameParts")
            named = "name" if primary and first else prop
            subject.add(named, value, original=printed if printed != value else "", lang=language)

    def _read_relation(self, subject: Subject, uid: str, relation: Element) -> None:
        type_ = _worded(relation, "type")
        meaning(_RELATIONS, type_, "relationship type")
        other = relation.child("relatedEntity")
        number, name = other.need_attribute("entityId"), other.text
        subject.add("linked_to", name, original=f"{type_}: {name}")
        place = relation.locator.partition("/relationships")[0]
        key = f"{uid}/related/{relation.need_attribute('id')}"
        quality = _worded(relation, "quality")
        self.related.append(_Related(key, type_, subject.id, self.draft.id_of(number), quality, place))

    def state_relations(self) -> None:
        """State the relations between parties of the file; of any other party its name is kept."""
        kinds = self.draft.kinds
        for item in self.related:
            if not {item.subject, item.other} <= kinds.keys():
                continue
            form = _RELATIONS[item.type]
            tail, head = (item.other, item.subject) if form.backwards else (item.subject, item.other)
            kind = form.kind
            if kinds[tail] not in form.tails or kinds[head] not in form.heads:
                kind, tail, head = "RELATED_TO", item.subject, item.other
            self.draft.at(item.locator)
            edge = self.draft.edge(kind, tail, head, key=item.key)
            edge.add(_WORDS[kind], item.type)
            if item.quality:
                edge.add("note", f"Quality: {item.quality}")

    def state_coverage(self) -> None:
        """State of what the file is whole: the lists and programmes by which it says that it was filtered."""
        if self.published is None or not self.lists:
            raise UnreadableSource(f"{self.file}: no <publicationInfo> with a date and the lists that it holds")
        self.draft.at(self.header)
        under = f", of programme {' or '.join(self.programmes)} only" if self.programmes else ""
        whole = [*self.lists, *(_PARTS if _CONSOLIDATED in self.lists else ())]
        add_coverage(
            self.draft,
            authority=AUTHORITY,
            as_of=self.published,
            scope=f"{'; '.join(self.lists)}{under}.",
            programmes=self.programmes,
            list_names=whole,
            part="+".join(sorted(self.programmes or self.lists)),
        )


def _worded(element: Element, tag: str) -> str:
    """Return the text of a child that besides names it by code, empty where there is none."""
    found = element.children(tag)
    for child in found:
        child.ignore("refId", "featureTypeId")
    return found[0].text if found else ""


def _texts(element: Element, box: str, tag: str) -> list[str]:
    """Return the texts of the elements in a box, each of which besides has numbers of its own."""
    found = element.listed(box, tag)
    for child in found:
        child.ignore("refId", "id")
    return [child.text for child in found]


def _read_lists(listing: Subject, element: Element) -> None:
    """State the lists that hold the entry, since when; the programmes and measures the file gives for all together."""
    days = []
    for item in element.listed("sanctionsLists", "sanctionsList"):
        day = PartialDate.parse(item.need_attribute("datePublished"))
        days.append((day.first, day, item.text))
        listing.add("list_name", meaning(_LISTS, item.text, "list"), original=f"{item.text}, published {day.written}")
        item.ignore("refId", "id")
    days.sort(key=lambda known: known[0])
    for place, (_, day, name) in enumerate(days):
        if place == 0:
            listing.add("listed_on", day, original=f"{name}, published {day.written}")
        elif day.edtf() != days[0][1].edtf():
            listing.add("amended_on", day, original=f"{name}, published {day.written}")
    for measure in _texts(element, "sanctionsTypes", "sanctionsType"):
        listing.add("measure", measure)
    for law in _texts(element, "legalAuthorities", "legalAuthority"):
        listing.add("legal_basis", law)


def _read_address(subject: Subject, address: Element) -> None:
    country = _worded(address, "country")
    address.ignore("id")
    forms = address.listed("translations", "translation")
    if not forms:
        add_address(subject, (), country)
    for form in forms:
        language = meaning(_SCRIPTS, _worded(form, "script"), "script")
        form.ignore("id", "isPrimary")
        lines = {}
        for line in form.listed("addressParts", "addressPart"):
            line.ignore("id")
            lines[meaning(_LINES, _worded(line, "type"), "part of an address")] = line.need("value")
        printed = [lines[place] for place in sorted(lines)]
        if language:
            subject.add("address", joined(printed), lang=script_tag(joined(printed)))
        else:
            add_address(subject, printed, country)


def _read_feature(entry: Entry, feature: Element, numbers: list[Identifier]) -> None:
    """State a typed fact; it prints in words what it besides says by code or as bounds."""
    subject, type_, value = entry.subject, _worded(feature, "type"), feature.need("value")
    reliability = meaning(_RELIABILITIES, _worded(feature, "reliability"), "reliability")
    remarks = [word for word in (reliability, feature.take("comments")) if word]
    written = f"{value} ({'; '.join(remarks)})" if remarks else ""
    feature.ignore("id", "versionId", "valueRefId", "valueDate", "isPrimary")
    if type_ == "Birthdate":
        subject.add("birth_date", PartialDate.parse(value), original=written)
    elif type_ == "Place of Birth":
        subject.add("birth_place", value, original=written)
    elif type_ in _STATES:
        subject.draft.add_countries(subject, _STATES[type_], value)
    else:
        line = identifier(property_of_type(type_, "feature type"), type_, value)
        if remarks:
            line = line._replace(written=f"{line.written} ({'; '.join(remarks)})")
        state_typed(entry, line, numbers)


def _read_document(entry: Entry, document: Element, numbers: list[Identifier]) -> None:
    type_ = _worded(document, "type")
    issuer = _worded(document, "issuingCountry") or document.take("issuingLocation")
    line = identifier(
        property_of_type(type_, "document type"),
        type_,
        document.need("documentNumber"),
        country=issuer,
        issued=_day(document, "issueDate"),
        expires=_day(document, "expirationDate"),
    )
    remarks = [document.take("issuingAuthority")]
    if not meaning(_FLAGS, document.need("isValid"), "isValid"):
        remarks.append("not valid")
    if told := [remark for remark in remarks if remark]:
        line = line._replace(written=f"{line.written} ({'; '.join(told)})")
    # Which of the entry's names it is made out to, and which of its features it shows: both are stated.
    document.ignore("id", "name", "idFeatures", "issuingLocation")
    state_typed(entry, line, numbers)


def _day(document: Element, tag: str) -> str:
    """Return a date that is given by the bounds of its beginning and end."""
    for date in document.children(tag):
        first, last = date.need("fromDateBegin"), date.need("toDateEnd")
        date.ignore("id", "fromDateEnd", "toDateBegin", "isDateRange")
        circa = "circa " if meaning(_FLAGS, date.need("isApproximate"), "isApproximate") else ""
        return PartialDate.parse(f"{circa}{first}/{last}").edtf()
    return ""
