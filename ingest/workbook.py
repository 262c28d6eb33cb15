"""A workbook: an investigator's own knowledge as a folder of CSV files, or as one XLSX with sheets of the same names.

Every row cites a source of the sheet ``sources``. Two rows that say the same thing of different sources are one
relation with two citations.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from graphkit.countries import is_not_a_country
from graphkit.dates import Interval, PartialDate
from graphkit.errors import ModelError, Refused
from graphkit.intake import Dataset, Draft, SourceFile, SourceKind, Subject
from graphkit.intake.cells import Index, Record, column_of, party, read_row
from graphkit.intake.draft import Citation
from graphkit.intake.printed import read_birth_date, read_number
from graphkit.intake.rows import Row
from graphkit.intake.rules import Listings, broken_rules, listing_key
from graphkit.intake.sheets import Table, gather, tables
from graphkit.intake.violations import violation_codes
from graphkit.model.source import Seen, Sharing, Source
from graphkit.model.statement import Basis, Stance

__all__ = ["DATASET", "TAKES_NAME", "gather", "read"]

DATASET = Dataset(
    id="workbook",
    title="Workbook",
    publisher="The investigators of this case",
    kind=SourceKind.OTHER,
)
TAKES_NAME = True


def _as_is(columns: str = "", **renamed: str) -> dict[str, str]:
    return {column: column for column in columns.split()} | renamed


_PROPERTIES: Final[dict[str, dict[str, str]]] = {
    "sources": _as_is(),
    "units": _as_is("name branch echelon", other_names="alias"),
    "persons": _as_is("name", aliases="alias", native_name="alias", dob="birth_date"),
    "companies": _as_is("name registration_number", other_names="alias", native_name="alias"),
    "incidents": _as_is("place admin1 date_from date_to stated_victims", title="name", violations="violation"),
    "unit_relations": _as_is(kind="authority"),
    "postings": _as_is("role rank"),
    "incident_perpetrators": _as_is(),
    "ownership": _as_is(pct_min="share_min", pct_max="share_max"),
    "family": _as_is("relation"),
    "directorships": _as_is("role"),
    "listings": _as_is("authority programme last_seen_in_list", list_entry_id="entry"),
    "coverage": _as_is("authority programme as_of"),
    "transfers": _as_is(
        "designation description order_year_flag number_delivered number_delivered_flag number_ordered "
        "number_ordered_flag condition",
        comments="comment",
    ),
    "assistance": _as_is(
        "fiscal_year programme course start end quantity cost us_unit location source_file page",
        recipient_unit_as_printed="recipient_as_printed",
    ),
    "proceedings": _as_is("body number opened_on closed_on outcome", kind="proceeding_kind"),
    "measures": _as_is("taken_by outcome", kind="measure_kind", on="taken_on"),
}
"""The columns of each sheet whose cells are stated as they are, and the property."""

_CITED = {"from": "first_cited", "to": "last_cited", "open_vouched_until": "last_cited", "note": "note"}


def read(files: Sequence[SourceFile], draft: Draft) -> None:
    """State what the rows of all sheets say; raises Refused with every problem of the workbook."""
    found, index, problems = tables(files)
    writer = _Writer(draft, index)
    for table in found:
        try:
            table.file.each(iter(table.rows), partial(writer.read, table))
        except Refused:
            # It has more problems than are worth reading; the other sheets are still read for theirs.
            index.refused.update(row.cells.get(table.sheet.id_column, "") for row in table.rows)
    problems += [problem for file in files for problem in file.problems]
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise Refused(
            f"{draft.dataset.id}: {count} in the workbook; mend them, "
            "or run again with --set-aside to leave the rows that have some out",
            problems,
        )


@dataclass(slots=True)
class _Writer:
    """States rows, and remembers what later rows must agree with."""

    draft: Draft
    index: Index
    sources: dict[str, Citation] = field(default_factory=dict)
    listings: Listings = field(default_factory=dict)
    counted: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often each source has said each thing."""

    def read(self, table: Table, row: Row) -> None:
        """Read, check and state one row; one that names a refused row is neither stated nor a problem of its own."""
        record = read_row(row, table.sheet, self.index, table.file.name)
        key = record.text(table.sheet.id_column)
        try:
            if problems := [*record.problems, *broken_rules(record, self.index, self.listings)]:
                raise Refused("", problems)
            if record.void and table.file.lenient:
                raise Refused("", ["it names a row that was left out"])
            if not record.void:
                _STATE[table.sheet.name](self, record)
        except (ModelError, Refused):
            if key and self.index.places.get(key) == record.place:
                self.index.refused.add(key)
            raise

    def citation(self, record: Record, column: str = "source_id") -> Citation:
        """Return the citation of the row's source with its place in it; another source of the row has no place."""
        cited = record.text("locator") if column == "source_id" else ""
        return replace(self.sources[record.text(column) or record.text("source_id")], cited=cited)

    def entity(self, kind: str, record: Record, key: str = "", *, when: Interval | None = None) -> Subject:
        """State an entity and what its row says of it; one with an id of its own is stated by one row only."""
        own = record.text(record.sheet.id_column)
        citations = [self.citation(record)]
        subject = self.draft.entity(kind, key or own, citations=citations, when=when, new=not key)
        _fill(subject, record)
        return subject

    def edge(
        self,
        kind: str,
        record: Record,
        tail: str,
        head: str,
        key: str,
        *,
        when: Interval | None = None,
        stance: Stance = Stance.ASSERTED,
        basis: Basis = Basis.STATED,
        printed: tuple[str, str] = ("", ""),
    ) -> Subject:
        """State a relation between two entity ids."""
        return self.draft.edge(
            kind,
            tail,
            head,
            key=key,
            citations=[self.citation(record)],
            when=when,
            stance=stance,
            basis=basis,
            printed=printed,
        )

    def relation(
        self,
        kind: str,
        record: Record,
        ends: tuple[str, str],
        *parts: str,
        stance: Stance = Stance.ASSERTED,
        basis: Basis = Basis.STATED,
    ) -> None:
        """State a relation that is a row of its own, with its dates; ``parts`` tell it from others of the two ends."""
        when = record.when
        flags = (str(when.start_known), str(when.end_known), when.timed)
        bounds = (when.start_min, when.start_max, when.end_min, when.end_max, *flags)
        key = self.key(record, *ends, *parts, stance, basis, *bounds)
        tail, head = map(self.draft.id_of, ends)
        _fill(self.edge(kind, record, tail, head, key, when=when, stance=stance, basis=basis), record)

    def key(self, record: Record, *parts: str) -> str:
        """Return an id made of the content; a source that says it more than once says it of one more each time."""
        digest = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
        key = f"{record.sheet.name}/{digest}"
        self.counted[key, record.text("source_id")] += 1
        ordinal = self.counted[key, record.text("source_id")]
        return key if ordinal == 1 else f"{key}-{ordinal}"

    def country(self, printed: str) -> str:
        """Return the id of the country; that it exists is nobody's secret, whatever the row's source is."""
        return self.draft.country(printed, citations=[replace(self.draft.citation(), sharing=Sharing.PUBLIC)])


