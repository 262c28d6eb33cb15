"""What is printed: whole in a pipe, fitted to a terminal, and never obeyed by one."""

import json
import re
from pathlib import Path

import pytest

from graphkit.cli.output import progress, table
from tests.cli.commands import graphkit, on_terminal, rows
from tests.cli.conftest import HOSTILE

ESCAPED = r"[bold]Eve[/bold] \x1b[31mred \u202eeert \x9b2J"


def test_names_are_shown_and_never_obeyed(small: Path) -> None:
    ran = graphkit("show", "eve", "--case", small)
    assert ESCAPED in ran.stdout
    status, shown = on_terminal(["show", "eve", "--case", small], 200)
    assert (status, ESCAPED in shown) == (0, True)
    for dangerous in ("\x1b[31m", "\u202e", "\x9b"):
        assert dangerous not in ran.stdout + shown


def test_errors_show_what_was_typed_and_never_obey_it(small: Path) -> None:
    status, shown = on_terminal(["show", HOSTILE, "--case", small], 80)
    assert (status, "\x1b[31m" in shown, "\u202e" in shown) == (1, False, False)
    assert r"\x1b[31mred" in shown


def test_json_lines_are_the_data_and_nothing_that_a_terminal_obeys(small: Path) -> None:
    ran = graphkit("show", "eve", "--json", "--case", small)
    (name,) = [row["value"] for row in rows(ran.stdout) if row["prop"] == "name"]
    assert name == HOSTILE
    assert all(line.isprintable() for line in ran.stdout.splitlines())
    assert r"\u202e" in ran.stdout


def test_json_is_utf8_and_other_text_is_escaped_whatever_the_locale(burma: Path) -> None:
    latin = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    as_json = graphkit("search", "soe win", "--json", "--case", burma, environment=latin)
    assert as_json.stdout == graphkit("search", "soe win", "--json", "--case", burma).stdout
    shown = graphkit("show", "min-aung-hlaing", "--case", burma, environment=latin)
    assert shown.returncode == 0
    assert shown.stdout.isascii()


def test_a_pipe_gets_every_character(small: Path) -> None:
    assert "word word end" in graphkit("show", "ann", "--case", small).stdout


@pytest.mark.parametrize("columns", [60, 100, 250])
def test_a_table_fits_the_terminal(burma: Path, columns: int) -> None:
    status, shown = on_terminal(["show", "lid-33", "--case", burma], columns)
    assert status == 0
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert max(len(line) for line in plain.splitlines()) <= columns
    assert "33rd" in plain


def test_a_long_text_is_cut_on_a_terminal(small: Path) -> None:
    _, shown = on_terminal(["show", "ann", "--case", small], 120)
    assert "…" in shown
    assert "end" not in shown.partition("\nSources")[0].split()


def test_numbers_stand_right_and_markup_stays(capsys: pytest.CaptureFixture[str]) -> None:
    table(["name", "count", "held"], [("[red]a[/red]", 5, True), ("漢字", 12_345, False), ("x\ny", 0, None)])
    assert capsys.readouterr().out == (
        "name           count  held\n"
        "[red]a[/red]       5  yes\n"
        "漢字          12,345\n"
        "x\\ny               0\n"
    )  # fmt: skip


def test_an_empty_table_is_its_headings(capsys: pytest.CaptureFixture[str]) -> None:
    table(["name", "count"], [])
    assert capsys.readouterr().out == "name  count\n"


def test_progress_is_for_terminals(capsys: pytest.CaptureFixture[str], burma: Path) -> None:
    with progress() as show:
        show("file", 1)
    assert capsys.readouterr() == ("", "")
    _, shown = on_terminal(["check", "--case", burma], 80)
    assert "\r\x1b[Kfiles: 1" in shown
    assert shown.rstrip().endswith("\r\x1b[Kthe case is whole: every act, file, id and reference was checked")


def test_messages_stand_apart_from_what_is_printed(burma: Path) -> None:
    ran = graphkit("search", "nobody of this name", "--json", "--case", burma)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "nothing in the case is called so\n")
    assert json.loads(graphkit("search", "lid-33", "--json", "--case", burma).stdout)["id"] == "burma:lid-33"
