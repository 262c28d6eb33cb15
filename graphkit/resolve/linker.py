"""The linker: a pure function from the log of judgements to canonical ids, whatever the order of its lines.

A pair's standing verdict is its newest one: judgements are numbered as they are recorded, and no clock is asked.
``same`` joins; a ``same`` that would join two entities of which a ``different`` stands is refused when it is recorded,
so that no verdict ever wins silently. The canonical id of a merged entity is the member named in its oldest ``same``
judgement: the left one, as the person wrote it. A ``same`` that is said again keeps its age; one that was taken back
in between begins anew.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from graphkit.errors import ContradictoryJudgement
from graphkit.model.judgement import Judgement, Verdict


@dataclass(frozen=True)
class Linker:
    """Canonical ids and members, read from judgements."""

    judgements: tuple[Judgement, ...] = ()

    @classmethod
    def of(cls, judgements: Iterable[Judgement]) -> "Linker":
        """Return the linker of the judgements, in whatever order they come."""
        return cls(tuple(sorted(judgements, key=lambda item: item.number)))

    def canonical(self, entity: str) -> str:
        """Return the id that stands for every entity judged the same as this one; one never judged is its own."""
        return self._canonical.get(entity, entity)

    def members(self, entity: str) -> tuple[str, ...]:
        """Return every id judged the same as this one, itself included, sorted."""
        return self._members.get(self.canonical(entity), (entity,))

    @cached_property
    def standing(self) -> dict[tuple[str, str], Judgement]:
        """The newest judgement of every pair, oldest pair first; the pair's ids are sorted."""
        newest: dict[tuple[str, str], Judgement] = {}
        for judgement in self.judgements:
            pair = _pair(judgement)
            newest.pop(pair, None)
            newest[pair] = judgement
        return newest

    def merged(self) -> dict[str, str]:
        """Return the canonical id of every entity that was merged with another."""
        return dict(self._canonical)

    def compared(self) -> dict[str, frozenset[str]]:
        """Return, by canonical id, the datasets with which it has been compared and nothing is open."""
        decided: dict[str, set[str]] = {}
        unsure: dict[str, set[str]] = {}
        for (left, right), judgement in self.standing.items():
            target = unsure if judgement.verdict is Verdict.UNSURE else decided
            for entity, other in ((left, right), (right, left)):
                target.setdefault(self.canonical(entity), set()).add(other.partition(":")[0])
        return {entity: frozenset(found - unsure.get(entity, set())) for entity, found in decided.items()}

    def check(self, judgement: Judgement) -> None:
        """Raise ContradictoryJudgement where the judgement says the opposite of what stands.

        What was said of the same pair may be superseded, but for a ``different``, which must be opened again as
        ``unsure`` before it can become a ``same``; a pair that other judgements join or keep apart may not.
        """
        pair = _pair(judgement)
        if judgement.left == judgement.right:
            raise ContradictoryJudgement(f"{judgement.left} is one entity; name two")
        others = Linker(tuple(item for item in self.judgements if _pair(item) != pair))
        if judgement.verdict is Verdict.DIFFERENT and others.canonical(pair[0]) == others.canonical(pair[1]):
            chain = ", ".join(others.members(pair[0]))
            raise ContradictoryJudgement(
                f"{pair[0]} and {pair[1]} are joined by other judgements ({chain}); judge the wrong one of those "
                "different first"
            )
        if judgement.verdict is Verdict.SAME:
            self._check_joins(pair, others, self.standing.get(pair))

    def _check_joins(self, pair: tuple[str, str], others: "Linker", said: Judgement | None) -> None:
        if said is not None and said.verdict is Verdict.DIFFERENT:
            raise ContradictoryJudgement(
                f"{said.left} and {said.right} were judged different by {said.by} on {said.at} ({said.reason}); "
                "judge them unsure first, with the reason why that is open again"
            )
        left, right = set(others.members(pair[0])), set(others.members(pair[1]))
        for (one, two), standing in others.standing.items():
            apart = (one in left and two in right) or (two in left and one in right)
            if standing.verdict is Verdict.DIFFERENT and apart:
                raise ContradictoryJudgement(
                    f"{one} and {two} were judged different by {standing.by} on {standing.at} ({standing.reason}); "
                    f"{pair[0]} and {pair[1]} cannot be the same while that stands"
                )

    @cached_property
    def _components(self) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        root: dict[str, str] = {}

        def find(entity: str) -> str:
            while root.setdefault(entity, entity) != entity:
                root[entity] = root[root[entity]]
                entity = root[entity]
            return entity

        said_since: dict[tuple[str, str], Judgement] = {}
        for judgement in self.judgements:
            if judgement.verdict is Verdict.SAME:
                said_since.setdefault(_pair(judgement), judgement)
            else:
                said_since.pop(_pair(judgement), None)
        same = sorted(said_since.values(), key=lambda item: item.number)
        name: dict[str, str] = {}
        born: dict[str, int] = {}
        for order, judgement in enumerate(same):
            left, right = find(judgement.left), find(judgement.right)
            if left == right:
                continue
            older = min(left, right, key=lambda item: born.get(item, order))
            if left not in born and right not in born:
                older = left
                name[left] = judgement.left
            younger = right if older == left else left
            root[younger] = older
            born[older] = min(born.get(left, order), born.get(right, order))
        members: dict[str, list[str]] = {}
        for entity in root:
            members.setdefault(find(entity), []).append(entity)
        groups = {name[top]: tuple(sorted(found)) for top, found in members.items() if len(found) > 1}
        return {member: top for top, found in groups.items() for member in found}, groups

    @property
    def _canonical(self) -> dict[str, str]:
        return self._components[0]

    @property
    def _members(self) -> dict[str, tuple[str, ...]]:
        return self._components[1]


def _pair(judgement: Judgement) -> tuple[str, str]:
    left, right = sorted((judgement.left, judgement.right))
    return left, right
