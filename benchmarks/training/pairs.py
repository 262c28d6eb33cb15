"""Labelled pairs of names to learn from: aliases, nearest names of others, and variants made by rules."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from benchmarks.training import variants
from benchmarks.training.lists import PERSON, Listed, listed
from benchmarks.training.names import companies, people
from graphkit.resolve.names.align import align
from graphkit.resolve.names.reading import read

_ALIASES_OF_ONE = 5
_CLEARLY = 3
"""Aliases that do not agree in so many times what they differ in are other names, not ways to write one."""
_BURMESE_WRITTEN = """
Aung Win Htun Kyaw Zaw Min Thein Myint Khin Maung Soe Tin Than Oo Naing Hla Moe Thant Zin Lin Htet Ye Aye Mya Thu Ko
Ko Nyunt Sein Shwe Tun Lwin Phyo Wai Yan Hlaing Thaw Swe Myo Nay Htoo Kyi Nyein Wint Hein Thura Sandar Nilar
"""
_BURMESE = _BURMESE_WRITTEN.split()

_GENERIC_WRITTEN = """
Global International United General National Star Eastern Western New First Golden Royal Trading Industries Services
Engineering Construction Development Investment Shipping Logistics Holding Group Technology Commercial Energy
Petroleum
"""
_GENERIC = _GENERIC_WRITTEN.split()
_GENERIC_FORMS = (
    ("LLC", "L.L.C."),
    ("Ltd", "Limited"),
    ("Company", "Co."),
    ("Inc.", "Incorporated"),
    ("JSC", "OAO"),
    ("GmbH", "G.m.b.H."),
)


@dataclass(frozen=True)
class Labelled:
    """Two names, whether they are of one entity, and where the pair comes from."""

    left: str
    right: str
    kind: str
    same: bool
    origin: str
    group: int
    """Pairs of one group stand in one fold."""


def labelled(folder: Path, seed: int = 11) -> list[Labelled]:
    """Return all pairs."""
    rng = random.Random(seed)  # noqa: S311
    entities = [entity for entity in listed(folder) if entity.names]
    found = [*_aliases(entities, rng), *_neighbours(entities, rng)]
    found += _made_persons(entities, rng)
    found += _made_bodies(entities, rng)
    found += _made_generic(rng)
    found += _made_burmese(rng)
    kept: dict[tuple[str, str, str], Labelled] = {}
    for pair in found:
        kept.setdefault((pair.kind, min(pair.left, pair.right), max(pair.left, pair.right)), pair)
    return list(kept.values())


def _aliases(entities: Sequence[Listed], rng: random.Random) -> Iterator[Labelled]:
    """Yield names that one list prints of one entity; those that are other names altogether say nothing of names."""
    for number, entity in enumerate(entities):
        pairs = [(one, other) for place, one in enumerate(entity.names) for other in entity.names[place + 1 :]]
        rng.shuffle(pairs)
        kept = 0
        for one, other in pairs:
            body = entity.kind != PERSON
            left, right = read(one, body=body), read(other, body=body)
            if left.ordered == right.ordered and rng.random() < 0.7:
                continue
            beside = align(left, right)
            if beside.agreed <= beside.lost + _CLEARLY * min(beside.left_out, beside.right_out):
                continue
            yield Labelled(one, other, entity.kind, True, f"alias {entity.list}", number)
            kept += 1
            if kept >= _ALIASES_OF_ONE:
                break


def _neighbours(entities: Sequence[Listed], rng: random.Random) -> Iterator[Labelled]:
    """Yield, for names of a list, the likest names of its other entities, and one by chance."""
    pools: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for number, entity in enumerate(entities):
        for name in entity.names[:3]:
            pools[entity.list, entity.kind].append((number, name))
    for (_, kind), pool in pools.items():
        asked = rng.sample(range(len(pool)), min(len(pool), 1400))
        texts = [read(name, body=kind != PERSON).ordered for _, name in pool]
        for scorer in (fuzz.token_sort_ratio, fuzz.token_set_ratio):
            likeness = process.cdist([texts[place] for place in asked], texts, scorer=scorer, dtype=np.uint8)
            for row, place in enumerate(asked):
                number, name = pool[place]
                likest = np.argsort(-likeness[row].astype(int), kind="stable")[:12]
                others = [
                    other
                    for other in map(int, likest)
                    if pool[other][0] != number
                    and texts[other] != texts[place]
                    and not set(entities[pool[other][0]].names) & set(entities[number].names)
                ]
                yield from (
                    Labelled(name, pool[other][1], kind, False, "neighbour", number)
                    for other in [*others[:1], *([rng.randrange(len(pool))] if rng.random() < 0.15 else [])]
                    if pool[other][0] != number
                )


def _made_persons(entities: Sequence[Listed], rng: random.Random) -> Iterator[Labelled]:
    composed = list(people(rng, 110))
    given = [one for one, _, _ in composed]
    family = [other for _, other, _ in composed]
    names = [(name, 10**6 + number) for number, (_, _, name) in enumerate(composed)]
    names = [*_with_middle(names, given, rng)]
    names += [
        (entity.names[0], number)
        for number, entity in enumerate(entities)
        if entity.kind == PERSON and entity.names[0].isascii() and rng.random() < 0.3
    ]
    for name, group in names:
        rule = variants.chosen(variants.SAME_PERSON, rng)
        made = rule(name, rng)
        if made and rng.random() < 0.2:
            made = variants.chosen(variants.SAME_PERSON, rng)(made, rng) or made
        if made:
            yield Labelled(name, made, PERSON, True, f"made {rule.__name__}", group)
        other = _another_person(name, given, family, rng)
        if other:
            yield Labelled(name, other, PERSON, False, "made other", group)
        words = name.split()
        if rng.random() < 0.08 and len(words) > 1:
            one, two = rng.sample("ABCDEFGHJKLMNPRSTW", 2)
            left, right = (f"{words[0]} {letter}. {words[-1]}" for letter in (one, two))
            yield Labelled(left, right, PERSON, False, "made other initial", group)
        if rng.random() < 0.12 and len(words) > 1:
            little = rng.choice((". ".join(word[0] for word in words) + ".", words[0]))
            yield Labelled(name, little, PERSON, False, "made too little", group)


def _with_middle(names: list[tuple[str, int]], given: list[str], rng: random.Random) -> Iterator[tuple[str, int]]:
    for name, group in names:
        words = name.split()
        if rng.random() < 0.3:
            words.insert(1, rng.choice(given))
        yield " ".join(words), group


def _another_person(name: str, given: list[str], family: list[str], rng: random.Random) -> str | None:
    """Return a name that shares words with it and is another's: one word is another, a near one for preference."""
    words = name.split()
    if len(words) < 2:
        return None
    place = rng.choice((0, len(words) - 1)) if rng.random() < 0.85 else rng.randrange(len(words))
    pool = rng.sample(given if place < len(words) - 1 else family, 1000)
    pool = [other for other in pool if other.lower() != words[place].lower()]
    near = process.extractOne(words[place], pool, scorer=fuzz.ratio)
    other = near[0] if near and rng.random() < 0.65 and _another(words[place], near[0]) else rng.choice(pool)
    made = [*words[:place], other, *words[place + 1 :]]
    if rng.random() < 0.1:
        made = made[::-1]
    if rng.random() < 0.15 and place:
        made[0] = made[0][0] + "."
    return " ".join(made)


