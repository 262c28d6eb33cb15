"""The table of foreign military trainings: an invented sample, files that are refused, and the publisher's, whole."""

import csv
import json
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.countries import country_code
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake import tables
from graphkit.intake.check import check
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from graphkit.model.statement import IDENTIFYING, statement_id

HERE = Path(__file__).parent / "us_fmtrpt"
SAMPLE = HERE / "sample.tsv"
TRAININGS = load("us_fmtrpt")
TODAY = date(2024, 5, 17)
WHOLE = "fmtrpt/fmtrpt_all_1999_2021.tsv"


def taken_in(folder: Path, file: Path, *, set_aside: bool = False) -> tuple[Case, Report]:
    case = Case.create(folder / "case")
    (report,) = ingest(case, TRAININGS, [file], Options(set_aside=set_aside, today=TODAY))
    return case, report


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SAMPLE.read_text("utf-8")
    assert old in text
    path = tmp_path / "trainings.tsv"
    path.write_text(text.replace(old, new), "utf-8")
    return path


def asked(case: Case, query: str, *values: str) -> list[tuple[Any, ...]]:
    with reading(case) as connection:
        return connection.execute(query, list(values)).fetchall()


def stated(case: Case) -> set[tuple[Any, ...]]:
    """Every statement but those about the dataset itself, wherever it was seen, with its bounds."""
    query = (
        "SELECT s.entity, kind, prop, value, original, locator, [start_min, start_max, end_min, end_max, timed] "
        "FROM statements s JOIN observations o ON o.statement = s.id WHERE s.entity <> s.dataset"
    )
    return {(*fields, *bounds) for *fields, bounds in asked(case, query)}


def expected() -> set[tuple[Any, ...]]:
    lines = [json.loads(line) for line in (HERE / "expected.jsonl").read_text("utf-8").splitlines()]
    return {(*(value for name, value in line.items() if name != "bounds"), *line["bounds"]) for line in lines}


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path, SAMPLE)
    assert stated(case) == expected()
    assert report.records == 6
    assert report.set_aside == {
        "sums of a programme, which are no trainings": 1,
        "the start as printed has no clean date, and is left out": 1,
        "start 2107-11-06 is no day near the report of 2018-2019": 1,
        "the end lies before the start, so that both are stated and date nothing": 1,
        "quantity 1 Garmisch, is no number": 1,
        "quantity N/A is no number": 1,
        "'Korea' may be the Republic of Korea or the Democratic People's Republic of Korea: "
        "kept as printed, and received by no country": 1,
    }


def test_ids_are_those_of_statements_made_one_by_one(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path, SAMPLE)
    found = asked(case, f"SELECT id, {', '.join(IDENTIFYING)} FROM statements")
    assert len(found) > 50
    for id_, *fields in found:
        assert id_ == statement_id(dict(zip(IDENTIFYING, fields, strict=True)))


def test_the_words_are_those_of_the_departments_and_public(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path, SAMPLE)
    origin = "United States Department of State and Department of Defense"
    query = "SELECT DISTINCT origin, sharing, basis FROM statements WHERE kind = ?"
    assert asked(case, query, "RECEIVED_BY") == [(origin, "public", "stated")]
    assert asked(case, query, "Unit") == [(origin, "public", "stated")]


@pytest.mark.parametrize("size", [1, 7, 20])
def test_stretches_give_the_same_files_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(tables, "_STRETCH", size)
    case, report = taken_in(tmp_path, SAMPLE)
    assert stated(case) == expected()
    for top, order in (("statements", ["entity", "kind", "prop", "id"]), ("observations", ["entity"])):
        (path,) = (case.folder / top).rglob("*.parquet")
        rows = [tuple(row.values()) for row in parquet.read_table(path, columns=order).to_pylist()]
        assert rows == sorted(rows)
    assert asked(case, "SELECT count(*), count(DISTINCT id) FROM statements") == [(report.statements,) * 2]


def test_a_check_counts_what_an_ingest_would_state(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path, SAMPLE)
    (checked,) = check(TRAININGS, [SAMPLE])
    made = asked(case, "SELECT count(*) FROM statements WHERE entity <> dataset")
    assert [(checked.statements,)] == made
    assert checked.records == 6


