"""Sanctions annexes of the EU's Official Journal with their statements of reasons, as OpenSanctions' CSV, one a regime.

A file is one regulation's annexes as consolidated: it tells its CELEX number in every row, and never its date. Units,
roles and dates that a statement of reasons names stay in its words.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from graphkit.countries import is_country
from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.draft import Citation
from graphkit.intake.listing import add_coverage, add_identifiers, enter, meaning, name_property, script_tag
from graphkit.intake.prose import add_dates, add_each_country, numbers_of
from graphkit.intake.rows import Row, csv_rows
from graphkit.model.source import Seen, Sharing, Source

DATASET = Dataset(
    id="eu_journal",
    title="Sanctions annexes in the Official Journal of the European Union, transcribed with their reasons",
    publisher="OpenSanctions",
    url="https://www.opensanctions.org/datasets/eu_journal_sanctions/",
    licence="CC BY-NC 4.0",
    origin="Council of the EU",
    sharing=Sharing.PUBLIC,
    is_list=True,
    counts={"Listing": (1, None)},
)
AUTHORITY = "EU"
_SCOPE = "Annexes of {title} as consolidated: every entry of this one regulation, and of no other."

_REGULATIONS = {
    "32005R1183": ("EU-COD", "Council Regulation (EC) No 1183/2005 (Democratic Republic of the Congo)"),
    "32006R0765": ("EU-BLR", "Council Regulation (EC) No 765/2006 (Belarus)"),
    "32011R0359": ("EU-IRN", "Council Regulation (EU) No 359/2011 (human rights in Iran)"),
    "32012R0036": ("EU-SYR", "Council Regulation (EU) No 36/2012 (Syria)"),
    "32013R0401": ("EU-MMR", "Council Regulation (EU) No 401/2013 (Myanmar/Burma)"),
    "32014R0224": ("EU-CAF", "Council Regulation (EU) No 224/2014 (Central African Republic)"),
    "32014R0269": ("EU-UKR", "Council Regulation (EU) No 269/2014 (territorial integrity of Ukraine)"),
    "32015R0735": ("EU-SSD", "Council Regulation (EU) 2015/735 (South Sudan)"),
    "32020R1998": ("EU-HR", "Council Regulation (EU) 2020/1998 (global human rights regime)"),
    "32023R2147": ("EU-SDNZ", "Council Regulation (EU) 2023/2147 (Sudan)"),
    "32024R1485": ("EU-RUS", "Council Regulation (EU) 2024/1485 (repression in Russia)"),
}
"""The regulations by their CELEX number, each with its programme: a file covers that one only."""

_KINDS = {
    "Person": "Person",
    "LegalEntity": "Organization",
    "Organization": "Organization",
    "Company": "Company",
    "Vessel": "Vessel",
    "Asset": "",
}
_ASSET = "schema 'Asset': a restricted thing that is neither a body nor a ship"
_MEASURES = {name: name for name in ("Asset freeze", "Export control", "Financial restrictions")}
_GENDERS = {"male": "male", "Male": "male", "female": "female", "Female": "female", "": ""}
_NAMES = {"alias": name_property(), "weakAlias": name_property(weak=True), "previousName": name_property(former=True)}
_DATES = {"birthDate": ("birth_date", "Date of birth"), "incorporationDate": ("founded_on", "Incorporated")}
_COUNTRIES = {
    "country": "country",
    "nationality": "nationality",
    "jurisdiction": "registered_in",
    "flag": "flag",
}
_TEXTS = {
    "birthPlace": "birth_place",
    "position": "position",
    "legalForm": "classification",
    "phone": "phone",
    "email": "email",
    "website": "website",
    "notes": "note",
}
_NOTES = {
    "appearance": "Appearance",
    "ethnicity": "Ethnicity",
    "fatherName": "Father's name",
    "motherName": "Mother's name",
    "sector": "Sector",
}
_NUMBERS = {
    "passportNumber": ("passport", "Passport"),
    "idNumber": ("national_id", "Identity number"),
    "registrationNumber": ("registration_number", "Registration number"),
    "taxNumber": ("tax_id", "Tax number"),
    "innCode": ("tax_id", "INN"),
    "ogrnCode": ("registration_number", "OGRN"),
    "kppCode": ("identifier", "KPP"),
    "okpoCode": ("identifier", "OKPO"),
    "leiCode": ("lei", "LEI"),
    "swiftBic": ("swift_bic", "SWIFT/BIC"),
    "ticker": ("identifier", "Ticker"),
    "imoNumber": ("imo", "IMO number"),
    "mmsi": ("mmsi", "MMSI"),
}
_COLUMNS = (
    "celex",
    "recordId",
    "programKey",
    "annex",
    "measure",
    "startDate",
    "reason",
    "schema",
    "name",
    "gender",
    "address",
    *_NAMES,
    *_DATES,
    *_COUNTRIES,
    *_TEXTS,
    *_NOTES,
    *_NUMBERS,
)
_MORE_THAN_A_COUNTRY = frozenset({
    "Congolese",
    "Democratic Republic of the Congo, passport no. OB 0243318",
    "Gaza Strip, West Bank, Southern Lebanon",
    "Uganda Passport",
    "Ukrainian and/or Russian",
    "Ukrainian, Russian (the Union does not recognise passports issued by the Russian Federation in Crimea)",
    "assumed Congolese (DRC)",
})  # fmt: skip
"""What cells for a country hold that does not name countries without a doubt: it is kept in words only."""


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State every entry of the regulation, which the first row names."""
    for file in files:
        regulation = _Regulation(draft, _celex_of(file))
        file.rows(regulation.read_entry, columns=_COLUMNS)
        if draft.edition and not file.set_aside:
            draft.at("row:1")
            regulation.cover(PartialDate.parse(draft.edition))
        file.set_aside += regulation.assets


