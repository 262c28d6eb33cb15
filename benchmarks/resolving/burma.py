"""Entries of lists on Myanmar that must, and must not, be one, with the workbook left out."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.measure import Measured
from benchmarks.resolving.linking import DATA, line
from benchmarks.resolving.lists import entities, resolved
from graphkit.resolve.linker import Pair
from graphkit.resolve.profiles import Compared

_ANSWERS = DATA.parent / "cases" / "burma" / "expected_dev.json"
_FOUND = 0.97
_REGULATIONS = {"IV": "32013R0401", "GHR": "32020R1998"}
_SCHEDULE = "ca_sema:myanmar-burma/part-{}/{}"


def rows() -> Iterator[Measured]:
    """Yield how many pairs were kept apart, found, and put to people."""
    answers = json.loads(_ANSWERS.read_text("utf-8"))["q6_identity"]
    found = resolved(entities())
    ids = _ids(found.entities)
    apart, missing_apart = _pairs(answers["must_not_merge"], ids)
    must, missing = _pairs(answers["must_merge"], ids)
    queue = found.in_queue()
    merged = [pair for pair in apart if found.groups.together(*pair)]
    together = [pair for pair in must if found.groups.together(*pair)]
    waiting = [pair for pair in must if pair not in together and pair in queue]
    lost = [pair for pair in must if pair not in together and pair not in queue]
    left_out = f"{len(missing_apart)} left out, a side in no file: {'; '.join(missing_apart)}"
    yield line(
        "Burma, must not merge: share kept apart",
        round(1 - len(merged) / len(apart), 4),
        1.0,
        note=f"{len(apart)} pairs; {left_out}",
    )
    note = f"{len(together)} of {len(must)}; {len(missing)} left out: {'; '.join(missing)}"
    yield line("Burma, must merge: share merged by the model", round(len(together) / len(must), 4), _FOUND, note=note)
    note = f"{len(waiting)} wait; lost: {'; '.join(f'{one} and {other}' for one, other in lost) or 'none'}"
    yield line("Burma, must merge: share merged or waiting", round(1 - len(lost) / len(must), 4), 1.0, note=note)


def _ids(of: Mapping[str, Compared]) -> dict[str, str]:
    """Return the entities by the reference that the answers use, of those lists whose ids do not tell it."""
    return {
        number: id_ for id_, item in of.items() if item.dataset == "uk_ofsi" for _, number in item.profile.identifiers
    } | {id_: id_ for id_ in of}


def _pairs(answers: list[dict[str, Any]], ids: Mapping[str, str]) -> tuple[list[Pair], list[str]]:
    """Return the pairs of entities, and what stands in no file."""
    found: list[Pair] = []
    missing: list[str] = []
    for answer in answers:
        ends = [_entity(answer[side], ids) for side in ("left", "right")]
        if all(ends):
            one, other = sorted(ends)
            found.append((one, other))
        else:
            missing += [answer[side] for side, end in zip(("left", "right"), ends, strict=True) if not end]
    return found, missing


def _entity(reference: str, ids: Mapping[str, str]) -> str:
    """Return the entity of a reference such as ``EU:IV.A 1``; nothing where no file holds it."""
    authority, _, number = reference.partition(":")
    if authority == "EU":
        annex, _, entry = number.removeprefix("GHR ").rpartition(" ")
        regulation = _REGULATIONS["GHR" if number.startswith("GHR") else "IV"]
        return ids.get(f"eu_journal:{regulation}/{annex}/{entry}", "")
    if authority == "CA":
        return ids.get(_SCHEDULE.format(*number.split(":")), "")
    return ids.get({"US-OFAC": "ofac_sdn:", "AU": "au_dfat:", "UK": ""}[authority] + number, "")
