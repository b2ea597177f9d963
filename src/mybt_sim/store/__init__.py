"""Runs, as files or as parts: what the tables are, how they are written and prove themselves."""

from mybt_sim.store.dataset import simulate_dataset
from mybt_sim.store.run_file import Run, open_run
from mybt_sim.store.writer import simulate

__all__ = ["Run", "open_run", "simulate", "simulate_dataset"]
