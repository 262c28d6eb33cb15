"""BODS 0.4 as it goes out: valid against the published schema, and the same when it is read in again."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from graphkit.case.folder import Case
from graphkit.dates import Interval, PartialDate
from graphkit.export.formats import Exported, export
from graphkit.export.leaving import Terms
from graphkit.intake import Draft
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from graphkit.model.statement import Stance
from tests.drafting import made
from tests.taking_in import asked, taken_in

SAMPLES = Path(__file__).parents[1] / "ingest"
SCHEMA = "ownership/bods/data-standard-0.4/schema"


@pytest.fixture(scope="module")
def validator(shared_data: Path) -> Draft202012Validator:
    names = ("components", "entity-record", "person-record", "relationship-record", "statement")
    schemas = [json.loads((shared_data / SCHEMA / f"{name}.json").read_text("utf-8")) for name in names]
    resources = ((schema["$id"], Resource.from_contents(schema)) for schema in schemas)
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft202012Validator(schemas[-1], registry=registry, format_checker=FormatChecker())


def written(case: Case, path: Path) -> tuple[Exported, list[dict[str, Any]]]:
    exported = export(case, "bods", path, Terms())
    return exported, json.loads(path.read_text("utf-8"))


def relationships(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one["recordDetails"] for one in statements if one["recordType"] == "relationship"]


def test_what_every_source_of_owners_states_is_valid(validator: Draft202012Validator, tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    for name, file in (("bods", "sample.json"), ("uk_psc", "sample.jsonl"), ("gleif", "sample.json"),
                       ("ftm", "sample.ftm.json")):  # fmt: skip
        ingest(case, load(name), [SAMPLES / name / file], Options())
    _, statements = written(case, tmp_path / "out.json")
    assert [error.message for error in validator.iter_errors(statements)] == []
    assert Counter(one["recordType"] for one in statements) == {"entity": 10, "person": 5, "relationship": 10}
    known = {one["recordId"] for one in statements}
    for told in relationships(statements):
        assert told["subject"] in known
        assert isinstance(told["interestedParty"], dict) or told["interestedParty"] in known


def test_the_real_sample_goes_out_as_it_came(
    validator: Draft202012Validator, shared_data: Path, tmp_path: Path
) -> None:
    file = shared_data / "ownership/bods/v0.4_sample_300_statements.json"
    case, _ = taken_in(tmp_path / "case", "bods", file)
    exported, statements = written(case, tmp_path / "out.json")
    assert exported.outcome.written == {"persons": 100, "entities": 100, "relationships": 100}
    assert [error.message for error in validator.iter_errors(statements)] == []

    def interests(of: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
        return Counter(
            (told["subject"].removeprefix("bods:"), told["interestedParty"].removeprefix("bods:"), one["type"],
             one["share"]["exact"], one["startDate"], one["directOrIndirect"], one["beneficialOwnershipOrControl"])
            for told in relationships(of)
            for one in told["interests"]
        )  # fmt: skip

    assert interests(statements) == interests(json.loads(file.read_text("utf-8")))


def test_what_went_out_says_the_same_when_it_is_read_in(tmp_path: Path) -> None:
    first, _ = taken_in(tmp_path / "first", "bods", SAMPLES / "bods/sample.json")
    written(first, tmp_path / "out.json")
    second, _ = taken_in(tmp_path / "second", "bods", tmp_path / "out.json")
    query = (
        "SELECT kind, prop, value FROM statements WHERE entity <> dataset AND kind <> 'Party' AND "
        "prop IN ('name', 'alias', 'birth_date', 'share_min', 'share_max', 'role', 'lei', 'founded_on') ORDER BY ALL"
    )
    assert asked(second, query) == asked(first, query)
    ends = "SELECT replace(value, 'bods:bods:', 'bods:') FROM statements WHERE prop = 'head' ORDER BY ALL"
    assert asked(second, ends) == asked(first, ends)


def test_the_same_evidence_gives_the_same_bytes(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "bods", SAMPLES / "bods/sample.json")
    for name in ("one.json", "two.json"):
        written(case, tmp_path / name)
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_each_statement_names_the_statements_of_the_case_and_whose_words_they_are(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "bods", SAMPLES / "bods/sample.json")
    _, statements = written(case, tmp_path / "out.json")
    ids = {id_ for (id_,) in asked(case, "SELECT id FROM statements")}
    for one in statements:
        (note,) = one["annotations"]
        named = note["description"].removeprefix("rests on statements ").removesuffix(" of the case").split(", ")
        assert set(named) <= ids
        assert one["source"]["assertedBy"] == [{"name": "Example Register"}]
    assert len({one["statementId"] for one in statements}) == len(statements)


def _drafted(draft: Draft) -> None:
    owner, company = draft.entity("Person", "owner"), draft.entity("Company", "company")
    owner.add("name", "Example Person")
    company.add("name", "Example Ltd")
    month = Interval.attested(PartialDate.parse("2016-04"), None)
    band = draft.edge("OWNS", owner.id, company.id, key="band", when=month)
    band.add("interest", "votes")
    band.add("share_min", 25.0)
    band.add("share_max", 50.0)
    draft.edge("CONTROLS", owner.id, company.id, key="alleged", stance=Stance.ALLEGED).add("interest", "by fear")


def test_a_band_stays_a_range_and_what_is_alleged_stays_here(validator: Draft202012Validator, tmp_path: Path) -> None:
    exported, statements = written(made(tmp_path / "case", _drafted), tmp_path / "out.json")
    assert [error.message for error in validator.iter_errors(statements)] == []
    (told,) = relationships(statements)
    (interest,) = told["interests"]
    assert interest["type"] == "votingRights"
    assert interest["share"] == {"minimum": 25, "maximum": 50}
    assert "startDate" not in interest
    assert "attested from 2016-04" in interest["details"]
    assert exported.outcome.unsaid["CONTROLS: alleged"] == 1
