"""How long the balance will last (FORECAST)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, add_on_at, tariff_at, terms_at
from mybt_sim.engine.records import DAY_S, FAR, NO_TARIFF, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import has_promise
from mybt_sim.engine.tariff_change import add_ons_kept
from mybt_sim.engine.usage import round_e4

DAYS_LEFT_MOST = 1_000_000
"""The forecast says no more than this, and says it where there is nothing to pay."""


@compiled
def monthly_sum_kopecks(book: Book, contract: Record, now: int) -> int:
    """What a full month costs with the tariff and add-ons of this moment, without use."""
    return month_of_kopecks(book, contract.tariff, contract.add_ons, now)


@compiled
def ordered_sum_kopecks(book: Book, contract: Record, now: int) -> int:
    """The same with the ordered tariff: without what will end with the old, with what comes."""
    offer = tariff_at(book, contract.pending_tariff, now)
    add_ons = add_ons_kept(contract, tariff_at(book, contract.tariff, now), offer)
    return month_of_kopecks(book, contract.pending_tariff, add_ons, now)


@compiled
def month_of_kopecks(book: Book, tariff: int, add_ons: int, now: int) -> int:
    """The monthly fees of a tariff with add-ons, at the prices of `now`.

    Each fee is rounded by itself, as it is charged by the day and on a bill. What lasts only
    hours has no monthly fee.
    """
    plan = tariff_at(book, tariff, now)
    sum_kopecks = round_e4(plan.fee_e4)
    bits = add_ons & ~plan.included_add_ons
    add_on = 0
    while bits != 0:
        if bits & 1:
            sum_kopecks += round_e4(add_on_at(book, add_on, now).fee_e4)
        bits >>= 1
        add_on += 1
    return sum_kopecks


@rule("FORECAST", "FORECAST-DUE")
def days_left(book: Book, contract: Record, now: int) -> int:
    """For how many whole days the service lasts if nobody pays; 0 for a balance that is used up.

    Said of a month of `forecast_month_days` and without the limit of «Кредит доверия». Borrowed
    money counts up to the end of its promise, the present sum up to an ordered tariff. Days of a
    suspension cost nothing and are not counted, ordered or running.
    """
    month_days = terms_at(book, now).forecast_month_days
    tariff_in = days_to_tariff(contract, now)
    promise_in = days_to_promise(contract, now)
    money = max(contract.balance_kopecks, 0) * month_days  # of which a day takes a monthly sum
    a_day = monthly_sum_kopecks(book, contract, now)
    day = 0
    while min(tariff_in, promise_in) < FAR:
        until = min(tariff_in, promise_in)
        days = affordable_days(money, a_day)
        if day + days < until:
            return min(day + days, DAYS_LEFT_MOST)
        money -= (until - day) * a_day
        day = until
        if promise_in == until:
            money = max(0, money - contract.promise_open_kopecks * month_days)
            promise_in = FAR
        if tariff_in == until:
            a_day = ordered_sum_kopecks(book, contract, now)
            tariff_in = FAR
    return min(day + affordable_days(money, a_day), DAYS_LEFT_MOST)


@compiled
def affordable_days(money: int, a_day: int) -> int:
    """Whole days that the money pays."""
    if a_day == 0:
        return DAYS_LEFT_MOST
    return money // a_day


@compiled
def days_to_tariff(contract: Record, now: int) -> int:
    """Days still charged by the old tariff, this one included; FAR when none is ordered."""
    if contract.pending_tariff == NO_TARIFF:
        return FAR
    effective_at = contract.tariff_effective_at
    days = effective_at // DAY_S - now // DAY_S
    return max(0, days - suspended_days(contract, now, effective_at))


@compiled
def days_to_promise(contract: Record, now: int) -> int:
    """Whole days up to the end of an open promise; FAR when none is open."""
    if not has_promise(contract):
        return FAR
    due_at = contract.promise_due_at
    return max(0, (due_at - now) // DAY_S - suspended_days(contract, now, due_at))


@compiled
def suspended_days(contract: Record, now: int, until: int) -> int:
    """Days of a suspension, ordered or running, between two moments."""
    first = max(now, contract.suspended_from) // DAY_S
    last = min(until, contract.suspended_until) // DAY_S
    return max(0, last - first)
