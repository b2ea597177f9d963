"""What people set out to do, and when: payments by habit, promises in need, other tariffs.

An intent is a kind and a moment; what becomes of it is up to the rules. Its luck is addressed by
both, and that of a plan by the month, never by how much has been asked for before: what one request
comes to, or whether it is made at all, leaves the draws of every other as they are.
"""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.base.money import E4_PER_KOPECK
from mybt_sim.base.time import HOUR_S, MONTHS_PER_YEAR, SATURDAY, WEEK_DAYS
from mybt_sim.behaviour.debts import forgotten_bills
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables, Channel, Intent, Rhythm
from mybt_sim.behaviour.traits import account_at
from mybt_sim.engine.book import Book, calendar_day, tariff_at
from mybt_sim.engine.records import DAY_S, FAR, Record
from mybt_sim.engine.vocabulary import Settlement

DRAWS_PER_KIND = 16
CONTRACTS_PER_PAYER = 10
HALF_MONTH_DAYS = 15


@compiled
def plan_luck(traits: Record, kind: Intent, month: int, n: int) -> int:
    """Draw `n` of whether and when people mean to do something in a month."""
    return draw(traits.plans_key, month, kind * DRAWS_PER_KIND + n)


@compiled
def act_luck(traits: Record, kind: int, due_at: int, n: int) -> int:
    """Draw `n` of what comes of the intent of a kind that is due at a second."""
    return draw(traits.acting_key, due_at, kind * DRAWS_PER_KIND + n)


@compiled
def intend(plan: Record, kind: int, due_at: int) -> None:
    """Mean to do something at `due_at` and no other moment; FAR: not at all."""
    was_next = plan.intents[kind].due_at == plan.next_at
    plan.intents[kind].due_at = due_at
    if not was_next or due_at <= plan.next_at:
        plan.next_at = min(plan.next_at, due_at)
        return
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
def payment_second(tables: BehaviourTables, traits: Record, bits: int) -> int:
    """A second at which somebody pays: by night on the telephone, but not at a counter."""
    if traits.channel == Channel.CASH_BANK_POST:
        return second_of_day(tables.hour_at_counter, bits)
    return second_of_day(tables.hour_of_payment, bits)


@compiled
def intend_payment(tables: BehaviourTables, life: Record, pay_at: int, bits: int) -> None:
    """Mean to pay at a moment; who pays at a counter waits until the next one is open."""
    hours = tables.hour_at_counter  # in ascending order
    hour = pay_at % DAY_S // HOUR_S
    is_open = hours[0] <= hour <= hours[CELLS - 1]
    if life.traits.channel == Channel.CASH_BANK_POST and not is_open:
        pay_at = next_moment_of(second_of_day(hours, bits), pay_at)
    intend(life.plan, Intent.PAYMENT, pay_at)


@compiled
def counter_moment(book: Book, tables: BehaviourTables, day: int, bits: int) -> int:
    """When somebody who sets out on a day stands at a counter: on Monday after a weekend."""
    weekday = (calendar_day(book, book.first_day).weekday + day - book.first_day) % WEEK_DAYS
    if weekday >= SATURDAY:
        day += WEEK_DAYS - weekday
    return day * DAY_S + second_of_day(tables.hour_at_counter, bits)


@compiled
def next_moment_of(second: int, after: int) -> int:
    """The first moment after `after` at this second of a day."""
    moment = after // DAY_S * DAY_S + second
    return moment if moment > after else moment + DAY_S


@compiled
def month_number(book: Book, day: int) -> int:
    """Months since year 0: the tick of draws that hold for a month."""
    row = calendar_day(book, day)
    return row.year * MONTHS_PER_YEAR + row.month


