"""The forecast says what a month really costs, and never a day too many."""

import datetime
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.catalogue.calendar import day_of
from mybt_sim.engine.forecast import DAYS_LEFT_MOST, days_left, monthly_sum_kopecks
from mybt_sim.engine.kinds import Entry
from mybt_sim.engine.records import DAY_S, Record, blank_contract
from tests.support.life import Given, Life, book_with
from tests.support.wishes import TARIFFS, holdings

MONTHS = ("2023-04-01", "2024-02-01", "2026-06-01", "2026-07-01")
"""Months without a change of prices, of every length but one."""
FEES = (Entry.FEE_TARIFF, Entry.FEE_ADDON)


def start_of(month: str) -> int:
    return day_of(datetime.date.fromisoformat(month))


@given(
    month=st.sampled_from(MONTHS),
    tariff=st.integers(0, TARIFFS - 1),
    bits=st.integers(0, (1 << 20) - 1),
)
def test_the_fees_of_a_month_add_up_to_the_monthly_sum(month: str, tariff: int, bits: int) -> None:
    """By the day or by the bill, add-on by add-on."""
    first_day = start_of(month)
    book = book_with()
    offer = book.tariffs[book.calendar[first_day - book.first_day].edition, tariff]
    held = holdings(book, offer, first_day, bits)
    life = Life(Given(tariff, first_day, 100_000, add_ons=held))
    expected = monthly_sum_kopecks(life.book, life.contract, life.now)
    days = int(book.calendar[first_day - book.first_day].days_in_month)
    life.advance((first_day + days) * DAY_S)
    entries = [entry for step in life.steps for entry in step.entries]
    assert -sum(one.amount_kopecks for one in entries if one.entry in FEES) == expected


def contract_with(tariff: int, balance_kopecks: int, add_ons: int = 0) -> Record:
    contract: Record = blank_contract()[0]
    contract.tariff, contract.balance_kopecks, contract.add_ons = tariff, balance_kopecks, add_ons
    return contract


@given(
    tariff=st.integers(0, TARIFFS - 1),
    balance_kopecks=st.one_of(st.integers(-10_000, 200_000), st.integers(-(10**11), 10**11)),
    month_days=st.integers(1, 31),
)
def test_the_balance_pays_so_many_days_and_not_one_more(
    tariff: int, balance_kopecks: int, month_days: int
) -> None:
    book, now = book_with((("forecast_month_days", month_days),)), start_of("2026-06-01") * DAY_S
    contract = contract_with(tariff, balance_kopecks)
    days = days_left(book, contract, now)
    a_day = Fraction(int(monthly_sum_kopecks(book, contract, now)), month_days)
    assert 0 <= days <= DAYS_LEFT_MOST
    if days < DAYS_LEFT_MOST:
        assert days * a_day <= max(0, balance_kopecks) < (days + 1) * a_day
    else:
        assert days * a_day <= balance_kopecks


def test_nothing_to_pay_lasts_longest() -> None:
    book, now = book_with().copy(), start_of("2026-06-01") * DAY_S
    book["tariffs"]["fee_e4"] = 0
    assert days_left(book, contract_with(0, 0), now) == DAYS_LEFT_MOST
    assert days_left(book, contract_with(0, -500), now) == DAYS_LEFT_MOST
