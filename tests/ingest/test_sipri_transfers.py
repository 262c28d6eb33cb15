"""SIPRI's trade register: an invented sample, exports that are refused, and two of the publisher's own, whole."""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.original import originals
from graphkit.intake.run import Options, Report, ingest

HERE = Path(__file__).parent / "sipri_transfers"
SAMPLE = HERE / "sample.csv"
REGISTER = load("sipri_transfers")
NEWER = "sipri/sipri_trade-register_alexarui_2026.csv"
OLDER = "sipri/sipri_trade-register_hofmann_2024.csv"
HEADER_ROW = 12


def taken_in(folder: Path, file: Path, **options: Any) -> tuple[Case, Report]:
    case = Case.create(folder / "case")
    (report,) = ingest(case, REGISTER, [file], Options(**options))
    return case, report


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = SAMPLE.read_text("latin-1")
    assert old in text
    path = tmp_path / "register.csv"
    path.write_text(text.replace(old, new), "latin-1")
    return path


def asked(case: Case, query: str, *values: str) -> list[tuple[Any, ...]]:
    with reading(case) as connection:
        return connection.execute(query, list(values)).fetchall()


def deals(file: Path) -> list[list[str]]:
    """The records of a real export that stand on one line."""
    with file.open(encoding="latin-1", newline="") as stream:
        rows = list(csv.reader(stream))[HEADER_ROW:]
    return [[cell.strip() for cell in row] for row in rows if len(row) == 16]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path, SAMPLE)
    expected = {tuple(json.loads(line).values()) for line in (HERE / "expected.jsonl").read_text("utf-8").splitlines()}
    query = (
        "SELECT s.entity, kind, prop, value, original, min(locator) FROM statements s "
        "JOIN observations o ON o.statement = s.id WHERE s.entity <> s.dataset GROUP BY ALL"
    )
    assert set(asked(case, query)) == expected
    assert (report.records, report.edition, report.set_aside) == (7, "2024-02-03", {})


def test_the_register_is_for_partners_and_countries_are_for_all(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path, SAMPLE)
    assert asked(case, "SELECT DISTINCT sharing FROM statements WHERE kind = 'Country'") == [("public",)]
    assert asked(case, "SELECT DISTINCT sharing FROM statements WHERE kind <> 'Country'") == [("partners",)]


def test_the_place_of_a_statement_leads_to_the_line_as_it_was_written() -> None:
    (line,) = originals(SAMPLE, "sample.csv", ["row:13"]).values()
    assert line.startswith("Myanmar,Soviet Union,1987,?,12,,Falcon-1,")
    assert "Señal version" in line


