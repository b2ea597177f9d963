"""The seconds of a day in which a service could be used, as events and outages tell."""

import numpy as np

from mybt_sim.base.compiled import compiled
from mybt_sim.behaviour.spans import FROM, SPANS_MOST, UNTIL, cut
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.engine.vocabulary import Event

OUTAGE = np.dtype([("region", "i8"), ("from_at", "i8"), ("until_at", "i8")], align=True)


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
def free_all(details: Record) -> None:
    """Nothing is taken of the usable seconds."""
    details.free_count = details.usable_count
    for place in range(details.usable_count):
        details.free[place, FROM] = details.usable[place, FROM]
        details.free[place, UNTIL] = details.usable[place, UNTIL]
