"""Compiling what the tests call, before there are workers who would each compile the same.

python -m tests.support.ahead
"""

import tempfile
from pathlib import Path

from mybt_sim.app.demo.warm import compile_all
from mybt_sim.quality.hunt.exhaustive import search
from mybt_sim.quality.hunt.hunting import hunt
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate

if __name__ == "__main__":
    compile_all()
    with tempfile.TemporaryDirectory() as folder:
        simulate(Scenario(subscribers=1, days=1), Path(folder) / "run.duckdb")
    hunt(steps=1)
    search(1)
