"""docs/workbook.md and the reader of workbooks agree on every sheet and column."""

import re
from pathlib import Path

import pytest

from graphkit.intake.layout import SHEETS, Cell

PAGE = (Path(__file__).parents[1] / "docs" / "workbook.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL))
_ROW = re.compile(r"^\| `(\w+)` \| (required)? ?\| (.*?) ?\|$", re.MULTILINE)


def test_every_sheet_has_its_section() -> None:
    assert set(SECTIONS) == set(SHEETS)
    assert len(SECTIONS) == 17


@pytest.mark.parametrize("name", SHEETS)
def test_columns_and_what_is_required_agree(name: str) -> None:
    told = [(column, bool(required)) for column, required, _ in _ROW.findall(SECTIONS[name])]
    assert told == [(column.name, column.required) for column in SHEETS[name].columns]


@pytest.mark.parametrize("name", SHEETS)
def test_closed_lists_agree(name: str) -> None:
    about = {column: text for column, _, text in _ROW.findall(SECTIONS[name])}
    for column in SHEETS[name].columns:
        if column.cell is Cell.CHOICE and about[column.name] != "As in `listings`.":
            named = set(re.findall(r"`([^`]+)`", about[column.name]))
            missing = set(column.choices) - named
            assert not missing or "`A` to `F`" in about[column.name], f"{column.name}: {missing}"
