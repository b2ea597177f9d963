"""What people set out to do in a month, kind by kind; see `intents` for how a plan is made."""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.behaviour.intents import (
    counter_moment,
    has_price_risen,
    intend,
    month_number,
    plan_luck,
    plan_payment,
    plan_promise,
    plan_tariff_change,
    second_of_day,
)
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables, Intent
from mybt_sim.behaviour.traits import account_at
from mybt_sim.behaviour.usage import days_away, leaves_on, span_of
from mybt_sim.engine.book import Book, calendar_day
from mybt_sim.engine.records import DAY_S, FAR, Record
from mybt_sim.engine.top_up import is_settled
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Technology


@compiled
def plan_month(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, day: int
) -> None:
    """On the first day of a month (or of the run) plan what people will do in it."""
    if is_settled(contract):
        return
    month = month_number(book, day)
    if life.plan.intents[Intent.PAYMENT].due_at == FAR:
        plan_payment(book, tables, contract, life, day)
    if contract.is_terminated:
        return
    usage_kopecks = life.plan.usage_kopecks
    life.plan.usage_kopecks = 0
    life.plan.usage_before_kopecks = usage_kopecks
    row = calendar_day(book, day)
    days = row.days_in_month - row.day_of_month + 1
    _plan_leaving(book, tables, contract, life, month, day, days)
    if account_at(life.traits, day * DAY_S) == 0:
        return
    plan_promise(tables, life, month, day, days)
    plan_tariff_change(book, tables, contract, life, usage_kopecks, day, days)
    hours = tables.hour_in_app
    _may_look(hours, life, Intent.CONNECT, tables.add_on_connect_q16, month, day, days)
    _may_look(hours, life, Intent.DISCONNECT, tables.add_on_disconnect_q16, month, day, days)
    if life.traits.net_q16 > 0:
        boost_q16 = (tables.add_on_boost_q16 * net_level_q16(tables, life.traits, day)) >> 16
        _may_look(hours, life, Intent.BOOST, boost_q16, month, day, days)
    if life.traits.tv_on_q16 > 0:
        _may_look(tables.hour_of_video, life, Intent.VIDEO, tables.video_q16, month, day, days)
    if contract.settlement == Settlement.ADVANCE:
        _plan_suspension(tables, life, month, day, days)


@compiled
def _may_look(
    hours: NDArray[np.int64],
    life: Record,
    kind: Intent,
    share_q16: int,
    month: int,
    day: int,
    days: int,
) -> None:
    """With this chance open the application for something on one of the next `days` days."""
    bits = plan_luck(life.traits, kind, month, 0)
    if low_below(bits, Q16) >= share_q16:
        return
    second = second_of_day(hours, plan_luck(life.traits, kind, month, 1))
    intend(life.plan, kind, (day + below(bits, days)) * DAY_S + second)


@compiled
def _plan_leaving(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    month: int,
    day: int,
    days: int,
) -> None:
    """Some give a contract up, more of them in a long block or when its fee went up."""
    share_q16 = _usual_leaving_q16(tables, contract)
    is_blocked = contract.is_blocked and life.plan.has_reacted
    if is_blocked and day * DAY_S - life.plan.blocked_at >= tables.leave_blocked_s:
        share_q16 = (share_q16 * tables.leave_blocked_q16) >> 16
    if has_price_risen(book, tables, contract, day):
        share_q16 = (share_q16 * tables.leave_price_q16) >> 16
    bits = plan_luck(life.traits, Intent.LEAVING, month, 0)
    if low_below(bits, Q16) < share_q16:
        luck = plan_luck(life.traits, Intent.LEAVING, month, 1)
        leave_at = counter_moment(book, tables, day + below(bits, days), luck)
        intend(life.plan, Intent.LEAVING, leave_at)


@compiled
def _usual_leaving_q16(tables: BehaviourTables, contract: Record) -> int:
    if contract.kind == ServiceKind.TELEPHONY:
        return tables.leave_phone_q16
    if contract.kind == ServiceKind.TV:
        return tables.leave_tv_q16
    if contract.technology == Technology.XDSL:
        return tables.leave_xdsl_q16
    return tables.leave_pon_q16


@compiled
def _plan_suspension(
    tables: BehaviourTables, life: Record, month: int, day: int, days: int
) -> None:
    """On the day before a long absence think of a pause; a household does so for all it has."""
    home_key = life.traits.home_key
    for span in range(span_of(home_key, day + 1), span_of(home_key, day + days) + 1):
        away = days_away(tables, home_key, span)
        last_day = leaves_on(home_key, span, away) - 1
        is_long = away >= tables.suspend_least_days
        if not (is_long and day <= last_day < day + days):
            continue
        if low_below(draw(home_key, span, 2), Q16) < tables.suspend_q16:
            bits = plan_luck(life.traits, Intent.SUSPENSION, month, 0)
            second = second_of_day(tables.hour_in_app, bits)
            intend(life.plan, Intent.SUSPENSION, last_day * DAY_S + second)
            return


@compiled
def net_level_q16(tables: BehaviourTables, traits: Record, day: int) -> int:
    """How much the line carries in these weeks, by the mean of all lines."""
    bits = draw(traits.net_key, span_of(traits.home_key, day), 1)
    return (traits.net_q16 * tables.net_span[below(bits, CELLS)]) >> 16
