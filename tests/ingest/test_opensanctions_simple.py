"""OpenSanctions' simplified targets: an invented sample, files that are refused, and a real one, whole."""

import csv
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.intake.ingestor import ingestors, load
from graphkit.intake.run import Report
from tests.taking_in import asked, assert_refused, expected, stated, taken_in

HERE = Path(__file__).parent / "opensanctions_simple"
SAMPLE = HERE / "sample.csv"
TARGETS = load("opensanctions_simple")

Change = Callable[[str], str]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "opensanctions_simple", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    left = {"schema 'Security': neither a person, nor a body, a ship or an aircraft": 1}
    assert (report.records, report.edition, report.set_aside) == (4, "2026-03-13", left)


def test_every_statement_has_the_origin_that_the_file_names(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "opensanctions_simple", SAMPLE)
    query = "SELECT DISTINCT split_part(entity, '/', 1), origin FROM statements WHERE entity LIKE '%NK-%' ORDER BY 1"
    assert asked(case, query) == [
        ("opensanctions_simple:NK-1", "Ukraine War and Sanctions"),
        ("opensanctions_simple:NK-2", "Ukraine War and Sanctions"),
        ("opensanctions_simple:NK-3", "Council of the EU; Example Register"),
    ]
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'Coverage' OR prop = 'official'") == [(0,)]


def test_a_list_that_is_read_at_its_publisher_too_has_the_origin_that_it_has_there() -> None:
    own = {dataset.origin or dataset.publisher for dataset in (load(name).dataset for name in ingestors())}
    repeated: dict[str, str] = sys.modules["graphkit_ingest_opensanctions_simple"]._ORIGINS
    assert len(repeated) == 8
    assert set(repeated.values()) <= own


REFUSED: dict[str, tuple[Change, str]] = {
    "a schema that is not known": (lambda text: text.replace('"Person"', '"Persona"'), "mean 'Person'"),
    "a country that is none": (lambda text: text.replace('"pa;suhh"', '"pa;zq"'), "'ZQ' is not a known country"),
    "a date that is none": (lambda text: text.replace("1971-04-03", "1971-14-03"), "'1971-14-03' is not a date"),
    "the same target twice": (lambda text: text.replace('"NK-2"', '"NK-1"'), "NK-1 is a Person and cannot be a Vessel"),
    "no dataset": (lambda text: text.replace('"Ukraine War and Sanctions"', '""', 1), "column 'dataset' is empty"),
    "no name": (lambda text: text.replace('"EXAMPLE SHIP"', '""'), "column 'name' is empty"),
    "a column too many": (lambda text: text.replace('"last_change"', '"last_change","topics"'), "'topics' is unknown"),
    "a column too few": (lambda text: text.replace('"phones",', ""), "column 'phones' is missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_stops_the_run_and_leaves_the_case_as_it_was(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    text = SAMPLE.read_text("utf-8")
    assert change(text) != text
    file = tmp_path / "targets.simple.csv"
    file.write_text(change(text), "utf-8")
    assert_refused(tmp_path / "case", "opensanctions_simple", file, message)


# Of a real file: what stands in it is counted without the ingestor, and compared with what was stated.


@pytest.fixture(scope="module")
def real_file(shared_data: Path) -> Path:
    return shared_data / "ftm/targets.simple_2026-03.csv"


@pytest.fixture(scope="module")
def whole(real_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole") / "case", "opensanctions_simple", real_file)


@pytest.fixture(scope="module")
def rows(real_file: Path) -> list[dict[str, str]]:
    with real_file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_every_target_of_the_real_file_is_a_subject_with_its_listing(
    whole: tuple[Case, Report], rows: list[dict[str, str]]
) -> None:
    case, report = whole
    assert (report.records, report.edition, report.set_aside) == (5600, "2026-03-13", {})
    assert len(rows) == 5600
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    schemas = Counter(row["schema"] for row in rows)
    assert kinds == {
        "Person": schemas["Person"],
        "Company": schemas["Company"],
        "Vessel": schemas["Vessel"],
        "Organization": schemas["LegalEntity"],
    }
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'LISTED_IN' AND prop = 'tail'") == [(5600,)]
    programmes = Counter(code for row in rows for code in row["program_ids"].split(";") if code)
    found = "SELECT value, count(*) FROM statements WHERE prop = 'programme' GROUP BY value"
    assert dict(asked(case, found)) == programmes


def test_what_the_real_file_prints_is_what_was_stated(whole: tuple[Case, Report], rows: list[dict[str, str]]) -> None:
    case, _ = whole
    columns = {"countries": "country", "birth_date": "birth_date", "identifiers": ""}
    numbers = "('imo', 'identifier', 'tax_id', 'registration_number', 'failed_identifier')"
    for column, prop in columns.items():
        printed = {
            (f"opensanctions_simple:{row['id']}", part.upper().removeprefix("IMO"))
            for row in rows
            for part in row[column].split(";")
            if part
        }
        where = f"prop = '{prop}'" if prop else f"prop IN {numbers}"
        found = set(asked(case, f"SELECT entity, upper(value) FROM statements WHERE {where}"))
        assert printed == found
