"""OFAC's SDN list: an invented sample, and files that are refused."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from tests.taking_in import asked, recorded, taken_in

HERE = Path(__file__).parent / "ofac_sdn"
SAMPLE = HERE / "sample.xml"
NEWER = HERE / "sample_2024_namespace.xml"
SDN = load("ofac_sdn")

Change = Callable[[str], str]


def changed(tmp_path: Path, old: str, new: str, name: str = "sdn.xml") -> Path:
    text = SAMPLE.read_text("utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new), "utf-8")
    return path


def stated(case: Case) -> set[tuple[str, ...]]:
    """Every statement but those about the dataset itself, with the place where it was seen."""
    query = (
        "SELECT s.entity, kind, prop, value, original, locator FROM statements s "
        "JOIN observations o ON o.statement = s.id WHERE s.entity <> s.dataset"
    )
    return set(asked(case, query))


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "ofac_sdn", SAMPLE)
    lines = [json.loads(line) for line in (HERE / "expected.jsonl").read_text("utf-8").splitlines()]
    fields = ("entity", "kind", "prop", "value", "original")
    assert stated(case) == {(*(line[field] for field in fields), f"pointer:{line['at']}") for line in lines}
    assert (report.records, report.edition, report.set_aside) == (6, "2024-02-03", {})


def test_the_list_is_public_official_and_undated(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "ofac_sdn", SAMPLE)
    assert asked(case, "SELECT DISTINCT sharing, timed, source FROM statements") == [("public", "undated", "ofac_sdn")]
    query = "SELECT value FROM statements WHERE entity = 'ofac_sdn' AND prop = ?"
    assert asked(case, query, "official") == [("true",)]
    assert "public domain" in asked(case, query, "licence")[0][0]


def test_the_newer_namespace_is_read_too_and_an_entry_keeps_its_id(tmp_path: Path) -> None:
    case, first = taken_in(tmp_path / "case", "ofac_sdn", SAMPLE)
    (second,) = ingest(case, SDN, [NEWER], Options())
    assert (second.edition, second.records) == ("2024-11-05", 2)
    seen = "SELECT DISTINCT seen_on FROM observations WHERE entity = ? ORDER BY 1"
    assert asked(case, seen, "ofac_sdn:9001") == [("2024-02-03",), ("2024-11-05",)]
    assert asked(case, seen, "ofac_sdn:9007") == [("2024-11-05",)]
    new = {entity for (entity,) in asked(case, "SELECT entity FROM observations GROUP BY entity HAVING min(run) = 2")}
    assert new == {
        "ofac_sdn:9007",
        "ofac_sdn:9007/listing",
        "ofac_sdn:9007/listed",
        "ofac_sdn:coverage/2024-11-05",
    }
    assert first.new + second.new == asked(case, "SELECT count(*) FROM statements")[0][0]
    directive = "Executive Order 13662 Directive Determination - Subject to Directive 1"
    assert asked(case, "SELECT value FROM statements WHERE prop = 'measure' AND entity LIKE '%9007%'") == [(directive,)]


def test_the_same_bytes_again_add_nothing(tmp_path: Path) -> None:
    case, first = taken_in(tmp_path / "case", "ofac_sdn", SAMPLE)
    before = recorded(case)
    (second,) = ingest(case, SDN, [SAMPLE], Options())
    assert (second.already, second.new, second.statements) == (True, 0, first.statements)
    assert recorded(case) == before


def test_a_list_of_which_records_were_set_aside_covers_nothing(tmp_path: Path) -> None:
    file = changed(tmp_path, "<sdnType>Aircraft</sdnType>", "<sdnType>Balloon</sdnType>")
    case, report = taken_in(tmp_path / "case", "ofac_sdn", file, set_aside=True)
    assert report.records == 6
    ((reason, count),) = report.set_aside.items()
    assert "sdnType 'Balloon' is unknown" in reason
    assert count == 1
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'Coverage'") == [(0,)]
    assert asked(case, "SELECT count(*) FROM statements WHERE entity LIKE '%9006%'") == [(0,)]


def test_a_party_set_aside_is_linked_in_words_only(tmp_path: Path) -> None:
    file = changed(tmp_path, "<category>weak</category>", "<category>faint</category>")
    case, report = taken_in(tmp_path / "case", "ofac_sdn", file, set_aside=True)
    assert report.set_aside == {"aka category 'faint' is unknown to this source; add it to the ingestor's table": 1}
    linked = "SELECT value FROM statements WHERE entity = 'ofac_sdn:9005' AND prop = 'linked_to'"
    assert asked(case, linked) == [("EXAMPLE, Maung Sample",)]
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'RELATED_TO'") == [(0,)]


REFUSED: dict[str, tuple[Change, str]] = {
    "unknown sdnType": (
        lambda text: text.replace("Aircraft</sdn", "Balloon</sdn"),
        r"sdnEntry\[6\]: sdnType 'Balloon'",
    ),
    "unknown aka type": (lambda text: text.replace("n.k.a.", "x.k.a."), r"sdnEntry\[1\]: aka type 'x.k.a.' is unknown"),
    "unknown aka category": (lambda text: text.replace(">weak<", ">faint<"), "aka category 'faint' is unknown"),
    "unknown idType": (
        lambda text: text.replace(">MMSI<", ">MSMI<"),
        "idType 'MSMI' is unknown to this source.*'MMSI'",
    ),
    "unknown country": (lambda text: text.replace("Korea, North", "Ruritania"), "'Ruritania' is not a known country"),
    "unreadable date": (lambda text: text.replace("circa 1961", "long ago"), "'long ago' is not a date"),
    "unread element": (
        lambda text: text.replace("<sdnType>Aircraft", "<rank>1</rank><sdnType>Aircraft"),
        r"sdnEntry\[6\]: rank is neither read nor ignored",
    ),
    "unread attribute": (
        lambda text: text.replace("<aka>", '<aka primary="true">', 1),
        "akaList/aka/@primary is neither read nor ignored",
    ),
    "element in a list": (
        lambda text: text.replace("</aka>", "</aka><alias />", 1),
        "akaList holds <alias> where only <aka> was expected",
    ),
    "two of one": (
        lambda text: text.replace("<uid>9006</uid>", "<uid>9006</uid><uid>9008</uid>"),
        "uid stands 2 times where one was expected",
    ),
    "no uid": (lambda text: text.replace("<uid>9006</uid>", ""), "uid is missing or empty"),
    "uid that is no number": (lambda text: text.replace("9006", "9005/listing"), "'9005/listing' is not a number"),
    "the same uid twice": (lambda text: text.replace("9004", "9003"), "ofac_sdn:9003 stands for two different things"),
    "no programme": (lambda text: text.replace("<program>DPRK4</program>", ""), "9005 names no programme"),
    "a fact of another kind": (
        lambda text: text.replace("<idType>Aircraft Model</idType>", "<idType>Gender</idType>"),
        "Aircraft has no property 'gender'",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    file = tmp_path / "sdn.xml"
    file.write_text(change(SAMPLE.read_text("utf-8")), "utf-8")
    with pytest.raises(Refused, match=message) as caught:
        ingest(case, SDN, [file], Options())
    assert "sdn.xml" in str(caught.value)
    assert "--set-aside" in str(caught.value)
    assert recorded(case) == before


def test_all_problems_of_a_file_are_shown_at_once(tmp_path: Path) -> None:
    text = SAMPLE.read_text("utf-8").replace("circa 1961", "long ago").replace(">MMSI<", ">MSMI<")
    file = tmp_path / "sdn.xml"
    file.write_text(text, "utf-8")
    with pytest.raises(Refused) as caught:
        taken_in(tmp_path / "case", "ofac_sdn", file)
    assert [problem.split(": ")[0] for problem in caught.value.problems] == [
        "sdn.xml pointer:/sdnList/sdnEntry[1]",
        "sdn.xml pointer:/sdnList/sdnEntry[5]",
    ]


OTHER_FILES: dict[str, tuple[Change, str]] = {
    "fewer entries than it says": (
        lambda text: text.replace("<Record_Count>6<", "<Record_Count>7<"),
        "its Record_Count is 7, but it holds 6 entries.*download it",
    ),
    "more entries than it says": (
        lambda text: text.replace("<Record_Count>6<", "<Record_Count>5<"),
        "its Record_Count is 5, but it holds 6 entries.*download it",
    ),
    "no header": (
        lambda text: re.sub("<publshInformation>.*</publshInformation>", "", text, flags=re.DOTALL),
        "no <publshInformation> with a date and a count",
    ),
    "the Consolidated list": (
        lambda text: text.replace("<program>DPRK4<", "<program>NS-PLC<"),
        r"entry 9005 is listed under NS-PLC only.*Consolidated \(non-SDN\) list.*take sdn.xml",
    ),
    "a list of the United Nations": (
        lambda _: (
            '<?xml version="1.0"?><CONSOLIDATED_LIST dateGenerated="2021-03-12"><INDIVIDUALS/></CONSOLIDATED_LIST>'
        ),
        "its root is <CONSOLIDATED_LIST>, this source's is <sdnList>.*is it the right file",
    ),
    "the right root in another namespace": (
        lambda text: text.replace("http://tempuri.org/sdnList.xsd", "http://tempuri.org/other.xsd"),
        "its root is <{http://tempuri.org/other.xsd}sdnList>",
    ),
    "another element under the root": (
        lambda text: text.replace("</publshInformation>", "</publshInformation><extra/>"),
        "<extra> is unknown to this source",
    ),
}


@pytest.mark.parametrize("lenient", [False, True])
@pytest.mark.parametrize("name", OTHER_FILES)
def test_a_file_that_is_not_a_whole_sdn_list_is_refused_even_with_set_aside(
    name: str, lenient: bool, tmp_path: Path
) -> None:
    change, message = OTHER_FILES[name]
    case, _ = taken_in(tmp_path / "case", "ofac_sdn", NEWER)
    before = recorded(case)
    file = tmp_path / "sdn.xml"
    file.write_text(change(SAMPLE.read_text("utf-8")), "utf-8")
    with pytest.raises(UnreadableSource, match=message):
        ingest(case, SDN, [file], Options(set_aside=lenient))
    assert recorded(case) == before
    assert len(Case(case.folder).ledger.acts) == 1
