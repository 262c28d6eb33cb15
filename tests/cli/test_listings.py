"""``graphkit listings``: its table, its lines and how it refuses what makes no sense."""

import shutil
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from tests.cli.commands import rows, within

TRIPLET = Path(__file__).parents[1] / "ingest/ofac_sdn/sample_2024-02"
FIXED = ["subject", "name", "authority", "programme", "entry", "listed_on", "delisted_on", "first_seen", "last_seen"]


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """Two editions: the second lacks the last entry."""
    made = Case.create(tmp_path / "case")
    ingest(made, load("ofac_sdn"), [TRIPLET], Options())
    later = Path(shutil.copytree(TRIPLET, tmp_path / "sdn_2024-05-06"))
    lines = (later / "sdn.csv").read_bytes().splitlines(keepends=True)
    (later / "sdn.csv").write_bytes(b"".join(line for line in lines if not line.startswith(b"9006,")))
    ingest(made, load("ofac_sdn"), [later], Options())
    return made


def test_the_lines_have_the_fixed_fields(case: Case) -> None:
    found = rows(within("listings", "--json", "--case", case.folder).stdout)
    assert all(list(line)[: len(FIXED)] == FIXED for line in found)
    by_entry = {line["entry"]: line for line in found}
    assert list(by_entry) == ["9001", "9002", "9003", "9004", "9005", "9006"]
    assert by_entry["9001"]["programme"] == "BURMA-EO14014; SDGT"
    assert by_entry["9001"]["subject"] == "ofac_sdn:9001"
    assert (by_entry["9001"]["first_seen"], by_entry["9001"]["last_seen"]) == ("2024-02", "2024-05-06")
    assert by_entry["9001"]["delisted_on"] is None
    assert by_entry["9006"]["delisted_on"] == "2024-02/2024-05-06"


def test_the_lines_of_a_day_say_whether_each_stood_and_why(case: Case) -> None:
    found = rows(within("listings", "--as-of", "2024-03-01", "--json", "--case", case.folder).stdout)
    told = {line["entry"]: (line["status"], line["because"]) for line in found}
    assert told["9001"] == ("listed", "in the editions of 2024-02 and 2024-05-06")
    assert told["9006"] == ("unknown", "the edition of 2024-02 holds it, that of 2024-05-06 does not")
    ran = within("listings", "--as-of", "2024-03-01", "--case", case.folder)
    assert "on 2024-03-01: 5 listed, 0 not listed, 1 unknown" in ran.output


def test_changes_are_told_in_a_table_and_in_lines(case: Case) -> None:
    ran = within("listings", "--changes", "--case", case.folder)
    assert "went" in ran.stdout
    assert "0 came, 0 changed, 1 went" in ran.output
    (line,) = rows(within("listings", "--changes", "--json", "--case", case.folder).stdout)
    assert (line["change"], line["entry"], line["between"]) == ("went", "9006", ["2024-02", "2024-05-06"])
    narrowed = within("listings", "--changes", "--between", "2025-01-01", "2025-02-01", "--json", "--case", case.folder)
    assert narrowed.stdout == ""


def test_an_empty_case_has_no_listings(tmp_path: Path) -> None:
    Case.create(tmp_path / "case")
    for question in ([], ["--changes"], ["--as-of", "2024-03-01"]):
        ran = within("listings", *question, "--json", "--case", tmp_path / "case")
        assert (ran.exit_code, ran.stdout) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["--changes", "--as-of", "2024-03-01"], 2, "two questions"),
        (["--between", "2024-01-01", "2024-02-01"], 2, "--between belongs to --changes"),
        (["--as-of", "some day"], 1, "'some day' is not a date"),
        (["--dataset", "ofac_sdm"], 1, "did you mean 'ofac_sdn'?"),
        (["--authority", "OFAC"], 1, "no authority is called 'OFAC'"),
    ],
)
def test_what_makes_no_sense_is_refused(arguments: list[str], status: int, message: str, case: Case) -> None:
    ran = within("listings", *arguments, "--case", case.folder)
    assert ran.exit_code == status
    assert message in " ".join(ran.output.split())
