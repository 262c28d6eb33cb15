"""What came, changed and went between the editions of each list, whatever the order in which they were read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from graphkit.case.folder import Case
from graphkit.dates import PartialDate
from graphkit.graph.listings import Listed, reading_listings
from graphkit.model.ontology import EDGE_KINDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_EDGES = ", ".join(f"'{kind}'" for kind in EDGE_KINDS)
_PARTS = f"""
CREATE TABLE part AS
WITH subject AS (
  SELECT stated_subject AS entity, min(entity) AS listing FROM entry
  WHERE of_a_list AND stated_subject IS NOT NULL GROUP BY stated_subject
), relation AS (
  SELECT t.entity, s.listing FROM told t JOIN subject s ON t.prop = 'tail' AND s.entity = t.value
  WHERE t.kind <> 'LISTED_IN' GROUP BY ALL
)
SELECT e.entity AS listing, t.dataset, t.id, t.prop, t.value FROM entry e JOIN told t ON t.entity = e.entity
WHERE e.of_a_list
UNION ALL SELECT s.listing, t.dataset, t.id, t.prop, t.value FROM subject s JOIN told t USING (entity)
WHERE t.kind NOT IN ({_EDGES})
UNION ALL SELECT r.listing, t.dataset, t.id, t.kind, t.value FROM relation r JOIN told t USING (entity)
WHERE t.prop = 'head'
"""  # noqa: S608 - no value in it
_OMITTED = """
CREATE TABLE omitted AS
WITH coverage AS (
  SELECT entity, dataset, max(value) FILTER (prop = 'as_of') AS seen_on, list(value) FILTER (prop = 'omits') AS props
  FROM told WHERE kind = 'Coverage' GROUP BY entity, dataset
), counted AS (
  SELECT dataset, seen_on, count(*) AS files, flatten(list(props) FILTER (props IS NOT NULL)) AS props
  FROM coverage GROUP BY dataset, seen_on
), named AS (
  SELECT dataset, seen_on, files, unnest(props) AS prop FROM counted
)
SELECT dataset, seen_on, prop FROM named GROUP BY dataset, seen_on, prop, files HAVING count(*) = files
"""
_CHANGED = """
WITH present AS (
  SELECT entity AS listing, dataset, seen_on FROM timeline WHERE present
), several AS (
  SELECT listing FROM present GROUP BY listing HAVING count(*) > 1
), seen AS (
  SELECT DISTINCT statement AS id, seen_on FROM seen_then
), followed AS (
  SELECT p.listing, p.prop, p.value, e.seen_on, s.id IS NOT NULL AS holds
  FROM part p SEMI JOIN several USING (listing) JOIN present e USING (listing)
  ANTI JOIN omitted o ON o.dataset = e.dataset AND o.seen_on = e.seen_on AND o.prop = p.prop
  LEFT JOIN seen s ON s.id = p.id AND s.seen_on = e.seen_on
), valued AS (
  SELECT listing, prop, value, seen_on, bool_or(holds) AS holds FROM followed GROUP BY ALL
), stepped AS (
  SELECT *, lag(holds) OVER step AS held, lag(seen_on) OVER step AS before
  FROM valued WINDOW step AS (PARTITION BY listing, prop, value ORDER BY seen_on)
)
SELECT listing, prop, before, seen_on, coalesce(list(value ORDER BY value) FILTER (held), []),
  coalesce(list(value ORDER BY value) FILTER (holds), [])
FROM stepped WHERE before IS NOT NULL AND holds <> held
GROUP BY listing, prop, before, seen_on ORDER BY listing, seen_on, prop
"""


class What(StrEnum):
    """What became of a listing between two editions."""

    CAME = "came"
    CHANGED = "changed"
    WENT = "went"


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one listing, and the two editions between which it must have happened."""

    what: What
    listing: Listed
    after: str
    """The last edition before the change."""
    by: str
    """The first edition after it."""
    on: str = ""
    """The day of listing or delisting, where a source gives one that lies between the two."""
    prop: str = ""
    """Which property changed; a relation is named by its kind, and its values are whom it leads to."""
    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()

    @property
    def between(self) -> str:
        """The two editions, as EDTF."""
        return f"{self.after}/{self.by}"


def changes(case: Case, *, dataset: str = "", authority: str = "", between: Sequence[PartialDate] = ()) -> list[Change]:
    """Return every change between the editions of each list, in the order of the editions.

    With two dates in ``between``, those alone that may have happened after the first and until the second. Only
    editions that hold a property tell of its change, and only those that were read whole of what came and went.
    """
    with reading_listings(case, dataset=dataset, authority=authority) as (connection, listings):
        by_id = {item.listing: item for item in listings if item.of_a_list}
        found = [change for item in by_id.values() for change in _came_and_went(item)]
        found += _changed(connection, by_id)
    if between:
        first, last = between
        found = [change for change in found if _may_lie_within(change, first, last)]
    return sorted(found, key=_order)


def _came_and_went(item: Listed) -> Iterator[Change]:
    for stretch in item.editions.stretches:
        if stretch.came_after:
            on = _within(item.listed_on, stretch.came_after, stretch.first_seen)
            yield Change(What.CAME, item, stretch.came_after, stretch.first_seen, on)
        if stretch.gone_in:
            on = _within(item.taken_off, stretch.last_seen, stretch.gone_in)
            yield Change(What.WENT, item, stretch.last_seen, stretch.gone_in, on)


def _changed(connection: "DuckDBPyConnection", listings: dict[str, Listed]) -> Iterator[Change]:
    connection.execute(_PARTS)
    connection.execute(_OMITTED)
    for listing, prop, before, seen_on, old, new in connection.execute(_CHANGED).fetchall():
        yield Change(What.CHANGED, listings[listing], before, seen_on, prop=prop, old=tuple(old), new=tuple(new))


def _within(date: str | None, after: str, by: str) -> str:
    """Return the date where it lies between the editions, else nothing: then it tells of another change."""
    if not date:
        return ""
    day = PartialDate.parse(date)
    return date if day.last > PartialDate.parse(after).first and day.first <= PartialDate.parse(by).last else ""


def _may_lie_within(change: Change, first: PartialDate, last: PartialDate) -> bool:
    return PartialDate.parse(change.after).first < last.last and PartialDate.parse(change.by).last > first.first


def _order(change: Change) -> tuple[object, ...]:
    item = change.listing
    return (item.authority, item.dataset, change.by, change.after, change.what, len(item.entry), item.entry,
            item.listing, change.prop)  # fmt: skip
