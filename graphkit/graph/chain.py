"""The command chain as data: every unit above one on a day, who was posted there, and how firmly each is stated.

The rules are those of the packs: ``command`` and ``administrative`` relations only; certain, where a stated relation or
posting surely covers the day; possible, where it may; no row where neither. An undated posting says nothing of any day.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.dates import UNKNOWN_END, UNKNOWN_START, Day, Grade, PartialDate
from graphkit.errors import InvalidDate, UnknownEntity
from graphkit.graph.store import Store
from graphkit.model.ontology import COMMAND_AUTHORITIES
from graphkit.model.source import Sharing
from graphkit.resolve.facts import facts_of
from graphkit.resolve.linker import Linker
from graphkit.resolve.lookup import full_id

MOST_STEPS = 12
_KIND = "MATCH (found:Entity {id: $id}) RETURN found.name, labels(found)"
_ABOVE = """
UNWIND $units AS id MATCH (child:Entity {id: id})-[link:PART_OF]->(parent)
WHERE link.authority IN $authorities AND link.start_min <= $on AND link.end_max >= $on AND link.stance <> 'denied'
RETURN child.id, parent.id, properties(link) ORDER BY child.id, parent.id, link.id
"""
_POSTED = """
MATCH (person:Person)-[posting:POSTED_TO]->(unit)
WHERE posting.timed <> 'undated' AND posting.start_min <= $on AND posting.end_max >= $on AND posting.stance <> 'denied'
"""
_OFFICERS = f"""
UNWIND $units AS id MATCH (unit:Entity {{id: id}}) WITH unit {_POSTED}
RETURN unit.id, person.id, person.name, coalesce(person.deceased, person.death_date IS NOT NULL), properties(posting)
ORDER BY unit.id, person.id, posting.id
"""
_POSTS = f"{_POSTED} AND person.id = $id RETURN unit.id, properties(posting) ORDER BY unit.id, posting.id"
_NAMES = "UNWIND $units AS id MATCH (unit:Entity {id: id}) RETURN unit.id, unit.name"
_RESTRICTED = """
SELECT id FROM statements WHERE sharing = ? AND id IN (SELECT unnest(?::VARCHAR[]))
"""


@dataclass(frozen=True, slots=True)
class Officer:
    """Who was posted in a unit in one role on that day."""

    unit: str
    person: str
    name: str
    role: str
    rank: str
    is_command: bool
    grade: Grade
    reason: str
    """What keeps the grade from being certain."""
    conflict: bool
    """Whether sources name another holder of the same post on that day."""
    deceased: bool
    statements: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainLink:
    """That one unit stood under another on that day."""

    child: str
    parent: str
    authorities: tuple[str, ...]
    """command, administrative, or both."""
    grade: Grade
    reason: str
    statements: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChainUnit:
    """A unit of the chain."""

    id: str
    name: str
    steps: int
    """How many it stands above the unit that was asked for."""
    grade: Grade
    """Certain, where one way up to it is certain on every link; else possible."""
    officers: tuple[Officer, ...]
    withheld: int = 0
    """How many postings are left out because they are restricted."""

    @property
    def is_commanded(self) -> bool:
        """Whether somebody is stated to have been in command; what is withheld may say so, too."""
        return any(officer.is_command for officer in self.officers)


@dataclass(frozen=True, slots=True)
class Chain:
    """The chain above a unit, or above the units of a person, on one day."""

    asked: str
    name: str
    on: Day
    roots: Mapping[str, Grade]
    """The units that it starts from, and how firmly: a person's by the posting, a unit itself for certain."""
    units: tuple[ChainUnit, ...]
    """From the lowest to the highest."""
    links: tuple[ChainLink, ...]
    withheld: int = 0
    """How many postings and relations are left out because they are restricted."""

    @property
    def statements(self) -> tuple[str, ...]:
        """Every statement that it rests on."""
        return tuple(sorted({sid for part in self._parts() for sid in part.statements}))

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source that it rests on."""
        return tuple(sorted({source for part in self._parts() for source in part.sources}))

    def _parts(self) -> list[Officer | ChainLink]:
        return [*self.links, *(officer for unit in self.units for officer in unit.officers)]


def day_of(written: str) -> Day:
    """Read the one day for which a chain is asked; raises InvalidDate where it is none, or more than one."""
    date = PartialDate.parse(written)
    if date.first != date.last:
        raise InvalidDate(f"{written!r} is more than one day; a chain is of one day, such as {date.first}")
    return date.first


def chain_of(case: Case, store: Store, entity: str, on: Day) -> Chain:
    """Return the chain above a unit, or above every unit in which a person was posted on that day.

    Raises UnknownEntity where there is no such unit or person, or no posting of the person on that day.
    """
    with reading(case) as connection:
        id_ = Linker.of(judgements.read(case)).canonical(full_id(case, connection, entity))
    found = store.read(_KIND, {"id": id_}).rows
    kinds = set(found[0][1]) if found else set()
    if "Person" in kinds:
        posts = store.read(_POSTS, {"id": id_, "on": on}).rows
        roots = _best((unit, _grade(posting, on)) for unit, posting in posts)
        if not roots:
            raise UnknownEntity(
                f"no source places {found[0][0]} ({id_}) in a unit on {on}; 'graphkit show {id_}' tells more"
            )
    elif kinds & {"Unit", "Organization"}:
        roots = {id_: Grade.CERTAIN}
    else:
        raise UnknownEntity(f"{id_} is no unit and no person; a chain is drawn above one of these")
    links = _links(store, roots, on)
    ids = {*roots, *(link.parent for link in links)}
    officers = _officers(store, ids, on)
    names = dict(store.read(_NAMES, {"units": sorted(ids)}).rows)
    return _chain(Chain(id_, found[0][0], on, roots, (), ()), links, officers, names)


def shareable(case: Case, chain: Chain) -> Chain:
    """Return the chain without what rests on a restricted statement, and with names that are not restricted.

    What can be reached by such a relation only goes with it; how much was left out stays on record.
    """
    with reading(case) as connection:
        rows = connection.execute(_RESTRICTED, [Sharing.RESTRICTED.value, list(chain.statements)]).fetchall()
    restricted = {id_ for (id_,) in rows}
    links = [link for link in chain.links if restricted.isdisjoint(link.statements)]
    everyone = [officer for unit in chain.units for officer in unit.officers]
    officers = [officer for officer in everyone if restricted.isdisjoint(officer.statements)]
    ids = {chain.asked, *(unit.id for unit in chain.units), *(officer.person for officer in officers)}
    facts = facts_of(case, ids, restricted=False)
    names = {id_: facts[id_].name if id_ in facts else id_ for id_ in ids}
    named = [replace(officer, name=names[officer.person]) for officer in officers]
    left = _chain(replace(chain, name=names[chain.asked]), links, named, names)
    hidden = {unit.id: sum(item.unit == unit.id for item in everyone) - len(unit.officers) for unit in left.units}
    units = tuple(replace(unit, withheld=hidden[unit.id]) for unit in left.units)
    return replace(left, units=units, withheld=len(chain.links) - len(links) + len(everyone) - len(officers))


def _chain(frame: Chain, links: Sequence[ChainLink], officers: Iterable[Officer], names: Mapping[str, str]) -> Chain:
    """Return the chain of what can be reached from its roots, each unit by its best graded, then its shortest way."""
    sure = _steps(
        [id_ for id_, grade in frame.roots.items() if grade is Grade.CERTAIN], links, lambda link: _sure(link.grade)
    )
    steps = _steps(frame.roots, links, lambda _: True) | sure
    of: dict[str, list[Officer]] = {}
    for officer in officers:
        of.setdefault(officer.unit, []).append(officer)
    units = [
        ChainUnit(
            id=id_,
            name=names.get(id_, id_),
            steps=number,
            grade=Grade.CERTAIN if id_ in sure else Grade.POSSIBLE,
            officers=tuple(of.get(id_, ())),
        )
        for id_, number in sorted(steps.items(), key=lambda item: (item[1], item[0]))
    ]
    kept = tuple(link for link in links if link.child in steps)
    return replace(frame, units=tuple(units), links=kept)


def _steps(roots: Iterable[str], links: Sequence[ChainLink], followed: Callable[[ChainLink], bool]) -> dict[str, int]:
    """Return how many steps above the nearest root each unit stands, by the links that are followed."""
    steps = dict.fromkeys(roots, 0)
    reached, number = set(steps), 0
    while reached:
        number += 1
        above = {link.parent for link in links if link.child in reached and followed(link)}
        reached = above - steps.keys()
        steps |= dict.fromkeys(sorted(reached), number)
    return steps


def _links(store: Store, roots: Collection[str], on: Day) -> list[ChainLink]:
    """Climb from the roots, a step at a time, and return every relation on the way."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    climbed: set[str] = set()
    reached = set(roots)
    for _ in range(MOST_STEPS):
        if not (reached := reached - climbed):
            break
        climbed |= reached
        params = {"units": sorted(reached), "on": on, "authorities": list(COMMAND_AUTHORITIES)}
        rows = store.read(_ABOVE, params).rows
        for child, parent, link in rows:
            found.setdefault((child, parent), []).append(link)
        reached = {parent for _, parent, _ in rows}
    return [_link(child, parent, stated, on) for (child, parent), stated in sorted(found.items())]


