"""The Specially Designated Nationals and Blocked Persons list of the US Treasury's OFAC, as its sdn.xml.

OFAC's Consolidated (non-SDN) list comes in the same layout and is another list: a file of it is refused. An entry's
own number is its id, so that the same party keeps it from edition to edition.
"""

import contextlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidValue, ModelError, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.elements import Element
from graphkit.intake.listing import (
    Entry,
    Identifier,
    add_address,
    add_country_or_text,
    add_coverage,
    add_identifiers,
    enter,
    identifier,
    meaning,
    name_property,
    person_name,
)
from graphkit.model.ontology import IDENTIFIER_PROPERTIES, KINDS, ValueType, property_of
from graphkit.model.source import Sharing

DATASET = Dataset(
    id="ofac_sdn",
    title="Specially Designated Nationals and Blocked Persons List (SDN)",
    publisher="US Department of the Treasury, Office of Foreign Assets Control",
    url="https://sanctionslist.ofac.treas.gov/Home/SdnList",
    licence="work of the United States government, public domain (17 U.S.C. 105)",
    kind=SourceKind.DATASET,
    official=True,
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Listing": (1, None)},
)
AUTHORITY = "US-OFAC"
SCOPE = "SDN list: every entry in force. OFAC's non-SDN lists (SSI, CMIC, CAPTA, NS-MBS, NS-PLC, FSE) are not in it."

_NAMESPACES = (
    "http://tempuri.org/sdnList.xsd",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
)
_KINDS = {"Individual": "Person", "Entity": "Organization", "Vessel": "Vessel", "Aircraft": "Aircraft"}
_AKA_FORMER = {"a.k.a.": False, "f.k.a.": True, "n.k.a.": False}
_AKA_WEAK = {"strong": False, "weak": True}
_OTHER_LISTS = frozenset({"561-Related", "CMIC-EO13959", "FSE-IR", "FSE-SY", "NS-PLC"})
"""Programmes that put nobody on the SDN list: an entry that has no other is an entry of the Consolidated list."""

