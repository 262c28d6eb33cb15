"""GLEIF: an invented golden copy, records that are refused, and real ones in their three writings."""

import json
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.original import originals
from tests.taking_in import asked, expected, stated, taken_in

HERE = Path(__file__).parent / "gleif"
SAMPLE = HERE / "sample.json"
GOLDEN = "ownership/gleif/20240505-0000-gleif-goldencopy-lei2-intra-day.json"
FIXTURES = "ownership/gleif/bodspipelines_fixtures"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return taken_in(tmp_path_factory.mktemp("gleif") / "case", "gleif", SAMPLE)[0]


def test_the_sample_states_what_is_expected_and_nothing_else(case: Case) -> None:
    assert stated(case) == expected(HERE / "expected.jsonl")


def test_consolidation_is_in_force_from_its_period_and_attested_to_the_end_of_the_accounts(case: Case) -> None:
    rows = asked(
        case,
        "SELECT start_min, start_max, end_min, end_max, start_known, end_known FROM statements "
        "WHERE kind = 'CONTROLS' AND prop = 'tail'",
    )
    assert rows == [("2017-08-14", "2017-08-14", "2018-12-31", "9999-12-31", True, False)]


def test_every_locator_leads_to_its_record(case: Case) -> None:
    places = [at for (at,) in asked(case, "SELECT DISTINCT locator FROM observations WHERE locator <> 'pointer:/'")]
    records = json.loads(SAMPLE.read_text("utf-8"))["records"]
    found = originals(SAMPLE, SAMPLE.name, places)
    assert {at: json.loads(text) for at, text in found.items()} == {
        f"pointer:/records/{number}": record for number, record in enumerate(records[:3])
    }


REFUSED = {
    "an unknown category": ('{"$":"GENERAL"}', '{"$":"GENERALS"}', "EntityCategory 'GENERALS' is unknown.*'GENERAL'"),
    "an unknown type of name": ("PREVIOUS_LEGAL_NAME", "OLD_NAME", "type of name 'OLD_NAME' is unknown"),
    "an unknown relation": ("IS_DIRECTLY_CONSOLIDATED_BY", "IS_LIKE", "RelationshipType 'IS_LIKE' is unknown"),
    "an unknown reason": ("NATURAL_PERSONS", "SECRET", "ExceptionReason 'SECRET' is unknown"),
    "no identifier": ('"LEI":{"$":"EXAMPLE0000000000098"},', "", "'' is no LEI"),
    "a number that is no LEI": ('"LEI":{"$":"EXAMPLE0000000000098"}', '"LEI":{"$":"X"}', "'X' is no LEI"),
    "an element that is not known": (
        '"EntityStatus":',
        '"Colour":{"$":"red"},"EntityStatus":',
        "Entity/Colour is neith",
    ),
    "a node that is named otherwise": ('"NodeIDType":{"$":"LEI"}', '"NodeIDType":{"$":"BIC"}', "not named by an LEI"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    old, new, message = REFUSED[name]
    text = SAMPLE.read_text("utf-8")
    assert old in text
    file = tmp_path / "lei.json"
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Refused, match=message):
        taken_in(tmp_path / "case", "gleif", file)


def test_other_files_are_refused(tmp_path: Path) -> None:
    texts = {
        "empty.json": "",
        "cut.json": '{"records":[{"LEI":',
        "other.xml": "<sdnList/>",
        "entities.xml": '<!DOCTYPE LEIData [<!ENTITY a "b">]><LEIData/>',
    }
    for name, text in texts.items():
        file = tmp_path / name
        file.write_text(text, "utf-8")
        with pytest.raises(UnreadableSource):
            taken_in(tmp_path / f"case-{name}", "gleif", file)


def test_every_real_entity_is_there_with_its_names_numbers_and_dates(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / GOLDEN
    case, report = taken_in(tmp_path / "case", "gleif", file)
    records = json.loads(file.read_text("utf-8"))["records"]
    assert (report.records, report.set_aside) == (len(records), {}) == (577, {})
    told = {f"gleif:{record['LEI']['$']}": record["Entity"] for record in records}

    def said(prop: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for entity, value in asked(
            case, "SELECT entity, value FROM statements WHERE prop = ? AND entity <> dataset", prop
        ):
            found.setdefault(entity, set()).add(value)
        return found

    assert said("lei") == {entity: {entity.removeprefix("gleif:")} for entity in told}
    assert said("name") == {entity: {one["LegalName"]["$"].strip()} for entity, one in told.items()}
    assert said("founded_on") == {entity: {one["EntityCreationDate"]["$"][:10]} for entity, one in told.items()}
    assert said("registered_in") == {entity: {one["LegalJurisdiction"]["$"][:2]} for entity, one in told.items()}
    numbers = {entity: {register["RegistrationAuthorityEntityID"]["$"]} for entity, one in told.items()
               if "RegistrationAuthorityEntityID" in (register := one["RegistrationAuthority"])}  # fmt: skip
    assert said("registration_number") == numbers
    former = {entity: names for entity, one in told.items() if (names := _names(one, "PREVIOUS_LEGAL_NAME"))}
    assert said("former_name") == former


def _names(entity: dict[str, Any], type_: str) -> set[str]:
    listed = entity.get("OtherEntityNames", {}).get("OtherEntityName", ())
    return {name["$"] for name in listed if name["@type"] == type_}


@pytest.mark.parametrize("name", ["lei-updates-data2-new", "lei-updates-data2", "repex-updates-data2-new", "rr-data",
                                  "rr-updates-data2-new", "rr-updates-data2"])  # fmt: skip
def test_the_same_records_as_xml_and_as_json_state_the_same(name: str, shared_data: Path, tmp_path: Path) -> None:
    """Their plain JSON lacks the status of events, and all but one of the further lines of an address."""
    query = (
        "SELECT entity, kind, prop, value, original, start_min, end_max FROM statements "
        "WHERE entity <> dataset AND NOT starts_with(value, 'event ') AND prop <> 'address' ORDER BY ALL"
    )
    found = []
    for suffix in ("xml", "json"):
        case, report = taken_in(tmp_path / suffix, "gleif", shared_data / FIXTURES / f"{name}.{suffix}")
        found.append((report.records, report.set_aside, asked(case, query)))
    assert found[0] == found[1]


def test_every_real_file_of_records_is_read(shared_data: Path, tmp_path: Path) -> None:
    files = [file for file in sorted((shared_data / FIXTURES).iterdir()) if not file.stem.endswith("-out")]
    assert len(files) == 23
    for number, file in enumerate(files):
        case, report = taken_in(tmp_path / str(number), "gleif", file)
        count = len(json.loads(file.read_text("utf-8"))) if file.suffix == ".json" else report.records
        assert report.records == count > 0
        assert sum(report.set_aside.values()) <= 1
        places = {at for (at,) in asked(case, "SELECT locator FROM observations")} - {"pointer:/"}
        assert len(places) == report.records - sum(report.set_aside.values())
        assert originals(file, file.name, places).keys() == places
