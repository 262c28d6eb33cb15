"""FollowTheMoney: an invented sample of each form, files that are refused, and real files counted in and out."""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.export.formats import export
from graphkit.export.leaving import Terms
from graphkit.intake.ingestor import load
from graphkit.intake.original import originals
from graphkit.model import ftm
from tests.taking_in import asked, expected, recorded, stated, taken_in

HERE = Path(__file__).parent / "ftm"
SAMPLE = HERE / "sample.ftm.json"
BOUNDS = "start_min, start_max, end_min, end_max, start_known, end_known"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return taken_in(tmp_path_factory.mktemp("ftm") / "case", "ftm", SAMPLE)[0]


def bounds(case: Case, entity: str, prop: str = "tail") -> list[tuple[Any, ...]]:
    return asked(case, f"SELECT {BOUNDS} FROM statements WHERE entity = ? AND prop = ?", entity, prop)


def test_the_sample_states_what_is_expected_and_nothing_else(case: Case) -> None:
    assert stated(case) == expected(HERE / "expected.jsonl")


def test_what_has_no_place_is_counted_by_what_it_is(tmp_path: Path) -> None:
    _, report = taken_in(tmp_path / "case", "ftm", SAMPLE)
    assert (report.records, report.set_aside) == (15, {})
    assert report.kept == {
        "Address.city: no property here holds it": 1,
        "Directorship: it leads to what is not in the file": 1,
        "Directorship.role: no property here holds it": 1,
        "Ownership.sharesCount: no property here holds it": 1,
        "Passport.number: no property here holds it": 1,
        "Person.birthDate: no property here holds it": 1,
        "Person.nationality: no property here holds it": 1,
        "Person.shoeSize: it is no property of FollowTheMoney": 1,
        "Person.topics: no property here holds it": 1,
        "Sanction.sourceUrl: no property here holds it": 1,
    }


def test_a_relation_has_the_bounds_that_its_dates_give(case: Case) -> None:
    assert bounds(case, "ftm:own-1") == [("2015-01-01", "2015-12-31", "2018-04-01", "2018-04-01", True, True)]
    assert bounds(case, "ftm:dir-1") == [("0001-01-01", "9999-12-31", "0001-01-01", "9999-12-31", False, False)]
    position = ("2001-01-01", "2001-12-31", "2004-01-01", "2004-12-31", True, True)
    assert bounds(case, "ftm:ex-4", "position") == [position]


def test_what_repeats_an_authority_s_list_has_its_publisher_as_origin(case: Case) -> None:
    told = asked(case, "SELECT DISTINCT origin, cited FROM statements WHERE entity = 'ftm:ex-1' AND prop = 'name'")
    made = (
        "datasets xx_other, un_sc_sanctions; first_seen 2024-01-02T03:04:05; last_seen 2024-02-02T03:04:05; "
        "last_change 2024-01-02T03:04:05; target true"
    )
    assert told == [("United Nations Security Council", made)]


def test_origins_are_those_of_the_lists_that_are_read_themselves() -> None:
    """The same words have one origin, through FollowTheMoney or straight from their authority."""
    lists = {
        "au_dfat_sanctions": "au_dfat",
        "ca_dfatd_sema_sanctions": "ca_sema",
        "eu_fsf": "eu_fsf",
        "eu_journal_sanctions": "eu_journal",
        "gb_hmt_sanctions": "uk_ofsi",
        "un_sc_sanctions": "un_sc",
        "us_ofac_cons": "ofac_consolidated",
        "us_ofac_sdn": "ofac_sdn",
    }
    stream = sys.modules[load("ftm").read.__module__]
    datasets = {name: load(source).dataset for name, source in lists.items()}
    assert {name: found.origin or found.publisher for name, found in datasets.items()} == stream._ORIGINS


def test_every_locator_leads_to_its_line(case: Case) -> None:
    places = [at for (at,) in asked(case, "SELECT DISTINCT locator FROM observations WHERE locator <> 'pointer:/'")]
    lines = SAMPLE.read_text("utf-8").splitlines()
    assert originals(SAMPLE, SAMPLE.name, places) == {f"row:{n}": line for n, line in enumerate(lines, 1)}


