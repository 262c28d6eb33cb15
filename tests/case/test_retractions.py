"""Withdrawing: what stands afterwards, that nothing is deleted, and that a withdrawal can be withdrawn."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphkit.case.acts import described
from graphkit.case.atomic import sha256_of
from graphkit.case.captures import attach
from graphkit.case.check import problems
from graphkit.case.folder import Case
from graphkit.case.ledger import Act
from graphkit.case.log import reading
from graphkit.case.retractions import retract
from graphkit.case.withdrawn import undone, withdrawn
from graphkit.errors import CaseError, UnknownEntity
from graphkit.intake import Draft
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from tests.drafting import add, made


def ann(draft: Draft) -> None:
    draft.entity("Person", "1").add("name", "Ann")


def bob(draft: Draft) -> None:
    draft.entity("Person", "2").add("name", "Bob")


def both(draft: Draft) -> None:
    ann(draft)
    bob(draft)


def names(case: Case) -> set[str]:
    """The names that stand."""
    with reading(case) as connection:
        return {name for (name,) in connection.execute("SELECT value FROM statements WHERE prop = 'name'").fetchall()}


def statement(case: Case, name: str) -> str:
    query = "SELECT DISTINCT id FROM recorded_statements WHERE prop = 'name' AND value = ?"
    with reading(case) as connection:
        ((id_,),) = connection.execute(query, [name]).fetchall()
    return str(id_)


def number(case: Case, name: str) -> int:
    """The number of the newest act of that name."""
    return next(act.seq for act in reversed(case.ledger.acts) if act.act == name)


def test_a_statement_is_withdrawn_by_the_beginning_of_its_id_and_nothing_is_deleted(tmp_path: Path) -> None:
    case = made(tmp_path / "case", both)
    files = {path: sha256_of(path) for top in ("statements", "observations") for path in case.recorded_files(top)}
    id_, head = statement(case, "Ann"), case.ledger.evidence_head
    act = retract(case, id_[:8].upper(), reason="misread")
    assert act.details == {"target": "statement", "id": id_, "reason": "misread"}
    assert names(case) == {"Bob"}
    assert statement(case, "Ann") == id_
    assert {path: sha256_of(path) for path in files} == files
    assert case.ledger.evidence_head == act.hash != head
    assert problems(case.folder) == []


def test_what_is_seen_again_lives_again(tmp_path: Path) -> None:
    case = made(tmp_path / "case", both)
    retract(case, statement(case, "Ann"), reason="misread")
    add(case, both, content="the next edition")
    assert names(case) == {"Ann", "Bob"}


def test_a_run_is_withdrawn_with_all_that_no_other_run_saw(tmp_path: Path) -> None:
    case = made(tmp_path / "case", ann)
    add(case, both, content="the next edition")
    retract(case, str(number(case, "ingest")), reason="the publisher withdrew it")
    assert names(case) == {"Ann"}


def test_a_withdrawal_is_withdrawn_and_that_again(tmp_path: Path) -> None:
    case = made(tmp_path / "case", both)
    retract(case, statement(case, "Ann"), reason="misread")
    first = number(case, "retract")
    retract(case, str(first), reason="it was right")
    assert names(case) == {"Ann", "Bob"}
    second = number(case, "retract")
    retract(case, str(second), reason="it was wrong after all")
    assert names(case) == {"Bob"}
    assert undone(case.ledger.acts) == {second: number(case, "retract")}


def test_what_is_withdrawn_is_not_withdrawn_twice(tmp_path: Path) -> None:
    case = made(tmp_path / "case", both)
    id_, run = statement(case, "Ann"), str(number(case, "ingest"))
    retract(case, id_, reason="misread")
    with pytest.raises(UnknownEntity, match="no statement"):
        retract(case, id_, reason="again")
    retract(case, run, reason="all of it")
    with pytest.raises(CaseError, match="withdrawn already"):
        retract(case, run, reason="again")


@pytest.mark.parametrize("reason", ["", "  \t"])
def test_a_reason_is_needed(tmp_path: Path, reason: str) -> None:
    case = made(tmp_path / "case", ann)
    with pytest.raises(CaseError, match="--reason"):
        retract(case, statement(case, "Ann"), reason=reason)
    assert names(case) == {"Ann"}


@pytest.mark.parametrize("what", ["99", "0", "ffffffffffff", "abc", ""])
def test_what_is_not_there_is_not_withdrawn(tmp_path: Path, what: str) -> None:
    case = made(tmp_path / "case", ann)
    with pytest.raises(UnknownEntity, match="graphkit log"):
        retract(case, what, reason="misread")
    assert len(case.ledger.acts) == 1


def test_an_act_that_states_nothing_is_not_withdrawn(tmp_path: Path) -> None:
    case = made(tmp_path / "case", ann)
    with case.writing():
        case.ledger.append("build", details={}, files={})
    with pytest.raises(UnknownEntity, match="no run, no judgements and no retraction"):
        retract(case, "2", reason="misread")


def act_of(seq: int, act: Literal["ingest", "retract"], details: dict[str, Any]) -> Act:
    return Act(seq=seq, act=act, at="", by="", version="", details=details, files={}, previous="")


@st.composite
def histories(draw: st.DrawFn) -> list[Act]:
    """Runs, runs that replace runs, and retractions of statements, runs and retractions."""
    acts: list[Act] = []
    for seq in range(1, draw(st.integers(1, 12)) + 1):
        earlier = [(act.seq, act.act) for act in acts]
        choice = draw(st.integers(0, 3))
        if choice <= 1 or not earlier:
            runs = [number for number, act in earlier if act == "ingest"]
            replaces = draw(st.lists(st.sampled_from(runs), unique=True, max_size=2)) if choice and runs else []
            acts.append(act_of(seq, "ingest", {"replaces": replaces}))
        elif choice == 2:
            acts.append(act_of(seq, "retract", {"target": "statement", "id": draw(st.sampled_from("ab"))}))
        else:
            target, name = draw(st.sampled_from(earlier))
            kind = "run" if name == "ingest" else "retraction"
            acts.append(act_of(seq, "retract", {"target": kind, "id": str(target)}))
    return acts


def stands(acts: Sequence[Act], number: int) -> bool:
    """The rule as a sentence: an act stands unless a later act that stands withdraws it."""
    later = (act for act in acts[number:] if str(number) in withdraws(act))
    return not any(stands(acts, act.seq) for act in later)


def withdraws(act: Act) -> set[str]:
    if act.act == "ingest":
        return {str(number) for number in act.details["replaces"]}
    return set() if act.details["target"] == "statement" else {act.details["id"]}


@given(histories())
def test_an_act_stands_unless_a_standing_one_withdraws_it(acts: list[Act]) -> None:
    standing = {act.seq for act in acts if stands(acts, act.seq)}
    gone = withdrawn(acts)
    assert undone(acts).keys() == {act.seq for act in acts} - standing
    assert gone.runs == {act.seq for act in acts if act.act == "ingest"} - standing
    named = [act for act in acts if act.act == "retract" and act.details["target"] == "statement"]
    assert gone.statements == {act.details["id"]: act.seq for act in named if act.seq in standing}
    assert bool(gone) == bool(gone.runs or gone.statements)


def test_every_act_is_told_in_one_line(tmp_path: Path) -> None:
    case = made(tmp_path / "case", both)
    report = tmp_path / "report.txt"
    report.write_text("the report itself")
    attach(case, report, source="demo")
    retract(case, statement(case, "Ann"), reason="it says\nAnna")
    retract(case, "1", reason="withdrawn")
    retract(case, "3", reason="no, Ann")
    with case.writing():
        case.ledger.append("judge", details={"judgements": 2, "size": 0}, files={})
        case.ledger.append("build", details={"nodes": {"Person": 1200}, "edges": {"POSTED_TO": 3}}, files={})
        packs = [{"id": "command/x", "count": 1234, "findings": ""}, {"id": "command/y"}]
        case.ledger.append("find", details={"packs": packs, "params": {"command/y": {"incident": "i"}}}, files={})
        written = {"a.xlsx": "0", "b.csv": "0"}
        case.ledger.append("export", details={"what": "7 findings", "written": written}, files={})
        case.ledger.append("release", details={"to": "the court"}, files={})
    edition = case.ledger.acts[0].details["edition"]
    with reading(case) as connection:
        ((total,),) = connection.execute("SELECT count(*) FROM recorded_statements").fetchall()
    assert [described(act) for act in case.ledger.acts] == [
        f"demo of {edition}, case-demo.txt: 0 records, {total} statements new to the case",
        "the bytes of demo: report.txt",
        f"withdrew statement {statement(case, 'Ann')[:8]}: it says\\nAnna",
        "withdrew the run of act 1: withdrawn",
        "withdrew the retraction of act 3: no, Ann",
        "2 judgements",
        "1,200 nodes, 3 edges",
        "command/x: 1,234; command/y, incident=i",
        "7 findings to a.xlsx, b.csv",
        "to: the court",
    ]


def test_a_workbook_that_takes_the_place_of_another_says_so(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    folder = tmp_path / "book"
    folder.mkdir()
    head = "source_id,title,publisher,kind,sharing\n"
    (folder / "sources.csv").write_text(f"{head}s1,A report,P,news,public\n")
    ingest(case, load("workbook"), [folder], Options())
    (folder / "sources.csv").write_text(f"{head}s1,The report,P,news,public\n")
    ingest(case, load("workbook"), [folder], Options())
    assert described(case.ledger.acts[-1]).endswith("; in place of act 1")
    assert undone(case.ledger.acts) == {1: 2}
