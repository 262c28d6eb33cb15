"""Looking up one entity: all of its statements and relations, each with its source and place."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from graphkit.case.captures import captures_of
from graphkit.case.folder import Case
from graphkit.case.ledger import now
from graphkit.dates import Interval, PartialDate
from graphkit.errors import UnknownEntity
from graphkit.intake import Draft
from graphkit.model.judgement import Verdict
from graphkit.model.source import Source
from graphkit.model.statement import Basis, Stance
from graphkit.resolve.attach import attach
from graphkit.resolve.judge import judge
from graphkit.resolve.lookup import ShownStatement, relations_of, show
from tests.drafting import add, made


def drafted(draft: Draft) -> None:
    report = draft.source(
        Source(id=f"{draft.dataset.id}:R1", dataset=draft.dataset.id, title="A report", publisher="P")
    )
    unit = draft.entity("Unit", "u1")
    unit.add("name", "First Division")
    person = draft.entity("Person", "p1")
    person.add("name", "Ann Lee")
    person.add("gender", "female")
    person.add("gender", "male", citations=[report])
    person.add("birth_date", PartialDate.parse("1960"))
    person.add("birth_date", PartialDate.parse("1961"), citations=[report])
    when = Interval.attested(PartialDate.parse("2016-10"), PartialDate.parse("2018"), start_known=True)
    posting = draft.edge("POSTED_TO", person.id, unit.id, key="post1", when=when, basis=Basis.INFERRED)
    posting.add("role", "Commander")
    denied = draft.entity("Person", "p2", stance=Stance.DENIED)
    denied.add("gender", "female")
    draft.entity("Person", "p2").add("gender", "male")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return made(tmp_path / "case", drafted)


def said(shown: Iterable[ShownStatement], **wanted: object) -> list[tuple[str, str]]:
    return [
        (item.prop, item.value) for item in shown if all(getattr(item, name) == value for name, value in wanted.items())
    ]


def test_own_statements_come_first_in_the_order_of_the_ontology(case: Case) -> None:
    shown = show(case, "demo:p1")
    assert said(shown, end="") == [
        ("name", "Ann Lee"),
        ("gender", "female"),
        ("gender", "male"),
        ("birth_date", "1960"),
        ("birth_date", "1961"),
    ]
    assert [bool(item.end) for item in shown] == [False] * 5 + [True] * 3


def test_a_statement_tells_its_source_and_place(case: Case) -> None:
    (held,) = [item for item in show(case, "demo:p1") if item.value == "female"]
    (cited,) = [item for item in show(case, "demo:p1") if item.value == "male"]
    assert (held.source, held.title, held.held) == ("demo", "The demo list", True)
    assert (cited.source, cited.title, cited.held) == ("demo:R1", "A report", False)
    assert cited.capture in captures_of(case)
    assert (cited.locator, cited.first_seen, cited.last_seen) == ("row:2", now()[:10], now()[:10])
    assert cited.sharing == "restricted"


def test_first_and_last_seen_span_the_editions_and_the_place_is_the_first(case: Case) -> None:
    (first,) = {item.capture for item in show(case, "demo:p1")}
    add(case, drafted, content="another edition", edition="2030-01")
    shown = show(case, "demo:p1")
    assert {(item.first_seen, item.last_seen) for item in shown} == {(now()[:10], "2030-01")}
    assert {item.capture for item in shown} == {first}


def test_only_what_can_have_one_value_is_disputed_and_a_denial_is_no_value(case: Case) -> None:
    assert {item.prop for item in show(case, "demo:p1") if item.disputed} == {"gender"}
    assert not any(item.disputed for item in show(case, "demo:p2"))
    assert [item.stance for item in show(case, "demo:p2") if item.value == "female"] == ["denied"]


def test_a_relation_is_seen_from_both_ends(case: Case) -> None:
    from_tail = [item for item in show(case, "demo:p1") if item.end]
    from_head = [item for item in show(case, "demo:u1") if item.end]
    assert {(item.end, item.other, item.other_name) for item in from_tail} == {("tail", "demo:u1", "First Division")}
    assert {(item.end, item.other, item.other_name) for item in from_head} == {("head", "demo:p1", "Ann Lee")}
    assert {item.id for item in from_tail} == {item.id for item in from_head}
    (relation,) = relations_of(show(case, "demo:p1"))
    assert (relation.kind, relation.said) == ("POSTED_TO", (("role", "Commander"),))
    assert relation.when == "began 2016-10 to 2018"
    assert relation.remarks == ("inferred",)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (Interval.undated(), ""),
        (Interval.standing(), "standing"),
        (Interval.attested(PartialDate.parse("2017-08-27"), None), "attested 2017-08-27"),
        (Interval.attested(PartialDate.parse("2017-08-27"), PartialDate.parse("2017-08-27")), "attested 2017-08-27"),
        (
            Interval.attested(PartialDate.parse("2016"), None, vouched_until=PartialDate.parse("2018-03-01")),
            "attested 2016, at least to 2018-03-01",
        ),
        (Interval.attested(None, PartialDate.parse("2018"), end_known=True), "attested, ended 2018"),
        (
            Interval.attested(PartialDate.parse("2016"), PartialDate.parse("2018"), start_known=True, end_known=True),
            "began 2016, ended 2018",
        ),
    ],
)
def test_bounds_in_words(tmp_path: Path, when: Interval, words: str) -> None:
    case = made(tmp_path / "case", lambda draft: draft.entity("Unit", "u", when=when).add("branch", "army"))
    (shown,) = show(case, "demo:u")
    assert shown.when == words


def test_a_merged_entity_shows_the_statements_of_all_its_members(case: Case) -> None:
    add(case, lambda draft: draft.entity("Person", "9").add("gender", "unknown"), dataset="other")
    judge(case, "demo:p2", "other:9", Verdict.SAME, reason="same person")
    shown = show(case, "other:9")
    assert {item.entity for item in shown} == {"demo:p2", "other:9"}
    assert {item.value for item in shown if item.disputed} == {"male", "unknown"}
    assert shown == show(case, "demo:p2")


def test_an_id_without_its_dataset_will_do_while_it_is_the_only_one(case: Case) -> None:
    assert show(case, "p1") == show(case, "demo:p1")
    add(case, lambda draft: draft.entity("Person", "p1").add("name", "Another"), dataset="other")
    with pytest.raises(UnknownEntity, match=r"several entities: demo:p1, other:p1; name one"):
        show(case, "p1")


def test_a_country_is_found_by_its_code(case: Case) -> None:
    def country(draft: Draft) -> None:
        draft.country("Burma")

    add(case, country, content="countries")
    assert ("code", "MM") in said(show(case, "MM"))


def test_an_unknown_id_is_refused_with_what_may_be_meant(tmp_path: Path) -> None:
    case = made(tmp_path / "case", lambda draft: draft.entity("Unit", "lid-33").add("name", "33rd"))
    with pytest.raises(
        UnknownEntity, match=r"no entity has the id 'lid33'; did you mean demo:lid-33\? 'graphkit search'"
    ):
        show(case, "lid33")
    with pytest.raises(UnknownEntity, match=r"'xyz'; 'graphkit search' finds"):
        show(case, "xyz")


def test_an_empty_case_knows_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnknownEntity):
        show(Case.create(tmp_path / "case"), "demo:p1")


def test_attached_bytes_make_a_source_held(case: Case, tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("the report itself")
    known, capture = attach(case, tmp_path / "report.txt", source="R1")
    assert known == "demo:R1"
    assert (case.folder / "captures" / capture.sha256[:2] / capture.sha256).read_text() == "the report itself"
    acts = len(case.ledger.acts)
    assert all(item.held for item in show(case, "demo:p1"))
    assert attach(case, tmp_path / "report.txt", source="demo:R1")[1].sha256 == capture.sha256
    assert len(case.ledger.acts) == acts


@pytest.mark.parametrize(("source", "why"), [("p1", "a Person, not a source"), ("R9", "no entity has the id 'R9'")])
def test_bytes_are_attached_to_known_sources_only(case: Case, tmp_path: Path, source: str, why: str) -> None:
    (tmp_path / "report.txt").write_text("the report itself")
    with pytest.raises(UnknownEntity, match=why):
        attach(case, tmp_path / "report.txt", source=source)
