"""The linker: a pure function from the log of judgements to canonical ids, whatever the order of its lines.

A pair's standing verdict is its newest one: judgements are numbered as they are recorded, and no clock is asked.
``same`` joins, unless that would join two entities of which a ``different`` stands. What people judged comes first,
then what the model judged, the most probable first; so where a person keeps two apart that the model had joined by way
of others, the weakest link between them gives way and every other one stays. People's judgements never give way: one
that contradicts them is refused when it is recorded, so that no verdict ever wins silently.

The canonical id of a merged entity is the member named in its oldest ``same`` judgement: the left one, as it was
written. A ``same`` that is said again keeps its age; one that was taken back in between begins anew.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from graphkit.errors import ContradictoryJudgement
from graphkit.model.judgement import Judgement, Verdict
from graphkit.resolve.groups import Groups

Pair = tuple[str, str]


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
    def standing(self) -> dict[Pair, Judgement]:
        """The newest judgement of every pair, oldest pair first; the pair's ids are sorted."""
        newest: dict[Pair, Judgement] = {}
        for judgement in self.judgements:
            pair = pair_of(judgement)
            newest.pop(pair, None)
            newest[pair] = judgement
        return newest

    @cached_property
    def given_way(self) -> tuple[Judgement, ...]:
        """The judgements that say ``same`` and do not join, because a ``different`` stands between their groups."""
        return tuple(self.standing[pair] for pair in self._said_since if pair not in self._joining)

    def merged(self) -> dict[str, str]:
        """Return the canonical id of every entity that was merged with another."""
        return dict(self._canonical)

    def groups(self) -> dict[str, tuple[str, ...]]:
        """Return the members of every merged entity, by its canonical id."""
        return dict(self._members)

    def compared(self) -> dict[str, frozenset[str]]:
        """Return, by canonical id, the datasets with which judgements compared it and left nothing open."""
        decided: dict[str, set[str]] = {}
        unsure: dict[str, set[str]] = {}
        open_ = {pair_of(judgement) for judgement in self.given_way}
        for pair, judgement in self.standing.items():
            target = unsure if judgement.verdict is Verdict.UNSURE or pair in open_ else decided
            for entity, other in (pair, pair[::-1]):
                target.setdefault(self.canonical(entity), set()).add(other.partition(":")[0])
        return {entity: frozenset(found - unsure.get(entity, set())) for entity, found in decided.items()}

    def check(self, judgement: Judgement) -> None:
        """Raise ContradictoryJudgement where the judgement says the opposite of what stands.

        What was said of the same pair may be superseded, but for a ``different``, which must be opened again as
        ``unsure`` before it can become a ``same``; a pair that other people's judgements join or keep apart may not.
        The model contradicts nobody, not even itself.
        """
        pair = pair_of(judgement)
        if judgement.left == judgement.right:
            raise ContradictoryJudgement(f"{judgement.left} is one entity; name two")
        said = self.standing.get(pair)
        if judgement.automatic and said is not None and not said.automatic:
            raise ContradictoryJudgement(f"{_told(said)}; the model does not judge what a person has judged")
        others = Linker(tuple(item for item in self.judgements if pair_of(item) != pair))
        if not judgement.automatic:
            others = others._of_people()
        if judgement.verdict is Verdict.DIFFERENT and others.canonical(pair[0]) == others.canonical(pair[1]):
            chain = "; ".join(map(_told, others.path(*pair)))
            raise ContradictoryJudgement(
                f"{pair[0]} and {pair[1]} are joined by other judgements "
                f"({', '.join(others.members(pair[0]))}): {chain}; judge the wrong one of those different first"
            )
        if judgement.verdict is Verdict.SAME:
            self._check_joins(pair, others, said)

    def path(self, left: str, right: str) -> tuple[Judgement, ...]:
        """Return the fewest judgements that join the two, from the left one on; nothing where they are not one."""
        links: dict[str, list[tuple[str, Judgement]]] = {}
        for (one, two), judgement in self._joining.items():
            links.setdefault(one, []).append((two, judgement))
            links.setdefault(two, []).append((one, judgement))
        came: dict[str, tuple[str, Judgement] | None] = {left: None}
        waiting = deque([left])
        while waiting and right not in came:
            entity = waiting.popleft()
            for other, judgement in links.get(entity, ()):
                if other not in came:
                    came[other] = (entity, judgement)
                    waiting.append(other)
        found: list[Judgement] = []
        step = came.get(right)
        while step is not None:
            found.append(step[1])
            step = came[step[0]]
        return tuple(reversed(found))

    def _of_people(self) -> "Linker":
        """Return the linker of what people judged: what the model judged gives way to it."""
        return Linker(tuple(item for item in self.judgements if not item.automatic))

    def _check_joins(self, pair: Pair, others: "Linker", said: Judgement | None) -> None:
        if said is not None and said.verdict is Verdict.DIFFERENT:
            raise ContradictoryJudgement(
                f"{_told(said)}; judge them unsure first, with the reason why that is open again"
            )
        left, right = set(others.members(pair[0])), set(others.members(pair[1]))
        for (one, two), standing in others.standing.items():
            apart = (one in left and two in right) or (two in left and one in right)
            if standing.verdict is Verdict.DIFFERENT and apart:
                raise ContradictoryJudgement(
                    f"{_told(standing)}; {pair[0]} and {pair[1]} cannot be the same while that stands"
                )

    @cached_property
    def _said_since(self) -> dict[Pair, Judgement]:
        """By pair that is judged the same, the judgement since which it has been so, oldest first."""
        since: dict[Pair, Judgement] = {}
        for judgement in self.judgements:
            if judgement.verdict is Verdict.SAME:
                since.setdefault(pair_of(judgement), judgement)
            else:
                since.pop(pair_of(judgement), None)
        return dict(sorted(since.items(), key=lambda item: item[1].number))

    @cached_property
    def _joining(self) -> dict[Pair, Judgement]:
        """Of the pairs judged the same, those that join: the strongest first, none across a ``different``."""
        apart = [pair for pair, judgement in self.standing.items() if judgement.verdict is Verdict.DIFFERENT]
        if not apart:
            return self._said_since
        groups, joining = Groups(), set[Pair]()
        for pair in apart:
            groups.keep_apart(*pair)
        for pair in sorted(self._said_since, key=self._strength):
            if groups.together(*pair):
                joining.add(pair)
            elif not groups.kept_apart(*pair):
                groups.join(*pair)
                joining.add(pair)
        return {pair: judgement for pair, judgement in self._said_since.items() if pair in joining}

    def _strength(self, pair: Pair) -> tuple[bool, float, int]:
        """Return what sorts links, the strongest first: people's, then the more probable, then the older."""
        judgement = self.standing[pair]
        score = judgement.score if judgement.automatic and judgement.score is not None else 1.0
        return judgement.automatic, -score, self._said_since[pair].number

    @cached_property
    def _components(self) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        root: dict[str, str] = {}

        def find(entity: str) -> str:
            while root.setdefault(entity, entity) != entity:
                root[entity] = root[root[entity]]
                entity = root[entity]
            return entity

        name: dict[str, str] = {}
        born: dict[str, int] = {}
        for order, judgement in enumerate(self._joining.values()):
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


def pair_of(judgement: Judgement) -> Pair:
    """Return the two ids of a judgement, sorted."""
    left, right = judgement.left, judgement.right
    return (left, right) if left <= right else (right, left)


def _told(judgement: Judgement) -> str:
    left, right = judgement.left, judgement.right
    return (
        f"{left} and {right} were judged {judgement.verdict.value} by {judgement.by} on {judgement.at} "
        f"({judgement.reason})"
    )
