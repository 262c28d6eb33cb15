"""How often the model merges wrongly by itself: true partners are taken out of the lists, and all numbers are hidden.

Two entries of different lists that print one passport, tax or registration number are taken for one. For half of them
the partner is then taken away, so that whatever they are merged with in that list is wrong. Nothing is counted of
Myanmar, nor of what prints a number of the UN: those are measured by themselves. The model's threshold comes from here.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from benchmarks.measure import Measured
from benchmarks.resolving.linking import line
from benchmarks.resolving.lists import entities
from graphkit.resolve.batch import scored_pairs, worth
from graphkit.resolve.decide import ScoredPair, decide
from graphkit.resolve.groups import Groups
from graphkit.resolve.linker import Linker, Pair
from graphkit.resolve.profiles import Compared
from graphkit.resolve.score import AUTOMATIC_FROM

_NUMBERS = frozenset({"passport", "national_id", "tax_id", "registration_number", "imo", "lei", "swift_bic"})
_OF_UN = re.compile(r"[A-Z]{2}[ei]\.\d{3}")
_THRESHOLDS = (0.8, 0.9, 0.95, 0.98)
_PRECISION = 0.995


def rows() -> Iterator[Measured]:
    """Yield the precision with half of the partners absent, at each threshold."""
    known = entities()
    one = same_by_number(known)
    hidden = {id_: replace(item, profile=replace(item.profile, identifiers=())) for id_, item in known.items()}
    pairs = [item for item in scored_pairs(hidden, list(hidden), {}) if worth(item)]
    asked, gone = taken_away(one, known)
    left = [item for item in pairs if not gone & set(item.pair)]
    present = [pair for pair in one if not gone & set(pair)]
    for threshold in _THRESHOLDS:
        right, wrong = _counted(left, hidden, present, asked, threshold)
        share = right / len(present) * len(asked)
        note = f"{wrong} of {len(asked)} with an absent partner merged, {right} of {len(present)} with a present one"
        name = f"merged from {threshold} on, half of the partners absent: precision"
        if threshold == AUTOMATIC_FROM:
            yield line(name, share / (share + wrong), _PRECISION, note=f"{note}; this is the model's threshold")
        else:
            yield Measured(name, share / (share + wrong), 0.0, "", 0.0, "", True, note, "", 4)


def same_by_number(known: Mapping[str, Compared]) -> list[Pair]:
    """Return the pairs of entries of different lists that print a number that no third entry of either list prints."""
    left_out = {id_ for id_, item in known.items() if _measured_elsewhere(item)}
    bearers: dict[str, list[str]] = defaultdict(list)
    for id_, item in known.items():
        for number in {_plain(text) for kind, text in item.profile.identifiers if kind in _NUMBERS}:
            if len(number) >= 6 and sum(char.isdigit() for char in number) >= 4:
                bearers[number].append(id_)
    found: set[Pair] = set()
    for ids in bearers.values():
        lists = [known[id_].kept_in for id_ in ids]
        if len(set(lists)) == len(lists):
            found |= {(one, other) for one in ids for other in ids if one < other}
    return sorted(pair for pair in found if not left_out & set(pair))


def taken_away(one: Sequence[Pair], known: Mapping[str, Compared]) -> tuple[list[tuple[str, str]], set[str]]:
    """Return entries with the list from which all their partners were taken, and what was taken."""
    random = Random(1)  # noqa: S311 - no secret
    partners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pair in one:
        for entity, other in (pair, pair[::-1]):
            partners[entity, known[other].kept_in].add(other)
    asked: list[tuple[str, str]] = []
    gone: set[str] = set()
    for pair in one:
        if random.random() < 0.5 and not gone & set(pair):
            entity, other = pair if random.random() < 0.5 else pair[::-1]
            kept_in = known[other].kept_in
            gone |= partners[entity, kept_in]
            asked.append((entity, kept_in))
    return [(entity, kept_in) for entity, kept_in in asked if entity not in gone], gone


def _counted(
    pairs: Sequence[ScoredPair],
    known: Mapping[str, Compared],
    present: Sequence[Pair],
    asked: Sequence[tuple[str, str]],
    threshold: float,
) -> tuple[int, int]:
    """Return how many present pairs are merged, and how many entries with another than their absent partner."""
    decisions = decide(pairs, known, Linker(), automatic_from=threshold)
    groups, members = Groups(), defaultdict(set)
    for item, _ in decisions.automatic:
        groups.join(*item.pair)
    for item, _ in decisions.automatic:
        for entity in item.pair:
            members[groups.top(entity)].add(known[entity].kept_in)
    right = sum(groups.together(*pair) for pair in present)
    return right, sum(kept_in in members[groups.top(entity)] for entity, kept_in in asked)


def _measured_elsewhere(item: Compared) -> bool:
    of_un = item.dataset == "un_sc" or any(_OF_UN.fullmatch(number) for _, number in item.profile.identifiers)
    return of_un or "MM" in item.profile.countries


def _plain(number: str) -> str:
    return "".join(char for char in number.casefold() if char.isalnum())