_TYPES = """
passport  Passport; Diplomatic Passport; British National Overseas Passport; Stateless Person Passport
national_id  Bosnian Personal ID No.; C.I.N.; C.U.I.; C.U.I.P.; C.U.R.P.; CNP (Personal Numerical Code); Cedula No.;
    Citizen's Card Number; Credencial electoral; D.N.I.; Electoral Registry No.; I.F.E.; Kenyan ID No.; LE Number;
    Moroccan Personal ID No.; N.I.E.; National Foreign ID Number; National ID No.; Numero de Identidad;
    Personal ID Card; Refugee ID Card; Residency Number; Romanian Permanent Resident; SSN; Stateless Person ID Card;
    Tazkira National ID Card; Turkish Identification Number; UAE Identification
tax_id  C.I.F.; C.U.I.T.; Fiscal Code; Italian Fiscal Code; N.I.F.; NIT #;
    Numero Unico de Identificacao Tributaria (NUIT); Paraguayan tax identification number; R.F.C.; RFC; RIF #; RSIN;
    RTN; RUC #; Romanian Tax Registration; Tax ID No.; US FEIN; V.A.T. Number
registration_number  Aircraft Tail Number; Branch Unit Number; Business Number; Business Registration Document #;
    Business Registration Number; C.R. No.; Central Registration System Number; Certificate of Incorporation Number;
    Chamber of Commerce Number; Commercial Registry Number; Company Number;
    Dubai Chamber of Commerce Membership No.; Economic Register Number (CBLS); Enterprise Number; File Number;
    Folio Mercantil No.; Istanbul Chamber of Comm. No.; Matricula Mercantil No; Organization Code;
    Previous Aircraft Tail Number; Public Registration Number; Registered Charity No.;
    Registration Certificate Number (Dubai); Registration ID; Registration Number; Romanian C.R.;
    Russian State Individual Business Registration Number Pattern (OGRNIP); UK Company Number;
    Unified Social Credit Code (USCC); United Social Credit Code Certificate (USCCC)
lei  Legal Entity Number
imo  Vessel Registration Identification
mmsi  MMSI
swift_bic  SWIFT/BIC
account  Digital Currency Address - ARB; Digital Currency Address - BCH; Digital Currency Address - BSC;
    Digital Currency Address - BSV; Digital Currency Address - BTG; Digital Currency Address - DASH;
    Digital Currency Address - ETC; Digital Currency Address - ETH; Digital Currency Address - LTC;
    Digital Currency Address - TRX; Digital Currency Address - USDC; Digital Currency Address - USDT;
    Digital Currency Address - XBT; Digital Currency Address - XMR; Digital Currency Address - XRP;
    Digital Currency Address - XVG; Digital Currency Address - ZEC
email  Email Address
phone  Phone Number
call_sign  Other Vessel Call Sign
identifier  Afghan Money Service Provider License Number;
    Aircraft Construction Number (also called L/N or S/N or F/N); Aircraft Manufacturer's Serial Number (MSN);
    Aircraft Mode S Transponder Code; Aircraft Serial Identification; BIK (RU); Birth Certificate Number;
    Cartilla de Servicio Militar Nacional; Chinese Commercial Code; D-U-N-S Number; Driver's License No.;
    Equity Ticker; Global Intermediary Identification Number; Government Gazette Number; ISIN;
    Identification Number; Immigration No.; License; MICEX Code; MSB Registration Number;
    Military Registration Number; Permit Number; Pilot License Number; Public Security and Immigration No.;
    SRE Permit No.; Seafarer's Identification Document; Serial No.; Tarjeta Profesional; Tourism License No.;
    Trade License No.; Trademark number; Travel Document Number; UN/LOCODE; VisaNumberID
gender  Gender
website  Website
classification  Organization Type:; Target Type
founded_on  Organization Established Date
built_on  Aircraft Manufacture Date; Vessel Year of Build
model  Aircraft Model
operator_as_printed  Aircraft Operator
vehicle_type  Other Vessel Type
flag  Other Vessel Flag
former_flag  Former Vessel Flag
registered_in  Nationality of Registration; Registration Country
secondary_sanctions  Additional Sanctions Information -; Secondary sanctions risk:
measure  CAATSA Section 235 Information:; Executive Order 13662 Directive Determination -;
    Executive Order 13846 information:; Executive Order 14014 Directive Information:;
    Executive Order 14024 Directive Information; Executive Order 14024 Directive Information -;
    Executive Order 14059 information:; PEESA Information:;
    Transactions Prohibited For Persons Owned or Controlled By U.S. Financial Institutions:
note  IFCA Determination -; Issuer Name; Purchase/Sales For Divestment Date (CMIC); Effective Date (CMIC);
    Effective Date (EO 14014 Directive 1):; Effective Date (EO 14024 Directive 1a):;
    Effective Date (EO 14024 Directive 2):; Effective Date (EO 14024 Directive 3):; Listing Date (CMIC);
    Listing Date (EO 14014 Directive 1):; Listing Date (EO 14024 Directive 1a):;
    Listing Date (EO 14024 Directive 2):; Listing Date (EO 14024 Directive 3):
"""
"""The property for each type of "identification", a good part of which are other facts of the party or its listing."""

_PROPERTIES = {
    " ".join(type_.split()): row.split(maxsplit=1)[0]
    for row in re.split(r"\n(?=[a-z])", _TYPES.strip())
    for type_ in row.split(maxsplit=1)[1].split(";")
}
_LONGEST_FIRST = sorted(_PROPERTIES, key=len, reverse=True)
_OF_THE_LISTING = frozenset({"measure", "note"})
_STATES = (("nationality", "nationalityList", "nationality"), ("citizenship", "citizenshipList", "citizenship"))
_ADDRESS = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode")

