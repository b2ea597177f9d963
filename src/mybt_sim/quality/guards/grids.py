"""Every guard: the grid of its edges, and what it has to answer there, in other words."""

import datetime
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import ceil, floor
from types import SimpleNamespace
from typing import Any

from mybt_sim.catalogue.calendar import date_of, day_of
from mybt_sim.engine.forecast import DAYS_LEFT_MOST
from mybt_sim.engine.records import DAY_S, NEVER
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CallClass, Client, Operation
from mybt_sim.quality.facts import VIDEO
from mybt_sim.quality.guards.guard import Guard, Point
from mybt_sim.quality.room import FIRST_DATE, the_book

GUEST = frozenset(
    {
        *(Operation.LIST_NEWS, Operation.LIST_TARIFFS, Operation.LIST_SERVICE_CENTRES),
        *(Operation.LIST_HOTSPOTS, Operation.HELP, Operation.SET_LANGUAGE),
        *(Operation.REQUEST_CODE, Operation.SIGN_IN, Operation.CHECK_BALANCE),
    }
)
CIS = frozenset((7, 373, 374, 992, 993, 994, 996, 998))
CODES = (-1, 0, 1, 6, 7, 8, 29, 30, 39, 40, 48, 49, 50, 89, 98, *range(298, 303), *range(370, 378),
         420, *range(498, 502), 886, *range(990, 1_001))  # fmt: skip
HOME = 375
FEES_E4 = (0, 1, 49, 50, 51, 99, 100, 12_500, 199_900, 252_000, 253_700, 10_000_000)
MONTHS = (28, 29, 30, 31)
USED = (0, 1, 59, 86_399, 86_400, 100_000)


def _half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def _until(fee_e4: int, day: int, days: int) -> int:
    return _half_up(Fraction(fee_e4 * day, 100 * days))


def _share(fee_e4: int, day: int, days: int) -> int:
    return _until(fee_e4, day, days) - _until(fee_e4, day - 1, days) if day <= days else 0


def _days_of_months() -> Iterator[Point]:
    for fee_e4, days in product(FEES_E4, MONTHS):
        for day in range(1, 32):
            yield fee_e4, day, days


def _periods() -> Iterator[Point]:
    today = 20_000
    for most, first, last in product((61, 62), (-63, -62, -61, -60, -1, 0, 1), (-62, -61, 0, 1)):
        for second in (0, 1, DAY_S - 1):
            yield today + first, today + last, most, today * DAY_S + second


def _moments() -> Iterator[tuple[int]]:
    for day, second in product((0, 1, 20_000), (-1, 0, 1, DAY_S - 1)):
        yield (day * DAY_S + second,)


def _class(country: int, is_service: bool, is_mobile: bool, is_same_area: bool) -> CallClass:
    if country != HOME:
        return _zone(country)
    ways = ((is_service, CallClass.SERVICE), (is_mobile, CallClass.MOBILE),
            (is_same_area, CallClass.LOCAL), (True, CallClass.LONG_DISTANCE))  # fmt: skip
    return next(found for is_so, found in ways if is_so)


def _zone(country: int) -> CallClass:
    if country in CIS:
        return CallClass.CIS
    is_european = len(str(country)) in (2, 3) and str(country)[0] in "34"
    return CallClass.INTERNATIONAL if is_european else CallClass.FAR_ABROAD


def _keep(module: Any, point: tuple[Any, ...]) -> tuple[int, ...]:
    down_mb, minutes, active_s, is_barred = point
    day = SimpleNamespace(
        down_mb=down_mb, up_mb=down_mb + 1, tv_minutes=minutes, call_minutes=[minutes] * 7
    )
    module.keep_usable_use(SimpleNamespace(is_barred=is_barred), day, active_s)
    return day.down_mb, day.up_mb, day.tv_minutes, *day.call_minutes


def _kept(down_mb: int, minutes: int, active_s: int, is_barred: bool) -> tuple[int, ...]:
    part = min(Fraction(1), Fraction(active_s, DAY_S))
    calls = [floor(minutes * part)] * 7
    if is_barred:
        calls = [0 if place != CallClass.SERVICE else one for place, one in enumerate(calls)]
    return floor(down_mb * part), floor((down_mb + 1) * part), floor(minutes * part), *calls


