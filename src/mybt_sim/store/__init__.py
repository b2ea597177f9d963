"""Runs in DuckDB: what the tables are, how a run is written, and how it proves itself."""

from mybt_sim.store.run_file import Run, open_run
from mybt_sim.store.writer import simulate

__all__ = ["Run", "open_run", "simulate"]
