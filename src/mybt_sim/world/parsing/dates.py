"""Days of a period."""

from mybt_sim.base.errors import RequestError
from mybt_sim.base.plain import day_in
from mybt_sim.base.spelling import trimmed
from mybt_sim.base.time import EPOCH_DATE


def date_of(name: str, value: object) -> int:
    """A day as days since 1970-01-01: a date, its ISO text, or a moment that is its midnight."""
    day = day_in(trimmed(value) if isinstance(value, str) else value)
    if day is None:
        raise RequestError(f"{name} is no date.", next_step="Give a date, such as 2026-06-01.")
    return (day - EPOCH_DATE).days
