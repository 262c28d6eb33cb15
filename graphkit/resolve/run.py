"""Resolving a case: its datasets are compared with each other, what is sure is merged, what is possible waits.

The first run compares all with all, by way of candidates; a later one only what came since with all that is there, and
carries on what the last one left open. Judgements are recorded in batches before the run itself, so that a run that is
cut off has lost nothing that it decided: the next one finds those pairs judged.
"""

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from graphkit.case import judgements
from graphkit.case.atomic import write_text
from graphkit.case.folder import Case
from graphkit.case.ledger import Act, now
from graphkit.case.log import reading
from graphkit.model.judgement import MODEL, Judgement, Verdict
from graphkit.resolve import profiles, queue
from graphkit.resolve.batch import Progress, scored_pairs, worth
from graphkit.resolve.decide import Decisions, ScoredPair, decide
from graphkit.resolve.linker import Linker
from graphkit.resolve.profiles import Compared
from graphkit.resolve.recipients_of_case import TRAINING, Proposed, propose
from graphkit.resolve.score import model_version
from graphkit.resolve.stated import stated

_BATCH = 1_000
"""Judgements that are recorded in one act."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run compared, decided and left open."""

    datasets: dict[str, int]
    """Entities by dataset."""
    asked: int
    """Entities that were new, or changed, since the last run."""
    pairs: int
    """Pairs that were compared."""
    automatic: int
    judged_before: int
    different: int
    """Pairs that are too unlike to be put to anybody."""
    another: int
    """Pairs that are possible, where another entry of the same list is the one already."""
    open: int
    """Pairs that wait for a person, those of earlier runs included."""
    reopened: int
    refused: dict[str, int]
    """Pairs that were likely enough and yet not merged, by the reason."""
    seconds: float
    recipients_linked: int = 0
    """Recipients of training that surely name a unit of the case, and are judged to be it."""
    recipients_possible: int = 0
    recipients_unlinked: dict[str, int] = field(default_factory=dict)
    """Recipients that are linked to no unit, by the reason."""
    model_version: str = field(default_factory=model_version)
    merged: tuple[tuple[ScoredPair, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class _Made:
    """What a run decides: of pairs, of recipients of training, the judgements of both, and what waits for a person."""

    decided: Decisions
    recipients: Proposed
    judgements: list[Judgement]
    waiting: list[queue.OpenPair]


def resolve(
    case: Case, *, dry_run: bool = False, anew: bool = False, progress: Progress = lambda _what, _n: None
) -> Report:
    """Compare the datasets of the case and record what is decided; with ``anew`` nothing of earlier runs is relied on.

    With ``dry_run`` nothing is recorded.
    """
    started = time.process_time()
    through = case.ledger.acts[-1].seq if case.ledger.acts else 0
    last = None if anew else _to_carry_on(case)
    entities = profiles.read(case, without=TRAINING)
    asked = list(entities) if last is None else _touched(case, entities, int(last.details["through"]))
    states = {pair: said for pair, said in stated(entities).items() if not set(asked).isdisjoint(pair)}
    merged = [pair for pair, item in Linker.of(judgements.read(case)).standing.items() if item.automatic]
    again = [pair for pair in merged if entities.keys() >= set(pair) and not set(asked).isdisjoint(pair)]
    scored = list(scored_pairs(entities, asked, states, again, progress=progress))
    compared_now = {item.pair for item in scored}
    touched = set(asked)

    carried = [
        item
        for item in (queue.written(case, last) if last is not None else ())
        if item.pair not in compared_now and not touched & set(item.pair) and entities.keys() >= set(item.pair)
    ]

    def made(linker: Linker) -> _Made:
        pairs = [item for item in scored if worth(item) or item.pair in linker.standing]
        decided = decide(pairs, entities, linker, open_before=map(_open_before, carried))
        recipients = propose(case, linker)
        new = [*_judgements(decided, entities, linker), *recipients.judgements]
        settled = queue.Settled(Linker.of([*linker.judgements, *new]))
        waiting = {item.pair: item for item in [*carried, *map(_waiting, decided.review), *recipients.waiting]}
        return _Made(decided, recipients, new, [item for item in waiting.values() if not settled.of(*item.pair)])

    if dry_run:
        done = made(Linker.of(judgements.read(case)))
    else:
        with case.writing():
            done = made(Linker.of(judgements.read(case)))
            new = done.judgements
            for first in range(0, len(new), _BATCH):
                progress("judgements", first)
                judgements.append(case, new[first : first + _BATCH])
    decided = done.decided
    report = Report(
        datasets=_counted(item.dataset for item in entities.values()),
        asked=len(asked),
        pairs=len(scored),
        automatic=len(decided.automatic),
        judged_before=decided.counts["judged before"] + decided.counts["joined by others"],
        different=len(scored) - sum(map(worth, scored)) + decided.counts["different"],
        another=decided.counts["another entry is it"],
        open=len(done.waiting),
        reopened=len(decided.reopened),
        refused=dict(decided.refused.most_common()),
        seconds=round(time.process_time() - started, 2),
        recipients_linked=len(done.recipients.judgements),
        recipients_possible=len(done.recipients.waiting),
        recipients_unlinked=dict(done.recipients.unlinked),
        merged=tuple(decided.automatic),
    )
    if not dry_run:
        _record(case, report, done.waiting, through)
    return report


def _to_carry_on(case: Case) -> Act | None:
    """Return the last run, where what it found still holds of what has not changed since."""
    act = queue.last_run(case)
    if act is None or act.details["model_version"] != model_version() or queue.retracted_since(case, act):
        return None
    return act


def _touched(case: Case, entities: Mapping[str, Compared], through: int) -> list[str]:
    """Return the entities of which runs after that act said anything new."""
    files = [
        str(case.folder / name)
        for act in case.ledger.acts
        if act.act == "ingest" and act.seq > through
        for name in act.files
        if name.startswith("statements/")
    ]
    if not files:
        return []
    with reading(case) as connection:
        rows = connection.execute("SELECT DISTINCT entity FROM read_parquet(?) ORDER BY entity", [files]).fetchall()
    return [entity for (entity,) in rows if entity in entities]


def _judgements(decided: Decisions, entities: Mapping[str, Compared], linker: Linker) -> list[Judgement]:
    """Return what the model judges, the surest first; the entity of the dataset that came first stands left."""
    at = now()
    order = {dataset: place for place, dataset in enumerate(dict.fromkeys(item.dataset for item in entities.values()))}

    def judgement(item: ScoredPair, verdict: Verdict, reason: str) -> Judgement:
        left, right = sorted(item.pair, key=lambda id_: (order[entities[id_].dataset], id_))
        standing = linker.standing.get(item.pair)
        return Judgement(
            left=left,
            right=right,
            verdict=verdict,
            reason=reason,
            by=MODEL,
            at=at,
            score=round(item.probability, 6),
            features={name: round(value, 4) for name, value in item.contributions.items()},
            model_version=item.model_version,
            supersedes=standing.id if standing else "",
        )

    reopened = [
        judgement(item, Verdict.UNSURE, "no longer likely enough, with what is known now")
        for item, _ in decided.reopened
    ]
    return reopened + [judgement(item, Verdict.SAME, reason) for item, reason in decided.automatic]


def _open_before(item: queue.OpenPair) -> ScoredPair:
    left, right = item.pair
    names = (item.left_name, item.right_name) if left == item.left else (item.right_name, item.left_name)
    return ScoredPair(left, right, item.score, item.verdict, item.features, *names, item.model_version)


def _waiting(reviewed: tuple[ScoredPair, str]) -> queue.OpenPair:
    item, why = reviewed
    return queue.OpenPair(
        left=item.left,
        right=item.right,
        score=round(item.probability, 6),
        verdict=item.verdict,
        why=why,
        features={name: round(value, 4) for name, value in item.contributions.items()},
        left_name=item.left_name,
        right_name=item.right_name,
        model_version=item.model_version,
    )


def _record(case: Case, report: Report, waiting: Iterable[queue.OpenPair], through: int) -> None:
    """Record the run with the file of the pairs that it leaves open; the judgements are recorded before."""
    with case.writing():
        number = case.ledger.acts[-1].seq + 1 if case.ledger.acts else 1
        name = f"{queue.FOLDER}/{number:06d}.jsonl"
        text = "".join(queue.lines(sorted(waiting, key=lambda item: (-item.score, item.pair))))
        write_text(case.folder / name, text)
        details = {
            "through": through,
            "datasets": report.datasets,
            "asked": report.asked,
            "pairs": report.pairs,
            "automatic": report.automatic,
            "open": report.open,
            "reopened": report.reopened,
            "refused": report.refused,
            "model_version": report.model_version,
        }
        digest = hashlib.sha256(text.encode()).hexdigest()
        case.ledger.append("resolve", details=details, files={name: digest})


def _counted(names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name in names:
        found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items()))
