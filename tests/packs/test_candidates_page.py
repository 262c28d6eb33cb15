"""docs/candidates.txt is what ``graphkit candidates`` prints of the bundled case."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.packs.conftest import Asked

PAGE = Path(__file__).parents[2] / "docs" / "candidates.txt"
NAME = "Burma, the bundled case"
"""What ``graphkit demo`` calls it."""
WRITE = "write it anew: graphkit demo && graphkit candidates --limit 6 --case burma-case > docs/candidates.txt"


@pytest.mark.neo4j
def test_the_first_candidates_of_the_bundled_case_are_those_on_the_page(burma: Asked) -> None:
    program, case = Path(sys.executable).with_name("graphkit"), str(burma.case.folder)
    command = [str(program), "candidates", "--limit", "6", "--case", case]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert ran.stdout.replace(f"{burma.case.name}:", f"{NAME}:", 1) == PAGE.read_text("utf-8"), WRITE
