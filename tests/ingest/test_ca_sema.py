"""Canada's autonomous sanctions: an invented sample, files that are refused, and the publisher's own, whole."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from lxml import etree

from graphkit.case.folder import Case
from graphkit.errors import InvalidValue, Refused, UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from tests.taking_in import asked, expected, recorded, stated, taken_in

HERE = Path(__file__).parent / "ca_sema"
SAMPLE = HERE / "sample_2024-02.xml"
CANADA = load("ca_sema")

Change = Callable[[str], str]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "ca_sema", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.edition, report.set_aside) == (5, "2024-02", {})
    assert asked(case, "SELECT DISTINCT sharing, timed, source FROM statements") == [("public", "undated", "ca_sema")]


def test_the_date_that_the_file_does_not_tell_is_in_its_name_or_given(tmp_path: Path) -> None:
    undated = tmp_path / "sema-lmes.xml"
    undated.write_bytes(SAMPLE.read_bytes())
    with pytest.raises(InvalidValue, match=r"sema-lmes\.xml: neither the file nor its name tells the date.*--edition"):
        taken_in(tmp_path / "none", "ca_sema", undated)
    case, report = taken_in(tmp_path / "given", "ca_sema", undated, edition="2024-02-09")
    assert report.edition == "2024-02-09"
    assert asked(case, "SELECT value FROM statements WHERE prop = 'as_of'") == [("2024-02-09",)]


def test_an_entry_keeps_its_id_when_others_come_before_it(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "ca_sema", SAMPLE)
    text = SAMPLE.read_text("utf-8")
    first = re.search(r"\t<record>.*?</record>\n", text, re.DOTALL)
    assert first
    added = first[0].replace("<Item>7<", "<Item>8<").replace("EXAMPLE ", "NEWCOMER")
    later = tmp_path / "sema_2024-05.xml"
    later.write_text(text.replace(first[0], added + first[0]), "utf-8")
    ingest(case, CANADA, [later], Options())
    new = "SELECT entity FROM observations GROUP BY statement, entity HAVING min(run) = 2"
    assert {entity for (entity,) in asked(case, new)} == {
        "ca_sema:belarus/1-part-1-1/8",
        "ca_sema:belarus/1-part-1-1/8/listing",
        "ca_sema:belarus/1-part-1-1/8/listed",
        "ca_sema:coverage/2024-05",
    }


def test_a_list_of_which_records_were_set_aside_covers_nothing(tmp_path: Path) -> None:
    file = tmp_path / "sema_2024-02.xml"
    file.write_text(SAMPLE.read_text("utf-8").replace("Sep-99", "long ago"), "utf-8")
    case, report = taken_in(tmp_path / "case", "ca_sema", file, set_aside=True)
    assert list(report.set_aside.values()) == [1]
    assert asked(case, "SELECT count(*) FROM statements WHERE entity LIKE '%guatemala%'") == [(0,)]
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'Coverage'") == [(0,)]


REFUSED: dict[str, tuple[Change, str]] = {
    "unreadable date": (lambda text: text.replace("Sep-99", "long ago"), r"record\[3\]: 'long ago' is not a date"),
    "no date of listing": (
        lambda text: text.replace("<DateOfListing>2020-09-28</DateOfListing>", ""),
        "DateOfListing is missing or empty",
    ),
    "no regulation": (lambda text: text.replace("<Country>Guatemala</Country>", ""), "Country is missing or empty"),
    "an item that is no number": (lambda text: text.replace("<Item>1</Item>", "<Item>1/2</Item>"), "is not a number"),
    "the same item twice": (
        lambda text: re.sub(r"(<record>\s*<Country>Sudan.*?</record>)", r"\1\1", text, flags=re.DOTALL),
        "ca_sema:sudan/part-1/1 stands for two different things",
    ),
    "one item for two sorts": (
        lambda text: text.replace("<Schedule>1.1<", "<Schedule>1, Part 2<"),
        "ca_sema:russia/1-part-2/7 is a Organization and cannot be a Vessel too",
    ),
    "neither person nor body": (
        lambda text: text.replace("<LastName>MONONYM</LastName>", ""),
        r"record\[2\]: EntityOrShip is missing or empty",
    ),
    "a person and a body at once": (
        lambda text: text.replace("<GivenName>Example<", "<EntityOrShip>Example</EntityOrShip><GivenName>Example<"),
        r"record\[3\]: EntityOrShip is neither read nor ignored",
    ),
    "a body with a date of birth": (
        lambda text: text.replace("<ShipIMONumber>9074729</ShipIMONumber>", ""),
        r"record\[5\]: TitleOrShip is neither read nor ignored",
    ),
    "an element that is not known": (
        lambda text: text.replace("<Item>1</Item>", "<Item>1</Item><Reason>x</Reason>", 1),
        r"record\[2\]: Reason is neither read nor ignored",
    ),
    "persons only": (
        lambda text: re.sub(r"<record>\s*<Country>Russia.*</record>", "", text, flags=re.DOTALL),
        "0 of kind Organization, expected 1",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    file = tmp_path / "sema_2024-02.xml"
    text = SAMPLE.read_text("utf-8")
    file.write_text(change(text), "utf-8")
    assert change(text) != text
    with pytest.raises(Refused, match=message):
        ingest(case, CANADA, [file], Options())
    assert recorded(case) == before


OTHER_FILES: dict[str, tuple[Change, str]] = {
    "another root": (lambda text: text.replace("data-set", "dataset"), "its root is <dataset>.*is it the right file"),
    "another element under the root": (
        lambda text: text.replace("</data-set>", "<extra/></data-set>"),
        "<extra> is unknown to this source",
    ),
    "cut off": (lambda text: text[: len(text) * 2 // 3], r"sema_2024-02\.xml line \d+: .*cut off"),
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_a_file_that_is_not_a_whole_list_is_refused_even_with_set_aside(name: str, tmp_path: Path) -> None:
    change, message = OTHER_FILES[name]
    file = tmp_path / "sema_2024-02.xml"
    file.write_text(change(SAMPLE.read_text("utf-8")), "utf-8")
    with pytest.raises(UnreadableSource, match=message):
        taken_in(tmp_path / "case", "ca_sema", file, set_aside=True)


# Of the publisher's own list: what stands in it is counted without the ingestor, and compared with what was stated.


@pytest.fixture(scope="module")
def real_file(shared_data: Path) -> Path:
    return shared_data / "lists/ca/sema_2025-05.xml"


@pytest.fixture(scope="module")
def whole(real_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole") / "case", "ca_sema", real_file)


@pytest.fixture(scope="module")
def records(real_file: Path) -> list[etree._Element]:
    return etree.parse(str(real_file)).getroot().findall("record")


def texts(records: list[etree._Element], tag: str) -> Counter[str]:
    found = (" ".join(node.text.split()) for record in records for node in record.findall(tag) if node.text)
    return Counter(text for text in found if text)


def values(case: Case, prop: str, kind: str) -> Counter[str]:
    """How many entities of a kind have each value of a property."""
    query = "SELECT value, count(*) FROM statements WHERE prop = ? AND kind = ? GROUP BY value"
    return Counter(dict(asked(case, query, prop, kind)))


def test_every_record_of_the_real_list_is_a_subject_with_its_listing(
    whole: tuple[Case, Report], records: list[etree._Element]
) -> None:
    case, report = whole
    assert (report.records, report.edition, report.set_aside) == (4759, "2025-05", {})
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    assert kinds == {
        "Person": sum(record.find("LastName") is not None for record in records),
        "Vessel": sum(record.find("ShipIMONumber") is not None for record in records),
        "Organization": 1316,
    }
    joined = (
        "SELECT count(*) FROM statements t JOIN statements h USING (entity) WHERE t.kind = 'LISTED_IN' "
        "AND t.prop = 'tail' AND h.prop = 'head' AND h.value = t.value || '/listing'"
    )
    assert asked(case, joined) == [(4759,)]
    assert values(case, "programme", "Listing") == texts(records, "Country")
    assert values(case, "listed_on", "Listing") == texts(records, "DateOfListing")


def test_what_the_real_list_prints_is_what_was_stated(
    whole: tuple[Case, Report], records: list[etree._Element]
) -> None:
    case, _ = whole
    assert values(case, "imo", "Vessel") == texts(records, "ShipIMONumber")
    assert values(case, "title", "Person") + values(case, "vehicle_type", "Vessel") == texts(records, "TitleOrShip")
    names = values(case, "name", "Organization") + values(case, "name", "Vessel")
    assert names == texts(records, "EntityOrShip")
    people = Counter(
        " ".join(f"{record.findtext('GivenName') or ''} {record.findtext('LastName')}".split())
        for record in records
        if record.find("LastName") is not None
    )
    assert values(case, "name", "Person") == people


def test_no_word_of_an_alias_of_the_real_list_is_lost(
    whole: tuple[Case, Report], records: list[etree._Element]
) -> None:
    case, _ = whole

    def words(texts: Iterable[str]) -> Counter[str]:
        return Counter(word for text in texts for word in re.findall(r"\w+", unicodedata.normalize("NFC", text)))

    printed = words(texts(records, "Aliases").elements())
    found = words(row[0] for row in asked(case, "SELECT value FROM statements WHERE prop = 'alias'"))
    assert not found - printed
    lost = printed - found
    labels = sum(lost.pop(label, 0) for label in ("Arabic", "Belarusian", "Belarussian", "Russian"))
    # One entry prints a name of three words twice.
    assert (labels, lost.total()) == (86, 3)


def test_every_date_of_birth_and_building_of_the_real_list_is_read(
    whole: tuple[Case, Report], records: list[etree._Element]
) -> None:
    case, _ = whole
    printed = texts(records, "DateOfBirthOrShipBuildDate")
    plain = Counter({text: count for text, count in printed.items() if re.fullmatch(r"\d{4}(-\d\d){0,2}", text)})
    found = values(case, "birth_date", "Person") + values(case, "built_on", "Vessel")
    assert plain <= found
    # One is kept in words, one prints a decade, one a range, and three print two dates.
    assert plain.total() == printed.total() - 6
    assert found.total() == plain.total() + 2 + 2 * 3


def test_the_real_list_again_is_already_there(whole: tuple[Case, Report], real_file: Path) -> None:
    case, first = whole
    (second,) = ingest(case, CANADA, [real_file], Options())
    assert (second.already, second.new, second.statements) == (True, 0, first.statements)
