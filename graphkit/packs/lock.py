"""The lock: which text stands behind which version of each pack, so that no pack changes under its readers."""

import json
from collections.abc import Mapping
from pathlib import Path

from graphkit import bundle
from graphkit.case.atomic import write_text
from graphkit.errors import InvalidPack, StaleLock
from graphkit.packs.pack import Pack

NAME = "packs.lock"


def read_lock(folder: Path | None = None) -> dict[str, dict[str, str | int]]:
    """Return the locked version and SHA-256 of every pack, by id; nothing where there is no lock."""
    path = (folder or bundle.folder("cypher")) / NAME
    if not path.is_file():
        return {}
    try:
        lock: dict[str, dict[str, str | int]] = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise InvalidPack(
            f"{path} is not JSON ({error}); restore it, or write it anew with 'graphkit packs lock'"
        ) from error
    return lock


def check_lock(pack: Pack, lock: Mapping[str, Mapping[str, str | int]]) -> None:
    """Raise StaleLock where the pack's text changed under its version, or its version is not in the lock."""
    locked = lock.get(pack.id)
    version = pack.header.version
    if locked is None:
        raise StaleLock(f"{pack.id} is not in the lock; add it with 'graphkit packs lock'")
    if locked["version"] == version and locked["sha256"] != pack.digest:
        raise StaleLock(f"{pack.id} changed under version {version}; raise its version, then run 'graphkit packs lock'")
    if locked["version"] != version:
        raise StaleLock(
            f"{pack.id} is version {version}, the lock knows {locked['version']}; run 'graphkit packs lock'"
        )


def write_lock(packs: Mapping[str, Pack], folder: Path) -> Path:
    """Write the lock of the packs; raises StaleLock where one changed and kept its version, or went back."""
    before = read_lock(folder)
    for id_, pack in packs.items():
        old = before.get(id_)
        if old is not None and pack.digest != old["sha256"] and pack.header.version <= int(old["version"]):
            raise StaleLock(
                f"{id_} changed and is still version {pack.header.version}; make it {int(old['version']) + 1}"
            )
    lock = {id_: {"version": pack.header.version, "sha256": pack.digest} for id_, pack in sorted(packs.items())}
    path = folder / NAME
    write_text(path, json.dumps(lock, indent=2) + "\n")
    path.chmod(0o644)
    return path
