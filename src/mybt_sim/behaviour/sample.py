"""Details of many contract-days at once, in one compiled loop."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.behaviour.details import DETAILS, METERED, draw_details
from mybt_sim.behaviour.hours import HOURS
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.sessions import HOUR, SESSION
from mybt_sim.engine.records import Records, blank


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
