"""A check of files without a case: everything that an ingest would read and refuse, and nothing written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphkit.intake.draft import Draft, parts
from graphkit.intake.file import SourceFile
from graphkit.intake.ingestor import Ingestor
from graphkit.intake.run import dataset_of, statements_by_capture


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
    made: Counter[str] = Counter()
    for statements, observations in parts(draft, ""):
        made.update(statements_by_capture(statements, observations))
    return [Checked(draft.dataset.id, file.name, file.records, made[file.capture]) for file in files]
