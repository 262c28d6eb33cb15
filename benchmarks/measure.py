"""What every benchmark prints: ours, the peer, their ratio and the target."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Measured:
    """One line of the table; times in seconds, medians over the rounds."""

    name: str
    ours: float
    peer: float
    peer_name: str
    ratio: float
    target: str
    met: bool
    note: str = ""

    def as_line(self) -> dict[str, object]:
        """Return the line as JSON tells it."""
        return asdict(self)


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(ours: Callable[[], object], peer: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    """Return the medians of both over rounds that take turns, so that a busy machine disturbs both alike."""
    times = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
    return median(first for first, _ in times), median(second for _, second in times)
