"""Where the shipped packs, ingestors and example case lie: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

from graphkit.errors import GraphkitError

_PACKAGE = Path(__file__).parent


def folder(name: str) -> Path:
    """Return the folder ``cypher``, ``ingest`` or ``examples``."""
    for path in (_PACKAGE / "_bundle" / name, _PACKAGE.parent / name):
        if path.is_dir():
            return path
    raise GraphkitError(f"the folder {name!r} is not part of this installation; install graphkit-evidence again")
