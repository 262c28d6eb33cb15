"""Lists that give an entry several rows: a row for each name, which repeats everything else.

What the rows of a group repeat is stated once, at the row that has it first. A row that is refused leaves nothing
behind, and what it alone would have told first is told by the next one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from graphkit.errors import InvalidValue
from graphkit.intake.draft import Draft, Subject
from graphkit.intake.rows import Row

Cells = Mapping[str, str]
Tell = Callable[[Subject, Subject, Cells], None]
"""States what some columns of a row say of its subject and its listing."""
Block = tuple[tuple[str, ...], Tell]
"""Columns that belong together, and what states them."""


@dataclass(slots=True)
class Group:
    """One entry of the list: what its rows have stated so far."""

    subject: Subject
    locator: str
    listings: dict[str, Subject] = field(default_factory=dict)
    """By what tells one listing of the subject from another."""
    told: set[tuple[str, ...]] = field(default_factory=set)
    first_name: tuple[str, str] = ("", "")
    named: bool = False
    """Whether a row's name is the one that the list gives first."""


@dataclass(slots=True)
class Groups:
    """The entries of one file, gathered from its rows."""

    draft: Draft
    by_key: dict[str, Group] = field(default_factory=dict)

    def begin(self, key: str, kind: str, locator: str) -> Group:
        """Return the group of a row; one that is new counts once the row is kept."""
        if known := self.by_key.get(key):
            if known.subject.kind != kind:
                raise InvalidValue(f"entry {key} is a {kind} here and a {known.subject.kind} in {known.locator}")
            return known
        return Group(self.draft.entity(kind, key, new=True), locator)

    def keep(self, key: str, group: Group, told: set[tuple[str, ...]], name: tuple[str, str], *, named: bool) -> None:
        """Keep what a row has stated, now that nothing of it was refused."""
        if key not in self.by_key:
            group.first_name = name
            self.by_key[key] = group
        group.told |= told
        group.named |= named

    def name_the_unnamed(self) -> None:
        """State the first name of each group none of whose names the list calls the first one."""
        for group in self.by_key.values():
            if not group.named:
                self.draft.at(group.locator)
                group.subject.add("name", group.first_name[0], original=group.first_name[1])


def tell_new(group: Group, listing: Subject, row: Row, blocks: Iterable[Block]) -> set[tuple[str, ...]]:
    """State the blocks of a row that no row of the group had before under that listing, and return them."""
    told: set[tuple[str, ...]] = set()
    for columns, tell in blocks:
        if columns[0] not in row.cells:
            continue  # a column of another generation of the list
        values = row.take_each(columns)
        block = (listing.id, columns[0], *values)
        if block not in group.told and any(values):
            tell(group.subject, listing, dict(zip(columns, values, strict=True)))
            told.add(block)
    return told
