"""Details of a day: calls, views, internet sessions and hours, which nobody stores.

They are drawn by address when they are asked for, and always add up to what is stored of the day.
All of them lie in seconds in which the service could be used: a block, a suspension and an outage
are spared, as the events of the contract and the outages of its region tell.
"""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of, low_below
from mybt_sim.base.time import HOUR_S, MINUTE_S
from mybt_sim.behaviour.hours import HOURS
from mybt_sim.behaviour.layouts import CELLS, BehaviourTables
from mybt_sim.behaviour.sessions import HOUR, SESSION, draw_sessions
from mybt_sim.behaviour.spans import (
    FROM,
    SPANS_MOST,
    UNTIL,
    cut,
    holding,
    longest,
    second_at,
    weigh,
)
from mybt_sim.behaviour.streams import Stream
from mybt_sim.behaviour.usable import find_usable, free_all
from mybt_sim.behaviour.usage import CALLS_PER_DAY_MAX, class_of_call, length_cell
from mybt_sim.engine.records import Record, Records

CLASSES = 5
VIEWS_MOST = 24
"""So many times a day somebody chooses what to watch; the last choice stays on."""
TRIES = 16
"""So often a moment is sought by the weights of the hours; then the longest free time is taken."""
FULL_PERCENT = 95
"""No hour is sought as if more of it were to be taken."""
LENGTHS = 8_192
CUTS = 8_448
LAST_TRIES = 8_704
"""Numbers of draws begin here: of lengths, of lengths that are cut, of moments in the longest free
time. Those below are of moments by the weights."""

DAY_USE = np.dtype(
    [
        ("contract_id", "i8"),
        ("day", "i8"),
        ("weekday", "i8"),
        ("region", "i8"),
        ("technology", "i8"),
        ("down_mb", "i8"),
        ("up_mb", "i8"),
        ("tv_minutes", "i8"),
        ("call_minutes", "i8", (CLASSES,)),  # by CallClass, all zones abroad as one
    ],
    align=True,
)
"""What is stored of one contract-day, and what else its details depend on."""

METERED = np.dtype(
    [
        ("contract_id", "i8"),
        ("day", "i8"),
        ("from_s", "i8"),  # second of the day
        ("length_s", "i8"),
        ("minutes", "i8"),  # started ones
        ("call_class", "i8"),  # 0 for a view
    ],
    align=True,
)
"""What is counted in started minutes: a call, or a view."""

DETAILS = np.dtype(
    [
        ("usable", "i8", (SPANS_MOST, 2)),  # seconds of the day in which the service could be used
        ("usable_count", "i8"),
        ("free", "i8", (SPANS_MOST, 2)),  # those that are not taken yet
        ("free_count", "i8"),
        ("weights", "i8", (HOURS,)),  # of the hours, for what is drawn just now
        ("minutes_left", "i8", (CLASSES,)),  # of calls, by CallClass
        ("calls", METERED, (SPANS_MOST,)),
        ("call_count", "i8"),
        ("views", METERED, (SPANS_MOST,)),
        ("view_count", "i8"),
        ("sessions", SESSION, (SPANS_MOST,)),
        ("session_count", "i8"),
        ("hours", HOUR, (HOURS,)),
        ("hour_count", "i8"),  # 0 or 24
    ],
    align=True,
)


@compiled
def draw_details(
    tables: BehaviourTables,
    seed: int,
    use: Record,
    events: Records,
    outages: Records,
    details: Record,
) -> None:
    """Everything about one contract-day; `events` are those of the contract, in their order."""
    find_usable(use, events, outages, details)
    _draw_calls(tables, seed, use, details)
    _draw_views(tables, seed, use, details)
    draw_sessions(tables, seed, use, details)


