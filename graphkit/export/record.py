"""What left the case: an act of the ledger for every export, with the SHA-256 of each file."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from graphkit.case.atomic import sha256_of
from graphkit.case.folder import Case
from graphkit.errors import ExportError

EXPORTS = "exports"
"""The folder of a case for what may leave it: files there are recorded as the case's own."""
_OWN = frozenset({
    "case.toml", "ledger.jsonl", "ledger.head", "judgements.jsonl",
    "captures", "statements", "observations", "findings", "resolution", "graph",
})  # fmt: skip
"""What a case is made of, and what is no export's to write."""


def refuse_own(case: Case, path: Path) -> None:
    """Raise ExportError where an export would take the place of what the case is made of."""
    place = path.resolve()
    if not place.is_relative_to(case.folder):
        return
    first = (*place.relative_to(case.folder).parts, ".")[0].casefold()
    if first in _OWN or first.startswith("."):
        raise ExportError(f"{path} belongs to the case itself; name another place, such as {EXPORTS}/{place.name}")


def record(case: Case, what: str, paths: Iterable[Path], *, withheld: int, include_restricted: bool) -> None:
    """Record an export whose files stand where they are to stay."""
    hashes = {path.resolve(): sha256_of(path) for path in paths}
    record_hashes(case, what, hashes, withheld=withheld, include_restricted=include_restricted)


def record_hashes(
    case: Case,
    what: str,
    hashes: Mapping[Path, str],
    *,
    withheld: int,
    include_restricted: bool,
    include_licences: Sequence[str] = (),
) -> None:
    """Record an export of these files, which are about to take their places.

    Files that do not lie in the case's own folder for them are named and are not the case's.
    """
    exports = case.folder / EXPORTS
    own = {path.relative_to(case.folder).as_posix(): hash_ for path, hash_ in hashes.items() if exports in path.parents}
    details = {
        "what": what,
        "written": {path.name: hash_ for path, hash_ in hashes.items()},
        "withheld": withheld,
        "include_restricted": include_restricted,
    }
    if include_licences:
        details["include_licences"] = list(include_licences)
    with case.writing():
        case.ledger.append("export", details=details, files=own)
