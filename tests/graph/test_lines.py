"""Both lines of Neo4j: which one is chosen, and that the same evidence gives the same findings in each."""

from pathlib import Path

import pytest

from graphkit import bundle
from graphkit.case.folder import Case
from graphkit.errors import StoreUnavailable
from graphkit.graph import keeper, lines
from graphkit.graph.build import built
from graphkit.graph.local import LocalServer
from graphkit.graph.store import open_store
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.packs.pack import chosen, packs_of
from graphkit.packs.run import find

BOTH = tuple(lines.LINES)


def test_the_current_line_is_chosen_where_nobody_names_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(lines.VARIABLE, raising=False)
    assert lines.chosen() is lines.LINES[lines.CURRENT]
    monkeypatch.setenv(lines.VARIABLE, "5.26")
    assert lines.chosen().version.startswith("5.26.")


def test_a_line_that_graphkit_does_not_run_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(lines.VARIABLE, "4.4")
    with pytest.raises(StoreUnavailable, match=r"GRAPHKIT_NEO4J is '4.4'; graphkit runs the lines 2026.09 and 5.26"):
        lines.chosen()


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.usefixtures("jars_of_both")
def test_each_line_finds_the_same_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case.create(tmp_path / "case")
    ingest(case, load("workbook"), [bundle.folder("examples") / "burma"], Options())
    found: dict[str, dict[str, bytes]] = {}
    for line in BOTH:
        monkeypatch.setenv(lines.VARIABLE, line)
        with built(case) as (store, report):
            assert report is not None, "the files of the other line are no graph for this one"
            assert store.server_version() == lines.LINES[line].version
            find(case, store, chosen([], packs_of()), {})
        files = sorted((case.folder / "findings").rglob("*.jsonl"))
        found[line] = {str(path.relative_to(case.folder)): path.read_bytes() for path in files}
    # Findings lie under the name of their pack and under their own hash: others would lie beside the first ones.
    assert len(found[BOTH[0]]) == 2 * len(packs_of())
    assert found[BOTH[0]] == found[BOTH[1]]


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.usefixtures("jars_of_both")
def test_a_kept_server_of_the_other_line_is_not_taken_for_the_wanted_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(lines.VARIABLE, "5.26")
    keeper.up(tmp_path / "graph")
    try:
        monkeypatch.delenv(lines.VARIABLE)
        with (
            pytest.raises(StoreUnavailable, match=r"Neo4j 5\.26\.\d+ is kept running .* run 'graphkit down' first"),
            open_store(tmp_path / "graph"),
        ):
            pass
    finally:
        assert keeper.down(tmp_path / "graph")


@pytest.mark.neo4j
@pytest.mark.slow
@pytest.mark.parametrize("line", BOTH)
@pytest.mark.usefixtures("jars_of_both")
def test_a_case_is_built_and_asked_in_a_server_that_the_environment_names(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = Case.create(tmp_path / "case")
    ingest(case, load("workbook"), [bundle.folder("examples") / "burma"], Options())
    monkeypatch.setenv(lines.VARIABLE, line)
    with LocalServer(tmp_path / "team") as server:
        monkeypatch.setenv("NEO4J_URI", server.address.uri)
        monkeypatch.setenv("NEO4J_PASSWORD", server.address.password())
        with built(case) as (store, report):
            assert report is not None
            assert not store.managed
            commanders = find(case, store, chosen(["command/commanders-on-the-day"], packs_of()), {})
    assert len(commanders["command/commanders-on-the-day"]) == 183
