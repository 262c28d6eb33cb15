"""What follows from statements by rule, marked as derived and citing all that it rests on."""

from collections.abc import Iterable, Iterator
from typing import Any

from graphkit.dates import Interval, Timed

ATTESTED_AROUND = "attested before and after"


def gaps(postings: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield a possible posting for every gap between two attested stretches of one person, unit and role.

    A source that attests a person in a post in 2015 and again in 2018 leaves the time between open: from the end of
    the first stretch to the start of the second the person may have stayed. Nothing is ever certain in it.
    """
    stretches: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for edge in postings:
        if edge["props"]["timed"] == Timed.DATED:
            key = (edge["tail"], edge["head"], str(edge["props"].get("role", "")))
            stretches.setdefault(key, []).append(edge)
    for found in stretches.values():
        if len(found) > 1:
            yield from _gaps_of(sorted(found, key=lambda edge: (edge["props"]["start_min"], edge["props"]["id"])))


def _gaps_of(stretches: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    earlier = stretches[0]
    for later in stretches[1:]:
        gap = Interval.between(interval_of(earlier["props"]), interval_of(later["props"]))
        if gap is not None:
            props = {
                **{name: value for name, value in later["props"].items() if name in {"role", "is_command"}},
                "id": f"{earlier['props']['id']}..{later['props']['id']}",
                "start_min": gap.start_min,
                "start_max": gap.start_max,
                "end_min": gap.end_min,
                "end_max": gap.end_max,
                "start_known": False,
                "end_known": False,
                "timed": Timed.DATED.value,
                "basis": "inferred",
                "stance": "asserted",
                "derived": ATTESTED_AROUND,
                "sids": sorted({*earlier["props"]["sids"], *later["props"]["sids"]}),
                "sources": sorted({*earlier["props"]["sources"], *later["props"]["sources"]}),
            }
            yield {"tail": later["tail"], "head": later["head"], "props": props}
        if _reach(later) > _reach(earlier):
            earlier = later


def _reach(edge: dict[str, Any]) -> tuple[str, str]:
    return edge["props"]["end_min"], edge["props"]["end_max"]


def interval_of(props: dict[str, Any]) -> Interval:
    """Return the four bounds that an edge carries."""
    return Interval(
        start_min=props["start_min"],
        start_max=props["start_max"],
        end_min=props["end_min"],
        end_max=props["end_max"],
        start_known=props["start_known"],
        end_known=props["end_known"],
        timed=Timed(props["timed"]),
    )
