"""Periods of statements and statistics, as they are named in a screen's argument."""

import datetime

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
    try:
        return datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    except ValueError:
        return start, today
