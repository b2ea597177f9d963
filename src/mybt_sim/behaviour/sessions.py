"""Internet sessions of a day, and its volume by the hour."""

import numpy as np

from mybt_sim.base.compiled import compiled
from mybt_sim.base.draws import below, draw, key_of, low_below
from mybt_sim.base.time import HOUR_S, MINUTE_S
from mybt_sim.behaviour.hours import HOURS
from mybt_sim.behaviour.layouts import CELLS, Q16, BehaviourTables
from mybt_sim.behaviour.spans import FROM, UNTIL, cut, holds, hour_end, weigh
from mybt_sim.behaviour.streams import Stream
from mybt_sim.behaviour.usable import free_all
from mybt_sim.engine.records import Record

FACTORS = 64
PHASES = 128
"""Numbers of draws of the volume begin here; those below are of sessions."""
LINE_FALLS_BESIDE_S = MINUTE_S
"""A session that is broken lasts so long at least, before and after."""

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


@compiled
def draw_sessions(tables: BehaviourTables, seed: int, use: Record, details: Record) -> None:
    """Sessions of a router that is always on, and their volume by the hour.

    Midnight, as an account of sessions sees it, ends one and begins the next. A day on which
    nothing was carried has none.
    """
    details.session_count = 0
    details.hour_count = 0
    if use.down_mb + use.up_mb == 0:
        return
    key = key_of(seed, Stream.NET_DETAILS, use.contract_id)
    free_all(details)
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
