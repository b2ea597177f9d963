"""Compiling what the tests call, before there are workers who would each compile the same.

python -m tests.support.ahead
"""

import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from mybt_sim.app.demo.warm import compile_all
from mybt_sim.quality.hunt.exhaustive import search
from mybt_sim.quality.hunt.hunting import hunt
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import simulate


def compile_the_run() -> None:
    """What lives, is stored and is shown."""
    compile_all()
    with tempfile.TemporaryDirectory() as folder:
        simulate(Scenario(subscribers=1, days=1), Path(folder) / "run.duckdb")


def compile_the_hunt() -> None:
    """What is hunted."""
    hunt(steps=1)
    search(1)


PARTS: tuple[Callable[[], None], ...] = (compile_the_hunt, compile_the_run)
"""Each in a process of its own; they share little but the rules."""

if __name__ == "__main__":
    with ProcessPoolExecutor(len(PARTS), get_context("spawn")) as executor:
        for part in [executor.submit(part) for part in PARTS]:
            part.result()
