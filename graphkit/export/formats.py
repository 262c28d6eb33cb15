"""The way out: each format by its name, and what every export has in common.

An export is written under another name and takes its own only when it is whole and an act of the ledger tells of it: a
full disk or an interrupt leaves nothing that could be taken for it.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import graphkit
from graphkit.case.atomic import making, replacing, sha256_of
from graphkit.case.folder import Case
from graphkit.case.ledger import EVIDENCE_ACTS
from graphkit.errors import ExportError
from graphkit.export.leaving import Account, Leaving, Terms, leaving
from graphkit.export.record import record_hashes, refuse_own

_MOST_TOLD = 4
Progress = Callable[[str, int], None]
"""Called with what is being written and how many of it are."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format: its module, whose ``write`` makes it, and whether it is a file of that suffix or a folder."""

    module: str
    suffix: str
    about: str


FORMATS: dict[str, Format] = {
    "ftm": Format("ftm", "", "FollowTheMoney: entities as JSON lines, and statements as CSV"),
    "bods": Format("bods", ".json", "Beneficial Ownership Data Standard 0.4: who owns and controls companies"),
    "csv": Format("tables", "", "a CSV file for each kind of node and relation, each value with its sources"),
    "xlsx": Format("tables", ".xlsx", "the same tables as sheets of one spreadsheet"),
    "graphml": Format("graphml", ".graphml", "the graph, for yEd, Gephi and networkx"),
    "cypher-import": Format("cypher_import", "", "the graph as CSV for neo4j-admin database import"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a format wrote, by its own words for it, and what it has no words for, by kind."""

    written: dict[str, int]
    unsaid: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exported:
    """One export: what was written where, what left, what stayed, and why."""

    format: str
    path: Path
    files: dict[str, str]
    """Each file's SHA-256 by its name."""
    outcome: Outcome
    account: Account

    def as_line(self) -> dict[str, Any]:
        """Return the export as one line of JSON."""
        told = asdict(self.account)
        return {
            "format": self.format,
            "path": str(self.path),
            "files": self.files,
            "written": self.outcome.written,
            "unsaid": self.outcome.unsaid,
            "left": {name: told[name] for name in ("statements", "entities", "relations", "partners", "passed_on")},
            "stayed": {name: told[name] for name in ("restricted", "kept_here", "without_an_end")},
        }


@dataclass(frozen=True, slots=True)
class Writing:
    """What a format is given: what leaves, where it goes, what to say of it, and whom to tell of progress."""

    leaving: Leaving
    path: Path
    about: tuple[tuple[str, str], ...]
    progress: Progress


def export(
    case: Case, format_: str, path: Path, terms: Terms, *, progress: Progress = lambda _what, _n: None
) -> Exported:
    """Write what may leave on these terms; raises ExportError where nothing may, or the path cannot take it."""
    chosen = FORMATS[format_]
    _check(path, format_, chosen)
    refuse_own(case, path)
    module = import_module(f"graphkit.export.{chosen.module}")
    write: Callable[[Writing], Outcome] = getattr(module, f"write_{format_.replace('-', '_')}")
    try:
        with leaving(case, terms) as found, replacing(path) if chosen.suffix else making(path) as temporary:
            outcome = write(Writing(found, temporary, tuple(_about(case, terms, found.account)), progress))
            files = _hashes(path, temporary)
            folder = path.resolve().parent if chosen.suffix else path.resolve()
            record_hashes(
                case,
                f"{format_}: {_told(outcome)}",
                {folder / name: hash_ for name, hash_ in files.items()},
                withheld=found.account.stayed,
                include_restricted=terms.include_restricted,
                include_licences=terms.licences,
            )
            return Exported(format_, path, files, outcome, found.account)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}; nothing new stands under that name") from error


def _check(path: Path, name: str, chosen: Format) -> None:
    """Raise ExportError where the path is not one that the format can take."""
    if not chosen.suffix:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise ExportError(f"{path} is there already; {name} makes a folder of its own, name a new one")
    elif path.suffix.lower() != chosen.suffix or path.is_dir():
        raise ExportError(f"{path} is no file that ends in {chosen.suffix}, which is what {name} makes")


def _hashes(path: Path, temporary: Path) -> dict[str, str]:
    if temporary.is_file():
        return {path.name: sha256_of(temporary)}
    return {
        file.relative_to(temporary).as_posix(): sha256_of(file)
        for file in sorted(temporary.rglob("*"))
        if file.is_file()
    }


def _told(outcome: Outcome) -> str:
    """Return in one line what was written."""
    if len(outcome.written) > _MOST_TOLD:
        return f"{sum(outcome.written.values()):,} rows of {len(outcome.written)} kinds"
    return ", ".join(f"{count:,} {what}" for what, count in outcome.written.items())


def _about(case: Case, terms: Terms, account: Account) -> Iterator[tuple[str, str]]:
    """Yield what a receiver must know of the export, as pairs of what and its words."""
    yield "what this is", "statements of sources, as a case holds them; what a source says is not thereby so"
    yield "case", case.name
    yield "evidence head", case.ledger.evidence_head
    yield "evidence of", next((act.at for act in reversed(case.ledger.acts) if act.act in EVIDENCE_ACTS), "")
    yield "graphkit", graphkit.__version__
    for word, names in (("kinds", terms.kinds), ("entities", terms.entities), ("datasets", terms.datasets)):
        if names:
            yield f"only these {word}", ", ".join(names)
    if terms.include_restricted:
        yield "sharing", "restricted statements are in it: it endangers people if it is passed on"
    elif account.partners:
        yield "sharing", f"{account.partners:,} of {account.statements:,} statements are for partners only"
    for licensed in account.passed_on:
        words = (", ".join(licensed.sources), licensed.condition)
        yield f"licence {licensed.licence}", ": ".join(filter(None, words))


def written_about(writing: Writing) -> str:
    """Return what a receiver must know as lines of text."""
    return "".join(f"{what}: {said}\n" for what, said in writing.about)
