"""Sheets: the same rows as the findings, no formula, nothing that is restricted, the same bytes each time."""

import csv
import io
import time
import zipfile
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from graphkit.case.atomic import sha256_of
from graphkit.case.check import problems
from graphkit.case.folder import Case
from graphkit.case.retractions import retract
from graphkit.errors import CaseError, ExportError
from graphkit.export.record import record, refuse_own
from graphkit.export.sheets import LONGEST, Book, Sheet, Terms, book_of, is_formula, plain_cell, write_csv
from graphkit.export.xlsx import write_xlsx
from graphkit.intake import Draft
from graphkit.intake.draft import Citation
from graphkit.model.finding import Finding
from graphkit.model.source import Sharing, Source
from graphkit.packs.pack import Pack, packs_of, read_pack
from tests.cli.commands import within
from tests.drafting import made
from tests.export.conftest import Bundled
from tests.packs.findings import finding, statements_of

PACK = """// ---
// id: topic/pack
// title: What a test asks
// status: test
// version: 1
// question: "What stands in these cells, whatever they begin with?"
// serves: [{authority: us-leahy, element: unit, coverage: partial}]
// subject: {columns: [who], kinds: [Person]}
// identity: [who]
// evidence: [sids]
// support: sids
// grade: grade
// columns: {who: Who., cell: A cell., sources: A column of that name., grade: The grade., support: The support.}
// false_positives: ["=1+1 is taken for a formula."]
// limits: [None is known beyond the test.]
// against: {question: "Is there more of it?", query: "MATCH (n) RETURN n.sids AS statements"}
// examples:
//   - {why: Something is found., nodes: [], finds: [{who: a}]}
//   - {why: Nothing is found., nodes: [], finds: []}
// ---
MATCH (n:Person) RETURN n.id AS who, 1 AS cell, 1 AS sources, 'certain' AS grade, n.sids AS sids ORDER BY who
"""
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "=cmd|'/c calc'!A1",
    '=HYPERLINK("https://example.org")',
    "#N/A",
    "1e5",
    "2017-08",
    "\x1b[31mred\x00\u202e",
    "ရခိုင်",
    " both ends ",
    "'quoted",
    "TRUE",
]
SECRET = "a-secret-informant"


def people(draft: Draft) -> None:
    report = draft.source(
        Source(id="demo:R1", dataset="demo", title="=A report", publisher="P", sharing=Sharing.PUBLIC)
    )
    cited = Citation("demo:R1", cited="page 7", sharing=Sharing.PUBLIC)
    draft.entity("Person", "a", citations=[cited]).add("name", "=Ann")
    draft.entity("Person", "b", citations=[report]).add("name", "Bob")
    secret = draft.source(
        Source(id="demo:S1", dataset="demo", title=f"Talk with {SECRET}", publisher=SECRET, sharing=Sharing.RESTRICTED)
    )
    hidden = draft.entity("Person", "c", citations=[secret])
    hidden.add("name", SECRET)
    partners = Citation("demo:R1", cited="annex", sharing=Sharing.PARTNERS)
    draft.entity("Person", "d", citations=[partners]).add("note", "for partners")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path / "case", people)


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    path = tmp_path / "pack.cypher"
    path.write_text(PACK, "utf-8")
    return read_pack(path)


def on(case: Case, key: str, identity: str = "", **row: Any) -> Finding:
    """A finding on what is said of a person."""
    cells = {"who": f"demo:{key}", "cell": None, "sources": 3} | row
    return finding(identity or key, f"demo:{key}", statements_of(case, f"demo:{key}"), **cells)


def book(case: Case, pack: Pack, findings: list[Finding], *, include_restricted: bool = False) -> Book:
    return book_of(case, [pack], {pack.id: findings}, Terms(include_restricted=include_restricted))


def sheet(path: Path, name: str = "pack") -> "pd.DataFrame":
    return pd.read_excel(path, sheet_name=name, keep_default_na=False, dtype=object)


