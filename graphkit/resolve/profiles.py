"""What the entities of a case are compared by, read in columns: one query, whatever their number.

Besides what is said of an entity itself, its profile has the countries of the programmes under which it is listed and
the posts that it held: a list often prints neither nationality nor birth date, and then these tell namesakes apart.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from graphkit.case.folder import Case
from graphkit.case.log import reading
from graphkit.countries import country_code
from graphkit.errors import InvalidValue
from graphkit.model.ontology import IDENTIFIER_PROPERTIES, NAME_PROPERTIES
from graphkit.resolve.profile import Profile
from graphkit.text import fold

KINDS = ("Person", "Organization", "Company", "Unit", "Vessel", "Aircraft")
"""The kinds whose entities are compared."""

_COMPARED = (
    *NAME_PROPERTIES,
    *IDENTIFIER_PROPERTIES,
    *("birth_date", "gender", "country", "nationality", "citizenship", "registered_in", "flag", "birth_place"),
    *("address", "headquarters", "place", "position", "title", "branch", "echelon"),
)
_SAID = """
SELECT entity, any_value(kind ORDER BY kind), any_value(dataset),
  list(prop ORDER BY prop, first), list(value ORDER BY prop, first)
FROM (
  SELECT entity, kind, min(dataset) AS dataset, prop, value, min(id) AS first FROM statements
  WHERE list_contains($kinds, kind) AND (list_contains($props, prop)) AND stance <> 'denied'
    AND ($only IS NULL OR list_contains($only, entity)) AND dataset <> $without
  GROUP BY entity, kind, prop, value
) GROUP BY entity ORDER BY entity
"""
_LISTED = """
WITH ends AS (
  SELECT entity, min(value) FILTER (prop = 'tail') AS tail, min(value) FILTER (prop = 'head') AS head
  FROM statements WHERE kind = 'LISTED_IN' GROUP BY entity
), listing AS (
  SELECT entity, min(value) FILTER (prop = 'authority') AS authority, min(value) FILTER (prop = 'entry') AS entry,
    list(DISTINCT value ORDER BY value) FILTER (prop = 'programme') AS programmes
  FROM statements WHERE kind = 'Listing' GROUP BY entity
)
SELECT tail, authority, coalesce(entry, ''), coalesce(programmes, [])
FROM ends JOIN listing ON listing.entity = ends.head
WHERE $only IS NULL OR list_contains($only, tail) ORDER BY tail, authority, entry
"""
_POSTED = """
WITH ends AS (
  SELECT entity, min(value) FILTER (prop = 'tail') AS tail, min(value) FILTER (prop = 'head') AS head,
    list(DISTINCT value ORDER BY value) FILTER (prop IN ('role', 'rank')) AS said
  FROM statements WHERE kind = 'POSTED_TO' AND stance <> 'denied' GROUP BY entity
), called AS (SELECT entity, min(value) AS name FROM statements WHERE prop = 'name' AND kind = 'Unit' GROUP BY entity)
SELECT tail, array_to_string(list_append(coalesce(said, []), coalesce(name, '')), ', ')
FROM ends LEFT JOIN called ON called.entity = ends.head
WHERE $only IS NULL OR list_contains($only, tail) ORDER BY tail, ends.entity
"""
_WORD = re.compile(r"[a-z0-9]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS_OF_ENTRIES = frozenset({"schedule", "part", "item", "annex", "no", "entry", "number"})
_LONGEST_COUNTRY = 4
"""Words that the name of a country in the name of a programme has at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a list, by which a file says who its subject is."""

    authority: str
    entry: str
    """Its number, reduced to what publishers and those who cite them print alike."""
    countries: frozenset[str]
    """Those that the programme names."""


@dataclass(frozen=True, slots=True)
class Compared:
    """An entity of a case with all that it is compared by."""

    profile: Profile
    dataset: str
    entries: tuple[Entry, ...]

    @property
    def id(self) -> str:
        """The entity's id."""
        return self.profile.id

    @property
    def kept_in(self) -> str:
        """The list within which its publisher keeps entries apart: the dataset, or the regulation that its id names."""
        own, slash, _ = self.profile.id.partition("/")
        return own if slash else self.dataset


def read(case: Case, only: Iterable[str] | None = None, *, without: str = "") -> dict[str, Compared]:
    """Return the entities of the case, or those of the given ids, by id; about 2 KB of memory each.

    ``without`` leaves out a dataset whose entities are compared in a way of their own.
    """
    asked = {"only": None if only is None else list(only)}
    with reading(case) as connection:
        arguments = {"kinds": list(KINDS), "props": list(_COMPARED), "without": without, **asked}
        said = connection.execute(_SAID, arguments).fetchall()
        listed = connection.execute(_LISTED, asked).fetchall()
        posted = connection.execute(_POSTED, asked).fetchall()
    entries: dict[str, list[Entry]] = {}
    for entity, authority, entry, programmes in listed:
        countries = frozenset(code for programme in programmes for code in countries_of(programme))
        entries.setdefault(entity, []).append(Entry(authority or "", entry_key(entry), countries))
    posts: dict[str, list[str]] = {}
    for entity, post in posted:
        posts.setdefault(entity, []).append(post)
    found: dict[str, Compared] = {}
    for entity, kind, dataset, props, texts in said:
        values: dict[str, list[str]] = {}
        for prop, value in zip(props, texts, strict=True):
            values.setdefault(prop, []).append(value)
        own = tuple(entries.get(entity, ()))
        values.setdefault("country", []).extend(sorted({code for entry in own for code in entry.countries}))
        values.setdefault("position", []).extend(posts.get(entity, ()))
        found[entity] = Compared(Profile.of_values(entity, kind, values, (dataset,)), dataset, own)
    return found


def entry_key(entry: str) -> str:
    """Return an entry's number without the words around it: ``Schedule 1, Part 2, item 3`` is ``1 2 3``."""
    return " ".join(word for word in _WORD.findall(entry.casefold()) if word not in _WORDS_OF_ENTRIES)


@lru_cache(maxsize=4096)
def countries_of(programme: str) -> frozenset[str]:
    """Return the countries that the name of a programme holds: ``BURMA-EO14014`` and ``EU-MMR`` are of Myanmar."""
    parted = fold(_HUMP.sub(" ", programme))
    words = [word.rstrip("0123456789") or word for word in parted.split()]
    found: set[str] = set()
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_COUNTRY, len(words) - place), 0, -1):
            text = " ".join(words[place : place + length])
            if (length > 1 or len(text) > 2) and (code := _code(text)):
                found.add(code)
                place += length - 1
                break
        place += 1
    return frozenset(found)


def _code(text: str) -> str:
    try:
        return country_code(text)
    except InvalidValue:
        return ""
