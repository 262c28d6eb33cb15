"""Variants of a name by rule: ways to write the same name, and names that look like it and are others'."""

import random
from collections.abc import Callable

_TITLES = (
    "Dr.",
    "Mr.",
    "Mrs.",
    "Gen.",
    "Maj. Gen.",
    "Brig. Gen.",
    "Col.",
    "Lt. Col.",
    "Captain",
    "Sir",
    "Sheikh",
    "Haji",
    "Prof.",
)
_TRANSLITERATIONS = (
    ("sh", "ch"), ("kh", "h"), ("q", "k"), ("c", "k"), ("ou", "u"), ("ee", "i"), ("oo", "u"), ("y", "i"),
    ("ei", "ey"), ("w", "v"), ("j", "y"), ("ph", "f"), ("th", "t"), ("dh", "d"), ("gh", "g"), ("z", "s"),
    ("o", "u"), ("e", "a"), ("i", "y"), ("ü", "ue"), ("ö", "oe"), ("ä", "ae"), ("ß", "ss"), ("ks", "x"),
    ("mm", "m"), ("ss", "s"), ("ll", "l"), ("nn", "n"),
)  # fmt: skip
_SHORTER = {
    "international": "Intl", "company": "Co.", "limited": "Ltd", "corporation": "Corp.", "trading": "Trdg",
    "industries": "Inds", "industry": "Ind.", "technology": "Tech", "technologies": "Tech", "engineering": "Engg.",
    "manufacturing": "Mfg", "institute": "Inst.", "university": "Univ.", "national": "Natl", "department": "Dept.",
    "services": "Svcs", "group": "Grp", "enterprises": "Enterprise", "and": "&", "brothers": "Bros.",
    "association": "Assoc.", "development": "Dev.", "incorporated": "Inc.", "electronics": "Electronic",
    "products": "Product", "management": "Mgmt",
}  # fmt: skip
_FORMS = ("Ltd", "LLC", "Inc.", "GmbH", "S.A.", "Co., Ltd.", "JSC", "OOO", "Limited", "PLC", "Pte Ltd", "Corp.")
_FORM_WORDS_WRITTEN = """
ltd llc inc gmbh sa co jsc ooo limited plc pte corp corporation company ojsc pjsc oao pao ao ag bv
"""
_FORM_WORDS = frozenset(_FORM_WORDS_WRITTEN.split())
ADDED = (
    "International",
    "Holding",
    "Trading",
    "Group",
    "Services",
    "Bank",
    "Investment",
    "Industries",
    "Capital",
    "Energy",
)
Make = Callable[[str, random.Random], str | None]


def slip(name: str, rng: random.Random) -> str | None:
    """One letter wrong: left out, doubled, exchanged with its neighbour, another."""
    places = [place for place, char in enumerate(name) if char.isalpha() and place > 0]
    if len(places) < 4:
        return None
    place = rng.choice(places)
    kind = rng.randrange(5)
    if kind == 0:
        return name[:place] + name[place + 1 :]
    if kind == 1:
        return name[:place] + name[place] + name[place:]
    if kind == 2 and place + 1 < len(name):
        return name[:place] + name[place + 1] + name[place] + name[place + 2 :]
    if kind == 3:
        return name[:place] + rng.choice("aeioustnrlm") + name[place:]
    return name[:place] + rng.choice("aeioustnrlm") + name[place + 1 :]


def slips(name: str, rng: random.Random) -> str | None:
    """Two letters wrong in a long name."""
    first = slip(name, rng) if len(name) > 11 else None
    return slip(first, rng) if first else None


def transliterated(name: str, rng: random.Random) -> str | None:
    """One or two sounds written in another usual way."""
    made = name.lower()
    pairs = [pair for pair in _TRANSLITERATIONS if pair[0] in made or pair[1] in made]
    if not pairs:
        return None
    for one, other in rng.sample(pairs, min(len(pairs), rng.randint(1, 2))):
        made = made.replace(one, other, 1) if one in made else made.replace(other, one, 1)
    return made.title() if made != name.lower() else None


def titled(name: str, rng: random.Random) -> str | None:
    """A title or rank before it."""
    return f"{rng.choice(_TITLES)} {name}"


def turned(name: str, rng: random.Random) -> str | None:
    """The last word first, as lists print it."""
    words = name.split()
    if not 2 <= len(words) <= 4:
        return None
    comma = rng.choice((",", ""))
    return f"{words[-1].upper() if comma else words[-1]}{comma} {' '.join(words[:-1])}"


