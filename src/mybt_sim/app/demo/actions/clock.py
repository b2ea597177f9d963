"""The time machine: on, back, and into a second phone."""

import calendar
import datetime

from mybt_sim.app.demo.actions.account import settle_call
from mybt_sim.app.demo.actions.moving import show_start
from mybt_sim.app.demo.handset import Handset, Moment
from mybt_sim.app.demo.session import HANDSETS_MOST, DemoSession, Fields, action
from mybt_sim.base.plain import moment_in
from mybt_sim.journeys.events import AdvanceTo
from mybt_sim.world.parsing import number_in

MOMENTS_MOST = 12
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


def promise_end(handset: Handset) -> datetime.datetime | None:
    """When the next promised payment of the account ends."""
    ends = [view.promise.due_at for view in handset.contracts().values() if view.promise]
    return min(ends, default=None)


def allowed_from(handset: Handset) -> datetime.datetime | None:
    """From when what was last refused would be allowed, if that is still to come."""
    at = handset.deed.outcome.allowed_from if handset.deed else None
    return at if at is not None and at > handset.world.now else None


def move_to(handset: Handset, moment: datetime.datetime | None) -> None:
    """Let the clock go on to a moment; what lies behind can be gone back to."""
    if moment is None or moment == handset.world.now:
        return
    settle_call(handset, is_answered=False)
    before = handset.world.now
    mark = handset.recorder.mark()
    handset.let(AdvanceTo(moment=moment))
    handset.moments = [*handset.moments, Moment(before, mark)][-MOMENTS_MOST:]
    handset.banner = None


@action("clock.on")
def go_on(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Let a span pass."""
    item, now = fields.get("item", ""), handset.world.now
    if item == "month":
        move_to(handset, next_month(now))
    elif item in SPANS:
        move_to(handset, now + SPANS[item])


@action("clock.to")
def go_to(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Go on to a date and time."""
    moment = moment_in(fields.get("moment", ""))
    if moment is None:
        handset.trouble = "phone.trouble.input"
        return
    move_to(handset, moment)


@action("clock.promise")
def to_promise_end(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Go to the end of the promised payment."""
    move_to(handset, promise_end(handset))


@action("clock.allowed")
def to_allowed(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Go to the moment from which what was refused is allowed."""
    move_to(handset, allowed_from(handset))


@action("clock.back")
def go_back(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Go back to a moment, as if nothing had happened since."""
    place = number_in(fields.get("item", ""))
    if place is None or place >= len(handset.moments):
        return
    handset.go_back_to(place)
    show_start(handset)


@action("clock.fork")
def fork(demo: DemoSession, handset: Handset, __: Fields) -> None:
    """Put a second phone beside the first: the same world, which goes on by itself."""
    if len(demo.handsets) < HANDSETS_MOST:
        demo.handsets.append(handset.forked())
        demo.active = len(demo.handsets) - 1


@action("clock.join")
def close_fork(demo: DemoSession, _: Handset, __: Fields) -> None:
    """Put the phone in hand away, and go on with the other."""
    if len(demo.handsets) > 1:
        demo.handsets.pop(demo.active)
        demo.active = 0


@action("clock.take")
def take_handset(_: DemoSession, __: Handset, ___: Fields) -> None:
    """Take the phone that was tapped in hand; the demo has done so already."""
