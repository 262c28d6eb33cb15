"""The pairs that wait for a person, and with which lists each entity has been compared.

A run of ``resolve`` writes one file of the pairs that it leaves open; what people judged since is taken out when the
queue is read. An entity counts as compared with another dataset where a run compared both as they are now and nothing
between the two is open: a later edition that brought anything new, or a retraction, makes it unknown again until the
next run.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.ledger import Act
from graphkit.case.withdrawn import undone
from graphkit.errors import DamagedCase
from graphkit.model.judgement import Judgement, Verdict
from graphkit.resolve.linker import Linker, Pair, pair_of

FOLDER = "resolution"


@dataclass(frozen=True, slots=True)
class OpenPair:
    """Two entities of which nobody has decided whether they are one."""

    left: str
    right: str
    score: float
    verdict: str
    why: str
    """Why the model does not decide it."""
    features: dict[str, float]
    left_name: str
    right_name: str
    model_version: str

    @property
    def pair(self) -> Pair:
        """The two ids, sorted."""
        return (self.left, self.right) if self.left <= self.right else (self.right, self.left)

    def as_line(self) -> dict[str, Any]:
        """Return what is written and printed of it."""
        return asdict(self)


def last_run(case: Case) -> Act | None:
    """Return the newest run of ``resolve``."""
    return next((act for act in reversed(case.ledger.acts) if act.act == "resolve"), None)


def written(case: Case, act: Act) -> Iterator[OpenPair]:
    """Yield the pairs that a run left open, judged since or not."""
    for name in act.files:
        path = case.folder / name
        try:
            with path.open(encoding="utf-8") as stream:
                for line in stream:
                    yield OpenPair(**json.loads(line))
        except (OSError, ValueError, TypeError) as error:
            raise DamagedCase(f"{path} cannot be read ({error}); restore it from a copy") from error


def open_pairs(case: Case, linker: Linker) -> list[OpenPair]:
    """Return the pairs that wait for a person, the surest first; those that a person called unsure are the last.

    Besides those that the last run left open, these are judgements of the model that gave way to a person's, and pairs
    whose judgement was taken back.
    """
    settled = Settled(linker)
    found: dict[Pair, OpenPair] = {}
    if (act := last_run(case)) is not None:
        found = {item.pair: item for item in written(case, act) if not settled.of(*item.pair)}
    for judgement in _loose(case, linker):
        if not settled.of(*pair_of(judgement)):
            found.setdefault(pair_of(judgement), _reopened(judgement, linker))
    unsure = {pair for pair, item in linker.standing.items() if item.verdict is Verdict.UNSURE and not item.automatic}
    return sorted(found.values(), key=lambda item: (item.pair in unsure, -item.score, item.pair))


def _loose(case: Case, linker: Linker) -> Iterator[Judgement]:
    """Yield judgements that do not stand, or stand and do not join."""
    yield from linker.given_way
    standing = {judgement.id for judgement in linker.judgements}
    for judgement in reversed(judgements.log(case)):
        if judgement.id not in standing and pair_of(judgement) not in linker.standing:
            yield judgement
    yield from (item for item in linker.standing.values() if item.verdict is Verdict.UNSURE)


def _reopened(judgement: Judgement, linker: Linker) -> OpenPair:
    stands = linker.standing.get(pair_of(judgement))
    why = f"judged {judgement.verdict.value} by {judgement.by} ({judgement.reason})"
    told = f"{why}; a person's judgement parts them" if stands is judgement and stands.verdict is Verdict.SAME else why
    return OpenPair(
        left=judgement.left,
        right=judgement.right,
        score=0.5 if judgement.score is None else judgement.score,
        verdict="possible",
        why=told if stands else f"{why}, which was taken back",
        features=judgement.features,
        left_name="",
        right_name="",
        model_version=judgement.model_version,
    )


class Settled:
    """Which pairs judgements have decided, by themselves or by way of others."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker
        self._apart = {
            frozenset((linker.canonical(left), linker.canonical(right)))
            for (left, right), judgement in linker.standing.items()
            if judgement.verdict is Verdict.DIFFERENT
        }

    def of(self, left: str, right: str) -> bool:
        """Tell whether the two are one, or kept apart."""
        one, other = self._linker.canonical(left), self._linker.canonical(right)
        return one == other or frozenset((one, other)) in self._apart


@dataclass(frozen=True)
class Comparisons:
    """With which datasets entities have been compared."""

    judged: Mapping[str, frozenset[str]]
    """By canonical id: what judgements compared it with."""
    fresh: frozenset[str]
    """The datasets that the last run compared with each other as they are now."""
    waiting: Mapping[str, frozenset[str]]
    """By canonical id: the datasets between which and the entity something is open."""

    def of(self, entity: str, datasets: Collection[str]) -> list[str]:
        """Return the datasets with which the entity of that canonical id, known from those datasets, was compared."""
        found = set(self.judged.get(entity, ()))
        if datasets and self.fresh.issuperset(datasets):
            found |= self.fresh
        return sorted(found - self.waiting.get(entity, frozenset()))


def comparisons(case: Case, linker: Linker) -> Comparisons:
    """Return what the last run and the judgements compared."""
    waiting: dict[str, set[str]] = {}
    for item in open_pairs(case, linker):
        for entity, other in (item.pair, item.pair[::-1]):
            waiting.setdefault(linker.canonical(entity), set()).add(other.partition(":")[0])
    return Comparisons(
        linker.compared(), fresh_datasets(case), {entity: frozenset(found) for entity, found in waiting.items()}
    )


def fresh_datasets(case: Case) -> frozenset[str]:
    """Return the datasets that the last run compared and that nothing has changed since."""
    act = last_run(case)
    if act is None or retracted_since(case, act):
        return frozenset()
    return frozenset(act.details["datasets"]) - changed_since(case, int(act.details["through"]))


def changed_since(case: Case, through: int) -> frozenset[str]:
    """Return the datasets to which runs after that act brought anything new."""
    gone = undone(case.ledger.acts)
    return frozenset(
        act.details["dataset"]
        for act in case.ledger.acts
        if act.act == "ingest" and act.seq > through and act.seq not in gone and _brought(act)
    )


def retracted_since(case: Case, act: Act) -> bool:
    """Tell whether statements were withdrawn, or called back, after the run had read them."""
    through = int(act.details["through"])
    later = [one for one in case.ledger.acts if one.seq > through]
    return any(
        (one.act == "retract" and one.details["target"] in {"statement", "run", "retraction"})
        or (one.act == "ingest" and one.details.get("replaces"))
        for one in later
    )


def _brought(act: Act) -> bool:
    return any(name.startswith("statements/") for name in act.files)


def lines(pairs: Iterable[OpenPair]) -> Iterator[str]:
    """Yield the pairs as they are written to the file of a run."""
    for item in pairs:
        yield json.dumps(item.as_line(), ensure_ascii=False, sort_keys=True) + "\n"
