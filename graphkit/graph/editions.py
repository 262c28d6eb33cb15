"""What the editions of a list tell of each listing: which of them hold it, and which would hold it and do not.

An edition tells that an entry is not on the list only where it was read whole, within the programmes and lists of the
entry; any other one is passed over. A workbook is no edition of a list: it tells when it was read, and no more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_TIMELINE = """
CREATE TABLE timeline AS
WITH listing AS (
  SELECT entity, dataset, coalesce(list(DISTINCT value) FILTER (prop = 'programme'), []) AS programmes,
    coalesce(list(DISTINCT value) FILTER (prop = 'list_name'), []) AS list_names
  FROM told WHERE kind = 'Listing' GROUP BY entity, dataset
), present AS (
  SELECT DISTINCT l.entity, l.dataset, o.seen_on FROM listing l JOIN seen_then o USING (entity)
), coverage AS (
  SELECT entity, dataset, max(value) FILTER (prop = 'as_of') AS as_of,
    list(DISTINCT value) FILTER (prop = 'programme') AS programmes,
    list(DISTINCT value) FILTER (prop = 'list_name') AS list_names, list(id ORDER BY id) AS sids
  FROM told WHERE kind = 'Coverage' GROUP BY entity, dataset
), absent AS (
  SELECT l.entity, l.dataset, c.as_of AS seen_on, arg_min(c.sids, c.entity) AS sids
  FROM listing l JOIN coverage c USING (dataset)
  ANTI JOIN present p ON p.entity = l.entity AND p.seen_on = c.as_of
  WHERE c.as_of IS NOT NULL AND (c.programmes IS NULL OR list_has_all(c.programmes, l.programmes))
    AND (c.list_names IS NULL OR list_has_all(c.list_names, l.list_names))
  GROUP BY l.entity, l.dataset, c.as_of
)
SELECT entity, dataset, seen_on, true AS present, NULL AS sids FROM present
UNION ALL SELECT entity, dataset, seen_on, false, sids FROM absent
"""
_STRETCHES = """
WITH numbered AS (
  SELECT *, count(*) FILTER (NOT present) OVER (PARTITION BY entity ORDER BY seen_on) AS absences FROM timeline
), stretch AS (
  SELECT entity, absences, min(seen_on) FILTER (NOT present) AS lacking, any_value(sids) AS sids,
    min(seen_on) FILTER (present) AS first_seen, max(seen_on) FILTER (present) AS last_seen
  FROM numbered GROUP BY entity, absences
), between AS (
  SELECT *, lead(lacking) OVER entry AS gone_in, lead(sids) OVER entry AS gone_sids
  FROM stretch WINDOW entry AS (PARTITION BY entity ORDER BY absences)
)
SELECT entity, first_seen, last_seen, lacking, gone_in, gone_sids
FROM between WHERE first_seen IS NOT NULL ORDER BY entity, first_seen
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Editions in a row that hold a listing, none that would lack it in between."""

    first_seen: str
    last_seen: str
    came_after: str | None
    """The last edition before it that was read whole and lacks the listing."""
    gone_in: str | None
    """The first edition after it that was read whole and lacks the listing."""
    gone_sids: tuple[str, ...]
    """The statements that say that this later edition was read whole."""


@dataclass(frozen=True, slots=True)
class Editions:
    """Of one listing: the stretches of editions that hold it, in their order; it may have gone and come back."""

    stretches: tuple[Stretch, ...]

    @property
    def first_seen(self) -> str:
        """The first edition that holds it."""
        return self.stretches[0].first_seen

    @property
    def last_seen(self) -> str:
        """The last edition that holds it."""
        return self.stretches[-1].last_seen

    @property
    def gone_sids(self) -> tuple[str, ...]:
        """The statements that say that the editions that lack it were read whole."""
        return tuple(sid for stretch in self.stretches for sid in stretch.gone_sids)

    @property
    def delisted_between(self) -> str | None:
        """The two editions between which the entry was taken off for good, as far as is known, as EDTF."""
        last = self.stretches[-1]
        return f"{last.last_seen}/{last.gone_in}" if last.gone_in else None

    @property
    def spans(self) -> tuple[str, ...]:
        """The first and last edition of each stretch, as EDTF."""
        return tuple(f"{stretch.first_seen}/{stretch.last_seen}" for stretch in self.stretches)


def editions(connection: "DuckDBPyConnection") -> Mapping[str, Editions]:
    """Return what editions tell of each listing that was observed, by the listing's id.

    Makes the table ``timeline``: by listing, each edition that holds it, and each that would and does not.
    """
    connection.execute(_TIMELINE)
    found: dict[str, list[Stretch]] = {}
    for entity, first, last, lacking, gone, sids in connection.execute(_STRETCHES).fetchall():
        found.setdefault(entity, []).append(Stretch(first, last, lacking, gone, tuple(sids or ())))
    return {entity: Editions(tuple(stretches)) for entity, stretches in found.items()}
