"""The Security Council's consolidated list: an invented sample, files that are refused, and the whole real ones."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from graphkit.case.folder import Case
from graphkit.dates import PartialDate
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from tests.taking_in import asked, expected, recorded, stated, taken_in

HERE = Path(__file__).parent / "un_sc"
SAMPLE = HERE / "sample.xml"
UN = load("un_sc")

Change = Callable[[str], str]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "un_sc", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.edition, report.set_aside) == (3, "2024-02-03", {})
    assert asked(case, "SELECT DISTINCT sharing, timed, source FROM statements") == [("public", "undated", "un_sc")]


def test_the_next_edition_adds_only_what_is_new(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "un_sc", SAMPLE)
    text = SAMPLE.read_text("utf-8").replace('dateGenerated="2024-02-03', 'dateGenerated="2024-05-01')
    later = tmp_path / "later.xml"
    later.write_text(text.replace("<VALUE>Shopkeeper</VALUE>", "<VALUE>Baker</VALUE>"), "utf-8")
    (report,) = ingest(case, UN, [later], Options())
    new = (
        "SELECT s.entity, prop, value FROM statements s JOIN observations o ON o.statement = s.id "
        "GROUP BY ALL HAVING min(run) = 2"
    )
    assert {row for row in asked(case, new) if row[1] not in {"authority", "scope"}} == {
        ("un_sc:QDi.901", "position", "Baker"),
        ("un_sc:coverage/2024-05-01", "as_of", "2024-05-01"),
    }
    assert report.edition == "2024-05-01"


def test_a_list_of_which_records_were_set_aside_covers_nothing(tmp_path: Path) -> None:
    file = tmp_path / "un.xml"
    file.write_text(SAMPLE.read_text("utf-8").replace("<QUALITY>Low<", "<QUALITY>Faint<"), "utf-8")
    case, report = taken_in(tmp_path / "case", "un_sc", file, set_aside=True)
    assert report.set_aside == {"QUALITY 'Faint' is unknown to this source; add it to the ingestor's table": 1}
    assert asked(case, "SELECT DISTINCT entity FROM statements WHERE prop = 'name' ORDER BY 1") == [
        ("un_sc:KPi.901",),
        ("un_sc:QDe.902",),
    ]
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'Coverage'") == [(0,)]


REFUSED: dict[str, tuple[Change, str]] = {
    "unknown alias quality": (
        lambda text: text.replace("<QUALITY>Low<", "<QUALITY>Faint<"),
        r"INDIVIDUALS/INDIVIDUAL\[1\]: QUALITY 'Faint' is unknown",
    ),
    "an alias of no name": (
        lambda text: text.replace("<ALIAS_NAME>Пример</ALIAS_NAME>", "<ALIAS_NAME/>"),
        "INDIVIDUAL_ALIAS holds 'Low', but no ALIAS_NAME",
    ),
    "unknown type of date": (lambda text: text.replace(">EXACT<", ">SURE<"), "TYPE_OF_DATE 'SURE' is unknown"),
    "unknown type of document": (
        lambda text: text.replace("<TYPE_OF_DOCUMENT>Passport<", "<TYPE_OF_DOCUMENT>Pasport<"),
        "TYPE_OF_DOCUMENT 'Pasport' is unknown to this source.*'Passport'",
    ),
    "unknown gender": (lambda text: text.replace(">MALE<", ">M<"), "GENDER 'M' is unknown"),
    "unknown nationality": (
        lambda text: text.replace("Possibly Ethiopian", "Ruritania"),
        "'Ruritania' is not a known country",
    ),
    "unreadable date": (lambda text: text.replace("2014-06-01", "2014-06-31"), "'2014-06-31' is not a date"),
    "another list": (lambda text: text.replace("UN List", "EU List"), "LIST_TYPE 'EU List' is another list"),
    "no reference number": (
        lambda text: text.replace("<REFERENCE_NUMBER>KPi.901</REFERENCE_NUMBER>", ""),
        "REFERENCE_NUMBER is missing or empty",
    ),
    "a number of another sort": (
        lambda text: text.replace("QDe.902<", "QDi.902<"),
        r"ENTITIES/ENTITY\[1\]: REFERENCE_NUMBER 'QDi.902' is not the number of an entity",
    ),
    "the same number twice": (
        lambda text: text.replace("KPi.901", "QDi.901"),
        "un_sc:QDi.901 stands for two different things",
    ),
    "an element that is not known": (
        lambda text: text.replace("<COMMENTS1/>", "<COMMENTS1/><COMMENTS2>x</COMMENTS2>"),
        r"INDIVIDUAL\[2\]: COMMENTS2 is neither read nor ignored",
    ),
    "an attribute that is not known": (
        lambda text: text.replace("<ENTITY_ALIAS>", "<ENTITY_ALIAS primary='1'>", 1),
        "ENTITY_ALIAS/@primary is neither read nor ignored",
    ),
    "no date of making": (
        lambda text: re.sub(' dateGenerated="[^"]*"', "", text),
        "@dateGenerated is missing or empty",
    ),
    "no entities": (
        lambda text: re.sub("<ENTITIES>.*</ENTITIES>", "", text, flags=re.DOTALL),
        "0 of kind Organization, expected 1",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    file = tmp_path / "un.xml"
    file.write_text(change(SAMPLE.read_text("utf-8")), "utf-8")
    with pytest.raises(Refused, match=message):
        ingest(case, UN, [file], Options())
    assert recorded(case) == before


def test_a_list_of_another_publisher_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"its root is <.*sdnList>, this source's is <CONSOLIDATED_LIST>"):
        taken_in(tmp_path / "case", "un_sc", HERE.parent / "ofac_sdn/sample.xml")


def test_a_list_in_another_encoding_than_it_says_is_refused_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "un.xml"
    file.write_bytes(SAMPLE.read_text("utf-8").replace("Treasurer", "Tr\u0092easurer").encode("cp1252", "replace"))
    with pytest.raises(UnreadableSource, match=r"un\.xml line \d+: .*another encoding than it says.*again"):
        taken_in(tmp_path / "case", "un_sc", file, set_aside=True)


# Of the publisher's own lists: what stands in them is counted without the ingestor, and compared with what was stated.


@pytest.fixture(scope="module", params=["un_2021-03-12", "un_2025-11-18", "un_2026-03-28"])
def real_file(request: pytest.FixtureRequest, shared_data: Path) -> Path:
    return shared_data / f"lists/un/{request.param}.xml"


@pytest.fixture(scope="module")
def whole(real_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole") / "case", "un_sc", real_file)


@pytest.fixture(scope="module")
def entries(real_file: Path) -> list[etree._Element]:
    return list(etree.parse(str(real_file)).getroot().iter("INDIVIDUAL", "ENTITY"))


def reference(entry: etree._Element) -> str:
    return f"un_sc:{(entry.findtext('REFERENCE_NUMBER') or '').strip()}"


def printed(entries: list[etree._Element], path: str) -> Counter[tuple[str, str]]:
    """Count the texts of a path by entry, as one line each, without the empty ones."""
    found = ((reference(entry), " ".join((node.text or "").split())) for entry in entries for node in entry.iter(path))
    return Counter((entry, text) for entry, text in found if text)


def test_every_entry_of_the_real_list_is_a_subject_with_its_listing(
    whole: tuple[Case, Report], entries: list[etree._Element], real_file: Path
) -> None:
    case, report = whole
    assert (report.records, report.set_aside) == (len(entries), {})
    assert real_file.stem == f"un_{report.edition}"
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    assert kinds == Counter("Person" if entry.tag == "INDIVIDUAL" else "Organization" for entry in entries)
    assert {entity for (entity,) in asked(case, "SELECT entity FROM statements WHERE prop = 'name'")} == {
        reference(entry) for entry in entries
    }
    joined = (
        "SELECT count(*) FROM statements t JOIN statements h USING (entity) WHERE t.kind = 'LISTED_IN' "
        "AND t.prop = 'tail' AND h.prop = 'head' AND h.value = t.value || '/listing'"
    )
    assert asked(case, joined) == [(len(entries),)]
    assert asked(case, "SELECT value FROM statements WHERE kind = 'Coverage' AND prop = 'as_of'") == [(report.edition,)]


def test_the_newest_real_list_holds_what_its_publisher_counts(shared_data: Path) -> None:
    root = etree.parse(str(shared_data / "lists/un/un_2026-03-28.xml")).getroot()
    assert (len(root.findall("*/INDIVIDUAL")), len(root.findall("*/ENTITY"))) == (732, 272)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("UN_LIST_TYPE", "prop = 'programme'"),
        ("ALIAS_NAME", "prop IN ('alias', 'weak_alias', 'former_name')"),
        ("NAME_ORIGINAL_SCRIPT", "prop = 'alias'"),
        ("GENDER", "prop = 'gender'"),
        ("NUMBER", "prop IN ('passport', 'national_id')"),
        ("SUBMITTED_BY", "prop = 'note'"),
    ],
)
def test_what_the_real_list_prints_is_what_was_stated(
    path: str, query: str, whole: tuple[Case, Report], entries: list[etree._Element]
) -> None:
    case, _ = whole
    rows = asked(case, f"SELECT split_part(entity, '/', 1), value, original FROM statements WHERE {query}")
    found = {(entity, text) for entity, value, original in rows for text in (value, original)}
    found |= {(entity, text.removeprefix("Submitted by ")) for entity, text in found}
    unknown_gender = {(entity, text) for entity, text in printed(entries, path) if text == "Unknown"}
    assert set(printed(entries, path)) - unknown_gender <= found


def test_every_name_of_the_real_list_keeps_its_parts(whole: tuple[Case, Report], entries: list[etree._Element]) -> None:
    case, _ = whole
    rows = asked(case, "SELECT entity, value FROM statements WHERE prop = 'name' AND kind <> 'Source'")
    tags = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
    assert dict(rows) == {
        reference(entry): " ".join(" ".join(entry.findtext(tag) or "" for tag in tags).split()) for entry in entries
    }


def test_every_date_of_the_real_list_is_read(whole: tuple[Case, Report], entries: list[etree._Element]) -> None:
    case, _ = whole
    for path, prop in (("LISTED_ON", "listed_on"), ("LAST_DAY_UPDATED/VALUE", "amended_on")):
        days = {
            (f"{reference(entry)}/listing", (node.text or "")[:10])
            for entry in entries
            for node in entry.findall(path)
            if node.text
        }
        assert set(asked(case, "SELECT entity, value FROM statements WHERE prop = ?", prop)) == days
    born = set(asked(case, "SELECT entity, value FROM statements WHERE prop = 'birth_date'"))
    exact = {
        (reference(entry), (node.text or "")[:10])
        for entry in entries
        for node in entry.iter("DATE", "DATE_OF_BIRTH")
        if node.text
    }
    approximate = {entry for entry in exact if (entry[0], f"{entry[1]}~") in born}
    assert exact <= born | approximate
    years = {
        (reference(entry), PartialDate.parse(f"{circa}{node.findtext('YEAR')}").edtf())
        for entry in entries
        for node in entry.findall("INDIVIDUAL_DATE_OF_BIRTH")
        for circa in ["circa " if node.findtext("TYPE_OF_DATE") == "APPROXIMATELY" else ""]
        if node.findtext("YEAR") and not node.findtext("NOTE")
    }
    assert len(years) > 300
    assert years <= born


def test_the_real_file_that_was_broken_is_refused_with_its_line(shared_data: Path, tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    message = r"BROKEN-cp1252\.xml line 53: .*another encoding than it says: get it from the publisher again"
    with pytest.raises(UnreadableSource, match=message):
        ingest(case, UN, [shared_data / "lists/un/un_2025-08-16_BROKEN-cp1252.xml"], Options(set_aside=True))
    assert recorded(case) == before


def test_the_real_list_cut_off_is_refused(shared_data: Path, tmp_path: Path) -> None:
    data = (shared_data / "lists/un/un_2026-03-28.xml").read_bytes()
    cut = tmp_path / "un.xml"
    cut.write_bytes(data[: len(data) * 2 // 3])
    with pytest.raises(UnreadableSource, match=r"un\.xml line \d+: .*cut off"):
        taken_in(tmp_path / "case", "un_sc", cut, set_aside=True)
