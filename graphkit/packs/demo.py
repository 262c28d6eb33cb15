"""The bundled case, asked what an investigator wants to see first."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphkit import bundle
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import NotACase
from graphkit.graph.build import Progress, built
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.model.finding import Finding
from graphkit.model.ontology import AUTHORITIES
from graphkit.packs.pack import chosen, packs_of
from graphkit.packs.run import find

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CASE = "burma"
INCIDENT = f"{CASE}:inc-tar-taing-2023"
CHAIN = "command/commanders-on-the-day"
LISTS = "sanctions/listed-elsewhere"


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demonstration shows: findings, and the names behind their ids."""

    case: Case
    chain: list[Finding]
    lists: dict[str, dict[str, str]]
    """By person and authority: since when listed, or what the lists read say instead."""
    names: dict[str, str]
    cited: dict[str, list[tuple[str, str]]]
    """By finding: the sources, and the places in them, that state the posting."""
    titles: dict[str, str]
    """Of the sources, by their ids."""
    facts: dict[str, str]

    def name(self, entity: str | None) -> str:
        """Return the name of an entity."""
        return self.names.get(entity or "", entity or "")

    def authorities(self) -> list[str]:
        """Return the authorities of which a list was read."""
        return [name for name in AUTHORITIES if any(row.get(name, "?") != "?" for row in self.lists.values())]


def demo(folder: Path, progress: Progress) -> Demo:
    """Make the bundled case in the folder, or take it from there, and ask it."""
    try:
        case = Case(folder)
    except NotACase:
        case = Case.create(folder, name="Burma, the bundled case")
    ingest(case, load("workbook"), [bundle.folder("examples") / CASE], Options(name=CASE), progress)
    with built(case, progress=progress) as (store, _):
        found = find(case, store, chosen([], packs_of()), {})
    chain = [item for item in found[CHAIN] if item.row["incident"] == INCIDENT]
    chain = [item for item in chain if item.row["attributed_unit"] == chain[0].row["attributed_unit"]]
    people = list(dict.fromkeys(item.row["person"] for item in chain if item.row["is_command"]))
    lists: dict[str, dict[str, str]] = {person: {} for person in people}
    for item in found[LISTS]:
        if item.subject in lists:
            lists[item.subject][item.row["authority"]] = _told(item, lists[item.subject].get(item.row["authority"]))
    with reading(case) as connection:
        names = connection.execute("SELECT entity, min(value) FROM statements WHERE prop = 'name' GROUP BY entity")
        named = dict(names.fetchall())
        facts = connection.execute("SELECT prop, min(value) FROM statements WHERE entity = ? GROUP BY prop", [INCIDENT])
        told = dict(facts.fetchall())
        titles = connection.execute("SELECT entity, value FROM statements WHERE kind = 'Source' AND prop = 'title'")
        titled = dict(titles.fetchall())
        cited = {item.id: _cited(connection, item) for item in chain}
    return Demo(case, chain, lists, named, cited, titled, told)


def _cited(connection: "DuckDBPyConnection", finding: Finding) -> list[tuple[str, str]]:
    """Return the sources that state the posting; where there is none, those that attribute the incident."""
    query = (
        "SELECT DISTINCT source, cited FROM statements WHERE list_contains(?, id) AND prop = 'tail' AND kind = ? "
        "ORDER BY source, cited"
    )
    for kind in ("POSTED_TO", "ATTRIBUTED_TO"):
        if rows := connection.execute(query, [list(finding.statements), kind]).fetchall():
            return rows
    return []


def _told(item: Finding, before: str | None) -> str:
    if item.row["status"] == "listed":
        since = item.row["listed_on"] or "yes"
        return min(since, before) if before and before[0].isdigit() else since
    return before or {"unknown": "?", "not listed": "no"}.get(item.row["status"], "formerly")


def listed_nowhere(shown: Demo) -> Iterator[str]:
    """Yield the people of the chain whom no list that was read holds."""
    for person, row in shown.lists.items():
        if all(row[name] in {"no", "?", "formerly"} for name in row):
            yield person