def abbreviated(name: str, rng: random.Random) -> str | None:
    """A given name as its initial."""
    words = name.split()
    if len(words) < 2 or len(words[0]) < 2:
        return None
    place = rng.randrange(len(words) - 1)
    words[place] = words[place][0] + rng.choice(("", "."))
    return " ".join(words)


def middle_dropped(name: str, rng: random.Random) -> str | None:
    """A name between the first and the last left out."""
    words = name.split()
    if len(words) < 3:
        return None
    del words[rng.randrange(1, len(words) - 1)]
    return " ".join(words)


def joined(name: str, rng: random.Random) -> str | None:
    """Two words written as one, or with a hyphen."""
    words = name.split()
    if len(words) < 2 or not all(word.isalpha() for word in words):
        return None
    place = rng.randrange(len(words) - 1)
    glue = rng.choice(("", "", "-"))
    return " ".join([*words[:place], words[place] + glue + words[place + 1].lower(), *words[place + 2 :]])


def split(name: str, rng: random.Random) -> str | None:
    """A long word written as two."""
    words = name.split()
    long = [place for place, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not long:
        return None
    place = rng.choice(long)
    cut = rng.randrange(3, len(words[place]) - 2)
    words[place] = f"{words[place][:cut]} {words[place][cut:]}"
    return " ".join(words)


def form_changed(name: str, rng: random.Random) -> str | None:
    """Its legal form left out, or one put where there is none."""
    words = name.replace(",", " ").split()
    kept = [word for word in words if word.lower().replace(".", "") not in _FORM_WORDS]
    if not kept:
        return None
    if len(kept) < len(words):
        return " ".join(kept)
    return f"{name} {rng.choice(_FORMS)}"


def shortened(name: str, rng: random.Random) -> str | None:
    """A word that many firms share in its usual short form, or spelt out."""
    words = name.split()
    places = [place for place, word in enumerate(words) if word.lower().strip(",.") in _SHORTER]
    if not places:
        return None
    for place in places[: rng.randint(1, len(places))]:
        words[place] = _SHORTER[words[place].lower().strip(",.")]
    return " ".join(words)


def article_added(name: str, rng: random.Random) -> str | None:
    """The article before it."""
    return None if name.lower().startswith("the ") or rng.random() < 0.5 else f"The {name}"


def repeated(name: str, rng: random.Random) -> str | None:
    """A word printed twice."""
    words = name.split()
    if len(words) < 2:
        return None
    place = rng.randrange(len(words))
    return " ".join([*words[: place + 1], words[place], *words[place + 1 :]])


def number_changed(name: str, rng: random.Random) -> str | None:
    """Another number: another thing."""
    places = [place for place, char in enumerate(name) if char.isdigit()]
    if not places:
        return None
    place = rng.choice(places)
    return name[:place] + rng.choice([digit for digit in "123456789" if digit != name[place]]) + name[place + 1 :]


def word_added(name: str, rng: random.Random) -> str | None:
    """A word more that makes it another firm."""
    words = name.split()
    place = rng.randint(1, len(words))
    return " ".join([*words[:place], rng.choice(ADDED), *words[place:]])


def number_added(name: str, rng: random.Random) -> str | None:
    """A number where there was none: another of a row."""
    if any(char.isdigit() for char in name):
        return None
    return f"{name} {rng.choice(('I', 'II', 'III', '2', '3', '7', '12', 'One', 'Two'))}"


SAME_PERSON: tuple[tuple[Make, int], ...] = (
    (slip, 5), (slips, 2), (transliterated, 5), (titled, 3), (turned, 3), (abbreviated, 3), (middle_dropped, 4),
    (joined, 2), (split, 2), (repeated, 1),
)  # fmt: skip
SAME_BODY: tuple[tuple[Make, int], ...] = (
    (slip, 5), (slips, 3), (form_changed, 6), (shortened, 5), (joined, 2), (split, 2), (article_added, 1),
    (transliterated, 1), (repeated, 1),
)  # fmt: skip
OTHER_BODY: tuple[tuple[Make, int], ...] = ((number_changed, 3), (number_added, 1), (word_added, 2))


def chosen(rules: tuple[tuple[Make, int], ...], rng: random.Random) -> Make:
    """Return a rule, the weightier the oftener."""
    return rng.choices([rule for rule, _ in rules], [weight for _, weight in rules])[0]
