"""Each format: the same nodes and edges as the graph, readable by what it is for, whole or not there at all."""

import csv
import json
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pytest

from graphkit import bundle
from graphkit.case.check import problems
from graphkit.case.folder import Case
from graphkit.cli.export import FormatName
from graphkit.errors import ExportError
from graphkit.export.formats import FORMATS, Outcome, Writing, export
from graphkit.export.leaving import Terms
from graphkit.graph.project import projecting
from graphkit.intake import Draft
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.model import ftm
from graphkit.model.statement import Stance
from tests.cli.commands import within
from tests.drafting import made
from tests.export.test_sheets import HOSTILE
from tests.taking_in import asked, stated, taken_in

ENTITIES, SAMPLES = "entities.ftm.json", Path(__file__).parents[1] / "ingest"


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The bundled case, which no format needs a server for."""
    case = Case.create(tmp_path_factory.mktemp("formats") / "case")
    ingest(case, load("workbook"), [bundle.folder("examples") / "burma"], Options())
    return case


def counted(case: Case) -> tuple[Counter[str], Counter[str]]:
    """The nodes and edges of the graph, by kind."""
    with projecting(case) as projection:
        nodes = Counter(kind for kind, _ in projection.nodes())
        edges = Counter(kind for kind, _ in projection.edges())
    return nodes, edges


def test_the_verb_offers_every_format() -> None:
    assert [name.value for name in FormatName] == list(FORMATS)


def test_graphml_opens_in_networkx_with_the_counts_of_the_graph(bundled: Case, tmp_path: Path) -> None:
    made_ = export(bundled, "graphml", tmp_path / "x.graphml", Terms(include_restricted=True))
    graph = nx.read_graphml(tmp_path / "x.graphml", force_multigraph=True)
    nodes, edges = counted(bundled)
    # A source that no statement cites stands in the graph, and does not leave.
    ((nodes["Source"],),) = asked(bundled, "SELECT count(DISTINCT source) FROM statements WHERE kind <> 'Source'")
    assert Counter(kind for _, kind in graph.nodes(data="kind")) == nodes
    assert Counter(kind for _, _, kind in graph.edges(data="kind")) == edges
    assert made_.outcome.written == {"nodes": nodes.total(), "edges": edges.total()}
    (post,) = [data for _, _, data in graph.edges(data=True) if data.get("entity") == "burma:postings/02d4e7d671225236"]
    assert (post["start_known"], post["end_known"], post["end_max"]) == (False, True, "2022-08-31")
    assert post["sids"]


def test_graphml_is_plain_xml_whatever_a_value_holds(tmp_path: Path) -> None:
    def drafted(draft: Draft) -> None:
        for number, text in enumerate([*HOSTILE, 'a & b < c ]]> "d"']):
            draft.entity("Person", f"p{number}").add("name", text)

    case = made(tmp_path / "case", drafted)
    export(case, "graphml", tmp_path / "x.graphml", Terms())
    root = ET.parse(tmp_path / "x.graphml").getroot()
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert [child.tag.removeprefix(space) for child in root][-1] == "graph"
    keys = {key.attrib["id"] for key in root.iter(f"{space}key")}
    assert {data.attrib["key"] for data in root.iter(f"{space}data")} <= keys
    assert len(list(root.iter(f"{space}node"))) == len(HOSTILE) + 2


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_no_cell_is_a_formula(format_: str, tmp_path: Path) -> None:
    def drafted(draft: Draft) -> None:
        for number, text in enumerate(HOSTILE):
            person = draft.entity("Person", f"p{number}")
            person.add("name", text)
            person.add("note", text)

    path = tmp_path / f"out{FORMATS[format_].suffix}"
    export(made(tmp_path / "case", drafted), format_, path, Terms())
    if format_ == "csv":
        for file in path.iterdir():
            with file.open(encoding="utf-8-sig", newline="") as stream:
                cells = [cell for row in csv.reader(stream) for cell in row]
            assert not [cell for cell in cells if re.match(r"[=+@＝＋－＠\t\r\n-]", cell)]
        return
    book = openpyxl.load_workbook(path)
    found = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in found} <= {"s", "b", "n"}
    assert all(isinstance(cell.value, str) for cell in found if cell.data_type == "s")


def tables(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_tables_hold_every_node_and_relation_with_its_sources(bundled: Case, tmp_path: Path) -> None:
    export(bundled, "csv", tmp_path / "out", Terms(include_restricted=True))
    nodes, edges = counted(bundled)
    derived = 2  # postings that the graph infers between two attested ones: no source states them
    edges["POSTED_TO"] -= derived
    for kind, count in (nodes + edges).items():
        if kind not in {"Source", "CITED_IN"}:
            assert len(tables(tmp_path / "out", kind)) == count, kind
    (person,) = [row for row in tables(tmp_path / "out", "Person") if row["id"] == "burma:aung-aung"]
    assert (person["name"], person["name: sources"]) == ("Aung Aung", "burma:EU401")
    assert person["identifier"].split(" | ") == ["BC 23750", "BC23750"]
    assert person["identifier: sources"].split(" | ") == ["burma", "burma"]
    posts = {row["id"]: row for row in tables(tmp_path / "out", "POSTED_TO")}
    post = posts["burma:postings/02d4e7d671225236"]
    assert (post["tail: name"], post["role"], post["end_max"]) == ("Ko Ko Maung", "commander", "2022-08-31")


def test_what_is_alleged_or_denied_says_so(tmp_path: Path) -> None:
    def drafted(draft: Draft) -> None:
        draft.entity("Person", "p").add("name", "P")
        draft.entity("Person", "p", stance=Stance.ALLEGED).add("position", "leader of a gang")
        draft.entity("Person", "p", stance=Stance.DENIED).add("nationality", "MM")
        draft.entity("Unit", "u").add("name", "U")
        draft.edge("POSTED_TO", "demo:p", "demo:u", key="e", stance=Stance.ALLEGED).add("role", "chief")

    case = made(tmp_path / "case", drafted)
    export(case, "csv", tmp_path / "out", Terms())
    (row,) = tables(tmp_path / "out", "Person")
    assert (row["position"], row["position: sources"]) == ("leader of a gang", "demo (alleged)")
    assert (row["nationality"], row["denied"]) == ("", "nationality: MM (demo (denied))")
    assert [post["stance"] for post in tables(tmp_path / "out", "POSTED_TO")] == ["alleged"]
    said = export(case, "ftm", tmp_path / "ftm", Terms())
    (person, _) = map(json.loads, (tmp_path / "ftm" / ENTITIES).read_text("utf-8").splitlines())
    assert person["properties"] == {"name": ["P"]}
    assert said.outcome.unsaid == {"POSTED_TO: alleged": 3, "Person: alleged": 1, "Person: denied": 1}


@pytest.mark.parametrize("name", ["sample.ftm.json", "sample.nested.json", "sample.pack"])
def test_followthemoney_comes_in_again_as_it_went_out(name: str, tmp_path: Path) -> None:
    first, _ = taken_in(tmp_path / "first", "ftm", SAMPLES / "ftm" / name)
    export(first, "ftm", tmp_path / "out", Terms())
    # Only statements say in what language a value is, and what it was made of.
    file = "statements.csv" if name.endswith(".pack") else ENTITIES
    second, _ = taken_in(tmp_path / "second", "ftm", tmp_path / "out" / file)
    removed = {row for row in stated(first) if row[0].endswith("/removed")}
    assert {row[:-1] for row in stated(second)} == {row[:-1] for row in stated(first) - removed}


def said(folder: Path) -> tuple[dict[str, Any], set[tuple[str, ...]]]:
    """What an export says: each entity, its values in no order, and each statement."""
    told = map(json.loads, (folder / ENTITIES).read_text("utf-8").splitlines())
    entities = {
        one["id"]: one | {"properties": {prop: sorted(values) for prop, values in one["properties"].items()}}
        for one in told
    }
    with (folder / "statements.csv").open(encoding="utf-8", newline="") as stream:
        return entities, set(map(tuple, csv.reader(stream)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("yente_zala_entities.ftm.json", 91),
        ("nomenklatura_donations.ijson", 474),
        ("khong_targets.nested.json", 260),
        ("khong_statements.pack", 281),
        ("yente_hist_entities.delta.json", 1129),
    ],
)
def test_real_files_come_in_again_as_they_went_out(name: str, count: int, shared_data: Path, tmp_path: Path) -> None:
    first, _ = taken_in(tmp_path / "first", "ftm", shared_data / "ftm" / name)
    exported = export(first, "ftm", tmp_path / "out", Terms())
    assert exported.outcome.unsaid == {}
    assert exported.outcome.written["entities"] == count
    second, _ = taken_in(tmp_path / "second", "ftm", tmp_path / "out" / ENTITIES)
    export(second, "ftm", tmp_path / "again", Terms())
    entities, statements = said(tmp_path / "out")
    entities_again, statements_again = said(tmp_path / "again")
    assert entities_again == entities
    if not name.endswith(".pack"):  # only statements say which dataset said a value, and in what language
        assert statements_again == statements
    third, _ = taken_in(tmp_path / "third", "ftm", tmp_path / "out" / "statements.csv")
    export(third, "ftm", tmp_path / "thrice", Terms())
    assert {row[:6] for row in said(tmp_path / "thrice")[1]} == {row[:6] for row in statements}


def test_followthemoney_gets_ids_that_it_takes_and_says_only_what_it_can(bundled: Case, tmp_path: Path) -> None:
    exported = export(bundled, "ftm", tmp_path / "out", Terms())
    lines = [json.loads(line) for line in (tmp_path / "out" / ENTITIES).read_text("utf-8").splitlines()]
    valid = re.compile(r"[0-9a-zA-Z]([0-9a-zA-Z.-]*[0-9a-zA-Z])?")
    assert all(valid.fullmatch(line["id"]) and len(line["id"]) <= 200 for line in lines)
    assert len({line["id"] for line in lines}) == len(lines) == exported.outcome.written["entities"]
    ids = {line["id"] for line in lines}
    for line in lines:
        schema = ftm.schema(line["schema"])
        for prop, values in line["properties"].items():
            assert prop in schema.properties, (line["schema"], prop)
            if schema.properties[prop] == "entity":
                assert ids.issuperset(values)
            if schema.properties[prop] == "date":
                assert all(re.fullmatch(r"\d{4}(-\d\d){0,2}", value) for value in values)
    (kokomaung,) = [line for line in lines if "burma:ko-ko-maung" in line["referents"]]
    posts = [line for line in lines if line["properties"].get("employee") == [kokomaung["id"]]]
    assert [post["schema"] for post in posts] == ["Employment"] * 2
    assert all(post["properties"]["role"] == ["commander"] for post in posts)
    assert {"Incident", "Transfer", "Assistance"} < exported.outcome.unsaid.keys()
    with (tmp_path / "out/statements.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == exported.outcome.written["statements"]
    assert {row["canonical_id"] for row in rows} == ids


def test_an_export_is_whole_or_not_there(bundled: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(writing: Writing) -> Outcome:
        target = writing.path / "half.csv" if writing.path.is_dir() else writing.path
        target.write_text("half", "utf-8")
        raise KeyboardInterrupt

    monkeypatch.setattr("graphkit.export.tables.write_csv", interrupted)
    monkeypatch.setattr("graphkit.export.graphml.write_graphml", interrupted)
    (tmp_path / "x.graphml").write_text("the one before", "utf-8")
    acts = len(Case(bundled.folder).ledger.acts)
    for format_, path in (("csv", tmp_path / "out"), ("graphml", tmp_path / "x.graphml")):
        with pytest.raises(KeyboardInterrupt):
            export(bundled, format_, path, Terms())
    assert [path.name for path in tmp_path.iterdir()] == ["x.graphml"]
    assert (tmp_path / "x.graphml").read_text("utf-8") == "the one before"
    assert len(Case(bundled.folder).ledger.acts) == acts


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_full_disk_is_told(bundled: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Writing) -> Outcome:
        with Path("/dev/full").open("w", encoding="utf-8") as stream:
            stream.write("x" * 100_000)
        return Outcome({})

    monkeypatch.setattr("graphkit.export.graphml.write_graphml", full)
    with pytest.raises(ExportError, match="No space left on device; nothing new stands under that name"):
        export(bundled, "graphml", tmp_path / "x.graphml", Terms())
    assert list(tmp_path.iterdir()) == []


def test_a_path_that_it_cannot_take_is_refused_first(bundled: Case, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine", "utf-8")
    for format_, path, said in (
        ("csv", tmp_path / "out", "there already"),
        ("xlsx", tmp_path / "x.csv", "ends in .xlsx"),
        ("bods", tmp_path / "out", "ends in .json"),
    ):
        with pytest.raises(ExportError, match=said):
            export(bundled, format_, path, Terms())


def test_the_same_evidence_gives_the_same_bytes(bundled: Case, tmp_path: Path) -> None:
    for format_, chosen in FORMATS.items():
        one, two = (export(bundled, format_, tmp_path / f"{n}/{format_}{chosen.suffix}", Terms()).files for n in (1, 2))
        assert one == two, format_
    assert problems(bundled.folder) == []


def test_the_command_says_what_left_and_what_stayed(bundled: Case, tmp_path: Path) -> None:
    path = tmp_path / "x.graphml"
    ran = within("export", "graphml", path, "--kind", "Person", "--json", "--case", bundled.folder)
    told: dict[str, Any] = json.loads(ran.stdout)
    assert told["format"] == "graphml"
    assert told["written"]["nodes"] == told["left"]["entities"]
    assert set(told["stayed"]) == {"restricted", "kept_here", "without_an_end"}
    assert list(told["files"]) == ["x.graphml"]
    failed = within("export", "xls", tmp_path / "x.xls", "--case", bundled.folder)
    assert failed.exit_code == 2
