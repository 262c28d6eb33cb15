"""The linker: the same from judgements in any order, and no verdict ever wins silently."""

from random import Random

import hypothesis.strategies as st
import pytest
from hypothesis import given

from graphkit.errors import ContradictoryJudgement
from graphkit.model.judgement import MODEL, Judgement, Verdict
from graphkit.resolve.linker import Linker

ENTITIES = [f"d{number % 3}:{number}" for number in range(8)]
SAME, DIFFERENT, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE
Said = tuple[str, str, Verdict]

pairs = st.lists(st.sampled_from(ENTITIES), min_size=2, max_size=2, unique=True)
sayings = st.lists(
    st.tuples(pairs, st.sampled_from(Verdict)).map(lambda item: (item[0][0], item[0][1], item[1])), max_size=25
)


def judged(said: Said, number: int) -> Judgement:
    left, right, verdict = said
    return Judgement(
        left=left, right=right, verdict=verdict, reason="because", by="A", at="2024-01-01T00:00:00Z", number=number
    )


def recorded(sayings: list[Said]) -> tuple[list[Judgement], list[Judgement]]:
    """Record each judgement that does not contradict those before it, as a case would; return the refused ones too."""
    log: list[Judgement] = []
    refused = []
    for said in sayings:
        judgement = judged(said, len(log))
        try:
            Linker.of(log).check(judgement)
        except ContradictoryJudgement:
            refused.append(judgement)
        else:
            log.append(judgement)
    return log, refused


