"""What a contract uses on one day, drawn by address.

Volumes come from a person's level, the month's factor, the day's profile and the day's own draw, as
if the service could be used all day; what could be used of it is a rule.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, low_below
from mybt_sim.behaviour.layouts import CELLS, DAY_CELLS, Q16, BehaviourTables
from mybt_sim.engine.records import Record
from mybt_sim.engine.usage import CALL_CLASSES

MINUTES_PER_DAY = 1440
CALLS_PER_DAY_MAX = 40


@compiled
def draw_net(
    tables: BehaviourTables, profile: Record, life: Record, service_day: Record, day: int
) -> None:
    """Volume of the day in whole MB, split into received and sent."""
    bits = draw(life.traits.net_key, day, 0)
    volume_mb = (profile.net_mb * life.traits.net_q16) >> 16
    volume_mb = (volume_mb * life.plan.month_net_q16) >> 16
    volume_mb = (volume_mb * int(tables.net_day[below(bits, DAY_CELLS)])) >> 16
    service_day.up_mb = (volume_mb * life.traits.up_q16) >> 16
    service_day.down_mb = volume_mb - service_day.up_mb


@compiled
def draw_month_factor(tables: BehaviourTables, life: Record, month: int) -> None:
    """The multiplier of a month (counted from year 0), the same for all its days."""
    bits = draw(life.traits.net_key, month, 1)
    life.plan.month_net_q16 = tables.net_month[below(bits, CELLS)]


@compiled
def draw_tv(
    tables: BehaviourTables, profile: Record, traits: Record, service_day: Record, day: int
) -> None:
    """Minutes with the set-top box on."""
    bits = draw(traits.tv_key, day, 0)
    is_on = low_below(bits, Q16) < traits.tv_on_q16
    minutes = (traits.tv_minutes * int(tables.tv_day[below(bits, DAY_CELLS)])) >> 16
    minutes = min(MINUTES_PER_DAY, (minutes * profile.tv_q16) >> 16)
    service_day.tv_minutes = minutes * is_on  # no branch: nobody can foresee it


@compiled
def draw_calls(
    tables: BehaviourTables, profile: Record, traits: Record, service_day: Record, day: int
) -> None:
    """Started minutes of the day's answered outgoing calls, call by call."""
    bits = draw(traits.calls_key, day, 0)
    mean_q16 = (traits.calls_q16 * profile.calls_q16) >> 16
    mean_q16 = (mean_q16 * int(tables.calls_day[below(bits, DAY_CELLS)])) >> 16
    calls = min(CALLS_PER_DAY_MAX, (mean_q16 + low_below(bits, Q16)) >> 16)
    for call in range(calls):
        call_bits = draw(traits.call_key, day, call)
        call_class = tables.call_class[below(call_bits, CELLS)]
        minutes = tables.call_minutes[call_class, low_below(call_bits, CELLS)]
        service_day.call_minutes[call_class] += int(minutes)


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
