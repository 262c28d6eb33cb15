"""The source that docs/add-a-source.md shows is run, and states what the page says."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.intake.ingestor import Ingestor
from graphkit.intake.run import Options, ingest

PAGE = (Path(__file__).parents[1] / "docs" / "add-a-source.md").read_text("utf-8")


def block(language: str) -> str:
    (text,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(text)


def module(path: Path) -> ModuleType:
    path.write_text(block("python"), "utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_the_source_of_the_page_states_what_the_page_shows(tmp_path: Path) -> None:
    loaded = module(tmp_path / "example_wanted.py")
    file = tmp_path / "wanted-2024-05-17.csv"
    file.write_text(block("csv"), "utf-8")
    ingestor = Ingestor(
        dataset=loaded.DATASET,
        read=loaded.read,
        gather=lambda paths: [[path] for path in paths],
        takes_name=False,
        about=(loaded.__doc__ or "").strip(),
    )
    case = Case.create(tmp_path / "case")
    (report,) = ingest(case, ingestor, [file], Options())
    assert (report.records, report.edition, report.set_aside) == (2, "2024-05-17", {})
    with reading(case) as connection:
        rows = connection.execute(
            "SELECT entity, kind, prop, value, original FROM statements WHERE kind NOT IN ('Source', 'Country') "
            "ORDER BY entity, prop, value"
        ).fetchall()
    assert "".join(" | ".join(row).rstrip(" |") + "\n" for row in rows) == block("text")