@given(sayings, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(said: list[Said], random: Random) -> None:
    log, _ = recorded(said)
    shuffled = list(log)
    random.shuffle(shuffled)
    one, other = Linker.of(log), Linker.of(shuffled)
    assert one.merged() == other.merged()
    assert one.compared() == other.compared()
    assert [one.members(entity) for entity in ENTITIES] == [other.members(entity) for entity in ENTITIES]


@given(sayings)
def test_standing_verdicts_hold(said: list[Said]) -> None:
    log, _ = recorded(said)
    linker = Linker.of(log)
    for (left, right), judgement in linker.standing.items():
        together = linker.canonical(left) == linker.canonical(right)
        assert judgement.verdict is not SAME or together
        assert judgement.verdict is not DIFFERENT or not together


@given(sayings)
def test_members_are_those_that_a_chain_of_standing_sames_joins(said: list[Said]) -> None:
    log, _ = recorded(said)
    linker = Linker.of(log)
    groups = {entity: {entity} for entity in ENTITIES}
    for (left, right), judgement in linker.standing.items():
        if judgement.verdict is SAME:
            joined = groups[left] | groups[right]
            for entity in joined:
                groups[entity] = joined
    for entity in ENTITIES:
        assert set(linker.members(entity)) == groups[entity]
        assert linker.canonical(entity) in groups[entity]
        assert {linker.canonical(member) for member in groups[entity]} == {linker.canonical(entity)}


@given(sayings, st.lists(st.sampled_from(ENTITIES), max_size=8))
def test_a_canonical_id_stays_when_records_are_added(said: list[Said], joining: list[str]) -> None:
    log, _ = recorded(said)
    before = Linker.of(log)
    for number, entity in enumerate(joining):
        new = judged((f"new:{number}", entity, SAME) if number % 2 else (entity, f"new:{number}", SAME), len(log))
        log.append(new)
    after = Linker.of(log)
    for entity in ENTITIES:
        if len(before.members(entity)) > 1:
            assert after.canonical(entity) == before.canonical(entity)


@given(sayings, pairs)
def test_when_two_merged_entities_join_the_older_wins_and_old_ids_resolve(said: list[Said], pair: list[str]) -> None:
    log, _ = recorded(said)
    before = Linker.of(log)
    joining = judged((pair[0], pair[1], SAME), len(log))
    try:
        before.check(joining)
    except ContradictoryJudgement:
        return
    after = Linker.of([*log, joining])
    canonical = {before.canonical(entity) for entity in pair if len(before.members(entity)) > 1}
    assert after.canonical(pair[0]) in (canonical or {pair[0]})
    assert {after.canonical(old) for old in canonical} <= {after.canonical(pair[0])}


@given(sayings)
def test_what_is_refused_contradicts_and_what_is_taken_does_not(said: list[Said]) -> None:
    log, refused = recorded(said)
    for judgement in log:
        assert judgement.left != judgement.right
    for judgement in refused:
        earlier = Linker.of(log[: judgement.number])
        if judgement.verdict is DIFFERENT:
            assert earlier.canonical(judgement.left) == earlier.canonical(judgement.right)
        else:
            assert judgement.verdict is SAME
            kept_apart = {frozenset(pair) for pair, item in earlier.standing.items() if item.verdict is DIFFERENT}
            left, right = earlier.members(judgement.left), earlier.members(judgement.right)
            assert any(frozenset((one, two)) in kept_apart for one in left for two in right)


def log_of(*said: Said) -> list[Judgement]:
    return [judged(item, number) for number, item in enumerate(said)]


def test_the_left_of_the_oldest_same_is_the_canonical_one() -> None:
    linker = Linker.of(log_of(("b:1", "a:1", SAME), ("c:1", "a:1", SAME)))
    assert linker.canonical("c:1") == "b:1"
    assert linker.members("a:1") == ("a:1", "b:1", "c:1")
    assert linker.canonical("z:9") == "z:9"


def test_the_older_of_two_merged_entities_wins() -> None:
    log = log_of(("x:1", "x:2", SAME), ("a:1", "a:2", SAME), ("a:2", "x:2", SAME))
    assert Linker.of(log).canonical("a:1") == "x:1"


def test_a_superseded_same_parts_them_again() -> None:
    linker = Linker.of(log_of(("a:1", "b:1", SAME), ("b:1", "a:1", DIFFERENT)))
    assert linker.canonical("b:1") == "b:1"
    assert linker.merged() == {}


@pytest.mark.parametrize(
    ("before", "said", "why"),
    [
        ([("a:1", "b:1", DIFFERENT)], ("a:1", "b:1", SAME), "judge them unsure first"),
        (
            [("a:1", "b:1", SAME), ("b:1", "c:1", SAME)],
            ("a:1", "c:1", DIFFERENT),
            "joined by other judgements (a:1, b:1, c:1)",
        ),
        (
            [("a:1", "b:1", DIFFERENT), ("b:1", "c:1", SAME)],
            ("a:1", "c:1", SAME),
            "a:1 and c:1 cannot be the same while that stands",
        ),
        ([], ("a:1", "a:1", SAME), "one entity; name two"),
    ],
)
def test_contradictions_are_refused(before: list[Said], said: Said, why: str) -> None:
    with pytest.raises(ContradictoryJudgement) as caught:
        Linker.of(log_of(*before)).check(judged(said, len(before)))
    assert why in str(caught.value)


def test_a_pair_opened_again_may_become_the_same() -> None:
    log = log_of(("a:1", "b:1", DIFFERENT), ("a:1", "b:1", UNSURE))
    Linker.of(log).check(judged(("b:1", "a:1", SAME), 2))


def test_compared_names_datasets_of_which_nothing_is_open() -> None:
    log = log_of(("a:1", "b:1", SAME), ("a:1", "c:1", DIFFERENT), ("b:1", "d:1", UNSURE), ("a:1", "d:2", DIFFERENT))
    compared = Linker.of(log).compared()
    assert compared["a:1"] == {"a", "b", "c"}
    assert compared["c:1"] == {"a"}


def test_a_same_said_again_keeps_its_age_and_one_taken_back_begins_anew() -> None:
    again = log_of(("x:1", "x:2", SAME), ("x:2", "x:1", SAME))
    assert Linker.of(again).canonical("x:2") == "x:1"
    anew = log_of(("x:1", "x:2", SAME), ("x:2", "y:1", SAME), ("x:1", "x:2", UNSURE), ("x:1", "x:2", SAME))
    assert Linker.of(anew[:3]).canonical("y:1") == "x:2"
    assert Linker.of(anew).canonical("y:1") == "x:2"


automatic = st.lists(
    st.tuples(pairs, st.sampled_from([SAME, DIFFERENT]), st.booleans(), st.floats(0.5, 1)).map(
        lambda item: (item[0][0], item[0][1], item[1], item[2] and item[1] is SAME, item[3])
    ),
    max_size=20,
)


@given(automatic, st.randoms(use_true_random=False))
def test_the_models_links_give_way_to_people_and_nothing_else_does(
    said: list[tuple[str, str, Verdict, bool, float]], random: Random
) -> None:
    log: list[Judgement] = []
    for left, right, verdict, by_model, score in said:
        made = judged((left, right, verdict), len(log))
        if by_model:
            made = made.model_copy(update={"by": MODEL, "score": score, "model_version": "1"})
        try:
            Linker.of(log).check(made)
        except ContradictoryJudgement:
            continue
        log.append(made)
    shuffled = list(log)
    random.shuffle(shuffled)
    linker = Linker.of(shuffled)
    assert linker.merged() == Linker.of(log).merged()
    assert all(item.automatic for item in linker.given_way)
    for (left, right), item in linker.standing.items():
        together = linker.canonical(left) == linker.canonical(right)
        if item.verdict is DIFFERENT:
            assert not together
        elif item not in linker.given_way:
            assert together
    without = Linker.of(item for item in log if item.verdict is not DIFFERENT)
    for item in linker.given_way:
        assert without.canonical(item.left) == without.canonical(item.right)


def test_the_path_that_joins_two_is_told() -> None:
    linker = Linker.of(log_of(("a:1", "b:1", SAME), ("b:1", "c:1", SAME), ("c:1", "d:1", SAME)))
    assert [item.right for item in linker.path("a:1", "c:1")] == ["b:1", "c:1"]
    assert linker.path("a:1", "z:1") == ()
