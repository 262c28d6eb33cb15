"""A candidate and its findings in words, for readers who were not there when the query was written."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from graphkit.model.finding import Finding
from graphkit.packs.candidates import Candidate, Candidates, Listed, counted
from graphkit.resolve.facts import Facts, ids_in

MOST_FINDINGS = 6
"""Findings of one candidate that are told; the rest are counted."""
_WIDTH = 110
"""Columns of characters of a line."""
_SAID_ELSEWHERE = frozenset(
    {
        *("role", "rank", "unit", "is_command", "incident", "attributed_unit", "hops", "stance", "reason"),
        *("conflict", "deceased", "grade", "support"),
    }
)
"""Columns with a place of their own: in the sentence, among the flags, or at its end."""


def told(finding: Finding, facts: Mapping[str, Facts], subject: str) -> str:
    """Return what the row says in one sentence."""
    return "; ".join(filter(None, (_post(finding.row, facts, subject), _rest(finding.row, facts, subject))))


def _rest(row: Mapping[str, Any], facts: Mapping[str, Facts], subject: str) -> str:
    """Return what the row says beside the post; columns that have no place in the sentence follow by their names."""
    parts = [_named(row.get("incident"), facts) if row.get("incident") else "", _way(row, facts)]
    for name, value in row.items():
        if name in _SAID_ELSEWHERE or value is None or value is False or value in ("", [], subject):
            continue
        shown = "" if value is True else f": {_named(value, facts)}"
        parts.append(f"{name.replace('_', ' ')}{shown}")
    return "; ".join(filter(None, (*parts, row.get("reason"))))


def support_told(finding: Finding) -> str:
    """Return grade, origins and whether one is official."""
    support = finding.support
    official = "official" if support.official else "none official"
    return f"{finding.grade.value}, {counted(support.origins, 'origin')}, {official}"


def lines_of(candidate: Candidate, known: Candidates) -> Iterator[str]:
    """Yield the lines that tell of one candidate: who, why here, listed where, what to heed, and the findings."""
    kind = candidate.facts.kind.lower() or "not in the case any more"
    yield from _wrapped(f"{candidate.place}. {candidate.facts.name} ({kind}, {candidate.subject})", "", "   ")
    yield from _wrapped(f"Why here: {'; '.join(candidate.reasons)}.", "   ")
    for text in listing_lines(candidate.listings):
        yield from _wrapped(text, "   ")
    for flag in candidate.flags:
        yield from _wrapped(f"Heed: {flag}.", "   ")
    posts: dict[str, list[Finding]] = {}
    for finding in candidate.findings[:MOST_FINDINGS]:
        posts.setdefault(_post(finding.row, known.facts, candidate.subject), []).append(finding)
    for post, found in posts.items():
        if post:
            yield from _wrapped(f"As {post}:", "   ")
        for finding in found:
            said = _rest(finding.row, known.facts, candidate.subject)
            yield from _wrapped(f"- {said} [{support_told(finding)}; {finding.id[:8]}]", "   ", "     ")
    if (more := len(candidate.findings) - MOST_FINDINGS) > 0:
        yield f"   - and {more:,} more: graphkit find --subject {candidate.subject}"


def _wrapped(text: str, indent: str, below: str | None = None) -> list[str]:
    """Return the text in lines, the first indented as said, those below it by more."""
    following = f"{indent}  " if below is None else below
    return textwrap.wrap(
        text, _WIDTH, initial_indent=indent, subsequent_indent=following, break_long_words=False, break_on_hyphens=False
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
