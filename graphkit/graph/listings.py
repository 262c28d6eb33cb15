"""The listings of a case: since when and until when lists hold them, and whether one stood on a given day."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.dates import PartialDate
from graphkit.errors import UnknownEntity
from graphkit.graph.editions import Editions, editions
from graphkit.graph.then import cut_off
from graphkit.model.ontology import AUTHORITIES
from graphkit.resolve.linker import Linker
from graphkit.text import nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LISTINGS = """
CREATE TABLE entry AS
WITH valued AS (
  SELECT entity, dataset, prop, value, count(DISTINCT source) AS sources
  FROM told WHERE kind = 'Listing' AND stance <> 'denied' GROUP BY ALL
), described AS (
  SELECT entity, dataset,
    arg_max(value, (sources, -ascii_order)) FILTER (prop = 'authority') AS authority,
    arg_max(value, (sources, -ascii_order)) FILTER (prop = 'entry') AS entry,
    arg_max(value, (sources, -ascii_order)) FILTER (prop = 'listed_on') AS listed_on,
    arg_max(value, (sources, -ascii_order)) FILTER (prop = 'delisted_on') AS delisted_on,
    arg_max(value, (sources, -ascii_order)) FILTER (prop = 'delisted_between') AS delisted_between,
    arg_max(value, (sources, -ascii_order)) FILTER (prop = 'last_seen_in_list') AS last_seen_in_list,
    list(value ORDER BY value) FILTER (prop = 'programme') AS programmes,
    list(value ORDER BY value) FILTER (prop = 'list_name') AS list_names
  FROM (SELECT *, row_number() OVER (ORDER BY value) AS ascii_order FROM valued) GROUP BY entity, dataset
), ends AS (
  SELECT entity, min(value) FILTER (prop = 'tail') AS tail, min(value) FILTER (prop = 'head') AS head
  FROM told WHERE kind = 'LISTED_IN' GROUP BY entity
), own AS (
  SELECT head AS entity, min(tail) AS tail FROM ends GROUP BY head
)
SELECT d.*, own.tail AS stated_subject, coalesce(m.canonical, own.tail) AS subject,
  coalesce(told_by.value = d.dataset, true) AS of_a_list
FROM described d LEFT JOIN own USING (entity) LEFT JOIN merged m ON m.entity = own.tail
LEFT JOIN (
  SELECT entity, min(value) AS value FROM told WHERE kind = 'Source' AND prop = 'ingestor' GROUP BY entity
) AS told_by ON told_by.entity = d.dataset
WHERE (d.dataset = $dataset OR $dataset = '') AND (d.authority = $authority OR $authority = '')
"""
_NAMES = """
SELECT coalesce(m.canonical, s.entity) AS node, arg_min(s.value, place) FROM (
  SELECT entity, value, row_number() OVER (ORDER BY count(DISTINCT source) DESC, value) AS place
  FROM told WHERE prop = 'name' AND stance <> 'denied' AND entity IN (
    SELECT subject FROM entry UNION SELECT m.entity FROM merged m JOIN entry e ON e.subject = m.canonical)
  GROUP BY entity, value
) s LEFT JOIN merged m USING (entity) GROUP BY node
"""
_ENTRIES = """
SELECT entity, dataset, coalesce(subject, ''), coalesce(authority, ''), coalesce(programmes, []),
  coalesce(list_names, []), coalesce(entry, ''), listed_on, delisted_on, delisted_between, last_seen_in_list, of_a_list
FROM entry ORDER BY authority, dataset, length(entry), entry, entity
"""
_AROUND = """
WITH day AS (SELECT unnest($editions) AS seen_on, unnest($firsts) AS first, unnest($lasts) AS last)
SELECT entity, arg_max((present, seen_on), seen_on) FILTER (last <= $day),
  arg_min((present, seen_on), seen_on) FILTER (first >= $day)
FROM timeline JOIN day USING (seen_on) GROUP BY entity
"""


class Status(StrEnum):
    """Whether a listing stood on a day."""

    LISTED = "listed"
    NOT_LISTED = "not listed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Listed:
    """One listing: whom it lists, what it is, and what sources and editions tell of its time."""

    listing: str
    dataset: str
    subject: str
    """The canonical id of the subject."""
    name: str
    authority: str
    programmes: tuple[str, ...]
    list_names: tuple[str, ...]
    entry: str
    listed_on: str | None
    taken_off: str | None
    """When it was taken off, or between which two days, as a source says; EDTF."""
    last_seen_in_list: str | None
    """The newest edition of the list that a source of another kind names."""
    editions: Editions = field(repr=False)
    of_a_list: bool = True
    """Whether the dataset is the list itself; a workbook only speaks of one."""

    @property
    def delisted_on(self) -> str | None:
        """When it was taken off, as a source says, else the two editions between which it was; EDTF."""
        return self.taken_off or (self.editions.delisted_between if self.of_a_list else None)

    @property
    def programme(self) -> str:
        """The programmes in one text."""
        return "; ".join(self.programmes)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a listing stood on a day, and why that is said."""

    status: Status
    because: str


