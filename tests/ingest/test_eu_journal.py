"""The annexes of the EU's Official Journal: an invented sample, files that are refused, and the real ones, whole."""

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.errors import InvalidValue, UnreadableSource
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest
from tests.taking_in import asked, assert_refused, expected, stated, taken_in

HERE = Path(__file__).parent / "eu_journal"
SAMPLE = HERE / "32013R0401_2026-08.csv"
JOURNAL = load("eu_journal")
ASSET = "schema 'Asset': a restricted thing that is neither a body nor a ship"

Change = Callable[[str], str]


def test_the_sample_states_what_is_expected_and_nothing_else(tmp_path: Path) -> None:
    case, report = taken_in(tmp_path / "case", "eu_journal", SAMPLE)
    assert stated(case) == expected(HERE / "expected.jsonl")
    assert (report.records, report.edition, report.set_aside) == (5, "2026-08", {ASSET: 1})


def test_what_an_entry_says_cites_the_regulation_and_counts_as_the_councils_words(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "eu_journal", SAMPLE)
    query = "SELECT DISTINCT source, cited, origin FROM statements WHERE entity LIKE '%IV.A/1%'"
    assert asked(case, query) == [("eu_journal:32013R0401", "Annex IV.A, entry 1", "Council of the EU")]
    assert load("eu_fsf").dataset.origin == "Council of the EU"


def test_each_file_is_read_for_itself_and_covers_its_own_programme(tmp_path: Path) -> None:
    other = tmp_path / "32015R0735.csv"
    text = SAMPLE.read_text("utf-8").replace("32013R0401", "32015R0735").replace("EU-MMR", "EU-SSD")
    other.write_text(text, "utf-8")
    case = Case.create(tmp_path / "case")
    reports = ingest(case, JOURNAL, [SAMPLE, other], Options(edition="2026-08-21"))
    assert [(report.file, report.records) for report in reports] == [(SAMPLE.name, 5), (other.name, 5)]
    query = "SELECT entity, value FROM statements WHERE kind = 'Coverage' AND prop = 'programme' ORDER BY entity"
    assert asked(case, query) == [
        ("eu_journal:coverage/32013R0401/2026-08-21", "EU-MMR"),
        ("eu_journal:coverage/32015R0735/2026-08-21", "EU-SSD"),
    ]


def test_an_entry_without_a_number_keeps_its_id_when_others_come_before_it(tmp_path: Path) -> None:
    case, _ = taken_in(tmp_path / "case", "eu_journal", SAMPLE)
    header, *lines = SAMPLE.read_text("utf-8").splitlines(keepends=True)
    added = lines[2].replace("Example Bureau", "Another Bureau")
    later = tmp_path / "32013R0401_2026-09.csv"
    later.write_text("".join([header, added, *lines, lines[2]]), "utf-8")
    ingest(case, JOURNAL, [later], Options())
    names = asked(
        case, "SELECT entity, value FROM statements WHERE prop = 'name' AND entity LIKE '%IV.B%' ORDER BY 2, 1"
    )
    assert [name for _, name in names] == [
        "Another Bureau",
        "Example Bureau",
        "Example Bureau",
        "Example Holdings Limited",
    ]
    assert names[2][0] == f"{names[1][0]}-2"


def test_a_file_of_which_entries_were_set_aside_covers_nothing(tmp_path: Path) -> None:
    file = tmp_path / SAMPLE.name
    file.write_text(SAMPLE.read_text("utf-8").replace("25.6.2018", "31.6.2018"), "utf-8")
    case, report = taken_in(tmp_path / "case", "eu_journal", file, set_aside=True)
    assert sum(report.set_aside.values()) == 2
    assert asked(case, "SELECT count(*) FROM statements WHERE kind = 'Coverage'") == [(0,)]
    assert asked(case, "SELECT count(*) FROM statements WHERE entity LIKE '%IV.A/1%'") == [(0,)]


