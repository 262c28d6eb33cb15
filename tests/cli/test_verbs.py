"""The verbs over statements: each from the outside, as the one before leaves the case to the next."""

import hashlib
from pathlib import Path

from graphkit import bundle
from graphkit.intake.ingestor import ingestors
from tests.cli.commands import graphkit, rows, within

BURMA = bundle.folder("examples") / "burma"


def test_from_an_empty_folder_to_a_checked_case(tmp_path: Path) -> None:
    case = tmp_path / "case"
    made = graphkit("init", case, "--name", "Rakhine")
    assert (made.returncode, made.stdout) == (0, "")
    assert "holds the case 'Rakhine' now" in made.stderr
    ran = graphkit("ingest", "workbook", BURMA, "--json", "--case", case)
    reports = rows(ran.stdout)
    assert {report["file"] for report in reports} == {path.name for path in BURMA.glob("*.csv")}
    for report in reports:
        content = (BURMA / report["file"]).read_bytes()
        assert report["capture"] == hashlib.sha256(content).hexdigest()
        assert report["records"] == content.decode("utf-8-sig").count("\n") - 1
        assert (report["dataset"], report["set_aside"], report["already"]) == ("burma", {}, False)
        assert 0 < report["new"] <= report["statements"]
    again = rows(graphkit("ingest", "workbook", BURMA, "--json", "--case", case).stdout)
    assert {(report["new"], report["already"]) for report in again} == {(0, True)}
    checked = graphkit("check", "--case", case)
    assert (checked.returncode, checked.stdout) == (0, "")


def test_a_refused_file_tells_every_problem_and_records_nothing(tmp_path: Path) -> None:
    case, book = tmp_path / "case", tmp_path / "book"
    graphkit("init", case)
    book.mkdir()
    (book / "sources.csv").write_text("source_id,title,publisher,kind\nR1,A report,P,gossip\nR1,Another,P,news\n")
    ran = graphkit("ingest", "workbook", book, "--case", case)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert "gossip" in ran.stderr
    assert "row:3" in ran.stderr
    assert (case / "ledger.jsonl").read_text() == ""


def test_an_unknown_ingestor_is_refused_with_the_nearest(burma: Path) -> None:
    ran = within("ingest", "ofac_snd", BURMA, "--case", burma)
    assert ran.exit_code == 1
    assert "did you mean 'ofac_sdn'" in ran.stderr


def test_sources_lists_every_ingestor() -> None:
    listed = rows(graphkit("sources", "--json").stdout)
    assert [item["id"] for item in listed] == list(ingestors())
    assert all(item["publisher"] and item["about"] for item in listed)
    shown = within("sources").stdout
    assert all(item["id"] in shown for item in listed)


def test_a_new_workbook_passes_its_check_and_an_ingest(tmp_path: Path) -> None:
    for path in (tmp_path / "notes", tmp_path / "notes.xlsx"):
        assert within("workbook", "new", path).exit_code == 0
        checked = within("workbook", "check", path, "--json")
        assert checked.exit_code == 0, checked.stderr
        found = rows(checked.stdout)
        assert {item["dataset"] for item in found} == {"notes"}
        assert sum(item["statements"] for item in found) > 50
        assert within("workbook", "new", path).exit_code == 1
    assert "records" in within("workbook", "check", tmp_path / "notes").stdout


def test_show_prints_the_fields_that_scripts_rely_on(burma: Path) -> None:
    shown = rows(within("show", "lid-33", "--json", "--case", burma).stdout)
    fixed = "id entity kind prop value source capture locator start_min start_max end_min end_max stance disputed"
    assert all(set(fixed.split()) <= set(row) for row in shown)
    own = [row for row in shown if row["entity"] == "burma:lid-33"]
    assert [row["value"] for row in own if row["prop"] == "name"] == ["33rd Light Infantry Division"]
    assert {row["kind"] for row in shown} >= {"Unit", "POSTED_TO", "PART_OF", "LISTED_IN", "ATTRIBUTED_TO"}
    units = (BURMA / "units.csv").read_bytes()
    assert {row["capture"] for row in own} == {hashlib.sha256(units).hexdigest()}
    line = next(n for n, line in enumerate(units.decode("utf-8-sig").splitlines(), 1) if line.startswith("lid-33,"))
    assert {row["locator"] for row in own} == {f"row:{line}"}


def test_show_is_readable(burma: Path) -> None:
    shown = within("show", "lid-33", "--case", burma).stdout
    first, _, rest = shown.partition("\n")
    assert first == "burma:lid-33: Unit 33rd Light Infantry Division"
    own, _, rest = rest.partition("\nRelations\n")
    relations, _, sources = rest.partition("\nSources\n")
    assert "33 LID" in own
    assert "→ POSTED_TO" in relations
    assert "Aung Aung" in relations
    assert "Council Regulation (EU) No 401/2013" in sources


def test_show_names_what_else_may_be_meant(burma: Path) -> None:
    ran = within("show", "lid33", "--case", burma)
    assert (ran.exit_code, ran.stdout) == (1, "")
    assert "did you mean burma:lid-33" in ran.stderr


def test_search_prints_at_most_so_many_and_says_that_there_are_more(burma: Path) -> None:
    ran = within("search", "soe", "--limit", "2", "--json", "--case", burma)
    assert len(rows(ran.stdout)) == 2
    assert "more than 2 match" in ran.stderr
    shown = within("search", "SOE win", "--kind", "Person", "--case", burma).stdout
    assert "burma:soe-win" in shown
    assert "1960-03-01" in shown


def test_judge_and_attach_and_a_broken_case(tmp_path: Path) -> None:
    case = tmp_path / "case"
    graphkit("init", case)
    graphkit("ingest", "workbook", BURMA, "--case", case)
    judged = within("judge", "soe-win", "burma:win-min-soe", "same", "--reason", "one name", "--case", case)
    assert judged.exit_code == 0, judged.stderr
    assert within("judge", "soe-win", "lid-33", "same", "--reason", "x", "--case", case).exit_code == 1
    shown = rows(within("show", "win-min-soe", "--json", "--case", case).stdout)
    assert {row["entity"] for row in shown if not row["end"]} == {"burma:soe-win", "burma:win-min-soe"}

    report = tmp_path / "report.pdf"
    report.write_bytes(b"%PDF-1.7")
    attached = within("attach", report, "--source", "EU401", "--case", case)
    assert attached.exit_code == 0, attached.stderr
    assert hashlib.sha256(b"%PDF-1.7").hexdigest() in attached.stderr
    assert within("attach", report, "--source", "EU999", "--case", case).exit_code == 1
    held = {row["source"] for row in rows(within("show", "soe-win", "--json", "--case", case).stdout) if row["held"]}
    assert held == {"burma", "burma:EU401"}

    assert within("check", "--case", case).exit_code == 0
    (path,) = (case / "statements").rglob("*.parquet")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    checked = within("check", "--json", "--case", case)
    assert checked.exit_code == 1
    (problem,) = rows(checked.stdout)
    assert problem["file"] == path.relative_to(case).as_posix()
    assert "its bytes were altered" in problem["what"]
    assert problem["file"] in within("check", "--case", case).stdout
