"""What a contract uses on one day, drawn by address.

Volumes come from a person's level, a factor that wanders, the day's profile and the day's own draw,
as if the service could be used all day; what could be used of it is a rule. Nothing here is kept
but for speed: every draw is a function of the seed, the contract or household, and the day.
"""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.base.time import MONTHS_PER_YEAR
from mybt_sim.base.volume import day_capacity_mb
from mybt_sim.base.whole import place, quotient
from mybt_sim.behaviour.layouts import (
    CELLS,
    DAY_CELLS,
    Q16,
    SPAN_BITS,
    SPAN_DAYS,
    BehaviourTables,
)
from mybt_sim.engine.records import Record
from mybt_sim.engine.usage import CALL_CLASSES

CALLS_PER_DAY_MAX = 40
PER_CENT = 100


@compiled
def draw_use(
    tables: BehaviourTables, tariff: Record, life: Record, service_day: Record, at: tuple[int, int]
) -> None:
    """What a full day would use of each service that the contract has; `at` is the day, and the
    first one of the book's calendar."""
    day, first_day = at
    if day >= life.span.until:
        draw_span(tables, first_day, life.traits, life.span, day)
    nth = place(day - life.span.first_day)
    take_volume(line_of(tables, tariff), life, service_day, nth)
    draw_calls(tables, life, service_day, day, nth)


@compiled
def take_volume(line: tuple[int, int], life: Record, service_day: Record, nth: int) -> None:
    """What is received, sent and watched on a day of the span; `line` is from `line_of`."""
    traits = life.traits
    if traits.net_q16 > 0:
        volume_mb = soft_cap(life.span.net_mb[nth], line[0], line[1])
        up_mb = (volume_mb * traits.up_q16) >> 16
        service_day.up_mb = up_mb
        service_day.down_mb = volume_mb - up_mb
    if traits.tv_on_q16 > 0:
        service_day.tv_minutes = life.span.tv_minutes[nth]


@compiled
def line_of(tables: BehaviourTables, tariff: Record) -> tuple[int, int]:
    """Above what volume a day is squeezed by the speed of a tariff, and below which it stays."""
    line_mb = day_capacity_mb(tariff.down_kbps)
    knee_mb = quotient(line_mb * tables.net_knee_part, PER_CENT)
    return knee_mb, quotient(line_mb * tables.net_most_part, PER_CENT)


@compiled
def draw_span(
    tables: BehaviourTables, first_day: int, traits: Record, span: Record, day: int
) -> None:
    """Draw the span of days around `day`, for all of them at once: machines do the same with
    eight numbers as fast as with one.

    While a household is away, its line still carries what devices do by themselves.
    """
    home_key = traits.home_key
    number = span_of(home_key, day)
    span.first_day = span_begins(home_key, number)
    span.until = span.first_day + SPAN_DAYS
    if traits.net_q16 > 0:
        _draw_net(tables, first_day, traits, span, number)
    if traits.tv_on_q16 > 0:
        _draw_tv(tables, first_day, traits, span)
    if traits.calls_q16 > 0:
        _draw_calls(tables, first_day, traits, span)
    days = days_away(tables, home_key, number)
    if days > 0:
        _stay_away(tables, span, leaves_on(home_key, number, days) - span.first_day, days)


@compiled
def _stay_away(tables: BehaviourTables, span: Record, nth: int, days: int) -> None:
    for away in range(nth, nth + days):
        span.net_mb[away] = (span.net_mb[away] * tables.away_net_q16) >> 16
        span.tv_minutes[away] = 0
        span.calls[away] = 0


@compiled
def span_of(home_key: int, day: int) -> int:
    """The number of the span of a household in which a day lies."""
    return (day + (home_key & (SPAN_DAYS - 1))) >> SPAN_BITS


@compiled
def span_begins(home_key: int, span: int) -> int:
    """The first day of a span."""
    return (span << SPAN_BITS) - (home_key & (SPAN_DAYS - 1))


@compiled
def days_away(tables: BehaviourTables, home_key: int, span: int) -> int:
    """For how many days of a span nobody is at home, all in a row; 0: not at all."""
    chance_q16 = low_below(draw(home_key, span, 0), Q16)
    if chance_q16 >= tables.away_month_q16[_month_of(span_begins(home_key, span))]:
        return 0
    return 1 + tables.away_days[below(draw(home_key, span, 1), CELLS)]


@compiled
def leaves_on(home_key: int, span: int, days: int) -> int:
    """The day on which a household leaves that is away for `days` of a span."""
    return span_begins(home_key, span) + below(draw(home_key, span, 0), SPAN_DAYS + 1 - days)


