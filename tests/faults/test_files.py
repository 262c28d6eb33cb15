"""Files of a case that were cut, swapped with older ones or written by a newer graphkit; and a clock set back."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from graphkit.case import judgements, ledger
from graphkit.case.folder import Case
from graphkit.model.judgement import Verdict
from graphkit.resolve.judge import judge
from graphkit.resolve.linker import Linker
from tests.cli.commands import rows, within
from tests.faults.rounds import copied, moments, tried

PAIR = ("burma:min-aung-hlaing", "burma:soe-win")


def one(case: Path, pattern: str) -> Path:
    return sorted(case.glob(pattern))[0]


@pytest.fixture
def case(template: Path, tmp_path: Path) -> Path:
    """A case with two judgements, and beside it, in ``older``, how it was after the first."""
    folder = copied(template, tmp_path / "case")
    judge(Case(folder), *PAIR, Verdict.UNSURE, reason="look again")
    shutil.copytree(folder, tmp_path / "older")
    judge(Case(folder), *PAIR, Verdict.DIFFERENT, reason="two men")
    return folder


def problems(case: Path) -> dict[str, str]:
    """Return what ``check`` says, by file."""
    checked = within("check", "--case", case, "--json")
    assert checked.exit_code == 1
    return {row["file"]: row["what"] for row in rows(checked.stdout)}


@pytest.mark.parametrize(
    "pattern",
    ["statements/*/*.parquet", "observations/*/*.parquet", "captures/*/*", "judgements.jsonl", "ledger.jsonl"],
)
def test_a_file_that_was_cut_is_named(case: Path, pattern: str) -> None:
    path = one(case, pattern)
    data = path.read_bytes()
    path.write_bytes(data[: moments.randrange(len(data) - 1)])
    found = problems(case)
    assert {"ledger.jsonl": {"ledger.head"}}.get(pattern, {path.relative_to(case).as_posix()}) <= found.keys(), found
    tried["a file was cut", pattern] += 1


@pytest.mark.parametrize(
    "names", [("judgements.jsonl",), ("ledger.jsonl",), ("ledger.head",), ("ledger.jsonl", "ledger.head")]
)
def test_a_file_swapped_with_an_older_one_is_named(case: Path, tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        shutil.copy(tmp_path / "older" / name, case / name)
    if "ledger.head" in names:
        # A head one act behind is what a process leaves that dies between the two writes. The whole ledger set back is
        # a case as it once was, and shows as one: what was judged since is on no record.
        assert within("check", "--case", case).exit_code == 0
        standing = Verdict.DIFFERENT if names == ("ledger.head",) else Verdict.UNSURE
        assert judgements.read(Case(case))[-1].verdict is standing
    else:
        assert problems(case).keys() <= {*names, "ledger.head"}
    tried["swapped with an older one", " and ".join(names)] += 1


@pytest.mark.parametrize("pattern", ["statements/*/*.parquet", "observations/*/*.parquet"])
def test_commands_over_a_cut_file_say_so_and_change_nothing(case: Path, pattern: str) -> None:
    path = one(case, pattern)
    path.write_bytes(path.read_bytes()[:-100])
    before = (case / "ledger.jsonl").read_bytes()
    for command in (["show", "burma:soe-win"], ["judge", *PAIR, "unsure", "--reason", "again"], ["search", "Soe Win"]):
        result = within(*command, "--case", case)
        assert result.exit_code == 1, result.output
        assert path.name in result.stderr or "check" in result.stderr, result.stderr
        assert "Traceback" not in result.stderr
    assert (case / "ledger.jsonl").read_bytes() == before


def test_a_case_of_a_newer_graphkit_is_left_alone(case: Path) -> None:
    settings = case / "case.toml"
    settings.write_text(settings.read_text("utf-8").replace("format = 1", "format = 2"), "utf-8")
    for command in (["show", "burma:soe-win"], ["judge", *PAIR, "unsure", "--reason", "again"], ["check"], ["build"]):
        result = within(*command, "--case", case)
        assert result.exit_code == 1
        assert "is of format 2, this graphkit knows 1; install a newer graphkit" in result.stderr
    tried["a newer format", "case.toml"] += 1


def test_a_clock_set_back_changes_no_order(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Earlier(datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Earlier":
            then = datetime.now(UTC) - timedelta(days=400)
            return cls(then.year, then.month, then.day, tzinfo=UTC)

    monkeypatch.setattr(ledger, "datetime", Earlier)
    judge(Case(case), *PAIR, Verdict.UNSURE, reason="by a clock of last year")
    opened = Case(case)
    assert opened.ledger.acts[-1].at < opened.ledger.acts[-2].at
    (standing,) = Linker.of(judgements.read(opened)).standing.values()
    assert standing.reason == "by a clock of last year", "the newest judgement is the last one on record"
    assert within("check", "--case", case).exit_code == 0
    tried["clock set back", "judge"] += 1
