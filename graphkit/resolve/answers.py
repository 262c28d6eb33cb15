"""What a screening answers: a line for each candidate, or the shape of yente's answer to ``/match``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.resolve import profiles
from graphkit.resolve.linker import Linker
from graphkit.resolve.queries import Query
from graphkit.resolve.score import POSSIBLE_FROM, SAME
from graphkit.resolve.screen import COMPARED, Match, Screener


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity of the case that a query may mean, by its canonical id, with the member that is most alike."""

    query: Query
    entity: str
    match: Match

    def as_line(self) -> dict[str, Any]:
        """Return the candidate as one line tells it."""
        comparison, found = self.match.comparison, self.match.score
        return {
            "query": self.query.id,
            "entity": self.entity,
            "name": comparison.right_name,
            "score": round(found.probability, 6),
            "verdict": found.verdict,
            "features": {name: round(value, 4) for name, value in found.contributions.items()},
            "asked": comparison.left_name,
            "member": self.match.entity.id,
            "aligned": [[word.left, word.right, word.how] for word in comparison.aligned],
            "model_version": found.model_version,
        }


def answers(
    case: Case, queries: Sequence[Query], *, limit: int = 5, least: float | None = None
) -> Iterator[tuple[Query, list[Candidate]]]:
    """Yield each query with its candidates of the case, the likeliest first; what is merged comes once.

    Without ``least`` those are left out that the model calls different.
    """
    linker = Linker.of(judgements.read(case))
    screener = Screener([item.profile for item in profiles.read(case).values()])
    found = screener.search([query.profile for query in queries], compared=max(limit, COMPARED))
    for query, (_, matches) in zip(queries, found, strict=True):
        listed: dict[str, Candidate] = {}
        for match in matches:
            enough = match.probability >= (POSSIBLE_FROM if least is None else least)
            if enough:
                entity = linker.canonical(match.entity.id)
                listed.setdefault(entity, Candidate(query, entity, match))
        yield query, list(listed.values())[:limit]


def as_yente(query: Query, candidates: Sequence[Candidate]) -> dict[str, Any]:
    """Return what yente answers to one query of a request to ``/match``."""
    return {
        "status": 200,
        "results": [_result(candidate) for candidate in candidates],
        "total": {"value": len(candidates), "relation": "eq"},
        "query": _entity(query.id, query.profile),
    }


def _result(candidate: Candidate) -> dict[str, Any]:
    line = candidate.as_line()
    return {
        **_entity(candidate.entity, candidate.match.entity),
        "caption": line["name"],
        "score": line["score"],
        "match": line["verdict"] == SAME,
        "features": line["features"],
        "datasets": list(candidate.match.entity.datasets),
    }


def _entity(id_: str, profile: Any) -> dict[str, Any]:
    properties = {
        "name": [name.text for name in profile.names if not name.weak],
        "weakAlias": [name.text for name in profile.names if name.weak],
        "birthDate": list(profile.birth_dates),
        "gender": list(profile.genders),
        "country": [country.lower() for country in profile.countries],
        "idNumber": [number for _, number in profile.identifiers],
    }
    return {
        "id": id_,
        "schema": profile.kind if profile.kind != "Aircraft" else "Airplane",
        "properties": {name: values for name, values in properties.items() if values},
    }
