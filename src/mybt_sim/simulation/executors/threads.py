"""Blocks on several threads: handed over in the order of their ids, or as they come."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass

from mybt_sim.simulation.block import BlockLife, Simulation, simulate_block
from mybt_sim.simulation.executors import Item, Result

AHEAD_PER_THREAD = 2
SUMS_AT_ONCE = 4
"""How many blocks are one when no rows are kept: what each block costs is then paid less often."""


def block_ranges(subscribers: int, block_size: int) -> Iterator[tuple[int, int]]:
    """First id and number of subscribers of each block; ids begin with 1."""
    for first in range(1, subscribers + 1, block_size):
        yield first, min(block_size, subscribers + 1 - first)


def sums_size(simulation: Simulation, threads: int) -> int:
    """Subscribers in a block of which only sums are kept: more, as long as no thread goes idle."""
    size = simulation.block_size
    share = simulation.scenario.subscribers // (threads * SUMS_AT_ONCE)
    return max(size, min(SUMS_AT_ONCE * size, share))


def simulate_blocks(
    simulation: Simulation,
    *,
    threads: int,
    block_size: int | None = None,
    metrics_only: bool = False,
) -> Iterator[BlockLife]:
    """All blocks of a scenario in order; at most a few are alive at a time."""
    if block_size is None:
        block_size = sums_size(simulation, threads) if metrics_only else simulation.block_size
    ranges = block_ranges(simulation.scenario.subscribers, block_size)
    with ThreadPoolExecutor(threads, thread_name_prefix="block") as executor:
        waiting: deque[Future[BlockLife]] = deque()
        try:
            for first, count in ranges:
                waiting.append(
                    executor.submit(
                        simulate_block, simulation, first, count, metrics_only=metrics_only
                    )
                )
                if len(waiting) > threads * AHEAD_PER_THREAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


@dataclass(frozen=True)
class Threads:
    """An executor of so many threads."""

    threads: int

    def each(self, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
        """What `work` makes of each item, as it comes; as many are at work as there are threads."""
        with ThreadPoolExecutor(self.threads, thread_name_prefix="work") as executor:
            working: set[Future[Result]] = set()
            for item in items:
                working.add(executor.submit(work, item))
                if len(working) >= self.threads:
                    yield from _finished(working)
            while working:
                yield from _finished(working)


def _finished(working: set[Future[Result]]) -> Iterator[Result]:
    """Results that are there, of which there is one at least; they leave `working`."""
    done, _ = wait(working, return_when=FIRST_COMPLETED)
    working -= done
    for future in done:
        yield future.result()
