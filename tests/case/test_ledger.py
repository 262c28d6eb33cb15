"""The ledger: no act can be dropped or altered, and a process that dies leaves it usable."""

import hashlib
import json
from pathlib import Path

import pytest

from graphkit.case.ledger import NO_ACT, ActName, Ledger
from graphkit.errors import DamagedCase


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GRAPHKIT_USER", "Ann Lee")
    ledger = Ledger.create(tmp_path)
    ledger.append("ingest", details={"dataset": "demo", "name": "Łódź"}, files={"a": "b" * 64})
    ledger.append("build", details={}, files={})
    ledger.append("judge", details={"judgements": 1}, files={})
    return tmp_path


def test_each_line_holds_the_hash_of_the_one_before_and_its_own(folder: Path) -> None:
    previous = NO_ACT
    for number, line in enumerate((folder / "ledger.jsonl").read_text("utf-8").splitlines(), 1):
        fields = json.loads(line)
        own = fields.pop("hash")
        text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == own
        assert (fields["seq"], fields["previous"], fields["by"]) == (number, previous, "Ann Lee")
        previous = own
    assert (folder / "ledger.head").read_text() == previous + "\n"
    assert number == 3


def test_the_evidence_head_is_moved_by_evidence_only(folder: Path) -> None:
    ledger = Ledger(folder)
    judged = ledger.evidence_head
    assert judged == ledger.acts[2].hash
    others: tuple[ActName, ...] = ("build", "find", "export", "release")
    for act in others:
        ledger.append(act, details={}, files={})
        assert ledger.evidence_head == judged
    evidence: tuple[ActName, ...] = ("ingest", "attach", "judge", "retract")
    for act in evidence:
        made = ledger.append(act, details={}, files={})
        assert Ledger(folder).evidence_head == made.hash


@pytest.mark.parametrize(
    ("old", "new"), [("Ann Lee", "Bob Lee"), ('"seq":2', '"seq":7'), ("Łódź", "Lodz"), ('{"act"', '{ "act"')]
)
def test_an_altered_line_is_refused(folder: Path, old: str, new: str) -> None:
    path = folder / "ledger.jsonl"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(DamagedCase, match=r"ledger.jsonl line \d"):
        Ledger(folder)


def test_a_line_that_was_dropped_or_cut_off_is_seen(folder: Path) -> None:
    path = folder / "ledger.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for kept in (lines[1:], [lines[0], lines[2]], lines[:2], lines[:1]):
        path.write_text("".join(kept), "utf-8")
        with pytest.raises(DamagedCase):
            Ledger(folder)


def test_a_torn_line_is_no_act_and_the_next_one_takes_its_place(folder: Path) -> None:
    with (folder / "ledger.jsonl").open("ab") as stream:
        stream.write(b'{"act":"ingest","at"')
    torn = Ledger(folder)
    assert len(torn.acts) == 3
    torn.append("build", details={}, files={})
    assert [act.act for act in Ledger(folder).acts] == ["ingest", "build", "judge", "build"]


def test_a_head_that_is_one_act_behind_is_as_good(folder: Path) -> None:
    behind = (folder / "ledger.head").read_bytes()
    Ledger(folder).append("build", details={}, files={})
    (folder / "ledger.head").write_bytes(behind)
    ledger = Ledger(folder)
    assert len(ledger.acts) == 4
    ledger.append("build", details={}, files={})
    assert len(Ledger(folder).acts) == 5


@pytest.mark.parametrize("name", ["ledger.jsonl", "ledger.head"])
def test_a_missing_file_is_damage(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(DamagedCase, match="restore it from a copy"):
        Ledger(folder)
