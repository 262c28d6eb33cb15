"""FEBRL 3 (one table with copies) and 4 (two tables), linked by columns with nothing learnt from labels."""

from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Measured
from benchmarks.resolving.linking import Clock, Fit, at, best, line, pairs_within
from benchmarks.resolving.synthetic_persons import febrl

_MARKS = {3: (0.999, 0.9992), 4: (0.9999, 0.9999)}


def rows() -> Iterator[Measured]:
    """Yield F1 of both; rounded to four digits as the peers' figures are."""
    for number, (reach, peer) in _MARKS.items():
        fit, plain, seconds = measured(number)
        note = (
            f"P {fit.precision:.4f} R {fit.recall:.4f}; at 0.5 F1 {plain.f1:.4f}; {seconds:.1f} CPU-s; "
            f"unrounded {fit.f1:.6f}"
        )
        yield line(f"FEBRL {number}: F1", round(fit.f1, 4), reach, peer=peer, peer_name="recordlinkage", note=note)


def measured(number: int) -> tuple[Fit, Fit, float]:
    """Return the best fit, that at 0.5, and the CPU seconds."""
    import numpy as np

    from graphkit.resolve.columns.block import pairs_of
    from graphkit.resolve.columns.levels import crossed, dated, exact, spelt
    from graphkit.resolve.columns.link import link
    from graphkit.resolve.columns.table import Column
    from graphkit.resolve.names.sound import consonants

    tables = [febrl("dataset3.csv")] if number == 3 else [febrl("dataset4a.csv"), febrl("dataset4b.csv")]
    rows = [row for table in tables for row in table]
    clusters = np.array([int(row["rec_id"].split("-")[1]) for row in rows])
    clock = Clock()
    column = {name: Column.of([row[name] for row in rows]) for name in rows[0]}
    given, family, street = column["given_name"], column["surname"], column["address_1"]
    block, house = column["address_2"], column["street_number"]
    suburb, postcode, state = column["suburb"], column["postcode"], column["state"]
    born, security = column["date_of_birth"], column["soc_sec_id"]
    sounds = [name.reduced("sound", consonants) for name in (given, family)]
    beginnings = [name.reduced("beginning", lambda text: text[:3]) for name in (given, family)]
    names, places = (given, family), (postcode, suburb, street, block)
    keys: list[tuple[Any, ...]] = [(security.codes,), (born.codes,), (given.codes, family.codes)]
    keys += [tuple(sounds), tuple(beginnings)]
    keys += [(name.codes, place.codes) for name in names for place in places]
    keys += [(street.codes, house.codes), (street.codes, postcode.codes)]
    keys += [(house.codes, postcode.codes), (house.codes, suburb.codes)]
    across = np.repeat([0, 1], [len(table) for table in tables]) if number == 4 else None
    left, right = pairs_of(keys, len(rows), across=across)
    fields = [
        *(spelt(label, name, 0.92, 0.8) for label, name in zip(("given name", "family name"), names, strict=True)),
        crossed("names exchanged", given, family, 0.9),
        dated("date of birth", born),
        spelt("number", security, 0.9),
        *(
            spelt(label, place, 0.92, 0.8)
            for label, place in (("suburb", suburb), ("street", street), ("block", block))
        ),
        spelt("postcode", postcode, 0.85),
        spelt("house", house, 0.8),
        exact("state", state),
    ]
    two = number == 4
    possible = len(tables[0]) * len(tables[1]) if two else 0
    found = link(fields, left, right, len(rows), possible=possible, joint=not two)
    true = clusters[found.left] == clusters[found.right]
    positives = len(tables[0]) if two else pairs_within(clusters.tolist())
    return best(found.probability, true, positives), at(found.probability, true, positives, 0.5), clock.seconds
