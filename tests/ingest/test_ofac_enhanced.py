"""OFAC's enhanced XML: an invented sample, archives and files that are refused, and the publisher's own, whole."""

import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.original import originals
from tests.taking_in import asked, expected, stated, taken_in

HERE = Path(__file__).parent / "ofac_enhanced"
SAMPLE = HERE / "sample.xml"
NAMESPACE = "{https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/ENHANCED_XML}"
Change = Callable[[str], str]


def packed(folder: Path, *names: str, data: bytes = b"") -> Path:
    path = folder / "ENHANCED.ZIP"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data or SAMPLE.read_bytes())
    return path


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "ofac_enhanced", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.edition, report.set_aside) == (3, "2024-09-10", {})


@pytest.mark.parametrize("name", ["ENHANCED.XML", "../../outside.xml", "/etc/outside.xml", "C:\\outside.xml"])
def test_a_zip_is_read_and_no_name_in_it_is_a_path(name: str, tmp_path: Path) -> None:
    before = set(tmp_path.parent.glob("*"))
    archive = packed(tmp_path, name)
    case, report = taken_in(tmp_path / "case", "ofac_enhanced", archive)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.file, report.records) == ("ENHANCED.ZIP", 3)
    assert set(tmp_path.parent.glob("*")) == before
    (text,) = originals(archive, "ENHANCED.ZIP", ["pointer:/sanctionsData/entities/entity[2]"]).values()
    assert "EXAMPLE HOLDINGS" in text
    assert "9203" not in text


def test_a_zip_that_is_no_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match=r"holds 2 files \(a.xml, b.xml\), expected one"):
        taken_in(tmp_path / "two", "ofac_enhanced", packed(tmp_path, "a.xml", "b.xml"))
    bomb = packed(tmp_path, "a.xml", data=b"<a>" + b" " * (64 << 20))
    with pytest.raises(UnreadableSource, match="unpacks to more than 16 MB; it is refused"):
        taken_in(tmp_path / "bomb", "ofac_enhanced", bomb)
    whole = packed(tmp_path, "a.xml").read_bytes()
    cut = tmp_path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UnreadableSource, match=r"cut.zip is a damaged ZIP"):
        taken_in(tmp_path / "cut", "ofac_enhanced", cut)
    bad = tmp_path / "bad.zip"
    bad.write_bytes(whole[:200] + bytes([whole[200] ^ 0xFF]) + whole[201:])
    with pytest.raises(UnreadableSource, match=r"bad.zip is (a damaged ZIP|cut off or damaged)"):
        taken_in(tmp_path / "bad", "ofac_enhanced", bad)


