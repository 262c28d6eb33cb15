"""The ledger: one line per act, each with the hash of the line before it, so that no act can be dropped or altered.

A line is the commit point of an act: files that no line names do not exist for a reader. ``ledger.head`` holds the
last line's hash, so that a cut tail is seen. A process that dies between the two writes leaves a ledger that is one
whole line ahead of its head, which is as good; one that dies within the first leaves a torn line, which no head
names and which the next writer removes.
"""

import getpass
import hashlib
import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

import graphkit
from graphkit.case.atomic import sync, write_text
from graphkit.errors import DamagedCase

ActName = Literal["init", "ingest", "attach", "resolve", "judge", "retract", "build", "find", "export", "release"]
EVIDENCE_ACTS = frozenset({"init", "ingest", "attach", "resolve", "judge", "retract"})
"""The acts that change what is known, or which lists speak for whom; building, finding and exporting do not."""
NO_ACT = "0" * 64


class Act(BaseModel):
    """One line of the ledger."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seq: int
    act: ActName
    at: str
    """ISO 8601, UTC, by the clock of the machine: an aid to memory, not a proof."""
    by: str
    version: str
    """The version of graphkit that acted."""
    details: dict[str, Any]
    files: dict[str, str]
    """Path in the case folder to SHA-256, of every file that the act made or changed."""
    previous: str
    hash: str = ""

    @field_validator("files")
    @classmethod
    def _in_the_case(cls, files: dict[str, str]) -> dict[str, str]:
        for name in map(PurePosixPath, files):
            if name.is_absolute() or ".." in name.parts:
                raise ValueError(f"{name} lies outside of the case")
        return files


def acting_person() -> str:
    """Return who acts: GRAPHKIT_USER where it is set, else the name of the account."""
    return os.environ.get("GRAPHKIT_USER") or getpass.getuser()


def now() -> str:
    """Return the present second, ISO 8601 in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Ledger:
    """The acts of a case, verified when read."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "ledger.jsonl"
        self.head_path = folder / "ledger.head"
        self.acts: tuple[Act, ...] = ()
        self._torn_at: int | None = None
        self._read()

    def _read(self) -> None:
        try:
            data, head = self.path.read_bytes(), self.head_path.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise DamagedCase(f"{error.__class__.__name__} at the ledger: {error}; restore it from a copy") from error
        lines = data.splitlines(keepends=True)
        torn = lines.pop() if lines and not lines[-1].endswith(b"\n") else None
        acts: list[Act] = []
        previous = NO_ACT
        for number, line in enumerate(lines, 1):
            act = verified(self.path, number, line, previous)
            acts.append(act)
            previous = act.hash
        if head not in {previous, acts[-1].previous if acts else NO_ACT}:
            raise DamagedCase(
                f"{self.path}: its last line is not the one that {self.head_path.name} names: lines were cut off, "
                "added or altered; restore both from a copy"
            )
        self.acts = tuple(acts)
        self._torn_at = len(data) - len(torn) if torn is not None else None

    @property
    def head(self) -> str:
        """The hash of the last act."""
        return self.acts[-1].hash if self.acts else NO_ACT

    @property
    def evidence_head(self) -> str:
        """The hash of the last act that changed evidence."""
        return next((act.hash for act in reversed(self.acts) if act.act in EVIDENCE_ACTS), NO_ACT)

    def append(self, act: ActName, *, details: Mapping[str, Any], files: Mapping[str, str]) -> Act:
        """Record an act; when this returns it is on disk. The caller holds the case's lock."""
        unsealed = Act(
            seq=len(self.acts) + 1,
            act=act,
            at=now(),
            by=acting_person(),
            version=graphkit.__version__,
            details=dict(details),
            files=dict(files),
            previous=self.head,
        )
        sealed = unsealed.model_copy(update={"hash": _hash(unsealed)})
        with self.path.open("r+b", buffering=0) as stream:  # a buffer would be written again when it is closed
            if self._torn_at is not None:
                stream.truncate(self._torn_at)
            end = stream.seek(0, os.SEEK_END)
            try:
                rest = memoryview(_canonical(sealed.model_dump()).encode() + b"\n")
                while rest:
                    rest = rest[stream.write(rest) :]
                os.fsync(stream.fileno())
                write_text(self.head_path, sealed.hash + "\n")
            except OSError:
                if self.head_path.read_text("ascii").strip() != sealed.hash:
                    stream.truncate(end)  # no head names the line: an act that is refused is not on record
                raise
        self._torn_at = None
        self.acts = (*self.acts, sealed)
        return sealed

    @staticmethod
    def create(folder: Path) -> "Ledger":
        """Make an empty ledger in the folder."""
        write_text(folder / "ledger.jsonl", "")
        write_text(folder / "ledger.head", NO_ACT + "\n")
        sync(folder)
        return Ledger(folder)


def verified(path: Path, number: int, line: bytes, previous: str) -> Act:
    """Return the act of one line; raises DamagedCase unless its bytes are those that followed that hash."""
    try:
        act = Act.model_validate_json(line)
    except ValidationError as error:
        raise DamagedCase(f"{path} line {number}: not a line of a ledger; restore it from a copy") from error
    if act.previous != previous or act.seq != number or act.hash != _hash(act):
        raise DamagedCase(f"{path} line {number}: its hash does not fit; it was altered or lines are missing")
    if line != _canonical(act.model_dump()).encode() + b"\n":
        raise DamagedCase(f"{path} line {number}: its bytes were altered; restore it from a copy")
    return act


def _hash(act: Act) -> str:
    return hashlib.sha256(_canonical(act.model_dump(exclude={"hash"})).encode()).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
