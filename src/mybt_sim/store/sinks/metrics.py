"""The sums of a run's days, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
import polars as pl

from mybt_sim.simulation.block import BlockLife
from mybt_sim.simulation.metrics import Metric
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import facts
from mybt_sim.store.digests import TableDigest
from mybt_sim.store.stream import Progress, create, insert, stored_digest


@dataclass(frozen=True)
class MetricsSink:
    """The table `metric_day`."""

    scenario: Scenario
    connection: duckdb.DuckDBPyConnection
    metrics_only: bool = True

    def take(self, lives: Iterator[BlockLife], progress: Progress) -> dict[str, TableDigest]:
        """Add the blocks up, and store a row for each day."""
        create(self.connection, [facts.METRIC_DAY])
        days = self.scenario.days
        sums = np.zeros((days, len(Metric)), np.int64)
        for life in lives:
            sums += life.metrics
            progress(life.population.count, len(life.population.contracts) * days)
        dates = np.datetime64(self.scenario.start, "D") + np.arange(days)
        columns = {name.lower(): sums[:, member] for name, member in Metric.__members__.items()}
        frame = pl.DataFrame({"day": pl.Series(dates).cast(pl.Date), **columns})
        insert(self.connection, facts.METRIC_DAY, frame)
        return {facts.METRIC_DAY.name: stored_digest(self.connection, facts.METRIC_DAY)}