def _fill(subject: Subject, record: Record) -> None:
    for column, prop in (_PROPERTIES[record.sheet.name] | _CITED).items():
        for value in record.values(column):
            subject.add(prop, value)


def _state_source(writer: _Writer, record: Record) -> None:
    draft, key, kind = writer.draft, record.text("source_id"), SourceKind(record.text("kind"))
    asked = Sharing(record.text("sharing") or Sharing.RESTRICTED)
    source = Source(
        id=draft.id_of(key),
        dataset=draft.dataset.id,
        title=record.text("title"),
        publisher=record.text("publisher"),
        published=record.dates["published"].written if "published" in record.dates else "",
        url=record.text("url"),
        kind=kind,
        seen=Seen(record.text("seen") or Seen.EXCERPT),
        origin=record.text("origin"),
        official=record.flags["official"],
        reliability=record.text("reliability"),
        sharing=Sharing.RESTRICTED if kind is SourceKind.INTERVIEW else asked,
    )
    writer.sources[key] = draft.source(source)
    _fill(draft.entity("Source", key, citations=[Citation(source.id, sharing=source.sharing)]), record)


def _state_unit(writer: _Writer, record: Record) -> None:
    subject = writer.entity("Unit", record)
    writer.draft.add_countries(subject, "country", record.text("country"))


