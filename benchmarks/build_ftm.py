"""``graphkit build`` of 100,000 FollowTheMoney entities against ``followthemoney-graph`` 0.1.0, into the same server.

The peer's figure is the one recorded of it: 100,000 entities in 28 s by ``ftmg load``, into the server that graphkit
runs, on two quiet cores. (It needs ICU's headers, a compiler and, by its own word, Python 3.12.) The line says so; it
compares machines as well as programs.
"""

import json
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.measure import Measured, seconds
from graphkit.case.folder import Case
from graphkit.graph.build import built
from graphkit.intake.ingestor import load
from graphkit.intake.run import Options, ingest

_TARGET = 4.0
_RECORDED = 28.0
"""Seconds in which ``ftmg load`` took in 100,000 entities."""
_ENTITIES = 100_000


def measure(*, rounds: int = 2) -> list[Measured]:
    """Build persons, companies, ownerships and directorships, from evidence to a graph that answers."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "invented.ftm.json"
        file.write_text("".join(json.dumps(entity) + "\n" for entity in _entities()), "utf-8")
        case = Case.create(Path(folder) / "case")
        ingest(case, load("ftm"), [file], Options())
        before = _processor_time()
        took = median(seconds(lambda: _build(case)) for _ in range(rounds))
        busy = (_processor_time() - before) / rounds
    ratio = _RECORDED / took
    peer = "ftmg load, as recorded"
    note = f"{_ENTITIES / took:,.0f} against {_ENTITIES / _RECORDED:,.0f} entities/s; {busy:.1f} s of processor time"
    return [Measured("build_ftm", took, _RECORDED, peer, ratio, f"≥ {_TARGET:.0f}", ratio >= _TARGET, note)]


def _build(case: Case) -> None:
    with built(case, anew=True) as (store, _):
        store.read("MATCH (n:Entity) RETURN count(n)")


def _processor_time() -> float:
    """Return the seconds that this process and those that it waited for kept a processor busy."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(item.ru_utime + item.ru_stime for item in used)


def _entities() -> Iterator[dict[str, object]]:
    """Yield half persons, and of the rest companies, ownerships and directorships."""
    persons, companies, owned = _ENTITIES // 2, _ENTITIES // 5, _ENTITIES // 5
    for number in range(persons):
        names = {"name": [f"Invented Person {number}"], "alias": [f"Person, Invented {number}"]}
        yield _entity(f"p-{number}", "Person", {**names, "birthDate": [f"19{10 + number % 90}"], "nationality": ["mm"]})
    for number in range(companies):
        told = {"name": [f"Invented Company {number}"], "jurisdiction": ["mm"], "registrationNumber": [str(number)]}
        yield _entity(f"c-{number}", "Company", told)
    for number in range(_ENTITIES - persons - companies):
        person, company = [f"p-{number * 7919 % persons}"], [f"c-{number % companies}"]
        if number < owned:
            yield _entity(f"o-{number}", "Ownership", {"owner": person, "asset": company, "percentage": ["25"]})
        else:
            told = {"director": person, "organization": company, "role": ["director"], "startDate": ["2015"]}
            yield _entity(f"d-{number}", "Directorship", told)


def _entity(id_: str, schema: str, properties: dict[str, list[str]]) -> dict[str, object]:
    return {"id": id_, "schema": schema, "properties": properties, "datasets": ["invented"], "referents": []}
