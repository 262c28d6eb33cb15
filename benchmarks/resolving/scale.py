"""A hundred thousand and a million made-up persons, linked by columns with nothing learnt from labels.

``python -m benchmarks.resolving.scale 1000000`` measures one size in a process of its own, so that memory is its own.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from benchmarks.measure import Measured
from benchmarks.resolving.linking import Clock, at, best, line, memory_megabytes, pairs_within
from benchmarks.resolving.synthetic_persons import persons

_MARKS = {100_000: (0.86, 10.0, 0.848, 8.5), 1_000_000: (0.83, 100.0, 0.825, 164.0)}
"""By number of persons: F1 and CPU seconds to reach, and splink's."""
_MEMORY = 2048


def rows(sizes: tuple[int, ...] = tuple(_MARKS)) -> Iterator[Measured]:
    """Yield F1, CPU seconds and memory of each size."""
    for size in sizes:
        ran = subprocess.run([sys.executable, "-m", __name__, str(size)], capture_output=True, text=True, check=True)
        found = json.loads(ran.stdout)
        f1, seconds, peer_f1, peer_seconds = _MARKS[size]
        name = f"{size:,} synthetic persons"
        note = (
            f"best threshold {found['threshold']:.2f}; at 0.5: P {found['precision']:.3f} R {found['recall']:.3f}; "
            f"{found['pairs']:,} candidates"
        )
        yield line(f"{name}: F1", found["f1"], f1, peer=peer_f1, peer_name="splink", note=note)
        yield line(
            f"{name}: CPU", found["seconds"], seconds, peer=peer_seconds, peer_name="splink", unit="s", digits=1,
            at_most=True,
        )  # fmt: skip
        if size == max(_MARKS):
            yield line(
                f"{name}: memory", found["megabytes"], _MEMORY, peer=6035, peer_name="splink", unit="MB", digits=0,
                note="rows of the generator included", at_most=True,
            )  # fmt: skip


def measured(size: int) -> dict[str, Any]:
    """Return what linking so many persons costs and finds."""
    import numpy as np

    from graphkit.resolve.columns.block import pairs_of
    from graphkit.resolve.columns.levels import crossed, dated, exact, spelt
    from graphkit.resolve.columns.link import link
    from graphkit.resolve.columns.table import Column

    rows = persons(size)
    clusters = np.array([row[0] for row in rows])
    clock = Clock()
    given, middle, family, born, city, number = (Column.of([str(row[place]) for row in rows]) for place in range(1, 7))
    initials = [column.reduced("initial", lambda text: text[:1]) for column in (given, family)]
    without_month = born.reduced("year and day", lambda text: text[:5] + text[8:])
    keys = [
        (given.codes, family.codes),
        (family.codes, without_month),
        (given.codes, without_month),
        *((born.codes, initial) for initial in initials),
        (born.codes, city.codes),
        (number.codes,),
        (family.codes, city.codes),
        (given.codes, city.codes),
    ]
    left, right = pairs_of(keys, size)
    fields = [
        spelt("given name", given, 0.92, 0.8),
        spelt("family name", family, 0.92, 0.8),
        crossed("names exchanged", given, family, 0.9),
        exact("middle name", middle, rare=True),
        dated("date of birth", born),
        exact("city", city, rare=True),
        exact("number", number, rare=True),
    ]
    found = link(fields, left, right, size)
    seconds = clock.seconds
    true, positives = clusters[found.left] == clusters[found.right], pairs_within(clusters.tolist())
    fit, plain = best(found.probability, true, positives), at(found.probability, true, positives, 0.5)
    return {
        "f1": round(fit.f1, 4),
        "threshold": round(fit.threshold, 3),
        "precision": round(plain.precision, 4),
        "recall": round(plain.recall, 4),
        "pairs": len(left),
        "seconds": round(seconds, 1),
        "megabytes": memory_megabytes(),
    }


if __name__ == "__main__":
    print(json.dumps(measured(int(sys.argv[1]))))
