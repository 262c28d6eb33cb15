"""The SDN list as OFAC published it, whole: what stands in it, counted without the ingestor, and what was stated."""

from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from graphkit.case.folder import Case
from graphkit.dates import PartialDate
from graphkit.errors import UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from tests.taking_in import asked, recorded, taken_in

TEMPURI = "{http://tempuri.org/sdnList.xsd}"
SDN = load("ofac_sdn")


@pytest.fixture(scope="module")
def real_file(shared_data: Path) -> Path:
    return shared_data / "lists/ofac/sdn_2021-03-10.xml"


@pytest.fixture(scope="module")
def whole(real_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole") / "case", "ofac_sdn", real_file)


@pytest.fixture(scope="module")
def entries(real_file: Path) -> list[etree._Element]:
    return list(etree.parse(str(real_file)).getroot().iter(f"{TEMPURI}sdnEntry"))


def texts(entry: etree._Element, tag: str) -> list[str]:
    return [(element.text or "").strip() for element in entry.iter(TEMPURI + tag)]


def values(case: Case, prop: str, kind: str = "") -> Counter[str]:
    """How many entities have each value of a property."""
    query = "SELECT value, count(*) FROM statements WHERE prop = ? AND kind LIKE ? GROUP BY value"
    return Counter(dict(asked(case, query, prop, kind or "%")))


def test_every_entry_of_the_real_list_is_a_subject_with_its_listing(
    whole: tuple[Case, Report], entries: list[etree._Element]
) -> None:
    case, report = whole
    assert (report.records, report.edition, report.set_aside) == (8832, "2021-03-10", {})
    uids = {f"ofac_sdn:{entry.findtext(f'{TEMPURI}uid')}" for entry in entries}
    assert len(uids) == 8832
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    assert kinds == {"Person": 4539, "Organization": 3613, "Vessel": 403, "Aircraft": 277}
    assert {entity for (entity,) in asked(case, "SELECT entity FROM statements WHERE prop = 'name'")} == uids
    joined = (
        "SELECT count(*) FROM statements t JOIN statements h USING (entity) WHERE t.kind = 'LISTED_IN' "
        "AND t.prop = 'tail' AND h.prop = 'head' AND h.value = t.value || '/listing'"
    )
    assert asked(case, joined) == [(8832,)]


def test_what_the_real_list_prints_is_what_was_stated(
    whole: tuple[Case, Report], entries: list[etree._Element]
) -> None:
    case, _ = whole
    programmes = Counter(text for entry in entries for text in texts(entry, "program"))
    assert values(case, "programme") == programmes
    places = Counter(place for entry in entries for place in set(texts(entry, "placeOfBirth")))
    assert values(case, "birth_place") == places
    remarks = Counter(text for entry in entries for text in texts(entry, "remarks"))
    assert values(case, "remarks") == remarks
    assert values(case, "authority", "Listing") == Counter({"US-OFAC": 8832})
    calls = Counter(text for entry in entries for text in texts(entry, "callSign"))
    assert calls <= values(case, "call_sign")


def test_every_name_of_the_real_list_is_there_as_printed(
    whole: tuple[Case, Report], entries: list[etree._Element]
) -> None:
    case, _ = whole
    printed = Counter[tuple[str, str]]()
    for entry in entries:
        subject = f"ofac_sdn:{entry.findtext(f'{TEMPURI}uid')}"
        names = set()
        for node in (entry, *entry.iter(f"{TEMPURI}aka")):
            last, first = node.findtext(f"{TEMPURI}lastName"), node.findtext(f"{TEMPURI}firstName")
            names.add(f"{last}, {first}" if first else str(last))
        printed.update((subject, name.strip()) for name in names)
    query = (
        "SELECT DISTINCT entity, CASE original WHEN '' THEN value ELSE original END FROM statements "
        "WHERE prop IN ('name', 'alias', 'weak_alias', 'former_name', 'weak_former_name') "
        "AND kind IN ('Person', 'Organization', 'Vessel', 'Aircraft') AND original NOT LIKE 'd.b.a.%'"
    )
    assert set(asked(case, query)) == set(printed)
    turned = dict(asked(case, "SELECT original, value FROM statements WHERE prop = 'alias' AND original LIKE '%, Abu'"))
    assert turned["ABDALLAH, Abu"] == "Abu ABDALLAH"


def test_every_date_of_birth_of_the_real_list_is_read(
    whole: tuple[Case, Report], entries: list[etree._Element]
) -> None:
    case, _ = whole
    written = [(entry.findtext(f"{TEMPURI}uid"), text) for entry in entries for text in texts(entry, "dateOfBirth")]
    assert len(written) == 5033
    expected = {(f"ofac_sdn:{uid}", PartialDate.parse(text).edtf()) for uid, text in written}
    found = "SELECT entity, value FROM statements WHERE prop = 'birth_date'"
    assert expected <= set(asked(case, found))
    # Besides, a remark of one entry holds two more.
    assert len(set(asked(case, found)) - expected) == 2


def test_every_identification_of_the_real_list_is_stated_somewhere(
    whole: tuple[Case, Report], entries: list[etree._Element]
) -> None:
    case, _ = whole
    query = (
        "SELECT split_part(entity, '/', 1), value, original FROM statements WHERE kind NOT IN ('Source', 'Coverage')"
    )
    stated_lines: dict[str, set[str]] = {}
    for subject, value, original in asked(case, query):
        stated_lines.setdefault(subject, set()).update((value, *original.split("; ")))
    missing = []
    for entry in entries:
        subject = f"ofac_sdn:{entry.findtext(f'{TEMPURI}uid')}"
        for node in entry.iter(f"{TEMPURI}id"):
            parts = [node.findtext(TEMPURI + tag) for tag in ("idType", "idNumber", "idCountry")]
            line = f"{parts[0]} {parts[1]}" + (f" ({parts[2]})" if parts[2] else "")
            if not any(found.startswith(line) for found in stated_lines[subject]):
                missing.append((subject, line))
    assert not missing


def test_the_links_of_the_real_list_lead_to_the_one_entry_of_that_name(
    whole: tuple[Case, Report], entries: list[etree._Element]
) -> None:
    case, _ = whole
    linked = asked(case, "SELECT entity, value FROM statements WHERE prop = 'linked_to'")
    printed = sum(remark.count("Linked To: ") for entry in entries for remark in texts(entry, "remarks"))
    assert len(linked) == printed == 3352
    bearers: dict[str, list[str]] = {}
    for entry in entries:
        last, first = entry.findtext(f"{TEMPURI}lastName"), entry.findtext(f"{TEMPURI}firstName")
        bearers.setdefault(f"{last}, {first}" if first else str(last), []).append(
            f"ofac_sdn:{entry.findtext(f'{TEMPURI}uid')}"
        )
    expected = {(tail, *bearers[name]) for tail, name in linked if len(bearers.get(name, ())) == 1}
    edges = (
        "SELECT t.value, h.value FROM statements t JOIN statements h USING (entity) "
        "WHERE t.kind = 'RELATED_TO' AND t.prop = 'tail' AND h.prop = 'head'"
    )
    assert set(asked(case, edges)) == expected
    assert len(expected) > 3000


def test_the_real_list_again_is_already_there(whole: tuple[Case, Report], real_file: Path) -> None:
    case, first = whole
    (second,) = ingest(case, SDN, [real_file], Options())
    assert (second.already, second.new, second.statements) == (True, 0, first.statements)


def test_the_real_consolidated_list_is_not_the_sdn_list(shared_data: Path, tmp_path: Path) -> None:
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    with pytest.raises(UnreadableSource, match=r"Consolidated \(non-SDN\) list"):
        ingest(case, SDN, [shared_data / "lists/ofac/consolidated_nonSDN_2026-01.xml"], Options(set_aside=True))
    assert recorded(case) == before


def test_a_real_list_of_the_united_nations_is_refused(shared_data: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="its root is <CONSOLIDATED_LIST>"):
        taken_in(tmp_path / "case", "ofac_sdn", shared_data / "lists/un/un_2021-03-12.xml")


def test_the_real_list_cut_off_is_refused(real_file: Path, tmp_path: Path) -> None:
    data = real_file.read_bytes()
    cut = tmp_path / "sdn.xml"
    cut.write_bytes(data[: len(data) * 2 // 3])
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    with pytest.raises(UnreadableSource, match=r"sdn\.xml line \d+: .*cut off"):
        ingest(case, SDN, [cut], Options(set_aside=True))
    assert recorded(case) == before
