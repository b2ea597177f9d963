"""Everything that a worker loads before its first block; a fork server imports it once for all."""

from mybt_sim.simulation.block import prepare, simulate_block
from mybt_sim.simulation.scenario import Scenario
from tests.support import counted_blocks

assert counted_blocks
simulate_block(prepare(Scenario(subscribers=1, days=1)), 1, 1)
