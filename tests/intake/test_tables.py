"""Flat tables in SQL: cells, dates and problems are what they are one record at a time."""

import unicodedata
from pathlib import Path

import duckdb
import pytest

from graphkit.dates import UNKNOWN_END, Interval, PartialDate
from graphkit.errors import KindClash, Refused, UnknownProperty, UnreadableSource
from graphkit.intake import Dataset, Draft
from graphkit.intake.draft import parts
from graphkit.intake.tables import Said, Table, date_columns, load
from graphkit.model.source import Sharing
from graphkit.text import clean

CELLS = [
    "plain",
    "two words",
    " before",
    "after ",
    "\u00a0no break\u3000",
    "\ufeffmark\u200b",
    unicodedata.normalize("NFD", "Séminaire"),
    unicodedata.normalize("NFD", "Séminaire") + " ",
    "မြန်မာ",
    "~",
    "!",
    "\x1f unit",
    " ",
    "",
]


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_text(text, "utf-8", newline="")
    return path


def test_cells_are_cleaned_as_cells_of_records_are(tmp_path: Path) -> None:
    path = written(tmp_path, "number,cell\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(CELLS)))
    with load(path, "table.csv", columns={"number": "ordinal", "cell": "cell"}, unread=(), delimiter=",") as connection:
        found = connection.execute("SELECT number, cell FROM records ORDER BY number").fetchall()
    assert found == [(row, clean(cell)) for row, cell in enumerate(CELLS, 2)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n\n3,4\n", "2 records in 4 lines"),
        ('a,b\n1,"2\n3"\n', "1 records in 3 lines"),
        ("a,b\n1,2,3\n", "cut or badly quoted"),
        ("a,b\n1\n", "cut or badly quoted"),
        ("", "is empty"),
    ],
)
def test_bytes_that_are_no_table_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnreadableSource, match=said):
        load(written(tmp_path, text), "table.csv", columns={"a": "a"}, unread=("b",), delimiter=",")


def test_a_column_that_nobody_names_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="column 'c' is unknown"):
        load(written(tmp_path, "a,b,c\n1,2,3\n"), "table.csv", columns={"a": "a"}, unread=("b",), delimiter=",")


@pytest.mark.parametrize("first", ["", "2017-08-25", "2017-08-31"])
@pytest.mark.parametrize("last", ["", "2017-08-25", "2017-08-28"])
def test_dates_bound_as_an_interval_of_a_record_does(first: str, last: str) -> None:
    with duckdb.connect() as connection:
        query = f"SELECT {date_columns('first', 'last')} FROM (SELECT ? AS first, ? AS last)"
        found = connection.execute(query, [first, last]).fetchall()[0]
    start, end = (PartialDate.parse(day) if day else None for day in (first, last))
    when = Interval.undated() if start and end and end.last < start.first else Interval.attested(start, end)
    assert found == (when.start_min, when.start_max, when.end_min, when.end_max, when.timed.value)
    assert found[3] == UNKNOWN_END or last


def test_a_property_that_no_kind_has_is_refused() -> None:
    with pytest.raises(UnknownProperty, match="Unit has no property 'nmae'"):
        Said("Unit", "id", {"nmae": "name"})


def draft_beside(connection: duckdb.DuckDBPyConnection, said: list[Said]) -> Draft:
    """Return a draft that states a unit 'demo:a' by itself, and what is said of the records of ``units`` besides."""
    draft = Draft(Dataset(id="demo", title="Demo", publisher="Nobody"), capture="c")
    draft.at("row:1")
    draft.entity("Unit", "a").add("name", "Alpha")
    draft.table = Table(connection, "units", "'demo:' || id", "demo", "c", Sharing.PUBLIC, said)
    return draft


def units(connection: duckdb.DuckDBPyConnection, *ids: str) -> None:
    """Make a table of units with these ids, all dated to one day."""
    dates = date_columns("'2024-01-01'", "'2024-01-01'")
    connection.execute(
        "CREATE TABLE units AS SELECT row_number() OVER () + 1 AS number, 'row:' || number AS locator, id, "
        f"{dates} FROM (SELECT unnest(?::VARCHAR[]) AS id)",
        [list(ids)],
    )


@pytest.mark.parametrize("shared", [True, False])
def test_what_records_state_is_not_stated_beside_them_too(shared: bool) -> None:
    with duckdb.connect() as connection:
        units(connection, "a")
        said = [Said("Unit", "'demo:' || id" if shared else "", {"name": "upper(id)"}, shared=shared)]
        with pytest.raises(KindClash, match="demo:a is stated by the records of demo and beside them"):
            list(parts(draft_beside(connection, said), "2024"))


@pytest.mark.parametrize("ids", [("c", "b"), ("b", "b"), ("b", "bb")])
def test_records_whose_ids_do_not_order_what_is_said_of_them_are_refused(ids: tuple[str, ...]) -> None:
    with duckdb.connect() as connection:
        units(connection, *ids)
        with pytest.raises(KindClash, match="not in the order of ids that are unique and of one length"):
            list(parts(draft_beside(connection, [Said("Unit", "", {"name": "upper(id)"})]), "2024"))


def test_what_is_said_comes_in_the_order_of_entities_and_properties_in_whatever_order_it_is_declared() -> None:
    said = [
        Said("Unit", "/twin", {"name": "'twin of ' || id", "branch": "'army'"}, where="id <> 'c'"),
        Said("Unit", "'demo:z'", {"name": "'shared by all'"}, shared=True),
        Said("Unit", "", {"name": "upper(id)", "echelon": "''"}),
    ]
    with duckdb.connect() as connection:
        units(connection, "b", "c")
        found = list(parts(draft_beside(connection, said), "2024"))
    rows = [row for statements, _ in found for row in statements.to_pylist()]
    assert [(row["entity"], row["prop"], row["value"], row["timed"]) for row in rows] == [
        ("demo:a", "name", "Alpha", "undated"),
        ("demo:b", "name", "B", "dated"),
        ("demo:b/twin", "branch", "army", "dated"),
        ("demo:b/twin", "name", "twin of b", "dated"),
        ("demo:c", "name", "C", "dated"),
        ("demo:z", "name", "shared by all", "undated"),
    ]
    seen = [(row["entity"], row["locator"]) for _, observations in found for row in observations.to_pylist()]
    assert seen.count(("demo:z", "row:2")) == seen.count(("demo:z", "row:3")) == 1