_LINKED = "Linked To: "
_INDICTED = "ICTY indictee"
_OTHER = r"alt(?:ernate|\.) "
_QUALIFIERS = (
    "a|and|current|or|former|ex|FRY|VJ|deputy|vice|sub|senior|principal|executive|managing|general|prime|division"
    "|brigadier|major|presidential|scientific|armed|forces|air|force"
)
_OFFICES = (
    "advis[eo]r|ambassador|chairman|chief|commander|commissioner|director|general|governor|head|leader|manager"
    "|minister|officer|president|prosecutor|secretary"
)
_FORMS = tuple(
    (prop, re.compile(form, re.IGNORECASE))
    for prop, form in (
        (
            "phone",
            rf"(?:{_OTHER})?(?:(?:tele)?phone|fax)(?: no\.?| number)?:? *(\+? ?[\d(][\d()\s./+-]*(?:ext\. \d+)?)",
        ),
        ("email", r"(?:e-?mail:? *)?([^\s@]+@[^\s@]+?)(?: \(email\))?\.?"),
        ("website", r"(?:website:? *)?((?:https?://|www\.)\S+?)(?: \(website\))?\.?"),
        ("alias", r"[and]\.[kb]\.a\. +['\"]?(.+?)['\"]?"),
        ("former_name", r"f\.k\.a\. +['\"]?(.+?)['\"]?"),
        ("birth_date", rf"(?:{_OTHER})?DOB:? +(.+)"),
        ("birth_place", rf"(?:{_OTHER})?POB:? +(.+)"),
        ("nationality", rf"(?:{_OTHER})?nationality:? +(.+)"),
        ("citizenship", rf"(?:{_OTHER})?citizen:? +(.+)"),
        ("position", rf"(?:(?:{_OTHER})?(?:title|rank)[:,]?|(?:position|occupation):) +(.+)"),
        ("position", rf"((?:(?:{_QUALIFIERS})[ -]+)*(?:{_OFFICES})\b.*)"),
    )
)
"""How remarks word what has no field of its own; a form counts only for a kind that has the property."""
_MARKS = re.compile(r"[();]")
_DATE = r"(?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4}"
_NUMBER = re.compile(
    r"[: ] *(\S*\d\S*?)(?: \((?P<country>[^()]+)\))?"
    rf"(?: issued (?P<issued>{_DATE}))?(?: expires (?P<expires>{_DATE}))?\.?"
)


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """Read one edition: its header, every entry, and then the links between entries that remarks name."""
    for file in files:
        edition = _Edition(draft, file.name)
        file.elements(
            "sdnEntry",
            edition.read_entry,
            root="sdnList",
            namespaces=_NAMESPACES,
            header={"publshInformation": edition.read_header},
        )
        published = edition.checked(file.records)
        edition.state_links()
        if not file.set_aside:
            draft.at(edition.header)
            add_coverage(draft, authority=AUTHORITY, as_of=published, scope=SCOPE)


@dataclass(frozen=True, slots=True)
class _Link:
    """That an entry's remarks name a party to which its subject is linked."""

    uid: str
    subject: str
    party: str
    locator: str


