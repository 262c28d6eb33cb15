"""Three editions of a publisher's list: what came and went is the difference of their numbers, in whatever order."""

import csv
import json
from pathlib import Path

import pytest

from graphkit.case.folder import Case
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest
from tests.cli.commands import rows, within

DAYS = ("2021-08-18", "2023-12-28", "2024-05-02")


@pytest.fixture(scope="module")
def files(shared_data: Path) -> list[Path]:
    return [shared_data / f"lists/ofac/history/sdn_{day}.csv" for day in DAYS]


def read_in(folder: Path, files: list[Path]) -> Case:
    case = Case.create(folder)
    for file in files:
        ingest(case, load("ofac_sdn"), [file], Options())
    return case


@pytest.fixture(scope="module")
def ordered(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Case:
    return read_in(tmp_path_factory.mktemp("ordered") / "case", files)


def numbers(file: Path) -> set[str]:
    with file.open(encoding="utf-8", newline="") as stream:
        return {row[0] for row in csv.reader(stream) if len(row) == 12}


def test_what_came_and_went_is_the_difference_of_the_numbers(ordered: Case, files: list[Path]) -> None:
    held = [numbers(file) for file in files]
    expected = {
        (change, (DAYS[place], DAYS[place + 1]), number)
        for place in (0, 1)
        for change, found in (
            ("came", held[place + 1] - held[place]),
            ("went", held[place] - held[place + 1]),
        )
        for number in found
    }
    assert [len(one) for one in held] == [9083, 13821, 14973]
    found = rows(within("listings", "--changes", "--json", "--case", ordered.folder).stdout)
    told = [(line["change"], tuple(line["between"]), line["entry"]) for line in found if line["change"] != "changed"]
    assert len(told) == len(set(told))
    assert set(told) == expected


def test_names_alone_say_nothing_of_addresses_and_good_aliases(ordered: Case) -> None:
    found = rows(within("listings", "--changes", "--json", "--case", ordered.folder).stdout)
    changed = {line["prop"] for line in found if line["change"] == "changed"}
    assert "name" in changed
    assert not changed & {"alias", "former_name", "address", "country"}


def test_a_day_between_two_editions_is_answered_where_they_agree(ordered: Case, files: list[Path]) -> None:
    first, second, third = map(numbers, files)
    output = within("listings", "--as-of", "2021-12-01", "--json", "--case", ordered.folder).stdout
    found = {line["entry"]: line["status"] for line in rows(output)}
    assert {entry for entry, status in found.items() if status == "listed"} == first & second
    assert {entry for entry, status in found.items() if status == "not listed"} == third - first - second
    assert {entry for entry, status in found.items() if status == "unknown"} == first ^ second


@pytest.mark.slow
def test_another_order_gives_the_same_bytes(ordered: Case, files: list[Path], tmp_path: Path) -> None:
    other = read_in(tmp_path / "case", [files[2], files[0], files[1]])
    for question in (["--changes"], ["--as-of", "2022-06-01"], []):
        outputs = [within("listings", *question, "--json", "--case", case.folder).stdout for case in (ordered, other)]
        assert outputs[0] == outputs[1]
        assert json.loads(outputs[0].splitlines()[0])
