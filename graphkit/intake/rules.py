"""What the cells of a workbook's row must be to each other, and to earlier rows."""

from collections.abc import Callable, Iterator
from typing import Final

from graphkit.errors import ModelError
from graphkit.intake.cells import Index, Place, Record
from graphkit.intake.printed import read_birth_date

Listings = dict[str, tuple[str, Place]]
"""The subject of each listing, and where it was given first."""

_SUBJECT_SHEETS = {"person": "persons", "unit": "units", "company": "companies"}
_SUBJECT_KINDS = {sheet: kind for kind, sheet in _SUBJECT_SHEETS.items()}


def broken_rules(record: Record, index: Index, listings: Listings) -> Iterator[str]:
    """Yield what is wrong with the row beside its single cells; cells that are wrong themselves are passed over."""
    if rule := _RULES.get(record.sheet.name):
        yield from rule(record, index, listings)


def listing_key(record: Record) -> str:
    """Return what makes a listing the same: authority, entry and programme; without an entry, its subject."""
    entry = record.text("list_entry_id") or f"@{record.text('subject')}"
    return f"listing/{record.text('authority')}/{entry}/{'; '.join(record.lists.get('programme', ()))}"


def _two_ends(record: Record, first: str, second: str) -> Iterator[str]:
    if record.text(first) == record.text(second) != "":
        yield f"columns {first!r} and {second!r} both name {record.text(first)!r}; name two different rows"


def _relation(record: Record, _index: Index, _listings: Listings) -> Iterator[str]:
    yield from _two_ends(record, "child", "parent")


def _family(record: Record, _index: Index, _listings: Listings) -> Iterator[str]:
    yield from _two_ends(record, "person_a", "person_b")


def _ownership(record: Record, _index: Index, _listings: Listings) -> Iterator[str]:
    yield from _two_ends(record, "owner", "owned")
    least, greatest = record.text("pct_min"), record.text("pct_max")
    if least and greatest and float(least) > float(greatest):
        yield f"columns 'pct_min' and 'pct_max': {least} is more than {greatest}; swap them"
    if record.text("kind") == "controls" and (least or greatest):
        yield "column 'kind': 'controls' has no share; write 'owns' here, and control as a row of its own"


def _perpetrator(record: Record, _index: Index, _listings: Listings) -> Iterator[str]:
    named = record.given & {"unit_id", "person_id"}
    if len(named) != 1:
        found = "both are" if named else "neither is"
        yield f"columns 'unit_id' and 'person_id': {found} filled; fill exactly one"


def _person(record: Record, _index: Index, _listings: Listings) -> Iterator[str]:
    for variant in record.lists.get("dob_variants", ()):
        try:
            read_birth_date(variant)
        except ModelError as error:
            yield f"column 'dob_variants': {error}"


def _listing(record: Record, index: Index, listings: Listings) -> Iterator[str]:
    subject = record.text("subject")
    place, kind = index.places.get(subject), record.text("subject_kind")
    is_ = _SUBJECT_KINDS.get(place.sheet, "") if place else ""
    if place and is_ and kind and kind != is_:
        yield f"column 'subject_kind': {kind!r}, but {subject!r} is the id of a row in {place}; write {is_!r}"
    if not record.problems:
        first, where = listings.setdefault(listing_key(record), (subject, record.place))
        if first != subject:
            yield (
                f"column 'subject': {subject!r}, but {where} has the same authority, entry and programme "
                f"with {first!r}; an entry has one subject"
            )
    for source, dates in (
        ("date_source_id", ("listed_on",)),
        ("delist_source_id", ("delisted_on", "delisted_between")),
    ):
        other = record.text(source) not in {"", record.text("source_id")}
        if other and not record.given.intersection(dates):
            yield f"column {source!r}: {' and '.join(map(repr, dates))} is empty; give the date that this source tells"


_RULES: Final[dict[str, Callable[[Record, Index, Listings], Iterator[str]]]] = {
    "unit_relations": _relation,
    "family": _family,
    "ownership": _ownership,
    "incident_perpetrators": _perpetrator,
    "persons": _person,
    "listings": _listing,
}
