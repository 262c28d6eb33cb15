"""Rows of text tables and of sheets: numbered as a spreadsheet shows them, refused where they are damaged."""

import re
import zipfile
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

import openpyxl
import pytest

from graphkit.dates import DateOrder, PartialDate
from graphkit.errors import InvalidDate, InvalidValue, Refused, UnreadableSource
from graphkit.intake.rows import Row, check_header, csv_rows, opened_workbook, sheet_rows


def written(tmp_path: Path, content: str | bytes, name: str = "table.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(path: Path, *columns: str, optional: tuple[str, ...] = ()) -> list[Row]:
    return list(csv_rows(path, path.name, columns=columns, optional=optional))


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    rows = read(written(tmp_path, "\ufeffa,b\n1, two \n\n3,\n"), "a", "b")
    assert [(row.locator, row.cells) for row in rows] == [
        ("row:2", {"a": "1", "b": "two"}),
        ("row:4", {"a": "3", "b": ""}),
    ]


def test_a_line_break_in_quotes_is_part_of_its_cell(tmp_path: Path) -> None:
    (row,) = read(written(tmp_path, 'a,b\n"one\ntwo","say ""so"""\n'), "a", "b")
    assert row.cells == {"a": "one\ntwo", "b": 'say "so"'}


def test_other_delimiters_and_encodings(tmp_path: Path) -> None:
    path = written(tmp_path, 'a\tb\nMünchen\t2" x 4"\n'.encode("latin-1"))
    (row,) = csv_rows(path, "t", columns=["a", "b"], delimiter="\t", encoding="latin-1", quoted=False)
    assert row.cells == {"a": "München", "b": '2" x 4"'}


def test_optional_columns_may_be_absent(tmp_path: Path) -> None:
    (row,) = read(written(tmp_path, "a\n1\n"), "a", optional=("b",))
    assert (row.take("a"), row.take("b")) == ("1", "")
    row.audit()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "table.csv is empty"),
        (b"a,b\n1,\x00\n", "table.csv byte 7: a NUL byte"),
        (b"a,b\n1,2\n\xff,3\n", "table.csv line 3: not utf-8"),
        (b"a,b\n1,2,3\n", "table.csv row 2: 3 cells under 2 columns"),
        (b"a,b\n1\n", "table.csv row 2: 1 cells under 2 columns"),
        (b'a,b\n1,"2\n', "table.csv line 2: .*the file may be cut or badly quoted"),
        (b'a,b\n1,"2" 3\n', "table.csv line 2: .*the file may be cut or badly quoted"),
    ],
)
def test_damage_is_refused_with_its_place(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(UnreadableSource, match=message):
        read(written(tmp_path, content), "a", "b")


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="line 2 is longer than 16 MB"):
        read(written(tmp_path, b"a\n" + b"x" * (17 << 20)), "a")


def test_the_header_names_every_mistake() -> None:
    with pytest.raises(Refused) as caught:
        check_header("t.csv", ["nmae", "b", "b", "zzz"], ["name", "b"], ["note"])
    assert caught.value.problems == (
        "t.csv row 1: column 'name' is missing",
        "t.csv row 1: column 'b' is there twice",
        "t.csv row 1: column 'nmae' is unknown; did you mean 'name'?",
        "t.csv row 1: column 'zzz' is unknown",
    )


def test_a_cell_is_taken_once_and_what_is_left_is_named() -> None:
    row = Row({"a": "1", "b": "2", "c": "3"}, "row:2")
    assert (row.take("a"), row.take("a")) == ("1", "")
    row.ignore(["b", "not there"])
    with pytest.raises(Refused) as caught:
        row.audit()
    assert caught.value.problems == ("column 'c' is neither read nor ignored",)


@pytest.mark.parametrize(
    ("read_one", "message"),
    [
        (lambda row: row.need("empty"), "column 'empty' is empty; a value is required"),
        (lambda row: row.choose("kind", {"found": 2}), "'fund' is not one of 'found'; did you mean 'found'?"),
        (lambda row: row.choose("empty", {"alleged": 1}), "'' is not one of 'alleged'"),
    ],
)  # fmt: skip
def test_what_a_cell_must_hold(read_one: Callable[[Row], object], message: str) -> None:
    with pytest.raises(InvalidValue, match=re.escape(message)):
        read_one(Row({"empty": "", "kind": "fund"}, "row:2"))


