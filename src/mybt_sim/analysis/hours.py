"""Hour of the week: the volume of each day of the week, spread over its hours.

A run stores days, not hours. The hourly profile is modelled: weights of data/seed, by hour and day
of the week. The parts are whole MB and add up exactly to what is stored.
"""

import csv
import itertools
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

import duckdb
import polars as pl

from mybt_sim.analysis import usage
from mybt_sim.analysis.chosen import Chosen
from mybt_sim.base.errors import SeedDataError
from mybt_sim.base.files import read_seed
from mybt_sim.catalogue import seed_folder

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = 24
DIRECTIONS = ("down", "up")
E4 = 10_000

Weights = dict[tuple[str, int], tuple[int, ...]]
"""Weights of the 24 hours in 1/10,000, by direction and day of the week."""


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
    """The weights of data/seed/behaviour/hour_of_week.csv; `SeedDataError` when it is broken."""
    path = seed_folder() / "behaviour" / "hour_of_week.csv"
    lines = read_seed(path).splitlines()
    try:
        return read_weights(line for line in lines if not line.startswith("#"))
    except (KeyError, ValueError, ArithmeticError) as error:
        raise SeedDataError(
            f"{path.name} holds no weights of hours: {error!r}.",
            next_step="Give each direction (down, up) 24 lines with a weight for each weekday.",
        ) from error


def read_weights(lines: Iterable[str]) -> Weights:
    """Weights from the lines of the table; `ValueError` unless each of the 336 is there once."""
    cells = {
        (row["direction"], weekday, int(row["hour"])): int(Decimal(row[name]) * E4)
        for row in csv.DictReader(lines)
        for weekday, name in enumerate(WEEKDAYS)
    }
    if len(cells) != len(DIRECTIONS) * len(WEEKDAYS) * HOURS or min(cells.values()) <= 0:
        raise ValueError(f"{len(cells)} weights, some missing or not above 0")
    return {
        (direction, weekday): tuple(cells[direction, weekday, hour] for hour in range(HOURS))
        for direction in DIRECTIONS
        for weekday in range(len(WEEKDAYS))
    }