def test_statements_are_gathered_by_entity_each_with_who_says_it(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "ftm", HERE / "sample.pack")
    assert (report.records, report.kept) == (7, {"Person.religion: no property here holds it": 1})
    rows = asked(
        case, "SELECT entity, prop, value, original, lang, origin FROM statements WHERE dataset <> entity ORDER BY ALL"
    )
    un = "United Nations Security Council"
    assert rows == [
        ("ftm:ex-1", "ftm_schema", "Person", "", "", un),
        ("ftm:ex-1", "ftm_value", "religion=none", "", "", "xx_other"),
        ("ftm:ex-1", "name", "Example Person", "", "eng", un),
        ("ftm:ex-1", "nationality", "IS", "Iceland", "", un),
        ("ftm:ex-2", "ftm_schema", "Person", "", "", "xx_other"),
        ("ftm:ex-2", "name", "Second Example", "", "", "xx_other"),
        ("ftm:fam-1", "ftm_schema", "Family", "", "", "xx_other"),
        ("ftm:fam-1", "head", "ftm:ex-2", "", "", "xx_other"),
        ("ftm:fam-1", "relation", "family", "Family:fam-1", "", "xx_other"),
        ("ftm:fam-1", "tail", "ftm:ex-1", "", "", "xx_other"),
    ]


def test_what_is_nested_is_stated_as_if_it_stood_alone(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "ftm", HERE / "sample.nested.json")
    assert (report.records, report.kept) == (1, {})
    ends = "SELECT value FROM statements WHERE entity = 'ftm:fam-1' AND prop IN ('tail', 'head') ORDER BY prop DESC"
    assert asked(case, ends) == [("ftm:ex-1",), ("ftm:ex-2",)]
    addresses = "SELECT value, original FROM statements WHERE entity = 'ftm:ex-1' AND prop = 'address'"
    assert asked(case, addresses) == [("1 Example Street", "Address:addr-1")]


def test_a_key_that_stands_twice_keeps_both_values(tmp_path: Path) -> None:
    file = tmp_path / "x.ftm.json"
    file.write_text('{"id":"a","schema":"Person","properties":{"name":["x"],"name":"y"}}\n', "utf-8")
    case, report = taken_in(tmp_path / "case", "ftm", file)
    assert report.kept == {"name: it stands twice in one object, which keeps the values of both": 1}
    names = asked(case, "SELECT value FROM statements WHERE entity = 'ftm:a' AND prop = 'name' ORDER BY value")
    assert names == [("x",), ("y",)]


def test_what_went_from_a_stream_is_noted_and_withdraws_nothing(case: Case) -> None:
    assert asked(case, "SELECT value FROM statements WHERE entity = 'ftm:ex-7/removed' AND prop = 'note'") == [
        ("The stream no longer holds ex-7",)
    ]
    assert asked(case, "SELECT kind FROM statements WHERE entity = 'ftm:ex-7'") == []


