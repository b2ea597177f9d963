"""What identifies a run: all that its results depend on."""

from importlib.metadata import version
from typing import Any

from mybt_sim.base.errors import RunError
from mybt_sim.base.sources import lives_digest
from mybt_sim.catalogue import digest_folder, seed_folder
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.run_file import Run, scenario_text
from mybt_sim.store.schema import RUN_FORMAT

LIBRARIES = ("numpy", "numba", "polars", "duckdb", "pyarrow", "holidays")


def run_row(scenario: Scenario, *, metrics_only: bool) -> dict[str, Any]:
    """The one row of the table `run`."""
    return {
        "format": RUN_FORMAT,
        "version": version("mybt-sim"),
        "source": lives_digest(),
        "seed_data": digest_folder(seed_folder()),
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        "scenario": scenario_text(scenario),
        "metrics_only": metrics_only,
        "seed": scenario.seed,
        "subscribers": scenario.subscribers,
        "days": scenario.days,
        "first_day": scenario.start,
    }


def check_same_rules(run: Run, next_step: str) -> None:
    """`RunError` when a run was made by other rules or seed data, so that lives differ here."""
    if run.source != lives_digest():
        raise RunError(
            f"{run.path} was made by other rules than these, so it can't be lived again.",
            next_step=next_step,
        )
    if run.seed_data != digest_folder(seed_folder()):
        raise RunError(
            f"{run.path} was made from other seed data than these, so it can't be lived again.",
            next_step=next_step,
        )
