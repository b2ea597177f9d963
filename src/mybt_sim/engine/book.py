"""What a rule may know besides the record: calendar, terms, prices, and the journal to write in.

Terms and prices come in editions, one for each date on which anything changes (GEN-VERS); the
calendar says which edition holds on a day, so the past keeps its own rules.

The whole book is one record of fixed size. Compiled code passes it as a single pointer; a tuple of
arrays would cost more in reference counting than the rules themselves.
"""

from typing import TypeAlias

import numpy as np

from mybt_sim.base.compiled import compiled, in_python
from mybt_sim.base.whole import place
from mybt_sim.engine.records import (
    ADD_ON,
    CALENDAR_DAY,
    DAY_S,
    EVENT,
    LEDGER_ENTRY,
    NEVER,
    SUSPENSION_TERM,
    TARIFF,
    TERMS,
    Record,
    blank,
)

CALENDAR_DAYS = 9_000
EDITIONS = 32
"""Room for the dates of the seed data and those of a scenario."""
TARIFFS = 64
"""Room for tariffs; the last place stays blank."""
ADD_ONS = 60
SUSPENSION_TERMS = 8
"""Room for the lengths that a voluntary suspension can have."""
JOURNAL_ROWS = 2_048

BOOK = np.dtype(
    [
        ("first_day", "i8"),  # day of calendar[0]
        ("days", "i8"),
        ("editions", "i8"),
        ("tariff_count", "i8"),
        ("add_on_count", "i8"),
        ("entry_count", "i8"),  # counts go on when the journal is full, so that overflow shows
        ("event_count", "i8"),
        ("allowed_from", "i8"),  # when a refused request would pass the check that refused it
        ("calendar", CALENDAR_DAY, (CALENDAR_DAYS,)),
        ("terms", TERMS, (EDITIONS,)),
        ("tariffs", TARIFF, (EDITIONS, TARIFFS)),
        ("add_ons", ADD_ON, (EDITIONS, ADD_ONS)),
        ("suspension_terms", SUSPENSION_TERM, (EDITIONS, SUSPENSION_TERMS)),
        ("entries", LEDGER_ENTRY, (JOURNAL_ROWS,)),
        ("events", EVENT, (JOURNAL_ROWS,)),
    ],
    align=True,
)

Book: TypeAlias = Record
"""A record of layout BOOK; each thread works with its own."""


def blank_book() -> Book:
    """A book with nothing in it."""
    book = blank(BOOK, 1)[0]
    book.allowed_from = NEVER
    assert isinstance(book, Record)
    return book


@compiled
def clear_journal(book: Book) -> None:
    """Forget entries, events and the answer, after somebody has taken them away."""
    book.entry_count = 0
    book.event_count = 0
    book.allowed_from = NEVER


clear_journal_in_python = in_python(clear_journal)


@compiled
def calendar_day(book: Book, day: int) -> Record:
    """The calendar's row of `day`."""
    return book.calendar[place(day - book.first_day)]


@compiled
def edition_at(book: Book, now: int) -> int:
    """Edition of terms and prices that holds at `now`."""
    return calendar_day(book, now // DAY_S).edition


@compiled
def terms_at(book: Book, now: int) -> Record:
    """The terms that hold at `now`."""
    return book.terms[place(edition_at(book, now))]


@compiled
def tariff_at(book: Book, tariff: int, now: int) -> Record:
    """Prices and properties of `tariff` at `now`."""
    return book.tariffs[place(edition_at(book, now)), tariff]


@compiled
def own_tariff(book: Book, contract: Record, day: int) -> Record:
    """The tariff of a contract, which always has one, as it is on `day`."""
    return book.tariffs[place(calendar_day(book, day).edition), place(contract.tariff)]


@compiled
def add_on_at(book: Book, add_on: int, now: int) -> Record:
    """Prices and properties of `add_on` at `now`; an unknown index gives the first one's."""
    known = add_on if 0 <= add_on < book.add_on_count else 0
    return book.add_ons[place(edition_at(book, now)), place(known)]


@compiled
def add_on_bit(book: Book, add_on: int) -> int:
    """The bit of `add_on` in a contract; no bit at all when there is no such add-on."""
    return 1 << add_on if 0 <= add_on < book.add_on_count else 0
