"""Where a world stands: its state, the log that led to it, and the checkpoints on the way.

One reference holds all three, so that a world moves from one to another at once or not at all.
"""

from dataclasses import dataclass

from mybt_sim.engine.records import DAY_S
from mybt_sim.world.durable.archive import Archive
from mybt_sim.world.durable.trail import Trail
from mybt_sim.world.history import History
from mybt_sim.world.log import Log
from mybt_sim.world.state import State


@dataclass(frozen=True)
class Standing:
    """A state, the log that led to it, and the checkpoints on the way."""

    state: State
    log: Log
    trail: Trail

    def copy(self) -> "Standing":
        """One that goes on by itself, in memory."""
        return Standing(self.state.copy(), self.log.until(len(self.log)), self.trail.copy())

    def at(self, number: int) -> "Standing":
        """The nearest one up to command `number` that need not be carried out again."""
        reached, state, trail = self.trail.restored(number, self.state.history)
        return Standing(state, self.log.until(reached), trail)

    def leaning_on(self, archive: Archive) -> "Standing":
        """The same, but what stands in the file is read from there."""
        state, number = self.state, len(self.log)
        past = archive.past(number, state.now // DAY_S)
        history = History(past, digest=state.history.digest)
        kept = State(state.now, state.contracts, state.tables, history)
        return Standing(kept, Log(archive.log(number), number), self.trail)


def beginning(first: State) -> Standing:
    """Where every world of an origin begins."""
    return Standing(first.copy(), Log(), Trail(first))
