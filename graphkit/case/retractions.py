"""Retractions: statements or whole runs withdrawn, with reason and date; nothing is deleted."""

from graphkit.case.folder import Case
from graphkit.case.ledger import Act
from graphkit.case.log import reading
from graphkit.case.withdrawn import withdrawn, withdrawn_judgements
from graphkit.errors import CaseError, UnknownEntity

_SHORTEST = 8


def retract(case: Case, what: str, *, reason: str) -> Act:
    """Withdraw a statement, a run, a batch of judgements or a retraction, by its id or the number of the act.

    Raises UnknownEntity where there is no such thing, CaseError where it is withdrawn already.
    """
    if not reason.strip():
        raise CaseError("a retraction needs its reason; give it with --reason")
    with case.writing():
        target, id_ = _target(case, what)
        acts = case.ledger.acts
        standing = withdrawn(acts)
        gone = {
            "run": {str(seq) for seq in standing.runs},
            "judgements": {str(seq) for seq in withdrawn_judgements(acts)[1]},
            "statement": standing.statements.keys(),
        }
        if id_ in gone.get(target, ()):
            raise CaseError(f"{what} is withdrawn already; 'graphkit log' shows by which act")
        return case.ledger.append("retract", details={"target": target, "id": id_, "reason": reason}, files={})


def _target(case: Case, what: str) -> tuple[str, str]:
    if what.isdigit() and len(what) < _SHORTEST:
        act = next((act for act in case.ledger.acts if act.seq == int(what)), None)
        targets = {"ingest": "run", "judge": "judgements", "retract": "retraction"}
        if act is None or act.act not in targets:
            raise UnknownEntity(f"act {what} is no run, no judgements and no retraction; 'graphkit log' lists the acts")
        return targets[act.act], str(act.seq)
    found: list[tuple[str]] = []
    if len(what) >= _SHORTEST:
        with reading(case) as connection:
            query = "SELECT id FROM statements WHERE starts_with(id, ?) LIMIT 2"
            found = connection.execute(query, [what.lower()]).fetchall()
    if len(found) != 1:
        many = "more than one statement's id begins" if found else "no statement's id begins"
        raise UnknownEntity(
            f"{many} with {what!r}; give at least {_SHORTEST} characters of one, or the number of an act from "
            "'graphkit log'"
        )
    return "statement", found[0][0]
