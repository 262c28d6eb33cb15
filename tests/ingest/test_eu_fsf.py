"""The EU's financial sanctions list: an invented sample, files that are refused, and the publisher's own, whole."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from graphkit.case.folder import Case
from graphkit.errors import Refused, UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from tests.taking_in import asked, expected, recorded, stated, taken_in

HERE = Path(__file__).parent / "eu_fsf"
SAMPLE = HERE / "sample.xml"
SPACE = "{http://eu.europa.ec/fpi/fsd/export}"
NUMBERS = ("passport", "national_id", "tax_id", "registration_number", "swift_bic", "imo", "identifier")
EU = load("eu_fsf")

Change = Callable[[str], str]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "eu_fsf", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.edition, report.set_aside) == (3, "2024-02-03", {})
    assert asked(case, "SELECT DISTINCT sharing, timed, source FROM statements") == [("public", "undated", "eu_fsf")]


def test_a_statement_names_the_regulation_that_it_comes_from(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "eu_fsf", SAMPLE)
    cited = "SELECT DISTINCT cited FROM statements WHERE entity = 'eu_fsf:101' AND prop = ?"
    assert asked(case, cited, "birth_place") == [("1/2013 (OJ L1)",)]
    assert asked(case, cited, "weak_alias") == [("881/2002 (OJ L139)",)]
    assert asked(case, "SELECT DISTINCT cited FROM statements WHERE kind = 'Listing'") == [("",)]


def test_an_amendment_that_says_the_same_adds_no_statement_about_the_subject(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "eu_fsf", SAMPLE)
    text = SAMPLE.read_text("utf-8").replace('generationDate="2024-02-03', 'generationDate="2024-05-01')
    later = tmp_path / "later.xml"
    later.write_text(text.replace("2019/1 (OJ L2)", "2024/7 (OJ L7)"), "utf-8")
    ingest(case, EU, [later], Options())
    new = (
        "SELECT s.entity, prop FROM statements s JOIN observations o ON o.statement = s.id "
        "GROUP BY s.id, s.entity, prop HAVING min(run) = 2"
    )
    assert {row for row in asked(case, new) if "coverage" not in row[0]} == {
        ("eu_fsf:102/SYR/listing", "legal_basis"),
    }


def test_a_list_of_which_records_were_set_aside_covers_nothing(tmp_path: Path) -> None:
    file = tmp_path / "eu.xml"
    file.write_text(SAMPLE.read_text("utf-8").replace('programme="AFG"', 'programme=""'), "utf-8")
    case, report = taken_in(tmp_path / "case", "eu_fsf", file, set_aside=True)
    assert report.set_aside == {"regulation/@programme is missing or empty": 1}
    assert asked(case, "SELECT DISTINCT value FROM statements WHERE prop = 'programme' ORDER BY 1") == [
        ("SYR",),
        ("TAQA",),
    ]
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'Coverage'") == [(0,)]


REFUSED: dict[str, tuple[Change, str]] = {
    "unknown subject type": (
        lambda text: text.replace('code="enterprise"', 'code="vessel"'),
        r"sanctionEntity\[3\]: subjectType 'vessel' is unknown",
    ),
    "unknown strength": (lambda text: text.replace('strong="false"', 'strong="?"'), r"strong '\?' is unknown"),
    "unknown calendar": (lambda text: text.replace("ISLAMIC", "JULIAN"), "calendarType 'JULIAN' is unknown"),
    "another calendar without our day": (
        lambda text: text.replace('birthdate="1982-04-19"', ""),
        "a birthdate of calendarType 'ISLAMIC' without a day in ours",
    ),
    "unknown identification": (
        lambda text: text.replace('TypeCode="passport"', 'TypeCode="pasport"'),
        "identificationTypeCode 'pasport' is unknown to this source.*'passport'",
    ),
    "unknown contact": (lambda text: text.replace('key="FAX"', 'key="TELEX"'), "contactInfo key 'TELEX' is unknown"),
    "unknown gender": (lambda text: text.replace('gender="M"', 'gender="X"'), "gender 'X' is unknown"),
    "unknown country": (
        lambda text: text.replace('"SYRIAN ARAB REPUBLIC"', '"RURITANIA"'),
        "'RURITANIA' is not a known country",
    ),
    "unreadable date": (
        lambda text: text.replace('designationDate="2012-12-31"', 'designationDate="2012-13-31"'),
        "'2012-13-31' is not a date",
    ),
    "a number that is none": (lambda text: text.replace('logicalId="102"', 'logicalId="102/x"'), "is not a number"),
    "the same entity twice under one programme": (
        lambda text: text.replace('programme="AFG"', 'programme="TAQA"'),
        "eu_fsf:101/TAQA/listing stands for two different things",
    ),
    "one entity of two sorts": (
        lambda text: text.replace('logicalId="102"', 'logicalId="101"'),
        "eu_fsf:101 is a Person and cannot be a Organization too",
    ),
    "no name": (
        lambda text: re.sub('<nameAlias [^>]*wholeName="Example Shipping".*?</nameAlias>', "", text, flags=re.DOTALL),
        r"sanctionEntity\[3\]: nameAlias is missing",
    ),
    "two regulations": (
        lambda text: re.sub("(<regulation .*?</regulation>)", r"\1\1", text, count=1, flags=re.DOTALL),
        "regulation stands 2 times where one was expected",
    ),
    "an attribute that is not known": (
        lambda text: text.replace('function="Treas', 'rank="1" function="Treas'),
        "nameAlias/@rank is neither read nor ignored",
    ),
    "an element that is not known": (
        lambda text: text.replace("<remark>head office</remark>", "<remark>head office</remark><floor>1</floor>"),
        "address/floor is neither read nor ignored",
    ),
    "no date of making": (lambda text: re.sub(' generationDate="[^"]*"', "", text), "@generationDate is missing"),
    "no bodies": (
        lambda text: re.sub('    <sanctionEntity designationDetails="Date of listing.*</sanctionEntity>', "", text,
                            flags=re.DOTALL),
        "0 of kind Organization, expected 1",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_record_that_cannot_be_read_stops_the_run(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    case = Case.create(tmp_path / "case")
    before = recorded(case)
    file = tmp_path / "eu.xml"
    text = SAMPLE.read_text("utf-8")
    file.write_text(change(text), "utf-8")
    assert change(text) != text
    with pytest.raises(Refused, match=message):
        ingest(case, EU, [file], Options())
    assert recorded(case) == before


OTHER_FILES: dict[str, tuple[Change, str]] = {
    "another namespace": (lambda text: text.replace("fsd/export", "fsd/other"), "its root is <{.*other}export>"),
    "another element under the root": (
        lambda text: text.replace("</export>", "<extra/></export>"),
        "<extra> is unknown to this source",
    ),
    "cut off": (lambda text: text[: len(text) * 2 // 3], r"eu\.xml line \d+: .*cut off"),
    "entities": (
        lambda text: text.replace("<export ", '<!DOCTYPE export [<!ENTITY a "b">]><export ', 1),
        "declares a document type",
    ),
}


@pytest.mark.parametrize("name", OTHER_FILES)
def test_a_file_that_is_not_a_whole_list_is_refused_even_with_set_aside(name: str, tmp_path: Path) -> None:
    change, message = OTHER_FILES[name]
    file = tmp_path / "eu.xml"
    file.write_text(change(SAMPLE.read_text("utf-8")), "utf-8")
    with pytest.raises(UnreadableSource, match=message):
        taken_in(tmp_path / "case", "eu_fsf", file, set_aside=True)


# Of the publisher's own list: what stands in it is counted without the ingestor, and compared with what was stated.


@pytest.fixture(scope="module")
def real_file(shared_data: Path) -> Path:
    return shared_data / "lists/eu/eu_fsf_full_2021-03-02.xml"


@pytest.fixture(scope="module")
def whole(real_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Report]:
    return taken_in(tmp_path_factory.mktemp("whole") / "case", "eu_fsf", real_file)


@pytest.fixture(scope="module")
def entities(real_file: Path) -> list[etree._Element]:
    return etree.parse(str(real_file)).getroot().findall(f"{SPACE}sanctionEntity")


def subject(node: etree._Element) -> str:
    while node.tag != f"{SPACE}sanctionEntity":
        above = node.getparent()
        assert above is not None
        node = above
    return f"eu_fsf:{node.get('logicalId')}"


def printed(entities: list[etree._Element], tag: str, attribute: str) -> set[tuple[str, str]]:
    """Return the texts of an attribute by entity, as one line each, without the empty ones."""
    found = {
        (subject(node), " ".join((node.get(attribute) or "").split()))
        for entity in entities
        for node in entity.iter(SPACE + tag)
    }
    return {(entity, text) for entity, text in found if text}


def test_every_entity_of_the_real_list_is_a_subject_with_its_listings(
    whole: tuple[Case, Report], entities: list[etree._Element]
) -> None:
    case, report = whole
    assert (report.records, report.edition, report.set_aside) == (2269, "2021-03-02", {})
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    assert kinds == {"Person": 1680, "Organization": 568}
    assert {entity for (entity,) in asked(case, "SELECT entity FROM statements WHERE prop = 'name'")} == {
        subject(entity) for entity in entities
    }
    listings = (
        "SELECT t.value, p.value FROM statements t JOIN statements h USING (entity) "
        "JOIN statements p ON p.entity = h.value AND p.prop = 'programme' "
        "WHERE t.kind = 'LISTED_IN' AND t.prop = 'tail' AND h.prop = 'head'"
    )
    assert Counter(asked(case, listings)) == Counter(
        (subject(node), node.get("programme")) for entity in entities for node in entity.iter(f"{SPACE}regulation")
    )


@pytest.mark.parametrize(
    ("tag", "attribute", "query"),
    [
        ("nameAlias", "wholeName", "prop IN ('name', 'alias', 'weak_alias', 'former_name', 'weak_former_name')"),
        ("nameAlias", "function", "prop IN ('position', 'note')"),
        ("nameAlias", "title", "prop IN ('title', 'note')"),
        ("birthdate", "birthdate", "prop = 'birth_date'"),
        ("sanctionEntity", "unitedNationId", "prop = 'identifier'"),
        ("sanctionEntity", "designationDate", "prop = 'listed_on'"),
        ("sanctionEntity", "designationDetails", "kind = 'Listing' AND prop = 'note'"),
        ("sanctionEntity", "euReferenceNumber", "prop = 'entry'"),
        ("regulation", "numberTitle", "prop = 'legal_basis'"),
        ("identification", "number", f"prop IN {NUMBERS}"),
    ],
)
def test_what_the_real_list_prints_is_what_was_stated(
    tag: str, attribute: str, query: str, whole: tuple[Case, Report], entities: list[etree._Element]
) -> None:
    case, _ = whole
    rows = asked(case, f"SELECT split_part(entity, '/', 1), value FROM statements WHERE {query}")
    found = {(entity, " ".join(value.removesuffix("~").split())) for entity, value in rows}
    assert printed(entities, tag, attribute) <= found


@pytest.mark.parametrize(("kind", "tag", "prop"), [
    ("person", "citizenship", "citizenship"), ("enterprise", "citizenship", "country"),
    ("person", "address", "country"), ("enterprise", "address", "country"),
])  # fmt: skip
def test_every_country_of_the_real_list_is_the_code_that_it_gives(
    kind: str, tag: str, prop: str, whole: tuple[Case, Report], entities: list[etree._Element]
) -> None:
    case, _ = whole
    alike = [entity for entity in entities if entity.find(f"{SPACE}subjectType[@code='{kind}']") is not None]
    codes = {(entity, code) for entity, code in printed(alike, tag, "countryIso2Code") if code != "00"}
    assert codes
    assert codes <= set(asked(case, "SELECT entity, value FROM statements WHERE prop = ?", prop))


def test_every_year_of_birth_of_the_real_list_is_read(
    whole: tuple[Case, Report], entities: list[etree._Element]
) -> None:
    case, _ = whole
    born = set(asked(case, "SELECT entity, value FROM statements WHERE prop = 'birth_date'"))
    for entity in entities:
        for node in entity.iter(f"{SPACE}birthdate"):
            circa = "~" if node.get("circa") == "true" else ""
            if (year := node.get("year")) and not node.get("monthOfYear"):
                assert (subject(node), year + circa) in born
            if (first := node.get("yearRangeFrom")) and first != (last := node.get("yearRangeTo")):
                assert (subject(node), f"{first}{circa}/{last}{circa}") in born


def test_the_real_list_again_is_already_there(whole: tuple[Case, Report], real_file: Path) -> None:
    case, first = whole
    (second,) = ingest(case, EU, [real_file], Options())
    assert (second.already, second.new, second.statements) == (True, 0, first.statements)