@contextmanager
def reading_listings(
    case: Case, *, dataset: str = "", authority: str = ""
) -> "Iterator[tuple[DuckDBPyConnection, list[Listed]]]":
    """Give the listings, in the order of authority and entry, with a connection that holds ``entry`` and ``timeline``.

    Only those of a dataset or of an authority, where one is named; raises UnknownEntity where there is no such one.
    """
    linker = Linker.of(judgements.read(case))
    if authority and authority not in AUTHORITIES:
        raise UnknownEntity(f"no authority is called {authority!r}; they are {', '.join(AUTHORITIES)}")
    with reading(case) as connection:
        _check_dataset(case, dataset)
        cut_off(connection, None)
        connection.execute("CREATE TABLE merged (entity VARCHAR, canonical VARCHAR)")
        if merged := linker.merged():
            connection.executemany("INSERT INTO merged VALUES (?, ?)", list(merged.items()))
        connection.execute(_LISTINGS, {"dataset": dataset, "authority": authority})
        names = dict(connection.execute(_NAMES).fetchall())
        seen = editions(connection)
        yield connection, [_listed(row, names, seen) for row in connection.execute(_ENTRIES).fetchall()]


def _check_dataset(case: Case, dataset: str) -> None:
    known = {path.parent.name for path in case.recorded_files("statements")}
    if dataset and dataset not in known:
        guess = nearest(dataset, known)
        hint = f"did you mean {guess!r}?" if guess else f"it holds {', '.join(sorted(known)) or 'none yet'}"
        raise UnknownEntity(f"the case holds no dataset {dataset!r}; {hint}")


def _listed(row: tuple[Any, ...], names: Mapping[str, str], seen: Mapping[str, Editions]) -> Listed:
    entity, dataset, subject, authority, programmes, list_names, entry, listed, off, between, last, of_a_list = row
    return Listed(
        listing=entity,
        dataset=dataset,
        subject=subject,
        name=names.get(subject, ""),
        authority=authority,
        programmes=tuple(programmes),
        list_names=tuple(list_names),
        entry=entry,
        listed_on=listed,
        taken_off=off or between,
        last_seen_in_list=last,
        editions=seen[entity],
        of_a_list=of_a_list,
    )


def on_day(connection: "DuckDBPyConnection", listings: list[Listed], day: str) -> dict[str, Answer]:
    """Return whether each listing stood on the day, by the listing's id."""
    known = [edition for (edition,) in connection.execute("SELECT DISTINCT seen_on FROM timeline").fetchall()]
    dates = [PartialDate.parse(edition) for edition in known]
    arguments = {
        "editions": known,
        "firsts": [date.first for date in dates],
        "lasts": [date.last for date in dates],
        "day": day,
    }
    around = {entity: (before, after) for entity, before, after in connection.execute(_AROUND, arguments).fetchall()}
    return {item.listing: _answer(item, around.get(item.listing, (None, None)), day) for item in listings}


def _answer(item: Listed, around: tuple[Any, Any], day: str) -> Answer:
    """Return what the editions around the day agree on, else what a source's dates say, else that it is unknown."""
    before, after = around if item.of_a_list else (None, None)
    if before and after and before[0] == after[0]:
        status = Status.LISTED if before[0] else Status.NOT_LISTED
        what = f"in the edition of {before[1]}" if before == after else f"in the editions of {before[1]} and {after[1]}"
        return Answer(status, what if before[0] else f"not {what}")
    return _dated(item, before, after, day) or Answer(Status.UNKNOWN, _why_unknown(item, before, after))


def _dated(item: Listed, before: Any, after: Any, day: str) -> Answer | None:
    """Return what the dates that sources give say of a day about which the editions do not agree."""
    held_before, held_after = bool(before and before[0]), bool(after and after[0])
    listed, off = (PartialDate.parse(text) if text else None for text in (item.listed_on, item.taken_off))
    if off and before and off.last <= PartialDate.parse(before[1]).last:
        off = None  # the edition is newer, and tells by itself whether the entry stands in it
    if off and day >= off.last and not held_after:
        return Answer(Status.NOT_LISTED, f"taken off on {item.taken_off}")
    if listed and day < listed.first and not held_before:
        return Answer(Status.NOT_LISTED, f"listed on {item.listed_on}")
    if item.last_seen_in_list == day:
        return Answer(Status.LISTED, f"in the edition of {day}")
    since = listed is not None and day >= listed.last and (not before or before[1] < listed.first)
    if not (since or held_before):
        return None
    until, why = _known_until(item, off, after)
    began = f"listed on {item.listed_on}" if since else f"in the edition of {before[1]}"
    return Answer(Status.LISTED, f"{began}, {why}") if day <= until else None


def _known_until(item: Listed, off: PartialDate | None, after: Any) -> tuple[str, str]:
    """Return the last day on which a listing that stood before is known to stand still, and what tells it."""
    if after and after[0]:
        return PartialDate.parse(after[1]).first, f"in the edition of {after[1]}"
    if off and not (after and PartialDate.parse(after[1]).first < off.first):
        return (_day_before(off.first) if off.first == off.last else off.first), f"taken off in {item.taken_off}"
    if item.last_seen_in_list and not item.of_a_list:
        return PartialDate.parse(item.last_seen_in_list).first, f"in the edition of {item.last_seen_in_list}"
    return "", ""


def _day_before(day: str) -> str:
    from datetime import date, timedelta

    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _why_unknown(item: Listed, before: Any, after: Any) -> str:
    held = {True: "holds it", False: "does not"}
    if not item.of_a_list:
        return f"taken off in {item.taken_off}" if item.taken_off else "no source gives the dates that would tell"
    if before and after:
        return f"the edition of {before[1]} {held[before[0]]}, that of {after[1]} {held[after[0]]}"
    if after:
        return f"before the first edition in the case, {after[1]}, which {held[after[0]]}"
    if before:
        return f"after the last edition in the case, {before[1]}, which {held[before[0]]}"
    return "no edition of it is in the case"
