"""The US Consolidated Screening List: an invented sample, files that are refused, and the publisher's own, whole."""

import csv
import gzip
import io
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.original import originals
from tests.taking_in import asked, expected, stated, taken_in

HERE = Path(__file__).parent / "us_csl"
SAMPLE = HERE / "sample_2022-06.csv"
TREASURY = "Treasury Department"


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "us_csl", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.edition, report.set_aside) == (8, "2022-06", {})
    origins = dict(asked(case, "SELECT entity, origin FROM statements WHERE prop = 'authority' AND kind = 'Listing'"))
    assert origins["us_csl:aa01/el/listing"] == "US Department of Commerce, Bureau of Industry and Security"
    assert origins["us_csl:9301/sdn/listing"] == "US Department of the Treasury, Office of Foreign Assets Control"


def test_a_packed_file_is_read_as_the_plain_one(tmp_path: Path) -> None:
    file = tmp_path / "csl_2022-06.csv.gz"
    file.write_bytes(gzip.compress(SAMPLE.read_bytes()))
    case, report = taken_in(tmp_path / "case", "us_csl", file)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.file, report.records) == ("csl_2022-06.csv.gz", 8)
    (text,) = originals(file, file.name, ["row:5"]).values()
    assert text.startswith("9301,")


def test_a_packed_file_that_is_damaged_or_too_large_is_refused(tmp_path: Path) -> None:
    data = gzip.compress(SAMPLE.read_bytes())
    for name, content, message in (
        ("cut", data[: len(data) // 2], "is cut off or damaged"),
        ("altered", data[:-8] + b"\0\0\0\0" + data[-4:], "is cut off or damaged"),
        ("bomb", gzip.compress(b"x" * (64 << 20)), "unpacks to more than 16 MB; it is refused"),
    ):
        file = tmp_path / f"{name}_2022-06.csv.gz"
        file.write_bytes(content)
        with pytest.raises(UnreadableSource, match=message):
            taken_in(tmp_path / name, "us_csl", file)


REFUSED: dict[str, tuple[Callable[[str], str], str]] = {
    "unknown list": (lambda text: text.replace("Entity List (EL)", "Entities (EL)"), r"row:2: column 'source'"),
    "unknown type": (lambda text: text.replace(",Vessel,", ",Balloon,"), "row:9: column 'type': 'Balloon'"),
    "another number": (lambda text: text.replace("Treasury Department,9303", "Treasury Department,9304"),
                       "'9304' is not OFAC's number '9303'"),
    "unknown identification": (lambda text: text.replace("Male, Gender", "Male, Gendre"), "ids 'Gendre' is unknown"),
    "unknown order": (lambda text: text.replace(",Y,", ",maybe,"), "column 'standard_order': 'maybe'"),
    "an entry twice": (lambda text: text.replace("561-Related", "SDGT", 1), "stands for two different entries"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_row_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    text = SAMPLE.read_text("utf-8")
    assert change(text) != text
    file = tmp_path / "csl_2022-06.csv"
    file.write_text(change(text), "utf-8")
    with pytest.raises(Refused, match=message):
        taken_in(tmp_path / "case", "us_csl", file)


def test_the_real_list_gives_every_row(tmp_path: Path, shared_data: Path) -> None:
    file = shared_data / "lists/us_csl/consolidated_2022-05.csv.gz"
    case, report = taken_in(tmp_path / "case", "us_csl", file)
    assert (report.records, report.edition, report.set_aside) == (14160, "2022-05", {})
    with gzip.open(file) as stream:
        rows = list(csv.DictReader(io.TextIOWrapper(stream, "utf-8-sig", newline="")))
    entries = {(row["_id"], row["source"]) for row in rows}
    assert (len(rows), len(entries)) == (14160, 14159)  # one entry is printed twice
    by_list = "SELECT value, count(*) FROM statements WHERE kind = 'Listing' AND prop = 'list_name' GROUP BY value"
    assert Counter(dict(asked(case, by_list))) == Counter(name for _, name in entries)
    authorities = {"Treasury": "US-OFAC", "Bureau": "US-BIS", "State": "US-STATE"}
    expected_authorities = Counter(authorities[name.rpartition(" - ")[2].split()[0]] for _, name in entries)
    query = "SELECT value, count(*) FROM statements WHERE kind = 'Listing' AND prop = 'authority' GROUP BY value"
    assert Counter(dict(asked(case, query))) == expected_authorities
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    assert sum(kinds.values()) == len({row["_id"] for row in rows}) == 14048
    assert kinds["Party"] == sum(not row["type"] for row in rows) == 3625
    for column, prop in (("license_requirement", "licence_requirement"), ("license_policy", "licence_policy")):
        query = "SELECT count(DISTINCT entity) FROM statements WHERE prop = ?"
        assert asked(case, query, prop) == [(sum(bool(row[column].strip()) for row in rows),)]
    query = "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Listing' AND prop IN ('listed_on', 'note')"
    dated = {(row["_id"], row["source"]) for row in rows if row["start_date"]}
    assert asked(case, f"{query} AND (prop = 'listed_on' OR value LIKE 'Start date%')") == [(len(dated),)]
    passports = sum(piece.endswith("Passport") for row in rows if TREASURY in row["source"]
                    for piece in row["ids"].split("; "))  # fmt: skip
    ((stated_passports,),) = asked(case, "SELECT count(*) FROM statements WHERE prop = 'passport'")
    assert passports * 0.95 < stated_passports <= passports  # parties of several lists print theirs several times
