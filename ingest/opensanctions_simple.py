"""Targets of any OpenSanctions dataset or collection, as its targets.simple.csv.

OpenSanctions repeats what others publish, and the file names whom: that is the origin of every statement, so that the
same list, read here and at its own publisher, supports a finding once. An entry that several lists have does not tell
which of them says what. The file does not say that it is whole, and covers nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from graphkit.dates import PartialDate
from graphkit.errors import InvalidValue
from graphkit.intake import Dataset, Draft, SourceFile, Subject
from graphkit.intake.draft import Citation
from graphkit.intake.identifiers import passes
from graphkit.intake.listing import Identifier, add_identifiers, add_listing, identifier, script_tag
from graphkit.intake.rows import Row
from graphkit.model.source import Sharing
from graphkit.text import slug

DATASET = Dataset(
    id="opensanctions_simple",
    title="OpenSanctions targets, simplified",
    publisher="OpenSanctions",
    url="https://www.opensanctions.org/docs/bulk/csv/",
    licence="CC BY-NC 4.0",
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Listing": (1, None)},
)

_COLUMNS = (
    *("id", "schema", "name", "aliases", "birth_date", "countries", "addresses", "identifiers", "sanctions", "phones"),
    *("emails", "program_ids", "dataset", "first_seen", "last_seen", "last_change"),
)
_KINDS = {
    "Airplane": "Aircraft",
    "Company": "Company",
    "LegalEntity": "Organization",
    "Organization": "Organization",
    "Person": "Person",
    "PublicBody": "Organization",
    "Vessel": "Vessel",
    "CryptoWallet": "",
    "Security": "",
}
_NO_KIND = "schema {!r}: neither a person, nor a body, a ship or an aircraft"
_OFAC = "US Department of the Treasury, Office of Foreign Assets Control"
_ORIGINS = {
    "Australian Sanctions Consolidated List": "Australian Government, Department of Foreign Affairs and Trade",
    "Canadian Consolidated Autonomous Sanctions List": "Global Affairs Canada",
    "EU Council Official Journal Sanctioned Entities": "Council of the EU",
    "EU Financial Sanctions Files (FSF)": "Council of the EU",
    "UK OFSI Consolidated List of Targets": "HM Treasury, Office of Financial Sanctions Implementation",
    "UN Security Council Consolidated Sanctions": "United Nations Security Council",
    "US OFAC Consolidated (non-SDN) List": _OFAC,
    "US OFAC Specially Designated Nationals (SDN) List": _OFAC,
}
"""Lists that are read at their own publisher too, and the origin that they have there; any other is its own."""
_RUSSIAN_ONLY = ["RU"]


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State every target; the newest day on which one was seen is the edition's."""
    for file in files:
        edition = _Edition(file, draft)
        file.rows(edition.read_target, columns=_COLUMNS)
        draft.edition = edition.newest or draft.edition


@dataclass(slots=True)
class _Edition:
    """One file, while it is read."""

    file: SourceFile
    draft: Draft
    newest: str = ""

    def read_target(self, row: Row) -> None:
        """State one target and its listings."""
        seen = PartialDate.parse(row.need("last_seen"))
        schema, key, titles = row.cells["schema"], row.need("id"), row.parts("dataset")
        kind = row.choose("schema", _KINDS)
        self.newest = max(self.newest, seen.edtf())
        if not kind:
            self.file.set_aside[_NO_KIND.format(schema)] += 1
            row.ignore(_COLUMNS)
            return
        if not titles:
            raise InvalidValue("column 'dataset' is empty; a value is required")
        origin = "; ".join(dict.fromkeys(_ORIGINS.get(title, title) for title in titles))
        subject = self.draft.entity(kind, key, citations=[_citation(self.draft.citation(), origin)], new=True)
        _read_subject(subject, row)
        _read_listings(subject, key, titles, row)
        row.ignore(["last_change"])  # when OpenSanctions last changed its own record


@lru_cache(maxsize=1024)
def _citation(own: Citation, origin: str) -> Citation:
    return replace(own, origin=origin)


@lru_cache(maxsize=1024)
def _short(title: str) -> str:
    return slug(title)


def _read_subject(subject: Subject, row: Row) -> None:
    name = row.need("name")
    subject.add("name", name, lang=script_tag(name))
    for alias in row.values("aliases"):
        subject.add("alias", alias, lang=script_tag(alias))
    for born in row.values("birth_date"):
        subject.add("birth_date", PartialDate.parse(born))
    codes = [code.upper() for code in row.values("countries")]
    for code in codes:
        subject.draft.add_countries(subject, "country", code)
    for column, prop in (("addresses", "address"), ("phones", "phone"), ("emails", "email")):
        for text in row.values(column):
            subject.add(prop, text)
    add_identifiers(subject, [_identifier(number, codes) for number in row.values("identifiers")])


def _identifier(number: str, countries: Sequence[str]) -> Identifier:
    """Return a number, of which the file tells no type: a ship's by its letters, a Russian one by its check digits."""
    if number.startswith("IMO"):
        return identifier("imo", "IMO number", number.removeprefix("IMO"))
    if countries == _RUSSIAN_ONLY:
        for system, prop, lengths in (("OGRN", "registration_number", (13, 15)), ("INN", "tax_id", (10, 12))):
            if len(number) in lengths and passes(system, number):
                return Identifier(prop, number, f"{system} {number}, by its country and check digits")
    return Identifier("identifier", number, f"Identifier {number}")


def _read_listings(subject: Subject, key: str, titles: Sequence[str], row: Row) -> None:
    """State the listing in each of the lists; which programme is whose is told where there is one list only."""
    programmes, texts, first = row.values("program_ids"), row.values("sanctions"), row.take("first_seen")
    for title in titles:
        listing = add_listing(
            subject.draft,
            subject,
            f"{key}/{_short(title)}",
            authority=title,
            entry=key,
            programmes=programmes if len(titles) == 1 else (),
        )
        for text in texts:
            listing.add("remarks", text)
        if len(titles) > 1 and programmes:
            listing.add("note", f"Programmes of this list and of others: {'; '.join(programmes)}")
        if first:
            listing.add("note", f"First seen by OpenSanctions: {PartialDate.parse(first).edtf()}", original=first)
