"""What of a case may leave it: what was asked for, less what is restricted and what a licence keeps here.

Every format reads the case through ``leaving``, so that none can pass on what another would not. The choice is made in
columns, and the projection then reads nothing else. What is asked for is chosen among what may leave: a restricted
relation does not even draw its other end along. A merged entity goes by the id of a member that leaves, as the id alone
of one that stays can tell who spoke.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import ExportError
from graphkit.graph.project import Projection, projected
from graphkit.model.licence import LICENCES, Licence, licence_of
from graphkit.model.ontology import EDGE_KINDS, KINDS, is_within
from graphkit.resolve.linker import Linker
from graphkit.resolve.lookup import full_id
from graphkit.resolve.queue import Comparisons, comparisons
from graphkit.text import nearest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_STATED = "SELECT DISTINCT entity, value FROM held WHERE kind = 'Source' AND prop = 'licence' ORDER BY ALL"
_ASKED = "CREATE VIEW asked AS SELECT * FROM held WHERE NOT $narrowed OR dataset IN (FROM asked_dataset)"
_WHY = """
CREATE VIEW judged AS SELECT *, CASE
  WHEN NOT $restricted AND sharing = 'restricted' THEN ''
  WHEN source IN (FROM kept_here) THEN source
  WHEN dataset IN (FROM kept_here) THEN dataset END AS kept_for
FROM asked
"""
"""``kept_for``: the source for whose licence a statement stays; nothing where it is restricted, null if it leaves."""
_PERMITTED = "CREATE VIEW permitted AS SELECT * EXCLUDE (kept_for) FROM judged WHERE kept_for IS NULL"
_CHOICE = """
CREATE OR REPLACE TABLE ends AS
SELECT DISTINCT b.entity, b.kind, b.prop AS side, coalesce(s.canonical, b.value) AS node
FROM {base} b LEFT JOIN same s ON s.entity = b.value WHERE b.prop IN ('tail', 'head') AND b.kind IN (FROM edge_kind);
CREATE OR REPLACE TABLE thing AS
SELECT DISTINCT b.entity, b.kind, coalesce(s.canonical, b.entity) AS node
FROM {base} b LEFT JOIN same s USING (entity) WHERE b.kind NOT IN (FROM edge_kind) AND b.kind <> 'Source';
CREATE OR REPLACE TABLE chosen AS
SELECT node FROM thing UNION SELECT entity FROM {base} WHERE kind IN (FROM edge_kind)
"""
_NEAR = """
CREATE OR REPLACE TABLE chosen AS
WITH own AS (FROM asked_node SEMI JOIN thing USING (node)),
touching AS (SELECT entity FROM ends WHERE node IN (FROM own))
SELECT node FROM chosen SEMI JOIN (
  FROM own UNION FROM touching UNION SELECT node FROM ends WHERE entity IN (FROM touching)) USING (node)
"""
_OF_KIND = """
CREATE OR REPLACE TABLE chosen AS
WITH own AS (SELECT node FROM thing WHERE kind IN (FROM asked_kind)),
relation AS (SELECT entity AS node FROM ends WHERE kind IN (FROM asked_kind)),
between_own AS (
  SELECT entity AS node FROM ends WHERE side = 'tail' AND node IN (FROM own)
  INTERSECT SELECT entity FROM ends WHERE side = 'head' AND node IN (FROM own))
SELECT node FROM chosen SEMI JOIN (
  FROM own UNION FROM relation UNION FROM between_own
  UNION SELECT node FROM ends WHERE entity IN (FROM relation)) USING (node)
"""
_LEAVING = """
CREATE TABLE leaving_node AS SELECT DISTINCT node FROM thing WHERE node IN (FROM chosen);
CREATE TABLE whole AS
SELECT entity FROM ends WHERE side = 'tail' AND node IN (FROM leaving_node) AND entity IN (FROM chosen)
INTERSECT SELECT entity FROM ends WHERE side = 'head' AND node IN (FROM leaving_node);
CREATE TABLE leaving_entity AS SELECT entity FROM thing WHERE node IN (FROM leaving_node) UNION FROM whole;
CREATE TABLE described AS
SELECT DISTINCT unnest([source, dataset]) AS entity FROM permitted WHERE entity IN (FROM leaving_entity);
CREATE VIEW statements AS
SELECT p.* FROM permitted p LEFT JOIN same s ON s.entity = p.value
WHERE (p.entity IN (FROM leaving_entity) OR p.entity IN (FROM described)) AND NOT (
  p.prop IN ('tail', 'head') AND p.kind IN (FROM edge_kind)
  AND coalesce(s.canonical, p.value) NOT IN (FROM leaving_node));
