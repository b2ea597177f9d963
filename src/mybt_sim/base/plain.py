"""Values as callers give them: Python's own, or what our frames and arrays hold (numpy's)."""

import datetime
import re
from decimal import Decimal
from typing import Any

import numpy as np

MIDNIGHT = datetime.time()
DAY_UNITS = frozenset("YMWD")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(_DAY.pattern + r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


def plain(value: Any) -> Any:
    """A scalar of numpy as Python's own value; anything else as it is."""
    if isinstance(value, np.datetime64):
        unit = np.datetime_data(value.dtype)[0]
        return value.astype("M8[D]" if unit in DAY_UNITS else "M8[us]").item()
    return value.item() if isinstance(value, np.generic) else value


def as_written(value: object) -> str:
    """A value as it stands in a file: text in quotes, a number bare."""
    return str(value) if isinstance(value, Decimal) else repr(value)


def whole(value: object) -> int | None:
    """A whole number, also where a sum in SQL makes it a Decimal; None for anything else.

    Yes and no are no numbers, and no float is taken for a whole one.
    """
    value = plain(value)
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal) and value.is_finite() and value.adjusted() < DECIMAL_DIGITS:
        return int(value) if value == value.to_integral_value() else None
    return int(value) if isinstance(value, int) else None


def has_point(value: object) -> bool:
    """Whether a number of a file is written with decimals, and so not as a whole one: 60.0."""
    if not isinstance(value, Decimal):
        return False
    exponent = value.as_tuple().exponent
    return isinstance(exponent, str) or exponent < 0


DECIMAL_DIGITS = 38
"""DuckDB and Polars have no longer ones; 1E+999999 is not written out."""


def day_in(value: object) -> datetime.date | None:
    """A day: a date, its text 2026-06-01, or a moment that is its midnight; None for the rest."""
    value = plain(value)
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value) if _DAY.fullmatch(value) else None
        except ValueError:  # the 31st of June
            return None
    if isinstance(value, datetime.datetime):
        is_day = value.tzinfo is None and value.time() == MIDNIGHT
        return value.date() if is_day else None
    return value if isinstance(value, datetime.date) else None


def moment_in(value: object) -> datetime.datetime | None:
    """A moment of Minsk time: with no zone, or its text 2026-06-01 10:00; None for the rest."""
    value = plain(value)
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        try:
            return datetime.datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        return value
    return None
