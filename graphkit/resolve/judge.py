"""Recording a judgement: of two entities that are in the case, against nothing that stands."""

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.ledger import acting_person, now
from graphkit.case.log import reading
from graphkit.errors import ContradictoryJudgement, KindClash
from graphkit.model.judgement import Judgement, Verdict
from graphkit.model.ontology import NODE_KINDS, narrowest
from graphkit.resolve.linker import Linker
from graphkit.resolve.lookup import full_id

_KINDS = "SELECT DISTINCT kind FROM statements WHERE list_contains(?, entity)"


def judge(case: Case, left: str, right: str, verdict: Verdict, *, reason: str) -> Judgement:
    """Record what a person judged of two entities; a new judgement of a pair supersedes the one that stands.

    Ids may be given without their dataset where that is plain. Raises UnknownEntity, ContradictoryJudgement, and
    KindClash where entities said to be the same are of kinds that exclude each other.
    """
    with case.writing():
        linker = Linker.of(judgements.read(case))
        with reading(case) as connection:
            pair = full_id(case, connection, left), full_id(case, connection, right)
            members = sorted({member for entity in pair for member in linker.members(entity)})
            kinds = frozenset(kind for (kind,) in connection.execute(_KINDS, [members]).fetchall())
        if relations := kinds - NODE_KINDS.keys():
            raise ContradictoryJudgement(
                f"{pair[0]} or {pair[1]} is a relation ({', '.join(sorted(relations))}); judge the entities at its ends"
            )
        if verdict is Verdict.SAME:
            _check_kinds(pair, kinds)
        standing = linker.standing.get((min(pair), max(pair)))
        judgement = Judgement(
            left=pair[0],
            right=pair[1],
            verdict=verdict,
            reason=reason,
            by=acting_person(),
            at=now(),
            supersedes=standing.id if standing else "",
        )
        linker.check(judgement)
        return judgements.append(case, [judgement])[0]


def _check_kinds(pair: tuple[str, str], kinds: frozenset[str]) -> None:
    try:
        narrowest(kinds)
    except KindClash as error:
        raise KindClash(f"{pair[0]} and {pair[1]} cannot be the same: {error}") from error