def _days_of_book() -> Iterator[tuple[int]]:
    first = day_of(FIRST_DATE)
    for day in range(first, first + 400):
        yield (day * DAY_S + day % DAY_S,)


def _bill_due(now: int) -> int:
    date = date_of(now // DAY_S)
    after = date.replace(day=1) + datetime.timedelta(days=31)
    return day_of(after.replace(day=1)) * DAY_S


def _ends(now: int) -> int:
    book = the_book()
    edition = book.calendar[now // DAY_S - book.first_day].edition
    return now + int(book.add_ons[edition, VIDEO].lasts_s)


def _of_book(function: str) -> Any:
    return lambda module, point: getattr(module, function)(the_book(), *point)


def _known(refusal: Refusal) -> Any:
    return lambda is_so: Refusal.NONE if is_so else refusal


def _yes_or_no() -> Iterator[tuple[bool]]:
    return iter(((False,), (True,)))


GUARDS: tuple[Guard, ...] = (
    Guard(("access.is_supported_client",), lambda: ((one,) for one in range(-2, 9)),
          lambda client: client in (Client.WEB, Client.ANDROID, Client.IOS)),
    Guard(("access.is_guest_operation",), lambda: ((one,) for one in range(-2, 70)),
          lambda operation: operation in GUEST),
    Guard(("access.own_check",), _yes_or_no, _known(Refusal.CONTRACT_NOT_BOUND)),
    Guard(("binding.unbind",), _yes_or_no, _known(Refusal.NOT_BOUND)),
    Guard(("guest.list_news",), _yes_or_no, _known(Refusal.NEWS_NOT_FOUND)),
    Guard(("guest.list_places",), _yes_or_no, _known(Refusal.LOCATION_NOT_FOUND)),
    Guard(("guest.set_language",), _yes_or_no, _known(Refusal.LANGUAGE_UNSUPPORTED)),
    Guard(("video.find_video",), _yes_or_no, _known(Refusal.VIDEO_NOT_FOUND)),
    Guard(("daily_fee.fee_until",), _days_of_months, _until),
    Guard(("daily_fee.day_share_kopecks", "daily_fee.fee_until"), _days_of_months, _share),
    Guard(("forecast.affordable_days",), lambda: product((0, 1, 29, 30, 31, 10**9), (0, 1, 30)),
          lambda money, a_day: money // a_day if a_day else DAYS_LEFT_MOST),
    Guard(("statement.is_period",), _periods,
          lambda first, last, most, now: now // DAY_S - most <= first <= last <= now // DAY_S),
    Guard(("suspension.suspension_starts_at",), _moments,
          lambda now: ceil(Fraction(now + 1, DAY_S)) * DAY_S),
    Guard(("traffic.fits_from",), lambda: ((*one, *now) for one in product((0, 1, 2), (0, 1))
                                           for now in _moments()),
          lambda amount, most, now: NEVER if amount > most else
          ceil(Fraction(now + 1, DAY_S)) * DAY_S),
    Guard(("traffic.class_of_call", "traffic._zone_of"),
          lambda: product((*CODES, HOME), *[(False, True)] * 3), _class),
    Guard(("traffic._zone_of",), lambda: ((one,) for one in CODES if one != HOME), _zone),
    Guard(("usage.round_e4",), lambda: ((one,) for one in range(0, 1_001)),
          lambda e4: _half_up(Fraction(e4, 100))),
    Guard(("contract_clock.keep_usable_use", "contract_clock._keep_part",
           "contract_clock._keep_service_calls"),
          lambda: product((0, 1, 100, 4_097), (0, 1, 60), USED, (False, True)), _kept, _keep),
    Guard(("telephony_bill.bill_due_at",), _days_of_book, _bill_due, _of_book("bill_due_at")),
    Guard(("video.video_ends_at",), _days_of_book, _ends, _of_book("video_ends_at")),
)  # fmt: skip
"""Every function of the engine that is given whole numbers alone, and three more."""