@compiled
def _weigh_hours(details: Record, hours: NDArray[np.int64], minutes: int) -> None:
    """Chances by which `minutes` of a day come to lie in hours by the shares of `hours`.

    No minute is taken twice. An hour of which the part x is to be taken therefore needs the chance
    -ln(1 - x), for which x / (1 - 0.6 x) is close enough.
    """
    whole = 0
    for hour in range(HOURS):
        whole += hours[hour]
    hour_minutes = whole * HOUR_S // MINUTE_S
    for hour in range(HOURS):
        taken = min(minutes * hours[hour], hour_minutes * FULL_PERCENT // 100)
        details.weights[hour] = hours[hour] * 100 * hour_minutes // (10 * hour_minutes - 6 * taken)


@compiled
def _draw_calls(tables: BehaviourTables, seed: int, use: Record, details: Record) -> None:
    """The calls that `usage` drew, in their order, as far as the minutes of their class reach.

    A day that could be used as a whole has exactly those. Of others less is stored than was drawn:
    the last call of a class is cut short, and further ones were never made.
    """
    details.call_count = 0
    minutes_left = 0
    for call_class in range(CLASSES):
        details.minutes_left[call_class] = use.call_minutes[call_class]
        minutes_left += use.call_minutes[call_class]
    if minutes_left == 0:
        return
    call_key = key_of(seed, Stream.CALL, use.contract_id)
    key = key_of(seed, Stream.CALL_DETAILS, use.contract_id)
    free_all(details)
    _weigh_hours(details, tables.calls_hour, minutes_left)
    for call in range(CALLS_PER_DAY_MAX):
        bits = draw(call_key, use.day, call)
        call_class = class_of_call(tables, bits)
        length_s = _call_length_s(tables, call_class, bits, draw(key, use.day, LENGTHS + call))
        most_minutes = details.minutes_left[call_class]
        if most_minutes * MINUTE_S < length_s:
            cut_s = below(draw(key, use.day, CUTS + call), MINUTE_S)
            length_s = max(0, most_minutes * MINUTE_S - cut_s)
        first = details.call_count
        details.call_count = _place(details, details.calls, first, use, key, length_s)
        for place in range(first, details.call_count):
            details.calls[place].call_class = call_class
        details.minutes_left[call_class] -= started_minutes(length_s)
        minutes_left -= started_minutes(length_s)
        if minutes_left == 0:
            return
    raise AssertionError("these minutes are not those of the calls that were drawn")


@compiled
def started_minutes(length_s: int) -> int:
    """How many minutes have begun in so many seconds."""
    return (length_s + MINUTE_S - 1) // MINUTE_S


@compiled
def _call_length_s(tables: BehaviourTables, call_class: int, call_bits: int, bits: int) -> int:
    """Seconds of a call: anywhere in its cell, within the last of its started minutes."""
    cell = length_cell(call_bits)
    minutes = int(tables.call_minutes[call_class, cell])
    least_s = max(tables.call_edge_s[call_class, cell], (minutes - 1) * MINUTE_S + 1)
    most_s = min(tables.call_edge_s[call_class, cell + 1], minutes * MINUTE_S)
    return least_s + below(bits, max(1, most_s - least_s + 1))


@compiled
def _draw_views(tables: BehaviourTables, seed: int, use: Record, details: Record) -> None:
    """What was watched, one after the other, until the minutes of the day are used up."""
    details.view_count = 0
    minutes_left = use.tv_minutes
    if minutes_left == 0:
        return
    key = key_of(seed, Stream.TV_DETAILS, use.contract_id)
    free_all(details)
    _weigh_hours(details, tables.tv_hour, minutes_left)
    for view in range(VIEWS_MOST):
        minutes = minutes_left
        if view < VIEWS_MOST - 1:
            bits = draw(key, use.day, LENGTHS + view)
            minutes = min(minutes, tables.view_minutes[below(bits, CELLS)])
        first = details.view_count
        details.view_count = _place(details, details.views, first, use, key, minutes * MINUTE_S)
        for place in range(first, details.view_count):
            details.views[place].call_class = 0
        minutes_left -= minutes
        if minutes_left == 0:
            return


@compiled
def _place(details: Record, rows: Records, count: int, use: Record, key: int, length_s: int) -> int:
    """Write rows from `count` on for something that lasts `length_s`; says how many there are then.

    It is one row, unless no free time is long enough: what is broken off there goes on elsewhere,
    so that as many minutes are started.
    """
    minutes_left = started_minutes(length_s)
    while minutes_left > 0:
        assert details.free_count > 0, "the minutes of a day are more than it could be used"
        row = rows[count]
        row.contract_id = use.contract_id
        row.day = use.day
        row.length_s = length_s
        _find_time(details, row, key, count)
        row.minutes = started_minutes(row.length_s)
        until_s = row.from_s + row.length_s
        details.free_count = cut(details.free, details.free_count, row.from_s, until_s)
        minutes_left -= row.minutes
        length_s = minutes_left * MINUTE_S
        count += 1
    return count


@compiled
def _find_time(details: Record, row: Record, key: int, number: int) -> None:
    """Let `row` lie around a moment that is drawn by the weights of the hours, in free time.

    Where that would not be free it begins later or ends earlier.
    """
    total = weigh(details.free, details.free_count, details.weights)
    for attempt in range(TRIES):
        bits = draw(key, row.day, number * TRIES + attempt)
        moment = second_at(details.free, details.free_count, details.weights, below(bits, total))
        place = holding(details.free, details.free_count, moment)
        latest = details.free[place, UNTIL] - row.length_s
        if latest >= details.free[place, FROM]:
            begins = moment - low_below(bits, row.length_s)
            row.from_s = min(max(begins, details.free[place, FROM]), latest)
            return
    place = longest(details.free, details.free_count)
    room_s = details.free[place, UNTIL] - details.free[place, FROM]
    row.length_s = min(row.length_s, room_s)
    spare = below(draw(key, row.day, LAST_TRIES + number), room_s - row.length_s + 1)
    row.from_s = details.free[place, FROM] + spare
