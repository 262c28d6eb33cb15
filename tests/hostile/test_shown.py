"""Names that would be obeyed by a terminal, a browser or a spreadsheet: every way out shows them and none obeys."""

import csv
import json
import os
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from graphkit.case.folder import Case
from graphkit.export.sheets import is_formula, plain_cell
from graphkit.intake import Draft
from graphkit.model.source import Source
from tests.cli.commands import graphkit, on_terminal, within
from tests.drafting import made
from tests.hostile.making import case_of, persons

EVIL = "Eve \x1b]0;x\x07\x1b[2J\u202e<script>alert(1)</script>\ngraphkit: whole\x9b31m"
FORMULA = "=cmd|'/c calc'!A1"
DANGEROUS = ("\x1b", "\x07", "\u202e", "\x9b", "\ngraphkit: whole")


def drafted(draft: Draft) -> None:
    draft.source(Source(id="demo:R1", dataset="demo", title=EVIL, publisher=EVIL))
    for key, name in (("eve", EVIL), ("formula", FORMULA), ("twin", EVIL)):
        person = draft.entity("Person", key)
        person.add("name", name)
        person.add("note", f"{EVIL};{FORMULA}")
    draft.entity("Unit", "unit").add("name", EVIL)
    posting = draft.edge("POSTED_TO", "demo:eve", "demo:unit", key="posting")
    posting.add("role", EVIL)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    case = made(tmp_path_factory.mktemp("shown") / "case", drafted)
    judged = within("judge", "eve", "twin", "unsure", "--reason", EVIL, "--case", case.folder)
    assert judged.exit_code == 0, judged.output
    (case.folder.parent / "names.txt").write_text("Eve\n" + EVIL.replace("\n", " "), "utf-8")
    return case.folder