@compiled
def plan_payment(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, day: int
) -> None:
    """Pay on the usual day of the month that begins on `day`, or of its rest."""
    traits = life.traits
    month = month_number(book, day)
    if contract.settlement == Settlement.ADVANCE:
        if traits.rhythm == Rhythm.ON_BLOCK_ONLY:
            return
        is_ahead = traits.rhythm == Rhythm.MONTHS_AHEAD
        if is_ahead and (month + traits.phase) % traits.months_ahead != 0:
            return
    elif forgotten_bills(tables, traits, month) > 0:
        return
    pay_day = _pay_day(book, tables, traits, day)
    if pay_day < day:
        return  # a run begins after it
    bits = draw(traits.payer_key, month, 0)
    apart_s = contract.contract_id % CONTRACTS_PER_PAYER * tables.pay_apart_s
    second = min(DAY_S - 1, payment_second(tables, traits, bits) + apart_s)
    intend(life.plan, Intent.PAYMENT, pay_day * DAY_S + second)


@compiled
def _pay_day(book: Book, tables: BehaviourTables, traits: Record, day: int) -> int:
    """The usual day give or take some, after a weekend rather than in it, and sometimes late.

    A bank that pays by itself keeps the day. Nobody pays for a month before it begins.
    """
    row = calendar_day(book, day)
    first_day = day - row.day_of_month + 1
    pay_day = first_day + min(traits.pay_day, row.days_in_month) - 1
    if traits.channel == Channel.AUTOPAY_BANK:
        return pay_day
    month = month_number(book, day)
    bits = draw(traits.payer_key, month, 1)
    jitter_days = tables.pay_jitter_days
    pay_day = max(first_day, pay_day + low_below(bits, 2 * jitter_days + 1) - jitter_days)
    weekday = (row.weekday + pay_day - day) % WEEK_DAYS
    if weekday >= SATURDAY and below(bits, Q16) < tables.pay_after_weekend_q16:
        pay_day += WEEK_DAYS - weekday
    bits = plan_luck(traits, Intent.PAYMENT, month, 1)
    if low_below(bits, Q16) < traits.late_q16:
        pay_day += 1 + below(bits, tables.late_days)
    return pay_day


@compiled
def plan_promise(tables: BehaviourTables, life: Record, month: int, day: int, days: int) -> None:
    """Some look at the promise without having been blocked."""
    bits = plan_luck(life.traits, Intent.PROMISE, month, 0)
    if low_below(bits, Q16) >= tables.promise_spontaneous_q16:
        return
    moment_bits = plan_luck(life.traits, Intent.PROMISE, month, 1)
    second = second_of_day(tables.hour_in_app, moment_bits)
    intend_promise(life.plan, 0, (day + below(bits, days)) * DAY_S + second)


@compiled
def intend_promise(plan: Record, amount_kopecks: int, due_at: int) -> None:
    """Mean to ask for a promise of `amount_kopecks`; 0: what is offered decides."""
    plan.intents[Intent.PROMISE].amount_kopecks = amount_kopecks
    intend(plan, Intent.PROMISE, due_at)


@compiled
def plan_tariff_change(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    usage_kopecks: int,
    day: int,
    days: int,
) -> None:
    """Some look for another tariff; more do so when the fee went up, or use has cost too much."""
    month = month_number(book, day)
    try_q16 = tables.tariff_try_q16
    upgrade_q16 = tables.tariff_upgrade_q16
    if has_price_risen(book, tables, contract, day):
        try_q16 = (try_q16 * tables.price_try_q16) >> 16
        upgrade_q16 = min(upgrade_q16, tables.price_upgrade_q16)
    if is_shocked(book, tables, contract, usage_kopecks, day):
        try_q16 = max(try_q16, tables.shock_try_q16)
        upgrade_q16 = min(upgrade_q16, tables.shock_upgrade_q16)
    bits = plan_luck(life.traits, Intent.TARIFF_CHANGE, month, 0)
    if low_below(bits, Q16) >= try_q16:
        return
    moment_bits = plan_luck(life.traits, Intent.TARIFF_CHANGE, month, 1)
    second = second_of_day(tables.hour_in_app, moment_bits)
    life.plan.intents[Intent.TARIFF_CHANGE].upgrade_q16 = upgrade_q16
    intend(life.plan, Intent.TARIFF_CHANGE, (day + below(bits, days)) * DAY_S + second)


