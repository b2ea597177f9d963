"""The hours of a selection, from cubes: stored days are spread over hours (`analysis/hours.py`)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.analysis.cubes.cubes import Cubes
from mybt_sim.analysis.cubes.cut import cut_of
from mybt_sim.analysis.cubes.measures import SUBJECTS
from mybt_sim.analysis.cubes.selection import Selection
from mybt_sim.analysis.hours import spread, weights_of
from mybt_sim.behaviour.hours import HOURS, WEEKDAYS

HOURLY = ("traffic", "tv", "calls")
"""Subjects that have hours; what is charged has none."""
WEEK = len(WEEKDAYS)


class Week(NamedTuple):
    """Sums by day of the week, Monday first, and hour; and how many such days there are."""

    sums: tuple[tuple[int, ...], ...]
    days: tuple[int, ...]

    @property
    def means(self) -> list[list[int]]:
        """The mean of each hour, rounded to a whole; 0 where there is no such day."""
        return [
            [(2 * value + days) // (2 * days) if days else 0 for value in row]
            for row, days in zip(self.sums, self.days, strict=True)
        ]

    @property
    def shades(self) -> list[list[int]]:
        """The means in thousandths, rounded down: what of little is shown as a colour."""
        return [
            [1_000 * value // max(days, 1) for value in row]
            for row, days in zip(self.sums, self.days, strict=True)
        ]

    @property
    def peak(self) -> tuple[int, int] | None:
        """Day of the week and hour with the highest mean; the first of equals, None of nothing."""
        shades = self.shades
        day, hour = max(
            ((day, hour) for day in range(WEEK) for hour in range(HOURS)),
            key=lambda at: shades[at[0]][at[1]],
        )
        return (day, hour) if shades[day][hour] else None


def hourly(subject: str) -> str:
    """The subject itself, or traffic where it has no hours."""
    return subject if subject in HOURLY else HOURLY[0]


def hours_of_week(cubes: Cubes, selection: Selection) -> Week:
    """The subject of a selection (MB or minutes) by hour of the week."""
    sums, days = _spread(cubes, selection, hourly(selection.subject))
    return Week(tuple(tuple(row) for row in sums.tolist()), tuple(days.tolist()))


def hours_of_day(cubes: Cubes, selection: Selection) -> dict[str, list[int]]:
    """Of each subject that has hours its sums (MB or minutes) by hour of the day."""
    return {name: _spread(cubes, selection, name)[0].sum(axis=0).tolist() for name in HOURLY}


def _spread(
    cubes: Cubes, selection: Selection, subject: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sums by day of the week and hour, and days of the period by day of the week."""
    cut = cut_of(cubes, selection.chosen)
    first, last = selection.first, selection.last
    weekdays = (np.arange(first, last + 1) + cubes.first.weekday()) % WEEK
    sums = np.zeros((WEEK, HOURS), np.int64)
    for name in SUBJECTS[subject].measures:
        totals = np.zeros(WEEK, np.int64)
        np.add.at(totals, weekdays, cut.daily(name)[first : last + 1])
        sums += [spread(int(totals[day]), weights_of(name)[day]) for day in range(WEEK)]
    return sums, np.bincount(weekdays, minlength=WEEK)
