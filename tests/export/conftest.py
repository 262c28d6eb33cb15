"""The bundled case, built once for what is drawn and written from it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graphkit import bundle
from graphkit.case.folder import Case
from graphkit.graph.build import built
from graphkit.graph.store import Store
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.model.finding import Finding
from graphkit.packs.pack import Pack, chosen, packs_of
from graphkit.packs.run import find

BURMA = bundle.folder("examples") / "burma"


@dataclass(frozen=True)
class Bundled:
    """A case, its graph, and what two packs found: chains and listings."""

    case: Case
    store: Store
    packs: list[Pack]
    found: dict[str, list[Finding]]

    def copied(self, folder: Path) -> Path:
        """A copy of the case that commands may use, without the graph that this process holds."""
        return Path(shutil.copytree(self.case.folder, folder / "case", ignore=shutil.ignore_patterns("graph")))


@pytest.fixture(scope="session")
def burma(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bundled]:
    """The bundled case, alone."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("NEO4J_URI", raising=False)
        environment.setenv("GRAPHKIT_NO_TRAINING", "1")
        case = Case.create(tmp_path_factory.mktemp("export") / "case")
        ingest(case, load("workbook"), [BURMA], Options())
        packs = chosen(["sanctions/listed-elsewhere"], packs_of())
        with built(case) as (store, _):
            yield Bundled(case, store, packs, find(case, store, packs, {}))
