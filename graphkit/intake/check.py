"""A check of files without a case: everything that an ingest would read and refuse, and nothing written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphkit.intake.draft import Draft, columns
from graphkit.intake.file import SourceFile
from graphkit.intake.ingestor import Ingestor
from graphkit.intake.run import dataset_of


@dataclass(frozen=True, slots=True)
class Checked:
    """What one file would give."""

    dataset: str
    file: str
    records: int
    statements: int


def check(ingestor: Ingestor, paths: Sequence[Path], name: str = "") -> list[Checked]:
    """Read the files as an ingest would; raises Refused with every problem.

    ``name`` is a workbook's, where its folder or file is not to name it.
    """
    return [checked for files in ingestor.gather(paths) for checked in _check(ingestor, files, name)]


def _check(ingestor: Ingestor, paths: Sequence[Path], name: str) -> list[Checked]:
    draft = Draft(dataset_of(ingestor, paths, name))
    files = [SourceFile(path=path, name=path.name, capture=str(path), draft=draft) for path in paths]
    ingestor.read(files, draft)
    _, observations = columns(draft, "")
    seen = set(zip(*(observations.column(name).to_pylist() for name in ("capture", "statement")), strict=True))
    made = Counter(capture for capture, _ in seen)
    return [Checked(draft.dataset.id, file.name, file.records, made[file.capture]) for file in files]
