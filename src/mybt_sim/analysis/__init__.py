"""Metrics and charts over a run. Each metric takes a DuckDB cursor and gives a polars frame."""

from mybt_sim.analysis.chosen import Chosen
from mybt_sim.analysis.frames import dictionary, frame
from mybt_sim.analysis.money_tables import money_table

__all__ = ["Chosen", "dictionary", "frame", "money_table"]
