"""Searching entities by any of their names or identifiers, and showing what tells namesakes apart.

Columns first, folding second: DuckDB leaves the few values that can match at all, and only these are folded as
``text.fold`` folds, one distinct value at a time.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphkit.case import judgements
from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.errors import InvalidValue, UnknownKind
from graphkit.model.ontology import IDENTIFIER_PROPERTIES, NAME_PROPERTIES, NODE_KINDS, is_within
from graphkit.resolve.linker import Linker
from graphkit.resolve.lookup import possible_ids
from graphkit.text import fold, nearest, visible

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_NAMING = (*NAME_PROPERTIES, "title")
_FIRST_UNSPACED = "\u0e00"
"""From Thai on, scripts that do not part words: Lao, Burmese, Khmer, Chinese, Japanese."""
_POSSIBLE = r"""
WITH named AS (
  SELECT entity, value, list_contains($identifiers, prop) AS identifier FROM statements
  WHERE list_contains($kinds, kind) AND (list_contains($naming, prop) OR list_contains($identifiers, prop))
  GROUP BY ALL
)
SELECT value, identifier, list(entity) FROM named
WHERE NOT regexp_full_match(value, '[\x00-\x7f]*')
  OR list_bool_and([contains(lower(value), word) FOR word IN $words])
  OR (identifier AND starts_with(regexp_replace(lower(value), '[^a-z0-9]', '', 'g'), $packed))
GROUP BY ALL
"""
_NUMBERED = "SELECT DISTINCT entity FROM statements WHERE list_contains(?, entity) AND list_contains(?, kind)"
_TOLD_APART = """
WITH wanted AS (SELECT unnest($members) AS entity, unnest($canonical) AS canonical)
SELECT canonical, list(DISTINCT kind ORDER BY kind), list(DISTINCT entity ORDER BY entity),
  list(DISTINCT dataset ORDER BY dataset), count(*),
  list(DISTINCT {'prop': prop, 'value': value} ORDER BY {'prop': prop, 'value': value})
    FILTER (list_contains($told, prop) AND stance <> 'denied')
