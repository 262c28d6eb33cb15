"""What becomes of compared pairs: merged without a person, put to people, or left.

A pair is merged without a person only where all of this holds: the model is surer than `AUTOMATIC_FROM` (a source
that states the identity may be followed from `STATED_FROM` on), no rival of either side comes near, and the groups that
would come together hold no two entries of one list, no two kinds or sexes that exclude each other, no two dates of
birth that contradict each other, and no two that anybody judged different. The surest pair is decided first.
Everything else that is possible goes to people, with the reason why the model did not decide it.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from graphkit.errors import KindClash
from graphkit.model.judgement import Judgement, Verdict
from graphkit.model.ontology import narrowest
from graphkit.resolve.contradiction import contradiction
from graphkit.resolve.groups import Groups
from graphkit.resolve.linker import Linker, Pair, pair_of
from graphkit.resolve.profiles import Compared
from graphkit.resolve.score import AUTOMATIC_FROM, DIFFERENT
from graphkit.resolve.stated import Stated

STATED_FROM = 0.5
"""The same, where a source states that the two are one."""
_RIVAL = math.log(20)
"""How much less likely a rival must be, in log odds, for it to be none."""
_BY_ACRONYM = 1.0
"""From which log odds on an acronym carries the likeness of two names."""
_SURE = 1e-6


@dataclass(frozen=True, slots=True)
class ScoredPair:
    """Two entities of different lists, compared; their ids are sorted."""

    left: str
    right: str
    probability: float
    verdict: str
    contributions: dict[str, float]
    left_name: str
    right_name: str
    model_version: str
    stated: Stated | None = None

    @property
    def pair(self) -> Pair:
        """The two ids."""
        return self.left, self.right

    @property
    def log_odds(self) -> float:
        """The probability as log odds, cut off where it is as good as certain."""
        held = min(max(self.probability, _SURE), 1 - _SURE)
        return math.log(held / (1 - held))


@dataclass(slots=True)
class Decisions:
    """What was decided of the pairs."""

    automatic: list[tuple[ScoredPair, str]] = field(default_factory=list)
    """To be merged, each with its reason; the surest first."""
    review: list[tuple[ScoredPair, str]] = field(default_factory=list)
    """To be put to people, each with the reason why the model does not decide it."""
    reopened: list[tuple[ScoredPair, Judgement]] = field(default_factory=list)
    """Merged by the model before, and no longer likely enough: what is known of them has changed."""
    counts: Counter[str] = field(default_factory=Counter)
    """Pairs by what became of them."""
    refused: Counter[str] = field(default_factory=Counter)
    """Pairs that were likely enough and yet not merged, by the reason."""


def decide(
    pairs: Iterable[ScoredPair],
    entities: Mapping[str, Compared],
    linker: Linker,
    *,
    open_before: Iterable[ScoredPair] = (),
    automatic_from: float = AUTOMATIC_FROM,
) -> Decisions:
    """Return what becomes of each pair, given what is judged already; ``open_before`` may hold rivals of them."""
    made = Decisions()
    open_: list[ScoredPair] = []
    listed = sorted(pairs, key=lambda item: (-_strength(item), item.pair))
    for item in listed:
        standing = linker.standing.get(item.pair)
        if standing is None or (standing.automatic and standing.verdict is Verdict.UNSURE):
            open_.append(item)
        elif standing.automatic and standing.verdict is Verdict.SAME and not _likely(item, automatic_from):
            made.reopened.append((item, standing))
            made.review.append((item, "the model merged them and would not now: what is known of them has changed"))
        else:
            made.counts["judged before"] += 1
    rivals = _rivals(sorted([*listed, *open_before], key=lambda item: -_strength(item)), entities)
    unlikely: list[ScoredPair] = []
    joining = _Joining(entities, linker, {pair_of(judgement) for _, judgement in made.reopened})
    for item in open_:
        if joining.groups.together(*item.pair):
            made.counts["joined by others"] += 1
        elif not _likely(item, automatic_from):
            unlikely.append(item)
        elif why := _doubt(item, rivals, entities) or joining.refusal(item.left, item.right):
            made.refused[why.partition(":")[0]] += 1
            _put_to_people(made, item, why)
        else:
            joining.join(item.left, item.right)
            made.automatic.append((item, item.stated.reason if item.stated else "alike in all that is compared"))
    _sort_out(made, unlikely, joining.groups)
    made.counts.update(automatic=len(made.automatic), reopened=len(made.reopened), review=len(made.review))
    return made


def _sort_out(made: Decisions, unlikely: Iterable[ScoredPair], groups: Groups) -> None:
    """Put to people what is possible once the sure is merged, unless another entry of the list is it already."""
    for item in unlikely:
        if groups.together(*item.pair):
            made.counts["joined by others"] += 1
        elif item.stated is None and groups.marks(item.left) & groups.marks(item.right):
            made.counts["another entry is it"] += 1
        else:
            _put_to_people(made, item, "not likely enough" if item.verdict != DIFFERENT else "")


def _strength(item: ScoredPair) -> float:
    """Return what pairs are decided by, the strongest first: a stated identity counts as twenty times as likely."""
    return item.log_odds + (_RIVAL if item.stated and not item.stated.doubtful else 0.0)


def _likely(item: ScoredPair, automatic_from: float) -> bool:
    return item.probability >= (STATED_FROM if item.stated else automatic_from)


def _put_to_people(made: Decisions, item: ScoredPair, why: str) -> None:
    if why or item.stated:
        told = why or f"unlike, although {item.stated.reason if item.stated else ''}"
        made.review.append((item, told))
    else:
        made.counts["different"] += 1


def _rivals(pairs: Iterable[ScoredPair], entities: Mapping[str, Compared]) -> dict[tuple[str, str], list[ScoredPair]]:
    """Return the two strongest pairs of each entity within each list; the pairs come strongest first."""
    found: dict[tuple[str, str], list[ScoredPair]] = {}
    for item in pairs:
        for entity, other in (item.pair, item.pair[::-1]):
            best = found.setdefault((entity, entities[other].kept_in), [])
            if len(best) < 2:
                best.append(item)
    return found


def _doubt(
    item: ScoredPair, rivals: Mapping[tuple[str, str], Sequence[ScoredPair]], entities: Mapping[str, Compared]
) -> str:
    """Return why a likely pair is not decided by itself: a doubtful statement, or a rival that comes near."""
    if item.stated and item.stated.doubtful:
        return f"stated twice: {item.stated.doubtful}"
    if item.stated is None and (why := _thin(item.contributions)):
        return why
    for entity, other in (item.pair, item.pair[::-1]):
        for rival in rivals[entity, entities[other].kept_in]:
            if rival.pair != item.pair and _strength(rival) > _strength(item) - _RIVAL:
                third = rival.left if rival.right == entity else rival.right
                return f"a rival comes near: {third} may be {entity} as well"
    return ""


def _thin(parts: Mapping[str, float]) -> str:
    """Return why a likeness of names is not enough where no date of birth and no number agrees."""
    if max(parts.get("birth_date", 0.0), parts.get("identifier", 0.0)) > 0:
        return ""
    if parts.get("acronym", 0.0) > _BY_ACRONYM:
        return "only an acronym agrees: many bodies bear it"
    return "countries differ: and no date of birth or number agrees" if parts.get("country", 0.0) < 0 else ""


class _Joining:
    """The groups as they grow, and what stands against two of them coming together."""

    def __init__(self, entities: Mapping[str, Compared], linker: Linker, reopened: set[Pair]) -> None:
        self._entities = entities
        self._members: dict[str, list[str]] = {}
        self.groups = Groups(self._marks)
        kept = Linker(tuple(item for item in linker.judgements if pair_of(item) not in reopened))
        for pair, judgement in kept.standing.items():
            if judgement.verdict is Verdict.DIFFERENT:
                self.groups.keep_apart(*pair)
        for members in kept.groups().values():
            for other in members[1:]:
                self.join(members[0], other)

    def _marks(self, entity: str) -> frozenset[str]:
        return frozenset((self._entities[entity].kept_in,)) if entity in self._entities else frozenset()

    def join(self, left: str, right: str) -> None:
        """Bring the groups of the two together."""
        members = self._of(left) + self._of(right)
        for end in (left, right):
            self._members.pop(self.groups.top(end), None)
        self.groups.join(left, right)
        self._members[self.groups.top(left)] = members

    def refusal(self, left: str, right: str) -> str:
        """Return why the groups of the two cannot come together; nothing where they can."""
        if self.groups.kept_apart(left, right):
            return "judged different: members of the two groups are"
        if both := self.groups.marks(left) & self.groups.marks(right):
            return f"two entries of one list: {', '.join(sorted(both))}"
        mine, theirs = self._of(left), self._of(right)
        kinds = frozenset(self._entities[one].profile.kind for one in (*mine, *theirs) if one in self._entities)
        try:
            narrowest(kinds)
        except KindClash as error:
            return f"kinds exclude each other: {error}"
        for one in mine:
            for other in theirs:
                if why := self._contradiction(one, other):
                    return f"{why}: {one} and {other}"
        return ""

    def _contradiction(self, one: str, other: str) -> str:
        if one not in self._entities or other not in self._entities:
            return ""
        return contradiction(self._entities[one].profile, self._entities[other].profile)

    def _of(self, entity: str) -> list[str]:
        return self._members.get(self.groups.top(entity), [entity])
