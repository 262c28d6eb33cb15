"""The verbs that ask the graph, as a user types them, over one kept server."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.commands import graphkit

pytestmark = pytest.mark.neo4j
COMMANDERS = "command/commanders-on-the-day"


@pytest.fixture(scope="module")
def demo(neo4j_jars: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The case that the demonstration made, its server kept running, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "case"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("GRAPHKIT_CACHE", str(neo4j_jars.parent))
        shown = graphkit("demo", folder)
    assert shown.returncode == 0, shown.stderr
    assert graphkit("up", "--case", folder).returncode == 0
    yield folder, shown.stdout
    assert graphkit("down", "--case", folder).returncode == 0


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_the_demonstration_shows_a_chain_its_listings_and_three_commands(demo: tuple[Path, str]) -> None:
    _, shown = demo
    assert "Min Aung Hlaing" in shown
    assert "(nobody is stated)" in shown
    assert "On none of these lists: " in shown
    commands = [line.split() for line in shown.splitlines() if line.startswith("  graphkit ")]
    assert [command[1] for command in commands] == ["trace", "show", "find"]


def test_the_three_commands_work(demo: tuple[Path, str]) -> None:
    for line in demo[1].splitlines():
        if line.startswith("  graphkit "):
            result = graphkit(*line.split()[1:])
            assert result.returncode == 0, result.stderr
            assert result.stdout.count("\n") > 5


def test_find_prints_the_fields_that_scripts_rely_on_and_the_same_bytes_again(demo: tuple[Path, str]) -> None:
    case, _ = demo
    first = graphkit("find", COMMANDERS, "--case", case, "--json")
    assert first.returncode == 0, first.stderr
    found = lines(first.stdout)
    assert len(found) > 150
    fields = {"id", "pack", "version", "digest", "subject", "grade", "support", "row", "statements", "evidence_head"}
    assert all(set(line) == fields for line in found)
    assert graphkit("build", "--case", case).returncode == 0
    assert graphkit("find", COMMANDERS, "--case", case, "--json").stdout == first.stdout


def test_a_parameter_narrows_a_pack(demo: tuple[Path, str]) -> None:
    case, _ = demo
    result = graphkit("find", COMMANDERS, "--param", "incident=burma:inc-inn-din-2017", "--case", case, "--json")
    assert {line["row"]["incident"] for line in lines(result.stdout)} == {"burma:inc-inn-din-2017"}
    wrong = graphkit("find", COMMANDERS, "--param", "incidnet=x", "--case", case)
    assert (wrong.returncode, "incident" in wrong.stderr) == (1, True)


def test_trace_leads_to_bytes_whose_hash_is_right(demo: tuple[Path, str]) -> None:
    case, _ = demo
    id_ = lines(graphkit("find", COMMANDERS, "--case", case, "--json").stdout)[0]["id"]
    traced = lines(graphkit("trace", id_, "--case", case, "--json").stdout)
    fields = {"finding", "statement", "prop", "value", "source", "title", "url", "capture", "locator", "original"}
    for line in traced:
        assert fields <= set(line)
        data = (case / "captures" / line["capture"][:2] / line["capture"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == line["capture"]
        assert line["original"] in data.decode()


def test_a_query_reads_with_parameters(demo: tuple[Path, str], tmp_path: Path) -> None:
    case, _ = demo
    file = tmp_path / "query.cypher"
    file.write_text("MATCH (p:Person {id: $id})-[r:POSTED_TO]->(u) RETURN p.name AS name, u.id AS unit ORDER BY unit")
    result = graphkit("query", file, "--param", "id=burma:soe-win", "--case", case, "--json")
    assert lines(result.stdout)[0]["name"] == "Soe Win"
    table = graphkit("query", file, "--param", "id=burma:soe-win", "--case", case)
    assert table.stdout.splitlines()[0].split() == ["name", "unit"]


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (:Person {id: 'x'})",
        "MATCH (n) DETACH DELETE n",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "UNWIND range(1, 100000000000) AS x RETURN sum(x)",
        "RETURN 1 AS",
    ],
)
def test_a_query_that_writes_runs_for_ever_or_is_mistaken_is_refused(
    demo: tuple[Path, str], tmp_path: Path, cypher: str
) -> None:
    case, _ = demo
    file = tmp_path / "query.cypher"
    file.write_text(cypher)
    result = graphkit("query", file, "--timeout", "2", "--case", case)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.startswith("graphkit: ")
    assert "Traceback" not in result.stderr
    file.write_text("MATCH (p:Person) RETURN count(p) AS persons")
    assert lines(graphkit("query", file, "--case", case, "--json").stdout) == [{"persons": 137}]


def test_packs_are_listed_with_what_they_serve() -> None:
    listed = lines(graphkit("packs", "list", "--json").stdout)
    assert len(listed) >= 7
    assert all({"id", "version", "status", "title", "serves", "columns"} <= set(line) for line in listed)
    shown = graphkit("packs", "show", COMMANDERS).stdout
    assert shown.startswith("// ---\n")
    assert "MATCH" in shown


def test_packs_run_records_nothing(demo: tuple[Path, str]) -> None:
    case, _ = demo
    before = (case / "ledger.jsonl").read_bytes()
    result = graphkit("packs", "run", "sanctions/listed-elsewhere", "--param", "subject=burma:soe-win", "--case", case)
    assert result.returncode == 0, result.stderr
    assert "US-OFAC" in result.stdout
    assert (case / "ledger.jsonl").read_bytes() == before


def test_find_as_of_an_earlier_day_records_nothing_and_knows_no_later_listing(demo: tuple[Path, str]) -> None:
    case, _ = demo
    before = (case / "ledger.jsonl").read_bytes()
    result = graphkit("find", "sanctions/listed-elsewhere", "--as-of", "2019-01-01", "--case", case, "--json")
    listed = [line["row"] for line in lines(result.stdout) if line["row"]["status"] == "listed"]
    assert len(listed) > 30
    assert all(row["listed_on"] <= "2019-01-01" for row in listed)
    assert "burma:min-aung-hlaing" not in {row["subject"] for row in listed if row["authority"] == "EU"}
    assert (case / "ledger.jsonl").read_bytes() == before