@compiled
def has_price_risen(book: Book, tables: BehaviourTables, contract: Record, day: int) -> bool:
    """Whether the fee of the tariff is higher than it was some weeks ago."""
    before = max(book.first_day, day - tables.price_days)
    fee_before_e4 = tariff_at(book, contract.tariff, before * DAY_S).fee_e4
    return bool(tariff_at(book, contract.tariff, day * DAY_S).fee_e4 > fee_before_e4)


@compiled
def is_shocked(
    book: Book, tables: BehaviourTables, contract: Record, usage_kopecks: int, day: int
) -> bool:
    """Whether use above what is included has cost a good part of a month's fee."""
    fee_e4 = tariff_at(book, contract.tariff, day * DAY_S).fee_e4
    return bool(usage_kopecks * E4_PER_KOPECK * tables.shock_part > fee_e4)


@compiled
def pay_month(book: Book, traits: Record, day: int) -> int:
    """Number of the month whose usual pay day is nearest to `day`."""
    apart_days = calendar_day(book, day).day_of_month - traits.pay_day
    month = month_number(book, day)
    if apart_days > HALF_MONTH_DAYS:
        return month + 1
    return month - 1 if apart_days < -HALF_MONTH_DAYS else month


@compiled
def react_to_block(book: Book, tables: BehaviourTables, life: Record, now: int) -> None:
    """Somebody whose service was blocked notices it by day, pays soon, and may take a promise.

    The luck is that of the month around a pay day: money runs out about the same time in it, and a
    dearer month moves the second of a block, but not what becomes of it.
    """
    plan = life.plan
    month = pay_month(book, life.traits, now // DAY_S)
    plan.has_reacted = True
    plan.blocked_at = now
    traits = life.traits
    key = traits.blocks_key
    delay = draw(key, month, 0)
    second = payment_second(tables, traits, draw(key, month, 3))
    pay_at = next_moment_of(second, now + tables.blocked_soonest_s)
    bits = draw(key, month, 1)
    if low_below(bits, Q16) < tables.never_pays_q16:
        pay_at += tables.never_pays_days * DAY_S
    elif low_below(delay, Q16) >= tables.pays_within_day_q16:
        pay_at += (1 + below(delay, tables.slow_pay_days)) * DAY_S
    is_helped = low_below(bits, Q16) >= tables.never_pays_q16 and account_at(traits, now) != 0
    if is_helped and below(bits, Q16) < tables.promise_when_blocked_q16:
        noticed_at = next_moment_of(second_of_day(tables.hour_in_app, draw(key, month, 2)), now)
        pause_s = tables.promise_blocked_after_s + below(delay, tables.promise_blocked_within_s)
        intend_promise(plan, 0, noticed_at + pause_s)
    intend(plan, Intent.PAYMENT, min(plan.intents[Intent.PAYMENT].due_at, pay_at))


@compiled
def plan_repayment(tables: BehaviourTables, life: Record, due_at: int, now: int) -> None:
    """After a promise most pay within its term, some later, a few never."""
    bits = act_luck(life.traits, Intent.PROMISE, now, 0)
    second = payment_second(tables, life.traits, act_luck(life.traits, Intent.PROMISE, now, 1))
    chance_q16 = low_below(bits, Q16)
    if chance_q16 < tables.promise_in_term_q16:
        some_time = now + below(bits, max(1, due_at - now))
        pay_at = next_moment_of(second, some_time // DAY_S * DAY_S)
        if not now < pay_at < due_at:
            pay_at = due_at - 1 - below(bits, max(1, min(HOUR_S, due_at - now - 1)))
    elif chance_q16 < tables.promise_in_term_q16 + tables.promise_late_q16:
        late_days = below(bits, tables.promise_late_days)
        pay_at = next_moment_of(second, due_at + DAY_S + late_days * DAY_S)
    else:
        pay_at = next_moment_of(second, now + tables.never_pays_days * DAY_S)
    intend_payment(tables, life, pay_at, bits)
