"""The page of the sources says what the ingestors say, today."""

import subprocess
import sys
from pathlib import Path

from graphkit.export.source_page import page
from graphkit.intake.ingestor import ingestors, load
from graphkit.model.licence import LICENCES

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "sources.md"
SOURCES = {name: load(name) for name in ingestors()}


def test_the_page_on_disk_is_the_one_that_the_sources_make() -> None:
    made = page(SOURCES)
    assert PAGE.read_text("utf-8") == made, "write it anew: python -m graphkit.export.source_page docs/sources.md"
    assert len(SOURCES) >= 10


def test_it_names_every_source_and_every_licence() -> None:
    rows = [line for line in page(SOURCES).splitlines() if line.startswith("| `")]
    named = [row.split("`")[1] for row in rows]
    assert named == [*sorted(SOURCES), *LICENCES]
    for name, row in zip(named, rows, strict=False):
        if name in SOURCES:
            assert row.count(" | ") == 5, row
            assert all(kind in row for kind in SOURCES[name].dataset.counts)
    (sipri,) = [row for row in rows if row.startswith("| `sipri_transfers`")]
    assert "not passed on" in sipri


def test_a_command_writes_it(tmp_path: Path) -> None:
    file = tmp_path / "sources.md"
    subprocess.run([sys.executable, "-m", "graphkit.export.source_page", file], cwd=ROOT, check=True)
    assert file.read_text("utf-8") == PAGE.read_text("utf-8")
