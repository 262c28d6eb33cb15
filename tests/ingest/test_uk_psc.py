"""The register of significant control: an invented sample, records that are refused, and real ones."""

import json
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.original import originals
from tests.taking_in import asked, expected, stated, taken_in

HERE = Path(__file__).parent / "uk_psc"
SAMPLE = HERE / "sample.jsonl"
FIXTURES = "ownership/psc/fixtures"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return taken_in(tmp_path_factory.mktemp("psc") / "case", "uk_psc", SAMPLE)[0]


def test_the_sample_states_what_is_expected_and_nothing_else(case: Case) -> None:
    assert stated(case) == expected(HERE / "expected.jsonl")


def test_control_is_attested_from_its_notice_and_ends_when_it_ceased(case: Case) -> None:
    rows = asked(
        case,
        "SELECT entity, start_min, start_max, end_min, end_max, start_known, end_known FROM statements "
        "WHERE prop = 'tail' AND kind = 'OWNS' AND contains(entity, 'of-shares')",
    )
    notice, ceased, open_ = "2016-04-06", "2018-02-27", "9999-12-31"
    assert {entity.split("/")[1]: tuple(told) for entity, *told in rows} == {
        "p1": (notice, notice, ceased, ceased, False, True),
        "c1": ("2018-02-28", "2018-02-28", "2018-02-28", open_, False, False),
        "l1": ("2018-12-06", "2018-12-06", "2018-12-06", open_, False, False),
    }


def test_every_locator_leads_to_its_line(case: Case) -> None:
    places = [at for (at,) in asked(case, "SELECT DISTINCT locator FROM observations WHERE locator <> 'pointer:/'")]
    lines = SAMPLE.read_text("utf-8").splitlines()[:5]
    assert originals(SAMPLE, SAMPLE.name, places) == {f"row:{n}": line for n, line in enumerate(lines, 1)}


NATURES = {
    "ownership-of-shares-75-to-100-percent-as-trust": ("OWNS", "shares", "75", "100"),
    "voting-rights-50-to-75-percent-as-firm": ("OWNS", "votes", "50", "75"),
    "voting-rights-25-to-50-percent-limited-liability-partnership": ("OWNS", "votes", "25", "50"),
    "right-to-share-surplus-assets-75-to-100-percent-limited-liability-partnership": (
        "OWNS", "right to share surplus assets", "75", "100",
    ),
    "right-to-appoint-and-remove-members-limited-liability-partnership": (
        "CONTROLS", "right to appoint and remove members", "", "",
    ),
    "significant-influence-or-control-as-trust": ("CONTROLS", "significant influence or control", "", ""),
    "ownership-of-shares-more-than-25-percent-as-firm-registered-overseas-entity": ("OWNS", "shares", "25", "100"),
}  # fmt: skip


@pytest.mark.parametrize("nature", NATURES)
def test_each_nature_of_control_is_read_as_its_band_or_means(nature: str, tmp_path: Path) -> None:
    file = tmp_path / "psc.txt"
    text = SAMPLE.read_text("utf-8").splitlines()[1]
    file.write_text(text.replace("ownership-of-shares-50-to-75-percent", nature), "utf-8")
    case, _ = taken_in(tmp_path / "case", "uk_psc", file)
    rows = dict(asked(case, "SELECT prop, value FROM statements WHERE contains(entity, '/c1/')"))
    (kind,) = asked(case, "SELECT DISTINCT kind FROM statements WHERE contains(entity, '/c1/')")
    assert (*kind, rows["interest"], rows.get("share_min", ""), rows.get("share_max", "")) == NATURES[nature]


REFUSED = {
    "an unknown band": ("25-to-50-percent", "20-to-50-percent", "nature of control 'ownership-of-shares-20-to-50"),
    "an unknown nature": ("right-to-appoint-and-remove-directors", "right-to-appoint", "nature of control 'right-to"),
    "an unknown kind": ("legal-person-beneficial-owner", "legal-person", "kind 'legal-person' is unknown"),
    "a key that is not known": ('"etag":"a"', '"etag":"a","colour":"red"', "data/colour is neither read nor ignored"),
    "no company": ('"company_number":"00000003",', "", "company_number is missing"),
    "no natures": ('["ownership-of-shares-50-to-75-percent"]', "[]", "natures_of_control is missing"),
    "an end before the beginning": ('"ceased_on":"2018-02-27"', '"ceased_on":"2015-02-27"', "lies before"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    old, new, message = REFUSED[name]
    text = SAMPLE.read_text("utf-8")
    assert old in text
    file = tmp_path / "psc.txt"
    file.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(Refused, match=message):
        taken_in(tmp_path / "case", "uk_psc", file)


def test_other_files_are_refused(tmp_path: Path) -> None:
    for number, text in enumerate(("", "company_number,kind\n1,x\n", '{"company_number":"1","data":{')):
        file = tmp_path / f"psc-{number}.txt"
        file.write_text(text, "utf-8")
        with pytest.raises(UnreadableSource):
            taken_in(tmp_path / f"case-{number}", "uk_psc", file)


def test_real_records_give_one_edge_for_each_nature(shared_data: Path, tmp_path: Path) -> None:
    files = sorted((shared_data / FIXTURES).glob("psc-data-*.json"))
    assert len(files) == 16
    for number, file in enumerate(files):
        case, report = taken_in(tmp_path / str(number), "uk_psc", file)
        records = json.loads(file.read_text("utf-8"))
        assert (report.records, sum(report.set_aside.values())) == (len(records), 1)
        wanted = {
            (f"uk_psc:{record['company_number']}", nature)
            for record in records
            for nature in record["data"].get("natures_of_control", ())
        }
        found = asked(
            case,
            "SELECT h.value, i.original FROM statements h JOIN statements i USING (entity) "
            "WHERE h.prop = 'head' AND i.prop = 'interest' AND i.original <> 'super-secure'",
        )
        assert set(found) == wanted
        births = {
            "{year}-{month:02}".format(**record["data"]["date_of_birth"])
            for record in records
            if "date_of_birth" in record["data"]
        }
        assert {value for (value,) in asked(case, "SELECT value FROM statements WHERE prop = 'birth_date'")} == births
