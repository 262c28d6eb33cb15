"""Bellingcat's events: an invented sample, files that are refused, and the publisher's own, whole."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from graphkit.case.captures import path_of
from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.original import originals
from graphkit.intake.run import Options, Report, ingest
from tests.taking_in import asked, expected, stated

HERE = Path(__file__).parent / "bellingcat_ukraine"
SAMPLE = HERE / "sample"
NAMES = ["export_sources.json", "export_associations.json", "export_events.json"]
WHOLE = "incidents/bellingcat_ukraine"


def taken_in(folder: Path, *paths: Path, set_aside: bool = False) -> tuple[Case, list[Report]]:
    case = Case.create(folder)
    return case, ingest(case, load("bellingcat_ukraine"), paths, Options(set_aside=set_aside))


def changed(folder: Path, name: str, before: str, after: str) -> Path:
    shutil.copytree(SAMPLE, folder)
    text = (folder / name).read_text("utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after, 1), "utf-8")
    return folder


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, reports = taken_in(tmp_path / "case", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert [(report.file, report.records) for report in reports] == list(zip(NAMES, [3, 3, 2], strict=True))
    assert asked(case, "SELECT DISTINCT sharing FROM statements") == [("restricted",)]
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'ATTRIBUTED_TO'") == [(0,)]


def test_the_day_is_in_the_bounds(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", SAMPLE)
    days = "SELECT DISTINCT start_min, start_max, end_min, end_max FROM statements WHERE entity = ?"
    assert asked(case, days, "bellingcat_ukraine:SMP1") == [("2022-03-04",) * 4]


def test_the_files_may_be_named_one_by_one(tmp_path: Path) -> None:
    one, _ = taken_in(tmp_path / "one", SAMPLE)
    other, _ = taken_in(tmp_path / "other", *(SAMPLE / name for name in reversed(NAMES)))
    assert stated(one) == stated(other)


def test_a_part_of_them_and_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"export_sources\.json, export_associations\.json must lie beside it"):
        taken_in(tmp_path / "part", SAMPLE / "export_events.json")
    (other := tmp_path / "export_event.json").write_text("[]")
    with pytest.raises(UnreadableSource, match=r"did you mean 'export_events\.json'"):
        taken_in(tmp_path / "other", other)
    with pytest.raises(UnreadableSource, match="holds none of this source's files"):
        taken_in(tmp_path / "none", tmp_path / "other")


@pytest.mark.parametrize(
    ("name", "before", "after", "message"),
    [
        ("export_events.json", '"src_SMP1_1",', '"src_SMP9_1",', "no number of a source in the files"),
        ("export_events.json", '"asc24"', '"asc25"', "'asc25' is no number of an association in the files"),
        ("export_events.json", '"SMP2"', '"SMP1"', "SMP1 stands for two different things"),
        ("export_events.json", '"00:00"', '"13:05"', "time: '13:05' is not one of '00:00'"),
        ("export_events.json", '"TRUE"', '"yes"', "graphic: 'yes' is not one of"),
        ("export_events.json", "3/4/2022", "13/14/2022", "date: '13/14/2022' is not a date"),
        ("export_associations.json", "Weapon System", "Culprit", "filter_paths: 'Culprit' is not one of"),
        ("export_sources.json", '"title": "-"', '"title": "-", "author": "A"', "author is neither read nor ignored"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    name: str, before: str, after: str, message: str, tmp_path: Path
) -> None:
    folder = changed(tmp_path / "files", name, before, after)
    with pytest.raises(Refused) as caught:
        taken_in(tmp_path / "case", folder)
    assert f"{name} pointer:/" in str(caught.value)
    assert message in str(caught.value)


def test_the_whole_files_are_accounted_for(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / WHOLE
    events = json.loads((folder / "export_events.json").read_bytes())
    sources = json.loads((folder / "export_sources.json").read_bytes())
    associations = json.loads((folder / "export_associations.json").read_bytes())
    with pytest.raises(Refused, match="CIV1553 stands for two different things"):
        taken_in(tmp_path / "strict", folder)
    case, reports = taken_in(tmp_path / "case", folder, set_aside=True)
    assert [report.records for report in reports] == [len(sources), len(associations), len(events)] == [2725, 27, 1159]
    twice = [number for number, count in Counter(event["id"] for event in events).items() if count > 1]
    assert twice == ["CIV1553"]
    assert [sum(report.set_aside.values()) for report in reports] == [0, 0, 1]
    first = {event["id"]: event for event in reversed(events)}
    ((count,),) = asked(case, "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Incident'")
    assert count == len(first) == 1158
    told = "SELECT count(*) FROM statements WHERE prop = ?"
    assert asked(case, told, "reported_by") == [(sum(len(set(event["sources"])) for event in first.values()),)]
    says = {item["id"]: item["filter_paths"] for item in associations}
    pairs = Counter(tuple(says[number]) for event in first.values() for number in set(event["associations"]))
    for group, prop in (("Weapon System", "weapon"), ("Type of area affected", "target")):
        known = sum(n for (kind, value), n in pairs.items() if kind == group and value not in {"Unknown", "Undefined"})
        assert asked(case, told, prop) == [(known,)]
    assert asked(case, "SELECT count(DISTINCT entity) - 1 FROM statements WHERE kind = 'Source'") == [(len(sources),)]
    at = "pointer:/srcHidden"
    text = originals(path_of(case, reports[0].capture), "export_sources.json", [at])[at]
    assert json.loads(text) == sources["srcHidden"]
