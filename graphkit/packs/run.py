"""Running packs over a build: rows to findings, each with its statements and its support."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphkit.case.atomic import write_text
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.dates import Grade
from graphkit.errors import CaseError, DamagedCase, InvalidPack
from graphkit.graph.store import Store
from graphkit.model.finding import Finding, Support, finding_id
from graphkit.packs.pack import FINDINGS, Pack

Origins = Mapping[str, tuple[str, bool]]
"""By statement id: whose words it repeats, and whether its source is official."""
FOLDER = "findings"
"""The folder of a case that holds what packs found."""
TIMEOUT = 300.0
"""Seconds that one pack may take."""
_HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with what a later pack may ask of it, beyond what is recorded."""

    finding: Finding
    weakest: tuple[str, ...]
    """The statements of the links of the lowest grade, over which the support is counted."""
    origin_names: tuple[str, ...]

    def as_parameter(self) -> dict[str, Any]:
        """Return the finding as a pack with ``after`` gets it in ``$findings``."""
        more = {"weakest": list(self.weakest), "origin_names": list(self.origin_names)}
        return self.finding.model_dump(mode="json") | more


def find(
    case: Case, store: Store, packs: Sequence[Pack], given: Mapping[str, Mapping[str, str]]
) -> dict[str, list[Finding]]:
    """Run the packs as ``run`` does, and record what they find."""
    evidence_head = case.ledger.evidence_head
    results = {id_: [item.finding for item in items] for id_, items in run(case, store, packs, given).items()}
    with case.writing():
        if case.ledger.evidence_head != evidence_head:
            raise CaseError("the evidence changed while the packs ran; run 'graphkit find' again")
        files: dict[str, str] = {}
        kept = {id_: _keep(case, id_, items, files) for id_, items in results.items()}
        packs_run = [
            {
                "id": pack.id,
                "version": pack.header.version,
                "digest": pack.digest,
                "count": len(results[pack.id]),
                "findings": kept[pack.id],
            }
            for pack in packs
        ]
        details = {"packs": packs_run, "params": {id_: dict(params) for id_, params in given.items()}}
        case.ledger.append("find", details=details, files=files)
    return results


def _keep(case: Case, id_: str, items: Sequence[Finding], files: dict[str, str]) -> str:
    """Write the findings to where the last run's lie, and under their own SHA-256, which stays; return that."""
    text = "".join(line(item) + "\n" for item in items)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    for path in (case.folder / FOLDER / f"{id_}.jsonl", history_path(case, sha256)):
        write_text(path, text)
        files[path.relative_to(case.folder).as_posix()] = sha256
    return sha256


def history_path(case: Case, sha256: str) -> Path:
    """Return where the findings of a pack lie as some run recorded them; the same bytes lie there once."""
    return case.folder / FOLDER / _HISTORY / f"{sha256}.jsonl"


def run(
    case: Case, store: Store, packs: Sequence[Pack], given: Mapping[str, Mapping[str, str]]
) -> dict[str, list[Found]]:
    """Run the packs in the order given, each with the findings of those that it reads.

    ``given`` holds parameters by pack id. Nothing is recorded.
    """
    found: dict[str, list[Found]] = {}
    for pack in packs:
        arguments = pack.arguments(given.get(pack.id, {}))
        if pack.header.after:
            arguments[FINDINGS] = [item.as_parameter() for id_ in pack.header.after for item in found[id_]]
        found[pack.id] = findings(case, store, pack, arguments, case.ledger.evidence_head)
    return found


def findings(case: Case, store: Store, pack: Pack, arguments: Mapping[str, Any], evidence_head: str) -> list[Found]:
    """Return what the pack finds, in its own order; no two findings are the same one."""
    rows = rows_of(store, pack, arguments)
    origins = _origins(case, {sid for row in rows for sid in row[pack.header.support]})
    made = [_found(pack, row, origins, evidence_head) for row in rows]
    if len({item.finding.id for item in made}) != len(made):
        raise InvalidPack(f"{pack.id} returns one finding twice: its identity {pack.header.identity} is not one")
    return made


def rows_of(store: Store, pack: Pack, arguments: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run the pack's query and return its rows as columns and values."""
    result = store.read(pack.query, arguments, timeout=TIMEOUT)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def recorded(case: Case, id_: str) -> list[Finding]:
    """Return the findings of a pack as the last run recorded them."""
    path = case.folder / FOLDER / f"{id_}.jsonl"
    if not path.is_file():
        return []
    try:
        return findings_in(path)
    except ValueError as error:
        raise DamagedCase(f"{path} was altered; run 'graphkit find' again") from error


def recorded_packs(case: Case) -> list[str]:
    """Return the ids of the packs of which findings are recorded."""
    folder = case.folder / FOLDER
    found = (path.relative_to(folder).with_suffix("") for path in folder.glob("*/*.jsonl"))
    return sorted(path.as_posix() for path in found if path.parts[0] != _HISTORY)


def findings_in(path: Path) -> list[Finding]:
    """Return the findings of a file of JSON lines; raises ValueError where it holds anything else."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        return [Finding.model_validate_json(text) for text in stream]


def line(finding: Finding) -> str:
    """Return the finding as one line of JSON, always spelt the same."""
    return json.dumps(finding.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":"))


def independent(origins: Iterable[str]) -> tuple[str, ...]:
    """Return the origins that count beside each other: what "A; B" is, the words of either, adds nothing to A."""
    kept: list[str] = []
    counted: set[str] = set()
    for origin in sorted(set(origins), key=lambda name: (name.count("; "), name)):
        parts = set(origin.split("; "))
        if parts.isdisjoint(counted):
            kept.append(origin)
            counted |= parts
    return tuple(sorted(kept))


def _found(pack: Pack, row: dict[str, Any], origins: Origins, evidence_head: str) -> Found:
    header = pack.header
    weakest = tuple(sorted(set(row[header.support])))
    names = independent(origins[sid][0] for sid in weakest if sid in origins)
    support = Support(origins=len(names), official=any(origins[sid][1] for sid in weakest if sid in origins))
    shown = {name: row.get(name) for name in header.columns}
    shown["support"] = support.model_dump()
    finding = Finding(
        id=finding_id(pack.id, {name: row[name] for name in header.identity}),
        pack=pack.id,
        version=header.version,
        digest=pack.digest,
        subject=next((row[name] for name in header.subject.columns if row[name] is not None), ""),
        grade=Grade(row[header.grade]),
        support=support,
        row=shown,
        statements=tuple(sorted({sid for name in header.evidence for sid in row[name]})),
        evidence_head=evidence_head,
    )
    return Found(finding, weakest, names)


def _origins(case: Case, statements: set[str]) -> Origins:
    if not statements:
        return {}
    with reading(case) as connection:
        connection.execute("CREATE TEMP TABLE wanted AS SELECT unnest(?) AS id", [sorted(statements)])
        rows = connection.execute(
            "WITH cited AS (SELECT s.id, s.origin, s.source FROM statements s JOIN wanted USING (id)), "
            "told AS (SELECT entity, "
            "  max(value) FILTER (prop = 'origin') AS origin, max(value) FILTER (prop = 'publisher') AS publisher, "
            "  bool_or(prop = 'official' AND value = 'true') AS official "
            "  FROM statements WHERE kind = 'Source' GROUP BY entity) "
            "SELECT cited.id, coalesce(nullif(cited.origin, ''), told.origin, told.publisher, cited.source), "
            "  coalesce(told.official, false) "
            "FROM cited LEFT JOIN told ON told.entity = cited.source"
        ).fetchall()
    return {id_: (" ".join(origin.split()), official) for id_, origin, official in rows}
