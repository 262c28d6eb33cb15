"""The case that is disturbed, and the table of rounds that ran."""

import re
from pathlib import Path

import pytest

from graphkit import bundle
from graphkit.case.folder import Case
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from tests.faults import rounds

_SAMPLE = Path(__file__).parents[1] / "ingest/ofac_sdn/sample.xml"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled case with a judgement in it, never disturbed itself."""
    case = Case.create(tmp_path_factory.mktemp("faults") / "template")
    ingest(case, load("workbook"), [bundle.folder("examples") / "burma"], Options())
    return case.folder


@pytest.fixture(scope="session")
def large_list(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of some thousand invented entries, which takes a while to read."""
    text = _SAMPLE.read_text("utf-8")
    head, entries = re.split(r"(?=<sdnEntry>)", text.removesuffix("</sdnList>\n"), maxsplit=1)
    count = entries.count("<sdnEntry>")
    times = 2000 // count
    file = tmp_path_factory.mktemp("lists") / "sdn.xml"
    body = "".join(re.sub(r"<uid>(9\d{3})<", rf"<uid>{number}\1<", entries) for number in range(1, times + 1))
    file.write_text(head.replace(f"<Record_Count>{count}<", f"<Record_Count>{count * times}<") + body + "</sdnList>\n")
    return file


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many rounds of which fault ran."""
    if not rounds.tried:
        return
    terminalreporter.section(f"rounds of faults (seed {rounds.SEED})")
    for (fault, act), count in sorted(rounds.tried.items()):
        terminalreporter.write_line(f"{fault:32} {act:24} {count}")
    terminalreporter.write_line(f"{'all':57} {rounds.tried.total()}")