def test_cells_that_hold_something() -> None:
    row = Row({"kind": "", "on": "4/3/2011", "list": " a; b;;a ;", "none": ""}, "row:2")
    assert row.choose("kind", {"found": 2}, default=0) == 0
    assert row.date("on", DateOrder.DAY_FIRST) == PartialDate("2011-03-04", "2011-03-04", "4/3/2011")
    assert row.parts("list") == ["a", "b"]
    assert row.date("none") is None
    with pytest.raises(InvalidDate, match=r"column 'on': '31\.2\.2011' is not a date"):
        Row({"on": "31.2.2011"}, "row:2").date("on", DateOrder.DAY_FIRST)


def book(path: Path, rows: list[list[object]], formats: dict[str, str] | None = None) -> Path:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.title = "things"
    for row in rows:
        page.append(row)
    for cell, form in (formats or {}).items():
        page[cell].number_format = form
    made.save(path)
    return path


def sheet(path: Path, *columns: str, optional: tuple[str, ...] = ()) -> list[Row]:
    return list(sheet_rows(path, "book.xlsx", "things", columns=columns, optional=optional))


def test_rows_of_a_sheet(tmp_path: Path) -> None:
    path = book(tmp_path / "copy", [["a", "b", None], ["x", 1.0, None], [None, None], ["y", None], [" z ", True]])
    assert [(row.locator, row.cells) for row in sheet(path, "a", "b")] == [
        ("row:2;pointer:things", {"a": "x", "b": "1"}),
        ("row:4;pointer:things", {"a": "y", "b": ""}),
        ("row:5;pointer:things", {"a": "z", "b": "Y"}),
    ]


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (datetime(2017, 8, 27), "dd/mm/yyyy", "2017-08-27"),  # noqa: DTZ001
        (datetime(2017, 8, 27), "mm-dd-yy", "2017-08-27"),  # noqa: DTZ001
        (datetime(2017, 8, 1), "mmm-yy", "2017-08"),  # noqa: DTZ001
        (datetime(2017, 8, 1), r"[$-409]mmmm\ yyyy", "2017-08"),  # noqa: DTZ001
        (datetime(2017, 1, 1), 'yyyy" AD"', "2017"),  # noqa: DTZ001
        (datetime(2017, 8, 27, 10, 30), "dd/mm/yyyy hh:mm", "2017-08-27T10:30:00"),  # noqa: DTZ001
        (time(2, 39), "h:mm", "02:39:00"),
        (0.49, "0%", "49%"),
        (0.333, "0.0%", "33.3%"),
        (1, "0%", "100%"),
        (33.5, "General", "33.5"),
        (27225.0, "General", "27225"),
        (156387282, "General", "156387282"),
        (False, "General", "N"),
    ],
)
def test_a_cell_reads_as_it_shows(tmp_path: Path, value: object, form: str, text: str) -> None:
    (row,) = sheet(book(tmp_path / "copy", [["a"], [value]], {"A2": form}), "a")
    assert row.take("a") == text
    assert (row.dated == {"a"}) == isinstance(value, datetime | time)


def test_a_sheet_that_states_a_wrong_size_is_read_whole(tmp_path: Path) -> None:
    path = book(tmp_path / "right", [["a", "b"], ["1", "2"], ["3", "4"]])
    wrong = tmp_path / "wrong"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(wrong, "w") as copy:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert b'<dimension ref="A1:B3"' in content
                content = content.replace(b'<dimension ref="A1:B3"', b'<dimension ref="A1"')
            copy.writestr(name, content)
    assert [row.cells for row in sheet(wrong, "a", "b")] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


def test_cells_beyond_the_header_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="row 2: 3 cells under 2 columns"):
        sheet(book(tmp_path / "copy", [["a", "b"], ["1", "2", "3"]]), "a", "b")


def test_the_header_of_a_sheet_is_checked(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        sheet(book(tmp_path / "copy", [["a", "c"]]), "a", "b")
    assert "book.xlsx sheet 'things' row 1: column 'b' is missing" in caught.value.problems


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    empty = tmp_path / "archive"
    with zipfile.ZipFile(empty, "w") as archive:
        archive.writestr("a.txt", "no workbook")
    for path in (written(tmp_path, b"no archive", "text"), empty):
        with (
            pytest.raises(UnreadableSource, match="is not an XLSX workbook, or is damaged"),
            opened_workbook(path, "b"),
        ):
            pytest.fail("it was opened")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path / "copy", [["a"]])
    monkeypatch.setattr("graphkit.intake.rows._MOST_EXPANDED", 1000)
    with pytest.raises(UnreadableSource, match="unpacks to more than"), opened_workbook(path, "b"):
        pytest.fail("it was opened")