CREATE VIEW observations AS SELECT o.* FROM held_observations o SEMI JOIN statements s ON s.id = o.statement
"""
_CUT = """
SELECT kind, count(DISTINCT entity) FROM permitted
WHERE kind IN (FROM edge_kind) AND entity IN (FROM chosen) AND entity NOT IN (FROM whole) GROUP BY kind ORDER BY kind
"""
_COUNTED = """
SELECT count(*), count(*) FILTER (sharing = 'partners'), count(DISTINCT entity) FILTER (kind NOT IN (FROM edge_kind)),
  count(DISTINCT entity) FILTER (kind IN (FROM edge_kind)) FROM statements
"""
_WITHHELD = """
SELECT kept_for, count(*) FROM judged j LEFT JOIN same s USING (entity)
WHERE kept_for IS NOT NULL AND (NOT $narrowed OR coalesce(s.canonical, j.entity) IN (FROM chosen))
GROUP BY kept_for ORDER BY kept_for
"""
_CITED = """
SELECT source, count(*) FROM (
  SELECT source FROM statements UNION ALL SELECT dataset FROM statements WHERE dataset <> source
) GROUP BY source ORDER BY source
"""
_NAMED = """
SELECT s.canonical, min(s.entity), bool_or(s.entity = s.canonical)
FROM same s JOIN leaving_entity USING (entity) GROUP BY s.canonical
"""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was asked to leave, and on what terms; nothing named means everything."""

    kinds: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    """Licences whose sources leave though the table says that they may not be passed on."""
    include_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Licensed:
    """The sources of one licence, and how many statements rest on each."""

    licence: str
    condition: str
    sources: dict[str, int]


@dataclass(frozen=True, slots=True)
class Account:
    """What left, what stayed, and why."""

    statements: int
    entities: int
    relations: int
    partners: int
    """How many of the statements that leave are for partners only."""
    restricted: int
    """How many statements stay because they are restricted."""
    passed_on: tuple[Licensed, ...]
    kept_here: tuple[Licensed, ...]
    without_an_end: dict[str, int]
    """Relations that stay because an end of them does not leave, by kind."""

    @property
    def stayed(self) -> int:
        """How many statements of what was asked for stay."""
        return self.restricted + sum(count for kept in self.kept_here for count in kept.sources.values())


@dataclass(frozen=True, slots=True)
class Leaving:
    """What leaves: the account of it, the projection, and the statements as a view of the connection."""

    connection: "DuckDBPyConnection"
    projection: Projection
    account: Account
    licences: Mapping[str, Licence]
    """By source, the licence that it states."""


@contextmanager
def leaving(case: Case, terms: Terms) -> Iterator[Leaving]:
    """Give what leaves on these terms; raises ExportError where nothing does, UnknownEntity, or for an unknown word."""
    linker = Linker.of(judgements.read(case))
    included = {_known(name, LICENCES, "licence") for name in terms.licences}
    with reading(case) as connection:
        asked = [linker.canonical(full_id(case, connection, entity)) for entity in terms.entities]
        connection.execute("ALTER VIEW statements RENAME TO held")
        connection.execute("ALTER VIEW observations RENAME TO held_observations")
        stated = _licences(connection)
        kept = [source for source, licence in stated.items() if not (licence.may_pass_on or licence.id in included)]
        _prepare(connection, case, terms, linker, kept, asked)
        _choose(connection, "permitted", terms)
        connection.execute(_LEAVING)
        cut = dict(connection.execute(_CUT).fetchall())
        account = _account(connection, terms, stated, cut)
        if not account.entities:
            why = "; ".join(why_stayed(account)) or "the case holds nothing of it"
            raise ExportError(f"nothing of what was asked for can leave: {why}")
        merged = _merged(connection, linker)
        projection = projected(connection, merged, _compared(case, connection, linker, merged))
        yield Leaving(connection, projection, account, stated)


def why_stayed(account: Account) -> Iterator[str]:
    """Yield, in a sentence each, what stays and why."""
    if account.restricted:
        yield f"{account.restricted:,} statements stay: they are restricted (--include-restricted)"
    for kept in account.kept_here:
        names = ", ".join(list(kept.sources)[:5]) + (f" and {len(kept.sources) - 5:,} more" * (len(kept.sources) > 5))
        yield (
            f"{sum(kept.sources.values()):,} statements of {names} stay: licence {kept.licence}, {kept.condition} "
            f"(--include-licence {kept.licence})"
        )
    for kind, count in account.without_an_end.items():
        yield f"{count:,} relations {kind} stay: an end of them does not leave"


