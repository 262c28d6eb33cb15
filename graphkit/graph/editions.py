"""What the editions of a list tell: when an entry was first and last seen, and between which two it was taken off."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SEEN = """
WITH listing AS (
  SELECT entity, dataset, list(DISTINCT value) FILTER (prop = 'programme') AS programmes
  FROM told WHERE kind = 'Listing' GROUP BY entity, dataset
), seen AS (
  SELECT l.entity, l.dataset, l.programmes, min(o.seen_on) AS first_seen, max(o.seen_on) AS last_seen
  FROM listing l JOIN seen_then o USING (entity) GROUP BY ALL
), coverage AS (
  SELECT entity, dataset, max(value) FILTER (prop = 'as_of') AS as_of,
    list(DISTINCT value) FILTER (prop = 'programme') AS programmes, list(id ORDER BY id) AS sids
  FROM told WHERE kind = 'Coverage' GROUP BY entity, dataset
)
SELECT seen.entity, first_seen, last_seen, min(c.as_of), arg_min(c.sids, c.as_of)
FROM seen LEFT JOIN coverage c
  ON c.dataset = seen.dataset AND c.as_of > seen.last_seen
  AND (c.programmes IS NULL OR list_has_all(c.programmes, coalesce(seen.programmes, [])))
GROUP BY seen.entity, first_seen, last_seen
"""


@dataclass(frozen=True, slots=True)
class Editions:
    """Of one listing: the first and last edition that hold it, and the first one read whole after that, without it."""

    first_seen: str
    last_seen: str
    gone_in: str | None
    gone_sids: tuple[str, ...]
    """The statements that say that the later edition was read whole."""

    @property
    def delisted_between(self) -> str | None:
        """The two editions between which the entry was taken off, as EDTF."""
        return f"{self.last_seen}/{self.gone_in}" if self.gone_in else None


def editions(connection: "DuckDBPyConnection") -> Mapping[str, Editions]:
    """Return what editions tell of each listing that was observed, by the listing's id."""
    rows = connection.execute(_SEEN).fetchall()
    return {entity: Editions(first, last, gone, tuple(sids or ())) for entity, first, last, gone, sids in rows}
