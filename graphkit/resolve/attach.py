"""Attaching the bytes of a source that the case so far only cites."""

from pathlib import Path

from graphkit.case import captures
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import UnknownEntity
from graphkit.model.source import Capture
from graphkit.resolve.lookup import full_id

_KINDS = "SELECT DISTINCT kind FROM statements WHERE entity = ?"


def attach(case: Case, file: Path, *, source: str) -> tuple[str, Capture]:
    """Add the file as the bytes of the source, and return the source's full id; raises UnknownEntity.

    Bytes that the source has already are not recorded twice.
    """
    with reading(case) as connection:
        id_ = full_id(case, connection, source)
        kinds = [kind for (kind,) in connection.execute(_KINDS, [id_]).fetchall()]
    if kinds != ["Source"]:
        raise UnknownEntity(
            f"{id_} is a {' and a '.join(sorted(kinds))}, not a source; 'graphkit search TITLE --kind Source' finds one"
        )
    return id_, captures.attach(case, file, source=id_)
