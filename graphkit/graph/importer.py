"""Neo4j's own importer, run over the files of a store that no server holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphkit.graph.process import spawn_watched

_ADMIN_CLASS = "org.neo4j.cli.AdminTool"
_LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class BulkFolder:
    """Files of a graph, as ``bulk`` wrote them, and what the importer must be told of them."""

    folder: Path
    options: tuple[str, ...]


def imported(java: Sequence[str], root: Path, files: BulkFolder, *, patience: int) -> bool:
    """Put the files in the place of the graph in the folder ``root``, and tell whether that went well.

    ``java`` starts Java with the server's jars; it ends when this process does, within ``patience`` seconds.
    """
    arguments = (_ADMIN_CLASS, "database", "import", "full", "neo4j", "--overwrite-destination=true", *files.options)
    home = {"NEO4J_HOME": str(root), "NEO4J_CONF": str(root / "conf")}
    with _log(root).open("wb") as output:
        process = spawn_watched([*java, *arguments], output, files.folder, patience=patience, extra=home)
    try:
        return process.wait() == 0
    finally:
        if process.stdin:
            process.stdin.close()
        process.wait()


def said_by(root: Path) -> str:
    """Return where the importer's log is, and its last lines."""
    lines = _log(root).read_text("utf-8", "replace").strip().splitlines()
    return "\n".join((f"{_log(root)}:", *lines[-_LAST_LINES:]))


def _log(root: Path) -> Path:
    return root / "logs" / "import.out"
