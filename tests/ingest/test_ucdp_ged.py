"""UCDP's events: an invented sample, files that are refused, and the publisher's own, whole."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.captures import path_of
from graphkit.errors import Refused, UnreadableSource
from graphkit.graph.project import projecting
from graphkit.intake.original import originals
from tests.taking_in import asked, expected, recorded, stated, taken_in

HERE = Path(__file__).parent / "ucdp_ged"
SAMPLE = HERE / "sample.geojson"
WHOLE = "incidents/ucdp_ged231_CAR.geojson"

Change = Callable[[str], str]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "ucdp_ged", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.set_aside) == (3, {})
    assert asked(case, "SELECT DISTINCT sharing FROM statements") == [("public",)]
    assert asked(case, "SELECT value FROM statements WHERE prop = 'licence'") == [("CC-BY-4.0",)]


def test_only_one_sided_violence_is_attributed_and_as_an_allegation(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "ucdp_ged", SAMPLE)
    ends = asked(
        case,
        "SELECT t.value, h.value, t.stance FROM statements t JOIN statements h ON h.entity = t.entity "
        "WHERE t.kind = 'ATTRIBUTED_TO' AND t.prop = 'tail' AND h.prop = 'head'",
    )
    assert ends == [("ucdp_ged:900003", "ucdp_ged:actor/9201", "alleged")]
    assert asked(case, "SELECT DISTINCT stance FROM statements WHERE kind <> 'ATTRIBUTED_TO'") == [("asserted",)]


def test_the_days_on_which_it_can_have_happened_are_its_bounds(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "ucdp_ged", SAMPLE)
    days = "SELECT start_min, start_max, end_min, end_max FROM statements WHERE kind = 'Incident' AND entity = ?"
    for event, first, last in (
        ("900001", "2019-05-02", "2019-05-02"),
        ("900002", "2019-05-01", "2019-05-31"),
        ("900003", "2019-06-28", "2019-07-01"),
    ):
        assert set(asked(case, days, f"ucdp_ged:{event}")) == {(first, last, first, last)}


def test_the_graph_has_the_span_of_each_event_and_only_the_attribution_that_was_made(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "ucdp_ged", SAMPLE)
    with projecting(case) as projection:
        spans = {props["id"]: (props["span_start"], props["span_end"]) for kind, props in projection.nodes()
                 if kind == "Incident"}  # fmt: skip
        edges = Counter(kind for kind, _ in projection.edges())
        assert not projection.omissions.dangling
    assert spans == {
        "ucdp_ged:900001": ("2019-05-02", "2019-05-02"),
        "ucdp_ged:900002": ("2019-05-01", "2019-05-31"),
        "ucdp_ged:900003": ("2019-06-28", "2019-07-01"),
    }
    assert (edges["ATTRIBUTED_TO"], edges["INVOLVED"]) == (1, 3)


def test_what_a_source_tells_cites_it_and_what_was_coded_cites_the_dataset(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "ucdp_ged", SAMPLE)
    cited = asked(case, "SELECT DISTINCT prop FROM statements WHERE kind = 'Incident' AND source <> 'ucdp_ged'")
    assert cited == [("reported_by",)]
    two = "SELECT count(DISTINCT source) FROM statements WHERE entity = 'ucdp_ged:900003' AND prop = 'reported_by'"
    assert asked(case, two) == [(2,)]


def test_the_record_is_shown_as_the_publisher_wrote_it(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "ucdp_ged", SAMPLE)
    (text,) = originals(path_of(case, report.capture), SAMPLE.name, ["pointer:/features/1"]).values()
    assert text in SAMPLE.read_text("utf-8")
    assert json.loads(text)["properties"]["id"] == 900002


REFUSED: dict[str, tuple[Change, str]] = {
    "an unknown sort of violence": (
        lambda text: text.replace('"type_of_violence": 3', '"type_of_violence": 4'),
        "properties/type_of_violence: '4' is not one of '1', '2', '3'",
    ),
    "an unknown precision": (
        lambda text: text.replace('"date_prec": 4', '"date_prec": 6'),
        "properties/date_prec: '6' is not one of",
    ),
    "a new field": (
        lambda text: text.replace('"relid": "0",', '"relid": "0", "verdict": "guilty",', 1),
        "properties/verdict is neither read nor ignored",
    ),
    "a field twice": (
        lambda text: text.replace('"relid": "0",', '"relid": "0", "relid": "1",', 1),
        "the key 'relid' stands twice in one object",
    ),
    "an event twice": (
        lambda text: text.replace("900002", "900001"),
        "ucdp_ged:900001 stands for two different things",
    ),
    "an end before the beginning": (
        lambda text: text.replace('"date_end": "2019-05-31', '"date_end": "2019-04-30'),
        "it ends before it starts",
    ),
    "an unknown country": (lambda text: text.replace('"country": "Iceland"', '"country": "Icelan"', 1), "Icelan"),
    "an area": (lambda text: text.replace('"Point"', '"Polygon"', 1), "has always been a Point"),
    "another collection": (lambda text: text.replace('"FeatureCollection"', '"Topology"'), "'Topology' is not one of"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_place(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    changed = change(text := SAMPLE.read_text("utf-8"))
    assert changed != text
    (file := tmp_path / "ged.geojson").write_text(changed, "utf-8")
    with pytest.raises(Refused) as caught:
        taken_in(tmp_path / "case", "ucdp_ged", file)
    assert "ged.geojson pointer:/" in str(caught.value)
    assert message in str(caught.value)


@pytest.mark.parametrize("content", ["", '{"type": "FeatureCollection"}', '{"features": [{"type"', '["features"]'])
def test_a_file_that_is_none_is_refused_and_the_case_unchanged(content: str, tmp_path: Path) -> None:
    (file := tmp_path / "ged.geojson").write_text(content, "utf-8")
    with pytest.raises(UnreadableSource, match=r"ged\.geojson"):
        taken_in(tmp_path / "case", "ucdp_ged", file)
    assert set(recorded_names(tmp_path / "case")) <= {"case.toml", "ledger.jsonl", "ledger.head", "judgements.jsonl"}


def recorded_names(folder: Path) -> list[str]:
    from graphkit.case.folder import Case

    return list(recorded(Case(folder)))


def test_the_whole_file_is_accounted_for(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / WHOLE
    events: list[dict[str, Any]] = [feature["properties"] for feature in json.loads(file.read_bytes())["features"]]
    case, report = taken_in(tmp_path / "case", "ucdp_ged", file)
    assert (report.records, report.set_aside) == (len(events), {}) == (1848, {})

    def count(prop: str, kind: str = "Incident") -> int:
        ((number,),) = asked(case, "SELECT count(*) FROM statements WHERE kind = ? AND prop = ?", kind, prop)
        return int(number)

    assert count("date_from") == count("stated_victims") == count("coordinates") == count("country") == len(events)
    exact = "SELECT count(*) FROM statements WHERE prop = 'date_from' AND value NOT LIKE '%/%' AND length(value) = 10"
    assert asked(case, exact) == [(sum(event["date_prec"] == 1 for event in events),)]
    one_sided = [event for event in events if event["type_of_violence"] == 3]
    heads = asked(
        case, "SELECT value, count(*) FROM statements WHERE kind = 'ATTRIBUTED_TO' AND prop = 'head' GROUP BY 1"
    )
    assert dict(heads) == Counter(f"ucdp_ged:actor/{event['side_a_new_id']}" for event in one_sided)
    # Each event has two sides: attributed to, involved, or as printed.
    assert len(one_sided) + count("head", "INVOLVED") + count("party_as_printed") == 2 * len(events)
    formal = {event[f"side_{side}_new_id"] for event in events if event["type_of_violence"] != 2 for side in "ab"} - {1}
    assert count("name", "Organization") == len(formal)
    articles = {event["source_article"] for event in events if event["number_of_sources"] < 0} | {
        part for event in events if event["number_of_sources"] > 0 for part in event["source_article"].split('";"')
    }
    ((sources,),) = asked(case, "SELECT count(DISTINCT entity) FROM statements WHERE kind = 'Source'")
    assert 0 < sources - 1 <= len(articles)
    ((locator, text),) = originals(path_of(case, report.capture), file.name, ["pointer:/features/1847"]).items()
    assert json.loads(text)["properties"] == events[1847], locator