def test_the_next_edition_gives_a_deal_the_same_id_wherever_it_stands(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path, SAMPLE)
    lines = SAMPLE.read_text("latin-1").replace("3 Feb 2024", "4 Mar 2025").splitlines()
    turned = tmp_path / "newer.csv"
    turned.write_text("\n".join([*lines[:HEADER_ROW], *reversed(lines[HEADER_ROW:])]), "latin-1")
    (report,) = ingest(case, REGISTER, [turned], Options())
    assert (report.edition, report.new) == ("2025-03-04", 0)
    seen = "SELECT seen_on, count(DISTINCT entity) FROM observations WHERE entity NOT LIKE 'country:%' GROUP BY 1"
    first, second = asked(case, f"{seen} ORDER BY 1")
    assert (first[1], second) == (second[1], ("2025-03-04", first[1]))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Chad,Iceland", "Chadd,Iceland", "row:18: 'Chadd' is not a known country; did you mean 'Chad'"),
        ("Chad,Iceland", "unknown front*,Iceland", r"row:18: 'unknown front\*' is not a known country"),
        ("(Chad)*,Libya", "(Chad)***,Libya", r"row:14: 'Example Front \(Chad\)\*\*\*' bears a mark"),
        (",1988; 1990,", ",1988; 19x0,", "row:13: '19x0' is not a date"),
        (",2001,,4,,", ",2001,,four,,", "row:18: column 'Number ordered': 'four' is not a whole number"),
        (",2015,,3,,", ",2015,,3,!,", "row:15: column 'Number ordered in doubt': '!' is not one of"),
        ("2002,New", "2002,Newish", "row:18: column 'status': 'Newish' is not one of 'New', "),
        (",Weapon description,", ",Weapons description,", "row 12: column 'Weapons description' is unknown; did you"),
    ],
)
def test_what_is_not_known_is_refused_by_its_row(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        taken_in(tmp_path, changed(tmp_path, old, new))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Data generated: 3 Feb 2024 ", "Generated ", "no day above the table"),
        ("Recipient,Supplier,", "Supplier,Recipient,", "row 12: the columns stand in another order"),
        ("Eighth line.\n", "", "row 1[12]"),
        (",4,,2002,New,,0.2,0.8,0.8", ",4,,2002,New", "row 19: 12 cells under 16 columns; the file is cut"),
    ],
)
def test_a_file_that_is_no_whole_export_is_refused_as_a_whole(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises((UnreadableSource, Refused), match=said):
        taken_in(tmp_path, changed(tmp_path, old, new), set_aside=True)


def test_a_record_split_over_two_rows_is_refused_or_set_aside_alone(tmp_path: Path) -> None:
    split = changed(tmp_path, "Señal version; aid", "Señal\nversion; aid")
    with pytest.raises(Refused, match="rows 13 and 14: one record is split over both rows"):
        taken_in(tmp_path / "strict", split)
    case, report = taken_in(tmp_path / "lenient", split, set_aside=True)
    assert (report.records, report.set_aside) == (7, {"one record is split over both rows": 1})
    assert asked(case, "SELECT count(*) FROM statements WHERE prop = 'designation'") == [(6,)]
    assert asked(case, "SELECT count(*) FROM statements WHERE value = 'Falcon-1'") == [(0,)]


@pytest.fixture(scope="module")
def newer(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole"), shared_data / NEWER)


def test_every_deal_of_a_whole_export_is_one_transfer(newer: tuple[Case, Report], shared_data: Path) -> None:
    case, report = newer
    rows = deals(shared_data / NEWER)
    assert len(rows) == 29_916
    assert (report.records, report.set_aside, report.edition) == (29_916, {}, "2026-05-18")
    assert asked(case, "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Transfer'") == [(29_916,)]
    repeated = sum(count - 1 for count in Counter(map(tuple, rows)).values())
    twins = "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Transfer' AND entity SIMILAR TO '.*-[0-9]+'"
    assert repeated == 9
    assert asked(case, twins) == [(9,)]


def test_every_cell_of_a_whole_export_is_stated_once(newer: tuple[Case, Report], shared_data: Path) -> None:
    case, _ = newer
    rows = deals(shared_data / NEWER)
    stated = dict(asked(case, "SELECT prop, count(*) FROM statements WHERE kind = 'Transfer' GROUP BY prop"))
    columns = {
        "order_year": 2,
        "order_year_flag": 3,
        "number_ordered": 4,
        "number_ordered_flag": 5,
        "designation": 6,
        "description": 7,
        "number_delivered": 8,
        "number_delivered_flag": 9,
        "condition": 11,
        "comment": 12,
    }
    assert {prop: stated[prop] for prop in columns} == {
        prop: sum(row[column] != "" for row in rows) for prop, column in columns.items()
    }
    assert stated["delivery_year"] == sum(len(row[10].split(";")) for row in rows if row[10])
    doubted = "SELECT count(*) FROM statements WHERE prop = 'order_year' AND value LIKE '%~'"
    assert asked(case, doubted) == [(stated["order_year_flag"],)]


def test_each_party_of_a_whole_export_is_a_country_a_body_or_as_printed(
    newer: tuple[Case, Report], shared_data: Path
) -> None:
    case, _ = newer
    rows = deals(shared_data / NEWER)
    ends = "SELECT original, count(*) FROM statements WHERE kind = ? AND prop = ? GROUP BY 1"
    printed = "SELECT value, count(*) FROM statements WHERE prop = ? GROUP BY 1"
    suppliers = Counter(dict(asked(case, ends, "SUPPLIED", "tail")))
    assert suppliers + Counter(dict(asked(case, printed, "supplier_as_printed"))) == Counter(row[1] for row in rows)
    recipients = Counter(dict(asked(case, ends, "RECEIVED_BY", "head")))
    unlinked = {"unknown recipient(s)", "unknown rebel group*", "Biafra", "Katanga", "Northern Cyprus"}
    of_file = Counter(row[0] for row in rows)
    assert recipients == Counter({name: count for name, count in of_file.items() if name not in unlinked})
    as_printed = {name: count for name, count in of_file.items() if name.endswith("*") or name in unlinked}
    assert dict(asked(case, printed, "recipient_as_printed")) == as_printed
    armed = "SELECT count(*) FROM statements WHERE kind = 'Organization' AND value = ?"
    marked = {name for name in as_printed if name.endswith("*")} - unlinked
    both = sum(name.endswith("**") for name in marked)
    assert asked(case, armed, "international organization") == [(both,)]
    assert asked(case, armed, "armed group") == [(len(marked) - both,)]


def test_the_mark_of_doubt_belongs_to_the_column_before_it(shared_data: Path) -> None:
    """Where nothing was delivered, no number delivered is doubted; where no number ordered is known, hardly one is."""
    rows = deals(shared_data / NEWER)
    undelivered = [row for row in rows if not row[10]]
    assert {row[8] for row in undelivered} == {"0"}
    assert {row[9] for row in undelivered} == {""}
    unordered = [row for row in rows if not row[4]]
    shares = [sum(row[column] == "?" for row in unordered) / len(unordered) for column in (3, 5)]
    assert shares[0] > 0.4
    assert shares[1] < 0.1


def test_the_two_split_records_of_an_older_export_are_named_or_set_aside(shared_data: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        taken_in(tmp_path / "strict", shared_data / OLDER)
    assert [problem.split(": ")[0].split(".csv ")[1] for problem in refused.value.problems] == [
        "rows 24336 and 24337",
        "rows 26458 and 26459",
    ]
    case, report = taken_in(tmp_path / "lenient", shared_data / OLDER, set_aside=True)
    assert (report.records, report.edition) == (27_951, "2024-10-13")
    assert report.set_aside == {"one record is split over both rows": 2}
    assert asked(case, "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Transfer'") == [(27_949,)]
