"""Cases from a stranger, and names of files, that lead out of the case folder: nothing outside is read or written."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.case.ledger import _canonical
from tests.cli.commands import graphkit, within
from tests.hostile.making import case_of, persons


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paths")
    return case_of(folder / "case", persons(folder / "book", ("ann", "Ann")))


@pytest.fixture
def case(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(template, tmp_path / "case"))


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of somebody's own, with a file in it that must stay."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "kept.txt").write_text("kept")
    return folder


def instead(name: str) -> Callable[[Path, Path], None]:
    """Put a link to the outside in the place of a file or folder of the case."""

    def link(case: Path, outside: Path) -> None:
        path = case / name
        if path.is_dir():
            shutil.copytree(path, outside, dirs_exist_ok=True)
            shutil.rmtree(path)
            path.symlink_to(outside)
        else:
            path.unlink(missing_ok=True)
            path.parent.mkdir(exist_ok=True)
            path.symlink_to(outside / "kept.txt")

    return link


def a_capture(case: Path, outside: Path) -> None:
    path = next(path for path in (case / "captures").rglob("*") if path.is_file())
    path.replace(outside / "moved")
    path.symlink_to(outside / "moved")


def a_topic(case: Path, outside: Path) -> None:
    (case / "findings").mkdir()
    (case / "findings/command").symlink_to(outside)


LINKS: dict[str, Callable[[Path, Path], None]] = {
    "captures": instead("captures"),
    "a capture": a_capture,
    "statements": instead("statements"),
    "observations of a dataset": instead("observations/book"),
    "judgements": instead("judgements.jsonl"),
    "the lock": instead(".lock"),
    "the scratch folder": lambda case, outside: (case / ".scratch").symlink_to(outside),
    "findings": lambda case, outside: (case / "findings").symlink_to(outside),
    "findings of a topic": a_topic,
    "exports": lambda case, outside: (case / "exports").symlink_to(outside),
    "the graph": lambda case, outside: (case / "graph").symlink_to(outside),
    "a link that leads nowhere": lambda case, _: (case / "resolution").symlink_to("/nowhere"),
}  # fmt: skip


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", LINKS)
def test_a_link_in_a_case_is_refused_by_every_command(name: str, case: Path, outside: Path) -> None:
    LINKS[name](case, outside)
    before = contents(outside)
    for command in (["judge", "ann", "ann2", "unsure", "--reason", "x"], ["show", "ann"], ["check"], ["build"]):
        result = within(*command, "--case", case)
        assert result.exit_code == 1, result.output
        assert "is a link" in " ".join(result.output.split()), result.output
    assert contents(outside) == before


NAMES = {"a file above": "../outside/kept.txt", "a file from the root": "/etc/passwd", "above": "statements/../../x"}


@pytest.mark.parametrize("name", NAMES)
def test_a_ledger_that_names_files_outside_is_no_ledger(name: str, case: Path, outside: Path) -> None:
    path = case / "ledger.jsonl"
    act = json.loads(path.read_text("utf-8"))
    act["files"][NAMES[name]] = hashlib.sha256(b"kept").hexdigest()
    act["hash"] = hashlib.sha256(_canonical({key: act[key] for key in act if key != "hash"}).encode()).hexdigest()
    path.write_text(_canonical(act) + "\n", "utf-8")
    (case / "ledger.head").write_text(act["hash"] + "\n")
    for command in (["show", "ann"], ["check"]):
        result = within(*command, "--case", case)
        assert result.exit_code == 1
        assert "not a line of a ledger" in result.output
    assert contents(outside) == {"kept.txt": b"kept"}


DESTINATIONS = {
    "the ledger's folder": ("csv", "captures/tables"),
    "a file of findings": ("xlsx", "findings/x.xlsx"),
    "the graph": ("graphml", "graph/x.graphml"),
    "out of exports": ("graphml", "exports/../statements/x.graphml"),
    "in capitals": ("csv", "CAPTURES/x"),
    "through a link from outside": ("xlsx", "../to-the-case/statements/x.xlsx"),
}


@pytest.mark.parametrize("name", DESTINATIONS)
def test_an_export_takes_no_place_in_the_evidence(name: str, case: Path) -> None:
    (case.parent / "to-the-case").symlink_to(case)
    format_, where = DESTINATIONS[name]
    result = within("export", format_, case / where, "--case", case, "--include-restricted")
    assert result.exit_code == 1
    assert "belongs to the case itself" in " ".join(result.stderr.split())
    assert within("check", "--case", case).exit_code == 0
    own = within("export", format_, case / "exports" / Path(where).name, "--case", case, "--include-restricted")
    assert own.exit_code == 0, own.output


def test_an_export_over_a_link_replaces_the_link(case: Path, outside: Path) -> None:
    (outside.parent / "x.xlsx").symlink_to(outside / "kept.txt")
    result = within("export", "xlsx", outside.parent / "x.xlsx", "--case", case, "--include-restricted")
    assert result.exit_code == 0, result.output
    assert contents(outside) == {"kept.txt": b"kept"}


FOLDERS = {"of a pattern": "c[1]*?", "of quotes": 'it\'s "a" case', "of Burmese": "အမှု", "of an escape": "a\x1b[31mb"}


@pytest.mark.parametrize("name", FOLDERS)
def test_a_case_may_lie_in_a_folder_of_any_name(name: str, template: Path, tmp_path: Path) -> None:
    case = Path(shutil.copytree(template, tmp_path / FOLDERS[name]))
    for command in (["show", "ann"], ["check"], ["judge", "ann", "ann", "unsure", "--reason", "x"]):
        result = within(*command, "--case", case)
        assert "Traceback" not in result.output
        assert result.exit_code == (1 if command[0] == "judge" else 0), result.output
        assert "\x1b" not in result.output


def test_whatever_is_made_is_its_owners_alone(case: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = tmp_path / "made"
        commands: list[list[str | Path]] = [
            ["init", made],
            ["ingest", "workbook", persons(tmp_path / "book", ("ann", "Ann"), ("bob", "Bob")), "--case", made],
            ["judge", "ann", "bob", "unsure", "--reason", "x", "--case", made],
            ["resolve", "--case", made],
            ["export", "xlsx", made / "exports/x.xlsx", "--include-restricted", "--case", made],
            ["export", "csv", tmp_path / "tables", "--include-restricted", "--case", made],
        ]
        for command in commands:
            assert graphkit(*command).returncode == 0
    finally:
        os.umask(before)
    open_to_others = [
        path for folder in (made, tmp_path / "tables") for path in (folder, *folder.rglob("*"))
        if path.stat().st_mode & 0o077
    ]  # fmt: skip
    assert open_to_others == []
    assert Case(made).ledger.acts
