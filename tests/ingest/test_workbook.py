"""What the sheets of a workbook become: a small one reviewed by hand, and the whole example case."""

import calendar
import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from graphkit import bundle
from graphkit.case.folder import Case
from graphkit.intake.ingestor import load
from graphkit.intake.layout import SHEETS, Cell
from graphkit.intake.run import Options, Report, ingest
from graphkit.intake.violations import VIOLATIONS, violation_codes

HERE = Path(__file__).parent / "workbook"
BURMA = bundle.folder("examples") / "burma"
WORKBOOK = load("workbook")
UNSAID: dict[str, Any] = {
    "cited": "", "original": "", "lang": "", "stance": "asserted", "start_min": "0001-01-01", "start_max": "9999-12-31",
    "end_min": "0001-01-01", "end_max": "9999-12-31", "start_known": False, "end_known": False, "timed": "undated",
    "basis": "stated", "credibility": 0, "origin": "", "sharing": "restricted",
}  # fmt: skip
"""What a line of expected.jsonl leaves out."""


def table(case: Case, top: str) -> list[dict[str, Any]]:
    files = sorted((case.folder / top).rglob("*.parquet"))
    return list(pa.concat_tables([pq.read_table(file) for file in files]).to_pylist())


def run(folder: Path, *paths: Path, name: str = "") -> tuple[Case, list[Report]]:
    case = Case.create(folder)
    return case, ingest(case, WORKBOOK, paths, Options(name=name))


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def burma(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, list[Report]]:
    return run(tmp_path_factory.mktemp("burma") / "case", BURMA)


def test_the_sample_gives_the_statements_expected(tmp_path: Path) -> None:
    case, reports = run(tmp_path / "case", HERE / "sample")
    expected = [UNSAID | json.loads(line) for line in (HERE / "expected.jsonl").read_text("utf-8").splitlines()]
    stated = [
        {name: value for name, value in statement.items() if name not in {"id", "dataset"}}
        for statement in table(case, "statements")
        if statement["entity"] != "sample"
    ]

    def order(statement: dict[str, Any]) -> tuple[str, ...]:
        return tuple(str(statement[name]) for name in sorted(statement))

    assert sorted(stated, key=order) == sorted(expected, key=order)
    assert len(expected) == 166
    assert {report.file for report in reports} == {f"{name}.csv" for name in SHEETS}


def test_every_row_of_the_case_is_a_record(burma: tuple[Case, list[Report]]) -> None:
    case, reports = burma
    counts = {path.name: len(rows_of(path)) for path in BURMA.glob("*.csv")}
    assert {report.file: report.records for report in reports} == counts
    assert sum(counts.values()) == 1609
    assert not any(report.set_aside for report in reports)
    assert sum(report.statements for report in reports) == len(table(case, "statements"))
    seen = {(place["capture"], place["locator"]) for place in table(case, "observations")}
    captures = {report.capture: report.records for report in reports}
    for capture, records in captures.items():
        assert {f"row:{number}" for number in range(2, records + 2)} <= {place for own, place in seen if own == capture}


def test_what_each_sheet_of_the_case_became(burma: tuple[Case, list[Report]]) -> None:
    case, _ = burma
    entities = Counter(kind for _, kind in {(row["entity"], row["kind"]) for row in table(case, "statements")})
    suppliers = {row["supplier"] for row in rows_of(BURMA / "transfers.csv")} - {"unknown supplier(s)"}
    known_suppliers = sum(row["supplier"] in suppliers for row in rows_of(BURMA / "transfers.csv"))
    read_units = sum(bool(row["recipient_unit"]) for row in rows_of(BURMA / "assistance.csv"))
    kinds = Counter(row["kind"] for row in rows_of(BURMA / "ownership.csv"))
    assert entities == {
        "Source": 129 + 1,
        "Unit": 57,
        "Person": 137,
        "Company": 80,
        "Incident": 31,
        "PART_OF": 67,
        "POSTED_TO": 108,
        "ATTRIBUTED_TO": 55,
        "OWNS": kinds["owns"],
        "CONTROLS": kinds["controls"],
        "Listing": 514,
        "LISTED_IN": 514,
        "Coverage": 7,
        "Transfer": 86,
        "SUPPLIED": known_suppliers,
        "RECEIVED_BY": 86 + 266 + read_units,
        "Assistance": 266,
        "PROVIDED": 266,
        "Country": len(suppliers | {"Myanmar", "United States"}),
    }


