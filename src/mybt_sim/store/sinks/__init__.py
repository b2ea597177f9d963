"""Where the lives of a run go: an executor makes them, a sink takes them."""

from collections.abc import Iterator
from typing import Protocol

from mybt_sim.simulation.block import BlockLife
from mybt_sim.store.digests import TableDigest
from mybt_sim.store.stream import Progress


class Sink(Protocol):
    """Takes the lives of a run."""

    @property
    def metrics_only(self) -> bool:
        """Whether it wants the sums of the days alone, so that nothing else is made."""

    def take(self, lives: Iterator[BlockLife], progress: Progress) -> dict[str, TableDigest]:
        """Store all lives, in order of their ids; return the digests taken on the way, by table."""
