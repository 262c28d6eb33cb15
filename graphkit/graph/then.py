"""The evidence as it was known on an earlier day, and what was in force then.

What a source says is known from the day on which the source was published; where that is not known, from the edition
in which it was first seen. A listing is a public act: it is known from its own day. Descriptions (who a person is,
what a unit is called) are not cut off by date: they identify, and accuse nobody of anything.
"""

from typing import TYPE_CHECKING

from graphkit.dates import PartialDate

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DESCRIPTIONS = "('Party', 'Person', 'Unit', 'Company', 'Organization', 'Vessel', 'Aircraft', 'Country', 'Source')"
_TOLD = f"""
CREATE VIEW told AS
SELECT s.* FROM statements s
CROSS JOIN on_day
LEFT JOIN listing_day l ON l.entity = s.entity
LEFT JOIN published p ON p.entity = s.source
LEFT JOIN first_seen f ON f.statement = s.id
WHERE s.kind IN {_DESCRIPTIONS}
  OR (coalesce(l.day, p.day, f.day) <= on_day.day
      AND NOT (s.kind = 'Listing' AND s.prop IN ('delisted_on', 'delisted_between')
               AND s.value[:10] > on_day.day)
      AND NOT (s.kind = 'Listing' AND s.prop = 'last_seen_in_list' AND s.value > on_day.day)
      AND NOT (s.kind = 'Coverage' AND EXISTS (
        FROM statements c WHERE c.entity = s.entity AND c.prop = 'as_of' AND c.value > on_day.day)))
"""  # noqa: S608 - no value in it


def cut_off(connection: "DuckDBPyConnection", as_of: PartialDate | None) -> None:
    """Make the views ``told`` and ``seen_then``: what stands, or what of it was known by the last day of a date."""
    if as_of is None:
        connection.execute("CREATE VIEW told AS FROM statements")
        connection.execute("CREATE VIEW seen_then AS FROM observations")
        return
    connection.execute("CREATE TABLE on_day AS SELECT ? AS day", [as_of.last])
    connection.execute(
        "CREATE TABLE first_seen AS "
        "SELECT statement, min(seen_on) AS edition, min(seen_on) AS day FROM observations GROUP BY statement"
    )
    dates = "SELECT entity, min(value) FROM statements WHERE kind = 'Source' AND prop = 'published' GROUP BY entity"
    listed = "SELECT entity, min(value) FROM statements WHERE kind = 'Listing' AND prop = 'listed_on' GROUP BY entity"
    _dated(connection, "published", dates)
    _dated(connection, "listing", listed)
    _dated(connection, "edition", "SELECT DISTINCT edition, edition FROM first_seen")
    connection.execute("UPDATE first_seen SET day = edition.day FROM edition WHERE edition.entity = first_seen.edition")
    connection.execute(
        "CREATE VIEW listing_day AS SELECT entity, day FROM listing UNION ALL "
        "SELECT s.entity, listing.day FROM statements s JOIN listing ON listing.entity = s.value "
        "WHERE s.kind = 'LISTED_IN' AND s.prop = 'head'"
    )
    connection.execute(_TOLD)
    connection.execute("CREATE VIEW seen_then AS SELECT o.* FROM observations o, on_day WHERE o.seen_on <= on_day.day")


def _dated(connection: "DuckDBPyConnection", table: str, query: str) -> None:
    """Make a table of entities and the last day of the date that the query gives of each."""
    connection.execute(f"CREATE TABLE {table} (entity VARCHAR, day VARCHAR)")
    rows = [(entity, _last_day(value)) for entity, value in connection.execute(query).fetchall()]
    if rows:
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)  # noqa: S608 - a name of ours


def _last_day(edtf: str) -> str:
    return PartialDate.parse(edtf).last
