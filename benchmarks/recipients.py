"""Reading eighty thousand recipients into units and linking them, against the best likeness of names by RapidFuzz.

Both look for the unit of each text among those of its country; likeness takes the 99th division for the 33rd. The texts
are made up in the manner of the yearly report: short forms, places, headquarters, companies, lists. Times are of the
processor.
"""

import random
import time
from collections.abc import Callable
from statistics import median

from rapidfuzz import fuzz, process

from benchmarks.measure import Measured
from graphkit.resolve.recipient_fit import KnownUnit
from graphkit.resolve.recipients import Recipient, link_recipients
from graphkit.resolve.units import read_unit

_TEXTS, _UNITS, _ROUNDS = 80_000, 1_000, 3
_TARGET = 60.0  # seconds
_COUNTRIES = ("NG", "KE", "GH", "UG", "PK", "IN", "ML", "CO", "PH", "TH")
_ARMS = ("Infantry", "Armoured", "Engineer", "Signal", "Artillery", "Medical", "Special Forces", "Guards")
_SHORT = {"Infantry": "Inf", "Armoured": "Armd", "Engineer": "Engr", "Signal": "Sig", "Artillery": "Arty"}
_ECHELONS = {"Battalion": "BN", "Brigade": "Bde", "Division": "Div", "Regiment": "Regt", "Company": "Coy"}
_PLACES = ("Lagos", "Nanyuki", "Kati", "Eldoret", "Tolemaida", "Accra", "Kampala", "Rawalpindi")


def measure() -> list[Measured]:
    """Return the line of the table."""
    units, texts = _made(random.Random(7))  # noqa: S311 - nothing secret
    names: dict[str, list[str]] = {}
    for unit in units:
        names.setdefault(unit.country, []).append(unit.names[0])

    def ours() -> None:
        read_unit.cache_clear()
        link_recipients(texts, units)

    def peer() -> None:
        for text in texts:
            process.extractOne(text.printed, names[text.country], scorer=fuzz.token_sort_ratio)

    own, other = (median(_seconds(work) for _ in range(_ROUNDS)) for work in (ours, peer))
    different = len({(text.printed, text.country) for text in texts})
    note = f"{different / own:,.0f} different texts a second of the processor, read and linked to {_UNITS:,} units"
    return [Measured("recipients", own, other, "rapidfuzz", own / other, f"<= {_TARGET:.0f} s", own <= _TARGET, note)]


def _seconds(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _made(chance: random.Random) -> tuple[list[KnownUnit], list[Recipient]]:
    units = [
        KnownUnit(f"u{at}", (f"{at // 10 + 1} {arm} {echelon}",), country, (), ("Army",), (chance.choice(_PLACES),))
        for at in range(_UNITS)
        for arm, echelon, country in [(chance.choice(_ARMS), chance.choice([*_ECHELONS]), _COUNTRIES[at % 10])]
    ]
    return units, [Recipient(f"r{at}", _text(chance), chance.choice(_COUNTRIES)) for at in range(_TEXTS)]


def _text(chance: random.Random) -> str:
    number, arm, echelon = chance.randint(1, 300), chance.choice(_ARMS), chance.choice([*_ECHELONS])
    place = chance.choice(_PLACES)
    return chance.choice(
        (
            f"{number} {_SHORT.get(arm, arm)} {_ECHELONS[echelon]}",
            f"{number}TH {arm.upper()} {echelon.upper()},  {place.upper()}",
            f"HQ {number} {echelon}, {place}",
            f"{chance.choice('ABC')} Coy, {number} {_ECHELONS[echelon]}",
            f"{number} Bn & {number + 3} Bn",
            f"Army: {arm} School, {place}",
            f"{arm} {echelon} No. {number}, {place}",
        )
    )
