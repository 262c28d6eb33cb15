"""Findings that a test makes itself, and runs of them as ``find`` records them."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from graphkit.case.atomic import write_text
from graphkit.case.folder import Case
from graphkit.case.ledger import Act
from graphkit.case.log import reading
from graphkit.dates import Grade
from graphkit.model.finding import Finding, Support, finding_id
from graphkit.packs.run import history_path, line

PACK = "topic/pack"


def finding(
    identity: str,
    subject: str,
    statements: Iterable[str],
    *,
    pack: str = PACK,
    grade: str = "certain",
    origins: int = 1,
    official: bool = False,
    evidence_head: str = "0" * 64,
    **row: Any,
) -> Finding:
    """A finding of that identity, with those columns."""
    support = Support(origins=origins, official=official)
    return Finding(
        id=finding_id(pack, {"identity": identity}),
        pack=pack,
        version=1,
        digest="d",
        subject=subject,
        grade=Grade(grade),
        support=support,
        row={**row, "grade": grade, "support": support.model_dump()},
        statements=tuple(sorted(statements)),
        evidence_head=evidence_head,
    )


def recorded_run(case: Case, findings: Sequence[Finding], packs: Sequence[str] = (PACK,), **details: Any) -> Act:
    """Record the findings as a run of these packs."""
    files: dict[str, str] = {}
    told = []
    with case.writing():
        for pack in packs:
            text = "".join(line(item) + "\n" for item in findings if item.pack == pack)
            path = case.folder / "findings" / f"{pack}.jsonl"
            write_text(path, text)
            kept = history_path(case, _sha256(text))
            write_text(kept, text)
            files |= {item.relative_to(case.folder).as_posix(): _sha256(text) for item in (path, kept)}
            told.append({"id": pack, "version": 1, "digest": "d", "findings": _sha256(text)})
        return case.ledger.append("find", details={"packs": told, "params": {}, **details}, files=files)


def statements_of(case: Case, entity: str) -> list[str]:
    """The ids of everything said of an entity, withdrawn or not."""
    with reading(case) as connection:
        found = connection.execute("SELECT id FROM recorded_statements WHERE entity = ? ORDER BY prop, value", [entity])
        return [id_ for (id_,) in found.fetchall()]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
