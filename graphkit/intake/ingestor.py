"""Ingestors: one file in ``ingest/`` for each source, found by its path."""

import importlib.util
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from graphkit import bundle
from graphkit.errors import UnknownIngestor
from graphkit.intake.draft import Draft
from graphkit.intake.file import SourceFile
from graphkit.model.source import Dataset
from graphkit.text import nearest

Gather = Callable[[Sequence[Path]], list[list[Path]]]


@dataclass(frozen=True, slots=True)
class Ingestor:
    """What one file in ``ingest/`` declares: its dataset and how files of it are read.

    ``read`` takes the files of one run; ``gather`` parts what the user named into runs, one file each unless the
    module says otherwise; ``dataset`` of a workbook gets its id from the user.
    """

    dataset: Dataset
    read: Callable[[Sequence[SourceFile], Draft], None]
    gather: Gather
    takes_name: bool
    about: str


def ingestors() -> dict[str, Path]:
    """Return the file of every shipped ingestor by its name."""
    return {path.stem: path for path in sorted(bundle.folder("ingest").glob("*.py")) if not path.stem.startswith("_")}


def load(name: str) -> Ingestor:
    """Return the ingestor of that name; raises UnknownIngestor with the nearest one."""
    known = ingestors()
    if name not in known:
        guess = nearest(name, known)
        hint = f"; did you mean {guess!r}?" if guess else ""
        raise UnknownIngestor(f"no ingestor is called {name!r}{hint} 'graphkit sources' lists them")
    module = _module(name, known[name])
    dataset: Dataset = module.DATASET
    if dataset.id != name:
        raise UnknownIngestor(
            f"{known[name]}: its DATASET is called {dataset.id!r}, its file {name!r}; make them equal"
        )
    return Ingestor(
        dataset=dataset,
        read=module.read,
        gather=getattr(module, "gather", _each_alone),
        takes_name=getattr(module, "TAKES_NAME", False),
        about=(module.__doc__ or "").strip().splitlines()[0] if module.__doc__ else dataset.title,
    )


def _each_alone(paths: Sequence[Path]) -> list[list[Path]]:
    return [[path] for path in paths]


def _module(name: str, path: Path) -> ModuleType:
    """Import the file under a name of its own, so that ``ingest`` is no package that could clash with another."""
    full = f"graphkit_ingest_{name}"
    if full in sys.modules:
        return sys.modules[full]
    spec = importlib.util.spec_from_file_location(full, path)
    if spec is None or spec.loader is None:
        raise UnknownIngestor(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    sys.modules[full] = module
    spec.loader.exec_module(module)
    return module