def test_the_next_edition_adds_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case, first = taken_in(tmp_path, SAMPLE)
    monkeypatch.setattr(tables, "_STRETCH", 9)
    (second,) = ingest(case, TRAININGS, [changed(tmp_path, "Open Course", "Closed Course")], Options(today=TODAY))
    assert (second.new, second.statements) == (1, first.statements)
    assert asked(case, "SELECT count(*), count(DISTINCT id) FROM statements") == [(first.statements + 1,) * 2]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\tIceland\t", "\tIcelandd\t", "row:6: training:country: 'Icelandd' is not a known country; did you mean"),
        ("\tKorea\t", "\t\t", "row:4: training:country: "),
        ("00000005-0000", "00000005_0000", "row:6: training:id:admin is no id"),
        ("00000006-0000-5000-8000-000000000006", "00000005-0000-5000-8000-000000000005", "row:7: .* stands for two"),
        ("\t2018_2019_Sample", "\t2018_Sample", "row:6: qa:training_group does not begin with the years"),
    ],
)
def test_what_cannot_be_a_training_is_refused_or_set_aside(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = changed(tmp_path, old, new)
    with pytest.raises(Refused, match=said):
        taken_in(tmp_path / "strict", file)
    case, report = taken_in(tmp_path / "lenient", file, set_aside=True)
    refused = sum(count for reason, count in report.set_aside.items() if reason.startswith(("training:", "qa:")))
    assert refused >= 1
    assert asked(case, "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Assistance'") == [(5 - refused,)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("training:program", "training:programme", "column 'training:programme' is unknown; did you mean"),
        ("\tqa:training_source_url", "", "column 'qa:training_source_url' is missing"),
        ("\tSample School\t", "\tSample School\tmore\t", "the file may be cut or badly quoted"),
        ("Sample School", "Sample\nSchool", "cut or badly quoted"),
        ('"1st ""Sample"" Battalion"\t8/1/2017\t', '"1st\nBattalion"\t8/1/2017\t', "6 records in 8 lines"),
        ("Sample Course", "Sample\0Course", "a NUL byte"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_as_a_whole(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises((UnreadableSource, Refused), match=said):
        taken_in(tmp_path, changed(tmp_path, old, new), set_aside=True)


def test_a_file_of_sums_only_does_not_look_whole(tmp_path: Path) -> None:
    lines = SAMPLE.read_text("utf-8").splitlines()
    path = tmp_path / "sums.tsv"
    path.write_text("\n".join([lines[0], lines[4]]) + "\n", "utf-8")
    with pytest.raises(Refused, match="0 of kind Assistance, expected 1 to any number"):
        taken_in(tmp_path, path)


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    """The rows of the real file that are trainings."""
    with (shared_data / WHOLE).open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream, delimiter="\t"))
    assert len(found) == 253_461
    return [
        {name: value.strip() for name, value in row.items()}
        for row in found
        if not row["training:course_title"].endswith("Program Totals")
    ]


@pytest.fixture(scope="module")
def whole(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole"), shared_data / WHOLE)


@pytest.mark.slow
def test_every_row_of_the_whole_file_is_a_training_or_a_sum(
    whole: tuple[Case, Report], rows: list[dict[str, str]]
) -> None:
    case, report = whole
    sums = report.set_aside["sums of a programme, which are no trainings"]
    assert (report.records, sums, len(rows)) == (253_461, 8_480, 253_461 - 8_480)
    stated = dict(asked(case, "SELECT prop, count(*) FROM statements WHERE kind = 'Assistance' GROUP BY prop"))
    given = Counter(name for row in rows for name, value in row.items() if value)
    columns = {
        "programme": "training:program",
        "course": "training:course_title",
        "us_unit": "training:delivery_unit",
        "recipient_as_printed": "training:recipient_unit",
        "location": "training:location",
        "cost": "training:total_cost",
        "source_file": "qa:training_group",
        "page": "training:page_number",
    }
    assert {prop: stated[prop] for prop in columns} == {prop: given[name] for prop, name in columns.items()}
    assert stated["fiscal_year"] == len(rows)
    for prop, name in (("start", "start_date_clean"), ("end", "end_date_clean"), ("quantity", "quantity")):
        left_out = sum(count for reason, count in report.set_aside.items() if reason.startswith(f"{prop} "))
        column = f"training:{name}" if prop == "quantity" else f"qa:training_{name}"
        assert stated[prop] == given[column] - left_out
    assert asked(case, "SELECT count(*), count(DISTINCT id) FROM statements") == [(report.statements,) * 2]


@pytest.mark.slow
def test_every_training_of_the_whole_file_is_received_by_its_country_but_korea(
    whole: tuple[Case, Report], rows: list[dict[str, str]]
) -> None:
    case, report = whole
    nowhere = Counter(row["training:country"] for row in rows if row["training:country"] in {"Korea", "Indochina"})
    assert nowhere["Korea"] == 50
    assert sum(n for reason, n in report.set_aside.items() if "received by no country" in reason) == nowhere.total()
    received = asked(
        case,
        "SELECT value, count(*) FROM statements WHERE kind = 'RECEIVED_BY' AND value LIKE 'country:%' GROUP BY 1",
    )
    names = Counter(row["training:country"] for row in rows)
    by_code: Counter[str] = Counter()
    for name, count in (names - nowhere).items():
        by_code[f"country:{country_code(name)}"] += count
    assert dict(received) == by_code
    assert asked(case, "SELECT value, count(*) FROM statements WHERE kind = 'Assistance' AND prop = 'note' GROUP BY 1"
                 " ORDER BY 1 DESC") == sorted(nowhere.items(), reverse=True)  # fmt: skip


@pytest.mark.slow
def test_each_recipient_of_the_whole_file_is_a_unit_of_its_country(
    whole: tuple[Case, Report], rows: list[dict[str, str]]
) -> None:
    case, _ = whole
    unnamed = {"", "n/a", "na", "none", "unk", "unknown", "not reported", "multiple", "various"}
    units = Counter(
        (row["training:country"], row["training:recipient_unit"])
        for row in rows
        if row["training:recipient_unit"].lower() not in unnamed
    )
    links = "SELECT count(*) FROM statements WHERE kind = 'RECEIVED_BY' AND prop = 'head' AND value LIKE '%:unit/%'"
    assert asked(case, links) == [(units.total(),)]
    codes = {name: country_code(name) for name in {name for name, _ in units} - {"Korea", "Indochina"}}
    told = {(codes.get(country, country), recipient) for country, recipient in units}
    assert asked(case, "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Unit'") == [(len(told),)]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads the greatest memory where Linux tells it")
def test_the_whole_file_is_taken_in_within_a_gigabyte_and_a_half(shared_data: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from graphkit.case.folder import Case; "
        "from graphkit.intake.ingestor import load; from graphkit.intake.run import Options, ingest; "
        "ingest(Case.create(Path(sys.argv[1])), load('us_fmtrpt'), [Path(sys.argv[2])], Options()); "
        # Not getrusage, which counts what the parent had when it started this process.
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "case"), str(shared_data / WHOLE)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 1_500_000
