"""Which days a subscriber may look back on: in the statement and in the statistics (S19e)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import rule


@rule("LED-HISTORY", seed=("S19a",))
def statement(book: Book, from_day: int, until_day: int, now: int) -> Refusal:
    """Show postings, promises and blocks of the days from `from_day` to `until_day`, both shown."""
    if not is_period(from_day, until_day, terms_at(book, now).statement_days_most, now):
        return Refusal.PERIOD_INVALID
    return Refusal.NONE


@rule("USE-STAT", seed=("S19e",))
def usage(book: Book, from_day: int, until_day: int, now: int) -> Refusal:
    """Show the use of the days from `from_day` to `until_day`, both shown."""
    if not is_period(from_day, until_day, terms_at(book, now).usage_days_most, now):
        return Refusal.PERIOD_INVALID
    return Refusal.NONE


@compiled
def is_period(from_day: int, until_day: int, days_most: int, now: int) -> bool:
    """Whether the days are in order, not to come, and not more than `days_most` before today.

    The present month and the one before it always fit into 61 days; terms can't go below that.
    """
    today = now // DAY_S
    return bool(today - days_most <= from_day and from_day <= until_day and until_day <= today)
