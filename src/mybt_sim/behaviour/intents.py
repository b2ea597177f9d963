"""When people will act next: payments by habit, promises when money is short, new tariffs.

A plan is a moment and a wish; what becomes of it is up to the rules. Draws are addressed by the
number of the command or by the month, never by the order in which anything is asked.
"""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.base.time import HOUR_S
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables, Rhythm
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.records import DAY_S, FAR, Record
from mybt_sim.engine.vocabulary import Settlement

PROMISE_N = 8
TARIFF_N = 16
PAYMENT_N = 32
BLOCK_N = 64


@compiled
def second_of_day(hours: NDArray[np.int64], bits: int) -> int:
    """A second of the day, never 0, by a table of hours."""
    hour = hours[below(bits, CELLS)]
    return hour * HOUR_S + 1 + low_below(bits, HOUR_S - 1)


@compiled
def plan_month(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, day: int
) -> None:
    """On the first day of a month (or of the run) plan its payment, promise and tariff wishes."""
    month = month_number(book, day)
    if life.plan.pay_at == FAR:
        _plan_payment(book, tables, contract, life, day)
    if life.traits.account_id == 0:
        return
    row = calendar_day(book, day)
    days = row.days_in_month - row.day_of_month + 1
    _plan_promise(tables, life, month, day, days)
    _plan_tariff(tables, contract, life, month, day, days)


@compiled
def month_number(book: Book, day: int) -> int:
    """Months since year 0: the tick of draws that hold for a month."""
    row = calendar_day(book, day)
    return row.year * 12 + row.month


@compiled
def _plan_payment(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, day: int
) -> None:
    traits = life.traits
    month = month_number(book, day)
    if contract.settlement == Settlement.ADVANCE:
        if traits.rhythm == Rhythm.ON_BLOCK_ONLY:
            return
        if traits.rhythm == Rhythm.MONTHS_AHEAD and month % traits.months_ahead != 0:
            return
    pay_day = day + min(traits.pay_day, calendar_day(book, day).days_in_month) - 1
    bits = draw(traits.plans_key, month, PAYMENT_N)
    late_bits = draw(traits.plans_key, month, PAYMENT_N + 1)
    if low_below(late_bits, Q16) < traits.late_q16:
        pay_day += 1 + below(late_bits, tables.late_days)
    life.plan.pay_at = pay_day * DAY_S + second_of_day(tables.hour_of_payment, bits)


@compiled
def _plan_promise(tables: BehaviourTables, life: Record, month: int, day: int, days: int) -> None:
    key = life.traits.plans_key
    bits = draw(key, month, PROMISE_N)
    if low_below(bits, Q16) >= tables.promise_spontaneous_q16:
        return
    second = second_of_day(tables.hour_in_app, draw(key, month, PROMISE_N + 1))
    life.plan.promise_at = (day + below(bits, days)) * DAY_S + second
    life.plan.promise_kopecks = promise_wish_kopecks(tables, draw(key, month, PROMISE_N + 2))


@compiled
def promise_wish_kopecks(tables: BehaviourTables, bits: int) -> int:
    """The sum that somebody asks for; some ask for more than there is."""
    if low_below(bits, Q16) < tables.promise_above_limit_q16:
        return 2_000 + 500 * (1 + below(bits, 5))
    return tables.promise_kopecks[below(bits, CELLS)]


@compiled
def _plan_tariff(
    tables: BehaviourTables, contract: Record, life: Record, month: int, day: int, days: int
) -> None:
    key = life.traits.plans_key
    bits = draw(key, month, TARIFF_N)
    if low_below(bits, Q16) >= tables.tariff_try_q16:
        return
    second = second_of_day(tables.hour_in_app, draw(key, month, TARIFF_N + 1))
    wish = wished_tariff(tables, contract, draw(key, month, TARIFF_N + 2))
    if wish == contract.tariff:
        return  # there is no such neighbour
    life.plan.target_tariff = wish
    life.plan.tariff_at = (day + below(bits, days)) * DAY_S + second


@compiled
def wished_tariff(tables: BehaviourTables, contract: Record, bits: int) -> int:
    """Mostly the next dearer or cheaper plan of the line; sometimes any plan at all."""
    if low_below(bits, Q16) < tables.tariff_random_q16:
        return below(bits, tables.tariff_count)
    if below(bits, Q16) < tables.tariff_upgrade_q16:
        return tables.tariff_up[contract.tariff, contract.technology]
    return tables.tariff_down[contract.tariff, contract.technology]


@compiled
def react_to_block(tables: BehaviourTables, life: Record, now: int) -> None:
    """Somebody whose service was blocked pays soon, and may take a promise before."""
    plan = life.plan
    plan.has_reacted = True
    day = now // DAY_S
    key = life.traits.plans_key
    delay = draw(key, day, BLOCK_N)
    if low_below(delay, Q16) < tables.pays_within_day_q16:
        pay_at = now + HOUR_S // 2 + below(delay, DAY_S - HOUR_S)
    else:
        pay_at = now + DAY_S + below(delay, tables.slow_pay_days * DAY_S)
    bits = draw(key, day, BLOCK_N + 1)
    if low_below(bits, Q16) < tables.never_pays_q16:
        pay_at = now + tables.never_pays_days * DAY_S
    elif life.traits.account_id != 0 and below(bits, Q16) < tables.promise_when_blocked_q16:
        wish = draw(key, day, BLOCK_N + 2)
        plan.promise_at = now + HOUR_S // 4 + below(delay, HOUR_S)
        plan.promise_kopecks = promise_wish_kopecks(tables, wish)
    plan.pay_at = min(plan.pay_at, pay_at)


@compiled
def plan_repayment(tables: BehaviourTables, life: Record, due_at: int, now: int) -> None:
    """After a promise most pay within its term, some later, a few never."""
    bits = draw(life.traits.plans_key, now // DAY_S, BLOCK_N + 3)
    chance_q16 = low_below(bits, Q16)
    if chance_q16 < tables.promise_in_term_q16:
        pay_at = now + 1 + below(bits, max(1, due_at - now - 1))
    elif chance_q16 < tables.promise_in_term_q16 + tables.promise_late_q16:
        pay_at = due_at + DAY_S + below(bits, 15 * DAY_S)
    else:
        pay_at = now + tables.never_pays_days * DAY_S
    life.plan.pay_at = pay_at
