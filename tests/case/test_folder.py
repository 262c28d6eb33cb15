"""The case folder: made once, written by one at a time, and free of what a killed process left."""

import subprocess
import sys
from pathlib import Path

import pytest

from graphkit.case import judgements
from graphkit.case.captures import attach, attached, captures_of, path_of
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import CaseError, CaseLocked, DamagedCase, NewerCase, NotACase, UnreadableSource
from graphkit.intake import Draft
from graphkit.model.judgement import Judgement, Verdict
from tests.drafting import add, made


def named(draft: Draft) -> None:
    draft.entity("Person", "p1").add("name", "Ann")


def test_a_new_case_has_a_name_an_id_and_an_empty_ledger(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "deep" / "rakhine", name='Rakhine "2017"')
    again = Case(case.folder)
    assert (again.name, again.id, again.ledger.acts) == ('Rakhine "2017"', case.id, ())
    assert Case.create(tmp_path / "other").id != case.id
    assert case.folder.stat().st_mode & 0o077 == 0


def test_a_folder_that_holds_anything_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path, tmp_path / "file"):
        with pytest.raises(CaseError, match="is not empty"):
            Case.create(folder)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (None, NotACase),
        ("name = ", DamagedCase),
        ('name = "x"\nid = "y"\n', DamagedCase),
        ('name = "x"\nid = "y"\nformat = 2\n', NewerCase),
    ],
)
def test_what_is_no_case_of_this_format_is_refused(tmp_path: Path, text: str | None, error: type[CaseError]) -> None:
    if text is not None:
        (tmp_path / "case.toml").write_text(text)
    with pytest.raises(error):
        Case(tmp_path)


def test_one_writer_at_a_time_and_none_once_its_process_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = made(tmp_path / "case", named)
    script = (
        "import sys; from pathlib import Path; from graphkit.case.folder import Case\n"
        "with Case(Path(sys.argv[1])).writing():\n    print('locked', flush=True); sys.stdin.read()"
    )
    monkeypatch.setattr("graphkit.case.folder._LOCK_PATIENCE", 0.2)
    command = [sys.executable, "-c", script, str(case.folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(CaseLocked), case.writing():
            pass
        other.kill()
    with case.writing():
        pass


def test_files_that_no_act_names_are_not_read_and_go_with_the_next_act(tmp_path: Path) -> None:
    case = made(tmp_path / "case", named)
    left = [
        case.folder / name
        for name in ("captures/ab/ab", "statements/demo/9-ab.parquet", "observations/x/y", ".scratch/z")
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
    with reading(case) as connection:
        assert connection.execute("SELECT value FROM statements WHERE kind = 'Person'").fetchall() == [("Ann",)]
    with case.writing():
        pass
    assert [path for path in left if path.exists()] == []
    assert len(captures_of(case)) == 1
    for sha256 in captures_of(case):
        assert path_of(case, sha256).read_text() == "a file"


def test_an_empty_case_reads_as_no_rows(tmp_path: Path) -> None:
    with reading(Case.create(tmp_path / "case")) as connection:
        assert connection.execute("SELECT count(*), count(run) FROM observations").fetchall() == [(0, 0)]
        assert connection.execute("SELECT count(*) FROM statements WHERE start_known").fetchall() == [(0,)]


def test_a_long_query_prints_no_progress(tmp_path: Path) -> None:
    query = "SELECT current_setting('enable_progress_bar')"
    with reading(Case.create(tmp_path / "case")) as connection:
        assert connection.execute(query).fetchall() == [(False,)]
        assert connection.cursor().execute(query).fetchall() == [(False,)]


def test_a_run_writes_statements_once_and_observations_each_time(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "it's a case")
    first = add(case, named)
    second = add(case, named, content="another edition", edition="2030")
    assert first.new == first.statements == second.statements > 1
    assert second.new == 0
    with reading(case) as connection:
        rows = connection.execute(
            "SELECT run, seen_on = '2030', count(*) FROM observations SEMI JOIN statements ON id = statement "
            "GROUP BY ALL ORDER BY run"
        ).fetchall()
    assert rows == [(1, False, first.statements), (2, True, first.statements)]
    third = add(case, named, content="another edition", edition="2030")
    assert (third.already, len(Case(case.folder).ledger.acts)) == (True, 2)


def test_attached_bytes_are_recorded_once_per_source(tmp_path: Path) -> None:
    case = made(tmp_path / "case", named)
    file = tmp_path / "report.pdf"
    file.write_bytes(b"%PDF")
    capture = attach(case, file, source="demo")
    assert (capture.media_type, capture.size, capture.filename) == ("application/pdf", 4, "report.pdf")
    attach(case, file, source="demo")
    assert attached(case) == {"demo": [capture.sha256]}
    with pytest.raises(UnreadableSource, match="No such file"):
        attach(case, tmp_path / "gone.pdf", source="demo")


def test_a_capture_that_is_gone_is_damage(tmp_path: Path) -> None:
    case = made(tmp_path / "case", named)
    (sha256,) = captures_of(case)
    path_of(case, sha256).unlink()
    with pytest.raises(DamagedCase, match="restore it from a copy"):
        path_of(case, sha256)


def judged(left: str) -> Judgement:
    return Judgement(left=left, right="demo:p2", verdict=Verdict.SAME, reason="r", by="A", at="2024-01-01T00:00:00Z")


def test_judgements_are_numbered_and_lines_that_no_act_vouches_for_are_none(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    path = case.folder / "judgements.jsonl"
    with case.writing():
        first = judgements.append(case, [judged("demo:1"), judged("demo:2")])
    with path.open("ab") as stream:
        stream.write(b'{"half": ')
    assert judgements.read(case) == first
    with case.writing():
        second = judgements.append(case, [judged("demo:3")])
    assert [item.number for item in judgements.read(case)] == [0, 1, 2]
    assert judgements.read(Case(case.folder)) == [*first, *second]
    assert len({item.id for item in (*first, *second)}) == 3
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(DamagedCase, match="is cut"):
        judgements.read(case)
    path.unlink()
    with pytest.raises(DamagedCase):
        judgements.read(case)
