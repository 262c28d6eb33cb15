"""What a query returns, as plain values that JSON can hold."""

import math
from typing import Any

_PLAIN = frozenset({str, int, bool, type(None)})


def plain(value: Any) -> Any:
    """Return a value of the server as None, bool, int, float, text, list or dict, all the way down.

    Element ids are left out: they are the server's, and differ from build to build. A relationship names its ends
    by their property ``id``, which is None where the server sends the relationship without its nodes. Dates and
    durations become ISO 8601, bytes hexadecimal, and numbers that JSON has no word for their name.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is float:
        return value if math.isfinite(value) else str(value)
    if kind is list:
        return [plain(item) for item in value]
    if kind is dict:
        return {key: plain(item) for key, item in value.items()}
    return _from_server(value)


def _from_server(value: Any) -> Any:
    from neo4j.graph import Node, Path, Relationship
    from neo4j.spatial import Point
    from neo4j.vector import Vector

    match value:
        case Node():
            return {"labels": sorted(value.labels), "properties": plain(dict(value.items()))}
        case Relationship():
            ends = [None if node is None else node.get("id") for node in value.nodes]
            properties = plain(dict(value.items()))
            return {"type": value.type, "tail": ends[0], "head": ends[1], "properties": properties}
        case Path():
            parts = {"nodes": value.nodes, "relationships": value.relationships}
            return {name: [plain(part) for part in those] for name, those in parts.items()}
        case Point():
            return {"srid": value.srid, "coordinates": list(value)}
        case Vector():
            return plain(list(value.to_native()))
    return _as_text(value)


def _as_text(value: Any) -> str:
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    return str(value.iso_format()) if hasattr(value, "iso_format") else str(value)
