"""Details of a day: calls, views, internet sessions and hours, which nobody stores.

They are drawn by address when they are asked for, and always add up to what is stored of the day.
All of them lie in seconds in which the service could be used: a block, a suspension and an outage
are spared, as the events of the contract and the outages of its region tell.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of, low_below
from mybt_sim.base.time import HOUR_S, MINUTE_S
from mybt_sim.behaviour.hours import HOURS
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables
from mybt_sim.behaviour.spans import (
    FROM,
    SPANS_MOST,
    UNTIL,
    cut,
    holding,
    holds,
    hour_end,
    longest,
    second_at,
    weigh,
)
from mybt_sim.behaviour.streams import Stream
from mybt_sim.behaviour.usage import CALLS_PER_DAY_MAX, class_of_call, length_cell
from mybt_sim.engine.records import DAY_S, Record, Records, blank
from mybt_sim.engine.vocabulary import Event

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
FACTORS = 64
PHASES = 128
"""Numbers of draws of the volume begin here; those below are of sessions."""
LINE_FALLS_BESIDE_S = MINUTE_S
"""A session that is broken lasts so long at least, before and after."""

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

OUTAGE = np.dtype([("region", "i8"), ("from_at", "i8"), ("until_at", "i8")], align=True)

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

SESSION = np.dtype(
    [
        ("contract_id", "i8"),
        ("day", "i8"),
        ("from_s", "i8"),
        ("until_s", "i8"),
        ("down_mb", "i8"),
        ("up_mb", "i8"),
    ],
    align=True,
)

HOUR = np.dtype(
    [
        ("contract_id", "i8"),
        ("day", "i8"),
        ("hour", "i8"),
        ("down_mb", "i8"),
        ("up_mb", "i8"),
    ],
    align=True,
)

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


class Sample(NamedTuple):
    """Details of many contract-days, in their order."""

    calls: Records  # METERED
    views: Records  # METERED
    sessions: Records  # SESSION
    hours: Records  # HOUR
    counts: NDArray[np.int64]  # of each; may exceed the room


ROWS_PER_DAY = (2, 4, 2, HOURS)
"""About as many of each, to begin with."""


def sample_details(
    tables: BehaviourTables, seed: int, uses: Records, events: Records, outages: Records
) -> Sample:
    """Details of `uses`, which are in order of their contracts, as `events` are."""
    details = blank(DETAILS, 1)
    sample = _make_room(np.array(ROWS_PER_DAY) * len(uses))
    draw_sample(tables, seed, uses, events, outages, details, sample)
    if any(count > len(rows) for rows, count in zip(sample[:4], sample.counts, strict=True)):
        sample = _make_room(sample.counts)
        draw_sample(tables, seed, uses, events, outages, details, sample)
    calls, views, sessions, hours = sample.counts
    return Sample(
        sample.calls[:calls],
        sample.views[:views],
        sample.sessions[:sessions],
        sample.hours[:hours],
        sample.counts,
    )


def _make_room(rooms: NDArray[np.int64]) -> Sample:
    calls, views, sessions, hours = (int(room) for room in rooms)
    return Sample(
        blank(METERED, calls),
        blank(METERED, views),
        blank(SESSION, sessions),
        blank(HOUR, hours),
        np.zeros(4, np.int64),
    )


@compiled
def draw_sample(
    tables: BehaviourTables,
    seed: int,
    uses: Records,
    events: Records,
    outages: Records,
    room: Records,
    sample: Sample,
) -> None:
    """`draw_details` for each of `uses`; `room` is for those of one."""
    details = room[0]
    counts = sample.counts
    counts[:] = 0
    first = 0
    for position in range(len(uses)):
        use = uses[position]
        while first < len(events) and events[first].contract_id < use.contract_id:
            first += 1
        after = first
        while after < len(events) and events[after].contract_id == use.contract_id:
            after += 1
        draw_details(tables, seed, use, events[first:after], outages, details)
        counts[0] = _append(sample.calls, counts[0], details.calls, details.call_count)
        counts[1] = _append(sample.views, counts[1], details.views, details.view_count)
        counts[2] = _append(sample.sessions, counts[2], details.sessions, details.session_count)
        counts[3] = _append(sample.hours, counts[3], details.hours, details.hour_count)


@compiled
def _append(target: Records, start: int, rows: Records, count: int) -> int:
    for position in range(count):
        if start + position < len(target):
            target[start + position] = rows[position]
    return start + count


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
    _draw_sessions(tables, seed, use, details)


@compiled
def find_usable(use: Record, events: Records, outages: Records, details: Record) -> None:
    """The seconds of the day in which the contract was neither blocked nor suspended nor ended,
    and its region had no outage."""
    begins = use.day * DAY_S
    details.usable_count = 0
    is_blocked = False
    is_suspended = False
    is_terminated = False
    since = 0  # the service works since then; -1: it does not
    for place in range(len(events)):
        event = events[place]
        if event.happened_at >= begins + DAY_S:
            break
        if event.event == Event.BLOCKED or event.event == Event.RESTORED:
            is_blocked = event.event == Event.BLOCKED
        elif event.event == Event.SUSPENSION_STARTED or event.event == Event.SUSPENSION_ENDED:
            is_suspended = event.event == Event.SUSPENSION_STARTED
        elif event.event == Event.TERMINATED:
            is_terminated = True
        second = max(0, event.happened_at - begins)
        is_usable = not (is_blocked or is_suspended or is_terminated)
        if is_usable and since < 0:
            since = second
        elif since >= 0 and not is_usable:
            _add_usable(details, since, second)
            since = -1
    if since >= 0:
        _add_usable(details, since, DAY_S)
    for place in range(len(outages)):
        outage = outages[place]
        if outage.region == use.region:
            details.usable_count = cut(
                details.usable,
                details.usable_count,
                outage.from_at - begins,
                outage.until_at - begins,
            )


@compiled
def _add_usable(details: Record, from_s: int, until_s: int) -> None:
    if from_s < until_s:
        assert details.usable_count < SPANS_MOST, "a day has more blocks than there is room for"
        details.usable[details.usable_count, FROM] = from_s
        details.usable[details.usable_count, UNTIL] = until_s
        details.usable_count += 1


@compiled
def _free_all(details: Record) -> None:
    """Nothing is taken of the usable seconds."""
    details.free_count = details.usable_count
    for place in range(details.usable_count):
        details.free[place, FROM] = details.usable[place, FROM]
        details.free[place, UNTIL] = details.usable[place, UNTIL]


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
    _free_all(details)
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
    _free_all(details)
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


@compiled
def _draw_sessions(tables: BehaviourTables, seed: int, use: Record, details: Record) -> None:
    """Sessions of a router that is always on, and their volume by the hour.

    Midnight, as an account of sessions sees it, ends one and begins the next. A day on which
    nothing was carried has none.
    """
    details.session_count = 0
    details.hour_count = 0
    if use.down_mb + use.up_mb == 0:
        return
    key = key_of(seed, Stream.NET_DETAILS, use.contract_id)
    _free_all(details)
    _break_sessions(tables, use, details, key)
    count: int = details.free_count
    details.session_count = count
    for place in range(count):
        session = details.sessions[place]
        session.contract_id = use.contract_id
        session.day = use.day
        session.from_s = details.free[place, FROM]
        session.until_s = details.free[place, UNTIL]
        session.down_mb = 0
        session.up_mb = 0
    details.hour_count = HOURS
    for hour in range(HOURS):
        row = details.hours[hour]
        row.contract_id = use.contract_id
        row.day = use.day
        row.hour = hour
        row.down_mb = 0
        row.up_mb = 0
    _spread_volume(tables, use, details, key, True)
    _spread_volume(tables, use, details, key, False)


@compiled
def _break_sessions(tables: BehaviourTables, use: Record, details: Record, key: int) -> None:
    """A line may fall once in each hour, and is up again within seconds."""
    for hour in range(HOURS):
        bits = draw(key, use.day, hour)
        if low_below(bits, Q16 * HOURS) >= tables.sessions_q16[use.technology]:
            continue
        falls = hour * HOUR_S + below(bits, HOUR_S)
        rises = falls + 1 + below(draw(key, use.day, HOURS + hour), tables.reconnect_s)
        beside_s = LINE_FALLS_BESIDE_S
        if holds(details.free, details.free_count, falls - beside_s, rises + beside_s):
            details.free_count = cut(details.free, details.free_count, falls, rises)


@compiled
def _spread_volume(
    tables: BehaviourTables, use: Record, details: Record, key: int, is_down: bool
) -> None:
    """Whole MB of one direction over hours and sessions, which add up to those of the day.

    Each part is the step of the rounded running share. Where rounding begins is drawn: small
    volumes would all fall late otherwise.
    """
    direction = 0 if is_down else 1
    volume_mb = use.down_mb if is_down else use.up_mb
    for hour in range(HOURS):
        factor_q16 = tables.net_hour[below(draw(key, use.day, FACTORS + hour), CELLS)]
        weight_e4 = tables.net_hour_e4[direction, use.weekday, hour]
        details.weights[hour] = 1 + ((weight_e4 * factor_q16) >> 16)
    total = weigh(details.free, details.free_count, details.weights)
    phase = (total * below(draw(key, use.day, PHASES + direction), Q16)) >> 16
    weighed = 0
    before_mb = 0
    for place in range(details.session_count):
        session = details.sessions[place]
        second = session.from_s
        while second < session.until_s:
            end = hour_end(second, session.until_s)
            row = details.hours[second // HOUR_S]
            weighed += details.weights[second // HOUR_S] * (end - second)
            edge_mb = (volume_mb * weighed + phase) // total
            if is_down:
                row.down_mb += edge_mb - before_mb
                session.down_mb += edge_mb - before_mb
            else:
                row.up_mb += edge_mb - before_mb
                session.up_mb += edge_mb - before_mb
            before_mb = edge_mb
            second = end
    assert before_mb == volume_mb, "a volume was carried while nothing could be used"
