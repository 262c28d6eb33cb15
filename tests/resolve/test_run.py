"""Resolving a case: what is merged, what is left to people, and what the next run costs and keeps."""

import json
from pathlib import Path

import pytest

from graphkit.case import judgements
from graphkit.case.check import problems
from graphkit.case.folder import Case
from graphkit.case.retractions import retract
from graphkit.dates import PartialDate
from graphkit.graph.project import projecting
from graphkit.intake import Draft
from graphkit.model.judgement import MODEL, Verdict
from graphkit.resolve.judge import judge, record, undo
from graphkit.resolve.linker import Linker
from graphkit.resolve.queue import comparisons, last_run, open_pairs
from graphkit.resolve.run import resolve
from tests.drafting import add, made
from tests.resolve.queues import persons, two_lists, waiting

SURE = {"name": "Zeya Maung Latt Naing", "birth_date": "1961-04-13", "passport": "MA778812", "nationality": "MM"}


def linker_of(case: Case) -> Linker:
    return Linker.of(judgements.read(Case(case.folder)))


def waits(case: Case) -> list[tuple[str, str]]:
    opened = Case(case.folder)
    return [item.pair for item in open_pairs(opened, linker_of(opened))]


def compared(case: Case, entity: str) -> list[str]:
    with projecting(Case(case.folder)) as projection:
        return next(list(props.get("compared", [])) for _, props in projection.nodes() if props["id"] == entity)


def test_what_agrees_in_all_is_merged_with_score_features_reason_and_version(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"7": SURE, "8": {"name": "Ne Win Tun"}})
    report = resolve(case)
    assert (report.automatic, report.open) == (1, 0)
    (made_,) = judgements.read(Case(case.folder))
    assert (made_.left, made_.right, made_.verdict, made_.by) == ("left:1", "right:7", Verdict.SAME, MODEL)
    assert made_.score is not None
    assert made_.score >= 0.95
    assert made_.features
    assert made_.reason
    assert made_.model_version == report.model_version
    assert problems(case.folder) == []


def test_a_rival_of_the_same_name_leaves_both_to_people(tmp_path: Path) -> None:
    case = waiting(tmp_path / "case")
    assert judgements.read(Case(case.folder)) == []
    assert len(waits(case)) == 3
    assert all(item.why.startswith("a rival comes near") for item in open_pairs(case, linker_of(case)))


@pytest.mark.parametrize(
    ("change", "why"),
    [({"gender": "female"}, "sexes differ"), ({"birth_date": "1949-01-10"}, "years of birth differ")],
)
def test_what_contradicts_is_never_merged_by_the_model(tmp_path: Path, change: dict[str, str], why: str) -> None:
    case = two_lists(tmp_path / "case", {"1": {**SURE, "gender": "male"}}, {"1": {**SURE, "gender": "male", **change}})
    resolve(case)
    assert judgements.read(Case(case.folder)) == []
    assert all(why in item.why or item.score < 0.95 for item in open_pairs(case, linker_of(case)))


def test_two_entries_of_one_list_never_come_together_by_way_of_a_third(tmp_path: Path) -> None:
    born = {"name": "Zeya Maung Latt Naing", "birth_date": "1961-04-13"}
    case = two_lists(tmp_path / "case", {"1": {**born, "passport": "MA778812"}}, {"1": SURE})
    add(case, lambda draft: persons(draft, {"2": {**born, "national_id": "12/KAMAYU(N)012345"}}), dataset="left",
        content="the next edition")  # fmt: skip
    resolve(case)
    groups = linker_of(case).groups().values()
    assert not any({"left:1", "left:2"} <= set(members) for members in groups)


def test_kinds_that_exclude_each_other_are_not_merged(tmp_path: Path) -> None:
    case = made(tmp_path / "case", lambda draft: draft.entity("Company", "1").add("name", "Golden Lion Guard"))
    add(case, lambda draft: draft.entity("Unit", "1").add("name", "Golden Lion Guard"), dataset="other")
    resolve(case)
    assert judgements.read(Case(case.folder)) == []


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"name": "MEC", "country": "IR"}, {"name": "Myanmar Economic Corporation", "country": "MM"}),
        ({"name": "Golden Lion Holdings", "country": "IR"}, {"name": "Golden Lion Holdings", "country": "MM"}),
    ],
)
def test_an_acronym_or_a_name_of_another_country_is_never_enough(
    tmp_path: Path, left: dict[str, str], right: dict[str, str]
) -> None:
    def company(draft: Draft, facts: dict[str, str]) -> None:
        for prop, value in facts.items():
            draft.entity("Company", "1").add(prop, value)

    case = made(tmp_path / "case", lambda draft: company(draft, left), dataset="left")
    add(case, lambda draft: company(draft, right), dataset="right")
    assert resolve(case).automatic == 0