def _link(child: str, parent: str, stated: Sequence[dict[str, Any]], on: Day) -> ChainLink:
    best = Grade.CERTAIN if any(_sure(_grade(link, on)) for link in stated) else Grade.POSSIBLE
    graded = [link for link in stated if _grade(link, on) is best]
    reasons = dict.fromkeys(filter(None, (_why_link(link, on) for link in graded)))
    return ChainLink(
        child=child,
        parent=parent,
        authorities=tuple(sorted({link["authority"] for link in graded}, key=COMMAND_AUTHORITIES.index)),
        grade=best,
        reason="; ".join(reasons),
        statements=_union(graded, "sids"),
        sources=_union(graded, "sources"),
    )


def _officers(store: Store, units: Collection[str], on: Day) -> list[Officer]:
    found: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    told: dict[str, tuple[str, bool]] = {}
    for unit, person, name, deceased, posting in store.read(_OFFICERS, {"units": sorted(units), "on": on}).rows:
        found.setdefault((unit, person, posting.get("role", "")), []).append(posting)
        told[person] = (name, deceased)
    posts: dict[tuple[str, str], set[str]] = {}
    for unit, person, role in found:
        posts.setdefault((unit, role), set()).add(person)
    officers = [
        _officer(unit, person, told[person], sorted(held, key=lambda posting: _by_worth(posting, on)), on)
        for (unit, person, _), held in found.items()
    ]
    contested = [replace(item, conflict=bool(item.role) and len(posts[item.unit, item.role]) > 1) for item in officers]
    return sorted(contested, key=lambda item: (item.unit, not item.is_command, not _sure(item.grade), item.name))