REFUSED: dict[str, tuple[Change, str]] = {
    "unknown relation": (
        lambda text: text.replace("Owned or Controlled By", "Owned and Controlled By"),
        r"entity\[2\]: relationship type 'Owned and Controlled By' is unknown.*'Owned or Controlled By'",
    ),
    "unknown feature": (lambda text: text.replace(">Gender<", ">Gendre<"), "feature type 'Gendre' is unknown"),
    "unknown document": (lambda text: text.replace(">Passport<", ">Paßport<"), "document type 'Paßport' is unknown"),
    "unknown list": (lambda text: text.replace("2019-02-01\">SDN", "2019-02-01\">NDS"), "list 'NDS List' is unknown"),
    "unknown script": (lambda text: text.replace(">Arabic<", ">Elvish<"), "script 'Elvish' is unknown"),
    "unknown type of entry": (lambda text: text.replace(">Aircraft<", ">Balloon<"), "entityType 'Balloon' is unknown"),
    "unknown reliability": (lambda text: text.replace(">Reported<", ">Rumoured<"), "reliability 'Rumoured'"),
    "another programme": (
        lambda text: text.replace('id="44">EXAMPLE-PROGRAM', 'id="44">ELSE'),
        "entity 9203 is under none of the programmes",
    ),
    "unread element": (
        lambda text: text.replace("<identityId>3<", "<rank>1</rank><identityId>3<"),
        "generalInfo/rank is neither read nor ignored",
    ),
    "the same id twice": (lambda text: text.replace('"9203"', '"9202"'), "cannot be"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    file = tmp_path / "enhanced.xml"
    file.write_text(change(SAMPLE.read_text("utf-8")), "utf-8")
    with pytest.raises(Refused, match=message):
        taken_in(tmp_path / "case", "ofac_enhanced", file)


def test_a_file_that_does_not_say_what_it_holds_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "enhanced.xml"
    text = SAMPLE.read_text("utf-8")
    start, end = text.index("<sanctionsLists>"), text.index("</sanctionsLists>") + len("</sanctionsLists>")
    file.write_text(text[:start] + text[end:], "utf-8")
    with pytest.raises(UnreadableSource, match="no <publicationInfo> with a date and the lists that it holds"):
        taken_in(tmp_path / "case", "ofac_enhanced", file)


def tree(file: Path) -> etree._Element:
    if file.suffix == ".ZIP":
        with zipfile.ZipFile(file) as archive:
            return etree.fromstring(archive.read("CONS_ENHANCED.XML"))
    return etree.parse(str(file)).getroot()


def values(case: Case, prop: str) -> Counter[str]:
    query = "SELECT value, count(*) FROM statements WHERE kind <> 'Coverage' AND prop = ? GROUP BY value"
    return Counter(dict(asked(case, query, prop)))


def texts(root: etree._Element, path: str) -> Counter[str]:
    entities = root.find(f"{NAMESPACE}entities")
    assert entities is not None
    return Counter(str(node.text) for node in entities.iterfind("/".join(NAMESPACE + step for step in path.split("/"))))


@pytest.mark.parametrize(
    ("name", "edition", "count", "edges", "covered"),
    [
        ("sdn_enhanced_IRGC_2024-08.xml", "2024-08-28", 293, 201, {"IRGC"}),
        ("CONS_ENHANCED.ZIP", "2025-01-10", 443, 282, set()),
    ],
)
def test_the_real_files_give_every_entry_and_relation(
    name: str, edition: str, count: int, edges: int, covered: set[str], tmp_path: Path, shared_data: Path
) -> None:
    file = shared_data / "lists/ofac" / name
    case, report = taken_in(tmp_path / "case", "ofac_enhanced", file)
    assert (report.records, report.edition, report.set_aside) == (count, edition, {})
    root = tree(file)
    ids = {node.get("id") for node in root.iter(f"{NAMESPACE}entity")}
    assert values(case, "entry") == Counter(dict.fromkeys(map(str, ids), 1))
    assert values(case, "programme") == texts(root, "entity/sanctionsPrograms/sanctionsProgram")
    assert values(case, "list_name") == texts(root, "entity/sanctionsLists/sanctionsList")
    assert values(case, "measure") >= texts(root, "entity/sanctionsTypes/sanctionsType")
    assert values(case, "legal_basis") == texts(root, "entity/legalAuthorities/legalAuthority")
    foreign = {
        (entity.get("id"), form.findtext(f"{NAMESPACE}formattedFullName"))
        for entity in root.iter(f"{NAMESPACE}entity")
        for form in entity.iterfind(f".//{NAMESPACE}names//{NAMESPACE}translation")
        if form.findtext(f"{NAMESPACE}script") != "Latin"
    }
    query = "SELECT count(*) FROM statements WHERE lang <> '' AND prop <> 'address'"
    assert asked(case, query) == [(len(foreign),)]
    within = [
        node
        for node in root.iter(f"{NAMESPACE}relationship")
        if node.find(f"{NAMESPACE}relatedEntity").get("entityId") in ids  # type: ignore[union-attr]
    ]
    query = (
        "SELECT count(DISTINCT entity) FROM statements WHERE kind IN ('RELATED_TO', 'CONTROLS', 'DIRECTS') "
        "AND entity LIKE '%/related/%'"
    )
    assert asked(case, query) == [(len(within),)] == [(edges,)]
    query = "SELECT value FROM statements WHERE kind = 'Coverage' AND prop = 'programme'"
    assert {value for (value,) in asked(case, query)} == covered
    query = "SELECT value FROM statements WHERE kind = 'Coverage' AND prop = 'list_name'"
    assert ("SDN List" in {value for (value,) in asked(case, query)}) is bool(covered)