def test_text_stays_text_whatever_it_begins_with(case: Case, pack: Pack, tmp_path: Path) -> None:
    findings = [on(case, "a", str(number), cell=text) for number, text in enumerate(HOSTILE)]
    path = write_xlsx(book(case, pack, findings), tmp_path / "x.xlsx")
    loaded = openpyxl.load_workbook(path)
    assert not [cell for made in loaded for row in made.iter_rows() for cell in row if cell.data_type in {"f", "e"}]
    column = [cell.value for cell in loaded["pack"]["D"]][1:]
    assert column[:5] == ["=1+1", "+1", "-1", "@SUM(A1)", "\\t=1"]
    assert column[13] == "\\x1b[31mred\\x00\\u202e"
    assert column[14:] == HOSTILE[14:]
    quoted = [cell for made in loaded for row in made.iter_rows() for cell in row if cell.quotePrefix]
    texts = {cell.value for cell in quoted}
    assert {"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "=Ann"} <= texts
    assert all(is_formula(str(text)) for text in texts)


def test_csv_begins_no_cell_as_a_formula_and_reads_back(case: Case, pack: Pack, tmp_path: Path) -> None:
    findings = [on(case, "a", str(number), cell=text) for number, text in enumerate(HOSTILE)]
    (path,) = write_csv(book(case, pack, findings), tmp_path / "x.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert not [cell for row in rows for cell in row.values() if is_formula(cell)]
    assert [row["cell"] for row in rows][:4] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)"]
    assert [row["cell"] for row in rows][13:15] == ["\\x1b[31mred\\x00\\u202e", "ရခိုင်"]
    assert rows[0]["who: name"] == "'=Ann"


@pytest.mark.parametrize(
    ("cell", "shown"),
    [(True, "TRUE"), (False, "FALSE"), (None, ""), (-3, -3), (2.5, 2.5), ("a\nb", "a | b"), ("-3", "'-3"), ("", "")],
)
def test_a_cell_of_csv(cell: Any, shown: Any) -> None:
    assert plain_cell(cell) == shown


def test_numbers_flags_lists_and_gaps_keep_their_kind(case: Case, pack: Pack, tmp_path: Path) -> None:
    cells = [3, 2.5, True, False, None, ["x", "y"], {"k": "v"}, [], 0]
    findings = [on(case, "a", str(number), cell=value) for number, value in enumerate(cells)]
    path = write_xlsx(book(case, pack, findings), tmp_path / "x.xlsx")
    read = [cell.value for cell in openpyxl.load_workbook(path)["pack"]["D"]][1:]
    assert read == [3, 2.5, True, False, None, "x; y", '{"k": "v"}', None, 0]


def test_a_text_that_no_cell_can_hold_is_cut_and_says_so(case: Case, pack: Pack, tmp_path: Path) -> None:
    path = write_xlsx(book(case, pack, [on(case, "a", cell="ä" * 40_000)]), tmp_path / "x.xlsx")
    (cut,) = sheet(path)["cell"]
    assert len(cut) == LONGEST
    assert "cut: 40,000 characters" in cut


def test_names_sources_and_places_stand_beside_the_row(case: Case, pack: Pack, tmp_path: Path) -> None:
    path = write_xlsx(book(case, pack, [on(case, "a")]), tmp_path / "x.xlsx")
    frame = sheet(path)
    assert list(frame.columns) == [
        *("finding", "who", "who: name", "cell", "sources", "grade", "origins", "official", "sharing"),
        *("sources (evidence)", "places in them", "read from", "statements"),
    ]
    row = frame.iloc[0]
    assert (row["who: name"], row["sources"], row["sharing"]) == ("=Ann", 3, "public")
    assert row["sources (evidence)"] == "demo:R1: =A report, P"
    assert row["places in them"] == "page 7"
    capture = case.ledger.acts[0].details["captures"][0]
    assert row["read from"] == f"{capture['filename']} row:2 (sha256 {capture['sha256'][:8]}…)"
    assert row["statements"].split() == statements_of(case, "demo:a")
    assert sheet(path, "files").iloc[0]["sha256"] == capture["sha256"]
    assert list(sheet(path, "sources")["title"]) == ["=A report"]


def test_the_first_sheet_says_what_this_is(case: Case, pack: Pack, tmp_path: Path) -> None:
    path = write_xlsx(book(case, pack, [on(case, "a")]), tmp_path / "x.xlsx")
    loaded = openpyxl.load_workbook(path)
    assert loaded.sheetnames == ["about", "pack", "sources", "files"]
    said = {row[0]: row for row in loaded["about"].iter_rows(min_row=2, values_only=True)}
    assert "never verdicts" in str(said["what this is"][1])
    assert said["evidence head"][1] == case.ledger.evidence_head
    assert f"version 1, sha256 {pack.digest}" in str(said["sheet pack: 1 findings"][2])
    assert said["  how a row can be wrong"][1] == "=1+1 is taken for a formula."
    assert all(made.freeze_panes == "A2" for made in loaded)
    assert all(made.column_dimensions["A"].width >= 8 for made in loaded)


def test_what_is_restricted_leaves_only_when_asked_for(case: Case, pack: Pack, tmp_path: Path) -> None:
    findings = [on(case, "a", cell="demo:c"), on(case, "c"), on(case, "d")]
    shut = book(case, pack, findings)
    assert (shut.findings, shut.withheld) == (2, 1)
    path = write_xlsx(shut, tmp_path / "shut.xlsx")
    assert SECRET.encode() not in unpacked(path)
    assert list(sheet(path)["sharing"]) == ["public", "partners"]
    assert "findings left out, as they rest on a restricted statement: 1" in unpacked(path).decode()
    for written in write_csv(shut, tmp_path / "shut"):
        assert SECRET.encode() not in written.read_bytes()
    opened = book(case, pack, findings, include_restricted=True)
    assert (opened.findings, opened.withheld) == (3, 0)
    assert SECRET.encode() in unpacked(write_xlsx(opened, tmp_path / "open.xlsx"))


def unpacked(path: Path) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_the_same_findings_give_the_same_bytes(case: Case, pack: Pack, tmp_path: Path) -> None:
    one = write_xlsx(book(case, pack, [on(case, "a")]), tmp_path / "one.xlsx")
    time.sleep(2.1)  # a file in a zip archive is dated to two seconds
    two = write_xlsx(book(Case(case.folder), pack, [on(case, "a")]), tmp_path / "two.xlsx")
    assert one.read_bytes() == two.read_bytes()


def test_several_packs_have_a_sheet_and_a_file_each(case: Case, pack: Pack, tmp_path: Path) -> None:
    long = "an-id-that-is-longer-than-any-sheet-may-be-called"
    ids = ("topic/about", f"one/{long}", f"two/{long}", "topic/pack")
    packs = [pack.model_copy(update={"header": pack.header.model_copy(update={"id": id_})}) for id_ in ids]
    found = {id_: [on(case, "a")] for id_ in ids}
    made_book = book_of(case, packs, found)
    names = openpyxl.load_workbook(write_xlsx(made_book, tmp_path / "x.xlsx")).sheetnames
    assert len(set(names)) == len(names) == 7
    assert all(len(name) <= 31 for name in names)
    with pytest.raises(ExportError, match="name a folder"):
        write_csv(made_book, tmp_path / "x.csv")
    files = write_csv(made_book, tmp_path / "folder")
    assert [path.stem for path in files] == names


def test_a_pack_that_found_nothing_has_its_headings(case: Case, pack: Pack, tmp_path: Path) -> None:
    frame = sheet(write_xlsx(book(case, pack, []), tmp_path / "x.xlsx"))
    assert len(frame) == 0
    assert list(frame.columns)[:2] == ["finding", "who"]


def test_more_rows_than_a_sheet_holds_are_refused(case: Case, pack: Pack, tmp_path: Path) -> None:
    made_book = book(case, pack, [])
    large = Sheet("pack", ("finding",), (("x",),) * 1_048_576)
    with pytest.raises(ExportError, match="--csv"):
        write_xlsx(Book(made_book.about, (large,), made_book.sources, made_book.files, 0, 0), tmp_path / "x.xlsx")


def test_a_path_that_cannot_be_written_is_told(case: Case, pack: Pack, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for write in (write_xlsx, write_csv):
        with pytest.raises(ExportError, match="cannot be written"):
            write(book(case, pack, []), tmp_path / "file" / "x.csv")


def test_statements_that_went_meanwhile_stop_the_export(case: Case, pack: Pack) -> None:
    found = on(case, "a")
    retract(case, found.statements[0], reason="misread")
    with pytest.raises(CaseError, match="evidence changed"):
        book(case, pack, [found])


def test_an_export_is_an_act_and_its_files_are_the_cases_only_where_they_lie_in_it(
    case: Case, pack: Pack, tmp_path: Path
) -> None:
    made_book = book(case, pack, [on(case, "a")])
    head = case.ledger.evidence_head
    own = write_xlsx(made_book, case.folder / "exports" / "own.xlsx")
    other = write_xlsx(made_book, tmp_path / "other.xlsx")
    record(case, "1 findings", [own, other], withheld=0, include_restricted=False)
    act = case.ledger.acts[-1]
    assert act.files == {"exports/own.xlsx": sha256_of(own)}
    assert act.details["written"] == {"own.xlsx": sha256_of(own), "other.xlsx": sha256_of(other)}
    assert str(tmp_path) not in act.model_dump_json()
    assert case.ledger.evidence_head == head
    own.unlink()
    assert problems(case.folder) == []


@pytest.mark.neo4j
def test_the_bundled_case_reads_back_row_for_row(burma: Bundled, tmp_path: Path) -> None:
    path = write_xlsx(book_of(burma.case, burma.packs, burma.found), tmp_path / "x.xlsx")
    assert len(burma.packs) == 2
    for pack in burma.packs:
        frame = sheet(path, pack.id.partition("/")[2])
        findings = burma.found[pack.id]
        assert len(frame) == len(findings) > 100
        columns = [name for name in pack.header.columns if name != "support"]
        expected = [
            [item.id, *("" if item.row[name] is None else item.row[name] for name in columns)] for item in findings
        ]
        assert frame[["finding", *columns]].to_numpy().tolist() == expected
        assert list(frame["origins"]) == [item.support.origins for item in findings]
        assert list(frame["official"]) == [item.support.official for item in findings]
        assert [text.split() for text in frame["statements"]] == [list(item.statements) for item in findings]


@pytest.mark.neo4j
def test_every_row_names_the_file_and_row_that_it_was_read_from(burma: Bundled, tmp_path: Path) -> None:
    from graphkit.packs.trace import trace

    path = write_xlsx(book_of(burma.case, burma.packs, burma.found), tmp_path / "x.xlsx")
    frame = sheet(path, "commanders-on-the-day")
    for number in (0, len(frame) // 2, len(frame) - 1):
        traced = trace(burma.case, burma.found["command/commanders-on-the-day"][number])
        row = frame.iloc[number]
        places = {(item.cited, f"{item.filename} {item.locator} (sha256 {item.capture[:8]}…)") for item in traced}
        told = set(zip(row["places in them"].split("\n"), row["read from"].split("\n"), strict=True))
        assert told == places
        assert {line.split(": ")[0] for line in row["sources"].split("\n")} == {item.source for item in traced}


@pytest.mark.neo4j
@pytest.mark.slow
def test_the_command_writes_what_it_prints_and_records_it(burma: Bundled, tmp_path: Path) -> None:
    chain = "command/commanders-on-the-day"
    arguments = ("find", chain, "--since", "2023", "--xlsx", tmp_path / "x.xlsx", "--csv", tmp_path / "x.csv", "--json")
    case = Case(burma.copied(tmp_path))
    result = within(*arguments, "--case", case.folder)
    assert result.exit_code == 0, result.stderr
    printed = [Finding.model_validate_json(text).id for text in result.stdout.splitlines()]
    assert list(sheet(tmp_path / "x.xlsx", "commanders-on-the-day")["finding"]) == printed
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["finding"] for row in csv.DictReader(stream)] == printed
    assert 0 < len(printed) < len(burma.found[chain])
    acts = case.ledger.acts
    assert [act.act for act in acts[-2:]] == ["find", "export"]
    assert acts[-1].details["what"] == f"{len(printed)} findings since 2023-01-01"
    kept = case.folder / "findings" / "history" / f"{acts[-2].details['packs'][0]['findings']}.jsonl"
    assert len(io.StringIO(kept.read_text("utf-8"), newline="\n").readlines()) == len(burma.found[chain])
    assert problems(case.folder) == []


def test_one_file_for_several_packs_is_refused_before_anything_is_asked(case: Case, tmp_path: Path) -> None:
    result = within("find", "--csv", tmp_path / "x.csv", "--case", case.folder)
    assert result.exit_code == 1
    assert f"these are {len(packs_of())} packs" in result.stderr
    assert [act.act for act in Case(case.folder).ledger.acts] == ["ingest"]


@pytest.mark.parametrize(
    ("name", "is_own"),
    [("ledger.jsonl", True), ("Ledger.Head", True), ("judgements.jsonl", True), (".lock", True), ("captures/x", True),
     ("commanders.xlsx", False), ("exports/commanders.xlsx", False), ("sheets/ledger.jsonl", False)],
)  # fmt: skip
def test_an_export_may_stand_beside_what_a_case_is_made_of_and_never_in_its_place(
    tmp_path: Path, name: str, is_own: bool
) -> None:
    case = Case.create(tmp_path / "case")
    with pytest.raises(ExportError, match="belongs to the case itself") if is_own else nullcontext():
        refuse_own(case, case.folder / name)