def _another(word: str, near: str) -> bool:
    """Say whether a name that is near a word is another one, and not another way to write it."""
    one, other = (read(text, body=False).words for text in (word, near))
    if len(one) != 1 or len(other) != 1 or one[0].sound == other[0].sound:
        return False
    return one[0].forms.isdisjoint(other[0].forms) and OSA.distance(one[0].text, other[0].text) > 1


def _made_bodies(entities: Sequence[Listed], rng: random.Random) -> Iterator[Labelled]:
    names = [(name, 2 * 10**6 + number) for number, name in enumerate(companies(rng, 45))]
    names += [
        (entity.names[0], number)
        for number, entity in enumerate(entities)
        if entity.kind != PERSON and entity.names[0].isascii() and rng.random() < 0.8
    ]
    words = [word for name, _ in names for word in name.split() if len(word) > 3 and word.isalpha()]
    for name, group in names:
        rule = variants.chosen(variants.SAME_BODY, rng)
        made = rule(name, rng)
        if made and rng.random() < 0.3:
            made = variants.chosen(variants.SAME_BODY, rng)(made, rng) or made
        if made:
            yield Labelled(name, made, "Organization", True, f"made {rule.__name__}", group)
        other_rule = variants.chosen(variants.OTHER_BODY, rng)
        other = other_rule(name, rng) if rng.random() < 0.4 else _another_body(name, words, rng)
        if other:
            yield Labelled(name, other, "Organization", False, "made other", group)


