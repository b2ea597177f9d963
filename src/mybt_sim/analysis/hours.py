"""Hour of the week: the volume of each day of the week, spread over its hours.

A run stores days, not hours. The sums of many are spread by the weights of data/seed, by hour and
day of the week; the hours of one contract are in `details.py`. The parts are whole and add up
exactly to what is stored. Details of all lines together have the same shares within half a point.
"""

import itertools
from collections.abc import Sequence
from functools import cache

import duckdb
import polars as pl

from mybt_sim.analysis import usage
from mybt_sim.analysis.chosen import Chosen
from mybt_sim.behaviour.hours import WEEKDAYS, Weights, read_hour_weights
from mybt_sim.behaviour.parameters import HOUR_PARTS, BehaviourData
from mybt_sim.catalogue import seed_folder


def hour_of_week(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> pl.DataFrame:
    """One row per day of the week (Monday is 0) and hour: weekday, hour, days, down_mb, up_mb."""
    weights = hour_weights()
    rows = [
        {"weekday": row["weekday"], "hour": hour, "days": row["days"], "down_mb": down, "up_mb": up}
        for row in usage.by_weekday(cursor, chosen).iter_rows(named=True)
        for hour, (down, up) in enumerate(
            zip(
                spread(row["down_mb"], weights["down", row["weekday"]]),
                spread(row["up_mb"], weights["up", row["weekday"]]),
                strict=True,
            )
        )
    ]
    columns = ("weekday", "hour", "days", "down_mb", "up_mb")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64))


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Parts of `total` in proportion to whole weights; their sum is exactly `total`.

    Each part is the step of the rounded-down running share, so that no remainder is left over.
    """
    assert total >= 0
    whole = sum(weights)
    edges, seen = [0], 0
    for weight in weights:
        seen += weight
        edges.append(total * seen // whole)
    return [after - before for before, after in itertools.pairwise(edges)]


@cache
def hour_weights() -> Weights:
    """The weights of data/seed; `SeedDataError` when they are broken."""
    return read_hour_weights(seed_folder() / "behaviour")


@cache
def day_weights(name: str) -> tuple[int, ...]:
    """Weights of the 24 hours of each day for television (`tv`) or for calls (`calls`)."""
    data = BehaviourData(seed_folder() / "behaviour")
    return tuple(int(part * HOUR_PARTS) for part in data.value(f"details.{name}_hour_weight"))


@cache
def weights_of(measure: str) -> tuple[tuple[int, ...], ...]:
    """Weights of the 24 hours for a measure of volume or minutes, by day of the week."""
    direction, _, unit = measure.rpartition("_")
    if unit == "mb":
        return tuple(hour_weights()[direction, weekday] for weekday in range(len(WEEKDAYS)))
    return (day_weights("tv" if direction == "tv" else "calls"),) * len(WEEKDAYS)
