"""Spans of time, and where it begins: moments are seconds of Minsk local time since the epoch."""

import datetime

SECOND_US = 1_000_000
MINUTE_S = 60
HOUR_S = 3_600
DAY_S = 86_400
WEEK_DAYS = 7
SATURDAY = 5
"""From Monday, which is 0."""
MONTH_DAYS = 30
MONTHS_PER_YEAR = 12

EPOCH = datetime.datetime(1970, 1, 1)
EPOCH_DATE = EPOCH.date()
