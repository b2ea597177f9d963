"""A hunt in which somebody else chooses: each life is opened, and each deed drawn, when asked."""

from mybt_sim.base.compiled import called
from mybt_sim.quality.hunt.drawing import OPERATION_COUNT
from mybt_sim.quality.hunt.trials import Hunter, live_deed, open_life

REACHES = 7


@called
def open_one(hunter: Hunter, key: int) -> bool:
    """Open a contract drawn by a key; whether a law was broken."""
    return open_life(hunter, key)


@called
def ask_one(hunter: Hunter, operation: int, key: int) -> bool:
    """Ask for one operation, whose moment and sum are drawn by a key; whether a law was broken."""
    swarm = 1 << operation | (key & REACHES) << OPERATION_COUNT
    return live_deed(hunter, swarm, key, (key >> 3) & 3 != 0)