def flag_is_kept(column: str, value: str, statements: Sequence[dict[str, Any]]) -> bool:
    """Whether the row's own statements tell the flag; an end may be open without to_open."""
    shown = {
        "from_is_start": any(item["start_known"] for item in statements),
        "from_known_start": any(item["start_known"] for item in statements),
        "to_is_end": any(item["end_known"] for item in statements),
        "to_open": all(item["end_max"] == "9999-12-31" for item in statements),
        "standing": any(item["timed"] == "standing" for item in statements),
        "official": any(item["prop"] == "official" and item["value"] == "true" for item in statements),
    }[column]
    return shown == (value == "Y") or (column == "to_open" and value == "N")


def cell_is_kept(sheet: str, column: str, value: str, statements: Sequence[dict[str, Any]]) -> bool:
    texts = {item[name] for item in statements for name in ("value", "original", "cited", "stance", "basis")}
    cell = next(item.cell for item in SHEETS[sheet].columns if item.name == column)
    if cell is Cell.FLAG:
        return flag_is_kept(column, value, statements)
    if cell in {Cell.ID, Cell.REFERENCE}:
        return f"burma:{value}" in {item[name] for item in statements for name in ("entity", "source", "value")}
    if (sheet, column) == ("ownership", "kind"):
        return value.upper() in {item["kind"] for item in statements}
    if column == "subject_kind":
        return any(item["kind"] == "LISTED_IN" for item in statements)
    parts = [part.strip() for part in value.split(";")] if cell in {Cell.LIST, Cell.DATES, Cell.COUNTRIES} else [value]
    return all(part in texts or any(text.endswith(f": {part}") for text in texts) for part in parts if part)


def test_nothing_of_the_case_is_lost(burma: tuple[Case, list[Report]]) -> None:
    case, reports = burma
    by_id = {row["id"]: row for row in table(case, "statements")}
    at: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for place in table(case, "observations"):
        at[place["capture"], place["locator"]].append(by_id[place["statement"]])
    checked = 0
    for report in reports:
        sheet = report.file.removesuffix(".csv")
        for number, row in enumerate(rows_of(BURMA / report.file), 2):
            own = [item for item in at[report.capture, f"row:{number}"] if item["kind"] != "Country"]
            for column, value in row.items():
                if value.strip():
                    checked += 1
                    kept = cell_is_kept(sheet, column, " ".join(value.split("\n")).strip(), own)
                    assert kept, f"{report.file} row {number}: {column} = {value!r}"
    filled = sum(bool(value.strip()) for path in BURMA.glob("*.csv") for row in rows_of(path) for value in row.values())
    assert checked == filled
    assert checked > 16_000


def days(written: str) -> tuple[str, str]:
    """Return the first and the last day of a partial date."""
    if len(written) == 10:
        return written, written
    year, month = int(written[:4]), int(written[5:] or 0)
    last = calendar.monthrange(year, month or 12)[1]
    return f"{year}-{month or 1:02}-01", f"{year}-{month or 12:02}-{last}"


def bounds(row: dict[str, str]) -> tuple[str, str, str, str]:
    """Return the four bounds of a row as the table of "How dates become bounds" gives them."""
    first, last = (days(row[column]) if row[column] else None for column in ("from", "to"))
    if first is None and last is None:
        if row.get("standing") == "Y":
            return "0001-01-01", "0001-01-01", "9999-12-31", "9999-12-31"
        return "0001-01-01", "9999-12-31", "0001-01-01", "9999-12-31"
    if first is None:
        assert last is not None
        first = "0001-01-01", last[0]
    if last is None:
        vouched = row.get("open_vouched_until", "")
        return *first, max(first[1], days(vouched)[0] if vouched else ""), "9999-12-31"
    return *first, last[0], "9999-12-31" if row.get("to_open") == "Y" else last[1]


