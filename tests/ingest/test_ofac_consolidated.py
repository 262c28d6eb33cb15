"""OFAC's Consolidated (non-SDN) list: an invented sample, files that are refused, and the publisher's own, whole."""

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from graphkit.errors import Refused, UnreadableSource
from tests.taking_in import asked, expected, stated, taken_in

HERE = Path(__file__).parent / "ofac_consolidated"
SAMPLE = HERE / "sample.xml"
NAMESPACE = "{https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/XML}"


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "ofac_consolidated", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.edition, report.set_aside) == (2, "2025-03-04", {})


def test_a_file_of_the_sdn_list_is_refused(tmp_path: Path) -> None:
    sdn = Path(__file__).parent / "ofac_sdn/sample.xml"
    with pytest.raises(UnreadableSource, match=r"entry 9002 is listed under .*, under which OFAC lists nobody but on"):
        taken_in(tmp_path / "case", "ofac_consolidated", sdn, set_aside=True)


def test_a_programme_that_is_unknown_stops_the_run(tmp_path: Path) -> None:
    file = tmp_path / "consolidated.xml"
    file.write_text(SAMPLE.read_text("utf-8").replace("CMIC-EO13959", "NEW-EO99999"), "utf-8")
    with pytest.raises(UnreadableSource, match=r"entry 9102 is listed under NEW-EO99999.*add the programme"):
        taken_in(tmp_path / "case", "ofac_consolidated", file)


def test_an_entry_without_a_programme_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "consolidated.xml"
    file.write_text(SAMPLE.read_text("utf-8").replace("<program>CMIC-EO13959</program>", ""), "utf-8")
    with pytest.raises(Refused, match="entry 9102 names no programme"):
        taken_in(tmp_path / "case", "ofac_consolidated", file)


def test_the_real_list_gives_every_entry(tmp_path: Path, shared_data: Path) -> None:
    file = shared_data / "lists/ofac/consolidated_nonSDN_2026-01.xml"
    case, report = taken_in(tmp_path / "case", "ofac_consolidated", file)
    assert (report.records, report.edition, report.set_aside) == (442, "2026-01-08", {})
    root = etree.parse(str(file)).getroot()
    uids = {f"ofac_consolidated:{node.text}" for node in root.findall(f"{NAMESPACE}sdnEntry/{NAMESPACE}uid")}
    assert {entity for (entity,) in asked(case, "SELECT entity FROM statements WHERE prop = 'name'")} == uids
    assert len(uids) == 442
    programmes = Counter(node.text for node in root.iter(f"{NAMESPACE}program"))
    query = "SELECT value, count(*) FROM statements WHERE kind = 'Listing' AND prop = 'programme' GROUP BY value"
    assert Counter(dict(asked(case, query))) == programmes
    addressed = [
        entry for entry in root.iter(f"{NAMESPACE}sdnEntry") if entry.find(f".//{NAMESPACE}address") is not None
    ]
    query = "SELECT count(DISTINCT entity) FROM statements WHERE prop = 'address'"
    assert asked(case, query) == [(len(addressed),)]
