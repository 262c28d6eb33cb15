"""Recording a judgement: of two entities that are in the case, against nothing that stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.ledger import acting_person, now
from graphkit.case.log import reading
from graphkit.errors import ContradictoryJudgement, InvalidValue, KindClash, UnknownEntity
from graphkit.model.judgement import MODEL, Judgement, Verdict
from graphkit.model.ontology import NODE_KINDS, narrowest
from graphkit.resolve.linker import Linker, pair_of
from graphkit.resolve.lookup import full_id

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KINDS = "SELECT DISTINCT kind FROM statements WHERE list_contains(?, entity)"
_SHORTEST = 8


@dataclass(frozen=True, slots=True)
class Recorded:
    """A judgement as it was recorded or undone, and what that did to others."""

    judgement: Judgement
    gave_way: tuple[Judgement, ...] = ()
    """Judgements of the model that joined before and join no more."""
    joins_again: tuple[Judgement, ...] = ()
    """Judgements that a ``different`` had kept from joining."""


def judge(case: Case, left: str, right: str, verdict: Verdict, *, reason: str) -> Judgement:
    """Record what a person judged of two entities; a new judgement of a pair supersedes the one that stands.

    Ids may be given without their dataset where that is plain. Raises UnknownEntity, ContradictoryJudgement, and
    KindClash where entities said to be the same are of kinds that exclude each other.
    """
    return record(case, left, right, verdict, reason=reason).judgement


def record(
    case: Case,
    left: str,
    right: str,
    verdict: Verdict,
    *,
    reason: str,
    score: float | None = None,
    features: dict[str, float] | None = None,
    model_version: str = "",
) -> Recorded:
    """Do as `judge` does, and say which of the model's judgements gave way; score and features are what was shown."""
    with case.writing():
        before = Linker.of(judgements.read(case))
        with reading(case) as connection:
            pair = full_id(case, connection, left), full_id(case, connection, right)
            check_kinds(connection, before, pair, verdict)
        standing = before.standing.get((min(pair), max(pair)))
        judgement = Judgement(
            left=pair[0],
            right=pair[1],
            verdict=verdict,
            reason=reason,
            by=person(),
            at=now(),
            score=score,
            features=features or {},
            model_version=model_version,
            supersedes=standing.id if standing else "",
        )
        before.check(judgement)
        (recorded,) = judgements.append(case, [judgement])
        return _compared(recorded, before, Linker.of([*before.judgements, recorded]))


def undo(case: Case, what: Sequence[str], *, reason: str) -> Recorded:
    """Take back a judgement: ``what`` is its id or the ids of the two; nothing takes back one's own last one.

    What stood before it stands again. Raises UnknownEntity where there is none, and ContradictoryJudgement where
    people judged since what cannot stand without it.
    """
    if not reason.strip():
        raise InvalidValue("taking back a judgement needs its reason; give it with --reason")
    with case.writing():
        before = Linker.of(judgements.read(case))
        gone = _named(case, before, what)
        after = Linker.of(item for item in before.judgements if item.id != gone.id)
        if lost := [item for item in after.given_way if not item.automatic]:
            told = "; ".join(f"{item.left} and {item.right} ({item.verdict.value}, {item.id[:8]})" for item in lost)
            raise ContradictoryJudgement(
                f"without judgement {gone.id[:8]} these of people contradict each other: {told}; undo those first"
            )
        case.ledger.append("retract", details={"target": "judgement", "id": gone.id, "reason": reason}, files={})
        return _compared(gone, before, after)


def person() -> str:
    """Return who judges; nobody may judge in the model's name."""
    if (by := acting_person()) == MODEL:
        raise InvalidValue(f"'{MODEL}' is the name of the model; set GRAPHKIT_USER to your own")
    return by


def check_kinds(connection: "DuckDBPyConnection", linker: Linker, pair: tuple[str, str], verdict: Verdict) -> None:
    """Raise KindClash or ContradictoryJudgement where the kinds of the two do not allow the verdict."""
    members = sorted({member for entity in pair for member in linker.members(entity)})
    kinds = frozenset(kind for (kind,) in connection.execute(_KINDS, [members]).fetchall())
    if relations := kinds - NODE_KINDS.keys():
        raise ContradictoryJudgement(
            f"{pair[0]} or {pair[1]} is a relation ({', '.join(sorted(relations))}); judge the entities at its ends"
        )
    if verdict is Verdict.SAME:
        try:
            narrowest(kinds)
        except KindClash as error:
            raise KindClash(f"{pair[0]} and {pair[1]} cannot be the same: {error}") from error


def _named(case: Case, linker: Linker, what: Sequence[str]) -> Judgement:
    """Return the standing judgement that is meant."""
    if len(what) == 2:
        with reading(case) as connection:
            left, right = sorted(full_id(case, connection, end) for end in what)
        if (found := linker.standing.get((left, right))) is None:
            raise UnknownEntity(f"no judgement of {left} and {right} stands; 'graphkit judgements' lists those that do")
        return found
    if what:
        begun = [item for item in linker.judgements if len(what[0]) >= _SHORTEST and item.id.startswith(what[0])]
        if len(begun) != 1:
            raise UnknownEntity(
                f"{len(begun) or 'no'} standing judgements have an id that begins with {what[0]!r}; give at least "
                f"{_SHORTEST} characters of one that 'graphkit judgements' lists"
            )
        return begun[0]
    by = person()
    own = [item for item in linker.judgements if item.by == by]
    if not own:
        raise UnknownEntity(f"{by} has no judgement that stands; name one by its id, or by the two entities")
    return own[-1]


def _compared(judgement: Judgement, before: Linker, after: Linker) -> Recorded:
    def waiting(linker: Linker) -> dict[tuple[str, str], Judgement]:
        return {pair_of(item): item for item in linker.given_way}

    own, then, since = pair_of(judgement), waiting(before), waiting(after)
    return Recorded(
        judgement,
        tuple(item for pair, item in since.items() if pair not in then and pair != own),
        tuple(item for pair, item in then.items() if pair not in since and pair != own and pair in after.standing),
    )
