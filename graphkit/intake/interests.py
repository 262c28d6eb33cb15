"""Interests in companies as declarations tell them over time: one stretch for each, out of several statements.

A declaration is made again when something changes. It attests an interest on its day, until the next one says
otherwise or closes the record; an interest's own dates go before the days of statements.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from graphkit.dates import Interval, PartialDate
from graphkit.intake.draft import Citation


class Interest(NamedTuple):
    """One interest, as a statement describes it."""

    kind: str
    """What the standard calls it."""
    level: str
    beneficial: str
    details: str
    shares: tuple[tuple[str, str], ...]
    start: PartialDate | None
    end: PartialDate | None

    @property
    def same(self) -> tuple[str, ...]:
        """What makes it the same interest in the next statement, of whatever share; its end is news of the same."""
        return self.kind, self.level, self.details, self.start.edtf() if self.start else ""


@dataclass(slots=True)
class Version:
    """What one statement says of a relationship."""

    place: int
    citation: Citation
    day: PartialDate
    closed: bool
    subject: str
    party: str
    interests: list[Interest]
    notes: list[str] = field(default_factory=list)


class Stretch(NamedTuple):
    """An interest of one share, from the first statement that holds it on."""

    told: list[Version]
    """The statements on which it rests: those that hold it, and the one that no longer does."""
    interest: Interest
    when: Interval


def stretches(versions: Sequence[Version]) -> Iterator[Stretch]:
    """Yield each interest of a relationship once for every share that it had, with when it had it.

    Where the share of an interest changes, the new one is attested from the statement that gives it: it can have begun
    on any day since the last that gave the old one. A relationship without interests has one that is not known.
    """
    versions = sorted(versions, key=lambda version: version.day.last)
    told: dict[tuple[object, ...], list[tuple[int, Interest]]] = {}
    for number, version in enumerate(versions):
        for interest in version.interests or [_unknown()]:
            told.setdefault((version.subject, version.party, *interest.same), []).append((number, interest))
    for seen in told.values():
        before: Run = []
        for run in _runs(seen):
            after = run[-1][0] + 1
            resting = [versions[number] for number, _ in run] + versions[after : after + 1]
            yield Stretch(resting, run[0][1], _when(versions, run, before))
            before = run


Run = list[tuple[int, Interest]]
"""The numbers of statements that follow each other and give an interest the same share."""


def _runs(seen: Run) -> Iterator[Run]:
    """Part what statements say of one interest where its share changes, or a statement lacks it."""
    run: Run = []
    for number, interest in seen:
        if run and (interest.shares != run[-1][1].shares or number != run[-1][0] + 1):
            yield run
            run = []
        run.append((number, interest))
    yield run


def _unknown() -> Interest:
    return Interest("unknownInterest", "", "", "", (), None, None)


def _when(versions: Sequence[Version], run: Run, before: Run) -> Interval:
    (_, interest), (last, newest) = run[0], run[-1]
    attested = [versions[number].day for number, _ in run if not versions[number].closed]
    start, known = interest.start, interest.start is not None
    if before:
        start, known = replace(versions[run[0][0]].day, first=versions[before[-1][0]].day.first), False
    first = start or (attested[0] if attested else None)
    if newest.end is not None:
        if start is None and first is not None and newest.end.last < first.first:
            first = None  # it is told of only after it ended
        return Interval.attested(first, newest.end, start_known=known, end_known=True)
    ended = versions[last].day if versions[last].closed else next((item.day for item in versions[last + 1 :]), None)
    if ended is None:
        return Interval.attested(first, None, start_known=known, vouched_until=attested[-1] if attested else None)
    if first is None:
        return Interval.attested(None, ended)
    latest = max(first.last, ended.last)
    earliest = max(first.last, min(attested[-1].first, latest)) if attested else first.last
    return Interval(first.first, first.last, min(earliest, latest), latest, start_known=known)
