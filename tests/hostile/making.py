"""Workbooks with hostile cells, and commands in a process whose memory is measured."""

import csv
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from graphkit.case.folder import Case
from tests.cli.commands import plain_environment, within

SOURCES = [["source_id", "title", "publisher", "kind", "sharing"], ["R1", "A report", "P", "NGO report", "public"]]
PERSON = ("person_id", "name", "aliases", "dob", "source_id", "locator")
_MEASURED = """
import sys
from graphkit.cli.app import main
try:
    main()
finally:
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"):
            print(line.split()[1], file=open(sys.argv[0], "w"))
"""


def write_sheet(folder: Path, name: str, rows: Sequence[Sequence[str]]) -> None:
    """Write one sheet of a workbook."""
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="", errors="surrogatepass") as stream:
        csv.writer(stream).writerows(rows)


def persons(folder: Path, *rows: Sequence[str]) -> Path:
    """Write a workbook of persons, each given as id, name, aliases and date of birth."""
    write_sheet(folder, "sources", SOURCES)
    write_sheet(folder, "persons", [PERSON, *([*row, *[""] * (4 - len(row)), "R1", "page 1"] for row in rows)])
    return folder


def case_of(folder: Path, workbook: Path) -> Path:
    """Make a case of the workbook."""
    Case.create(folder)
    result = within("ingest", "workbook", workbook, "--case", folder)
    assert result.exit_code == 0, result.output
    return folder


def measured(tmp_path: Path, *arguments: str | Path) -> tuple[subprocess.CompletedProcess[str], int]:
    """Run graphkit in a process of its own; return how it ended, and the most megabytes that it ever held."""
    told = tmp_path / "peak"
    script = _MEASURED.replace("sys.argv[0]", json.dumps(str(told)))
    ran = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=120, env=plain_environment(),
    )  # fmt: skip
    return ran, int(told.read_text("ascii")) >> 10
