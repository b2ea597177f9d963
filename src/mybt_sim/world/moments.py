"""Moments as people write them, and as the engine counts them: seconds of Minsk local time."""

import datetime

from mybt_sim.base.time import EPOCH


def moment_of(seconds: int) -> datetime.datetime:
    """Seconds since 1970-01-01 as a date with a time."""
    return EPOCH + datetime.timedelta(seconds=int(seconds))


def seconds_of(moment: datetime.datetime) -> int:
    """A date with a time as seconds since 1970-01-01."""
    return int((moment - EPOCH).total_seconds())
