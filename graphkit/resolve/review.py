"""People decide: the pairs that wait, the most informative first, one at a time or as lines of JSON."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.errors import UnknownEntity
from graphkit.model.judgement import Judgement, Verdict
from graphkit.resolve.explain import Explanation, explain
from graphkit.resolve.judge import Recorded, record, undo
from graphkit.resolve.linker import Linker
from graphkit.resolve.queue import OpenPair, Settled, open_pairs


def by_information(pairs: Iterable[OpenPair], linker: Linker) -> list[OpenPair]:
    """Return the pairs so that those come first of which a decision tells most.

    That is how uncertain the pair is (the entropy of its probability, in bits) times how many open pairs lie between
    the same two groups of entities, for one decision settles them all. What a person called unsure comes last.
    """
    listed = list(pairs)
    ends = [frozenset((linker.canonical(item.left), linker.canonical(item.right))) for item in listed]
    alike = Counter(ends)

    def key(place: int) -> tuple[bool, float, str, str]:
        item = listed[place]
        said = linker.standing.get(item.pair)
        unsure = said is not None and said.verdict is Verdict.UNSURE and not said.automatic
        return unsure, -_entropy(item.score) * alike[ends[place]], *item.pair

    return [listed[place] for place in sorted(range(len(listed)), key=key)]


def _entropy(probability: float) -> float:
    held = min(max(probability, 1e-9), 1 - 1e-9)
    return -(held * math.log2(held) + (1 - held) * math.log2(1 - held))


@dataclass
class Session:
    """A person going through the queue."""

    case: Case
    waiting: list[OpenPair] = field(default_factory=list)
    skipped: int = 0
    made: list[Judgement] = field(default_factory=list)
    """What was judged in this session and not taken back."""

    def __post_init__(self) -> None:
        linker = Linker.of(judgements.read(self.case))
        self.waiting = by_information(open_pairs(self.case, linker), linker)

    @property
    def current(self) -> OpenPair | None:
        """The pair to decide on; None where nothing waits."""
        return self.waiting[0] if self.waiting else None

    def explanation(self) -> Explanation:
        """Return both sides of the current pair, compared."""
        if self.current is None:
            raise UnknownEntity("no pair waits for a decision")
        return explain(self.case, *self.current.pair)

    def decide(self, verdict: Verdict, reason: str) -> Recorded:
        """Record what the person judged of the current pair; raises as `record` does, and then nothing has changed."""
        if (item := self.current) is None:
            raise UnknownEntity("no pair waits for a decision")
        done = record(
            self.case,
            item.left,
            item.right,
            verdict,
            reason=reason,
            score=item.score,
            features=item.features,
            model_version=item.model_version,
        )
        self.made.append(done.judgement)
        settled = Settled(Linker.of(judgements.read(self.case)))
        self.waiting = [other for other in self.waiting[1:] if not settled.of(*other.pair)]
        return done

    def skip(self) -> None:
        """Put the current pair at the end of the queue."""
        if self.waiting:
            self.waiting.append(self.waiting.pop(0))
            self.skipped += 1

    def undo(self) -> Judgement | None:
        """Take back the last judgement of this session; its pair comes first again. None where there is none."""
        if not self.made:
            return None
        last = self.made[-1]
        undo(self.case, [last.id], reason="taken back in the review in which it was made")
        self.made.pop()
        self.__post_init__()
        pair = tuple(sorted((last.left, last.right)))
        self.waiting.sort(key=lambda item: item.pair != pair)
        return last


def as_lines(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the queue for work in batches: each pair with both sides, and a verdict and a reason to be filled in."""
    linker = Linker.of(judgements.read(case))
    queue = by_information(open_pairs(case, linker), linker)
    sides = _sides(case, queue)
    for item in queue:
        yield {
            "left": item.left,
            "right": item.right,
            "verdict": None,
            "reason": "",
            "score": item.score,
            "why": item.why,
            "left_name": item.left_name,
            "right_name": item.right_name,
            "features": item.features,
            "model_version": item.model_version,
            "sides": [sides.get(item.left), sides.get(item.right)],
        }


def _sides(case: Case, queue: Sequence[OpenPair]) -> dict[str, dict[str, Any]]:
    from graphkit.resolve import profiles
    from graphkit.resolve.explain import told

    ids = {end for item in queue for end in item.pair}
    return {id_: told(entity.profile) for id_, entity in profiles.read(case, ids).items()} if ids else {}
