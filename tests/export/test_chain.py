"""The command chain: as the rules told a second time have it, as text and as GraphML."""

import json
from pathlib import Path

import pytest
from lxml import etree

from graphkit.case.folder import Case
from graphkit.dates import Grade, Interval, PartialDate
from graphkit.errors import ExportError, InvalidDate, UnknownEntity
from graphkit.export.chain_drawing import NOBODY, tree, write_graphml
from graphkit.export.chain_svg import write_svg
from graphkit.graph.build import built
from graphkit.graph.chain import chain_of, day_of, shareable
from graphkit.intake import Draft
from graphkit.intake.draft import Citation
from graphkit.model.source import Sharing, Source
from tests.cli.commands import within
from tests.drafting import made
from tests.export.chains import assert_tidy, chain, link, officer, single_days, texts, unit
from tests.export.conftest import BURMA, Bundled
from tests.packs.plain_rules import read

GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


def test_a_unit_without_a_commander_says_that_nobody_is_stated() -> None:
    told = list(tree(chain([unit("low"), unit("high", officer("high", "ann"), steps=1)], [link("low", "high")])))
    assert told.count(f"│  ({NOBODY})") == 1


def test_the_tree_shows_a_unit_once_and_dashes_what_is_possible() -> None:
    units = [unit("low"), unit("mid", steps=1), unit("high", officer("high", "ann"), steps=1)]
    links = [
        link("low", "mid"),
        link("low", "high", grade=Grade.POSSIBLE, reason="undated relation"),
        link("mid", "high"),
    ]
    told = list(tree(chain(units, links)))
    assert sum("commander: Ann" in text for text in told) == 1
    assert sum(text.endswith("High (high), as above") for text in told) == 1
    assert "└┄┄ command; possible: undated relation (1 source):" in told
    assert "├── command; certain (1 source):" in told


def test_graphml_declares_what_it_says(tmp_path: Path) -> None:
    shown = chain(
        [unit("low", officer("low", "ann", conflict=True)), unit("high", steps=1)],
        [link("low", "high", authorities=("command", "administrative"))],
    )
    root = etree.parse(write_graphml(shown, tmp_path / "chain.graphml")).getroot()
    keys = {(key.get("for"), key.get("id")) for key in root.iter(f"{GRAPHML}key")}
    nodes = {node.get("id"): facts(node) for node in root.iter(f"{GRAPHML}node")}
    edges = {(edge.get("source"), edge.get("target")): facts(edge) for edge in root.iter(f"{GRAPHML}edge")}
    assert nodes.keys() == {"low", "high", "ann"}
    assert nodes["low"]["node-commanded"] == "true"
    assert (nodes["high"]["node-commanded"], nodes["high"]["node-steps"]) == ("false", "1")
    assert edges.keys() == {("low", "high"), ("ann", "low")}
    assert edges["low", "high"]["edge-authority"] == "command, administrative"
    assert edges["ann", "low"]["edge-conflict"] == "true"
    used = {("node", key) for told in nodes.values() for key in told} | {
        ("edge", key) for told in edges.values() for key in told
    }
    assert used <= keys


def facts(element: "etree._Element") -> dict[str, str]:
    return {data.get("key", ""): data.text or "" for data in element.iter(f"{GRAPHML}data")}


def test_a_path_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match="cannot be written"):
        write_graphml(chain([unit("low")], []), tmp_path / "file" / "x.graphml")


@pytest.mark.parametrize("written", ["2017-08", "2017", "2017-08-27/2017-08-28"])
def test_a_chain_is_of_one_day(written: str) -> None:
    with pytest.raises(InvalidDate, match="one day, such as 2017"):
        day_of(written)
    assert day_of("27 August 2017") == "2017-08-27"


@pytest.mark.neo4j
def test_the_chain_of_every_implicated_unit_follows_the_rules(burma: Bundled) -> None:
    expected = single_days(read(BURMA))
    assert len(expected) >= 10
    for (asked, day), known in expected.items():
        told: set[tuple[str, int, str | None, str | None, bool, str]] = set()
        for above in chain_of(burma.case, burma.store, asked, day).units:
            here = (above.id.removeprefix("burma:"), above.steps)
            for item in above.officers:
                sure = above.grade is Grade.CERTAIN and item.grade is Grade.CERTAIN
                grade = "certain" if sure else "possible"
                told.add((*here, item.person.removeprefix("burma:"), item.role, item.is_command, grade))
            if not above.is_commanded:
                told.add((*here, None, None, False, above.grade.value))
        assert told == known, (asked, day)