def listed(draft: Draft, entries: dict[str, str], *, authority: str = "US-OFAC") -> None:
    """Draft persons, each with the entry of a list under which it stands, or is said to stand."""
    for key, entry in entries.items():
        draft.entity("Person", key).add("name", "Zeya Maung Latt")
        listing = draft.entity("Listing", f"{key}/listing")
        listing.add("authority", authority)
        listing.add("entry", entry)
        draft.edge("LISTED_IN", f"{draft.dataset.id}:{key}", f"{draft.dataset.id}:{key}/listing", key=f"{key}/listed")


def test_an_entry_that_a_workbook_names_is_followed_with_that_reason(tmp_path: Path) -> None:
    case = made(tmp_path / "case", lambda draft: listed(draft, {"zeya": "24808"}), dataset="book")
    add(case, lambda draft: listed(draft, {"24808": "24808"}), dataset="list")
    resolve(case)
    (made_,) = judgements.read(Case(case.folder))
    assert (made_.left, made_.right) == ("book:zeya", "list:24808")
    assert "24808 of US-OFAC" in made_.reason


def test_an_entry_that_two_claim_is_left_to_people(tmp_path: Path) -> None:
    case = made(tmp_path / "case", lambda draft: listed(draft, {"zeya": "24808", "other": "24808"}), dataset="book")
    add(case, lambda draft: listed(draft, {"24808": "24808"}), dataset="list")
    resolve(case)
    assert judgements.read(Case(case.folder)) == []
    assert [item.why.partition(":")[0] for item in open_pairs(case, linker_of(case))] == ["stated twice"] * 2


def test_a_different_stands_against_every_later_path(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"1": SURE})
    judge(case, "left:1", "right:1", Verdict.DIFFERENT, reason="two photographs")
    add(case, lambda draft: persons(draft, {"1": SURE}), dataset="third")
    resolve(case)
    groups = linker_of(case).groups().values()
    assert not any({"left:1", "right:1"} <= set(members) for members in groups)
    assert sum("third:1" in members for members in groups) == 1


def test_the_link_that_a_person_takes_apart_goes_and_the_rest_stays(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"1": SURE})
    add(case, lambda draft: persons(draft, {"1": SURE}), dataset="third")
    resolve(case)
    ((together),) = linker_of(case).groups().values()
    assert together == ("left:1", "right:1", "third:1")
    record(case, "left:1", "right:1", Verdict.DIFFERENT, reason="two photographs")
    (pair,) = linker_of(case).groups().values()
    assert len(pair) == 2
    assert "third:1" in pair
    assert resolve(case).automatic == 0
    assert linker_of(case).groups().popitem()[1] == pair
    undo(case, ["left:1", "right:1"], reason="one and the same photograph")
    assert list(linker_of(case).groups().values()) == [together]


def test_a_later_run_compares_only_what_came_and_keeps_what_is_open(tmp_path: Path) -> None:
    case = waiting(tmp_path / "case")
    open_before = waits(case)
    add(case, lambda draft: persons(draft, {"9": SURE}), dataset="third")
    report = resolve(case)
    assert report.asked == 1
    assert waits(case) == open_before
    assert resolve(case).asked == 0
    assert resolve(case, anew=True).asked == 5


def test_a_rival_of_an_earlier_run_is_not_forgotten(tmp_path: Path) -> None:
    name = {"name": "Aung Kyaw Moe"}
    case = two_lists(tmp_path / "case", {"1": name}, {"1": name, "2": name})
    assert resolve(case).open == 2
    add(case, lambda draft: persons(draft, {"1": {"note": "seen again"}}), dataset="left", content="the next edition")
    report = resolve(case)
    assert (report.asked, report.automatic, report.open) == (1, 0, 2)
    assert resolve(case).automatic == 0


