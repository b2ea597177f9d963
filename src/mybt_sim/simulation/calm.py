"""Calm days, on which nothing happens but that services are used and paid for: most of all days.

They are lived in a row, without the questions that have no answer before the next busy day. What
they come to is what the same days would come to one by one (`day.py`).
"""

from typing import NamedTuple

from mybt_sim.base.compiled import compiled
from mybt_sim.base.whole import place
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.usage import (
    draw_calls,
    draw_span,
    forget_calls,
    forget_use,
    line_of,
    take_volume,
)
from mybt_sim.engine.book import Book, calendar_day, own_tariff
from mybt_sim.engine.contract_clock import keep_usable_use
from mybt_sim.engine.day_prices import add_up_add_ons, tariff_shares
from mybt_sim.engine.notices import alert_by_sms, has_sms_alert
from mybt_sim.engine.quiet import (
    charge_quiet_day,
    keep_standing,
    quiet_limit_kopecks,
    quiet_until,
    standing_of,
)
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.usage import call_charge_e4, has_telephone
from mybt_sim.engine.vocabulary import Settlement, Status
from mybt_sim.simulation.day import end_day, live_day, write_day
from mybt_sim.simulation.layouts import Facts
from mybt_sim.simulation.metrics import add_day, count_days, is_summed, measure_day


@compiled
def calm_until(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, day: int
) -> int:
    """The next day after `day` on which somebody does something, or at whose midnight something may
    happen; `day` itself if it is no calm one. Nothing is known of midnights that follow a charge
    which uses up the balance."""
    is_metered = own_tariff(book, contract, day).included_mb != NEVER
    if is_metered or contract.is_blocked != life.plan.has_reacted:
        return day
    until = min(life.plan.next_at // DAY_S, quiet_until(book, contract, day))
    if tables.has_outages:
        for calm in range(day, until):
            if tables.outage_s[life.traits.region, calm - book.first_day] > 0:
                return calm
    return until


@compiled
def live_some_days(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    service_day: Record,
    facts: Facts,
    at: tuple[int, int, int],
) -> int:
    """Live on from a morning, one busy day or calm ones in a row; says how many they were.

    at  the day, its place in the facts, and how many days there may be
    """
    day, row, most = at
    calm_days = min(most, calm_until(book, tables, contract, life, day) - day)
    if calm_days > 1:
        at = (day, row, calm_days)
        return live_calm_days(book, tables, contract, life, service_day, facts, at)
    live_day(book, tables, contract, life, service_day, day)
    end_day(book, contract, service_day, day)
    _keep_day(facts, row, contract, service_day, day)
    return 1


@compiled
def _keep_day(facts: Facts, row: int, contract: Record, service_day: Record, day: int) -> None:
    if is_summed(facts.sums):
        measure_day(facts.sums, row, contract, service_day, day)
    else:
        write_day(facts.days, row, contract, service_day, day)


@compiled
def live_calm_days(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    service_day: Record,
    facts: Facts,
    at: tuple[int, int, int],
) -> int:
    """Calm days in a row, up to the first that uses up the balance; says how many they were.

    at  first day, its place in the facts, and how many days there may be
    """
    first, row, count = at
    rows_per_day = facts.sums.rows_per_day
    forget_use(service_day)
    if contract.active_since == NEVER:  # nothing is used, and nothing costs anything
        for nth in range(count):
            _keep_day(facts, row + nth * rows_per_day, contract, service_day, first + nth)
        return count
    tariff = own_tariff(book, contract, first)
    shares = tariff_shares(book, contract, first, life.prices)
    same = _what_stays(book, tables, contract, life, first)
    standing = standing_of(contract)
    usage_kopecks = 0
    day = first
    while True:
        calls = _use_services(book, tables, contract, life, service_day, same, day)
        nth = place(same.days_before + day - first)
        service_day.tariff_fee_kopecks = shares.kopecks[nth]
        if same.has_add_ons:
            service_day.add_on_fee_kopecks = life.fees.kopecks[nth]
        calls_e4 = call_charge_e4(tariff, service_day) if calls > 0 and same.is_rated else 0
        standing = charge_quiet_day(standing, service_day, calls_e4, same.is_advance)
        at_row = row + (day - first) * rows_per_day
        if is_summed(facts.sums):
            add_day(facts.sums, at_row, standing.balance_kopecks, service_day, calls)
        else:
            contract.balance_kopecks = standing.balance_kopecks
            write_day(facts.days, at_row, contract, service_day, day)
        day += 1
        if day == first + count or standing.balance_kopecks <= same.limit_kopecks:
            break
        usage_kopecks += service_day.usage_kopecks
        if same.is_alerted:
            contract.balance_kopecks = standing.balance_kopecks
            alert_by_sms(book, contract, day * DAY_S)
        if calls > 0:
            forget_calls(service_day)
    keep_standing(contract, standing)
    contract.active_since = (day - 1) * DAY_S
    life.plan.usage_kopecks += usage_kopecks
    if is_summed(facts.sums):
        count_days(facts.sums, row, day - first, Status.ACTIVE)
    return day - first


class _Same(NamedTuple):
    """What stays the same on calm days in a row."""

    line: tuple[int, int]
    days_before: int  # of the month, before the first of them
    limit_kopecks: int
    is_advance: bool
    has_add_ons: bool  # that cost anything
    has_calls: bool
    is_rated: bool  # the calls cost something
    is_alerted: bool  # by SMS, before a block


@compiled
def _what_stays(
    book: Book, tables: BehaviourTables, contract: Record, life: Record, first: int
) -> _Same:
    return _Same(
        line_of(tables, own_tariff(book, contract, first)),
        calendar_day(book, first).day_of_month - 1,
        quiet_limit_kopecks(book, contract, first),
        contract.settlement == Settlement.ADVANCE,
        add_up_add_ons(book, contract, first, life.prices, life.fees),
        life.traits.calls_q16 > 0,
        has_telephone(contract),
        has_sms_alert(contract),
    )


@compiled
def _use_services(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    service_day: Record,
    same: _Same,
    day: int,
) -> int:
    """What is used on a calm day; says how many calls are made."""
    span = life.span
    if day >= span.until:
        draw_span(tables, book.first_day, life.traits, span, day)
    in_span = place(day - span.first_day)
    take_volume(same.line, life, service_day, in_span)
    if not same.has_calls or span.calls[in_span] == 0:
        return 0
    draw_calls(tables, life, service_day, day, in_span)
    keep_usable_use(contract, service_day, DAY_S)
    return span.calls[in_span]