@dataclass(slots=True)
class _Edition:
    """One edition of the list, while it is read."""

    draft: Draft
    file: str
    header: str = ""
    published: PartialDate | None = None
    count: str = ""
    bearers: dict[str, list[str]] = field(default_factory=dict)
    """The numbers of the entries that bear a primary name, as the list prints it."""
    links: list[_Link] = field(default_factory=list)

    def read_header(self, element: Element) -> None:
        """Take the date of the edition and the number of its entries."""
        self.header = element.locator
        self.count = element.need("Record_Count")
        self.published = PartialDate.parse(element.need("Publish_Date"), order=DateOrder.MONTH_FIRST)
        self.draft.edition = self.published.edtf()

    def checked(self, records: int) -> PartialDate:
        """Return the edition's date; raises UnreadableSource where the header is missing or counts otherwise."""
        if self.published is None:
            raise UnreadableSource(
                f"{self.file}: no <publshInformation> with a date and a count; download the file from OFAC again"
            )
        if self.count != str(records):
            raise UnreadableSource(
                f"{self.file}: its Record_Count is {self.count}, but it holds {records} entries; it is cut off or was "
                "altered, download it from OFAC again"
            )
        return self.published

    def read_entry(self, element: Element) -> None:
        """State one entry of the list."""
        uid = element.need("uid")
        if not (uid.isascii() and uid.isdigit()):
            raise InvalidValue(f"uid {uid!r} is not a number; compare the file with OFAC's")
        kind = meaning(_KINDS, element.need("sdnType"), "sdnType")
        programmes = [item for box in element.children("programList") for item in box.take_all("program")]
        self._refuse_other_list(uid, programmes)
        entry = enter(self.draft, kind, uid, authority=AUTHORITY, entry=uid, programmes=programmes)
        value, printed = _name(element, kind)
        self.bearers.setdefault(printed or value, []).append(uid)
        entry.subject.add("name", value, original=printed)
        numbers = _read_lists(element, entry)
        if title := element.take("title"):
            for position in _parts(title):
                entry.subject.add("position", position)
        if remarks := element.take("remarks"):
            entry.listing.add("remarks", remarks)
            for part in _parts(remarks):
                self._read_remark(entry, uid, element.locator, part, numbers)
        add_identifiers(entry.subject, numbers)

    def _refuse_other_list(self, uid: str, programmes: Sequence[str]) -> None:
        if not programmes:
            raise InvalidValue(f"entry {uid} names no programme; compare the file with OFAC's")
        if _OTHER_LISTS.issuperset(programmes):
            raise UnreadableSource(
                f"{self.file}: entry {uid} is listed under {' and '.join(programmes)} only, so this is OFAC's "
                "Consolidated (non-SDN) list, not the SDN list; take sdn.xml"
            )

    def _read_remark(self, entry: Entry, uid: str, locator: str, part: str, numbers: list[Identifier]) -> None:
        """State what one part of the remarks says, if its words are known; the listing keeps all of them verbatim."""
        subject = entry.subject
        if part.startswith(_LINKED):
            party = part.removeprefix(_LINKED)
            subject.add("linked_to", party)
            self.links.append(_Link(uid, subject.id, party, locator))
        elif part.startswith(_INDICTED):
            proceeding = self.draft.entity("Proceeding", f"{uid}/icty")
            proceeding.add("body", "ICTY", original=part)
            proceeding.add("proceeding_kind", "indictment", original=part)
            self.draft.edge("SUBJECT_OF", subject.id, proceeding.id, key=f"{uid}/indicted")
        elif line := _understood(part, subject.kind):
            with contextlib.suppress(ModelError):  # such as "nationality possibly Palestinian": it stays a remark
                _state_typed(entry, line, numbers)

    def state_links(self) -> None:
        """Join the parties that remarks link, where exactly one entry bears the name; elsewhere the text must do."""
        for link in self.links:
            bearers = self.bearers.get(link.party) or self.bearers.get(link.party.removesuffix("."), [])
            head = self.draft.id_of(bearers[0]) if len(bearers) == 1 else link.subject
            if head != link.subject and {head, link.subject} <= self.draft.kinds.keys():
                self.draft.at(link.locator)
                edge = self.draft.edge("RELATED_TO", link.subject, head, key=f"{link.uid}/linked/{bearers[0]}")
                edge.add("relation", "Linked To")


def _name(element: Element, kind: str) -> tuple[str, str]:
    """Return a name and, of a person, how the list prints it."""
    if kind != "Person":
        return element.need("lastName"), ""
    return person_name(element.need("lastName"), element.take("firstName"))