FROM statements JOIN wanted USING (entity) WHERE list_contains($members, entity) GROUP BY canonical
"""
_COUNTRIES = ("country", "nationality", "citizenship", "flag")


@dataclass(frozen=True, slots=True)
class Found:
    """An entity that a search found, with what tells it from others of its name."""

    id: str
    """The canonical id."""
    kind: str
    name: str
    matched: str
    """The name or identifier that was found."""
    names: tuple[str, ...]
    """Every name, with all spellings and scripts."""
    birth_dates: tuple[str, ...]
    identifiers: tuple[str, ...]
    """Each with its property: ``passport A123``."""
    countries: tuple[str, ...]
    datasets: tuple[str, ...]
    members: tuple[str, ...]
    """Every id that was judged to be this entity."""
    statements: int


def search(case: Case, text: str, kind: str | None = None, limit: int = 20) -> list[Found]:
    """Return the entities with a name that holds every word of the text, or the beginning of every word.

    The order of words, case and accents do not matter. An entity of that id comes first, then that very name, then
    whole words, then short names before long ones. Raises InvalidValue for a text without a letter or digit, and
    UnknownKind.
    """
    words = fold(text).split()
    if not words:
        raise InvalidValue(f"{visible(text)!r} holds no letter or digit to search for; give a part of a name")
    linker = Linker.of(judgements.read(case))
    with reading(case) as connection:
        kinds = _kinds(kind)
        numbered = connection.execute(_NUMBERED, [possible_ids(case, text), kinds]).fetchall()
        ranked = {linker.canonical(entity): entity for (entity,) in sorted(numbered)}
        possible = connection.execute(_POSSIBLE, _arguments(words, kinds)).fetchall()
        for entity, matched in _ranked(possible, words, linker):
            ranked.setdefault(entity, matched)
        return _described(connection, list(ranked.items())[:limit], linker)


def _kinds(wanted: str | None) -> list[str]:
    """Return the kinds to search: all, or the one wanted and those that narrow it."""
    if wanted is None:
        return list(NODE_KINDS)
    if wanted not in NODE_KINDS:
        guess = nearest(wanted, NODE_KINDS)
        hint = f"did you mean {guess}?" if guess else f"the kinds are: {', '.join(NODE_KINDS)}"
        raise UnknownKind(f"no kind is called {visible(wanted)!r}; {hint}")
    return [kind for kind in NODE_KINDS if is_within(kind, wanted)]


def _arguments(words: Sequence[str], kinds: list[str]) -> dict[str, Any]:
    return {
        "naming": list(_NAMING),
        "identifiers": list(IDENTIFIER_PROPERTIES),
        "kinds": kinds,
        "words": list(words),
        "packed": "".join(words),
    }


def _ranked(
    possible: Iterable[tuple[str, bool, list[str]]], words: Sequence[str], linker: Linker
) -> list[tuple[str, str]]:
    """Return the canonical id of each entity that matches and the value that does, the best match first."""
    best: dict[str, tuple[int, int, str]] = {}
    for value, is_identifier, entities in possible:
        folded = fold(value)
        if (grade := _grade(folded, words, is_identifier=is_identifier)) is None:
            continue
        rank = (grade, len(folded), value)
        for entity in entities:
            canonical = linker.canonical(entity)
            if canonical not in best or rank < best[canonical]:
                best[canonical] = rank
    return [(entity, rank[2]) for entity, rank in sorted(best.items(), key=lambda item: (item[1], item[0]))]


def _grade(folded: str, words: Sequence[str], *, is_identifier: bool) -> int | None:
    """Return how good the match is, from 0 for the very name to 3 for beginnings of words; None where it is none."""
    parts = folded.split()
    if parts == list(words) or (is_identifier and "".join(parts) == "".join(words)):
        return 0
    if sorted(parts) == sorted(words):
        return 1
    if Counter(words) <= Counter(parts):
        return 2
    return 3 if _begun(words, parts, folded) or (is_identifier and "".join(parts).startswith("".join(words))) else None


def _begun(words: Sequence[str], parts: Sequence[str], folded: str) -> bool:
    """Tell whether each word begins a part of its own; the longest choose first, which leaves most to the others."""
    left = list(parts)
    for word in sorted(words, key=len, reverse=True):
        if max(word) >= _FIRST_UNSPACED:
            if word not in folded:
                return False
        elif (part := next((part for part in left if part.startswith(word)), None)) is not None:
            left.remove(part)
        else:
            return False
    return True


def _described(connection: "DuckDBPyConnection", ranked: Sequence[tuple[str, str]], linker: Linker) -> list[Found]:
    members = [(member, entity) for entity, _ in ranked for member in linker.members(entity)]
    arguments = {
        "members": [member for member, _ in members],
        "canonical": [entity for _, entity in members],
        "told": [*_NAMING, "birth_date", *IDENTIFIER_PROPERTIES, *_COUNTRIES],
    }
    rows = {row[0]: row[1:] for row in connection.execute(_TOLD_APART, arguments).fetchall()}
    return [_found(entity, matched, rows[entity]) for entity, matched in ranked]


def _found(entity: str, matched: str, row: tuple[Any, ...]) -> Found:
    kinds, members, datasets, statements, told = row
    pairs = [(pair["prop"], pair["value"]) for pair in told or ()]
    first = [value for prop, value in pairs if prop in {"name", "title"}]
    return Found(
        id=entity,
        kind=" or ".join(kinds),
        name=first[0] if first else matched,
        matched=matched,
        names=tuple(dict.fromkeys([*first, *(value for prop, value in pairs if prop in _NAMING)])),
        birth_dates=tuple(value for prop, value in pairs if prop == "birth_date"),
        identifiers=tuple(f"{prop} {value}" for prop, value in pairs if prop in IDENTIFIER_PROPERTIES),
        countries=tuple(sorted({value for prop, value in pairs if prop in _COUNTRIES})),
        datasets=tuple(datasets),
        members=tuple(members),
        statements=statements,
    )