def _state_company(writer: _Writer, record: Record) -> None:
    subject = writer.entity("Company", record)
    writer.draft.add_countries(subject, "country", record.text("country"))


def _state_person(writer: _Writer, record: Record) -> None:
    subject = writer.entity("Person", record)
    gender = record.text("gender")
    if gender.lower() in {"male", "female"}:
        subject.add("gender", gender.lower(), original=gender if gender != gender.lower() else "")
    else:
        subject.add("gender", gender)
    for nationality in record.lists.get("nationality", ()):
        writer.draft.add_countries(subject, "nationality", nationality)
    # What an authority prints is not in the row's source: the workbook itself says that the authority says so.
    own = replace(writer.draft.citation(), sharing=writer.citation(record).sharing)
    for written in record.lists.get("dob_variants", ()):
        authority, date = read_birth_date(written)
        cited = [replace(own, origin=authority)]
        if date:
            subject.add("birth_date", date, original=written, citations=cited)
        else:
            subject.add("note", f"date of birth as printed: {written}", citations=cited)
    for written in record.lists.get("other_identifiers", ()):
        number = read_number(written)
        origin = [replace(own, origin=number.authority)] if number.authority else None
        original = written if written != number.value else ""
        subject.add(number.prop, number.value, original=original, citations=origin)


def _state_incident(writer: _Writer, record: Record) -> None:
    subject = writer.entity("Incident", record, when=record.when)
    writer.draft.add_countries(subject, "country", record.text("country"))
    for word in record.lists["violations"]:
        for code in violation_codes(word):
            subject.add("violation_code", code, original=word)


def _state_unit_relation(writer: _Writer, record: Record) -> None:
    ends = record.text("child"), record.text("parent")
    basis = Basis(record.text("basis") or Basis.STATED)
    writer.relation("PART_OF", record, ends, record.text("kind"), basis=basis)


def _state_posting(writer: _Writer, record: Record) -> None:
    ends = record.text("person_id"), record.text("unit_id")
    writer.relation("POSTED_TO", record, ends, record.text("role"))


def _state_perpetrator(writer: _Writer, record: Record) -> None:
    ends = record.text("incident_id"), record.text("unit_id") or record.text("person_id")
    writer.relation("ATTRIBUTED_TO", record, ends, stance=Stance(record.text("stance")))


def _state_ownership(writer: _Writer, record: Record) -> None:
    ends = record.text("owner"), record.text("owned")
    shares = record.text("pct_min"), record.text("pct_max")
    writer.relation("OWNS" if record.text("kind") == "owns" else "CONTROLS", record, ends, record.text("kind"), *shares)


def _state_family(writer: _Writer, record: Record) -> None:
    ends = record.text("person_a"), record.text("person_b")
    writer.relation("RELATED_TO", record, ends, record.text("relation"))


def _state_directorship(writer: _Writer, record: Record) -> None:
    ends = record.text("person_id"), record.text("company_id")
    writer.relation("DIRECTS", record, ends, record.text("role"))


def _state_listing(writer: _Writer, record: Record) -> None:
    key = listing_key(record)
    listing = writer.entity("Listing", record, key)
    listing.add("listed_on", record.dates.get("listed_on"), citations=[writer.citation(record, "date_source_id")])
    delisting = [writer.citation(record, "delist_source_id")]
    listing.add("delisted_on", record.dates.get("delisted_on"), citations=delisting)
    listing.add("delisted_between", record.dates.get("delisted_between"), citations=delisting)
    writer.edge("LISTED_IN", record, writer.draft.id_of(record.text("subject")), listing.id, f"{key}/listed")


