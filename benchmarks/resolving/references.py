"""Reference numbers of the UN that the UK's and the EU's lists print: hidden, and found again by all the rest."""

import re
from collections.abc import Iterator, Mapping

from benchmarks.measure import Measured
from benchmarks.resolving.linking import line
from benchmarks.resolving.lists import Resolved, entities, resolved, without_numbers
from graphkit.resolve.profiles import Compared

_REFERENCE = re.compile(r"[A-Z]{2}[ei]\.\d{3}")
_PRINTING = ("uk_ofsi", "eu_fsf")
_BEARING = "un_sc"
_RECALL, _PRECISION = 0.97, 0.995


def rows() -> Iterator[Measured]:
    """Yield recall and precision of merges that no person made."""
    of = {id_: item for id_, item in entities().items() if item.dataset in {*_PRINTING, _BEARING}}
    true = printed(of)
    references = frozenset(
        number for item in of.values() for _, number in item.profile.identifiers if _REFERENCE.fullmatch(number)
    )
    found = resolved({id_: without_numbers(item, references) for id_, item in of.items()})
    right, wrong = counted(found, true)
    waiting = sum(tuple(sorted(pair)) in found.in_queue() for pair in true)
    recall, precision = right / len(true), right / max(1, right + wrong)
    note = f"{right} of {len(true)} merged, {wrong} wrongly, {waiting} wait for a person; {found.seconds:.0f} CPU-s"
    yield line("UN numbers printed by UK and EU: recall", round(recall, 4), _RECALL, note=note)
    yield line("UN numbers printed by UK and EU: precision", round(precision, 4), _PRECISION, note=note)


def printed(of: Mapping[str, Compared]) -> frozenset[tuple[str, str]]:
    """Return pairs of an entity that prints a number and the one that bears it; those printed twice are left out."""
    bearers = {id_.partition(":")[2]: id_ for id_, item in of.items() if item.dataset == _BEARING}
    found: dict[tuple[str, str], list[str]] = {}
    for id_, item in of.items():
        if item.dataset in _PRINTING:
            for _, number in item.profile.identifiers:
                if number in bearers:
                    found.setdefault((item.dataset, number), []).append(id_)
    return frozenset((ids[0], bearers[number]) for (_, number), ids in found.items() if len(set(ids)) == 1)


def counted(found: Resolved, true: frozenset[tuple[str, str]]) -> tuple[int, int]:
    """Return how many were merged with the bearer of their number, and how many with the bearer of another."""
    own = dict(true)
    bearing = [id_ for id_, item in found.entities.items() if item.dataset == _BEARING]
    by_group: dict[str, list[str]] = {}
    for id_ in bearing:
        by_group.setdefault(found.groups.top(id_), []).append(id_)
    right = wrong = 0
    for id_, reference in own.items():
        for other in by_group.get(found.groups.top(id_), ()):
            right += other == reference
            wrong += other != reference
    return right, wrong