@pytest.mark.parametrize("sheet", ["postings", "unit_relations", "ownership"])
def test_dates_become_bounds_by_the_table(burma: tuple[Case, list[Report]], sheet: str) -> None:
    case, reports = burma
    (capture,) = [report.capture for report in reports if report.file == f"{sheet}.csv"]
    by_id = {row["id"]: row for row in table(case, "statements")}
    found: defaultdict[str, set[tuple[str, ...]]] = defaultdict(set)
    for place in table(case, "observations"):
        if place["capture"] == capture:
            statement = by_id[place["statement"]]
            found[place["locator"]].add(
                tuple(statement[name] for name in ("start_min", "start_max", "end_min", "end_max"))
            )
    expected = {f"row:{number}": {bounds(row)} for number, row in enumerate(rows_of(BURMA / f"{sheet}.csv"), 2)}
    assert found == expected
    assert len({bounds for (bounds,) in found.values()}) > 5


def test_the_same_bytes_again_are_no_new_run(burma: tuple[Case, list[Report]]) -> None:
    case, reports = burma
    acts = len(case.ledger.acts)
    again = ingest(case, WORKBOOK, [BURMA], Options())
    assert all(report.already and report.new == 0 for report in again)
    assert [report.capture for report in again] == [report.capture for report in reports]
    assert len(Case(case.folder).ledger.acts) == acts


def of(statements: Sequence[dict[str, Any]], entity: str, prop: str) -> list[dict[str, Any]]:
    return [row for row in statements if row["entity"] == entity and row["prop"] == prop]


def test_a_date_of_another_source_cites_that_source(burma: tuple[Case, list[Report]]) -> None:
    statements = table(burma[0], "statements")
    listing = "burma:listing/US-OFAC/35738/BURMA-EO14014"
    (listed,), (delisted,) = of(statements, listing, "listed_on"), of(statements, listing, "delisted_on")
    assert (listed["value"], listed["source"], listed["cited"]) == ("2022-03-25", "burma:T20220325", "")
    assert (delisted["value"], delisted["source"]) == ("2025-07-24", "burma:T20250724")
    (entry,) = of(statements, listing, "entry")
    assert (entry["source"], entry["cited"]) == ("burma:OFAC20240502", "id 35738, line 9542")


def test_what_authorities_print_is_said_by_the_workbook(burma: tuple[Case, list[Report]]) -> None:
    statements = table(burma[0], "statements")
    dates = of(statements, "burma:mahn-nyein-maung", "birth_date")
    assert {(row["origin"], row["value"], row["original"]) for row in dates if row["source"] == "burma"} == {
        ("EU", "1947~", "EU=1947 (approx)"),
        ("AU", "1947~", "AU=1947 (approx)"),
        ("US-OFAC", "1947-01-01/1949-01-01", "US-OFAC=1947-01-01/1949-01-01 (range)"),
    }
    (unread,) = of(statements, "burma:porel-aung-thein", "note")
    assert unread["value"].endswith("EU=1960s-1970s (approx. 60 years old) (unparsed)")
    (passport,) = of(statements, "burma:aung-kyaw-zaw", "passport")
    assert (passport["origin"], passport["value"]) == ("US-OFAC", "DM-000826")
    assert passport["original"] == "US-OFAC: Passport DM-000826 issued 22 Nov 2011"
    assert {row["origin"] for row in of(statements, "burma:aung-kyaw-zaw", "identifier")} == {"EU", "UK", "AU"}


def test_violation_codes_are_those_of_the_list(shared_data: Path) -> None:
    types = json.loads((shared_data / "sfm" / "violation_types.json").read_text("utf-8"))
    english = [item["pk"] for item in types if item["fields"].get("lang") == "en"]
    codes = {item["fields"]["code"] for item in types if item["model"] == "violation.type" and item["pk"] in english}
    assert set(VIOLATIONS) == codes
    assert len(codes) == 16


def test_violation_words() -> None:
    assert violation_codes("Extrajudicial killing") == ("Violations of the right to life",)
    assert len(violation_codes("killing after unfair trial")) == 2
    assert violation_codes("arson") == violation_codes("attack") == ()
    assert violation_codes("Labour rights violations") == ("Labour rights violations",)


