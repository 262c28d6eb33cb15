"""Cases to run commands over."""

from pathlib import Path

import pytest

from graphkit import bundle
from graphkit.case.folder import Case
from graphkit.intake import Draft
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.model.source import Source
from tests.drafting import made

HOSTILE = "[bold]Eve[/bold] \x1b[31mred \u202eeert \x9b2J"
"""A name with markup, an escape sequence, a direction override and a control code of one byte."""


@pytest.fixture(scope="session")
def burma(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled case; no test changes it."""
    case = Case.create(tmp_path_factory.mktemp("cli") / "burma")
    ingest(case, load("workbook"), [bundle.folder("examples") / "burma"], Options())
    return case.folder


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A case of two persons and a source, one of them named to deceive a terminal."""

    def drafted(draft: Draft) -> None:
        draft.source(Source(id="demo:R1", dataset="demo", title="A report", publisher="P"))
        draft.entity("Person", "eve").add("name", HOSTILE)
        ann = draft.entity("Person", "ann")
        ann.add("name", "Ann Lee")
        ann.add("note", "word " * 400 + "end")

    return made(tmp_path / "small", drafted).folder
