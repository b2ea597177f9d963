"""Weights of the hours: how the volume of a weekday is spread over them, from hour_of_week.csv."""

import csv
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from mybt_sim.base.errors import SeedDataError
from mybt_sim.base.files import read_seed

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS = 24
DIRECTIONS = ("down", "up")
E4 = 10_000

Weights = dict[tuple[str, int], tuple[int, ...]]
"""Weights of the 24 hours in 1/10,000, by direction and day of the week."""


def read_hour_weights(folder: Path) -> Weights:
    """The weights of hour_of_week.csv in `folder`; `SeedDataError` when it is broken."""
    path = folder / "hour_of_week.csv"
    lines = read_seed(path).splitlines()
    try:
        return weights_of(line for line in lines if not line.startswith("#"))
    except (KeyError, ValueError, ArithmeticError) as error:
        raise SeedDataError(
            f"{path.name} holds no weights of hours: {error!r}.",
            next_step="Give each direction (down, up) 24 lines with a weight for each weekday.",
        ) from error


def weights_of(lines: Iterable[str]) -> Weights:
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
