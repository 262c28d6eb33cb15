"""Judgements that come in as lines: our own, or those of nomenklatura's resolver; all are recorded in one act.

A line that is broken, names what is not in the case, or contradicts what stands is refused by itself, with its number
and the reason; the others are recorded.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.ledger import now
from graphkit.case.log import reading
from graphkit.errors import ContradictoryJudgement, GraphkitError, InvalidValue, KindClash, UnknownEntity
from graphkit.model.judgement import MODEL, Judgement, Verdict
from graphkit.model.ontology import NODE_KINDS, narrowest
from graphkit.resolve.groups import Groups
from graphkit.resolve.judge import person
from graphkit.resolve.linker import Linker, pair_of
from graphkit.text import visible

_VERDICTS = {"positive": Verdict.SAME, "negative": Verdict.DIFFERENT, "unsure": Verdict.UNSURE}
_NO_JUDGEMENT = "no_judgement"
_WORDS = {verdict: word for word, verdict in _VERDICTS.items()}


@dataclass(frozen=True, slots=True)
class Given:
    """A judgement as a line gives it."""

    line: int
    left: str
    right: str
    verdict: Verdict
    reason: str
    by: str = ""
    score: float | None = None
    features: Mapping[str, float] | None = None
    model_version: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the lines."""

    recorded: tuple[Judgement, ...]
    refused: tuple[tuple[int, str], ...]
    """Line and reason."""
    undecided: int
    """Lines without a verdict."""


def take_in(case: Case, lines: Iterable[str], *, nomenklatura: bool = False) -> Imported:
    """Record the lines: JSON objects with left, right, verdict and reason, or the lists of nomenklatura's resolver."""
    refused: list[tuple[int, str]] = []
    given: list[Given] = []
    undecided = 0
    for number, text in enumerate(lines, 1):
        if not text.strip():
            continue
        try:
            read = (_of_nomenklatura if nomenklatura else _of_line)(number, text)
        except InvalidValue as error:
            refused.append((number, str(error)))
        else:
            undecided += read is None
            given += [read] if read else []
    with case.writing():
        new, contradicting = _checked(case, _without_third_ids(case, given) if nomenklatura else given)
        recorded = judgements.append(case, new) if new else []
    return Imported(tuple(recorded), tuple(sorted(refused + contradicting)), undecided)


def nomenklatura_lines(linker: Linker) -> Iterator[str]:
    """Yield what stands as nomenklatura's resolver writes it: target, source, judgement, score, user, time."""
    for (low, high), item in linker.standing.items():
        yield json.dumps([high, low, _WORDS[item.verdict], item.score, item.by, item.at], ensure_ascii=False) + "\n"


def _of_line(number: int, text: str) -> Given | None:
    """Return what a line says; None where it has no verdict yet."""
    said = _json(text)
    if not isinstance(said, dict):
        raise InvalidValue("it is no JSON object with left, right, verdict and reason")
    if not said.get("verdict"):
        return None
    left, right, reason = (said.get(name) for name in ("left", "right", "reason"))
    if not (isinstance(left, str) and left and isinstance(right, str) and right):
        raise InvalidValue("left and right are ids of entities")
    if not (isinstance(reason, str) and reason.strip()):
        raise InvalidValue("a judgement needs its reason")
    if said["verdict"] not in set(Verdict):
        raise InvalidValue(f"{visible(str(said['verdict']))!r} is no verdict; same, different and unsure are")
    score, features, version = said.get("score"), said.get("features"), said.get("model_version")
    return Given(
        number,
        left,
        right,
        Verdict(said["verdict"]),
        reason,
        score=float(score) if isinstance(score, int | float) else None,
        features={name: float(value) for name, value in features.items()} if isinstance(features, dict) else None,
        model_version=version if isinstance(version, str) else "",
    )


