"""The bundled case, built once and asked by every pack."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from graphkit import bundle
from graphkit.case.folder import Case
from graphkit.graph.build import built
from graphkit.graph.store import Store
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.model.finding import Finding
from graphkit.packs.pack import chosen, packs_of
from graphkit.packs.run import find

BURMA = bundle.folder("examples") / "burma"


@dataclass(frozen=True)
class Asked:
    """A case, the graph that it was built into, and what the packs found."""

    case: Case
    store: Store
    found: dict[str, list[Finding]]

    def rows(self, pack: str) -> list[dict[str, Any]]:
        """The rows of one pack."""
        return [finding.row for finding in self.found[pack]]


@pytest.fixture(scope="session")
def burma(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The bundled case, alone."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("NEO4J_URI", raising=False)
        environment.setenv("GRAPHKIT_NO_TRAINING", "1")
        case = Case.create(tmp_path_factory.mktemp("burma") / "case")
        ingest(case, load("workbook"), [BURMA], Options())
        with built(case) as (store, _):
            yield Asked(case, store, find(case, store, chosen([], packs_of()), {}))


@pytest.fixture(scope="session")
def answers() -> dict[str, Any]:
    """The answers that are known, found by people who read the sources."""
    known: dict[str, Any] = json.loads((BURMA / "expected.json").read_text("utf-8"))
    return known