def _celex_of(file: SourceFile) -> str:
    first = next(csv_rows(file.path, file.name, columns=_COLUMNS), None)
    if first is None:
        raise UnreadableSource(f"{file.name} holds no entry, and so does not tell which regulation it is")
    return first.cells["celex"]


@dataclass(slots=True)
class _Regulation:
    """The annexes of one regulation, while they are read."""

    draft: Draft
    celex: str
    programme: str = field(init=False)
    title: str = field(init=False)
    citation: Citation = field(init=False)
    unnumbered: Counter[str] = field(default_factory=Counter)
    """How many entries without a number have borne each name in an annex."""
    assets: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.programme, self.title = meaning(_REGULATIONS, self.celex, "celex")
        self.citation = self.draft.source(
            Source(
                id=f"{DATASET.id}:{self.celex}",
                dataset=DATASET.id,
                title=self.title,
                publisher="Council of the EU, transcribed by OpenSanctions",
                url=f"https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:{self.celex}",
                kind=SourceKind.REGULATION,
                seen=Seen.EXCERPT,
                origin=DATASET.origin,
                official=True,
                sharing=DATASET.sharing,
                licence=DATASET.licence,
            )
        )

    def read_entry(self, row: Row) -> None:
        """State one entry and its listing."""
        for column, expected in (("celex", self.celex), ("programKey", self.programme)):
            if (found := row.need(column)) != expected:
                raise InvalidValue(
                    f"column {column!r} is {found!r} where the file's first row has the regulation of {expected!r}; a "
                    "file is one regulation's"
                )
        name, annex, number = row.need("name"), row.take("annex"), row.take("recordId")
        kind = row.choose("schema", _KINDS)
        if not kind:
            self.assets[_ASSET] += 1
            row.ignore(_COLUMNS)
            return
        key = "/".join((self.celex, annex or "-", number or self._made_up(annex, name)))
        cited = f"Annex {annex}" + (f", entry {number}" if number else "")
        citation = replace(self.citation, cited=cited)
        entry = enter(
            self.draft, kind, key, authority=AUTHORITY, entry=cited, programmes=[self.programme], citations=[citation]
        )
        subject, listing = entry.subject, entry.listing
        listing.add("measure", row.choose("measure", _MEASURES))
        listing.add("legal_basis", self.title, original=self.celex)
        listing.add("listed_on", row.date("startDate", DateOrder.DAY_FIRST))
        listing.add("reason", row.take("reason"))
        subject.add("name", name, lang=script_tag(name))
        _read_subject(subject, row)

    def _made_up(self, annex: str, name: str) -> str:
        """Return what tells an entry apart that the annex does not number: its name, and which of that name it is."""
        digest = hashlib.sha256(f"{annex}\x1f{name}".encode()).hexdigest()[:16]
        self.unnumbered[digest] += 1
        return digest if self.unnumbered[digest] == 1 else f"{digest}-{self.unnumbered[digest]}"

    def cover(self, as_of: PartialDate) -> None:
        """State that the regulation was read whole."""
        add_coverage(
            self.draft,
            authority=AUTHORITY,
            as_of=as_of,
            scope=_SCOPE.format(title=self.title),
            programmes=[self.programme],
            part=self.celex,
        )


def _read_subject(subject: Subject, row: Row) -> None:
    for column, prop in _NAMES.items():
        for alias in row.values(column):
            subject.add(prop, alias, lang=script_tag(alias))
    subject.add("gender", row.choose("gender", _GENDERS))
    for column, (prop, label) in _DATES.items():
        for written in row.values(column):
            add_dates(subject, prop, written, label, DateOrder.DAY_FIRST)
    for column, prop in _COUNTRIES.items():
        for printed in row.values(column):
            _read_country(subject, prop, column, printed)
    numbers = (numbers_of(subject, prop, type_, row.values(column)) for column, (prop, type_) in _NUMBERS.items())
    add_identifiers(subject, chain.from_iterable(numbers))
    _read_texts(subject, row)


def _read_texts(subject: Subject, row: Row) -> None:
    for column, prop in _TEXTS.items():
        for text in row.values(column):
            subject.add(prop, text)
    for column, label in _NOTES.items():
        for text in row.values(column):
            subject.add("note", f"{label}: {text}")
    for address in row.values("address"):
        subject.add("address", address)
        if is_country(address):
            subject.add("country", address)


def _read_country(subject: Subject, prop: str, column: str, printed: str) -> None:
    """State the countries of a cell; raises InvalidValue for what is neither one nor known as words."""
    if printed in _MORE_THAN_A_COUNTRY:
        subject.add("note", f"{column.capitalize()}: {printed}")
    elif not add_each_country(subject, prop, printed):
        subject.add(prop, printed)
