"""The closed world of kinds and properties: what can be said, and how kinds narrow each other."""

from functools import cache

from graphkit.errors import KindClash, UnknownKind, UnknownProperty
from graphkit.model.edge_kinds import EDGE_KINDS
from graphkit.model.kind import EdgeKind, NodeKind, Property, ValueType
from graphkit.model.node_kinds import CONTACT, IDENTIFIERS, NAMES, NODE_KINDS

__all__ = [
    "AUTHORITIES",
    "COMMAND_AUTHORITIES",
    "EDGE_KINDS",
    "IDENTIFIER_PROPERTIES",
    "KINDS",
    "NAME_PROPERTIES",
    "NODE_KINDS",
    "RELATION_CLASSES",
    "EdgeKind",
    "NodeKind",
    "Property",
    "ValueType",
    "is_within",
    "narrowest",
    "property_of",
]

KINDS: dict[str, NodeKind | EdgeKind] = {**NODE_KINDS, **EDGE_KINDS}

NAME_PROPERTIES = tuple(item.name for item in NAMES)
IDENTIFIER_PROPERTIES = tuple(item.name for item in (*IDENTIFIERS, *CONTACT))

AUTHORITIES = ("EU", "US-OFAC", "US-BIS", "US-STATE", "UK", "CA", "AU", "UN")
COMMAND_AUTHORITIES = ("command", "administrative")
"""The classes of relation that a command chain follows."""
RELATION_CLASSES = ("command", "administrative", "informal", "member", "operational_support")


@cache
def property_of(kind: str, name: str) -> Property:
    """Return what the kind means by a property; raises UnknownKind or UnknownProperty with the nearest names."""
    if (found := KINDS.get(kind)) is None:
        raise UnknownKind(f"no kind is called {kind!r}; the kinds are: {', '.join(KINDS)}")
    if (property_ := found.properties.get(name)) is None:
        raise UnknownProperty(f"{kind} has no property {name!r}; it has: {', '.join(found.properties)}")
    return property_


@cache
def is_within(kind: str, wider: str) -> bool:
    """Tell whether the kind is the wider one or narrows it."""
    current: str | None = kind
    while current is not None:
        if current == wider:
            return True
        current = NODE_KINDS[current].parent if current in NODE_KINDS else None
    return False


def narrowest(kinds: frozenset[str]) -> str:
    """Return the kind that all the kinds given can be at once: Organization and Company make a Company."""
    for kind in sorted(kinds):
        if all(is_within(kind, other) for other in kinds):
            return kind
    raise KindClash(f"one entity cannot be {' and '.join(sorted(kinds))} at once")