REFUSED: dict[str, tuple[Change, str]] = {
    "a day that no calendar has": (lambda text: text.replace("25.6.2018", "31.6.2018"), "column 'startDate'.*30 days"),
    "a measure that is not known": (lambda text: text.replace("Asset freeze", "Asset freze"), "mean 'Asset freeze'"),
    "a kind that is not known": (lambda text: text.replace("LegalEntity", "LegalEntitty"), "'LegalEntity'"),
    "a country that is none": (
        lambda text: text.replace("Myanmar/Burma,,3.4", "Mianmar,,3.4"),
        "did you mean 'Myanmar'",
    ),
    "a birth date of numbers that is none": (lambda text: text.replace("3.4.1971 or 1972", "33.4.1971"), "33"),
    "the same entry twice": (lambda text: text + text.splitlines()[1] + "\n", "stands for two different things"),
    "an entry of another regulation": (
        lambda text: text.replace("32013R0401,2,", "32015R0735,2,"),
        "'celex' is '32015R0735'.*file is one regulation's",
    ),
    "a programme that is not the regulation's": (lambda text: text.replace("EU-MMR", "EU-SSD"), "'programKey'"),
    "badly quoted values": (lambda text: text.replace("; Minister", '""; Minister'), "'position'.*badly quoted"),
    "a regulation that is not known": (
        lambda text: text.replace("32013R0401", "32014R0833"),
        "'32014R0833' is unknown",
    ),
    "no entry": (lambda text: text.splitlines(keepends=True)[0], "holds no entry"),
    "the columns of an amendment": (lambda text: text.replace("celex,", "amendedCelex,", 1), "'celex' is missing"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_stops_the_run_and_leaves_the_case_as_it_was(name: str, tmp_path: Path) -> None:
    change, message = REFUSED[name]
    text = SAMPLE.read_text("utf-8")
    assert change(text) != text
    file = tmp_path / SAMPLE.name
    file.write_text(change(text), "utf-8")
    assert_refused(tmp_path / "case", "eu_journal", file, message)


def test_the_file_does_not_tell_its_date(tmp_path: Path) -> None:
    file = tmp_path / "32013R0401.csv"
    file.write_bytes(SAMPLE.read_bytes())
    with pytest.raises(InvalidValue, match="--edition"):
        taken_in(tmp_path / "case", "eu_journal", file)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / SAMPLE.name
    file.write_bytes(SAMPLE.read_text("utf-8").encode("utf-16"))
    with pytest.raises(UnreadableSource):
        taken_in(tmp_path / "case", "eu_journal", file)


# Of the real files: what stands in them is counted without the ingestor, and compared with what was stated.

FILES = 11


@pytest.fixture(scope="module")
def real_files(shared_data: Path) -> list[Path]:
    files = sorted((shared_data / "lists/eu/journal").glob("*.csv"))
    assert len(files) == FILES
    return files


@pytest.fixture(scope="module")
def whole(real_files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, list[Report]]:
    case = Case.create(tmp_path_factory.mktemp("whole") / "case")
    return case, ingest(case, JOURNAL, real_files, Options(edition="2026-08"))


@pytest.fixture(scope="module")
def rows(real_files: list[Path]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for file in real_files:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            found += csv.DictReader(stream)
    return [row for row in found if row["schema"] != "Asset"]


def test_every_entry_of_the_real_files_is_a_subject_with_its_listing(
    whole: tuple[Case, list[Report]], rows: list[dict[str, str]]
) -> None:
    case, reports = whole
    assert sum(report.records for report in reports) == 4439 == len(rows) + 1
    assert [report.set_aside for report in reports if report.set_aside] == [{ASSET: 1}]
    kinds = dict(asked(case, "SELECT kind, count(DISTINCT entity) FROM statements WHERE prop = 'name' GROUP BY kind"))
    schemas = Counter(row["schema"] for row in rows)
    assert kinds == {
        "Person": schemas["Person"],
        "Organization": schemas["LegalEntity"],
        "Company": schemas["Company"],
    }
    listings = "SELECT value, count(DISTINCT entity) FROM statements WHERE kind = 'Listing' AND prop = ? GROUP BY value"
    assert dict(asked(case, listings, "programme")) == Counter(row["programKey"] for row in rows)
    assert dict(asked(case, listings, "measure")) == Counter(row["measure"] for row in rows)
    assert dict(asked(case, listings, "reason")) == Counter(row["reason"] for row in rows if row["reason"])
    assert asked(case, "SELECT count(*) FROM statements WHERE prop = 'listed_on'") == [
        (sum(bool(row["startDate"]) for row in rows),)
    ]


def test_every_name_of_the_real_files_is_stated(whole: tuple[Case, list[Report]], rows: list[dict[str, str]]) -> None:
    case, _ = whole
    names = Counter(row["name"] for row in rows)
    assert dict(asked(case, "SELECT value, count(*) FROM statements WHERE prop = 'name' GROUP BY value")) == names
    aliases = {value for (value,) in asked(case, "SELECT DISTINCT value FROM statements WHERE prop = 'alias'")}
    plain = {part.strip() for row in rows if '"' not in row["alias"] for part in row["alias"].split(";")} - {""}
    assert plain <= aliases


def test_a_number_of_the_real_files_is_never_lost(whole: tuple[Case, list[Report]], rows: list[dict[str, str]]) -> None:
    case, _ = whole
    query = "SELECT DISTINCT original || ' ' || value FROM statements WHERE original <> '' OR prop = 'note'"
    everything = "\n".join(text for (text,) in asked(case, query))
    for column in ("passportNumber", "idNumber", "taxNumber", "registrationNumber", "innCode", "imoNumber", "leiCode"):
        for row in rows:
            for part in re.split(r";|\(\d\) ", row[column]):
                assert part.strip() in everything


def test_what_of_the_real_dates_is_only_prose_is_known(whole: tuple[Case, list[Report]]) -> None:
    case, _ = whole
    query = "SELECT count(*) FROM statements WHERE prop = 'note' AND value LIKE ?"
    assert asked(case, query, "Date of birth: %") == [(18,)]
    assert asked(case, "SELECT count(*) FROM statements WHERE prop = 'birth_date'")[0][0] >= 2848 - 18


def test_of_the_real_numbers_one_fails_its_check_digits(whole: tuple[Case, list[Report]]) -> None:
    case, _ = whole
    assert asked(case, "SELECT value, original FROM statements WHERE prop = 'failed_identifier'") == [
        ("016154160136", "Tax number 271201003620, 016154160136 (Russia) (not a valid INN)")
    ]
    assert asked(case, "SELECT count(*) FROM statements WHERE prop = 'imo'") == [(58,)]
