"""What each day of a month costs, kept once it is known: the same for all who have the same.

Nothing is decided here: every number is the `day_share_kopecks` that FEE-DAILY makes of a fee.
"""

import numpy as np

from mybt_sim.base.compiled import compiled
from mybt_sim.base.whole import place
from mybt_sim.engine.book import ADD_ONS, EDITIONS, TARIFFS, Book, calendar_day, own_tariff
from mybt_sim.engine.daily_fee import basis_days, day_share_kopecks, paid_add_ons
from mybt_sim.engine.records import Record
from mybt_sim.engine.vocabulary import Settlement

MONTH_DAYS_LEAST, MONTH_DAYS_MOST = 28, 31
LENGTHS = MONTH_DAYS_MOST - MONTH_DAYS_LEAST + 1
EDITIONS_KEPT = 4
"""Of those that follow each other; whoever is older gives its place to a newer one."""

MONTH_SHARES = np.dtype(
    [
        ("key", "i8"),  # of what is written here
        ("kopecks", "i4", (MONTH_DAYS_MOST,)),  # by day of the month
    ],
    align=True,
)
"""What a monthly fee comes to on each day of a month."""

DAY_PRICES = np.dtype(
    [
        ("turn", "i8"),  # what was written in another one is from another book
        ("tariffs", MONTH_SHARES, (EDITIONS_KEPT, LENGTHS, TARIFFS)),
        ("add_ons", MONTH_SHARES, (EDITIONS_KEPT, LENGTHS, ADD_ONS)),
    ],
    align=True,
)

ADD_ON_FEES = np.dtype([("kopecks", "i8", (MONTH_DAYS_MOST,))])
"""What all paid add-ons of a contract cost on each day of a month."""


@compiled
def tariff_shares(book: Book, contract: Record, day: int, prices: Record) -> Record:
    """MONTH_SHARES of the tariff of a contract in the month of `day`."""
    row = calendar_day(book, day)
    length = row.days_in_month - MONTH_DAYS_LEAST
    kept = row.edition % EDITIONS_KEPT
    shares = prices.tariffs[place(kept), place(length), place(contract.tariff)]
    is_billed = contract.settlement != Settlement.ADVANCE
    key = _key_of(prices, row.edition, int(is_billed))
    if shares.key != key:
        shares.key = key
        days = row.days_in_month if is_billed else basis_days(book, day)
        _share_out(shares, own_tariff(book, contract, day).fee_e4, days)
    return shares


@compiled
def add_on_shares(book: Book, add_on: int, day: int, prices: Record) -> Record:
    """MONTH_SHARES of an add-on in the month of `day`."""
    row = calendar_day(book, day)
    length = row.days_in_month - MONTH_DAYS_LEAST
    kept = row.edition % EDITIONS_KEPT
    shares = prices.add_ons[place(kept), place(length), place(add_on)]
    key = _key_of(prices, row.edition, 0)
    if shares.key != key:
        shares.key = key
        fee_e4 = book.add_ons[place(row.edition), place(add_on)].fee_e4
        _share_out(shares, fee_e4, basis_days(book, day))
    return shares


@compiled
def _key_of(prices: Record, edition: int, way: int) -> int:
    return (prices.turn * EDITIONS + edition) * 2 + way


@compiled
def forget_prices(prices: Record) -> None:
    """The prices of another book are asked for from now on."""
    prices.turn += 1


@compiled
def _share_out(shares: Record, fee_e4: int, days: int) -> None:
    for nth in range(MONTH_DAYS_MOST):
        shares.kopecks[nth] = day_share_kopecks(fee_e4, nth + 1, days)


@compiled
def add_up_add_ons(book: Book, contract: Record, day: int, prices: Record, fees: Record) -> bool:
    """What the paid add-ons of `day` cost on each day of its month, into ADD_ON_FEES; says whether
    there are any."""
    bits = paid_add_ons(book, contract, day)
    if bits == 0:
        return False
    for nth in range(MONTH_DAYS_MOST):
        fees.kopecks[nth] = 0
    add_on = 0
    while bits != 0:
        if bits & 1:
            shares = add_on_shares(book, add_on, day, prices)
            for nth in range(MONTH_DAYS_MOST):
                fees.kopecks[nth] += shares.kopecks[nth]
        bits >>= 1
        add_on += 1
    return True