@compiled
def _month_of(day: int) -> int:
    """About the month of a day, from 0; spans begin before the calendar of a run does."""
    day_of_year = (day * 4 + 2) % 1461 // 4
    return min(MONTHS_PER_YEAR - 1, day_of_year * MONTHS_PER_YEAR // 365)


@compiled
def soft_cap(value: int, knee: int, most: int) -> int:
    """`value` as it is up to `knee`; what lies above is squeezed into the room below `most`."""
    if value <= knee:
        return value
    room = most - knee
    return knee + quotient((value - knee) * room, value - knee + room)


@compiled
def _draw_bits(span: Record, key: int) -> None:
    first_day = span.first_day
    for nth in range(SPAN_DAYS):
        span.bits[nth] = draw(key, first_day + nth, 0)


@compiled
def _look_up(span: Record, factors_q16: NDArray[np.int32]) -> None:
    for nth in range(SPAN_DAYS):
        span.factors_q16[nth] = factors_q16[place(below(span.bits[nth], DAY_CELLS))]


@compiled
def _draw_net(
    tables: BehaviourTables, first_day: int, traits: Record, span: Record, number: int
) -> None:
    """Volume of each day in whole MB.

    Its slow ups and downs go straight from one draw to the next, a span later.
    """
    key, net_q16 = traits.net_key, traits.net_q16
    from_q16 = tables.net_span[below(draw(key, number, 1), CELLS)]
    to_q16 = tables.net_span[below(draw(key, number + 1, 1), CELLS)]
    _draw_bits(span, key)
    _look_up(span, tables.net_day)
    before = span.first_day - first_day + SPAN_DAYS
    for nth in range(SPAN_DAYS):
        volume_mb = (tables.profiles.net_mb[place(before + nth)] * net_q16) >> 16
        rise_q16 = (to_q16 - from_q16) * nth
        volume_mb = (volume_mb * (from_q16 + (rise_q16 >> SPAN_BITS))) >> 16
        span.net_mb[nth] = (volume_mb * span.factors_q16[nth]) >> 16


@compiled
def _draw_tv(tables: BehaviourTables, first_day: int, traits: Record, span: Record) -> None:
    """Minutes with the set-top box on."""
    on_q16, mean_minutes = traits.tv_on_q16, traits.tv_minutes
    _draw_bits(span, traits.tv_key)
    _look_up(span, tables.tv_day)
    before = span.first_day - first_day + SPAN_DAYS
    for nth in range(SPAN_DAYS):
        minutes = (mean_minutes * span.factors_q16[nth]) >> 16
        minutes = (minutes * tables.profiles.tv_q16[place(before + nth)]) >> 16
        is_on = low_below(span.bits[nth], Q16) < on_q16
        span.tv_minutes[nth] = minutes * is_on
    knee_minutes, most_minutes = tables.tv_knee_minutes, tables.tv_most_minutes
    for nth in range(SPAN_DAYS):
        span.tv_minutes[nth] = soft_cap(span.tv_minutes[nth], knee_minutes, most_minutes)


@compiled
def _draw_calls(tables: BehaviourTables, first_day: int, traits: Record, span: Record) -> None:
    """How many outgoing calls of each day are answered."""
    mean_q16 = traits.calls_q16
    _draw_bits(span, traits.calls_key)
    _look_up(span, tables.calls_day)
    before = span.first_day - first_day + SPAN_DAYS
    for nth in range(SPAN_DAYS):
        day_q16 = (mean_q16 * tables.profiles.calls_q16[place(before + nth)]) >> 16
        day_q16 = (day_q16 * span.factors_q16[nth]) >> 16
        calls = (day_q16 + low_below(span.bits[nth], Q16)) >> 16
        span.calls[nth] = min(CALLS_PER_DAY_MAX, calls)


@compiled
def draw_calls(
    tables: BehaviourTables, life: Record, service_day: Record, day: int, nth: int
) -> None:
    """Started minutes of the answered outgoing calls of a day of the span, call by call."""
    if life.traits.calls_q16 == 0:
        return
    key = life.traits.call_key
    for call in range(life.span.calls[nth]):
        call_bits = draw(key, day, call)
        call_class = place(class_of_call(tables, call_bits))
        minutes = tables.call_minutes[call_class, length_cell(call_bits)]
        service_day.call_minutes[call_class] += int(minutes)


@compiled
def class_of_call(tables: BehaviourTables, call_bits: int) -> int:
    """Where the call of these bits goes to, a CallClass."""
    return tables.call_class[below(call_bits, CELLS)]


@compiled
def length_cell(call_bits: int) -> int:
    """The cell of the tables that says how long the call of these bits lasts."""
    return low_below(call_bits, CELLS)


@compiled
def forget_use(service_day: Record) -> None:
    """Make room for another day."""
    service_day.down_mb = 0
    service_day.up_mb = 0
    service_day.tv_minutes = 0
    forget_calls(service_day)
    service_day.usage_kopecks = 0
    service_day.tariff_fee_kopecks = 0
    service_day.add_on_fee_kopecks = 0


@compiled
def forget_calls(service_day: Record) -> None:
    """Nobody has called yet."""
    for call_class in range(CALL_CLASSES):
        service_day.call_minutes[call_class] = 0
