"""What a run was made with, ready to draw more of the same lives."""

from typing import NamedTuple

from mybt_sim.base.errors import RunError
from mybt_sim.simulation.block import Simulation, prepare
from mybt_sim.store.identity import check_same_rules
from mybt_sim.store.run_file import Run, scenario_text


class MadeWith(NamedTuple):
    """A scenario as text, and the digests of the rules and of the seed data."""

    scenario: str
    source: str
    seed_data: str


KEPT_MOST = 4
_KEPT: dict[MadeWith, Simulation] = {}
"""Whoever asks for many lives waits once."""


def simulation_of(run: Run) -> Simulation:
    """The simulation of a run with facts.

    `RunError` when the run was made by other rules or seed data, or stored sums alone.
    """
    if run.metrics_only:
        raise RunError(
            f"{run.path} holds daily sums only, no subscribers.",
            next_step="Simulate it again without --metrics-only.",
        )
    key = MadeWith(scenario_text(run.scenario), run.source, run.seed_data)
    found = _KEPT.get(key)
    if found is None:
        check_same_rules(run, "Simulate it again.")
        found = prepare(run.scenario)
        for old in list(_KEPT)[: max(0, len(_KEPT) + 1 - KEPT_MOST)]:
            _KEPT.pop(old, None)
        _KEPT[key] = found
    return found