def _of_nomenklatura(number: int, text: str) -> Given | None:
    said = _json(text)
    if not (isinstance(said, list) and len(said) >= 3 and all(isinstance(item, str) for item in said[:3])):
        raise InvalidValue("it is no list of target, source, judgement, score, user and time")
    target, source, word = said[:3]
    if word == _NO_JUDGEMENT or (len(said) > 6 and said[6]):
        return None
    if word not in _VERDICTS:
        raise InvalidValue(f"{visible(word)!r} is no judgement of nomenklatura's: {', '.join(_VERDICTS)}")
    score, user, at = (*said[3:6], None, None, None)[:3]
    by = str(user or "")
    when = f" on {at}" if at else ""
    return Given(
        number,
        target,
        source,
        _VERDICTS[word],
        f"judged {word} in nomenklatura{when}",
        by=f"{by} (nomenklatura)" if by == MODEL else by,
        score=float(score) if isinstance(score, int | float) else None,
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InvalidValue(f"it is no JSON: {error}") from error


def _without_third_ids(case: Case, given: list[Given]) -> list[Given]:
    """Return the judgements with ids that stand for a group put aside: its members of the case are joined directly.

    nomenklatura joins entities by way of an id of its own, or of Wikidata, which is no entity of a case.
    """
    known = _kinds(case, {end for item in given for end in (item.left, item.right)})
    groups, first = Groups(), dict[str, str]()
    kept: list[Given] = []
    for item in given:
        if item.verdict is not Verdict.SAME or (item.left in known and item.right in known):
            kept.append(item)
        if item.verdict is Verdict.SAME:
            groups.join(item.left, item.right)
    for entity in sorted(known):
        first.setdefault(groups.top(entity), entity)
    for item in given:
        if item.verdict is Verdict.SAME and (item.left in known) != (item.right in known):
            own = item.left if item.left in known else item.right
            if (other := first[groups.top(own)]) != own:
                kept.append(Given(item.line, other, own, item.verdict, item.reason, item.by, item.score))
    return kept


def _checked(case: Case, given: list[Given]) -> tuple[list[Judgement], list[tuple[int, str]]]:
    """Return the judgements that contradict nothing, one after another, and the lines of those that do."""
    said = judgements.read(case)
    linker = Linker.of(said)
    kinds = _kinds(case, {end for item in given for end in (item.left, item.right)})
    people = Groups()
    for pair, standing in linker.standing.items():
        if standing.verdict is Verdict.DIFFERENT:
            people.keep_apart(*pair)
        elif standing.verdict is Verdict.SAME and not standing.automatic:
            people.join(*pair)
    judged = set(linker.standing)
    by, at = person(), now()
    new: list[Judgement] = []
    refused: list[tuple[int, str]] = []
    number = max((item.number for item in said), default=-1) + 1
    for item in given:
        judgement = Judgement(
            left=item.left,
            right=item.right,
            verdict=item.verdict,
            reason=item.reason,
            by=item.by or by,
            at=at,
            score=item.score,
            features=dict(item.features or {}),
            model_version=item.model_version,
            number=number + len(new),
        )
        pair = pair_of(judgement)
        try:
            _check_ends(judgement, kinds)
            if pair in judged or _contradicts(judgement, people):
                linker = Linker.of([*said, *new])
                linker.check(judgement)
                before = linker.standing.get(pair)
                judgement = judgement.model_copy(update={"supersedes": before.id if before else ""})
        except GraphkitError as error:
            refused.append((item.line, str(error)))
            continue
        new.append(judgement)
        judged.add(pair)
        if judgement.verdict is Verdict.SAME:
            people.join(*pair)
        elif judgement.verdict is Verdict.DIFFERENT:
            people.keep_apart(*pair)
    return new, refused


def _contradicts(judgement: Judgement, people: Groups) -> bool:
    """Tell whether the judgement may contradict others, so that all of them are to be looked at."""
    if judgement.verdict is Verdict.SAME:
        return people.kept_apart(judgement.left, judgement.right)
    return judgement.verdict is Verdict.DIFFERENT and people.together(judgement.left, judgement.right)


def _check_ends(judgement: Judgement, kinds: Mapping[str, frozenset[str]]) -> None:
    ends = (judgement.left, judgement.right)
    if judgement.left == judgement.right:
        raise ContradictoryJudgement(f"{judgement.left} is one entity; name two")
    if missing := [end for end in ends if end not in kinds]:
        raise UnknownEntity(f"no entity of the case has the id {' or '.join(map(visible, missing))}")
    both = kinds[ends[0]] | kinds[ends[1]]
    if relations := both - NODE_KINDS.keys():
        raise ContradictoryJudgement(f"{' or '.join(ends)} is a relation ({', '.join(sorted(relations))})")
    if judgement.verdict is Verdict.SAME:
        try:
            narrowest(both)
        except KindClash as error:
            raise KindClash(f"{' and '.join(ends)} cannot be the same: {error}") from error


def _kinds(case: Case, ids: Iterable[str]) -> dict[str, frozenset[str]]:
    query = "SELECT entity, list(DISTINCT kind) FROM statements WHERE list_contains(?, entity) GROUP BY entity"
    with reading(case) as connection:
        return {entity: frozenset(kinds) for entity, kinds in connection.execute(query, [sorted(ids)]).fetchall()}
