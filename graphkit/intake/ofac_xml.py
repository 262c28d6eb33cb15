"""The layout sdnList, in which OFAC publishes its SDN list and its Consolidated (non-SDN) list as XML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake.draft import Draft
from graphkit.intake.elements import Element
from graphkit.intake.file import SourceFile
from graphkit.intake.listing import (
    Entry,
    Identifier,
    add_address,
    add_coverage,
    add_identifiers,
    enter,
    identifier,
    meaning,
    name_property,
    person_name,
)
from graphkit.intake.ofac import (
    AUTHORITY,
    KINDS_OF_PARTY,
    Links,
    add_number,
    parts,
    property_of_type,
    read_remark,
    read_vessel,
    state_typed,
)

_NAMESPACES = (
    "http://tempuri.org/sdnList.xsd",
    "https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML",
)
_AKA_FORMER = {"a.k.a.": False, "f.k.a.": True, "n.k.a.": False}
_AKA_WEAK = {"strong": False, "weak": True}
_STATES = (("nationality", "nationalityList", "nationality"), ("citizenship", "citizenshipList", "citizenship"))
_VESSEL = {
    "call_sign": "callSign",
    "vehicle_type": "vesselType",
    "owner": "vesselOwner",
    "flag": "vesselFlag",
    "tonnage": "tonnage",
    "gross": "grossRegisteredTonnage",
}
_ADDRESS = ("address1", "address2", "address3", "city", "stateOrProvince", "postalCode")

Check = Callable[[str, str, Sequence[str]], None]
"""Called with the file's name, the entry's number and its programmes; raises where they are another list's."""


def read_edition(file: SourceFile, draft: Draft, *, scope: str, check: Check) -> None:
    """Read one edition: its header, every entry, and then the links between entries that remarks name."""
    edition = _Edition(draft, file.name, Links(draft), check)
    file.elements(
        "sdnEntry",
        edition.read_entry,
        root="sdnList",
        namespaces=_NAMESPACES,
        header={"publshInformation": edition.read_header},
    )
    published = edition.checked(file.records)
    edition.links.state()
    if not file.set_aside:
        draft.at(edition.header)
        add_coverage(draft, authority=AUTHORITY, as_of=published, scope=scope)


@dataclass(slots=True)
class _Edition:
    """One edition of a list, while it is read."""

    draft: Draft
    file: str
    links: Links
    check: Check
    header: str = ""
    published: PartialDate | None = None
    count: str = ""

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
        kind = meaning(KINDS_OF_PARTY, element.need("sdnType"), "sdnType")
        programmes = [item for box in element.children("programList") for item in box.take_all("program")]
        self.check(self.file, uid, programmes)
        entry = enter(self.draft, kind, uid, authority=AUTHORITY, entry=uid, programmes=programmes)
        add_number(entry.subject, uid)
        value, printed = _name(element, kind)
        self.links.bear(printed or value, uid)
        entry.subject.add("name", value, original=printed)
        numbers = _read_lists(element, entry)
        if title := element.take("title"):
            for position in parts(title):
                entry.subject.add("position", position)
        if remarks := element.take("remarks"):
            entry.listing.add("remarks", remarks)
            for part in parts(remarks):
                read_remark(entry, uid, element.locator, part, numbers, self.links)
        add_identifiers(entry.subject, numbers)


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
        read_vessel(subject, {prop: vessel.take(tag) for prop, tag in _VESSEL.items()})
    numbers: list[Identifier] = []
    for item in element.listed("idList", "id"):
        item.ignore("uid")
        type_ = item.need("idType")
        line = identifier(
            property_of_type(type_, "idType"),
            type_,
            item.need("idNumber"),
            country=item.take("idCountry"),
            issued=item.take("issueDate"),
            expires=item.take("expirationDate"),
        )
        state_typed(entry, line, numbers)
    return numbers