REFUSED = {
    "an unknown schema": ('{"id":"a","schema":"Persn","properties":{}}', "'Persn' is no schema.*'Person'"),
    "no id": ('{"schema":"Person","properties":{}}', "id is missing or empty"),
    "two things under one id": (
        '{"id":"a","schema":"Person","properties":{}}\n{"id":"a","schema":"Vessel","properties":{}}',
        "row:2: ftm:a is a Person and cannot be a Vessel too",
    ),
    "an unknown act": ('{"op":"PUT","entity":{"id":"a"}}', "'PUT' is no act of a delta stream"),
    "two ids": ('{"id":"a","id":"b","schema":"Person","properties":{}}', "stands where a text was expected"),
    "properties that are a list": ('{"id":"a","schema":"Person","properties":[]}', "properties of a is no object"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_entity_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    text, message = REFUSED[name]
    file = tmp_path / "x.ftm.json"
    file.write_text(text + "\n", "utf-8")
    with pytest.raises(Refused, match=message):
        taken_in(tmp_path / "case", "ftm", file)
    assert list(recorded(Case(tmp_path / "case"))) == list(recorded(Case.create(tmp_path / "empty")))


def test_other_files_are_refused(tmp_path: Path) -> None:
    for name, text, message in (
        ("x.ftm.json", "", "empty"),
        ("x.json", '{"id": "a", "schema": "Per', "line 1"),
        ("x.pack", "a,b,c\n", "row 1: 3 cells where a statement has 11"),
        ("x.csv", 'a,Person:name,"b\n', "cut or badly quoted|3 cells"),
    ):
        file = tmp_path / name
        file.write_text(text, "utf-8")
        with pytest.raises(UnreadableSource, match=message):
            taken_in(tmp_path / f"case-{name}", "ftm", file)


# Real files: every value that they hold is in the export, under the same entity, schema and property.

WHOLE = {
    "khong_entities.ftm.json": (1565, 46, 1565),
    "yente_zala_entities.ftm.json": (91, 0, 91),
    "nomenklatura_donations.ijson": (474, 0, 474),
    "khong_targets.nested.json": (20, 0, 260),
    "yente_hist_entities.delta.json": (1700, 0, 1129),
}
"""The lines of each file, in how many of them a key stands twice in one object, and the entities in all."""


def entities(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An entity of a line and all that is nested in it; what a stream took away is none."""
    if "op" in told:
        if told["op"] == "DEL":
            return
        told = told["entity"]
    yield told
    for values in told["properties"].values():
        for value in values if isinstance(values, list) else ():
            if isinstance(value, dict) and "schema" in value:
                yield from entities(value)


class Joining:
    """Reads a line and keeps every value of a key that stands twice in one object."""

    def __init__(self) -> None:
        self.twice = 0

    def read(self, line: str) -> dict[str, Any]:
        before = self._doubled = 0
        told: dict[str, Any] = json.loads(line, object_pairs_hook=self._pairs)
        self.twice += self._doubled > before
        return told

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in pairs:
            before = [] if key not in found else found[key] if isinstance(found[key], list) else [found[key]]
            self._doubled += key in found
            found[key] = [*before, *(value if isinstance(value, list) else [value])] if before else value
        return found


@pytest.mark.parametrize("name", WHOLE)
def test_a_real_file_goes_in_and_out_without_loss(name: str, shared_data: Path, tmp_path: Path) -> None:
    lines, twice, count = WHOLE[name]
    file = shared_data / "ftm" / name
    case, report = taken_in(tmp_path / "case", "ftm", file)
    assert (report.records, report.set_aside) == (lines, {})
    export(case, "ftm", tmp_path / "out", Terms())
    written = {
        entity["id"]: entity
        for entity in map(json.loads, (tmp_path / "out/entities.ftm.json").read_text("utf-8").splitlines())
    }
    assert len(written) == count
    joining = Joining()
    for line in file.read_text("utf-8").splitlines():
        for entity in entities(joining.read(line)):
            found = written[entity["id"]]
            assert found["schema"] == entity["schema"]
            for prop, values in entity["properties"].items():
                listed = values if isinstance(values, list) else [values]
                plain = {text for v in listed if not isinstance(v, dict) and (text := str(v).strip())}
                assert plain <= set(found["properties"].get(prop, ())), (entity["id"], prop)
            for key in ("caption", "datasets", "referents", "first_seen", "last_seen", "last_change", "target"):
                if key in entity:
                    assert _sorted(found.get(key)) == _sorted(entity[key]), (entity["id"], key)
    assert joining.twice == twice


def _sorted(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value


def test_the_real_statements_are_all_there(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "ftm/khong_statements.pack"
    case, report = taken_in(tmp_path / "case", "ftm", file)
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert (report.records, report.set_aside) == (len(rows), {})
    ends = {"holder", "post", "person", "relative"}
    wanted = {
        (row[0], prop, row[2], row[4], row[5])
        for row in rows
        if (prop := row[1].partition(":")[2]) != "id" and prop not in ends
    }
    found = {
        (entity.partition(":")[2].partition("/")[0], said.prop, said.value, lang, said.original)
        for entity, kind, prop, value, original, lang in asked(
            case, "SELECT entity, kind, prop, value, original, lang FROM statements WHERE entity <> dataset"
        )
        if (said := ftm.returned(kind, prop, value, original)) is not None
    }
    assert wanted <= found