def _officer(unit: str, person: str, told: tuple[str, bool], held: Sequence[dict[str, Any]], on: Day) -> Officer:
    best = held[0]
    return Officer(
        unit=unit,
        person=person,
        name=told[0],
        role=best.get("role", ""),
        rank=best.get("rank", ""),
        is_command=best["is_command"],
        grade=_grade(best, on),
        reason=_why_posting(best, on),
        conflict=False,
        deceased=told[1],
        statements=_union(held, "sids"),
        sources=_union(held, "sources"),
    )


def _by_worth(posting: dict[str, Any], on: Day) -> tuple[Any, ...]:
    return (not _sure(_grade(posting, on)), "derived" in posting, posting["start_max"], posting["id"])


def _grade(edge: dict[str, Any], on: Day) -> Grade:
    """Grade an edge that may hold on the day."""
    sure = edge["basis"] == "stated" and edge["start_max"] <= on <= edge["end_min"]
    return Grade.CERTAIN if sure else Grade.POSSIBLE


def _sure(grade: Grade) -> bool:
    return grade is Grade.CERTAIN


def _best(graded: Iterable[tuple[str, Grade]]) -> dict[str, Grade]:
    found: dict[str, Grade] = {}
    for unit, grade in graded:
        found[unit] = Grade.CERTAIN if _sure(grade) or _sure(found.get(unit, grade)) else grade
    return found


def _why_link(link: dict[str, Any], on: Day) -> str:
    if _sure(_grade(link, on)):
        return ""
    if link["basis"] != "stated":
        return f"{link['basis']} relation"
    return "undated relation" if link["timed"] == "undated" else "not surely attested on that day"


def _why_posting(posting: dict[str, Any], on: Day) -> str:
    if _sure(_grade(posting, on)):
        return ""
    open_ends = (
        (posting["start_min"] == UNKNOWN_START, "start not known"),
        (posting["end_max"] == UNKNOWN_END, "end not known"),
    )
    reasons = [posting["derived"]] if "derived" in posting else [reason for holds, reason in open_ends if holds]
    return "; ".join(reasons) or "dates of the posting too imprecise to say"


def _union(edges: Iterable[dict[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(sorted({item for edge in edges for item in edge[name]}))
