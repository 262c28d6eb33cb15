"""Checking a case: a flipped byte, a lost file or a broken reference is told with the file that has it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import duckdb
import pytest

from graphkit import bundle
from graphkit.case import judgements
from graphkit.case.atomic import sha256_of
from graphkit.case.captures import attach
from graphkit.case.check import Problem, problems
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.case.retractions import retract
from graphkit.case.statements import write_run
from graphkit.dates import PartialDate
from graphkit.errors import NewerCase, NotACase
from graphkit.intake import Draft
from graphkit.intake.draft import Citation
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.model.judgement import Judgement, Verdict
from graphkit.model.source import Source
from graphkit.model.statement import OBSERVATION_COLUMNS, STATEMENT_COLUMNS, fetched
from tests.drafting import add, made

FLIPS = 25
"""Bytes flipped in each file; every byte of the files that hold fewer."""


def drafted(draft: Draft) -> None:
    report = draft.source(Source(id="demo:R1", dataset="demo", title="A report", publisher="P"))
    unit = draft.entity("Unit", "u1")
    unit.add("name", "First Division")
    for number in range(20):
        person = draft.entity("Person", f"p{number}", citations=[report])
        person.add("name", f"Person {number}")
        person.add("birth_date", PartialDate.parse(f"19{number + 10}"))
        draft.edge("POSTED_TO", person.id, unit.id, key=f"post{number}").add("role", "Commander")


def judgement(left: str, right: str, **more: str) -> Judgement:
    fields = {"left": left, "right": right, "verdict": Verdict.SAME, "reason": "r", "by": "A", "at": "2024", **more}
    return Judgement.model_validate(fields)


def filled(folder: Path) -> Case:
    """A case with something of everything that acts record."""
    case = made(folder, drafted)
    add(case, drafted, content="the next edition")
    add(case, lambda draft: draft.entity("Person", "1").add("name", "Ann"), dataset="other")
    with reading(case) as connection:
        ((statement,),) = connection.execute("SELECT min(id) FROM statements WHERE dataset = 'demo'").fetchall()
    with case.writing():
        judgements.append(case, [judgement("demo:p1", "other:1")])
        findings = folder / "findings" / "topic" / "pack.jsonl"
        findings.parent.mkdir(parents=True)
        findings.write_text(json.dumps({"id": "f1", "statements": [statement]}) + "\n")
        case.ledger.append("find", details={}, files={"findings/topic/pack.jsonl": sha256_of(findings)})
    report = folder.with_name("report.txt")
    report.write_text("the report itself")
    attach(case, report, source="demo:R1")
    retract(case, statement, reason="misread")
    return case


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("check") / "case").folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(whole, tmp_path / "case"))


def evidence(folder: Path) -> list[Path]:
    unhashed = {"case.toml", ".lock"}
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in unhashed)


def test_a_whole_case_has_no_problem_and_stays_as_it_is(folder: Path) -> None:
    before = {path: path.read_bytes() for path in evidence(folder)}
    assert problems(folder) == []
    assert {path: path.read_bytes() for path in evidence(folder)} == before
    assert {path.relative_to(folder).parts[0] for path in before} == {
        "captures", "statements", "observations", "judgements.jsonl", "findings", "ledger.jsonl", "ledger.head",
    }  # fmt: skip


def test_any_flipped_byte_is_told_with_its_file(whole: Path) -> None:
    random = Random(20_241_123)  # noqa: S311 - no secret
    flipped = 0
    for path in evidence(whole):
        good = path.read_bytes()
        for place in random.sample(range(len(good)), min(FLIPS, len(good))):
            bad = bytearray(good)
            bad[place] ^= random.randrange(1, 256)
            path.write_bytes(bad)
            found = problems(whole)
            assert path.relative_to(whole).as_posix() in {problem.file for problem in found}, (path, place, bad[place])
            flipped += 1
        path.write_bytes(good)
    assert problems(whole) == []
    assert flipped > 10 * FLIPS


@pytest.mark.parametrize("name", ["ledger.head", "ledger.jsonl"])
def test_every_byte_of_the_last_line_counts(folder: Path, name: str) -> None:
    good = (folder / name).read_bytes()
    start = good.rstrip(b"\n").rfind(b"\n") + 1
    for place in range(start, len(good)):
        for bit in (0, 1, 5):
            bad = bytearray(good)
            bad[place] ^= 1 << bit
            (folder / name).write_bytes(bad)
            assert problems(folder), f"byte {place}, bit {bit}"


def test_each_fault_of_the_ledger_is_told_with_its_line(folder: Path) -> None:
    path = folder / "ledger.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    lines[1] = lines[1].replace('"by":"', '"by":"x', 1)
    lines[3] = "no line\n"
    path.write_text("".join(lines))
    found = [problem.what for problem in problems(folder) if problem.file == "ledger.jsonl"]
    assert [what.partition(":")[0] for what in found] == ["line 2", "line 4"]


@pytest.mark.parametrize("dropped", [0, 2, -1])
def test_a_dropped_line_is_told(folder: Path, dropped: int) -> None:
    path = folder / "ledger.jsonl"
    lines = path.read_text().splitlines(keepends=True)
    del lines[dropped]
    path.write_text("".join(lines))
    assert {problem.file for problem in problems(folder)} & {"ledger.jsonl", "ledger.head"}


def test_a_lost_file_is_told(whole: Path) -> None:
    lost = 0
    for path in evidence(whole):
        good = path.read_bytes()
        path.unlink()
        (found,) = problems(whole)
        assert found.file == path.relative_to(whole).as_posix()
        path.write_bytes(good)
        lost += 1
    assert lost >= 10


def test_what_a_killed_process_left_is_no_problem(folder: Path) -> None:
    for name in ("statements/demo/000099-ab.parquet", "captures/ab/abcd", "observations/demo/x.parquet", ".scratch/x"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"half a file")
    with (folder / "judgements.jsonl").open("ab") as stream:
        stream.write(b'{"left": "demo')
    with (folder / "ledger.jsonl").open("ab") as stream:
        stream.write(b'{"act": "ing')
    assert problems(folder) == []


def test_a_ledger_one_act_ahead_of_its_head_is_whole(folder: Path) -> None:
    head = (folder / "ledger.head").read_bytes()
    case = Case(folder)
    with case.writing():
        case.ledger.append("export", details={}, files={})
    (folder / "ledger.head").write_bytes(head)
    assert problems(folder) == []


def test_an_export_may_be_gone_but_not_altered(folder: Path) -> None:
    (folder / "exports").mkdir()
    export = folder / "exports" / "list.csv"
    export.write_text("a,b\n")
    case = Case(folder)
    with case.writing():
        case.ledger.append("export", details={}, files={"exports/list.csv": sha256_of(export)})
    assert problems(folder) == []
    export.write_text("a,c\n")
    assert [problem.file for problem in problems(folder)] == ["exports/list.csv"]
    export.unlink()
    assert problems(folder) == []


def rewritten(folder: Path, change: str, top: str = "statements") -> None:
    """Record a run whose rows are those of the first, changed by the SQL."""
    case = Case(folder)
    tables = {}
    with duckdb.connect() as connection:
        for name, columns in (("statements", STATEMENT_COLUMNS), ("observations", OBSERVATION_COLUMNS)):
            (path,) = (folder / name / "demo").glob("000001-*.parquet")
            replaced = change if name == top else "*"
            tables[name] = fetched(connection.sql(f"SELECT {replaced} FROM '{path}'"), columns)
    with case.writing():
        written = write_run(case, "forged", "000099-abababababab", [(tables["statements"], tables["observations"])])
        case.ledger.append("ingest", details={"dataset": "forged"}, files=written)


STATEMENTS = "statements/forged/000099-abababababab.parquet"
OBSERVATIONS = "observations/forged/000099-abababababab.parquet"


@pytest.mark.parametrize(
    ("top", "change", "file", "what"),
    [
        ("statements", "* REPLACE (value || '!' AS value)", STATEMENTS, "whose id is not that of their columns"),
        ("statements", "* REPLACE ('9' || id[2:] AS id)", OBSERVATIONS, "observations of a statement that is not"),
        ("statements", "* REPLACE ('9' || id[2:] AS id)", STATEMENTS, "statements that were seen nowhere"),
        ("observations", "* REPLACE ('demo:x' AS entity)", OBSERVATIONS, "observations of a statement that is not"),
        ("observations", "* REPLACE (repeat('ab', 32) AS capture)", OBSERVATIONS, "in a capture that no act recorded"),
        ("statements", "* REPLACE (id[:1] AS id)", STATEMENTS, "statements that are written twice"),
    ],
)
def test_files_that_contradict_each_other_are_told(folder: Path, top: str, change: str, file: str, what: str) -> None:
    rewritten(folder, change, top)
    found = [problem for problem in problems(folder) if problem.file == file and what in problem.what]
    assert len(found) == 1


def test_other_columns_are_told(folder: Path) -> None:
    case = Case(folder)
    path = folder / STATEMENTS
    with case.writing(), duckdb.connect() as connection:
        path.parent.mkdir()
        connection.execute(f"COPY (SELECT 1 AS id) TO '{path}'")
        case.ledger.append("ingest", details={}, files={STATEMENTS: sha256_of(path)})
    assert problems(folder) == [Problem(STATEMENTS, "its columns are not those of statements: id")]


def dangling(draft: Draft) -> None:
    draft.edge("POSTED_TO", draft.entity("Person", "p").id, "demo:gone", key="post")


def elsewhere(draft: Draft) -> None:
    draft.edge("POSTED_TO", "unread:p", "unread:u", key="post")


def undescribed(draft: Draft) -> None:
    draft.entity("Person", "p", citations=[Citation("demo:R7")]).add("name", "Ann")


def cited_elsewhere(draft: Draft) -> None:
    draft.entity("Person", "p", citations=[Citation("unread:R7")]).add("name", "Ann")


@pytest.mark.parametrize(
    ("drafting", "what"),
    [
        (dangling, "2 relations that lead to an entity of their dataset that is not in the case, such as demo:gone"),
        (undescribed, "1 statements that cite a source of their dataset that is not described, such as demo:R7"),
        (elsewhere, None),
        (cited_elsewhere, None),
    ],
)
def test_references_within_a_dataset_lead_somewhere(
    tmp_path: Path, drafting: Callable[[Draft], None], what: str | None
) -> None:
    case = made(tmp_path / "case", drafting)
    assert [problem.what for problem in problems(case.folder)] == ([what] if what else [])


def test_judgements_findings_and_attachments_rest_on_what_is_there(folder: Path) -> None:
    case = Case(folder)
    with case.writing():
        judgements.append(case, [judgement("demo:p1", "demo:nobody", supersedes="ab" * 16)])
        path = folder / "findings" / "topic" / "pack.jsonl"
        path.write_text(json.dumps({"id": "f1", "statements": ["cd" * 16]}) + "\n")
        case.ledger.append("find", details={}, files={"findings/topic/pack.jsonl": sha256_of(path)})
        case.ledger.append("attach", details={"source": "demo:R9", "captures": []}, files={})
        details = {"target": "statement", "id": "ef" * 16, "reason": "r"}
        case.ledger.append("retract", details=details, files={})
    assert [(problem.file, problem.what) for problem in problems(folder)] == [
        ("findings/topic/pack.jsonl", f"1 references to statements that are not in the case, such as {'cd' * 16}"),
        ("judgements.jsonl", "a judgement names demo:nobody, which is not in the case"),
        (
            "judgements.jsonl",
            f"judgement {judgements.read(case)[-1].id} supersedes {'ab' * 16}, which is not in the log",
        ),
        ("ledger.jsonl", "bytes are attached to source demo:R9, which is not described in the case"),
        ("ledger.jsonl", f"statement {'ef' * 16} was withdrawn and is not in the case"),
    ]


def test_a_folder_that_is_no_case_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(NotACase):
        problems(tmp_path)
    (folder / "case.toml").write_text('name = "x"\nid = "y"\nformat = 99\n')
    with pytest.raises(NewerCase):
        problems(folder)
    (folder / "case.toml").write_text('name = "x"\n')
    assert [problem.file for problem in problems(folder)] == ["case.toml"]


def test_the_example_case_is_whole(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    reports = ingest(case, load("workbook"), [bundle.folder("examples") / "burma"], Options())
    assert sum(report.statements for report in reports) > 10_000
    assert problems(case.folder) == []
