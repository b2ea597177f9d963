"""How long the balance will last (FORECAST)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, add_on_at, tariff_at, terms_at
from mybt_sim.engine.records import Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.usage import round_e4

DAYS_LEFT_MOST = 1_000_000
"""The forecast says no more than this, and says it where there is nothing to pay."""


@compiled
def monthly_sum_kopecks(book: Book, contract: Record, now: int) -> int:
    """What a full month costs with the tariff and add-ons of this moment, without use.

    Each fee is rounded by itself, as it is charged by the day and on a bill. What lasts only
    hours has no monthly fee.
    """
    tariff = tariff_at(book, contract.tariff, now)
    sum_kopecks = round_e4(tariff.fee_e4)
    bits = contract.add_ons & ~tariff.included_add_ons
    add_on = 0
    while bits != 0:
        if bits & 1:
            sum_kopecks += round_e4(add_on_at(book, add_on, now).fee_e4)
        bits >>= 1
        add_on += 1
    return sum_kopecks


@rule("FORECAST")
def days_left(book: Book, contract: Record, now: int) -> int:
    """For how many whole days the balance pays the monthly sum; 0 for one that is used up.

    Said of a month of `forecast_month_days`, and without the limit of «Кредит доверия».
    """
    sum_kopecks = monthly_sum_kopecks(book, contract, now)
    if sum_kopecks == 0:
        return DAYS_LEFT_MOST
    balance_kopecks = max(contract.balance_kopecks, 0)
    days = balance_kopecks * terms_at(book, now).forecast_month_days // sum_kopecks
    return min(days, DAYS_LEFT_MOST)
