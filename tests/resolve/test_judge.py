"""Recording judgements: of entities that are there, against nothing that stands."""

from pathlib import Path

import pytest

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.errors import ContradictoryJudgement, KindClash, UnknownEntity
from graphkit.intake import Draft
from graphkit.model.judgement import Verdict
from graphkit.resolve.judge import judge
from tests.drafting import made


def drafted(draft: Draft) -> None:
    for kind, key in (("Person", "p1"), ("Person", "p2"), ("Unit", "u1"), ("Company", "c1"), ("Organization", "o1")):
        draft.entity(kind, key).add("name", f"{kind} {key}")
    draft.edge("POSTED_TO", "demo:p1", "demo:u1", key="post1")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path / "case", drafted)


def test_a_judgement_is_recorded_with_who_and_why(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHKIT_USER", "Ann Lee")
    before = case.ledger.evidence_head
    recorded = judge(case, "p1", "demo:p2", Verdict.SAME, reason="one passport")
    assert judgements.read(Case(case.folder)) == [recorded]
    assert (recorded.left, recorded.right, recorded.by, recorded.reason) == (
        "demo:p1",
        "demo:p2",
        "Ann Lee",
        "one passport",
    )
    assert Case(case.folder).ledger.evidence_head != before


def test_a_new_judgement_of_a_pair_supersedes_the_one_that_stands(case: Case) -> None:
    first = judge(case, "p1", "p2", Verdict.SAME, reason="one passport")
    second = judge(case, "p2", "p1", Verdict.UNSURE, reason="the passport is forged")
    assert (first.supersedes, second.supersedes) == ("", first.id)


def test_a_contradiction_is_refused_and_nothing_recorded(case: Case) -> None:
    judge(case, "p1", "p2", Verdict.DIFFERENT, reason="born twenty years apart")
    with pytest.raises(ContradictoryJudgement, match="born twenty years apart"):
        judge(case, "p2", "p1", Verdict.SAME, reason="same name")
    assert len(judgements.read(case)) == 1


def test_kinds_that_exclude_each_other_cannot_be_the_same(case: Case) -> None:
    with pytest.raises(
        KindClash, match="demo:c1 and demo:u1 cannot be the same: one entity cannot be Company and Unit"
    ):
        judge(case, "c1", "u1", Verdict.SAME, reason="same name")
    judge(case, "c1", "o1", Verdict.SAME, reason="same name")
    with pytest.raises(KindClash):
        judge(case, "o1", "u1", Verdict.SAME, reason="same name")
    judge(case, "c1", "u1", Verdict.DIFFERENT, reason="a company and a unit")


def test_relations_are_not_judged(case: Case) -> None:
    with pytest.raises(ContradictoryJudgement, match="is a relation"):
        judge(case, "p1", "post1", Verdict.DIFFERENT, reason="no")


def test_both_must_be_in_the_case(case: Case) -> None:
    with pytest.raises(UnknownEntity):
        judge(case, "p1", "p9", Verdict.SAME, reason="no")
