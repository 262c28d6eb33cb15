"""Captures: the original bytes of every file, stored under their SHA-256 and never rewritten."""

import hashlib
import mimetypes
import os
import secrets
from pathlib import Path

from graphkit.case.atomic import sync
from graphkit.case.folder import Case
from graphkit.case.ledger import now
from graphkit.errors import DamagedCase, UnreadableSource
from graphkit.model.source import Capture

_BLOCK = 1 << 20


def relative_path(sha256: str) -> str:
    """Return where the bytes of that hash lie, relative to the case folder."""
    return f"captures/{sha256[:2]}/{sha256}"


def path_of(case: Case, sha256: str) -> Path:
    """Return the file that holds the bytes of that hash; raises DamagedCase where it is gone."""
    path = case.folder / relative_path(sha256)
    if not path.is_file():
        raise DamagedCase(f"{path} is missing; run 'graphkit check' and restore it from a copy")
    return path


def copied(case: Case, source: Path, *, url: str = "") -> tuple[Capture, Path]:
    """Copy the file into the case's scratch folder, hashing what is copied; ``keep`` makes it a capture.

    Whatever reads the file afterwards reads the copy, so that what was read is what was hashed.
    """
    temporary = case.scratch / secrets.token_hex(8)
    digest, size = hashlib.sha256(), 0
    try:
        stream = source.open("rb")
    except OSError as error:
        raise UnreadableSource(f"{source}: {error.strerror}; check the path") from error
    with stream, os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
        while block := stream.read(_BLOCK):
            digest.update(block)
            size += len(block)
            copy.write(block)
    media_type = mimetypes.guess_type(source.name)[0] or "application/octet-stream"
    capture = Capture(
        sha256=digest.hexdigest(),
        size=size,
        media_type=media_type,
        filename=source.name,
        url=url,
        retrieved_at=now(),
    )
    return capture, temporary


def keep(case: Case, capture: Capture, temporary: Path) -> str:
    """Move the copy to its place among the captures; return that place, relative to the case folder."""
    relative = relative_path(capture.sha256)
    path = case.folder / relative
    if path.is_file():
        temporary.unlink()
    else:
        sync(temporary)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(path)
        sync(path.parent)
    return relative


def captures_of(case: Case) -> dict[str, Capture]:
    """Return every capture that an act recorded, by its hash."""
    found: dict[str, Capture] = {}
    for act in case.ledger.acts:
        for fields in act.details.get("captures", ()):
            capture = Capture.model_validate(fields)
            found.setdefault(capture.sha256, capture)
    return found


def attached(case: Case) -> dict[str, list[str]]:
    """Return the hashes of the bytes that ``attach`` added, by the id of the source whose bytes they are."""
    found: dict[str, list[str]] = {}
    for act in case.ledger.acts:
        if act.act == "attach":
            hashes = [fields["sha256"] for fields in act.details["captures"]]
            found.setdefault(act.details["source"], []).extend(hashes)
    return found


def attach(case: Case, file: Path, *, source: str) -> Capture:
    """Add the bytes of a source that the case only cited; the caller has checked that the source is known."""
    with case.writing():
        capture, temporary = copied(case, file)
        if capture.sha256 in attached(case).get(source, ()):
            return capture
        relative = keep(case, capture, temporary)
        details = {"source": source, "captures": [capture.model_dump(mode="json")]}
        case.ledger.append("attach", details=details, files={relative: capture.sha256})
    return capture
