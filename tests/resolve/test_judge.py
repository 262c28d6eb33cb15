"""Recording judgements: of entities that are there, against nothing that stands."""

from pathlib import Path

import pytest

from graphkit.case import judgements
from graphkit.case.check import problems
from graphkit.case.folder import Case
from graphkit.case.retractions import retract
from graphkit.errors import CaseError, ContradictoryJudgement, InvalidValue, KindClash, UnknownEntity
from graphkit.intake import Draft
from graphkit.model.judgement import Judgement, Verdict
from graphkit.resolve.judge import judge, record, undo
from graphkit.resolve.linker import Linker
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


def modelled(case: Case, *links: tuple[str, str, float]) -> None:
    with case.writing():
        made_ = [
            Judgement(left=f"demo:{left}", right=f"demo:{right}", verdict=Verdict.SAME, reason="alike", by="model",
                      at="2026-01-01T00:00:00Z", score=score, model_version="1")
            for left, right, score in links
        ]  # fmt: skip
        judgements.append(case, made_)


def groups(case: Case) -> set[tuple[str, ...]]:
    return set(Linker.of(judgements.read(case)).groups().values())


@pytest.fixture
def persons(tmp_path: Path) -> Case:
    def drafted(draft: Draft) -> None:
        for key in "abcd":
            draft.entity("Person", key).add("name", f"Person {key}")

    return made(tmp_path / "persons", drafted)


def test_of_two_that_the_model_joined_by_way_of_others_the_weakest_link_goes_and_undo_brings_it_back(
    persons: Case,
) -> None:
    modelled(persons, ("a", "b", 0.999), ("b", "c", 0.98), ("c", "d", 0.99))
    done = record(persons, "a", "d", Verdict.DIFFERENT, reason="two birth dates")
    assert [(item.left, item.right) for item in done.gave_way] == [("demo:b", "demo:c")]
    assert groups(persons) == {("demo:a", "demo:b"), ("demo:c", "demo:d")}
    back = undo(persons, ["a", "d"], reason="one of the dates was a slip")
    assert [(item.left, item.right) for item in back.joins_again] == [("demo:b", "demo:c")]
    assert groups(persons) == {("demo:a", "demo:b", "demo:c", "demo:d")}
    assert problems(persons.folder) == []


def test_of_two_that_the_model_joined_only_their_own_link_goes(persons: Case) -> None:
    modelled(persons, ("a", "b", 0.98), ("b", "c", 0.99))
    done = record(persons, "a", "b", Verdict.DIFFERENT, reason="two birth dates")
    assert done.gave_way == ()
    assert groups(persons) == {("demo:b", "demo:c")}
    undo(persons, [done.judgement.id[:8]], reason="a slip")
    assert groups(persons) == {("demo:a", "demo:b", "demo:c")}


def test_what_people_joined_by_way_of_others_is_not_parted_and_both_are_shown(persons: Case) -> None:
    judge(persons, "a", "b", Verdict.SAME, reason="one passport")
    judge(persons, "b", "c", Verdict.SAME, reason="one photograph")
    with pytest.raises(ContradictoryJudgement, match=r"one passport.*one photograph"):
        judge(persons, "a", "c", Verdict.DIFFERENT, reason="two birth dates")


def test_a_persons_same_takes_apart_what_the_model_joined_across_a_different(persons: Case) -> None:
    modelled(persons, ("a", "b", 0.99))
    judge(persons, "b", "c", Verdict.DIFFERENT, reason="two birth dates")
    done = record(persons, "a", "c", Verdict.SAME, reason="one passport")
    assert [(item.left, item.right) for item in done.gave_way] == [("demo:a", "demo:b")]
    assert groups(persons) == {("demo:a", "demo:c")}


def test_undoing_ones_own_last_judgement(persons: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHKIT_USER", "Ann")
    judge(persons, "a", "b", Verdict.SAME, reason="one passport")
    monkeypatch.setenv("GRAPHKIT_USER", "Bob")
    judge(persons, "c", "d", Verdict.SAME, reason="one passport")
    monkeypatch.setenv("GRAPHKIT_USER", "Ann")
    undo(persons, [], reason="a slip")
    assert groups(persons) == {("demo:c", "demo:d")}
    with pytest.raises(UnknownEntity, match="no judgement that stands"):
        undo(persons, [], reason="a slip")


def test_an_undo_that_would_leave_people_contradicting_each_other_is_refused(persons: Case) -> None:
    judge(persons, "a", "b", Verdict.SAME, reason="one passport")
    parted = judge(persons, "a", "b", Verdict.DIFFERENT, reason="the passport is forged")
    judge(persons, "a", "c", Verdict.SAME, reason="one post")
    judge(persons, "b", "c", Verdict.DIFFERENT, reason="two birth dates")
    with pytest.raises(ContradictoryJudgement, match="contradict each other"):
        undo(persons, [parted.id], reason="a slip")


def test_a_batch_is_taken_back_as_a_whole_and_again_set_in_force(persons: Case) -> None:
    modelled(persons, ("a", "b", 0.99), ("c", "d", 0.99))
    batch = persons.ledger.acts[-1].seq
    judge(persons, "b", "c", Verdict.SAME, reason="one passport")
    act = retract(persons, str(batch), reason="a faulty model")
    assert groups(persons) == {("demo:b", "demo:c")}
    with pytest.raises(CaseError, match="withdrawn already"):
        retract(persons, str(batch), reason="again")
    retract(persons, str(act.seq), reason="it was sound")
    assert groups(persons) == {("demo:a", "demo:b", "demo:c", "demo:d")}


def test_nobody_judges_in_the_models_name(persons: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHKIT_USER", "model")
    with pytest.raises(InvalidValue, match="the name of the model"):
        judge(persons, "a", "b", Verdict.SAME, reason="one passport")


def test_what_stood_on_an_earlier_day(persons: Case) -> None:
    judge(persons, "a", "b", Verdict.SAME, reason="one passport")
    today = persons.ledger.acts[-1].at[:10]
    assert len(judgements.read(persons, on=today)) == 1
    assert judgements.read(persons, on="2020-01-01") == []
