"""Cubes: small tables of whole sums, from which the explorer answers instead of from the facts."""

from mybt_sim.analysis.cubes.cubes import Cubes
from mybt_sim.analysis.cubes.kept import cubes_of
from mybt_sim.analysis.cubes.selection import Selection, read_selection

__all__ = ["Cubes", "Selection", "cubes_of", "read_selection"]
