"""The draft of a run: what is stated becomes columns, each statement once, with every place where it was seen."""

from dataclasses import replace
from typing import Any

import pytest

from graphkit.dates import Interval, PartialDate
from graphkit.errors import InvalidValue, KindClash, UnknownProperty
from graphkit.intake import Dataset, Draft
from graphkit.intake.draft import Citation, columns, parts
from graphkit.model.statement import IDENTIFYING, Stance, statement_id

DATASET = Dataset(id="demo", title="Demo", publisher="Nobody")


@pytest.fixture
def draft() -> Draft:
    draft = Draft(DATASET, capture="c1")
    draft.at("row:2")
    return draft


def stated(draft: Draft) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = columns(draft, "2024-01-01")[0].to_pylist()
    return found


def seen(draft: Draft) -> list[tuple[str, str]]:
    """The value of every observed statement and where it was seen."""
    statements, observations = columns(draft, "2024-01-01")
    values = dict(zip(statements["id"].to_pylist(), statements["value"].to_pylist(), strict=True))
    return [(values[row["statement"]], f"{row['capture']} {row['locator']}") for row in observations.to_pylist()]


def test_nothing_stated_is_no_row(draft: Draft) -> None:
    statements, observations = columns(draft, "2024-01-01")
    assert (statements.num_rows, observations.num_rows) == (0, 0)


@pytest.mark.parametrize("rows", [1, 2, 7])
def test_an_id_is_the_hash_of_the_identifying_fields_however_many_rows_share_them(rows: int, draft: Draft) -> None:
    names = ["O'Brien", "ဦးအောင်", "a", "'; --", "é" * 300, "7:a", "Ω"][:rows]
    for number, name in enumerate(names):
        when = Interval.attested(PartialDate.parse(f"201{number}"), None, start_known=number % 2 == 1)
        subject = draft.entity("Person", f"p{number}", when=when)
        subject.add("name", name, lang="my" if number == 1 else "")
    found = stated(draft)
    assert {row["value"] for row in found} == set(names)
    assert all(row["id"] == statement_id({field: row[field] for field in IDENTIFYING}) for row in found)


def test_a_statement_made_in_two_places_is_one_with_two_observations(draft: Draft) -> None:
    for locator in ("row:2", "row:9", "row:2"):
        draft.at(locator)
        person = draft.entity("Person", "p")
        person.add("name", "Ma Ma Lay")
        person.add("name", "Ma Ma Lay")
    draft.capture = "c2"
    draft.at("row:2")
    draft.entity("Person", "p").add("alias", "Lay")
    assert len(stated(draft)) == 2
    assert seen(draft) == [("Lay", "c2 row:2"), ("Ma Ma Lay", "c1 row:2"), ("Ma Ma Lay", "c1 row:9")]


def test_the_first_writing_of_a_statement_stays(draft: Draft) -> None:
    draft.entity("Person", "p").add("country", "Burma")
    draft.entity("Person", "p").add("country", "Myanmar")
    assert [(row["value"], row["original"]) for row in stated(draft)] == [("MM", "Burma")]


def test_statements_are_sorted_by_entity(draft: Draft) -> None:
    for key in ("b", "a", "ä", "A"):
        draft.entity("Person", key).add("name", key)
        draft.entity("Person", key).add("alias", key)
    found = [(row["entity"], row["prop"]) for row in stated(draft)]
    assert found == [(f"demo:{key}", prop) for key in ("A", "a", "b", "ä") for prop in ("alias", "name")]


def test_several_sources_make_several_statements(draft: Draft) -> None:
    person = draft.entity("Person", "p", citations=[Citation("s1", "p. 1"), Citation("s2", credibility=2)])
    person.add("name", "Ma Ma Lay")
    person.add("alias", "Lay", citations=[Citation("s3", origin="AFP")])
    fields = ("source", "cited", "credibility", "origin", "prop")
    assert {tuple(row[field] for field in fields) for row in stated(draft)} == {
        ("s1", "p. 1", 0, "", "name"),
        ("s2", "", 2, "", "name"),
        ("s3", "", 0, "AFP", "alias"),
    }


def test_a_subject_within_other_bounds_states_within_those(draft: Draft) -> None:
    unit = draft.entity("Unit", "u")
    unit.add("name", "33rd")
    dated = replace(unit, when=Interval.attested(PartialDate.parse("2017-08"), None), stance=Stance.ALLEGED)
    dated.add("headquarters", "Sagaing")
    found = {row["prop"]: (row["start_min"], row["timed"], row["stance"]) for row in stated(draft)}
    assert found == {"name": ("0001-01-01", "undated", "asserted"), "headquarters": ("2017-08-01", "dated", "alleged")}


def test_what_is_cut_off_leaves_nothing_and_disturbs_nothing(draft: Draft) -> None:
    first = draft.entity("Person", "first")
    mark = draft.mark()
    draft.at("row:3")
    draft.entity("Person", "second").add("name", "Second")
    first.add("alias", "One")
    draft.cut(mark)
    draft.at("row:4")
    draft.entity("Unit", "second", new=True).add("name", "Second unit")
    first.add("name", "First")
    assert seen(draft) == [("First", "c1 row:4"), ("Second unit", "c1 row:4")]
    assert draft.kinds == {"demo:first": "Person", "demo:second": "Unit"}


def test_what_the_model_does_not_know_is_refused(draft: Draft) -> None:
    person = draft.entity("Person", "p", new=True)
    with pytest.raises(UnknownProperty, match="Person has no property 'flag'"):
        person.add("flag", "Burma")
    with pytest.raises(InvalidValue, match=r"Person\.birth_date is a date"):
        person.add("birth_date", "1956")
    with pytest.raises(KindClash, match="demo:p stands for two different things"):
        draft.entity("Person", "p", new=True)
    with pytest.raises(KindClash, match="LISTED_IN cannot lead from or to demo:p, a Person"):
        draft.edge("LISTED_IN", "demo:q", "demo:p", key="e")
    assert stated(draft) == []


def test_many_statements_come_in_stretches_of_whole_entities_in_order(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (3, 1, 2, 4, 1):
        subject = draft.entity("Person", f"p{number}")
        for name in ("one", "two"):
            subject.add("name", name)
    whole, observed = columns(draft, "2024-01-01")
    monkeypatch.setattr("graphkit.intake.draft._STRETCH", 3)
    stretches = list(parts(draft, "2024-01-01"))
    entities = [sorted({*part["entity"].to_pylist()}) for part, _ in stretches]
    assert entities == [["demo:p1"], ["demo:p2"], ["demo:p3", "demo:p4"]]
    assert [row for part, _ in stretches for row in part.to_pylist()] == whole.to_pylist()
    assert [row for _, part in stretches for row in part.to_pylist()] == observed.to_pylist()
