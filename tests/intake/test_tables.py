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


def test_what_records_state_is_not_stated_beside_them_too() -> None:
    draft = Draft(Dataset(id="demo", title="Demo", publisher="Nobody"), capture="c")
    draft.at("row:1")
    draft.entity("Unit", "a").add("name", "Alpha")
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE units AS SELECT 2 AS number, 'row:2' AS locator, 'a' AS id")
        said = [Said("Unit", "'demo:' || id", {"name": "upper(id)"}, dated=False)]
        draft.table = Table(connection, "units", "demo", "c", Sharing.PUBLIC, said)
        with pytest.raises(KindClash, match="demo:a is stated by the records of demo and beside them"):
            list(parts(draft, "2024"))
