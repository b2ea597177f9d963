"""A fixed-line operator on one laptop: its self-service rules, its people, its books.

    from mybt_sim import Scenario, simulate, open_run

    simulate(Scenario(subscribers=2_000, days=60), "run.duckdb")
    with open_run("run.duckdb") as run:
        print(run.cursor().sql("SELECT sum(down_mb) FROM contract_day"))

The names are loaded when they are asked for: the engine must not wait for the database.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mybt_sim.simulation.scenario import Scenario
    from mybt_sim.store import open_run, simulate
    from mybt_sim.world import World

__all__ = ["Scenario", "World", "open_run", "simulate"]

_HOMES = {
    "Scenario": "mybt_sim.simulation.scenario",
    "World": "mybt_sim.world",
    "open_run": "mybt_sim.store",
    "simulate": "mybt_sim.store",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
