"""What the files of the US Treasury's OFAC say in types and remarks: the same words in each layout of its lists."""

import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from graphkit.dates import PartialDate
from graphkit.errors import ModelError
from graphkit.intake.draft import Draft, Subject
from graphkit.intake.listing import Entry, Identifier, add_country_or_text, identifier, meaning
from graphkit.model.ontology import IDENTIFIER_PROPERTIES, KINDS, ValueType, property_of

AUTHORITY = "US-OFAC"
KINDS_OF_PARTY = {"Individual": "Person", "Entity": "Organization", "Vessel": "Vessel", "Aircraft": "Aircraft"}
OTHER_LISTS = frozenset({"561-Related", "CMIC-EO13959", "FSE-IR", "FSE-SY", "NS-PLC"})
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
_BY_FIRST_WORD: dict[str, list[str]] = {}
for _type in sorted(_PROPERTIES, key=len, reverse=True):
    _BY_FIRST_WORD.setdefault(_type.split(" ")[0].rstrip(":"), []).append(_type)
"""The types by their first word, the longest first, so that a text is compared with few of them."""
_OF_THE_LISTING = frozenset({"measure", "note"})
LINKED = "Linked To: "
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
_FIELD = re.compile(
    rf" (.+?)(?: \((?P<country>[^()]+)\))?(?: issued (?P<issued>{_DATE}))?(?: expires (?P<expires>{_DATE}))?"
)


@dataclass(frozen=True, slots=True)
class _Link:
    """That an entry's remarks name a party to which its subject is linked."""

    uid: str
    subject: str
    party: str
    locator: str


@dataclass(slots=True)
class Links:
    """The parties that remarks link to each other by name, while an edition is read."""

    draft: Draft
    bearers: dict[str, list[str]] = field(default_factory=dict)
    """The numbers of the entries that bear a primary name, as the list prints it."""
    found: list[_Link] = field(default_factory=list)

    def bear(self, name: str, uid: str) -> None:
        """Note that the entry of that number bears the primary name."""
        known = self.bearers.setdefault(name, [])
        if uid not in known:
            known.append(uid)

    def state(self) -> None:
        """Join the parties that remarks link, where exactly one entry bears the name; elsewhere the text must do."""
        for link in self.found:
            spelt = (link.party, link.party.removesuffix("."), f"{link.party}.")
            bearers = next((found for name in spelt if (found := self.bearers.get(name))), [])
            head = self.draft.id_of(bearers[0]) if len(bearers) == 1 else link.subject
            if head != link.subject and {head, link.subject} <= self.draft.kinds.keys():
                self.draft.at(link.locator)
                edge = self.draft.edge("RELATED_TO", link.subject, head, key=f"{link.uid}/linked/{bearers[0]}")
                edge.add("relation", "Linked To")


def add_number(subject: Subject, uid: str) -> None:
    """State OFAC's own number of a party, which all of its lists share, as a number that can be compared."""
    subject.add("identifier", f"OFAC {uid}", original=f"OFAC unique ID {uid}")


def read_vessel(subject: Subject, said: Mapping[str, str]) -> None:
    """State what a record says of a ship: its call sign, vehicle type, owner, flag, tonnage and gross tonnage."""
    subject.add("call_sign", said["call_sign"])
    subject.add("vehicle_type", said["vehicle_type"])
    subject.add("owner_as_printed", said["owner"])
    if flag := said["flag"]:
        add_country_or_text(subject, "flag", flag, "flag_as_printed")
    for name, words in (("tonnage", "Tonnage"), ("gross", "Gross Registered Tonnage")):
        if printed := said[name]:
            subject.add("tonnage", printed.replace(",", ""), original=f"{words} {printed}")


def property_of_type(type_: str, what: str) -> str:
    """Return the property for a type of OFAC's; raises InvalidValue for one that is not in the table."""
    return meaning(_PROPERTIES, type_.replace("’", "'"), what)


def read_remark(entry: Entry, uid: str, locator: str, part: str, numbers: list[Identifier], links: Links) -> None:
    """State what one part of the remarks says, if its words are known; the listing keeps all of them verbatim."""
    subject, draft = entry.subject, links.draft
    if part.startswith(LINKED):
        party = part.removeprefix(LINKED)
        subject.add("linked_to", party)
        links.found.append(_Link(uid, subject.id, party, locator))
    elif part.startswith(_INDICTED):
        proceeding = draft.entity("Proceeding", f"{uid}/icty")
        proceeding.add("body", "ICTY", original=part)
        proceeding.add("proceeding_kind", "indictment", original=part)
        draft.edge("SUBJECT_OF", subject.id, proceeding.id, key=f"{uid}/indicted")
    elif line := _understood(part, subject.kind):
        with contextlib.suppress(ModelError):  # such as "nationality possibly Palestinian": it stays a remark
            state_typed(entry, line, numbers)


def state_typed(entry: Entry, line: Identifier, numbers: list[Identifier]) -> None:
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


def parts(text: str) -> list[str]:
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
    if not (inner.startswith(f"({LINKED}") and inner.endswith(")")):
        return [part]
    return parts(inner[1:-1])


def _understood(part: str, kind: str) -> Identifier | None:
    """Return what a part of a remark says, where its form leaves no doubt."""
    for prop, form in _FORMS:
        if prop in KINDS[kind].properties and (found := form.fullmatch(part)):
            return Identifier(prop, found[1], part)
    type_ = _type_before(part)
    prop, rest = _PROPERTIES.get(type_, ""), part.removeprefix(type_)
    if prop in IDENTIFIER_PROPERTIES and (number := _NUMBER.fullmatch(rest)):
        country, issued, expires = number.group("country", "issued", "expires")
        return identifier(prop, type_, number[1], country=country or "", issued=issued or "", expires=expires or "")
    if type_.endswith((":", "-")) or (prop == "gender" and rest.startswith((" ", ":"))):
        return Identifier(prop, rest.strip(" :."), part)
    return None


def typed_field(part: str) -> Identifier | None:
    """Return what a part says that begins with one of OFAC's types, as its delimited files print an identification."""
    type_ = _type_before(bare := part.removeprefix("alt. "))
    found = type_ and _FIELD.fullmatch(bare.removeprefix(type_))
    if not found:
        return None
    number, country, issued, expires = found.groups(default="")
    return identifier(_PROPERTIES[type_], type_, number, country=country, issued=issued, expires=expires)


def _type_before(text: str) -> str:
    """Return the longest type of OFAC's that a text begins with, empty where it begins with none."""
    first = text.partition(" ")[0].partition(":")[0]
    return next((name for name in _BY_FIRST_WORD.get(first, ()) if text.startswith(name)), "")
