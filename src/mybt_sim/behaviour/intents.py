"""What people set out to do, and when: payments by habit, promises in need, other tariffs.

An intent is a kind and a moment; what becomes of it is up to the rules. Its luck is addressed by
both, and that of a plan by the month, never by how much has been asked for before: what one request
comes to, or whether it is made at all, leaves the draws of every other as they are.
"""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.base.time import HOUR_S
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables, Intent, Rhythm
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.records import DAY_S, FAR, Record
from mybt_sim.engine.vocabulary import Settlement

DRAWS_PER_KIND = 16


@compiled
def plan_luck(traits: Record, kind: Intent, month: int, n: int) -> int:
    """Draw `n` of whether and when people mean to do something in a month."""
    return draw(traits.plans_key, month, kind * DRAWS_PER_KIND + n)


@compiled
def act_luck(traits: Record, kind: Intent, due_at: int, n: int) -> int:
    """Draw `n` of what comes of the intent of a kind that is due at a second."""
    return draw(traits.acting_key, due_at, kind * DRAWS_PER_KIND + n)


@compiled
def intend(plan: Record, kind: int, due_at: int) -> None:
    """Mean to do something at `due_at` and no other moment; FAR: not at all."""
    plan.intents[kind].due_at = due_at
    next_at = FAR
    for other in range(len(plan.intents)):
        next_at = min(next_at, plan.intents[other].due_at)
    plan.next_at = next_at


@compiled
def due_kind(plan: Record) -> int:
    """The kind of the intent that is due first."""
    for kind in range(len(plan.intents)):
        if plan.intents[kind].due_at == plan.next_at:
            return kind
    raise AssertionError("the next moment is that of no intent")


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
    if life.plan.intents[Intent.PAYMENT].due_at == FAR:
        _plan_payment(book, tables, contract, life, day)
    if life.traits.account_id == 0:
        return
    row = calendar_day(book, day)
    days = row.days_in_month - row.day_of_month + 1
    _plan_promise(tables, life, month, day, days)
    _plan_tariff_change(tables, contract, life, month, day, days)


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
    late_bits = plan_luck(traits, Intent.PAYMENT, month, 1)
    if low_below(late_bits, Q16) < traits.late_q16:
        pay_day += 1 + below(late_bits, tables.late_days)
    bits = plan_luck(traits, Intent.PAYMENT, month, 0)
    second = second_of_day(tables.hour_of_payment, bits)
    intend(life.plan, Intent.PAYMENT, pay_day * DAY_S + second)


@compiled
def _plan_promise(tables: BehaviourTables, life: Record, month: int, day: int, days: int) -> None:
    bits = plan_luck(life.traits, Intent.PROMISE, month, 0)
    if low_below(bits, Q16) >= tables.promise_spontaneous_q16:
        return
    moment_bits = plan_luck(life.traits, Intent.PROMISE, month, 1)
    second = second_of_day(tables.hour_in_app, moment_bits)
    wish_bits = plan_luck(life.traits, Intent.PROMISE, month, 2)
    intend_promise(
        life.plan,
        promise_wish_kopecks(tables, wish_bits),
        (day + below(bits, days)) * DAY_S + second,
    )


@compiled
def intend_promise(plan: Record, amount_kopecks: int, due_at: int) -> None:
    """Mean to ask for a promise of `amount_kopecks`; 0: the month's fee."""
    plan.intents[Intent.PROMISE].amount_kopecks = amount_kopecks
    intend(plan, Intent.PROMISE, due_at)


@compiled
def promise_wish_kopecks(tables: BehaviourTables, bits: int) -> int:
    """The sum that somebody asks for; some ask for more than there is."""
    if low_below(bits, Q16) < tables.promise_above_limit_q16:
        above = tables.promise_above_kopecks
        return above[below(bits, len(above))]
    return tables.promise_kopecks[below(bits, CELLS)]


@compiled
def _plan_tariff_change(
    tables: BehaviourTables, contract: Record, life: Record, month: int, day: int, days: int
) -> None:
    bits = plan_luck(life.traits, Intent.TARIFF_CHANGE, month, 0)
    if low_below(bits, Q16) >= tables.tariff_try_q16:
        return
    moment_bits = plan_luck(life.traits, Intent.TARIFF_CHANGE, month, 1)
    second = second_of_day(tables.hour_in_app, moment_bits)
    wish_bits = plan_luck(life.traits, Intent.TARIFF_CHANGE, month, 2)
    wish = wished_tariff(tables, contract, wish_bits)
    if wish == contract.tariff:
        return  # there is no such neighbour
    life.plan.intents[Intent.TARIFF_CHANGE].tariff = wish
    intend(life.plan, Intent.TARIFF_CHANGE, (day + below(bits, days)) * DAY_S + second)


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
    key = life.traits.blocks_key
    delay = draw(key, now, 0)
    if low_below(delay, Q16) < tables.pays_within_day_q16:
        soonest_s = tables.blocked_soonest_s
        pay_at = now + soonest_s + below(delay, DAY_S - 2 * soonest_s)
    else:
        pay_at = now + DAY_S + below(delay, tables.slow_pay_days * DAY_S)
    bits = draw(key, now, 1)
    if low_below(bits, Q16) < tables.never_pays_q16:
        pay_at = now + tables.never_pays_days * DAY_S
    elif life.traits.account_id != 0 and below(bits, Q16) < tables.promise_when_blocked_q16:
        wish_kopecks = promise_wish_kopecks(tables, draw(key, now, 2))
        pause_s = tables.promise_blocked_after_s + below(delay, tables.promise_blocked_within_s)
        intend_promise(plan, wish_kopecks, now + pause_s)
    intend(plan, Intent.PAYMENT, min(plan.intents[Intent.PAYMENT].due_at, pay_at))


@compiled
def plan_repayment(tables: BehaviourTables, life: Record, due_at: int, now: int) -> None:
    """After a promise most pay within its term, some later, a few never."""
    bits = act_luck(life.traits, Intent.PROMISE, now, 0)
    chance_q16 = low_below(bits, Q16)
    if chance_q16 < tables.promise_in_term_q16:
        pay_at = now + 1 + below(bits, max(1, due_at - now - 1))
    elif chance_q16 < tables.promise_in_term_q16 + tables.promise_late_q16:
        pay_at = due_at + DAY_S + below(bits, tables.promise_late_days * DAY_S)
    else:
        pay_at = now + tables.never_pays_days * DAY_S
    intend(life.plan, Intent.PAYMENT, pay_at)
