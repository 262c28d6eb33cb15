"""Verifying a case: every act, every file that an act names, and every reference from one to another.

The ledger comes first, then the bytes of the files, then what stands in them: what rests on damaged bytes is not
looked at, because all that could be said of it follows from the damage. Files that no act names are no part of the
case and no problem: a process that died left them.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphkit.case.captures import relative_path
from graphkit.case.folder import Case
from graphkit.case.judgements import NAME as JUDGEMENTS
from graphkit.case.ledger import NO_ACT, Act, verified
from graphkit.case.references import content_problems
from graphkit.errors import DamagedCase

_BLOCK = 1 << 20
_MADE_TO_LEAVE = ("exports/", "graph/")
"""Files that may be moved away or deleted at any time; where one is there, it must be the recorded one."""
_NEVER_REWRITTEN = ("captures/", "statements/", "observations/", "resolution/", "findings/history/")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A fault and the file that has it, as a path in the case folder."""

    file: str
    what: str


Progress = Callable[[str, int], None]
"""Called with what is being done and how much of it is done."""


def problems(case_folder: Path, progress: Progress = lambda _what, _count: None) -> list[Problem]:
    """Return everything that is wrong with the case, in the order of its files; none where it is whole.

    Raises NotACase or NewerCase where there is nothing that can be checked. Nothing is changed.
    """
    try:
        case = Case(case_folder)
    except DamagedCase as error:
        return [Problem("case.toml", str(error))]
    acts, found = _ledger(case)
    found += _files(case, acts, progress)
    if not found:
        found = [Problem(file, what) for file, what in content_problems(case, progress)]
    return sorted(found)


def _ledger(case: Case) -> tuple[list[Act], list[Problem]]:
    """Return the acts that are as they were recorded, and what is wrong with the others."""
    path, head_path = case.folder / "ledger.jsonl", case.folder / "ledger.head"
    try:
        data, head = path.read_bytes(), head_path.read_bytes()
    except OSError as error:
        file = Path(error.filename).name
        return [], [Problem(file, f"{error.strerror}; restore it from a copy")]
    lines = data.splitlines(keepends=True)
    if lines and not lines[-1].endswith(b"\n"):
        lines.pop()
    acts: list[Act] = []
    found: list[Problem] = []
    ends: list[str | None] = [NO_ACT]
    for number, line in enumerate(lines, 1):
        previous, own = _links(line)
        try:
            acts.append(verified(path, number, line, ends[-1] or previous or NO_ACT))
        except DamagedCase as error:
            found.append(Problem(path.name, str(error).removeprefix(f"{path} ")))
        ends.append(own)
    if ends[-1] is not None and head not in {f"{end}\n".encode() for end in ends[-2:]}:
        what = "it does not name the last line of ledger.jsonl: it was altered, or lines were; restore both from a copy"
        found.append(Problem(head_path.name, what))
    return acts, found


def _links(line: bytes) -> tuple[str | None, str | None]:
    """Return the hashes that a line states, of the line before and of itself, so that one fault is told once."""
    try:
        fields = json.loads(line)
        return str(fields["previous"]), str(fields["hash"])
    except (ValueError, TypeError, KeyError):
        return None, None


def _files(case: Case, acts: Sequence[Act], progress: Progress) -> Iterator[Problem]:
    """Yield what is wrong with the bytes of the files that acts recorded."""
    recorded: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for act in acts:
        for file, digest in act.files.items():
            if recorded.setdefault(file, digest) != digest and file.startswith(_NEVER_REWRITTEN):
                yield Problem(
                    file, f"act {act.seq} recorded other bytes than an earlier act; it may never be rewritten"
                )
            recorded[file] = digest
        if JUDGEMENTS in act.files:
            sizes[JUDGEMENTS] = int(act.details["size"])
        for capture in act.details.get("captures", ()):
            if relative_path(capture["sha256"]) not in act.files:
                yield Problem(
                    "ledger.jsonl", f"act {act.seq} tells of capture {capture['sha256']} and names no file of it"
                )
    for number, (file, digest) in enumerate(recorded.items(), 1):
        progress("files", number)
        if fault := _fault(case.folder / file, digest, sizes.get(file), may_be_gone=file.startswith(_MADE_TO_LEAVE)):
            yield Problem(file, fault)
        elif file.startswith("captures/") and file != relative_path(digest):
            yield Problem(file, f"it holds {digest}, which its name is not")


def _fault(path: Path, digest: str, size: int | None, *, may_be_gone: bool) -> str:
    """Return what is wrong with the bytes of a file, or nothing; only the first ``size`` of them are on record."""
    try:
        found, read = _sha256(path, size)
    except FileNotFoundError:
        return "" if may_be_gone else "it is missing; restore it from a copy"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if size is not None and read < size:
        return f"it is cut: {read} bytes of {size}; restore it from a copy"
    if found != digest:
        return f"its bytes were altered: sha256 {found}, recorded {digest}; restore it from a copy"
    return ""


def _sha256(path: Path, size: int | None) -> tuple[str, int]:
    """Return the SHA-256 of the file, or of its first ``size`` bytes, and how many bytes were hashed."""
    digest, read = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK if size is None else min(_BLOCK, size - read)):
            digest.update(block)
            read += len(block)
    return digest.hexdigest(), read
