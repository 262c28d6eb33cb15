"""What of a case was withdrawn and does not count, read from its acts.

A retraction withdraws what was seen before it. A statement that is seen again afterwards lives again, and a
retraction that is itself retracted counts no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graphkit.case.ledger import Act

_BY_ID = ("statement", "judgement")
"""What is withdrawn by its own id, not by the number of an act."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What of a case does not count: runs by number, and statements as seen in runs before a number."""

    runs: frozenset[int]
    statements: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.runs or self.statements)


def undone(acts: Sequence[Act]) -> dict[int, int]:
    """Return, by the number of every run, batch of judgements and retraction that does not stand, what withdrew it.

    Acts are read from the newest to the oldest: one that a newer, standing retraction names does not stand. A
    workbook's run that takes the place of earlier ones withdraws them for as long as it stands itself.
    """
    found: dict[int, int] = {}
    for act in reversed(acts):
        if act.seq in found:
            continue
        targets: Sequence[int] = ()
        if act.act == "ingest":
            targets = act.details.get("replaces", ())
        elif act.act == "retract" and act.details["target"] not in _BY_ID:
            targets = (int(act.details["id"]),)
        for target in targets:
            found.setdefault(target, act.seq)
    return found


def withdrawn(acts: Sequence[Act]) -> Withdrawn:
    """Return what the acts, taken together, withdrew."""
    gone = undone(acts)
    statements: dict[str, int] = {}
    for act in reversed(acts):
        if act.act == "retract" and act.seq not in gone and act.details["target"] == "statement":
            statements.setdefault(act.details["id"], act.seq)
    return Withdrawn(frozenset(act.seq for act in acts if act.act == "ingest" and act.seq in gone), statements)


def withdrawn_judgements(acts: Sequence[Act]) -> tuple[frozenset[str], frozenset[int]]:
    """Return the ids of single judgements that do not stand, and the numbers of the acts none of whose do."""
    gone = undone(acts)
    single = frozenset(
        act.details["id"]
        for act in acts
        if act.act == "retract" and act.seq not in gone and act.details["target"] == "judgement"
    )
    return single, frozenset(act.seq for act in acts if act.act == "judge" and act.seq in gone)