VERBS: dict[str, tuple[str, ...]] = {
    "show": ("show", "eve"),
    "show a unit": ("show", "unit"),
    "search": ("search", "eve"),
    "judgements": ("judgements",),
    "explain": ("explain", "eve", "twin"),
    "match": ("match", "names.txt", "--least", "0.1"),
    "match as CSV": ("match", "names.txt", "--least", "0.1", "--csv"),
    "match as yente": ("match", "names.txt", "--least", "0.1", "--yente"),
    "review as lines": ("review", "--json"),
    "review for nomenklatura": ("review", "--nomenklatura"),
    "log": ("log",),
    "listings": ("listings",),
    "sources": ("sources",),
    "check": ("check",),
    "an unknown entity": ("show", EVIL),
    "an unknown word": (EVIL,),
    "a word too many": ("check", EVIL),
    "an unknown pack": ("packs", "show", EVIL),
    "an unknown file": ("ingest", "ofac_sdn", EVIL),
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_terminal_is_never_obeyed(verb: str, case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case.parent)
    monkeypatch.setenv("GRAPHKIT_CASE", str(case))
    arguments = [*VERBS[verb], *(["--case", str(case)] if verb in {"check"} else [])]
    ran = graphkit(*arguments, environment={"GRAPHKIT_CASE": str(case)})
    said = ran.stdout + ran.stderr
    assert "Traceback" not in said
    assert [sign for sign in DANGEROUS if sign in said] == []


def test_a_line_on_a_terminal_is_never_left(case: Path) -> None:
    status, shown = on_terminal(["show", "eve", "--case", case], 100)
    assert status == 0
    assert [sign for sign in ("\x1b]0", "\x1b[2J", "\u202e", "\x9b") if sign in shown] == []


WIDE = {"of 60 columns": 60, "of 200 columns": 200}


@pytest.mark.parametrize("width", WIDE)
def test_a_table_of_a_hundred_columns_fits_a_terminal(width: str) -> None:
    script = (
        "from graphkit.cli.output import table; "
        "table([f'column {n}' for n in range(100)], [['a long text in it'] * 100] * 2)"
    )
    shown = re.sub(r"\x1b\[[0-9;]*m", "", _printed(script, WIDE[width]))
    assert max(map(len, shown.splitlines())) <= WIDE[width]
    assert shown.count("a long text in it") == 200
    assert "column 99" in shown


def _printed(script: str, columns: int) -> str:
    import pty
    import subprocess
    import sys

    master, slave = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm"}
    with subprocess.Popen([sys.executable, "-c", script], stdout=slave, stderr=slave, env=environment):
        os.close(slave)
        shown = b""
        try:
            while block := os.read(master, 1 << 16):
                shown += block
        except OSError:  # Linux says so that the other side is closed
            pass
    os.close(master)
    return shown.decode().replace("\r\n", "\n")


FORMATS = {"csv": "tables", "xlsx": "x.xlsx", "graphml": "x.graphml", "ftm": "ftm", "cypher-import": "import"}


@pytest.fixture(scope="module")
def exports(case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    for format_, name in FORMATS.items():
        result = within("export", format_, folder / name, "--include-restricted", "--case", case)
        assert result.exit_code == 0, result.output
    return folder


@pytest.mark.parametrize("format_", FORMATS)
def test_an_export_holds_the_name_and_nothing_that_runs(format_: str, exports: Path) -> None:
    READ[format_](exports / FORMATS[format_])


def _csv(folder: Path) -> None:
    cells = [cell for path in folder.glob("*.csv") for row in _rows(path) for cell in row]
    assert any("<script>" in cell for cell in cells)
    assert "'" + FORMULA in cells
    assert not [cell for cell in cells if is_formula(cell) or ";=" in cell]
    assert not [cell for cell in cells if any(sign in cell for sign in DANGEROUS)]


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.reader(stream)


def _xlsx(path: Path) -> None:
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert FORMULA in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type in {"f", "e"}]
    assert not [cell for cell in cells if cell.hyperlink]
    assert not [cell for cell in cells if any(sign in str(cell.value) for sign in DANGEROUS[:4])]


def _graphml(path: Path) -> None:
    root = ET.parse(path).getroot()
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert "<script>alert(1)</script>" in "".join(root.itertext())


def _ftm(folder: Path) -> None:
    for path in folder.rglob("*.json*"):
        assert all(json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip())
    assert "<script>" in "".join(path.read_text("utf-8") for path in folder.rglob("*") if path.is_file())


def _cypher_import(folder: Path) -> None:
    headers = [path.read_text("utf-8") for path in folder.glob("*-header.csv")]
    assert headers
    assert not [text for text in headers if "script" in text]
    assert "script" not in (folder / "import.cypher").read_text("utf-8")


READ = {"csv": _csv, "xlsx": _xlsx, "graphml": _graphml, "ftm": _ftm, "cypher-import": _cypher_import}
CELLS = {
    "=1+1": "'=1+1",
    "+1": "'+1",
    "-1": "'-1",
    "@SUM(A1)": "'@SUM(A1)",
    "\t=1": "'\t=1",
    "\r=1": "'\r=1",
    "＝1": "'＝1",
    "a;=1+1": "a;'=1+1",
    "a;+1;-1": "a;'+1;'-1",
    "a\n=1": "a | =1",
    "a; b": "a; b",
}


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_of_csv_begins_no_formula_wherever_lines_are_parted(cell: str) -> None:
    assert plain_cell(cell) == CELLS[cell]


def test_bytes_that_are_no_text_are_refused_at_once(tmp_path: Path) -> None:
    case = case_of(tmp_path / "case", persons(tmp_path / "book", ("ann", "Ann")))
    unfit = os.fsdecode(b"\xff.xml")
    (tmp_path / unfit).write_bytes(b"<x/>")
    for arguments in (("show", unfit), ("ingest", "ofac_sdn", tmp_path / unfit), ("search", unfit)):
        ran = graphkit(*arguments, "--case", case)
        assert (ran.returncode, "is not UTF-8" in ran.stderr, ran.stderr.count("\n")) == (2, True, 1)
    assert len(Case(case).ledger.acts) == 1
