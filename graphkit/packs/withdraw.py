"""Withdrawing evidence, and which recorded findings rest on it: they stay as they are until they are found anew."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.case.folder import Case
from graphkit.case.ledger import Act
from graphkit.case.log import reading
from graphkit.case.retractions import retract
from graphkit.model.finding import Finding
from graphkit.packs.run import recorded, recorded_packs

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COUNT = "SELECT count(*) FROM statements"
_STANDING = "SELECT id FROM (SELECT unnest(?::VARCHAR[]) AS id) SEMI JOIN statements USING (id)"
_SAID = "SELECT entity, kind, prop, value, source, cited FROM recorded_statements WHERE id = ? LIMIT 1"


@dataclass(frozen=True, slots=True)
class Resting:
    """A recorded finding, and which of its statements stand no more."""

    finding: Finding
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a retraction did."""

    act: Act
    what: str
    """What was withdrawn, in words."""
    fewer: int
    """How many statements stand less than before; below 0 where a retraction was itself withdrawn."""
    resting: tuple[Resting, ...]


def withdraw(case: Case, what: str, *, reason: str) -> Withdrawal:
    """Retract a statement, a run or a retraction, and say what became of it; raises as ``retract`` does."""
    found = [finding for pack in recorded_packs(case) for finding in recorded(case, pack)]
    cited = {sid for finding in found for sid in finding.statements}
    before, standing = _state(case, cited)
    act = retract(case, what, reason=reason)
    after, still = _state(case, cited)
    gone = standing - still
    resting = (Resting(finding, tuple(sid for sid in finding.statements if sid in gone)) for finding in found)
    return Withdrawal(act, _said(case, act), before - after, tuple(item for item in resting if item.statements))


def _state(case: Case, cited: Collection[str]) -> tuple[int, set[str]]:
    """Return how many statements stand, and which of those that are cited."""
    with reading(case) as connection:
        return _number(connection), {id_ for (id_,) in connection.execute(_STANDING, [list(cited)]).fetchall()}


def _number(connection: "DuckDBPyConnection") -> int:
    row = connection.execute(_COUNT).fetchone()
    return int(row[0]) if row else 0


def _said(case: Case, act: Act) -> str:
    target, id_ = act.details["target"], act.details["id"]
    if target != "statement":
        return f"the {target} of act {id_}"
    with reading(case) as connection:
        entity, kind, prop, value, source, cited = connection.execute(_SAID, [id_]).fetchall()[0]
    return f"statement {id_}: {kind} {entity}, {prop}: {value} (by {source}{f', {cited}' if cited else ''})"