def _another_body(name: str, words: list[str], rng: random.Random) -> str | None:
    own = name.split()
    places = [place for place, word in enumerate(own) if len(word) > 3 and word.isalpha()]
    if not places:
        return None
    place = places[0] if rng.random() < 0.6 else rng.choice(places)
    pool = [word for word in rng.sample(words, 500) if word.lower() != own[place].lower()]
    near = process.extractOne(own[place], pool, scorer=fuzz.ratio)
    other = near[0] if near and rng.random() < 0.5 and _another(own[place], near[0]) else rng.choice(pool)
    if rng.random() < 0.2:
        return " ".join([*own[: place + 1], other, *own[place + 1 :]])
    return " ".join([*own[:place], other, *own[place + 1 :]])


def _made_generic(rng: random.Random) -> Iterator[Labelled]:
    """Yield names of bodies without a telling word: alike only where they are the same word for word."""
    for number in range(700):
        name = rng.sample(_GENERIC, rng.choice((2, 2, 3)))
        group = 4 * 10**6 + number
        form, other_form = rng.sample(_GENERIC_FORMS, 2)
        text = " ".join([*name, form[0]])
        yield Labelled(text, " ".join([*name, other_form[0]]), "Company", False, "made generic", group)
        yield Labelled(text, " ".join([*name, form[1]]), "Company", True, "made generic same", group)
        changed = list(name)
        changed[rng.randrange(len(name))] = rng.choice([word for word in _GENERIC if word not in name])
        yield Labelled(text, " ".join([*changed, form[0]]), "Company", False, "made generic", group)
        yield Labelled(
            text, " ".join([*name, rng.choice(variants.ADDED), form[1]]), "Company", False, "made generic", group
        )


def _made_burmese(rng: random.Random) -> Iterator[Labelled]:
    """Yield Burmese names: with honorific or rank the same, with another syllable or one more another person."""
    for number in range(900):
        name = rng.sample(_BURMESE, rng.randint(2, 4))
        group = 3 * 10**6 + number
        text = " ".join(name)
        title = rng.choice(("U", "Daw", "General", "Lt. Gen.", "Brig. Gen.", "Dr."))
        yield Labelled(text, f"{title} {text}", PERSON, True, "made titled", group)
        yield Labelled(
            text, "".join(name).title() if rng.random() < 0.4 else "-".join(name), PERSON, True, "made joined", group
        )
        other = list(name)
        other[rng.randrange(len(name))] = rng.choice([word for word in _BURMESE if word not in name])
        yield Labelled(text, " ".join(other), PERSON, False, "made other", group)
        more = rng.choice([word for word in _BURMESE if word not in name])
        yield Labelled(text, " ".join([*name, more]), PERSON, False, "made other", group)
        if len(name) > 2:
            yield Labelled(text, " ".join(rng.sample(name, len(name) - 1)), PERSON, False, "made other", group)
