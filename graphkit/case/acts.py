"""What each act of the ledger did, in one line for people."""

from typing import Any

from graphkit.case.ledger import Act
from graphkit.text import visible

_NAMED = 4
"""Files of an export that are named; the ledger has them all."""
_SHORT = 8
"""Characters of a statement's id: what ``graphkit retract`` and ``show`` take."""


def described(act: Act) -> str:
    """Return what the act did; of an act that says nothing of itself, the names of its details."""
    if _NEEDED.get(act.act, "") in act.details:
        return visible(_TOLD[act.act](act.details))
    return visible("; ".join(f"{name}: {value}" for name, value in act.details.items() if isinstance(value, str)))


def _ingest(details: dict[str, Any]) -> str:
    reports = details["reports"]
    files = reports[0]["file"] if len(reports) == 1 else f"{len(reports)} files"
    counts = {name: sum(report[name] for report in reports) for name in ("records", "new")}
    aside = sum(sum(report["set_aside"].values()) for report in reports)
    told = f"{counts['records']:,} records, {counts['new']:,} statements new to the case"
    parts = [f"{details['dataset']} of {details['edition']}, {files}: {told}"]
    if aside:
        parts.append(f"{aside:,} records set aside")
    if details.get("replaces"):
        parts.append(f"in place of act {', '.join(map(str, details['replaces']))}")
    return "; ".join(parts)


def _attach(details: dict[str, Any]) -> str:
    return f"the bytes of {details['source']}: {', '.join(item['filename'] for item in details['captures'])}"


def _resolve(details: dict[str, Any]) -> str:
    return (
        f"{details['pairs']:,} pairs of {len(details['datasets'])} datasets compared: {details['automatic']:,} merged, "
        f"{details['open']:,} open"
    )


def _judge(details: dict[str, Any]) -> str:
    count = details["judgements"]
    return f"{count} judgement{'' if count == 1 else 's'}"


def _retract(details: dict[str, Any]) -> str:
    id_ = details["id"]
    target = details["target"]
    what = f"{target} {id_[:_SHORT]}" if target in {"statement", "judgement"} else f"the {target} of act {id_}"
    return f"withdrew {what}: {details['reason']}"


def _build(details: dict[str, Any]) -> str:
    return f"{sum(details['nodes'].values()):,} nodes, {sum(details['edges'].values()):,} edges"


def _find(details: dict[str, Any]) -> str:
    found = []
    for pack in details["packs"]:
        count = f": {pack['count']:,}" if "count" in pack else ""
        params = "".join(f", {name}={value}" for name, value in details["params"].get(pack["id"], {}).items())
        found.append(f"{pack['id']}{count}{params}")
    return "; ".join(found)


def _export(details: dict[str, Any]) -> str:
    restricted = ", restricted ones among them" if details.get("include_restricted") else ""
    written = list(details.get("written", ()))
    more = f" and {len(written) - _NAMED:,} more" if len(written) > _NAMED else ""
    files = f" to {', '.join(written[:_NAMED])}{more}" if written else ""
    return f"{details['what']}{restricted}{files}"


_NEEDED = {
    "ingest": "reports",
    "attach": "source",
    "resolve": "pairs",
    "judge": "judgements",
    "retract": "target",
    "build": "nodes",
    "find": "packs",
    "export": "what",
}
"""By act, a detail without which it was recorded in another form than is told here."""
_TOLD = {
    "ingest": _ingest,
    "attach": _attach,
    "resolve": _resolve,
    "judge": _judge,
    "retract": _retract,
    "build": _build,
    "find": _find,
    "export": _export,
}
