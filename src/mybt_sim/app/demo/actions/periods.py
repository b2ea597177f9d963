"""Periods of statements and statistics, as they are named in a screen's argument."""

import datetime

from mybt_sim.base.plain import day_in

DAYS_90 = 89
SEPARATOR = "_"


def period_of(item: str, today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day of `this`, `last`, `days90`, or of two ISO dates joined by `_`.

    Whatever cannot be read is this month.
    """
    start = today.replace(day=1)
    if item == "last":
        end = start - datetime.timedelta(days=1)
        return end.replace(day=1), end
    if item == "days90":
        return today - datetime.timedelta(days=DAYS_90), today
    first, _, last = item.partition(SEPARATOR)
    days = day_in(first), day_in(last)
    return (start, today) if days[0] is None or days[1] is None else (days[0], days[1])
