"""A figure with its bar and yardstick, and how times are taken."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

REPEATS = 3
SUBSCRIBERS = 1_000
"""Of a live world that is timed."""


@dataclass(frozen=True)
class Measurement:
    """One figure: what the bar asks for, and what stands beside it to compare with."""

    name: str
    value: float
    unit: str
    bar: str
    yardstick: str

    def as_dict(self) -> dict[str, Any]:
        """The figure as a flat object."""
        return asdict(self)


def best_seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The shortest of several runs: what the machine can do when it is not disturbed."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


def percentiles_ms(work: Callable[[], object], times: int) -> tuple[float, float]:
    """Median and 99th percentile of the time of one call, in milliseconds."""
    taken = sorted(best_seconds(work, 1) * 1_000 for _ in range(times))
    return taken[times // 2], taken[times * 99 // 100]
