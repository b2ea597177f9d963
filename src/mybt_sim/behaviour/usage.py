"""What a contract uses on one day, drawn by address.

Volumes come from a person's level, a factor that wanders, the day's profile and the day's own draw,
as if the service could be used all day; what could be used of it is a rule. Nothing here is kept
but for speed: every draw is a function of the seed, the contract or household, and the day.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.base.time import MONTHS_PER_YEAR
from mybt_sim.base.volume import day_capacity_mb
from mybt_sim.base.whole import place, quotient
from mybt_sim.behaviour.layouts import CELLS, DAY_CELLS, Q16, BehaviourTables
from mybt_sim.engine.records import Record
from mybt_sim.engine.usage import CALL_CLASSES

CALLS_PER_DAY_MAX = 40
SPAN_BITS = 5
SPAN_DAYS = 1 << SPAN_BITS
"""What goes on for weeks is drawn for spans of so many days, which begin on a day of their own for
each line and household."""
PER_CENT = 100


@compiled
def draw_use(
    tables: BehaviourTables,
    profile: Record,
    tariff: Record,
    life: Record,
    service_day: Record,
    day: int,
) -> None:
    """What a full day would use of each service that the contract has.

    While a household is away, its line still carries what devices do by themselves.
    """
    traits = life.traits
    plan = life.plan
    if day >= plan.span_until:
        _begin_span(tables, life, day)
    is_home = not plan.away_from <= day < plan.away_until
    if traits.net_q16 > 0:
        _draw_net(tables, profile, tariff, life, service_day, day, is_home)
    if is_home and traits.tv_on_q16 > 0:
        _draw_tv(tables, profile, traits, service_day, day)
    if is_home and traits.calls_q16 > 0:
        _draw_calls(tables, profile, traits, service_day, day)


@compiled
def _begin_span(tables: BehaviourTables, life: Record, day: int) -> None:
    """Draw what holds for weeks: an absence of the whole household, the volume's ups and downs."""
    plan = life.plan
    home_key = life.traits.home_key
    span = span_of(home_key, day)
    plan.span_from = span_begins(home_key, span)
    plan.span_until = plan.span_from + SPAN_DAYS
    net_key = life.traits.net_key
    plan.net_from_q16 = tables.net_span[below(draw(net_key, span, 1), CELLS)]
    plan.net_to_q16 = tables.net_span[below(draw(net_key, span + 1, 1), CELLS)]
    days = days_away(tables, home_key, span)
    plan.away_from = leaves_on(home_key, span, days)
    plan.away_until = plan.away_from + days


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
def _draw_net(
    tables: BehaviourTables,
    profile: Record,
    tariff: Record,
    life: Record,
    service_day: Record,
    day: int,
    is_home: bool,
) -> None:
    """Volume of the day in whole MB, split into received and sent.

    Its slow ups and downs go straight from one draw to the next, a span later.
    """
    plan = life.plan
    bits = draw(life.traits.net_key, day, 0)
    volume_mb = (profile.net_mb * life.traits.net_q16) >> 16
    rise_q16 = (plan.net_to_q16 - plan.net_from_q16) * (day - plan.span_from)
    volume_mb = (volume_mb * (plan.net_from_q16 + (rise_q16 >> SPAN_BITS))) >> 16
    volume_mb = (volume_mb * int(tables.net_day[below(bits, DAY_CELLS)])) >> 16
    if not is_home:
        volume_mb = (volume_mb * tables.away_net_q16) >> 16
    line_mb = day_capacity_mb(tariff.down_kbps)
    knee_mb = quotient(line_mb * tables.net_knee_part, PER_CENT)
    if volume_mb > knee_mb:
        most_mb = quotient(line_mb * tables.net_most_part, PER_CENT)
        volume_mb = soft_cap(volume_mb, knee_mb, most_mb)
    service_day.up_mb = (volume_mb * life.traits.up_q16) >> 16
    service_day.down_mb = volume_mb - service_day.up_mb


@compiled
def _draw_tv(
    tables: BehaviourTables, profile: Record, traits: Record, service_day: Record, day: int
) -> None:
    """Minutes with the set-top box on."""
    bits = draw(traits.tv_key, day, 0)
    is_on = low_below(bits, Q16) < traits.tv_on_q16
    minutes = (traits.tv_minutes * int(tables.tv_day[below(bits, DAY_CELLS)])) >> 16
    minutes = (minutes * profile.tv_q16) >> 16
    minutes = soft_cap(minutes, tables.tv_knee_minutes, tables.tv_most_minutes)
    service_day.tv_minutes = minutes * is_on  # no branch: nobody can foresee it


@compiled
def _draw_calls(
    tables: BehaviourTables, profile: Record, traits: Record, service_day: Record, day: int
) -> None:
    """Started minutes of the day's answered outgoing calls, call by call."""
    bits = draw(traits.calls_key, day, 0)
    mean_q16 = (traits.calls_q16 * profile.calls_q16) >> 16
    mean_q16 = (mean_q16 * int(tables.calls_day[below(bits, DAY_CELLS)])) >> 16
    calls = min(CALLS_PER_DAY_MAX, (mean_q16 + low_below(bits, Q16)) >> 16)
    for call in range(calls):
        call_bits = draw(traits.call_key, day, call)
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
    for call_class in range(CALL_CLASSES):
        service_day.call_minutes[call_class] = 0
    service_day.usage_kopecks = 0
    service_day.tariff_fee_kopecks = 0
    service_day.add_on_fee_kopecks = 0
