"""Cells made to hurt: each is refused with its reason, or taken as it stands and found again by its id."""

from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from tests.cli.commands import rows, within
from tests.hostile.making import SOURCES, case_of, measured, persons, write_sheet

TRANSFER = ("transfer_id", "supplier", "recipient", "designation", "number_delivered", "source_id", "locator")
REFUSED: dict[str, tuple[str, tuple[str, ...], str]] = {
    "an id in another Unicode form": ("persons", ("\u00e9", "Ann"), "is already the id of a row"),
    "an id with a line break": ("persons", ("a\nb", "Ann"), "cannot be the id of an entity"),
    "an id with an escape sequence": ("persons", ("a\x1b[2J", "Ann"), "cannot be the id of an entity"),
    "an id that reads backwards": ("persons", ("a\u202eb", "Ann"), "cannot be the id of an entity"),
    "a name with a NUL": ("persons", ("p", "A\0nn"), "NUL"),
    "a name in half a surrogate pair": ("persons", ("p", "Ann\ud800"), "not utf-8"),
    "a name of more than a megabyte": ("persons", ("p", "A" * 1_000_001), "more than 1000000"),
    "a date in the year 0": ("persons", ("p", "Ann", "", "0000-01-01"), "outside 1500 to 2199"),
    "a date in the year 99999": ("persons", ("p", "Ann", "", "99999-01-01"), "is not a date"),
    "a day that no month has": ("persons", ("p", "Ann", "", "2021-02-30"), "is not a date"),
    "a year in digits of full width": ("persons", ("p", "Ann", "", "１９６０"), "is not a date"),
    "a formula for a date": ("persons", ("p", "Ann", "", "=TODAY()"), "is not a date"),
    "a number that is none": ("transfers", ("NaN",), "is not a number"),
    "an infinite number": ("transfers", ("inf",), "is not a number"),
    "a number with an exponent": ("transfers", ("1e400",), "is not a number"),
    "a number of 30 digits": ("transfers", ("9" * 30,), "greater than any count can be"),
    "a number of 400 digits": ("transfers", ("9" * 400,), "greater than any count can be"),
}
TAKEN: dict[str, tuple[str, ...]] = {
    "ids that differ by case alone": ("ANN", "Another Ann"),
    "a name of a megabyte": ("p", "A" * 1_000_000),
    "a name of Cypher": ("p", "'}) DETACH DELETE n //"),
    "a name of SQL": ("p", "'; DROP TABLE statements; --"),
    "a name of HTML": ("p", "<script>alert(1)</script>"),
    "a name with a line break": ("p", "Ann\ngraphkit: the case is whole"),
    "a name with a byte order mark inside": ("p", "An\ufeffn"),
    "a name with the separator of lists": ("p", "Ann\x1fBob"),
    "a name of a path": ("p", "../../../../etc/passwd"),
    "an id of a path": ("../../etc/passwd", "Ann"),
    "an id of Cypher": ("x'}) DETACH DELETE n //", "Ann"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_cell_is_refused(name: str, tmp_path: Path) -> None:
    sheet, cells, said = REFUSED[name]
    if sheet == "persons":
        given = persons(tmp_path / "book", ("e\u0301", "Émile"), cells)
    else:
        write_sheet(tmp_path / "book", "sources", SOURCES)
        row = ("t1", "Norway", "Iceland", "Example-100", *cells, "R1", "page 1")
        write_sheet(given := tmp_path / "book", "transfers", [TRANSFER, row])
    case = Case.create(tmp_path / "case")
    result = within("ingest", "workbook", given, "--case", case.folder)
    assert result.exit_code == 1
    assert said in result.output, result.output[:500]
    assert result.output.replace("\n", "").isprintable(), "shown, never obeyed"
    assert Case(case.folder).ledger.acts == ()


@pytest.mark.parametrize("name", TAKEN)
def test_a_hostile_cell_is_taken_as_it_stands(name: str, tmp_path: Path) -> None:
    id_, called = TAKEN[name]
    case = case_of(tmp_path / "case", persons(tmp_path / "book", ("ann", "Ann"), (id_, called)))
    shown = within("show", f"book:{id_}", "--json", "--case", case)
    assert shown.exit_code == 0, shown.output
    assert shown.stdout.replace("\n", "").isprintable()
    assert named(shown.stdout) == {called}
    assert named(within("show", "book:ann", "--json", "--case", case).stdout) == {"Ann"}
    assert within("check", "--case", case).exit_code == 0


def named(output: str) -> set[Any]:
    return {row["value"] for row in rows(output) if row["prop"] == "name"}


ALIASES = {"ingest": 900, "show": 900, "search": 900, "explain": 900, "resolve": 900}
"""What is done with two persons of 50,000 aliases each, and the megabytes that it may take."""


@pytest.fixture(scope="module")
def many_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("aliases")
    persons(folder / "book", *((f"p{n}", f"Ann {n}", many(n)) for n in range(2)), ("q", "Bob"))
    return Case.create(folder / "case").folder


@pytest.mark.parametrize("act", ALIASES)
def test_a_hundred_thousand_aliases(act: str, many_names: Path, tmp_path: Path) -> None:
    arguments: dict[str, tuple[str | Path, ...]] = {
        "ingest": (many_names.with_name("book"),),
        "show": ("book:p1",),
        "search": ("alias",),
        "explain": ("book:p0", "book:p1"),
        "resolve": (),
    }
    name = ("workbook",) if act == "ingest" else ()
    ran, peak = measured(tmp_path, act, *name, *arguments[act], "--case", many_names)
    assert ran.returncode == 0, ran.stderr[-500:]
    assert peak < ALIASES[act], f"{peak} MB"


def many(number: int) -> str:
    return ";".join(f"Alias {number} {n}" for n in range(50_000))