@pytest.mark.neo4j
def test_the_chain_of_a_person_begins_at_every_post_of_that_day(burma: Bundled) -> None:
    found = chain_of(burma.case, burma.store, "soe-win", "2018-01-01")
    assert {"burma:tatmadaw", "burma:myanmar-army"} <= found.roots.keys()
    for root in found.roots:
        (here,) = (item for item in found.units if item.id == root)
        assert "burma:soe-win" in {item.person for item in here.officers}
        assert here.steps == 0
    with pytest.raises(UnknownEntity, match="no source places Aung Aung"):
        chain_of(burma.case, burma.store, "aung-aung", "1950-01-01")
    with pytest.raises(UnknownEntity, match="no unit and no person"):
        chain_of(burma.case, burma.store, "inc-tar-taing-2023", "2023-03-01")


@pytest.mark.neo4j
@pytest.mark.slow
def test_the_command_draws_the_chain_and_records_what_left(burma: Bundled, tmp_path: Path) -> None:
    svg, graphml = tmp_path / "c.svg", tmp_path / "c.graphml"
    arguments = ("chain", "lid-33", "--on", "2017-08-27", "--case", burma.copied(tmp_path))
    result = within(*arguments, "--svg", svg, "--graphml", graphml)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("33rd Light Infantry Division (burma:lid-33) on 2017-08-27")
    assert "commander: Aung Aung (Brigadier General); certain (1 source)" in result.stdout
    assert_tidy(etree.parse(svg).getroot())
    act = Case(tmp_path / "case").ledger.acts[-1]
    assert act.act == "export"
    assert set(act.details["written"]) == {"c.svg", "c.graphml"}
    records = [json.loads(text) for text in within(*arguments, "--json").stdout.splitlines()]
    assert {item["what"] for item in records} == {"unit", "posting", "relation"}
    assert all(item["statements"] for item in records if item["what"] != "unit")


def secretive(draft: Draft) -> None:
    """Two commanders of a unit, one of them known from an informant only, who also places the unit under another."""
    shut = Citation("demo", sharing=Sharing.RESTRICTED)
    draft.source(Source(id="demo:R1", dataset="demo", title="A report", publisher="P", sharing=Sharing.PUBLIC))
    when = Interval.attested(PartialDate.parse("2017-01-01"), PartialDate.parse("2017-12-31"))
    for key in ("low", "high", "secret"):
        draft.entity("Unit", key, citations=[shut] if key == "secret" else None).add("name", f"Unit {key}")
    for key, unit_ in (("ann", "low"), ("bob", "high"), ("eve", "high")):
        cited = [shut] if key == "bob" else None
        draft.entity("Person", key, citations=cited).add("name", f"Person {key}")
        posting = draft.edge("POSTED_TO", f"demo:{key}", f"demo:{unit_}", key=f"p-{key}", citations=cited, when=when)
        posting.add("role", "commander" if key != "eve" else "deputy commander")
    for key, parent in (("open", "high"), ("shut", "secret")):
        cited = [shut] if key == "shut" else None
        relation = draft.edge("PART_OF", "demo:low", f"demo:{parent}", key=key, citations=cited, when=when)
        relation.add("authority", "command")


@pytest.mark.neo4j
def test_what_is_restricted_stays_out_of_files_and_never_looks_like_nobody(neo4j_jars: Path, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("NEO4J_URI", raising=False)
        environment.setenv("GRAPHKIT_NO_TRAINING", "1")
        case = made(tmp_path / "case", secretive)
        with built(case) as (store, _):
            whole = chain_of(case, store, "low", "2017-06-01")
    assert {item.id for item in whole.units} == {"demo:low", "demo:high", "demo:secret"}
    shown = shareable(case, whole)
    assert {item.id for item in shown.units} == {"demo:low", "demo:high"}
    assert shown.withheld == 2
    high = next(item for item in shown.units if item.id == "demo:high")
    assert ([item.person for item in high.officers], high.withheld) == (["demo:eve"], 1)
    files = write_svg(shown, tmp_path / "c.svg", {}, ""), write_graphml(shown, tmp_path / "c.graphml")
    for path in files:
        assert "bob" not in path.read_text("utf-8")
        assert "ecret" not in path.read_text("utf-8")
    words = " ".join(texts(etree.parse(files[0]).getroot()))
    assert "postings not shown, as they are restricted: 1" in words
    assert NOBODY not in words
    assert shareable(case, shown).withheld == 0