def _known(word: str, allowed: Mapping[str, Any] | Sequence[str], what: str) -> str:
    if word in allowed:
        return word
    guess = nearest(word, allowed)
    hint = f"did you mean {guess!r}? " if guess else ""
    raise ExportError(f"no {what} is called {word!r}; {hint}there are: {', '.join(allowed)}")


def _licences(connection: "DuckDBPyConnection") -> dict[str, Licence]:
    """Return the licence of every source that states one; of several, one that forbids goes before one that allows."""
    found: dict[str, Licence] = {}
    for source, text in connection.execute(_STATED).fetchall():
        licence = licence_of(text)
        if licence is not None and (source not in found or found[source].may_pass_on):
            found[source] = licence
    return found


def _prepare(
    connection: "DuckDBPyConnection",
    case: Case,
    terms: Terms,
    linker: Linker,
    kept_here: Sequence[str],
    asked: Sequence[str],
) -> None:
    datasets = sorted({path.parent.name for path in case.recorded_files("statements")})
    things = [name for name in KINDS if name != "Source"]  # a source comes along with what rests on it
    kinds = [_known(name, things, "kind") for name in terms.kinds]
    lists = {
        "edge_kind": list(EDGE_KINDS),
        "kept_here": list(kept_here),
        "asked_dataset": [_known(name, datasets, "dataset") for name in terms.datasets],
        "asked_kind": [kind for kind in things if any(is_within(kind, wider) for wider in kinds)],
    }
    for name, values in lists.items():
        connection.execute(f"CREATE TABLE {name} AS SELECT unnest(?::VARCHAR[]) AS name", [values])
    connection.execute("CREATE TABLE asked_node AS SELECT unnest(?::VARCHAR[]) AS node", [list(asked)])
    merged = linker.merged()
    connection.execute(
        "CREATE TABLE same AS SELECT unnest(?::VARCHAR[]) AS entity, unnest(?::VARCHAR[]) AS canonical",
        [list(merged), list(merged.values())],
    )
    connection.execute(_ASKED.replace("$narrowed", str(bool(terms.datasets))))
    connection.execute(_WHY.replace("$restricted", str(terms.include_restricted)))
    connection.execute(_PERMITTED)


def _choose(connection: "DuckDBPyConnection", base: str, terms: Terms) -> None:
    """Make the table ``chosen`` of the nodes and relations of a view that were asked for."""
    connection.execute(_CHOICE.format(base=base))
    if terms.entities:
        connection.execute(_NEAR)
    if terms.kinds:
        connection.execute(_OF_KIND)


def _account(
    connection: "DuckDBPyConnection", terms: Terms, licences: Mapping[str, Licence], cut: dict[str, int]
) -> Account:
    counted = connection.execute(_COUNTED).fetchall()[0]
    cited = connection.execute(_CITED).fetchall()
    narrowed = bool(terms.entities or terms.kinds)
    if narrowed:
        _choose(connection, "asked", terms)
    withheld = dict(connection.execute(_WITHHELD, {"narrowed": narrowed}).fetchall())
    statements, partners, entities, relations = counted
    return Account(
        statements=statements,
        entities=entities,
        relations=relations,
        partners=partners,
        restricted=withheld.pop("", 0),
        passed_on=_by_licence(((source, count) for source, count in cited if source in licences), licences),
        kept_here=_by_licence(withheld.items(), licences),
        without_an_end=cut,
    )


def _by_licence(counts: Iterable[tuple[str, int]], licences: Mapping[str, Licence]) -> tuple[Licensed, ...]:
    """Return the sources parted by their licences."""
    found: dict[str, dict[str, int]] = {}
    for source, count in counts:
        found.setdefault(licences[source].id, {})[source] = count
    return tuple(Licensed(id_, LICENCES[id_].condition, sources) for id_, sources in sorted(found.items()))


def _merged(connection: "DuckDBPyConnection", linker: Linker) -> dict[str, str]:
    """Return the id by which each merged entity goes: the canonical one, or where that stays, the first that leaves."""
    named = {
        canonical: canonical if leaves else first for canonical, first, leaves in connection.execute(_NAMED).fetchall()
    }
    return {entity: named[canonical] for entity, canonical in linker.merged().items() if canonical in named}


def _compared(case: Case, connection: "DuckDBPyConnection", linker: Linker, merged: Mapping[str, str]) -> Comparisons:
    """Return, by the id that it goes by, with which datasets that leave an entity has been compared."""
    datasets = frozenset(name for (name,) in connection.execute("SELECT DISTINCT dataset FROM statements").fetchall())
    known = comparisons(case, linker)

    def leaving_of(told: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
        return {merged.get(entity, entity): found & datasets for entity, found in told.items()}

    return Comparisons(leaving_of(known.judged), known.fresh & datasets, leaving_of(known.waiting))
