"""A candidate and its findings in words, for readers who were not there when the query was written."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphkit.model.finding import Finding
from graphkit.packs.candidates import Candidate, Candidates, Listed, counted
from graphkit.resolve.facts import Facts, ids_in

_MOST = 4
"""What is told of what one pack found of one candidate; the rest is counted."""
_WIDTH = 110
"""Columns of characters of a line."""
_SAID_ELSEWHERE = frozenset(
    {
        *("role", "rank", "unit", "is_command", "incident", "attributed_unit", "hops", "stance", "reason"),
        *("authority", "status", "programme", "entry", "listed_on", "delisted_on", "as_of"),
        *("conflict", "deceased", "grade", "support"),
    }
)
"""Columns with a place of their own: in the sentence, in the lines on listings, among the flags, or at its end."""


@dataclass(slots=True)
class _Entry:
    """One thing said of a candidate, and the findings that say it, be it of several packs or authorities."""

    post: str
    said: str
    reason: str = ""
    findings: list[Finding] = field(default_factory=list)


def told(finding: Finding, facts: Mapping[str, Facts], subject: str) -> str:
    """Return what the row says in one sentence."""
    row = finding.row
    listing = [f"{row['authority']}: {row['status']}"] if {"authority", "status"} <= row.keys() else []
    said = (_post(row, facts, subject), _said(row, facts, subject), *listing, row.get("reason"))
    return "; ".join(filter(None, said))


def _said(row: Mapping[str, Any], facts: Mapping[str, Facts], subject: str) -> str:
    """Return what the row says beside the post; columns that have no place in the sentence follow by their names."""
    parts = [_named(row.get("incident"), facts) if row.get("incident") else "", _way(row, facts)]
    for name, value in row.items():
        if name in _SAID_ELSEWHERE or value is None or value is False or value in ("", [], subject):
            continue
        shown = "" if value is True else f": {_named(value, facts)}"
        parts.append(f"{name.replace('_', ' ')}{shown}")
    return "; ".join(filter(None, parts))


def support_told(finding: Finding) -> str:
    """Return grade, origins and whether one is official."""
    support = finding.support
    official = "official" if support.official else "none official"
    return f"{finding.grade.value}, {counted(support.origins, 'origin')}, {official}"


def lines_of(candidate: Candidate, known: Candidates) -> Iterator[str]:
    """Yield the lines that tell of one candidate: who, why here, listed where, what to heed, and the findings."""
    kind = candidate.facts.kind.lower() or "not in the case any more"
    yield from _wrapped(f"{candidate.place}. {candidate.facts.name} ({kind}, {candidate.subject})", "")
    yield from _wrapped(f"Why here: {'; '.join(candidate.reasons)}.", "   ")
    for text in listing_lines(candidate.listings):
        yield from _wrapped(text, "   ")
    for flag in candidate.flags:
        yield from _wrapped(f"Heed: {flag}.", "   ")
    told_by: dict[str, list[_Entry]] = {}
    for entry in _entries(candidate, known.facts):
        told_by.setdefault(entry.findings[0].pack, []).append(entry)
    for pack in dict.fromkeys(finding.pack for finding in candidate.findings):
        found = counted(sum(finding.pack == pack for finding in candidate.findings), "finding")
        same = "" if pack in told_by else ", on the same posts and incidents"
        yield from _wrapped(f"{known.titles[pack]} ({found}{same})", "   ")
        yield from _entry_lines(told_by.get(pack, []), candidate.subject, pack)


def _entries(candidate: Candidate, facts: Mapping[str, Facts]) -> list[_Entry]:
    entries: dict[tuple[str, ...], _Entry] = {}
    for finding in candidate.findings:
        row = finding.row
        said = _said(row, facts, candidate.subject)
        key = (str(row.get("role")), str(row.get("unit")), said, support_told(finding))
        entry = entries.setdefault(key, _Entry(_post(row, facts, candidate.subject), said))
        entry.reason = entry.reason or str(row.get("reason") or "")
        entry.findings.append(finding)
    return list(entries.values())


def _entry_lines(entries: Sequence[_Entry], subject: str, pack: str) -> Iterator[str]:
    posts: dict[str, list[_Entry]] = {}
    for entry in entries[:_MOST]:
        posts.setdefault(entry.post, []).append(entry)
    for post, of in posts.items():
        if post:
            yield from _wrapped(f"As {post}:", "     ")
        for entry in of:
            said = "; ".join(filter(None, (entry.said, entry.reason)))
            yield from _wrapped(f"- {said} [{support_told(entry.findings[0])}; {entry.findings[0].id[:8]}]", "     ")
    if (more := len(entries) - _MOST) > 0:
        yield f"     - and {more:,} more: graphkit find {pack} --subject {subject}"


def _wrapped(text: str, indent: str) -> list[str]:
    """Return the text in lines, the first indented as said, those below it by more."""
    below = f"{indent}  "
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=below, break_long_words=False, break_on_hyphens=False
    )


def listing_lines(listings: Sequence[Listed] | None) -> Iterator[str]:
    """Yield by which authorities somebody is listed, was listed, is not listed, or nobody can tell."""
    if listings is None:
        yield "Listed: not asked; the pack on listings says nothing of it."
        return
    inside = [_entry(item) for item in listings if item.status == "listed"]
    past = [f"{item.authority} until {item.until}" for item in listings if item.status == "formerly"]
    outside = ", ".join(f"{item.authority} (as of {item.as_of})" for item in listings if item.status == "not listed")
    if inside:
        yield f"Listed by {'; '.join(inside)}."
        if outside:
            yield f"Not on the lists of {outside}."
    else:
        yield f"Listed nowhere, as far as the lists read can tell: {outside}." if outside else "Listed: unknown."
    if past:
        yield f"Formerly listed by {'; '.join(past)}."
    if unknown := sorted({item.authority for item in listings if item.status == "unknown"}):
        yield f"No list was read of {', '.join(unknown)}."


def _entry(item: Listed) -> str:
    since = f" since {item.since}" if item.since else ""
    entry = ", ".join(filter(None, (item.programme, item.entry)))
    return f"{item.authority}{since}{f' ({entry})' if entry else ''}"


def _post(row: Mapping[str, Any], facts: Mapping[str, Facts], subject: str) -> str:
    """Return the post that the row names, and whether it commands."""
    role, unit = row.get("role"), row.get("unit")
    at = _named(unit, facts) if unit and unit != subject else ""
    if not role:
        return at
    rank = f" ({row['rank']})" if row.get("rank") else ""
    commands = f", {'a' if row['is_command'] else 'not a'} post of command" if "is_command" in row else ""
    return f"{role}{rank}{f' of {at}' if at else ''}{commands}"


def _way(row: Mapping[str, Any], facts: Mapping[str, Facts]) -> str:
    unit = row.get("attributed_unit")
    if not unit:
        return ""
    stance = f" ({row['stance']})" if row.get("stance") else ""
    hops = row.get("hops")
    if not hops:
        return f"attributed to that unit{stance}"
    return f"{counted(hops, 'step')} above {_named(unit, facts)}, to which it is attributed{stance}"


def _named(value: Any, facts: Mapping[str, Facts]) -> str:
    """Return the value with names in place of ids, and the days of an incident beside its name."""
    if isinstance(value, list):
        return ", ".join(_named(item, facts) for item in value)
    for id_ in ids_in(value):
        if id_ in facts:
            return facts[id_].name + _days(facts[id_])
    return str(value)


def _days(facts: Facts) -> str:
    first, last = facts.first("date_from"), facts.first("date_to")
    if not first:
        return ""
    return f", {first}" if last in {"", first} else f", {first} to {last}"
