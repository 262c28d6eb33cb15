"""What every benchmark prints: ours, the peer, their ratio and the target."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Measured:
    """One line of the table; times in seconds, medians over the rounds, where no other unit is named."""

    name: str
    ours: float
    peer: float
    peer_name: str
    ratio: float
    target: str
    met: bool
    note: str = ""
    unit: str = "s"
    digits: int = 2

    def as_line(self) -> dict[str, object]:
        """Return the line as JSON tells it."""
        return asdict(self)

    def as_text(self) -> str:
        """Return the line as people read it."""
        unit, digits = f" {self.unit}" if self.unit else "", self.digits
        peer = f", {self.peer_name} {self.peer:.{digits}f}{unit}, ratio {self.ratio:.2f}" if self.peer_name else ""
        verdict = f"target {self.target}: {'met' if self.met else 'NOT MET'}" if self.target else "no target"
        return f"{self.name}: {self.ours:.{digits}f}{unit}{peer} ({verdict}) {self.note}".rstrip()


def seconds(work: Callable[[], object]) -> float:
    """Return how long the work took."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def paired(ours: Callable[[], object], peer: Callable[[], object], *, rounds: int) -> tuple[float, float]:
    """Return the medians of both over rounds that take turns, so that a busy machine disturbs both alike."""
    times = [(seconds(ours), seconds(peer)) for _ in range(rounds)]
    return median(first for first, _ in times), median(second for _, second in times)
