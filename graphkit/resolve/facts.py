"""What entities are called and what is said of them, for what people read: by canonical id, best attested first."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.model.ontology import NODE_KINDS, narrowest
from graphkit.model.source import Sharing
from graphkit.resolve.linker import Linker

_NAMING = ("name", "title", "authority", "entry")
_SAID = """
WITH wanted AS (SELECT unnest(?) AS entity, unnest(?) AS node)
SELECT node, prop, value
FROM statements JOIN wanted USING (entity)
WHERE list_contains(?, kind) AND list_contains(?, prop) AND stance <> 'denied' AND (sharing <> ? OR ?)
GROUP BY node, prop, value
ORDER BY node, prop, bool_or(entity = node) DESC, count(DISTINCT source) DESC, value
"""
_KINDS = """
WITH wanted AS (SELECT unnest(?) AS entity, unnest(?) AS node)
SELECT node, list(DISTINCT kind) FROM statements JOIN wanted USING (entity)
WHERE list_contains(?, kind) AND (sharing <> ? OR ?) GROUP BY node
"""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of one entity."""

    id: str
    kind: str
    values: Mapping[str, tuple[str, ...]]
    """By property, best attested value first; what a source denies is no value."""

    @property
    def name(self) -> str:
        """Its name or title; of a listing, its authority and entry; its id where nothing else is known."""
        for prop in ("name", "title"):
            if found := self.first(prop):
                return found
        return " ".join(filter(None, (self.first("authority"), self.first("entry")))) or self.id

    def first(self, *props: str) -> str:
        """Return the best attested value of the first of the properties that has one; nothing where none has."""
        return next((self.values[prop][0] for prop in props if prop in self.values), "")


def facts_of(
    case: Case, ids: Iterable[str], props: Collection[str] = (), *, restricted: bool = True
) -> dict[str, Facts]:
    """Return the facts of those of the ids that are entities, by the id given; their names are always among them.

    Without ``restricted`` only what may leave the case is read, and an entity of which nothing else is said is none.
    """
    linker = Linker.of(judgements.read(case))
    canonical = {id_: linker.canonical(id_) for id_ in ids}
    pairs = [(member, node) for node in sorted(set(canonical.values())) for member in linker.members(node)]
    if not pairs:
        return {}
    ends = [list(end) for end in zip(*pairs, strict=True)]
    sharing = [Sharing.RESTRICTED.value, restricted]
    with reading(case) as connection:
        kinds = connection.execute(_KINDS, [*ends, list(NODE_KINDS), *sharing]).fetchall()
        said = connection.execute(_SAID, [*ends, list(NODE_KINDS), [*_NAMING, *props], *sharing]).fetchall()
    values: dict[str, dict[str, tuple[str, ...]]] = {}
    for node, prop, value in said:
        told = values.setdefault(node, {})
        told[prop] = (*told.get(prop, ()), value)
    found = {node: Facts(node, narrowest(frozenset(of)), values.get(node, {})) for node, of in kinds}
    return {id_: found[node] for id_, node in canonical.items() if node in found}


def ids_in(value: Any) -> Iterator[str]:
    """Yield the texts of a value of a row that can be ids of entities: an id has its dataset before a colon."""
    if isinstance(value, str):
        if ":" in value:
            yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from ids_in(item)
