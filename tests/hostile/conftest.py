"""The table of what is hostile: every case by its name, counted and told at the end of the run."""

from collections import Counter
from pathlib import Path

import pytest

HERE = Path(__file__).parent
_ran: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count the cases that passed, by the module that holds them."""
    file, _, name = report.nodeid.partition("::")
    if report.when == "call" and report.passed and Path(file).parent.name == HERE.name and "[" in name:
        _ran[Path(file).stem.removeprefix("test_")] += 1


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how many hostile cases of which sort were met as they must be."""
    if not _ran:
        return
    terminalreporter.section("hostile cases")
    for sort, count in sorted(_ran.items()):
        terminalreporter.write_line(f"{sort:32} {count}")
    terminalreporter.write_line(f"{'all':32} {_ran.total()}")
