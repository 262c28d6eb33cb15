"""Security Force Monitor's three files: invented samples, files that are refused, and the publisher's own, whole."""

import calendar
import csv
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import InvalidDate, Refused, SourceError
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from graphkit.intake.sfm import read_date

HERE = Path(__file__).parent
SAMPLES = {
    "sfm_units": HERE / "sfm_units/sample.tsv",
    "sfm_persons": HERE / "sfm_persons/sample.csv",
    "sfm_sources": HERE / "sfm_sources/sample.csv",
}
WHOLE = ("ng_orgs_20191024.tsv", "ng_persons_20190501.csv", "sources_20190501.csv")
BOUNDS = ("start_min", "start_max", "end_min", "end_max", "start_known", "end_known")
PARENT = "OrganizationOrganization"
Table = list[dict[str, str]]


def table(name: str, path: Path) -> Table:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        if name == "sfm_units":
            return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
        return list(csv.DictReader(stream))


def write(name: str, rows: Table, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / SAMPLES[name].name
    lines = [list(rows[0]), *(list(row.values()) for row in rows)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        if name == "sfm_units":
            stream.writelines("\t".join(line) + "\n" for line in lines)
        else:
            csv.writer(stream).writerows(lines)
    return path


def taken_in(folder: Path, name: str, path: Path, **options: Any) -> tuple[Case, Report]:
    folder.mkdir(exist_ok=True)
    case = Case.create(folder / f"case_{name}")
    (report,) = ingest(case, load(name), [path], Options(**options))
    return case, report


def stated(case: Case) -> list[dict[str, Any]]:
    """Every statement but those about the dataset itself, with the row where it was seen."""
    query = (
        "SELECT s.*, o.locator FROM statements s JOIN observations o ON o.statement = s.id "
        "WHERE s.entity <> s.dataset ORDER BY o.locator, s.id"
    )
    with reading(case) as connection:
        found = connection.execute(query)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def comparable(statement: dict[str, Any]) -> str:
    """A statement as the expectations give it: the hash in a relation's id is a star."""
    shown = {name: statement[name] for name in ("kind", "prop", "value", "original", "source", "credibility")}
    entity = re.sub(r"/[0-9a-f]{16}$", "/*", statement["entity"])
    bounds = statement.get("bounds") or [statement[name] for name in BOUNDS]
    return json.dumps({"entity": entity, **shown, "bounds": bounds}, ensure_ascii=False, sort_keys=True)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_states_what_is_expected_and_nothing_else(name: str, tmp_path: Path) -> None:
    case, report = taken_in(tmp_path, name, SAMPLES[name])
    lines = (HERE / name / "expected.jsonl").read_text("utf-8").splitlines()
    expected = {comparable(json.loads(line)) for line in lines}
    assert len(expected) == len(lines)
    assert {comparable(statement) for statement in stated(case)} == expected
    assert report.records == len(table(name, SAMPLES[name]))
    assert {statement["sharing"] for statement in stated(case)} == {"public"}


def test_what_cannot_be_placed_is_counted_and_the_rest_of_its_row_stays(tmp_path: Path) -> None:
    _, units = taken_in(tmp_path, "sfm_units", SAMPLES["sfm_units"])
    assert units.set_aside == {"'Coast Guard' is the name of 2 units, and which of them is meant is not said": 1}
    _, persons = taken_in(tmp_path, "sfm_persons", SAMPLES["sfm_persons"])
    assert persons.set_aside == {"the date in 'Last citation' lies before that in 'First citation'": 1}


@pytest.mark.parametrize("name", ["sfm_units", "sfm_persons"])
def test_the_order_of_rows_changes_no_id(name: str, tmp_path: Path) -> None:
    first, _ = taken_in(tmp_path, name, SAMPLES[name])
    turned = write(name, table(name, SAMPLES[name])[::-1], tmp_path / "turned")
    second, _ = taken_in(tmp_path / "turned", name, turned)
    assert {row["id"] for row in stated(first)} == {row["id"] for row in stated(second)}


def test_two_relations_that_differ_in_a_date_are_two(tmp_path: Path) -> None:
    rows = table("sfm_units", SAMPLES["sfm_units"])
    later = rows[0] | {f"{PARENT}:date_first_cited": "6/1/2011", "month": "6", "day": "1", "year": "2011"}
    case, _ = taken_in(tmp_path, "sfm_units", write("sfm_units", [*rows, rows[0], later], tmp_path))
    command = {row["entity"] for row in stated(case) if row["prop"] == "authority" and row["value"] == "command"}
    assert len(command) == 2


def test_what_is_filled_for_the_first_time_is_not_passed_over(tmp_path: Path) -> None:
    rows = table("sfm_persons", SAMPLES["sfm_persons"])
    rows[0] |= {"Death Date": "2019", "Source: Death Date": rows[0]["Source: Name"], "Biography": "Served at sea."}
    case, _ = taken_in(tmp_path, "sfm_persons", write("sfm_persons", rows, tmp_path))
    found = {row["prop"]: row for row in stated(case) if row["entity"].endswith("Jökulsson")}
    assert found["death_date"]["value"] == "2019"
    assert found["death_date"]["source"] == "sfm_sources:a0000000-0000-4000-8000-00000000000a"
    assert found["biography"]["source"] == "sfm_persons"


REFUSALS = [
    ("sfm_units", {"Confidence: Name": "Sure"}, "'Confidence: Name': 'Sure' is not one of"),
    ("sfm_units", {f"{PARENT}:classification": "Comand"}, "'Comand' is not one of .* did you mean 'Command'"),
    ("sfm_units", {f"{PARENT}:classification": ""}, f"column '{PARENT}:classification': '' is not one of"),
    ("sfm_units", {"Organization:open_ended? Y/N/E": "X"}, "'X' is not one of"),
    ("sfm_units", {"Organization:date_last_cited": "soon", "lastcited_year": ""}, "column 'Organization:date_last"),
    ("sfm_units", {"firstcited_month": "13"}, "there is no month 13"),
    ("sfm_units", {"Source: Name": "a0000000-0000-4000-8000-00000000000"}, "column 'Source: Name': .* is not an id"),
    ("sfm_units", {"o_id": "12"}, "'12' is not an id"),
    ("sfm_units", {"Organization:Name": ""}, "column 'Organization:Name' is empty"),
    ("sfm_units", {"ID": "7"}, "column 'ID' holds '7'"),
    ("sfm_units", {"Organization division_id": "qq"}, "qq"),
    ("sfm_persons", {"First citation": "31/31/2012", "first_month": "31"}, "row:2: column 'First citation'"),
    ("sfm_persons", {"Date of Birth": "13/13/1960"}, "column 'Date of Birth'"),
    ("sfm_persons", {"End date? (Y/N)": "maybe"}, "'maybe' is not one of"),
    ("sfm_sources", {"published_on": "tomorrow"}, "row:2: column 'published_on'"),
    ("sfm_sources", {"source_id": "1"}, "'1' is not an id"),
    ("sfm_sources", {"title": "Brigade stays"}, "row:5: sfm_sources:a0000000.* stands for two different things"),
]


@pytest.mark.parametrize(("name", "change", "message"), REFUSALS)
def test_what_cannot_be_read_stops_the_run(name: str, change: dict[str, str], message: str, tmp_path: Path) -> None:
    rows = table(name, SAMPLES[name])
    assert set(change) <= set(rows[0])
    rows[0] |= change
    with pytest.raises(Refused, match=message):
        taken_in(tmp_path, name, write(name, rows, tmp_path))
    assert not (tmp_path / f"case_{name}" / "statements").exists()


def test_a_refused_record_can_be_set_aside_and_leaves_nothing(tmp_path: Path) -> None:
    rows = table("sfm_persons", SAMPLES["sfm_persons"])
    rows[1] |= {"First citation": "one day", "first_year": ""}
    case, report = taken_in(tmp_path, "sfm_persons", write("sfm_persons", rows, tmp_path), set_aside=True)
    assert report.records == 3
    assert [count for reason, count in report.set_aside.items() if "'one day' is not a date" in reason] == [1]
    assert not [row for row in stated(case) if row["locator"] == "row:3" or "Northern" in row["entity"]]


@pytest.mark.parametrize("name", SAMPLES)
def test_another_file_or_layout_is_refused(name: str, tmp_path: Path) -> None:
    for other, sample in SAMPLES.items():
        if other != name:
            with pytest.raises(Refused, match="is it the right file and ingestor"):
                taken_in(tmp_path / other, name, sample)
    rows = table(name, SAMPLES[name])
    gone = next(reversed(rows[0]))
    less = write(name, [{column: row[column] for column in row if column != gone} for row in rows], tmp_path / "less")
    with pytest.raises(Refused, match=f"column '{gone}' is missing"):
        taken_in(tmp_path / "less", name, less)
    more = write(name, [row | {"extra": ""} for row in rows], tmp_path / "more")
    with pytest.raises(Refused, match="column 'extra' is unknown"):
        taken_in(tmp_path / "more", name, more)
    more.write_bytes(SAMPLES[name].read_bytes()[:-40])
    with pytest.raises(SourceError, match="cut or badly quoted"):
        taken_in(tmp_path / "cut", name, more)


@pytest.mark.parametrize(
    ("written", "repeated", "value"),
    [
        ("4/21/2013", "4/21/2013", "2013-04-21"),
        ("May 2010", "5/2010", "2010-05"),
        ("2008", "2008", "2008"),
        ("August 1991", "August 1991", "1991-08"),
        ("Noevember 2013", "11/2013", "2013-11"),
        ("10/03/2004", "3/10/2004", "2004-03-10/2004-10-03"),
        ("1983", "1962", "1962/1983"),
        ("6/2/1016", "6/2/2016", "2016-06-02"),
        ("2013", "", "2013"),
    ],
)
def test_a_date_and_its_repetition(written: str, repeated: str, value: str) -> None:
    assert read_date(written, repeated).edtf() == value


@pytest.mark.parametrize(("written", "repeated"), [("soon", ""), ("2013", "13/2013")])
def test_a_date_that_cannot_be_read_is_refused(written: str, repeated: str) -> None:
    with pytest.raises(InvalidDate, match="is not a date"):
        read_date(written, repeated)


class Whole(NamedTuple):
    """A whole file, what became of it, and its statements by the row where they were seen."""

    rows: Table
    report: Report
    seen: dict[str, list[dict[str, Any]]]

    def each(self) -> Iterator[tuple[dict[str, str], list[dict[str, Any]]]]:
        for number, row in enumerate(self.rows, 2):
            yield {column: value.strip() for column, value in row.items()}, self.seen[f"row:{number}"]


@pytest.fixture(scope="module")
def whole(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Whole]:
    found = {}
    for name, file in zip(SAMPLES, WHOLE, strict=True):
        path = shared_data / "sfm" / file
        case, report = taken_in(tmp_path_factory.mktemp("whole"), name, path)
        seen = defaultdict(list)
        for statement in stated(case):
            seen[statement["locator"]].append(statement)
        found[name] = Whole(table(name, path), report, seen)
    return found


def test_every_record_of_the_whole_files_is_accounted_for(whole: dict[str, Whole]) -> None:
    assert [whole[name].report.records for name in SAMPLES] == [1552, 885, 5987]
    for item in whole.values():
        assert len(item.rows) == item.report.records == len(item.seen)
    entities = {
        name: Counter(kind for _, kind in {(s["entity"], s["kind"]) for found in item.seen.values() for s in found})
        for name, item in whole.items()
    }
    assert entities["sfm_units"]["Unit"] == 1055 + 10  # with an o_id, and without
    assert entities["sfm_persons"] == {"Person": 667, "Unit": 227, "POSTED_TO": 885 - 1}
    assert entities["sfm_sources"] == {"Source": 5987 - 2}
    ambiguous = [count for reason, count in whole["sfm_units"].report.set_aside.items() if "is the name of 2" in reason]
    assert sum(ambiguous) == 29 + 30  # as a parent, and as an operation to which another unit belongs
    assert sum(whole["sfm_units"].report.set_aside.values()) == 59 + 2 + 3  # dates turned round; cells beside none
    assert sum(whole["sfm_persons"].report.set_aside.values()) == 1
    assert whole["sfm_sources"].report.set_aside == {}


# Property, column of its value, column of its sources; a list is parted at its semicolons.
UNIT_CELLS = """
name|Organization:Name|Source: Name
alias|Organization:other_names|Source: Aliases or alternative spellings
classification|Organization:classification|Source: Classification
country|Organization division_id|
headquarters|Headquarters (Barracks, Base, Physical Asset)|Source: Headquarters
exact_place|Site: Exact Location - Longitude or OSM Node Name|Source: Site Exact Location
exact_place_id|Site: Exact Location - Latitude or OSM Node ID|Source: Site Exact Location
place|Site:geonames_name|Source: Site:geonames_name
place_id|Site:geonames_id|Source: Site:geonames_name
admin1|Site:admin_level_1_geonames_name|Source: Site:admin_level_1_geonames_name
admin1_id|Site:admin_level_1_geonames_id|Source: Site:admin_level_1_geonames_name
place|Area of Operations Geoname|Source: Area of Operations
place_id|Area of Operations GeonameID|Source: Area of Operations
note|Notes|
"""
PERSON_CELLS = """
name|Name|Source: Name
alias|Aliases or alternative spellings (semi-colon separated)|Source: Aliases or alternative spellings
name|Organization|Source: Organization
country|division_id|
note|Notes|
"""
POSTING_CELLS = """
role|Role|Source: Role
title|Title (official title)|Source: Title
rank|Rank|Source: Rank
start_context|Context for start date|Source: Context for start date
end_context|Context for end date|Source: Context for end date
"""
LISTS = {"alias", "classification"}


def wanted(row: dict[str, str], cells: str, dataset: str) -> set[tuple[str, str, str]]:
    """What a row must state: property, value and source, each source of a cell by itself."""
    found = set()
    for prop, column, sources in (line.split("|") for line in cells.split("\n") if line):
        values = row[column].split(";") if prop in LISTS else [row[column]]
        ids = [part.strip() for part in row.get(sources, "").replace("nan", "").split(";") if part.strip()]
        for value in filter(None, (value.strip() for value in values)):
            written = value.upper() if prop == "country" else value
            found |= {(prop, written, source) for source in [f"sfm_sources:{id_}" for id_ in ids] or [dataset]}
    return found


def has(statements: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    return {(item["prop"], item["value"], item["source"]) for item in statements}


def test_every_filled_cell_is_stated_with_each_of_its_sources(whole: dict[str, Whole]) -> None:
    checked = 0
    for name, cells in (("sfm_units", UNIT_CELLS), ("sfm_persons", PERSON_CELLS)):
        for row, statements in whole[name].each():
            sought = wanted(row, cells, name)
            assert not sought - has(statements)
            checked += len(sought)
    assert checked > 40_000


def days(row: dict[str, str], text: str, prefix: str) -> tuple[str, str] | None:
    """A date read anew: first and last day over the text and the three columns that repeat it."""
    found = []
    months = {month: number for number, month in enumerate(calendar.month_name) if month}
    year, month, day = (row[f"{prefix}{part}"] for part in ("year", "month", "day"))
    for numbers in (re.split("[/ ]", row[text]), [part for part in (month, day, year) if part]):
        written = [str(months.get(part, part)) for part in numbers]
        if (
            not written[-1:]
            or not re.fullmatch(r"(1[5-9]|2[01])\d\d", written[-1])
            or not all(map(str.isdigit, written))
        ):
            continue
        number = int(written[-1])
        first, last = (int(written[0]),) * 2 if len(written) > 1 else (1, 12)
        last_day = calendar.monthrange(number, last)[1]
        one, other = (int(written[1]),) * 2 if len(written) > 2 else (1, last_day)
        found += [(f"{number}-{first:02}-{one:02}", f"{number}-{last:02}-{other:02}")]
    return (min(first for first, _ in found), max(last for _, last in found)) if found else None


def test_every_posting_has_the_bounds_that_its_row_attests(whole: dict[str, Whole]) -> None:
    turned = 0
    for row, statements in whole["sfm_persons"].each():
        posting = [item for item in statements if item["kind"] == "POSTED_TO"]
        first, last = days(row, "First citation", "first_"), days(row, "Last citation", "last_")
        begins, ends = row["Start date? (Y/N)"] == "Y", row["End date? (Y/N)"] == "Y"
        if first and last and last[1] < first[0]:
            assert not posting
            turned += 1
            continue
        start = first or ("0001-01-01", last[0] if last else "9999-12-31")
        end = last or (first[1] if first else "0001-01-01", "9999-12-31")
        assert {tuple(item[name] for name in BOUNDS) for item in posting} == {
            (*start, *end, begins and first is not None, ends and last is not None)
        }
        assert len({item["entity"] for item in posting}) == 1
        assert not wanted(row, POSTING_CELLS, "sfm_persons") - has(posting)
        assert ("role" in {item["prop"] for item in posting}) == bool(row["Role"])
    assert turned == 1


def test_every_parent_is_stated_with_its_class_and_flag(whole: dict[str, Whole]) -> None:
    keys = defaultdict(set)
    for row, _ in whole["sfm_units"].each():
        keys[row["Organization:Name"]].add(row["o_id"] or row["Organization:Name"])
    stated_parents = 0
    for row, statements in whole["sfm_units"].each():
        parent = row[f"{PARENT}:parent_id"]
        first = days(row, f"{PARENT}:date_first_cited", "")
        last = days(row, f"{PARENT}:date_last_cited", "oo_")
        turned = first is not None and last is not None and last[1] < first[0]
        heads = {item["entity"]: item["value"] for item in statements if item["prop"] == "head"}
        if not parent or len(keys[parent]) > 1 or turned:
            continue
        (key,) = keys[parent]
        edges = [edge for edge, head in heads.items() if head == f"sfm_units:{key}"]
        found = {(item["prop"], item["value"]) for item in statements if item["entity"] in edges}
        flag = row[f"{PARENT}:open_ended"]
        assert {("authority", row[f"{PARENT}:classification"].lower())} | (
            {("open_ended", flag)} if flag else set()
        ) <= found
        bounds = {tuple(item[name] for name in BOUNDS) for item in statements if item["entity"] in edges}
        if first and last:
            open_end = "9999-12-31" if flag == "Y" else last[1]
            begins = row[f"Start date of {PARENT} Y/N?"] == "Y"
            assert (*first, last[0], open_end, begins, flag == "E") in bounds
        stated_parents += 1
    assert stated_parents == 1233 - 29 - 2


def test_every_source_keeps_its_title_publisher_and_date(whole: dict[str, Whole]) -> None:
    broken = []
    for row, statements in whole["sfm_sources"].each():
        found = {(item["prop"], item["value"]) for item in statements}
        assert ("title", row["title"].strip("\u200b")) in found
        assert ("publisher", row["publication_title"]) in found
        assert {item["entity"] for item in statements} == {f"sfm_sources:{row['source_id']}"}
        published = [item for item in statements if item["prop"] == "published"]
        assert len(published) == (row["published_on"] not in {"", "Undated"})
        broken += [item for item in published if re.match(r"\d{4}-\d*(\d{3}|[.])", item["original"])]
    written = {item["original"]: item["value"] for item in broken}
    assert written == {"2015-020-24": "2015", "2015-060-29": "2015", "2018-03.20": "2018"}


def test_every_cited_source_is_among_the_sources(whole: dict[str, Whole]) -> None:
    described = {item["entity"] for found in whole["sfm_sources"].seen.values() for item in found}
    for name in ("sfm_units", "sfm_persons"):
        cited = {item["source"] for found in whole[name].seen.values() for item in found} - {name}
        assert len(cited) > 1000
        assert cited <= described
