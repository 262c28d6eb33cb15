"""Groups of entities that are one, some of which may never come together."""

from collections.abc import Callable


def _unmarked(_entity: str) -> frozenset[str]:
    return frozenset()


class Groups:
    """Which entities are joined, which are kept apart, and why two groups cannot become one.

    Every entity may have marks; two groups that bear one mark cannot be joined, as two entries of one list cannot.
    A union of sets with path compression; what is kept apart is remembered with the group that is smaller.
    """

    def __init__(self, marks: Callable[[str], frozenset[str]] = _unmarked) -> None:
        self._marks_of = marks
        self._parent: dict[str, str] = {}
        self._size: dict[str, int] = {}
        self._enemies: dict[str, set[str]] = {}
        self._marks: dict[str, frozenset[str]] = {}

    def top(self, entity: str) -> str:
        """Return the one that stands for the entity's group; which one it is may change with the next join."""
        parent = self._parent
        while (above := parent.get(entity, entity)) != entity:
            parent[entity] = entity = parent.get(above, above)
        return entity

    def together(self, left: str, right: str) -> bool:
        """Tell whether the two are one."""
        return self.top(left) == self.top(right)

    def keep_apart(self, left: str, right: str) -> None:
        """Keep the groups of the two from ever being joined."""
        self._enemies.setdefault(self.top(left), set()).add(right)
        self._enemies.setdefault(self.top(right), set()).add(left)

    def marks(self, entity: str) -> frozenset[str]:
        """Return the marks that members of the entity's group bear."""
        top = self.top(entity)
        return self._marks[top] if top in self._marks else self._marks_of(top)

    def kept_apart(self, left: str, right: str) -> bool:
        """Tell whether some member of the one group is kept apart from some member of the other."""
        one, other = self.top(left), self.top(right)
        mine, theirs = self._enemies.get(one, set()), self._enemies.get(other, set())
        if len(mine) > len(theirs):
            one, other, mine = other, one, theirs
        return any(self.top(enemy) == other for enemy in mine)

    def join(self, left: str, right: str) -> None:
        """Make the two and all that is joined to them one; the caller has asked whether they may be."""
        large, small = self.top(left), self.top(right)
        if large == small:
            return
        if self._size.get(large, 1) < self._size.get(small, 1):
            large, small = small, large
        marks = self.marks(large) | self.marks(small)
        self._parent[small] = large
        self._size[large] = self._size.get(large, 1) + self._size.pop(small, 1)
        if enemies := self._enemies.pop(small, None):
            self._enemies.setdefault(large, set()).update(enemies)
        if marks:
            self._marks[large] = marks
