"""Cases whose statements a test drafts itself."""

from collections.abc import Callable, Sequence
from pathlib import Path

from graphkit.case.folder import Case
from graphkit.intake import Dataset, Draft, SourceFile
from graphkit.intake.ingestor import Ingestor
from graphkit.intake.run import Options, Report, ingest
from graphkit.model.source import Sharing

Drafting = Callable[[Draft], None]


def add(case: Case, drafting: Drafting, *, dataset: str = "demo", content: str = "a file", edition: str = "") -> Report:
    """Ingest a file of that content as if an ingestor of that name had read from it what is drafted."""

    def read(files: Sequence[SourceFile], draft: Draft) -> None:
        draft.capture = files[0].capture
        draft.at("row:2")
        drafting(draft)

    declared = Dataset(id=dataset, title=f"The {dataset} list", publisher="A publisher", sharing=Sharing.PUBLIC)
    ingestor = Ingestor(
        dataset=declared,
        read=read,
        gather=lambda paths: [[path] for path in paths],
        takes_name=False,
        about="What a test drafts.",
    )
    file = case.folder.with_name(f"{case.folder.name}-{dataset}.txt")
    file.write_text(content, "utf-8")
    (report,) = ingest(case, ingestor, [file], Options(edition=edition))
    return report


def made(folder: Path, drafting: Drafting, *, dataset: str = "demo") -> Case:
    """Make a case with what is drafted."""
    case = Case.create(folder)
    add(case, drafting, dataset=dataset)
    return case
