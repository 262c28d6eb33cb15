"""Aliases of OFAC's list looked up: among primary names alone (A1), and among all names that are not asked for (A2)."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.measure import Measured
from benchmarks.resolving.linking import DATA, Clock, line
from graphkit.resolve.profile import Name, Profile
from graphkit.resolve.screen import Screener

_MARKS = {"A1": (0.63, 0.609), "A2": (0.79, 0.766)}
_AT_FALSE_ALARMS = 0.05
_RECALL, _PEER_RECALL = 0.55, 0.489
_SPEED = 600
_KINDS = {"Airplane": "Aircraft"}

Answer = dict[str, float]
"""Scores by entity."""


def rows() -> Iterator[Measured]:
    """Yield recall at the first place and speed of both, and recall at few false alarms of A2."""
    listed, asked = _read("ofac_entities.jsonl"), _read("ofac_queries.jsonl")
    for variant, (reach, peer) in _MARKS.items():
        screener = Screener(_profiles(listed, asked, with_aliases=variant == "A2"))
        queries = [Profile(query["qid"], query["schema"], (Name(query["name"]),)) for query in asked]
        clock = Clock()
        answers = [{match.entity.id: match.probability for match in found} for _, found in screener.search(queries)]
        speed = len(queries) / clock.seconds
        first, alarmed = recall_at_first(asked, answers), recall_at_false_alarms(asked, answers)
        note = f"{len(screener.entities):,} entities, {len(queries):,} queries"
        yield line(f"OFAC aliases {variant}: R@1", first, reach, peer=peer, peer_name="tfidf3+rf", note=note)
        yield line(f"OFAC aliases {variant}: queries per CPU-second", speed, _SPEED, digits=0)
        if variant == "A2":
            name = f"OFAC aliases {variant}: recall at {_AT_FALSE_ALARMS:.0%} false alarms"
            yield line(name, alarmed, _RECALL, peer=_PEER_RECALL, peer_name="logic-v2")


def recall_at_first(asked: Sequence[dict[str, Any]], answers: Sequence[Answer]) -> float:
    """Return the share of queries whose entity comes first; one of several that come first counts in part."""
    right, positives = 0.0, 0
    for query, answer in zip(asked, answers, strict=True):
        if query["target"] is None:
            continue
        positives += 1
        own = answer.get(query["target"], 0.0)
        if own > 0 and own == max(answer.values()):
            right += 1 / sum(score == own for score in answer.values())
    return right / positives


def recall_at_false_alarms(asked: Sequence[dict[str, Any]], answers: Sequence[Answer]) -> float:
    """Return the share found first at the threshold that so few names of nobody pass."""
    tops = []
    for query, answer in zip(asked, answers, strict=True):
        top = max(answer.values(), default=0.0)
        best = [entity for entity, score in answer.items() if score == top]
        tops.append((top, (query["target"] in best) / max(1, len(best)), query["target"] is None))
    tops.sort(key=lambda item: -item[0])
    absent = sum(nobody for _, _, nobody in tops)
    positives = len(tops) - absent
    found = alarms = recall = 0.0
    for place, (top, right, nobody) in enumerate(tops):
        found += right
        alarms += nobody
        ends = place + 1 == len(tops) or tops[place + 1][0] != top
        if ends and alarms / absent <= _AT_FALSE_ALARMS:
            recall = max(recall, found / positives)
    return recall


def _profiles(
    listed: Sequence[dict[str, Any]], asked: Sequence[dict[str, Any]], *, with_aliases: bool
) -> list[Profile]:
    wanted = {(query["target"], query["name"]) for query in asked}
    found = []
    for entity in listed:
        aliases = [alias["name"] for alias in entity["aliases"] if (entity["id"], alias["name"]) not in wanted]
        names = (entity["name"], *(aliases if with_aliases else ()))
        kind = _KINDS.get(entity["schema"], entity["schema"])
        found.append(Profile(entity["id"], kind, tuple(map(Name, names))))
    return found


def _read(name: str) -> list[dict[str, Any]]:
    with (DATA / "er" / name).open(encoding="utf-8") as stream:
        return [json.loads(text) for text in stream]
