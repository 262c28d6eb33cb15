"""The recipients of training in a case and the units that they may name, read from its statements."""

from collections import defaultdict
from collections.abc import Iterable

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.model.judgement import Judgement, Verdict
from graphkit.resolve.linker import Linker
from graphkit.resolve.recipient_fit import KnownUnit
from graphkit.resolve.recipients import Grade, Link, Recipient

TRAINING = "us_fmtrpt"
"""The dataset whose units bear the words of a report, and nothing besides."""
VERSION = "units-1"
"""The rules by which links are graded; a change that grades a link otherwise raises it."""

_SAID = """
SELECT entity, prop, value FROM statements
WHERE kind = 'Unit' AND prop IN ('name', 'alias', 'country', 'classification', 'branch', 'place') AND stance <> 'denied'
GROUP BY entity, prop, value ORDER BY entity, prop, count(DISTINCT source) DESC, value
"""
_PARENTS = """
SELECT DISTINCT low.value, high.value FROM statements low JOIN statements high USING (entity)
WHERE low.kind = 'PART_OF' AND high.kind = 'PART_OF' AND low.prop = 'tail' AND high.prop = 'head' ORDER BY ALL
"""
_PLACES = """
SELECT DISTINCT unit.value, place.value FROM statements unit JOIN statements place USING (entity)
WHERE unit.kind = 'OPERATED_IN' AND place.kind = 'OPERATED_IN' AND unit.prop = 'tail'
  AND place.prop IN ('place', 'admin1', 'headquarters') ORDER BY ALL
"""


def read(case: Case, dataset: str = TRAINING) -> tuple[list[Recipient], list[KnownUnit]]:
    """Return the recipients that a dataset prints, and all other units; merged units are one, by the canonical id.

    A recipient that was judged to be a unit is given no more: what is decided is decided.
    """
    linker = Linker.of(judgements.read(case))
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    parents: dict[str, set[str]] = defaultdict(set)
    with reading(case) as connection:
        for entity, prop, value in connection.execute(_SAID).fetchall():
            is_printed = entity.startswith(f"{dataset}:")
            said[entity if is_printed else linker.canonical(entity)][prop].append(value)
        for low, high in connection.execute(_PARENTS).fetchall():
            parents[linker.canonical(low)].add(linker.canonical(high))
        for unit, place in connection.execute(_PLACES).fetchall():
            said[linker.canonical(unit)]["place"].append(place)
    recipients, units = [], []
    for entity, values in sorted(said.items()):
        country = values["country"][0] if values["country"] else ""
        if not values["name"]:
            continue
        if not entity.startswith(f"{dataset}:"):
            higher = (name for parent in sorted(parents[entity]) for name in said[parent]["name"][:1])
            units.append(_unit(entity, country, values, tuple(higher)))
        elif linker.canonical(entity) == entity and len(linker.members(entity)) == 1:
            recipients.append(Recipient(entity, values["name"][0], country))
    return recipients, units


def _unit(entity: str, country: str, values: dict[str, list[str]], parents: tuple[str, ...]) -> KnownUnit:
    return KnownUnit(
        id=entity,
        names=tuple(dict.fromkeys((*values["name"], *values["alias"]))),
        country=country,
        parents=parents,
        branches=(*values["classification"], *values["branch"]),
        places=tuple(dict.fromkeys(values["place"])),
    )


def proposals(links: Iterable[Link], by: str, at: str) -> list[Judgement]:
    """Return the certain links as judgements that the recipient is the unit; what is possible is for a person."""
    return [
        Judgement(
            left=link.recipient,
            right=link.unit,
            verdict=Verdict.SAME,
            reason=link.reason,
            by=by,
            at=at,
            features=link.features,
            model_version=VERSION,
        )
        for link in links
        if link.grade is Grade.CERTAIN
    ]
