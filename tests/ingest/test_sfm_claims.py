"""Security Force Monitor's claims: invented samples of both layouts, files that are refused, and the importer's own."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from tests.taking_in import asked, expected, stated

HERE = Path(__file__).parent / "sfm_claims"
IMPORTER, CLAIMS = HERE / "importer", HERE / "claims"
WHOLE = "sfm/cms_importer"
BOUNDS = "start_min, start_max, end_min, end_max, start_known, end_known"


def unit(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def taken_in(folder: Path, *paths: Path, set_aside: bool = False) -> tuple[Case, dict[str, Report]]:
    case = Case.create(folder)
    reports = ingest(case, load("sfm_claims"), paths, Options(set_aside=set_aside))
    return case, {report.file: report for report in reports}


def changed(folder: Path, sample: Path, name: str, before: str, after: str) -> Path:
    shutil.copytree(sample, folder)
    text = (folder / name).read_text("utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("sample", "records"),
    [
        (IMPORTER, {"incidents.csv": 2, "persons.csv": 2, "sources.csv": 3, "units.csv": 4}),
        (CLAIMS, {"claims.csv": 11, "sources.csv": 3}),
    ],
)
def test_the_samples_state_what_is_expected_and_nothing_else(
    sample: Path, records: dict[str, int], tmp_path: Path
) -> None:
    case, reports = taken_in(tmp_path / "case", sample)
    assert stated(case) == expected(HERE / f"expected_{sample.name}.jsonl")
    assert {name: report.records for name, report in reports.items()} == records


def test_rows_that_the_publisher_has_not_cleared_are_set_aside_by_name(tmp_path: Path) -> None:
    _, reports = taken_in(tmp_path / "importer", IMPORTER)
    aside = {name: report.set_aside for name, report in reports.items() if report.set_aside}
    assert aside == {
        "units.csv": {"the publisher has not cleared the row (unit:status:admin 1, fixes needed)": 1},
        "incidents.csv": {"the publisher has not cleared the row (incident:status:admin 2, fixes made)": 1},
    }
    _, reports = taken_in(tmp_path / "claims", CLAIMS)
    assert reports["claims.csv"].set_aside == {
        "the publisher found the claim false (status conflict)": 1,
        "the perpetrator is a unit or person of which the files hold no claim": 1,
    }


def test_who_may_see_a_statement_is_told_by_the_source_it_cites(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", IMPORTER)
    sharing = "SELECT DISTINCT source, sharing FROM statements WHERE source LIKE '%9__' ORDER BY 1"
    assert asked(case, sharing) == [
        (f"sfm_claims:{unit(901)}", "public"),
        (f"sfm_claims:{unit(902)}", "public"),
        (f"sfm_claims:{unit(903)}", "restricted"),
    ]
    shutil.copytree(IMPORTER, without := tmp_path / "without")
    (without / "sources.csv").unlink()
    case, _ = taken_in(tmp_path / "other", without)
    assert asked(case, "SELECT DISTINCT sharing FROM statements WHERE source <> 'sfm_claims'") == [("restricted",)]


def test_an_incident_is_alleged_of_whom_the_sources_name(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", IMPORTER)
    heads = (
        "SELECT value, stance, count(*) FROM statements WHERE kind = 'ATTRIBUTED_TO' AND prop = 'head' GROUP BY 1, 2"
    )
    assert set(asked(case, heads)) == {
        (f"sfm_claims:{unit(1)}", "alleged", 2),  # once for each of the two sources
        (f"sfm_claims:{unit(11)}", "alleged", 2),
    }


def test_the_days_of_an_incident_are_its_bounds(tmp_path: Path) -> None:
    days = "SELECT DISTINCT start_min, start_max, end_min, end_max FROM statements WHERE kind = 'Incident'"
    case, _ = taken_in(tmp_path / "importer", IMPORTER)
    assert asked(case, days) == [("2018-10-21", "2018-10-21", "2018-10-26", "2018-10-26")]
    case, _ = taken_in(tmp_path / "claims", CLAIMS)
    assert asked(case, days) == [("2014-09-01", "2014-09-01", "2014-09-02", "2014-09-02")]


def test_precise_and_imprecise_ranges_become_bounds(tmp_path: Path) -> None:
    """A precise range holds on every day of it, an imprecise one on one day at least; nothing is claimed beyond."""
    case, _ = taken_in(tmp_path / "case", CLAIMS)
    query = f"SELECT DISTINCT {BOUNDS} FROM statements WHERE kind = ? AND prop = 'tail' ORDER BY 1, 2"
    assert asked(case, query, "PART_OF") == [
        ("2014-01-01", "2014-01-01", "2014-12-31", "2014-12-31", False, False),  # precise: certain on every day
        ("2014-03-01", "2014-03-31", "2014-03-01", "2014-03-31", False, False),  # imprecise: certain on none
    ]
    assert asked(case, query, "POSTED_TO") == [
        ("0001-01-01", "2014-07-31", "0001-01-01", "2014-07-31", False, True),  # at some time before
        ("2014-08-03", "2014-08-03", "2014-08-03", "2014-08-03", True, False),  # one day, and the beginning
        ("2015-05-01", "2015-06-01", "2015-06-03", "2015-06-03", True, False),  # began in May, certain from June
    ]


def test_of_an_appointment_and_a_later_taking_of_office_only_the_accepted_one_counts(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", CLAIMS)
    firsts = asked(case, "SELECT value FROM statements WHERE kind = 'POSTED_TO' AND prop = 'first_cited' ORDER BY 1")
    assert ("2014-08-03",) in firsts
    assert ("2014-08-01",) not in firsts


@pytest.mark.parametrize(
    ("sample", "name", "before", "after", "message"),
    [
        (IMPORTER, "units.csv", ",Low,", ",Lowest,", "'Lowest' is not one of 'High', 'Medium', 'Low', ''"),
        (IMPORTER, "units.csv", ",child,", ",parent,", "column 'unit:relation_type': 'parent' is not one of"),
        (IMPORTER, "units.csv", ",site,", ",seat,", "column 'unit:location_type': 'seat' is not one of"),
        (IMPORTER, "units.csv", f",3,{unit(1)}", ",3,1", "'1' is not an id (UUID)"),
        (IMPORTER, "units.csv", f",3,{unit(1)}", f",4,{unit(1)}", "column 'unit:status:admin': '4' is not one of"),
        (IMPORTER, "persons.csv", "Example Person,", ",", "column 'person:name' is empty"),
        (IMPORTER, "incidents.csv", "2018-10-21,10,", "2018-13-21,13,", "there is no month 13"),
        (IMPORTER, "sources.csv", unit(902), unit(901), "stands for two different things"),
        (CLAIMS, "claims.csv", ",accepted,", ",approved,", "column 'status:meta': 'approved' is not one of"),
        (CLAIMS, "claims.csv", "relation,", "training,", "column 'type:claim': 'training' is not one of"),
        (CLAIMS, "claims.csv", "relation,", "posting,", "which says nothing of a claim of type 'posting'"),
        (CLAIMS, "claims.csv", "2015-05-31", "2015-05-30", "do not meet, as two of one claim do"),
        (CLAIMS, "claims.csv", "2014-08-03,2014-08-03", "2014-08-03,", "the precise range has one end only"),
        (CLAIMS, "claims.csv", "2014-08-03,2014-08-03", "2014-08,2014-08-03", "'2014-08' is no day"),
        (CLAIMS, "claims.csv", "2014-03-31", "2014-02-28", "the imprecise range ends on 2014-02-28, before it begins"),
        (CLAIMS, "claims.csv", "since_beginning_of_time", "since_1948", "'first_imprecise:range': 'since_1948' is not"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    sample: Path, name: str, before: str, after: str, message: str, tmp_path: Path
) -> None:
    folder = changed(tmp_path / "files", sample, name, before, after)
    with pytest.raises(Refused) as caught:
        taken_in(tmp_path / "case", folder)
    assert f"{name} row:" in str(caught.value)
    assert message in str(caught.value)


def test_another_table_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    (other := tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UnreadableSource, match=r"other\.csv: a table of this source has one of the columns"):
        taken_in(tmp_path / "one", other)
    (empty := tmp_path / "empty").mkdir()
    with pytest.raises(UnreadableSource, match="holds no CSV file"):
        taken_in(tmp_path / "two", empty)


def test_the_importers_files_are_accounted_for(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / WHOLE
    tables: dict[str, list[dict[str, str]]] = {}
    for kind in ("unit", "person", "incident", "source"):
        with (folder / f"{kind}s.csv").open(encoding="utf-8-sig", newline="") as stream:
            tables[kind] = list(csv.DictReader(stream))
    case, reports = taken_in(tmp_path / "case", folder)
    assert {name: report.records for name, report in reports.items()} == {
        f"{kind}s.csv": len(rows) for kind, rows in tables.items()
    }
    cleared = {
        kind: [row for row in rows if row.get(f"{kind}:status:admin", "3") == "3"] for kind, rows in tables.items()
    }
    for kind, rows in tables.items():
        assert sum(reports[f"{kind}s.csv"].set_aside.values()) == len(rows) - len(cleared[kind])

    def entities(kind: str) -> int:
        ((number,),) = asked(case, "SELECT count(DISTINCT entity) FROM statements WHERE kind = ?", kind)
        return int(number)

    numbers = {
        "Unit": {row["unit:id:admin"] for row in cleared["unit"]},
        "Person": {row["person:id:admin"] for row in cleared["person"]},
        "Incident": {row["incident:id:admin"] for row in cleared["incident"]},
    }
    assert {kind: entities(kind) for kind in numbers} == {kind: len(keys) for kind, keys in numbers.items()}
    assert entities("Source") - 1 == len(tables["source"]) == 112
    related = [row for row in cleared["unit"] if row["unit:related_unit_id:admin"]]
    assert entities("PART_OF") == len(related)
    words = Counter(row["unit:related_unit_class"].lower() or "member" for row in related)
    authorities = asked(
        case,
        "SELECT value, count(DISTINCT entity) FROM statements WHERE kind = 'PART_OF' AND prop = 'authority' GROUP BY 1",
    )
    assert dict(authorities) == words
    # One of the six rows repeats a posting, which stays one.
    assert entities("POSTED_TO") == len(cleared["person"]) - 1
