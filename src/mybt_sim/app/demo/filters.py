"""What is chosen on a screen, as the screen's argument names it: a period, a region."""

import datetime
from typing import Any

from mybt_sim.analysis.chosen import REGIONS
from mybt_sim.base.plain import day_in

DAYS_90 = 89
SEPARATOR = "_"
MINSK = (53_902_000, 27_561_000)
"""Where the phone is: the middle of Minsk, in millionths of a degree."""
PLACES_SHOWN = 40


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


def where(item: str) -> dict[str, Any]:
    """Arguments of a search for places: a region, or nearest first; `!` at the end: open now."""
    region = item.rstrip("!")
    found: dict[str, Any] = {"limit": PLACES_SHOWN, "open_now": item.endswith("!")}
    return found | ({"region": region} if region in REGIONS else {"near": MINSK})