def _read_lists(element: Element, entry: Entry) -> list[Identifier]:
    """State what an entry's lists hold, and return the identifiers among it."""
    subject = entry.subject
    for aka in element.listed("akaList", "aka"):
        aka.ignore("uid")
        former = meaning(_AKA_FORMER, aka.need("type"), "aka type")
        weak = meaning(_AKA_WEAK, aka.need("category"), "aka category")
        value, printed = _name(aka, subject.kind)
        subject.add(name_property(former=former, weak=weak), value, original=printed)
    for address in element.listed("addressList", "address"):
        address.ignore("uid")
        add_address(subject, [address.take(line) for line in _ADDRESS], address.take("country"))
    for prop, names, tag in _STATES:
        for item in element.listed(names, tag):
            item.ignore("uid", "mainEntry")
            subject.draft.add_countries(subject, prop, item.need("country"))
    for item in element.listed("dateOfBirthList", "dateOfBirthItem"):
        item.ignore("uid", "mainEntry")
        subject.add("birth_date", PartialDate.parse(item.need("dateOfBirth")))
    for item in element.listed("placeOfBirthList", "placeOfBirthItem"):
        item.ignore("uid", "mainEntry")
        subject.add("birth_place", item.need("placeOfBirth"))
    for vessel in element.children("vesselInfo"):
        _read_vessel(subject, vessel)
    numbers: list[Identifier] = []
    for item in element.listed("idList", "id"):
        item.ignore("uid")
        type_ = item.need("idType")
        line = identifier(
            meaning(_PROPERTIES, type_.replace("’", "'"), "idType"),
            type_,
            item.need("idNumber"),
            country=item.take("idCountry"),
            issued=item.take("issueDate"),
            expires=item.take("expirationDate"),
        )
        _state_typed(entry, line, numbers)
    return numbers


def _read_vessel(subject: Subject, vessel: Element) -> None:
    subject.add("call_sign", vessel.take("callSign"))
    subject.add("vehicle_type", vessel.take("vesselType"))
    subject.add("owner_as_printed", vessel.take("vesselOwner"))
    if flag := vessel.take("vesselFlag"):
        add_country_or_text(subject, "flag", flag, "flag_as_printed")
    for tag, words in (("tonnage", "Tonnage"), ("grossRegisteredTonnage", "Gross Registered Tonnage")):
        if tons := vessel.take(tag):
            subject.add("tonnage", tons, original=f"{words} {tons}")


def _state_typed(entry: Entry, line: Identifier, numbers: list[Identifier]) -> None:
    """State what OFAC files as an identification: a number, or, by its type, another fact of subject or listing."""
    subject, prop, value, written = entry.subject, *line
    if prop in _OF_THE_LISTING:
        entry.listing.add(prop, written)
        return
    type_ = property_of(subject.kind, prop).type
    if type_ is ValueType.IDENTIFIER:
        numbers.append(line)
    elif type_ is ValueType.DATE:
        subject.add(prop, PartialDate.parse(value), original=written)
    elif type_ is ValueType.COUNTRY:
        add_country_or_text(subject, prop, value, "note", original=written)
    else:
        subject.add(prop, value.lower() if prop == "gender" else value, original=written if written != value else "")


def _parts(text: str) -> list[str]:
    """Part a text at the semicolons outside of parentheses; a party linked in parentheses is a part of its own."""
    if ";" not in text:
        return _opened(text)
    parts, depth, start = [], 0, 0
    for mark in _MARKS.finditer(text):
        depth += (mark[0] == "(") - (mark[0] == ")")
        if mark[0] == ";" and depth == 0:
            parts.append(text[start : mark.start()].strip())
            start = mark.end()
    parts.append(text[start:].strip())
    return [inner for part in parts for inner in _opened(part) if inner]


def _opened(part: str) -> list[str]:
    inner = part.removesuffix(".")
    if not (inner.startswith(f"({_LINKED}") and inner.endswith(")")):
        return [part]
    return _parts(inner[1:-1])


def _understood(part: str, kind: str) -> Identifier | None:
    """Return what a part of a remark says, where its form leaves no doubt."""
    for prop, form in _FORMS:
        if prop in KINDS[kind].properties and (found := form.fullmatch(part)):
            return Identifier(prop, found[1], part)
    type_ = next((name for name in _LONGEST_FIRST if part.startswith(name)), "")
    prop, rest = _PROPERTIES.get(type_, ""), part.removeprefix(type_)
    if prop in IDENTIFIER_PROPERTIES and (number := _NUMBER.fullmatch(rest)):
        country, issued, expires = number.group("country", "issued", "expires")
        return identifier(prop, type_, number[1], country=country or "", issued=issued or "", expires=expires or "")
    if type_.endswith((":", "-")) or (prop == "gender" and rest.startswith((" ", ":"))):
        return Identifier(prop, rest.strip(" :."), part)
    return None