def typed(cell: Cell, text: str) -> tuple[Any, str]:
    """Return what a spreadsheet keeps where a person types the text, and the format that it gives the cell."""
    if cell is Cell.FLAG:
        return text == "Y", "General"
    if cell is Cell.PERCENT:
        return float(text) / 100, "0.##%"
    if cell is Cell.DATE and text.count("-") == 2 and "/" not in text:
        return datetime.strptime(text, "%Y-%m-%d"), "dd/mm/yyyy"  # noqa: DTZ007 - a day has no zone
    if cell is Cell.DATE and text.count("-") == 1:
        return datetime.strptime(text, "%Y-%m"), "mmm-yy"  # noqa: DTZ007
    if text.isdigit() and not text.startswith("0"):
        return int(text), "General"
    return text, "General"


def spreadsheet(path: Path, *, as_typed: bool) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for file in sorted(BURMA.glob("*.csv")):
        rows = rows_of(file)
        page = book.create_sheet(file.stem)
        page.append(list(rows[0]))
        cells = {column.name: column.cell for column in SHEETS[file.stem].columns}
        for number, row in enumerate(rows, 2):
            for place, (column, text) in enumerate(row.items(), 1):
                value, form = typed(cells[column], text) if as_typed and text else (text or None, "@")
                cell = page.cell(number, place)
                cell.value, cell.number_format = value, form
                if isinstance(value, str):
                    cell.data_type = "s"
    book.save(path)
    return path


@pytest.mark.parametrize("as_typed", [False, True], ids=["text", "typed"])
def test_a_spreadsheet_says_the_same_as_the_files(
    tmp_path: Path, burma: tuple[Case, list[Report]], as_typed: bool
) -> None:
    case, (report,) = run(tmp_path / "case", spreadsheet(tmp_path / "burma.xlsx", as_typed=as_typed))
    assert report.records == 1609

    def stated(rows: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
        return {row["id"]: (row["value"], row["cited"]) for row in rows}

    assert stated(table(case, "statements")) == stated(table(burma[0], "statements"))
    places = {row["locator"] for row in table(case, "observations")}
    assert {"row:2;pointer:postings", "row:515;pointer:listings"} <= places


def reordered(folder: Path) -> Iterator[Path]:
    folder.mkdir()
    for file in sorted((HERE / "sample").glob("*.csv")):
        header, *rows = file.read_text("utf-8").splitlines()
        (folder / file.name).write_text("\n".join([header, *reversed(rows)]) + "\n", "utf-8")
        yield folder / file.name


def test_ids_do_not_depend_on_the_order_of_rows(tmp_path: Path) -> None:
    forward, _ = run(tmp_path / "one", HERE / "sample")
    backward, _ = run(tmp_path / "two", *reordered(tmp_path / "sample"))
    assert {row["id"] for row in table(forward, "statements")} == {row["id"] for row in table(backward, "statements")}


def test_a_row_said_twice_by_one_source_keeps_both_places(tmp_path: Path) -> None:
    folder = tmp_path / "sample"
    list(reordered(folder))
    with (folder / "family.csv").open("a", encoding="utf-8") as stream:
        stream.write("a,b,sister,S3,minute 40\na,b,sister,S2,paragraph 8\n")
    case, _ = run(tmp_path / "case", folder)
    kin = [row for row in table(case, "statements") if row["kind"] == "RELATED_TO" and row["prop"] == "relation"]
    assert {(row["entity"].partition("-")[2], row["source"], row["cited"]) for row in kin} == {
        ("", "sample:S3", "minute 2"),
        ("2", "sample:S3", "minute 40"),
        ("", "sample:S2", "paragraph 8"),
    }
    assert len({row["entity"].partition("-")[0] for row in kin}) == 1


def test_a_second_name_makes_another_dataset(tmp_path: Path) -> None:
    case, reports = run(tmp_path / "case", HERE / "sample", name="Second Reading")
    assert {report.dataset for report in reports} == {"second-reading"}
    assert {row["dataset"] for row in table(case, "statements")} == {"second-reading"}
