"""Where a world stands: its state, and the log that led to it. One reference holds both, so that a
world moves from one to another at once or not at all."""

from dataclasses import dataclass, field

from mybt_sim.world.log import Log
from mybt_sim.world.state import State


@dataclass(frozen=True)
class Standing:
    """A state and the log that led to it."""

    state: State
    log: Log = field(default_factory=Log)

    def copy(self) -> "Standing":
        """One that goes on by itself."""
        return Standing(self.state.copy(), self.log.until(len(self.log)))
