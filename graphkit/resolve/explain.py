"""Why two entities, or two names, are taken for one or not: what was compared, word by word and feature by feature."""

from dataclasses import dataclass
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import UnknownEntity
from graphkit.model.judgement import Judgement
from graphkit.resolve import profiles
from graphkit.resolve.compare import Comparison, compare
from graphkit.resolve.contradiction import contradiction
from graphkit.resolve.linker import Linker
from graphkit.resolve.lookup import full_id
from graphkit.resolve.profile import Profile
from graphkit.resolve.score import Score, score
from graphkit.resolve.stated import stated


@dataclass(frozen=True, slots=True)
class Explanation:
    """Two profiles, compared and scored, with what stands of them in the case."""

    left: Profile
    right: Profile
    comparison: Comparison
    score: Score
    contradiction: str = ""
    stated: str = ""
    """Which source states that they are one."""
    judged: tuple[Judgement, ...] = ()
    """The judgement of the two; else those that join them."""

    def as_line(self) -> dict[str, Any]:
        """Return the explanation as JSON tells it."""
        return {
            "left": told(self.left),
            "right": told(self.right),
            "left_name": self.comparison.left_name,
            "right_name": self.comparison.right_name,
            "aligned": [
                {
                    "left": word.left,
                    "right": word.right,
                    "how": word.how,
                    "likeness": round(word.likeness, 4),
                    "weight": round(word.weight, 4),
                }
                for word in self.comparison.aligned
            ],
            "features": {name: round(value, 4) for name, value in self.comparison.features.items()},
            "contributions": {name: round(value, 4) for name, value in self.score.contributions.items()},
            "score": round(self.score.probability, 6),
            "verdict": self.score.verdict,
            "model_version": self.score.model_version,
            "contradiction": self.contradiction,
            "stated": self.stated,
            "judgements": [item.model_dump(mode="json") for item in self.judged],
        }


def explain_names(left: str, right: str, kind: str) -> Explanation:
    """Explain two names of things of that kind; no case is asked."""
    return _explained(Profile.named(left, kind), Profile.named(right, kind))


def explain(case: Case, left: str, right: str) -> Explanation:
    """Explain two entities of the case, with what was judged of them; raises UnknownEntity."""
    with reading(case) as connection:
        ids = [full_id(case, connection, end) for end in (left, right)]
    found = profiles.read(case, ids)
    for id_ in ids:
        if id_ not in found:
            raise UnknownEntity(f"{id_} is none of those that are compared: {', '.join(profiles.KINDS)}")
    linker = Linker.of(judgements.read(case))
    own = linker.standing.get((min(ids), max(ids)))
    judged = (own,) if own else linker.path(*ids)
    said = stated(found).get((min(ids), max(ids)))
    return _explained(found[ids[0]].profile, found[ids[1]].profile, said.reason if said else "", judged)


def _explained(left: Profile, right: Profile, said: str = "", judged: tuple[Judgement, ...] = ()) -> Explanation:
    comparison = compare(left, right)
    return Explanation(left, right, comparison, score(comparison), contradiction(left, right), said, judged)


def told(profile: Profile) -> dict[str, Any]:
    """Return what is known of one side, as JSON tells it."""
    return {
        "id": profile.id,
        "kind": profile.kind,
        "names": [name.text for name in profile.names],
        "birth_dates": list(profile.birth_dates),
        "genders": list(profile.genders),
        "countries": list(profile.countries),
        "identifiers": [f"{kind} {number}" for kind, number in profile.identifiers],
        "places": list(profile.places),
        "positions": list(profile.positions),
        "datasets": list(profile.datasets),
    }
