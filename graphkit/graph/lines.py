"""The two lines of Neo4j that graphkit runs: the current one, and the one with long-term support.

The jars of each are pinned by a lock of its own. ``GRAPHKIT_NEO4J`` chooses; a team that plans for 5.26 sees there
what its server will answer.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from graphkit.errors import StoreUnavailable

VARIABLE = "GRAPHKIT_NEO4J"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of Neo4j Community: the jars it is made of, and what its server is called in Java."""

    lock: Path
    main_class: str
    otherwise: Mapping[str, tuple[str, str] | None] = field(default_factory=dict)
    """What it has in place of settings of the current line: another name and value, or nothing."""

    def settings(self, given: Mapping[str, str]) -> dict[str, str]:
        """Return the settings as this line knows them; it would not start with others."""
        known = (self.otherwise.get(name, (name, value)) for name, value in given.items())
        return dict(filter(None, known))

    @property
    def version(self) -> str:
        """Its version, such as 2026.09.0."""
        return self.lock.stem.removeprefix("neo4j-")


def _lock(version: str) -> Path:
    return Path(__file__).with_name(f"neo4j-{version}.lock")


CURRENT = "2026.09"
_SHUTDOWN = "internal.dbms.bolt.netty_server_shutdown"
LINES = {
    CURRENT: Line(_lock("2026.09.0"), "org.neo4j.server.Neo4jCommunity"),
    "5.26": Line(
        _lock("5.26.30"),
        "org.neo4j.server.CommunityEntryPoint",
        {
            "server.fleet_discovery.enabled": None,
            f"{_SHUTDOWN}_quiet_period_duration": (f"{_SHUTDOWN}_quiet_period", "0"),
            f"{_SHUTDOWN}_timeout": (f"{_SHUTDOWN}_timeout", "2"),
        },
    ),
}


def chosen() -> Line:
    """Return the line that ``GRAPHKIT_NEO4J`` names, else the current one; raises StoreUnavailable."""
    name = os.environ.get(VARIABLE) or CURRENT
    if name not in LINES:
        raise StoreUnavailable(f"{VARIABLE} is {name!r}; graphkit runs the lines {' and '.join(LINES)} of Neo4j")
    return LINES[name]
