"""Every guard of the rules."""

from mybt_sim.quality.guards import grids, parts, states
from mybt_sim.quality.guards.guard import Guard

GUARDS: tuple[Guard, ...] = (*grids.GUARDS, *states.GUARDS, *parts.GUARDS)
"""Every function of the engine that is given whole numbers alone, and some that read a contract."""
