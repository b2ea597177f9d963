"""Blocks on several threads, handed over in the order of their ids."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from mybt_sim.simulation.block import BlockLife, Simulation, simulate_block

AHEAD_PER_THREAD = 2


def block_ranges(subscribers: int, block_size: int) -> Iterator[tuple[int, int]]:
    """First id and number of subscribers of each block; ids begin with 1."""
    for first in range(1, subscribers + 1, block_size):
        yield first, min(block_size, subscribers + 1 - first)


def simulate_blocks(
    simulation: Simulation,
    *,
    threads: int,
    block_size: int | None = None,
    metrics_only: bool = False,
) -> Iterator[BlockLife]:
    """All blocks of a scenario in order; at most a few are alive at a time."""
    ranges = block_ranges(simulation.scenario.subscribers, block_size or simulation.block_size)
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
