"""The projection: what becomes of statements, merges, disputes, gaps and loose ends."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.dates import Interval, PartialDate
from graphkit.graph.project import Omissions, definite_span, projecting
from graphkit.intake import Draft
from graphkit.model.judgement import Judgement, Verdict
from graphkit.model.statement import Stance
from tests.drafting import add, made


def when(text: str) -> Interval:
    first, _, last = text.partition("/")
    return Interval.attested(PartialDate.parse(first), PartialDate.parse(last or first))


def projected(case: Case, as_of: str = "") -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]], Omissions]:
    with projecting(case, as_of=PartialDate.parse(as_of) if as_of else None) as projection:
        nodes = {props["id"]: {"kind": kind, **props} for kind, props in projection.nodes()}
        edges = [{"kind": kind, **edge} for kind, edge in projection.edges() if kind != "CITED_IN"]
        return nodes, edges, projection.omissions


def judge(case: Case, left: str, right: str, verdict: Verdict = Verdict.SAME) -> None:
    with case.writing():
        judgements.append(
            case, [Judgement(left=left, right=right, verdict=verdict, reason="r", by="me", at="2026-01-01T00:00:00Z")]
        )


def officer(draft: Draft) -> None:
    person = draft.entity("Person", "general")
    person.add("name", "Min Example")
    person.add("alias", "Example, Min")
    person.add("gender", "male")
    person.add("birth_date", PartialDate.parse("1960"))
    person.add("birth_date", PartialDate.parse("3 May 1961"))


def test_a_node_carries_its_values_names_and_statements(tmp_path: Path) -> None:
    nodes, _, _ = projected(made(tmp_path / "case", officer))
    node = nodes["demo:general"]
    assert (node["kind"], node["name"], node["names"]) == ("Person", "Min Example", ["Example, Min", "Min Example"])
    assert node["birth_date"] == ["1960", "1961-05-03"]
    assert node["gender"] == "male"
    assert (node["members"], node["datasets"], len(node["sids"])) == (["demo:general"], ["demo"], 5)
    assert nodes["demo"]["kind"] == "Source"


def test_a_judgement_makes_two_entities_one_node_of_the_narrower_kind(tmp_path: Path) -> None:
    case = made(tmp_path / "case", lambda draft: draft.entity("Organization", "7").add("name", "Example Holdings"))
    add(case, lambda draft: draft.entity("Company", "c").add("name", "Example Ltd"), dataset="other")
    assert {"demo:7", "other:c"} <= projected(case)[0].keys()
    judge(case, "other:c", "demo:7")
    nodes, _, _ = projected(case)
    assert "demo:7" not in nodes
    node = nodes["other:c"]
    assert (node["kind"], node["name"], node["members"]) == ("Company", "Example Ltd", ["demo:7", "other:c"])
    assert node["compared"] == ["demo", "other"]


def test_what_sources_dispute_is_named_and_a_denied_value_does_not_count(tmp_path: Path) -> None:
    def drafting(draft: Draft) -> None:
        person = draft.entity("Person", "p")
        person.add("gender", "male")
        person.add("gender", "female")
        denied = draft.entity("Person", "p", stance=Stance.DENIED)
        denied.add("title", "General")

    node = projected(made(tmp_path / "case", drafting))[0]["demo:p"]
    assert node["disputed"] == ["gender"]
    assert "title" not in node


def test_a_gap_between_two_postings_is_derived_from_both(tmp_path: Path) -> None:
    def drafting(draft: Draft) -> None:
        officer(draft)
        draft.entity("Unit", "u").add("name", "1st Example Battalion")
        for key, days in (("one", "2015/2015"), ("two", "2018/2019")):
            posting = draft.edge("POSTED_TO", "demo:general", "demo:u", key=key, when=when(days))
            posting.add("role", "commander")

    _, edges, _ = projected(made(tmp_path / "case", drafting))
    assert len(edges) == 3
    derived = next(edge["props"] for edge in edges if "derived" in edge["props"])
    stated = [edge["props"] for edge in edges if "derived" not in edge["props"]]
    assert derived["sids"] == sorted(sid for props in stated for sid in props["sids"])
    assert (derived["start_min"], derived["end_max"]) == ("2015-12-31", "2018-01-01")
    assert derived["start_max"] > derived["end_min"]
    assert all(props["is_command"] for props in (derived, *stated))


def test_loose_ends_and_loops_are_counted_and_left_out(tmp_path: Path) -> None:
    def drafting(draft: Draft) -> None:
        for key in ("a", "b"):
            draft.entity("Unit", key).add("name", f"Unit {key}")
        draft.edge("PART_OF", "demo:a", "demo:b", key="ab").add("authority", "command")
        draft.edge("PART_OF", "demo:a", "elsewhere:c", key="ac").add("authority", "command")
        posting = draft.edge("POSTED_TO", "elsewhere:p", "demo:a", key="p")
        posting.add("role", "quartermaster")

    case = made(tmp_path / "case", drafting)
    _, edges, omissions = projected(case)
    assert [edge["head"] for edge in edges] == ["demo:b"]
    assert omissions.dangling == {"PART_OF": 1, "POSTED_TO": 1}
    judge(case, "demo:a", "demo:b")
    _, edges, omissions = projected(case)
    assert edges == []
    assert omissions.loops == {"PART_OF": 1}


def test_an_incident_carries_its_definite_span(tmp_path: Path) -> None:
    def drafting(draft: Draft) -> None:
        draft.entity("Incident", "i", when=when("2017-08-25/2017-10")).add("name", "An incident")

    node = projected(made(tmp_path / "case", drafting))[0]["demo:i"]
    assert (node["span_start"], node["span_end"]) == ("2017-08-25", "2017-10-01")
    assert definite_span("2017-08-01", "2017-08-31", "2017-08-01", "2017-08-31") == ("2017-08-01", "2017-08-31")


def test_an_entry_that_a_later_whole_edition_lacks_was_taken_off_in_between(tmp_path: Path) -> None:
    def edition(day: str, *entries: str, programme: str = "") -> Callable[[Draft], None]:
        def drafting(draft: Draft) -> None:
            coverage = draft.entity("Coverage", f"coverage/{day}")
            coverage.add("as_of", PartialDate.parse(day))
            coverage.add("programme", programme)
            for key in entries:
                draft.entity("Listing", key).add("programme", "ONE")

        return drafting

    case = Case.create(tmp_path / "case")
    for day, drafting in (
        ("2021-03-10", edition("2021-03-10", "stays", "goes")),
        ("2022-01-05", edition("2022-01-05", "stays")),
        ("2023-01-05", edition("2023-01-05", "stays")),
        ("2024-01-05", edition("2024-01-05", programme="TWO")),
    ):
        add(case, drafting, content=day, edition=day)
    nodes, _, _ = projected(case)
    stays, goes = nodes["demo:stays"], nodes["demo:goes"]
    assert (stays["first_seen"], stays["last_seen"]) == ("2021-03-10", "2023-01-05")
    assert "delisted_between" not in stays
    assert goes["delisted_between"] == "2021-03-10/2022-01-05"
    assert set(nodes["demo:coverage/2022-01-05"]["sids"]) <= set(goes["sids"])
    then, _, _ = projected(case, as_of="2021-12-31")
    assert "delisted_between" not in then["demo:goes"]


def test_an_earlier_day_knows_what_was_published_and_in_force_then(tmp_path: Path) -> None:
    def drafting(draft: Draft) -> None:
        officer(draft)
        draft.entity("Unit", "u").add("name", "1st Example Battalion")
        for key, listed, delisted in (("l1", "2018-06-25", "2022-01-01"), ("l2", "2021-03-22", "")):
            listing = draft.entity("Listing", key)
            listing.add("authority", "EU")
            listing.add("listed_on", PartialDate.parse(listed))
            listing.add("delisted_on", PartialDate.parse(delisted) if delisted else None)
            draft.edge("LISTED_IN", "demo:general", f"demo:{key}", key=f"{key}/listed")
        draft.edge("POSTED_TO", "demo:general", "demo:u", key="p", when=when("2015/2016")).add("role", "commander")

    case = Case.create(tmp_path / "case")
    add(case, drafting, edition="2020-05")
    nodes, edges, _ = projected(case, as_of="2019-01-01")
    assert "demo:general" in nodes
    assert nodes["demo:l1"]["listed_on"] == "2018-06-25"
    assert "delisted_on" not in nodes["demo:l1"]
    assert "demo:l2" not in nodes
    assert [edge["kind"] for edge in edges] == ["LISTED_IN"]
    _, edges, _ = projected(case, as_of="2020-06-01")
    assert [edge["kind"] for edge in edges] == ["LISTED_IN", "POSTED_TO"]
    nodes, edges, _ = projected(case, as_of="2022-06-01")
    assert nodes["demo:l1"]["delisted_on"] == "2022-01-01"
    assert len(edges) == 3