def _state_coverage(writer: _Writer, record: Record) -> None:
    programme = "; ".join(record.lists.get("programme", ()))
    writer.entity("Coverage", record, f"coverage/{record.text('authority')}/{programme}/{record.dates['as_of'].edtf()}")


def _state_transfer(writer: _Writer, record: Record) -> None:
    transfer = writer.entity("Transfer", record)
    if ordered := record.dates.get("order_year"):
        uncertain = ordered.circa or record.text("order_year_flag") != ""
        transfer.add("order_year", replace(ordered, circa=uncertain))
    for year in record.lists.get("delivery_years", ()):
        transfer.add("delivery_year", PartialDate.parse(year))
    key = record.text("transfer_id")
    for column, edge in (("supplier", "SUPPLIED"), ("recipient", "RECEIVED_BY")):
        printed = record.text(column)
        named = party(printed, writer.index, column_of("transfers", column))
        if not named:
            transfer.add(f"{column}_as_printed", printed)
            continue
        is_country = named.startswith("country:")
        other = writer.country(printed) if is_country else writer.draft.id_of(named)
        text = printed if is_country else ""
        if edge == "SUPPLIED":
            writer.edge(edge, record, other, transfer.id, f"{key}/supplied", printed=(text, ""))
        else:
            writer.edge(edge, record, transfer.id, other, f"{key}/received", printed=("", text))


def _state_assistance(writer: _Writer, record: Record) -> None:
    when, key = record.when, record.text("assistance_id")
    assistance = writer.entity("Assistance", record, when=when)
    provider, country, unit = (record.text(column) for column in ("provider", "country", "recipient_unit"))
    if provider and not is_not_a_country(provider):
        tail = writer.country(provider)
        writer.edge("PROVIDED", record, tail, assistance.id, f"{key}/provided", when=when, printed=(provider, ""))
    if country and not is_not_a_country(country):
        head = writer.country(country)
        writer.edge("RECEIVED_BY", record, assistance.id, head, f"{key}/received", when=when, printed=("", country))
    if unit:
        writer.edge(
            "RECEIVED_BY",
            record,
            assistance.id,
            writer.draft.id_of(unit),
            f"{key}/received-by-unit",
            when=when,
            basis=Basis.INFERRED,
            printed=("", record.text("recipient_unit_as_printed")),
        )


def _state_proceeding(writer: _Writer, record: Record) -> None:
    _state_event(writer, record, "Proceeding", "subject", "body", "kind", "number", "opened_on")


def _state_measure(writer: _Writer, record: Record) -> None:
    _state_event(writer, record, "Measure", "subject", "kind", "taken_by", "on")


def _state_event(writer: _Writer, record: Record, kind: str, *columns: str) -> None:
    """State an event that is numbered nowhere, and whom it concerns; these columns tell it from others."""
    dates = {column: date.edtf() for column, date in record.dates.items()}
    key = writer.key(record, *(dates.get(column) or record.text(column) for column in columns))
    event = writer.entity(kind, record, key)
    writer.edge("SUBJECT_OF", record, writer.draft.id_of(record.text("subject")), event.id, f"{key}/subject")


_STATE: Final[dict[str, Callable[[_Writer, Record], None]]] = {
    "sources": _state_source,
    "units": _state_unit,
    "persons": _state_person,
    "companies": _state_company,
    "incidents": _state_incident,
    "unit_relations": _state_unit_relation,
    "postings": _state_posting,
    "incident_perpetrators": _state_perpetrator,
    "ownership": _state_ownership,
    "family": _state_family,
    "directorships": _state_directorship,
    "listings": _state_listing,
    "coverage": _state_coverage,
    "transfers": _state_transfer,
    "assistance": _state_assistance,
    "proceedings": _state_proceeding,
    "measures": _state_measure,
}
