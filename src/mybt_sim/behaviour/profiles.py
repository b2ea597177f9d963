"""The profile of each day of a run: how much a line uses on it on average."""

from decimal import Decimal

from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.parameters import BehaviourData, to_q16
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import Record

MONTHS_PER_YEAR = 12
SATURDAY = 5


def fill_profiles(tables: BehaviourTables, data: BehaviourData, book: Book) -> None:
    """Write the profile of every day of the book's calendar into a BEHAVIOUR_TABLES record."""
    weekend = Decimal(data.value("tv.weekend_factor"))
    for position in range(book.days):
        row = book.calendar[position]
        profile = tables.profiles[position]
        profile.net_mb = _net_mb(data, row)
        profile.tv_q16 = to_q16(weekend if row.weekday >= SATURDAY else Decimal(1))
        profile.calls_q16 = to_q16(data.value("calls.weekday_factor")[row.weekday])


def _net_mb(data: BehaviourData, row: Record) -> int:
    """Mean MB of a line: level of the year, season, weekday, holiday."""
    levels = {int(year): int(mb) for year, mb in data.value("volume.net_mb_per_line_month").items()}
    year = min(max(int(row.year), min(levels)), max(levels))
    mean_mb = Decimal(levels[year]) * MONTHS_PER_YEAR / 365
    mean_mb *= data.value("volume.month_factor")[row.month - 1]
    mean_mb *= data.value("volume.weekday_factor")[row.weekday]
    if row.is_holiday:
        mean_mb *= data.value("volume.holiday_factor")
    return int(mean_mb.quantize(Decimal(1)))
