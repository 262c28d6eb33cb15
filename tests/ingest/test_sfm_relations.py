"""Security Force Monitor's list of relations: an invented sample, files that are refused, and the whole real one."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit.errors import Refused
from tests.taking_in import asked, expected, stated, taken_in

HERE = Path(__file__).parent / "sfm_relations"
SAMPLE = HERE / "sample.tsv"
WHOLE = "sfm/mali_units_edges_20210625.tsv"
BOUNDS = "start_min, start_max, end_min, end_max, start_known, end_known"

Change = Callable[[str], str]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "sfm_relations", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.set_aside) == (5, {})


def test_dates_and_flags_become_bounds(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "sfm_relations", SAMPLE)
    rows = asked(
        case, f"SELECT {BOUNDS} FROM statements WHERE kind = 'PART_OF' AND prop = 'tail' ORDER BY start_min, 2"
    )
    assert rows == [
        ("0001-01-01", "9999-12-31", "0001-01-01", "9999-12-31", False, False),  # undated
        ("2013-05-02", "2013-05-02", "2015-08-01", "9999-12-31", True, False),  # a start, last cited as going on
        ("2016-01-01", "2016-12-31", "2017-03-01", "2017-03-31", False, True),  # first cited, and its end
        ("2018-01-01", "2018-01-01", "2018-01-01", "9999-12-31", False, False),  # first cited, and no more
    ]


REFUSED: dict[str, tuple[Change, str]] = {
    "an unknown class": (lambda text: text.replace("\tAdministrative\t", "\tAdvisory\t"), "'Advisory' is not one of"),
    "an unknown type": (lambda text: text.replace("\tmember\t", "\tmembers\t"), "did you mean 'member'?"),
    "a broken id": (lambda text: text.replace("-000000000007\t", "-7\t"), "is not an id (UUID)"),
    "a relation to nothing": (
        lambda text: text.replace("\t\t\t\t\t\t\t\t\n", "\t\t\t\tCommand\t\t\t\t\n", 1),
        "'unit:related_unit_id:admin' is empty, so that 'unit:related_unit_class' beside it says nothing",
    ),
    "an end before the beginning": (lambda text: text.replace("2015-08-", "2012-08-"), "lies before the first date"),
    "no date": (lambda text: text.replace("2015-08-", "2015-18"), "'unit:related_unit_last_cited_date': '2015-18'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    changed = change(text := SAMPLE.read_text("utf-8"))
    assert changed != text
    (file := tmp_path / "relations.tsv").write_text(changed, "utf-8")
    with pytest.raises(Refused) as caught:
        taken_in(tmp_path / "case", "sfm_relations", file)
    assert "relations.tsv row:" in str(caught.value)
    assert message in str(caught.value)


def test_the_whole_file_is_accounted_for(shared_data: Path, tmp_path: Path) -> None:
    """Of 400 rows two are of units at the top, which stand under nobody: 398 relations, and nothing set aside."""
    file = shared_data / WHOLE
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    related = [row for row in rows if row["unit:related_unit_id:admin"]]
    case, report = taken_in(tmp_path / "case", "sfm_relations", file)
    assert (report.records, report.set_aside) == (len(rows), {}) == (400, {})
    assert {row["unit:name"] for row in rows if row not in related} == {
        "Comité National pour le Salut du Peuple",
        "Président de la République",
    }
    edges = "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'PART_OF'"
    assert asked(case, edges) == [(len(related),)] == [(398,)]
    units = {row["unit:id:admin"] for row in rows} | {row["unit:related_unit_id:admin"] for row in related}
    assert (
        asked(case, "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Unit'") == [(len(units),)] == [(401,)]
    )
    names = {row["unit:name"] for row in rows} | {row["unit:related_unit"] for row in related}
    assert {name for (name,) in asked(case, "SELECT value FROM statements WHERE prop = 'name'")} == names
    flags = Counter(
        (
            row["unit:related_unit_first_cited_date_start"] == "Y" and bool(row["unit:related_unit_first_cited_date"]),
            row["unit:related_unit_open"] == "E" and bool(row["unit:related_unit_last_cited_date"]),
        )
        for row in related
    )
    known = asked(
        case,
        "SELECT start_known, end_known, count(*) FROM statements "
        "WHERE kind = 'PART_OF' AND prop = 'tail' GROUP BY 1, 2",
    )
    assert {(start, end): count for start, end, count in known} == flags
    undated = sum(
        not (row["unit:related_unit_first_cited_date"] or row["unit:related_unit_last_cited_date"]) for row in related
    )
    tails = "SELECT count(*) FROM statements WHERE kind = 'PART_OF' AND prop = 'tail' AND timed = 'undated'"
    assert asked(case, tails) == [(undated,)]
