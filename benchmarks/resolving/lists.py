"""The lists of six authorities, resolved with each other without a workbook and without any person."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from benchmarks.resolving.linking import DATA, Clock
from graphkit.case.folder import Case
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.resolve import profiles
from graphkit.resolve.batch import scored_pairs, worth
from graphkit.resolve.decide import Decisions, decide
from graphkit.resolve.groups import Groups
from graphkit.resolve.linker import Linker
from graphkit.resolve.profiles import Compared

FILES = {
    "ofac_sdn": ("lists/ofac/history/sdn_2024-05-02.csv", ""),
    "un_sc": ("lists/un/un_2026-03-28.xml", ""),
    "eu_journal": ("lists/eu/journal/*.csv", "2026-08"),
    "eu_fsf": ("lists/eu/eu_fsf_full_2021-03-02.xml", ""),
    "uk_ofsi": ("lists/uk/ofsi_conlist_2025-04-10.xlsx", ""),
    "ca_sema": ("lists/ca/sema_2025-05.xml", ""),
    "au_dfat": ("lists/au/dfat_regulation8_consolidated_2024-12.xlsx", ""),
}
"""By ingestor: its files, and their edition where they do not tell it."""


@dataclass(frozen=True)
class Resolved:
    """What the model made of the lists, nobody helping."""

    entities: Mapping[str, Compared]
    decisions: Decisions
    groups: Groups
    seconds: float

    def in_queue(self) -> frozenset[tuple[str, str]]:
        """Return the pairs that are put to people."""
        return frozenset(item.pair for item, _ in self.decisions.review)


@cache
def entities() -> dict[str, Compared]:
    """Return the entities of all lists; ``BENCHMARK_LISTS`` names a case that holds them already."""
    if made := os.environ.get("BENCHMARK_LISTS"):
        return profiles.read(Case(Path(made)))
    case = Case.create(Path(mkdtemp()) / "lists")
    for name, (pattern, edition) in FILES.items():
        ingest(case, load(name), sorted(DATA.glob(pattern)), Options(edition=edition))
    return profiles.read(case)


def resolved(of: Mapping[str, Compared]) -> Resolved:
    """Resolve the entities with nothing judged and nothing stated."""
    clock = Clock()
    scored = scored_pairs(of, list(of), {})
    decisions = decide(filter(worth, scored), of, Linker())
    groups = Groups()
    for item, _ in decisions.automatic:
        groups.join(*item.pair)
    return Resolved(of, decisions, groups, clock.seconds)


def without_numbers(entity: Compared, numbers: frozenset[str]) -> Compared:
    """Return the entity without those of its identifiers."""
    kept = tuple(item for item in entity.profile.identifiers if item[1] not in numbers)
    return replace(entity, profile=replace(entity.profile, identifiers=kept))
