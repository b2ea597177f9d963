"""The calendar of Belarus: days of Minsk local time, with public holidays.

Holidays, among them Radunitsa and the days off that the government moves, come from the `holidays`
library, and so do the Saturdays that make up for them. Moved days are known only for years whose
decree is out; the library is pinned, so that a run sees the same calendar again.
"""

import datetime
from collections.abc import Mapping, Sequence
from functools import cache

import holidays
import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.time import EPOCH_DATE
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.engine.records import CALENDAR_DAY, Records, blank

LAST_DATE = datetime.date(2040, 12, 31)
EPOCH_WEEKDAY = EPOCH_DATE.weekday()
DATE_IN_NAME = "%d.%m.%Y"
"""The library names a moved day off after the Saturday that makes up for it."""


def day_of(date: datetime.date) -> int:
    """`date` as days since 1970-01-01."""
    return (date - EPOCH_DATE).days


def date_of(day: int) -> datetime.date:
    """The date of a day since 1970-01-01."""
    return EPOCH_DATE + datetime.timedelta(days=day)


@cache
def holiday_days() -> NDArray[np.int64]:
    """All public holidays of the supported years, as days since 1970-01-01, ascending."""
    return np.array(sorted(day_of(date) for date in _holidays()), np.int64)


@cache
def made_up_days() -> Mapping[int, int]:
    """Each Saturday that is worked in place of a day off, with that day, since 1970-01-01.

    Opening hours follow it. The behaviour of subscribers does not: for them it is a Saturday.
    """
    calendar = _holidays()
    written = {date.strftime(DATE_IN_NAME): date for date in calendar.weekend_workdays}
    return {
        day_of(worked): day_of(day_off)
        for day_off, name in calendar.items()
        for text, worked in written.items()
        if text in name
    }


@cache
def _holidays() -> holidays.HolidayBase:
    years = range(FIRST_DATE.year, LAST_DATE.year + 1)
    return holidays.country_holidays("BY", years=years, language="be")


def calendar_rows(first_day: int, last_day: int, edition_days: Sequence[int]) -> Records:
    """One row for each day from `first_day` to `last_day`, both included and supported.

    `edition_days` are the days from which editions hold, ascending, the first not after
    `first_day`.
    """
    days = np.arange(first_day, last_day + 1)
    dates = days.astype("M8[D]")
    months = dates.astype("M8[M]")
    rows = blank(CALENDAR_DAY, len(days))
    rows["day"] = days
    rows["edition"] = np.searchsorted(edition_days, days, side="right") - 1
    rows["year"] = dates.astype("M8[Y]").astype(np.int64) + EPOCH_DATE.year
    rows["month"] = months.astype(np.int64) % 12 + 1
    rows["day_of_month"] = (dates - months.astype("M8[D]")).astype(np.int64) + 1
    rows["days_in_month"] = ((months + 1).astype("M8[D]") - months.astype("M8[D]")).astype(np.int64)
    rows["weekday"] = (days + EPOCH_WEEKDAY) % 7
    rows["is_holiday"] = np.isin(days, holiday_days())
    return rows


def check_range(first_day: int, last_day: int) -> None:
    """Raise `ScenarioError` unless all days from `first_day` to `last_day` are supported."""
    if not day_of(FIRST_DATE) <= first_day <= last_day <= day_of(LAST_DATE):
        raise ScenarioError(
            f"The days {_text(first_day)} to {_text(last_day)} cannot be simulated.",
            next_step=f"Choose days from {FIRST_DATE} to {LAST_DATE}, in this order.",
        )


def _text(day: int) -> str:
    """The date of `day`, or the number where the calendar of the computer ends."""
    try:
        return date_of(day).isoformat()
    except OverflowError:
        return f"day {day}"
