"""Candidates: the persons, units and companies that packs named, in an order that gives its reasons.

There is no score. Within each kind, a subject with a certain finding comes before one without; then counts on how many
independent origins its best finding rests over its weakest links, then whether one of them is official, then by how
many packs it is named, then its name. The best finding is the one that comes first by the same rules.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.countries import country_name
from graphkit.dates import Grade
from graphkit.model.finding import Finding
from graphkit.model.ontology import NODE_KINDS
from graphkit.packs.narrow import Narrowing, countries_of, narrowed
from graphkit.packs.pack import Pack
from graphkit.packs.run import recorded, recorded_packs
from graphkit.resolve.facts import Facts, facts_of, ids_in
from graphkit.resolve.linker import Linker
from graphkit.text import fold

_OF_OTHERS = frozenset({"not-yet-listed", "credible-information"})
"""Elements of authorities that are not about what a subject did or held."""
_FIRST_KINDS = ("Person", "Unit", "Company", "Organization")
_TOLD = ("date_from", "date_to", "deceased", "death_date", "country", "nationality", "citizenship")
_MARKED = """
WITH wanted AS (SELECT unnest(?::VARCHAR[]) AS id)
SELECT id, stance = 'denied', sharing = 'restricted' FROM statements JOIN wanted USING (id)
WHERE stance = 'denied' OR sharing = 'restricted'
"""
_INCIDENTS = "SELECT DISTINCT entity FROM statements WHERE kind = 'Incident'"


@dataclass(frozen=True, slots=True)
class Listed:
    """What the lists read say of a subject: one row of a pack on listings."""

    authority: str
    status: str
    """listed, formerly, not listed, or unknown: no such list was read."""
    programme: str
    entry: str
    since: str
    until: str
    as_of: str
    finding: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One subject with everything that packs found of it."""

    place: int
    subject: str
    facts: Facts
    findings: tuple[Finding, ...]
    """The best first."""
    listings: tuple[Listed, ...] | None
    """By authority; None where no pack on listings was asked of the subject."""
    flags: tuple[str, ...]
    """What a reader must heed: denials, conflicts, deaths, restricted statements."""

    @property
    def packs(self) -> tuple[str, ...]:
        """The packs that named it."""
        return tuple(sorted({finding.pack for finding in self.findings}))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it stands where it does, in the order in which the reasons count."""
        best = self.findings[0]
        certain = sum(finding.grade is Grade.CERTAIN for finding in self.findings)
        of = f"{certain} of {counted(len(self.findings), 'finding')} certain"
        return (
            of if certain else f"no certain finding, {len(self.findings)} possible",
            f"the best rests on {counted(best.support.origins, 'independent origin')} over its weakest links",
            "one of them official" if best.support.official else "none of them official",
            f"named by {counted(len(self.packs), 'pack')}",
        )


@dataclass(frozen=True, slots=True)
class Parity:
    """How the same packs fall on one country: the answer to whether criteria are applied to everyone alike."""

    country: str
    incidents: int
    """In the case."""
    incidents_named: int
    """Those that a finding names."""
    candidates: int
    certain: int
    """Candidates with a certain finding."""
    listed: int
    """Candidates whom at least one authority lists."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """The list, the table of parity without which it is never shown, and what to know of both."""

    listed: tuple[Candidate, ...]
    parity: tuple[Parity, ...]
    """Over all that was found, however the list was narrowed."""
    titles: Mapping[str, str]
    """Of the packs of which findings are recorded, by their ids."""
    facts: Mapping[str, Facts]
    """Of every entity that a row names."""
    stale: bool
    """Whether the evidence changed since the findings were recorded."""


def candidates(case: Case, packs: Mapping[str, Pack], asked: Narrowing) -> Candidates:
    """Return the subjects of the recorded findings, narrowed to those with a finding that is asked for.

    A pack that bears on nothing but whether somebody is listed, or on how good the evidence is, names nobody; what
    such packs found of listings stands with the subject.
    """
    found = {id_: recorded(case, id_) for id_ in recorded_packs(case)}
    naming = {id_: items for id_, items in found.items() if id_ not in packs or names_somebody(packs[id_])}
    everything = [finding for items in found.values() for finding in items]
    canonical = Linker.of(judgements.read(case)).canonical
    ids = {id_ for item in everything for id_ in (canonical(item.subject), *_ids(item))}
    facts = facts_of(case, ids, _TOLD)
    listings: dict[str, list[Listed]] = {}
    for id_ in found.keys() - naming.keys():
        for finding in (item for item in found[id_] if {"authority", "status"} <= item.row.keys()):
            listings.setdefault(canonical(finding.subject), []).append(_listed(finding))
    marks = _marks(case, [finding for items in naming.values() for finding in items])

    def made(wanted: Mapping[str, Sequence[Finding]]) -> list[Candidate]:
        named: dict[str, list[Finding]] = {}
        for items in wanted.values():
            for finding in items:
                named.setdefault(canonical(finding.subject), []).append(finding)
        of = [
            Candidate(
                place=0,
                subject=subject,
                facts=facts.get(subject, Facts(subject, "", {})),
                findings=tuple(
                    sorted(items, key=lambda item: (*_worth(item), _began(item, facts), item.pack, item.id))
                ),
                listings=tuple(sorted(listings[subject], key=_order_of_listing)) if subject in listings else None,
                flags=tuple(_flags(items, facts.get(subject), marks)),
            )
            for subject, items in named.items()
        ]
        return sorted(of, key=_order)

    listed = made(narrowed(case, naming, asked) if asked else naming)
    numbered = tuple(replace(item, place=place) for place, item in enumerate(listed, 1))
    parity = _parity(case, made(naming) if asked else listed, facts)
    stale = any(finding.evidence_head != case.ledger.evidence_head for finding in everything)
    titles = {id_: packs[id_].header.title if id_ in packs else id_ for id_ in found}
    return Candidates(numbered, parity, titles, facts, stale)


def names_somebody(pack: Pack) -> bool:
    """Tell whether the pack bears on more than whether somebody is listed, or how good the evidence is."""
    return any(served.element not in _OF_OTHERS for served in pack.header.serves)


def _ids(finding: Finding) -> list[str]:
    return list(ids_in(list(finding.row.values())))


def _worth(finding: Finding) -> tuple[bool, int, bool]:
    return (finding.grade is not Grade.CERTAIN, -finding.support.origins, not finding.support.official)


def _began(finding: Finding, facts: Mapping[str, Facts]) -> str:
    """Return when the first event of the row began; nothing where it names none."""
    return min(filter(None, (facts[id_].first("date_from") for id_ in _ids(finding) if id_ in facts)), default="")


def _order(candidate: Candidate) -> tuple[Any, ...]:
    kinds = (*_FIRST_KINDS, *(kind for kind in NODE_KINDS if kind not in _FIRST_KINDS), "")
    best = _worth(candidate.findings[0])
    name = fold(candidate.facts.name)
    return (kinds.index(candidate.facts.kind), *best, -len(candidate.packs), name, candidate.subject)


def _listed(finding: Finding) -> Listed:
    row = {name: "" if value is None else str(value) for name, value in finding.row.items()}
    return Listed(
        authority=row.get("authority", ""),
        status=row.get("status", ""),
        programme=row.get("programme", ""),
        entry=row.get("entry", ""),
        since=row.get("listed_on", ""),
        until=row.get("delisted_on", ""),
        as_of=row.get("as_of", ""),
        finding=finding.id,
    )


def _order_of_listing(listed: Listed) -> tuple[str, ...]:
    return (listed.authority, listed.status, listed.since, listed.entry, listed.finding)


def _marks(case: Case, found: Iterable[Finding]) -> tuple[set[str], set[str]]:
    """Return the statements of the findings that deny, and those that are restricted."""
    cited = sorted({sid for finding in found for sid in finding.statements})
    with reading(case) as connection:
        rows = connection.execute(_MARKED, [cited]).fetchall()
    return {id_ for id_, denies, _ in rows if denies}, {id_ for id_, _, restricted in rows if restricted}


def _flags(found: Sequence[Finding], facts: Facts | None, marks: tuple[set[str], set[str]]) -> Iterable[str]:
    died = facts.first("death_date") if facts else ""
    if died or (facts and facts.first("deceased") == "true") or any(item.row.get("deceased") for item in found):
        yield f"a source calls the person dead{f' ({died})' if died else ''}"
    if conflicts := sum(bool(item.row.get("conflict")) for item in found):
        yield f"sources name another holder of the same post ({counted(conflicts, 'finding')})"
    denying, restricted = marks
    if denied := sum(not denying.isdisjoint(item.statements) for item in found):
        yield f"a source denies what others state ({counted(denied, 'finding')})"
    if closed := sum(not restricted.isdisjoint(item.statements) for item in found):
        yield f"restricted statements are among the evidence ({counted(closed, 'finding')})"


def _parity(case: Case, everyone: Sequence[Candidate], facts: Mapping[str, Facts]) -> tuple[Parity, ...]:
    """Count by country; whose own country nobody states counts where its incidents and units are."""
    with reading(case) as connection:
        entities = [entity for (entity,) in connection.execute(_INCIDENTS).fetchall()]
    incidents = facts_of(case, entities, ("country",))
    mentioned = {id_ for candidate in everyone for finding in candidate.findings for id_ in _ids(finding)}
    counts: dict[str, Counter[str]] = {}
    for id_, told in incidents.items():
        for country in countries_of(told) or ("",):
            counts.setdefault(country, Counter()).update(incidents=1, named=int(id_ in mentioned))
    for candidate in everyone:
        listed = any(item.status == "listed" for item in candidate.listings or ())
        certain = candidate.findings[0].grade is Grade.CERTAIN
        for country in _countries(candidate, facts) or {""}:
            counts.setdefault(country, Counter()).update(candidates=1, certain=int(certain), listed=int(listed))
    return tuple(
        Parity(
            country=country_name(country) if country else "no country stated",
            incidents=counted["incidents"],
            incidents_named=counted["named"],
            candidates=counted["candidates"],
            certain=counted["certain"],
            listed=counted["listed"],
        )
        for country, counted in sorted(counts.items(), key=lambda item: (-item[1]["candidates"], item[0]))
    )


def _countries(candidate: Candidate, facts: Mapping[str, Facts]) -> set[str]:
    if own := set(countries_of(candidate.facts)):
        return own
    named = {id_ for finding in candidate.findings for id_ in _ids(finding)}
    return {country for id_ in named if id_ in facts for country in countries_of(facts[id_])}


def counted(number: int, word: str) -> str:
    """Return a number and what it is of, in the plural where it is not one."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"
