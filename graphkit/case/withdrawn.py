"""What of a case was withdrawn and does not count, read from its acts.

A retraction withdraws what was seen before it. A statement that is seen again afterwards lives again, and a
retraction that is itself retracted counts no more.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from graphkit.case.ledger import Act


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What of a case does not count: runs by number, and statements as seen in runs before a number."""

    runs: frozenset[int]
    statements: dict[str, int]

    def __bool__(self) -> bool:
        return bool(self.runs or self.statements)


def withdrawn(acts: Sequence[Act]) -> Withdrawn:
    """Read the acts from the newest to the oldest: one that a newer, standing retraction names does not stand.

    A workbook's run that takes the place of earlier ones withdraws them for as long as it stands itself.
    """
    undone: set[int] = set()
    runs: set[int] = set()
    statements: dict[str, int] = {}
    for act in reversed(acts):
        if act.seq in undone or act.seq in runs:
            continue
        if act.act == "ingest":
            runs.update(act.details.get("replaces", ()))
        elif act.act == "retract":
            target, id_ = act.details["target"], act.details["id"]
            if target == "retraction":
                undone.add(int(id_))
            elif target == "run":
                runs.add(int(id_))
            else:
                statements.setdefault(id_, act.seq)
    return Withdrawn(frozenset(runs), statements)
