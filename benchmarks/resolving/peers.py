"""Others' scorers of two names, where they are installed: rapidfuzz always, nomenklatura if it can be imported."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

Entity = dict[str, Any]
Scorer = Callable[[Entity, Entity], float]
_PARTS = ("firstName", "secondName", "middleName", "fatherName", "motherName", "lastName")
_NOMENKLATURA = ("logic-v2", "logic-v1", "name-based")


def peers() -> Iterator[tuple[str, Scorer, float]]:
    """Yield each peer's name, its scorer of two entities, and the threshold that it is used at."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import JaroWinkler

    yield "rapidfuzz token_set", lambda one, other: fuzz.token_set_ratio(_plain(one), _plain(other)) / 100, 0.85
    yield "rapidfuzz token_sort", lambda one, other: fuzz.token_sort_ratio(_plain(one), _plain(other)) / 100, 0.85
    yield "rapidfuzz WRatio", lambda one, other: fuzz.WRatio(_plain(one), _plain(other)) / 100, 0.85
    yield "rapidfuzz Jaro-Winkler", lambda one, other: JaroWinkler.similarity(_plain(one), _plain(other)), 0.85
    with suppress(ImportError):
        yield from _nomenklatura()


def _nomenklatura() -> Iterator[tuple[str, Scorer, float]]:
    from followthemoney import ValueEntity, model
    from nomenklatura.matching import get_algorithm

    def made(entity: Entity) -> Any:
        proxy = ValueEntity(model.get(entity["schema"]), {"id": str(id(entity))})
        for prop, values in entity["properties"].items():
            for value in values:
                proxy.add(prop, value)
        if not proxy.names:
            proxy.add("name", _name(entity))
        return proxy

    for name in _NOMENKLATURA:
        algorithm = get_algorithm(name)
        if algorithm is None:
            continue
        config = algorithm.default_config()

        def scorer(one: Entity, other: Entity, algorithm: Any = algorithm, config: Any = config) -> float:
            return float(algorithm.compare(made(one), made(other), config).score)

        yield f"nomenklatura {name}", scorer, 0.7


def _name(entity: Entity) -> str:
    properties = entity["properties"]
    if names := properties.get("name"):
        return str(names[0])
    return " ".join(value for part in _PARTS for value in properties.get(part, ()))


def _plain(entity: Entity) -> str:
    text = unicodedata.normalize("NFKD", _name(entity))
    text = "".join(char for char in text if not unicodedata.combining(char)).lower()
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’`]", "", text)).split())
