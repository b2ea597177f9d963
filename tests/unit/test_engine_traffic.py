"""What the network reports: the class of a call by its number, and reports that can't be true."""

import pytest

from mybt_sim.base.volume import MB_BYTES
from mybt_sim.engine.records import DAY_S, NEVER, SERVICE_DAY, blank
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.traffic import (
    SESSION_BYTES_MOST,
    class_of_call,
    record_call,
    record_session,
    record_view,
)
from mybt_sim.engine.vocabulary import CallClass
from mybt_sim.quality.life import book_with, signed
from mybt_sim.quality.story import Start

DAY = 20_605  # 1 June 2026
NOON = DAY * DAY_S + DAY_S // 2
BOOK = book_with()
CONTRACT = signed(Start(DAY, 10), BOOK)

ZONES = {
    CallClass.CIS: (7, 373, 374, 992, 993, 994, 996, 998),
    CallClass.INTERNATIONAL: (30, 31, 44, 49, 351, 359, 370, 372, 376, 380, 389, 420, 423),
    CallClass.FAR_ABROAD: (1, 20, 27, 51, 52, 81, 86, 90, 95, 212, 299, 500, 800, 971, 991, 995),
}
COUNTRIES = [(country, zone) for zone, countries in ZONES.items() for country in countries]


@pytest.mark.parametrize(("country", "zone"), COUNTRIES)
def test_a_country_has_one_zone_whatever_is_dialled_there(country: int, zone: CallClass) -> None:
    for bits in range(8):
        assert class_of_call(country, bool(bits & 1), bool(bits & 2), bool(bits & 4)) is zone


@pytest.mark.parametrize("country", [0, -375, 1000, 3, 4, 997, 2**40])
def test_a_code_that_no_country_has_is_far_abroad(country: int) -> None:
    assert class_of_call(country, False, False, False) is CallClass.FAR_ABROAD


@pytest.mark.parametrize(
    ("is_service", "is_mobile", "is_same_area", "expected"),
    [
        (True, False, True, CallClass.SERVICE),
        (True, False, False, CallClass.SERVICE),
        (False, True, False, CallClass.MOBILE),
        (False, False, True, CallClass.LOCAL),
        (False, False, False, CallClass.LONG_DISTANCE),
    ],
)
def test_at_home_the_kind_of_number_decides(
    is_service: bool, is_mobile: bool, is_same_area: bool, expected: CallClass
) -> None:
    assert class_of_call(375, is_service, is_mobile, is_same_area) is expected


def test_a_class_can_be_handed_on_as_it_was_found() -> None:
    service_day = blank(SERVICE_DAY, 1)[0]
    for country in (7, 49, 1):
        found = class_of_call(country, False, False, False)
        assert record_call(BOOK, CONTRACT, service_day, found, 60, True, NOON) is Refusal.NONE
    assert list(service_day.call_minutes) == [0, 0, 0, 1, 0, 1, 1]


@pytest.mark.parametrize(
    ("down_bytes", "up_bytes"),
    [(-1, 0), (0, -1), (SESSION_BYTES_MOST, 1), (2**63 - 1, 2**63 - 1), (-(2**63), 2**63 - 1)],
)
def test_a_session_that_no_line_carries_is_a_fault(down_bytes: int, up_bytes: int) -> None:
    service_day = blank(SERVICE_DAY, 1)[0]
    with pytest.raises(AssertionError):
        record_session(BOOK, CONTRACT, service_day, down_bytes, up_bytes, NOON)
    assert (service_day.down_mb, service_day.up_mb) == (0, 0)


def test_more_than_the_fastest_line_carries_is_refused_until_midnight() -> None:
    """Of one session, and of all sessions of a day together."""
    service_day = blank(SERVICE_DAY, 1)[0]
    most = 25_700_000 * MB_BYTES
    half = SESSION_BYTES_MOST // 2
    for down, up, expected in (
        (half, half, Refusal.LINE_DAY_FULL),
        (most + 1, 0, Refusal.LINE_DAY_FULL),
        (most - MB_BYTES, 0, Refusal.NONE),
        (0, MB_BYTES + 1, Refusal.LINE_DAY_FULL),
        (1, 0, Refusal.NONE),
        (0, 1, Refusal.LINE_DAY_FULL),
        (0, 0, Refusal.NONE),
    ):
        BOOK.allowed_from = NEVER
        assert record_session(BOOK, CONTRACT, service_day, down, up, NOON) is expected
        fits_tomorrow = bool(expected) and down + up <= most
        assert BOOK.allowed_from == ((DAY + 1) * DAY_S if fits_tomorrow else NEVER)
    assert (service_day.down_mb, service_day.up_mb) == (25_700_000, 0)


def test_a_line_carries_one_call_at_a_time() -> None:
    """Calls of all classes share the minutes of a day; an unanswered one takes none."""
    service_day = blank(SERVICE_DAY, 1)[0]
    for call_class, seconds, is_answered, expected in (
        (0, DAY_S - 60, True, Refusal.NONE),
        (6, 61, True, Refusal.LINE_DAY_FULL),
        (6, 61, False, Refusal.NONE),
        (6, 60, True, Refusal.NONE),
        (4, 1, True, Refusal.LINE_DAY_FULL),
        (4, 0, True, Refusal.NONE),
    ):
        answer = record_call(BOOK, CONTRACT, service_day, call_class, seconds, is_answered, NOON)
        assert answer is expected, (call_class, seconds)
    assert service_day.call_minutes.tolist() == [1_439, 0, 0, 0, 0, 0, 1]


def test_four_set_top_boxes_are_the_most() -> None:
    service_day = blank(SERVICE_DAY, 1)[0]
    answers = [record_view(BOOK, CONTRACT, service_day, 1_440, NOON) for _ in range(4)]
    assert answers == [Refusal.NONE] * 4
    assert record_view(BOOK, CONTRACT, service_day, 1, NOON) is Refusal.LINE_DAY_FULL
    assert record_view(BOOK, CONTRACT, service_day, 0, NOON) is Refusal.NONE
    assert service_day.tv_minutes == 5_760


@pytest.mark.parametrize(
    ("call_class", "seconds"), [(-1, 60), (7, 60), (2**40, 60), (0, -1), (0, DAY_S + 1)]
)
def test_a_call_that_nobody_makes_is_a_fault(call_class: int, seconds: int) -> None:
    """Compiled code would write into foreign memory if it used such a class."""
    service_day = blank(SERVICE_DAY, 1)[0]
    with pytest.raises(AssertionError):
        record_call(BOOK, CONTRACT, service_day, call_class, seconds, True, NOON)
    assert not any(service_day.call_minutes)


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_a_view_is_part_of_a_day(minutes: int) -> None:
    with pytest.raises(AssertionError):
        record_view(BOOK, CONTRACT, blank(SERVICE_DAY, 1)[0], minutes, NOON)