def test_stated_pairs_are_compared_once(tmp_path: Path) -> None:
    case = made(tmp_path / "case", lambda draft: listed(draft, {"zeya": "24808", "other": "24808"}), dataset="book")
    add(case, lambda draft: listed(draft, {"24808": "24808"}), dataset="list")
    assert resolve(case).open == 2
    again = resolve(case)
    assert (again.pairs, again.automatic, again.open) == (0, 0, 2)


def test_what_is_possible_and_less_than_what_was_merged_is_not_put_to_people(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"1": SURE, "2": {"name": "Zeya Maung Latt"}})
    report = resolve(case)
    assert (report.automatic, report.open) == (1, 0)
    assert report.another + report.different == 1


def test_canonical_ids_stay_when_records_are_added(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"1": SURE})
    resolve(case)
    before = linker_of(case).canonical("right:1")
    add(case, lambda draft: persons(draft, {"0": SURE}), dataset="aaa")
    resolve(case)
    assert linker_of(case).canonical("aaa:0") == before


def test_a_merge_that_new_evidence_contradicts_is_opened_again(tmp_path: Path) -> None:
    name = {"name": SURE["name"], "passport": SURE["passport"]}
    case = two_lists(tmp_path / "case", {"1": name}, {"1": {**name, "birth_date": "1961-04-13"}})
    assert resolve(case).automatic == 1

    def edition(draft: Draft) -> None:
        draft.entity("Person", "1").add("birth_date", PartialDate.parse("1939-02-01"))
        draft.entity("Person", "1").add("name", "Somebody Quite Other")

    add(case, edition, dataset="left", content="the next edition")
    resolve(case)
    standing = linker_of(case).standing["left:1", "right:1"]
    assert (standing.verdict, standing.by) in {(Verdict.UNSURE, MODEL), (Verdict.SAME, MODEL)}
    if standing.verdict is Verdict.UNSURE:
        assert waits(case) == [("left:1", "right:1")]


def test_a_dry_run_records_nothing(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"1": SURE})
    head = case.ledger.head
    report = resolve(case, dry_run=True)
    assert [item.pair for item, _ in report.merged] == [("left:1", "right:1")]
    assert Case(case.folder).ledger.head == head


def test_a_dataset_counts_as_compared_once_resolved_until_it_changes(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"2": {"name": "Ne Win Tun"}})
    assert compared(case, "left:1") == []
    resolve(case)
    assert compared(case, "left:1") == ["left", "right"]
    add(case, lambda draft: persons(draft, {"3": {"name": "Thura Aung"}}), dataset="right", content="the next edition")
    assert compared(case, "left:1") == ["left"]
    resolve(Case(case.folder))
    assert compared(case, "left:1") == ["left", "right"]


def test_a_dataset_is_not_compared_with_an_entity_while_a_pair_between_them_is_open(tmp_path: Path) -> None:
    case = waiting(tmp_path / "case")
    assert compared(case, "left:1") == ["left"]
    for number in "123":
        judge(case, "left:1", f"right:{number}", Verdict.DIFFERENT, reason="other posts")
    assert compared(case, "left:1") == ["left", "right"]
    judge(case, "left:1", "right:2", Verdict.UNSURE, reason="a photograph was found")
    assert compared(case, "left:1") == ["left"]


def test_a_judgement_taken_back_is_open_again(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"1": SURE})
    resolve(case)
    undo(case, ["left:1", "right:1"], reason="hasty")
    assert waits(case) == [("left:1", "right:1")]
    assert comparisons(Case(case.folder), linker_of(case)).of("left:1", ["left"]) == ["left"]


def test_a_retraction_asks_for_a_new_comparison_of_all(tmp_path: Path) -> None:
    case = two_lists(tmp_path / "case", {"1": SURE}, {"2": {"name": "Ne Win Tun"}})
    resolve(case)
    run = next(act.seq for act in case.ledger.acts if act.act == "ingest")
    retract(case, str(run), reason="a wrong file")
    assert compared(case, "right:2") == []
    assert resolve(Case(case.folder)).asked == 1


def test_the_open_pairs_lie_in_a_file_that_a_person_can_read_and_check_guards(tmp_path: Path) -> None:
    case = waiting(tmp_path / "case")
    act = last_run(Case(case.folder))
    assert act is not None
    (name,) = act.files
    lines = (case.folder / name).read_text("utf-8").splitlines()
    assert {json.loads(line)["left"] for line in lines} == {"left:1"}
    (case.folder / name).write_text("", "utf-8")
    assert [problem.file for problem in problems(case.folder)] == [name]
