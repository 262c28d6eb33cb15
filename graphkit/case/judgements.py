"""The log of judgements in a case: append-only, each batch an act of the ledger."""

import hashlib
import json
import os
from collections.abc import Sequence

from pydantic import ValidationError

from graphkit.case.atomic import sync
from graphkit.case.folder import Case
from graphkit.case.ledger import Act
from graphkit.case.withdrawn import withdrawn_judgements
from graphkit.errors import DamagedCase
from graphkit.model.judgement import Judgement

NAME = "judgements.jsonl"


def read(case: Case, *, on: str = "") -> list[Judgement]:
    """Return the judgements that stand, oldest first; with ``on``, those that stood at the end of that day (UTC).

    One that was undone does not stand; `log` holds it still.
    """
    acts = [act for act in case.ledger.acts if not on or act.at[:10] <= on]
    single, batches = withdrawn_judgements(acts)
    said = _read(case, acts)
    if not single and not batches:
        return said
    gone = set[int]()
    first = 0
    for act in acts:
        if act.act == "judge":
            after = first + int(act.details["judgements"])
            if act.seq in batches:
                gone.update(range(first, after))
            first = after
    return [item for item in said if item.number not in gone and item.id not in single]


def log(case: Case) -> list[Judgement]:
    """Return every judgement on record, oldest first, undone or not."""
    return _read(case, case.ledger.acts)


def append(case: Case, judgements: Sequence[Judgement]) -> list[Judgement]:
    """Record the judgements in one act and return them with their ids; the caller holds the case's lock."""
    known = sum(int(act.details["judgements"]) for act in case.ledger.acts if act.act == "judge")
    numbered = [item.model_copy(update={"number": number}) for number, item in enumerate(judgements, known)]
    sealed = [item.model_copy(update={"id": _id(item)}) for item in numbered]
    path = case.folder / NAME
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as stream:
        stream.truncate(_recorded_size(case.ledger.acts))
        stream.seek(0, os.SEEK_END)
        stream.write("".join(_line(item) for item in sealed).encode())
        stream.flush()
        os.fsync(stream.fileno())
        size = stream.tell()
        stream.seek(0)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    sync(case.folder)
    case.ledger.append("judge", details={"judgements": len(sealed), "size": size}, files={NAME: digest})
    return sealed


def _read(case: Case, acts: Sequence[Act]) -> list[Judgement]:
    """Return what the acts recorded; lines that no act names are not on record."""
    size = _recorded_size(acts)
    if size == 0:
        return []
    path = case.folder / NAME
    try:
        with path.open("rb") as stream:
            data = stream.read(size)
    except OSError as error:
        raise DamagedCase(f"{path}: {error.strerror}; restore it from a copy") from error
    if len(data) < size:
        raise DamagedCase(f"{path} is cut: {len(data)} bytes of {size}; restore it from a copy")
    try:
        return [Judgement.model_validate_json(line) for line in data.splitlines()]
    except ValidationError as error:
        raise DamagedCase(f"{path} was altered: {error.error_count()} faults; restore it from a copy") from error


def _recorded_size(acts: Sequence[Act]) -> int:
    """Return how many bytes of the log acts vouch for."""
    return next((int(act.details["size"]) for act in reversed(acts) if act.act == "judge"), 0)


def _id(judgement: Judgement) -> str:
    return hashlib.sha256(_line(judgement).encode()).hexdigest()[:32]


def _line(judgement: Judgement) -> str:
    fields = judgement.model_dump(mode="json")
    return json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
