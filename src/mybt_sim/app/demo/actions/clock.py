"""The time machine: on, back, and into a second phone."""

import calendar
import datetime

from mybt_sim.app.demo.actions.moving import show_start
from mybt_sim.app.demo.handset import Handset
from mybt_sim.app.demo.session import HANDSETS_MOST, DemoSession, Fields
from mybt_sim.base.errors import RequestError
from mybt_sim.base.plain import moment_in
from mybt_sim.world.parsing import number_in

SPANS = {
    "minute": datetime.timedelta(minutes=1),
    "hour": datetime.timedelta(hours=1),
    "day": datetime.timedelta(days=1),
    "week": datetime.timedelta(days=7),
}


def next_month(now: datetime.datetime) -> datetime.datetime:
    """The same hour on the first of the next month."""
    days = calendar.monthrange(now.year, now.month)[1]
    return now.replace(day=1) + datetime.timedelta(days=days)


def go_on(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Let a span pass."""
    item, now = fields.get("item", ""), handset.world.now
    if item == "month":
        _move(demo, handset, next_month(now))
    elif item in SPANS:
        _move(demo, handset, now + SPANS[item])


def go_to(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Go on to a date and time."""
    _move(demo, handset, moment_in(fields.get("moment", "")))


def _move(demo: DemoSession, handset: Handset, moment: datetime.datetime | None) -> None:
    """Move the clock; that it cannot be moved there is said by the page, not by the phone."""
    try:
        if moment is None:
            raise RequestError("That is no moment.", next_step="Give a date and a time.")
        handset.move_to(moment)
    except RequestError:
        demo.notice = "clock.trouble"


def to_promise_end(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Go to the end of the promised payment."""
    handset.move_to(handset.promise_ends_at)


def to_allowed(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Go to the moment from which what was refused is allowed."""
    handset.move_to(handset.allowed_from)


def go_back(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Go back to a moment, as if nothing had happened since."""
    place = number_in(fields.get("item", ""))
    if place is None or place >= len(handset.moments):
        return
    handset.go_back_to(place)
    show_start(handset)


def fork(demo: DemoSession, handset: Handset, __: Fields) -> None:
    """Put a second phone beside the first: the same world, which goes on by itself."""
    if len(demo.handsets) < HANDSETS_MOST:
        demo.handsets.append(handset.forked())
        demo.active = len(demo.handsets) - 1


def close_fork(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Put the phone in hand away, and go on with the other."""
    if len(demo.handsets) > 1:
        demo.handsets.pop(demo.active)
        demo.active = 0
