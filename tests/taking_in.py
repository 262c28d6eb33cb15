"""Cases made of files: what was stated in them, and which files they hold."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import GraphkitError
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, Report, ingest

_FIELDS = ("entity", "kind", "prop", "value", "original", "lang")


def taken_in(folder: Path, source: str, file: Path, **options: Any) -> tuple[Case, Report]:
    """Make a case of one file of that source."""
    case = Case.create(folder)
    (report,) = ingest(case, load(source), [file], Options(**options))
    return case, report


def assert_refused(folder: Path, source: str, file: Path, message: str) -> None:
    """Make a case into which the file is not taken, with that message, and which stays as it was."""
    case = Case.create(folder)
    before = recorded(case)
    with pytest.raises(GraphkitError, match=message):
        ingest(case, load(source), [file], Options())
    assert recorded(case) == before


def asked(case: Case, query: str, *values: str) -> list[tuple[Any, ...]]:
    """The rows that a query over the statements and observations gives."""
    with reading(case) as connection:
        return connection.execute(query, list(values)).fetchall()


def stated(case: Case) -> set[tuple[str, ...]]:
    """Every statement but those about the dataset itself, with the place where it was seen."""
    columns = ", ".join(f"s.{name}" for name in _FIELDS)
    return set(
        asked(
            case,
            f"SELECT {columns}, locator FROM statements s JOIN observations o ON o.statement = s.id "
            "WHERE s.entity <> s.dataset",
        )
    )


def expected(file: Path) -> set[tuple[str, ...]]:
    """The statements of a file of them, one JSON object a line, as ``stated`` gives them."""
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    return {(*(line[field] for field in _FIELDS), line["at"]) for line in lines}


def recorded(case: Case) -> dict[str, str]:
    """Every file of the case with its hash, hidden ones too; the lock that a writer holds is no part of it."""
    files = (path for path in sorted(case.folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(case.folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
