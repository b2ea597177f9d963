"""The profile of each day of a run: how much a line uses on it on average.

Levels of a year and factors of a month are those of its middle; between two middles they move in a
straight line, so that no first of a month or of a year is a step.
"""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from mybt_sim.base.time import MONTHS_PER_YEAR, SATURDAY
from mybt_sim.behaviour.layouts import SPAN_DAYS, BehaviourTables
from mybt_sim.behaviour.parameters import BehaviourData, to_q16
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.book import Book

DAYS_PER_YEAR = 365


class Day(NamedTuple):
    """What the calendar of a book says of a day, as Python's numbers."""

    year: int
    month: int
    day_of_month: int
    days_in_month: int
    weekday: int
    is_holiday: bool


Level = Callable[[int], Decimal]
"""The level of a year."""


def fill_profiles(tables: BehaviourTables, data: BehaviourData, book: Book) -> None:
    """Write the profile of every day of the book's calendar into a BEHAVIOUR_TABLES record."""
    weekend, first_day = Decimal(data.value("tv.weekend_factor")), int(book.first_day)
    level_mb = cache(lambda year: _level_mb(data, year))
    calls_level = cache(lambda year: _calls_level(data, year))
    columns = (book.calendar[name][: book.days].tolist() for name in Day._fields)
    days = list(enumerate(map(Day._make, zip(*columns, strict=True)), start=first_day))
    tables.month_mb = int(level_mb(days[0][1].year))
    profiles, known = tables.profiles, slice(SPAN_DAYS, SPAN_DAYS + len(days))
    profiles.net_mb[known] = [_net_mb(data, level_mb, row, day) for day, row in days]
    profiles.tv_q16[known] = [
        to_q16(weekend if row.weekday >= SATURDAY else Decimal(1)) for _, row in days
    ]
    profiles.calls_q16[known] = [to_q16(_calls(data, calls_level, row, day)) for day, row in days]


def _net_mb(data: BehaviourData, level_mb: Level, row: Day, day: int) -> int:
    """Mean MB of a line: level of the day, season, weekday, holiday."""
    mean_mb = _between_years(row.year, day, level_mb)
    mean_mb *= Decimal(MONTHS_PER_YEAR) / DAYS_PER_YEAR
    mean_mb *= _season(data.value("volume.month_factor"), row)
    mean_mb *= data.value("volume.weekday_factor")[row.weekday]
    if row.is_holiday:
        mean_mb *= data.value("volume.holiday_factor")
    return int(mean_mb.quantize(Decimal(1)))


def _season(factors: Sequence[Decimal], row: Day) -> Decimal:
    """The factor of a day, between those of the middles of two months."""
    past_middle = (row.day_of_month - Decimal("0.5")) / row.days_in_month - Decimal("0.5")
    month = row.month - 1
    other = month + (1 if past_middle >= 0 else -1)
    part = abs(past_middle)
    return factors[month] * (1 - part) + factors[other % MONTHS_PER_YEAR] * part


def _level_mb(data: BehaviourData, year: int) -> Decimal:
    levels = {int(known): mb for known, mb in data.value("volume.net_mb_per_line_month").items()}
    return Decimal(levels[min(max(year, min(levels)), max(levels))])


def _calls(data: BehaviourData, calls_level: Level, row: Day, day: int) -> Decimal:
    """Calls of a day, in those of a mean day of the year to which `calls.per_day` belongs."""
    level = _between_years(row.year, day, calls_level)
    return level * Decimal(data.value("calls.weekday_factor")[row.weekday])


def _calls_level(data: BehaviourData, year: int) -> Decimal:
    years = year - int(data.value("calls.level_year"))
    return Decimal(data.value("calls.year_factor")) ** years


def _between_years(year: int, day: int, level: Level) -> Decimal:
    """The level of a day, between those in the middles of two years."""
    first = year if day >= _middle(year) else year - 1
    part = Decimal(day - _middle(first)) / (_middle(first + 1) - _middle(first))
    return level(first) * (1 - part) + level(first + 1) * part


@cache
def _middle(year: int) -> int:
    return day_of(datetime.date(year, 7, 2))
