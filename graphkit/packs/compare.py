"""Comparing two runs of ``find``: what came, what went, what changed, and which statements and acts did it.

A finding is the same one where its id is. That the evidence head, the version or the digest of the pack differ is no
change of a finding by itself; that a run asked otherwise is said once, beside the changes.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from graphkit.case.folder import Case
from graphkit.case.ledger import Act
from graphkit.case.log import reading
from graphkit.case.withdrawn import Withdrawn, withdrawn
from graphkit.errors import CaseError, DamagedCase, UnknownEntity
from graphkit.model.finding import Finding
from graphkit.packs.run import FOLDER, findings_in, history_path

_SEEN = """
SELECT statement, list(DISTINCT run) FROM recorded_observations
WHERE statement IN (SELECT unnest(?::VARCHAR[])) GROUP BY statement
"""
_NO_FINDING_ITSELF = frozenset({"evidence_head", "version", "digest"})


@dataclass(frozen=True, slots=True)
class Run:
    """The findings of one run of ``find``, by pack."""

    label: str
    findings: Mapping[str, Sequence[Finding]]
    act: Act | None = None
    """None where they were read from files."""
    whole: bool = True
    """Whether a pack that it does not hold was not run; a single file does not tell."""


@dataclass(frozen=True, slots=True)
class Cause:
    """An act between the two runs that withdrew, brought or brought back statements of a finding."""

    act: int
    name: str
    by: str
    at: str
    reason: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one finding."""

    change: Literal["came", "went", "changed"]
    id: str
    pack: str
    subject: str
    before: Finding | None
    after: Finding | None
    causes: tuple[Cause, ...] = ()
    related: bool = False
    """Whether the causes are those of another change of the pack that shares statements with it: they may be its own
    too, as where nobody is left to be named."""

    @property
    def statements_gone(self) -> tuple[str, ...]:
        """The statements on which it rested and rests no more."""
        return _without(self.before, self.after)

    @property
    def statements_new(self) -> tuple[str, ...]:
        """The statements on which it rests and did not rest before."""
        return _without(self.after, self.before)

    @property
    def differences(self) -> tuple[tuple[str, Any, Any], ...]:
        """The columns of the row that differ, each with its value before and after."""
        if self.before is None or self.after is None:
            return ()
        old, new = self.before.row, self.after.row
        names = dict.fromkeys((*old, *new))
        return tuple((name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes, and what keeps the two runs from being alike in what they asked."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def run_of(case: Case, named: str) -> Run:
    """Return the run that is named: the number of an act, a file of findings, or a folder of such files.

    Raises UnknownEntity where there is none, CaseError where the act kept no findings, DamagedCase.
    """
    if named.isdigit():
        return _run_of_act(case, int(named))
    path = Path(named)
    try:
        if path.is_dir():
            return Run(named, {id_: findings_in(file) for id_, file in _files(path)})
        found: dict[str, list[Finding]] = {}
        for finding in findings_in(path):
            found.setdefault(finding.pack, []).append(finding)
    except FileNotFoundError:
        raise UnknownEntity(
            f"{named!r} is no act's number, no file and no folder; 'graphkit log --act find' lists the runs"
        ) from None
    except (OSError, ValueError) as error:
        raise DamagedCase(f"{path} holds no findings as JSON lines: {error}") from error
    return Run(named, found, whole=False)


def compare(case: Case, old: Run, new: Run) -> Comparison:
    """Return what changed from the one run to the other, in the packs that both asked."""
    packs = sorted({*old.findings, *new.findings})
    both = [id_ for id_ in packs if _asked(old, id_) and _asked(new, id_)]
    changes = [change for id_ in both for change in _changes(old.findings.get(id_, ()), new.findings.get(id_, ()))]
    if old.act and new.act:
        changes = _explained(case, changes, *sorted((old.act.seq, new.act.seq)))
    notes = [f"{id_} was asked in one of the two runs only; it is not compared" for id_ in packs if id_ not in both]
    return Comparison(tuple(changes), (*notes, *_notes(old, new, both)))


def _run_of_act(case: Case, number: int) -> Run:
    act = next((act for act in case.ledger.acts if act.seq == number), None)
    if act is None or act.act != "find":
        raise UnknownEntity(f"act {number} is no run of find; 'graphkit log --act find' lists them")
    found = {}
    for pack in act.details.get("packs", ()):
        if "findings" not in pack:
            raise CaseError(f"act {number} was made by graphkit {act.version}, which kept no past findings")
        path = history_path(case, pack["findings"])
        try:
            found[pack["id"]] = findings_in(path)
        except (OSError, ValueError) as error:
            raise DamagedCase(f"{path} cannot be read: {error}; run 'graphkit check'") from error
    return Run(f"act {number}", found, act)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the packs of a folder and their files: as a case keeps them, or each beside the other."""
    top = folder / FOLDER if (folder / FOLDER).is_dir() else folder
    for path in sorted((*top.glob("*/*.jsonl"), *top.glob("*.jsonl"))):
        parts = path.relative_to(top).with_suffix("").parts
        if parts[0] != "history":
            found = findings_in(path)
            yield found[0].pack if found else "/".join(parts), path


def _asked(run: Run, pack: str) -> bool:
    return pack in run.findings or not run.whole


def _changes(old: Sequence[Finding], new: Sequence[Finding]) -> Iterator[Change]:
    before, after = {item.id: item for item in old}, {item.id: item for item in new}
    for item in (*old, *(item for item in new if item.id not in before)):
        was, is_ = before.get(item.id), after.get(item.id)
        if was is None:
            yield Change("came", item.id, item.pack, item.subject, None, is_)
        elif is_ is None:
            yield Change("went", item.id, item.pack, item.subject, was, None)
        elif _content(was) != _content(is_):
            yield Change("changed", item.id, item.pack, is_.subject, was, is_)


def _content(finding: Finding) -> dict[str, Any]:
    return finding.model_dump(exclude=set(_NO_FINDING_ITSELF))


def _without(one: Finding | None, other: Finding | None) -> tuple[str, ...]:
    rest = set(other.statements) if other else set()
    return tuple(sid for sid in one.statements if sid not in rest) if one else ()


def _notes(old: Run, new: Run, packs: Collection[str]) -> Iterator[str]:
    for id_ in packs:
        found = (*old.findings.get(id_, ())[:1], *new.findings.get(id_, ())[:1])
        if len({item.digest for item in found}) > 1:
            yield f"{id_} changed from version {found[0].version} to {found[1].version}: it may ask otherwise"
    if old.act and new.act:
        for name in sorted({*old.act.details, *new.act.details} - {"packs"}):
            was, is_ = old.act.details.get(name), new.act.details.get(name)
            if was != is_:
                yield f"the runs were asked otherwise: {name} {was} before, {is_} after"


def _explained(case: Case, changes: Sequence[Change], first: int, last: int) -> list[Change]:
    """Return the changes with the acts between that explain them: own ones first, else those of a related finding."""
    touched = {sid for change in changes for sid in (*change.statements_gone, *change.statements_new)}
    flips = _flips(case, touched, first, last)
    acts = {act.seq: act for act in case.ledger.acts}
    own = [_with_causes(change, flips, acts) for change in changes]
    causes: dict[tuple[str, str], list[tuple[Change, Cause]]] = {}
    for change in own:
        for finding in filter(None, (change.before, change.after)):
            for sid in finding.statements if change.causes else ():
                causes.setdefault((change.pack, sid), []).extend((change, cause) for cause in change.causes)
    return [change if change.causes else _related(change, causes) for change in own]


def _with_causes(change: Change, flips: Mapping[str, Sequence[int]], acts: Mapping[int, Act]) -> Change:
    by_act: dict[int, list[str]] = {}
    for sid in (*change.statements_gone, *change.statements_new):
        for number in flips.get(sid, ()):
            by_act.setdefault(number, []).append(sid)
    causes = tuple(_cause(acts[number], tuple(sids)) for number, sids in sorted(by_act.items()))
    return replace(change, causes=causes)


def _related(change: Change, causes: Mapping[tuple[str, str], Sequence[tuple[Change, Cause]]]) -> Change:
    finding = change.after or change.before
    found: dict[int, Cause] = {}
    for sid in finding.statements if finding else ():
        for other, cause in causes.get((change.pack, sid), ()):
            if other.change != change.change:
                found.setdefault(cause.act, cause)
    return replace(change, causes=tuple(found[number] for number in sorted(found)), related=bool(found))


def _cause(act: Act, statements: tuple[str, ...]) -> Cause:
    return Cause(act.seq, act.act, act.by, act.at, str(act.details.get("reason", "")), statements)


def _flips(case: Case, statements: Collection[str], first: int, last: int) -> dict[str, list[int]]:
    """Return, by statement, the acts after the first and up to the last by which it began or ceased to stand."""
    with reading(case) as connection:
        seen = dict(connection.execute(_SEEN, [sorted(statements)]).fetchall())
    acts = case.ledger.acts
    found: dict[str, list[int]] = {}
    stood = {sid for sid in seen if _stands(sid, seen[sid], withdrawn(acts[:first]), first)}
    for act in acts[first:last]:
        if act.act in {"ingest", "retract"}:
            gone = withdrawn(acts[: act.seq])
            stands = {sid for sid in seen if _stands(sid, seen[sid], gone, act.seq)}
            for sid in stood ^ stands:
                found.setdefault(sid, []).append(act.seq)
            stood = stands
    return found


def _stands(statement: str, runs: Sequence[int], gone: Withdrawn, until: int) -> bool:
    """Tell whether the statement stood after that act: it was seen by then in a run that counts, since withdrawn."""
    since = gone.statements.get(statement, 0)
    return any(since <= run <= until and run not in gone.runs for run in runs)
