"""What the tests of every floor share."""

import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from graphkit.errors import DownloadFailed
from graphkit.graph import lines
from graphkit.graph.jars import fetch_jars

settings.register_profile("graphkit", deadline=None)  # a busy machine is no fault of the code
settings.load_profile("graphkit")
REAL_FILES = Path(__file__).parents[1] / "../shared/data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of publishers' whole files, which are too large and not ours to carry in the project."""
    if not REAL_FILES.is_dir():
        pytest.skip(f"the folder of real files is absent: {REAL_FILES.resolve()}")
    return REAL_FILES.resolve()


@pytest.fixture(scope="session")
def neo4j_jars() -> Path:
    """The server's jars, downloaded once per machine."""
    try:
        return fetch_jars()
    except DownloadFailed as error:
        pytest.skip(f"Neo4j cannot be downloaded: {error}")


@pytest.fixture(scope="session")
def jars_of_both(neo4j_jars: Path) -> list[Path]:
    """The jars of both lines of Neo4j."""
    found = [neo4j_jars]
    for line in lines.LINES:
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv(lines.VARIABLE, line)
            try:
                found.append(fetch_jars())
            except DownloadFailed as error:
                pytest.skip(f"Neo4j {line} cannot be downloaded: {error}")
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is set, a test that needs Neo4j and was skipped has failed; real files may be absent there."""
    report = yield
    if not (report.skipped and item.get_closest_marker("neo4j")) or hasattr(report, "wasxfail"):
        return report
    fixtures: Any = getattr(item, "fixturenames", ())
    if os.environ.get("CI") == "true" and ("shared_data" not in fixtures or REAL_FILES.is_dir()):
        report.outcome = "failed"
        report.longrepr = f"skipped, though CI must run every test that needs Neo4j: {report.longrepr}"
    return report
