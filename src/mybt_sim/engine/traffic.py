"""Use as the network reports it: sessions, calls and views, each added to the day it falls on.

What is added is rated when the day is closed (`usage`). Use during a block is rejected, and so is
more than a line can carry in a day. Lengths and volumes that are none at all are faults of the
caller, not of the subscriber.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.telephone import COUNTRY_CODE
from mybt_sim.base.time import MINUTE_S
from mybt_sim.base.volume import MB_BYTES
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import DAY_S, NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.status import status_of
from mybt_sim.engine.usage import CALL_CLASSES
from mybt_sim.engine.vocabulary import CallClass, Status

SESSION_BYTES_MOST = 1 << 50
DAY_MINUTES = DAY_S // MINUTE_S


@rule("USE-NET", "USE-BLOCKED", "USE-BOUNDS", seed=("S19e",))
def record_session(
    book: Book, contract: Record, service_day: Record, down_bytes: int, up_bytes: int, now: int
) -> Refusal:
    """Count an internet session that ended: each full or part MB of its total is one.

    Of that total the whole MB that were sent are `up_mb`, all the rest is `down_mb`.
    """
    if status_of(contract, now) != Status.ACTIVE:
        return Refusal.SERVICE_BLOCKED
    assert min(down_bytes, up_bytes) >= 0, "a session has no volume below zero"
    assert down_bytes <= SESSION_BYTES_MOST - up_bytes, "no line carries so much in a session"
    total_mb = (down_bytes + up_bytes + MB_BYTES - 1) // MB_BYTES
    most_mb = terms_at(book, now).net_day_most_mb
    if service_day.down_mb + service_day.up_mb + total_mb > most_mb:
        return refuse_until(book, Refusal.LINE_DAY_FULL, fits_from(total_mb, most_mb, now))
    service_day.up_mb += up_bytes // MB_BYTES
    service_day.down_mb += total_mb - up_bytes // MB_BYTES
    return Refusal.NONE


@rule("USE-TEL", "USE-BLOCKED", "SUS-TEL", "USE-BOUNDS", seed=("S19e",))
def record_call(
    book: Book,
    contract: Record,
    service_day: Record,
    call_class: int,
    seconds: int,
    is_answered: bool,
    now: int,
) -> Refusal:
    """Let an outgoing call through and count its started minutes; an unanswered one has none.

    A barred line still reaches service numbers, and is reached by everybody.
    """
    if status_of(contract, now) != Status.ACTIVE:
        return Refusal.SERVICE_BLOCKED
    if contract.is_barred and call_class != CallClass.SERVICE:
        return Refusal.CALL_BARRED
    assert 0 <= call_class < CALL_CLASSES, "there is no such class of calls"
    assert 0 <= seconds <= DAY_S, "a call lasts a day at most"
    minutes = (seconds + MINUTE_S - 1) // MINUTE_S if is_answered else 0
    most_minutes = terms_at(book, now).call_day_most_minutes
    if called_minutes(service_day) + minutes > most_minutes:
        return refuse_until(book, Refusal.LINE_DAY_FULL, fits_from(minutes, most_minutes, now))
    service_day.call_minutes[call_class] += minutes
    return Refusal.NONE


@rule("USE-TV", "USE-BLOCKED", "USE-BOUNDS", seed=("S19e",))
def record_view(
    book: Book, contract: Record, service_day: Record, minutes: int, now: int
) -> Refusal:
    """Count the minutes that a channel or title was watched; they cost nothing."""
    if status_of(contract, now) != Status.ACTIVE:
        return Refusal.SERVICE_BLOCKED
    assert 0 <= minutes <= DAY_MINUTES, "a view lasts a day at most"
    most_minutes = terms_at(book, now).tv_day_most_minutes
    if service_day.tv_minutes + minutes > most_minutes:
        return refuse_until(book, Refusal.LINE_DAY_FULL, fits_from(minutes, most_minutes, now))
    service_day.tv_minutes += minutes
    return Refusal.NONE


@compiled
def called_minutes(service_day: Record) -> int:
    """Started minutes of all calls of a day so far."""
    minutes = 0
    for call_class in range(CALL_CLASSES):
        minutes += service_day.call_minutes[call_class]
    return minutes


@compiled
def fits_from(amount: int, most: int, now: int) -> int:
    """When a day begins that can carry `amount`; NEVER if it is more than any day can."""
    return (now // DAY_S + 1) * DAY_S if amount <= most else NEVER


@rule("USE-TEL")
def class_of_call(country: int, is_service: bool, is_mobile: bool, is_same_area: bool) -> CallClass:
    """Class of a call by its country code and, at home, by what kind of number was dialled.

    `is_service` is a 1XX or freephone number, `is_same_area` one with the caller's own area code.
    A number at home that belongs to no area is rated as long-distance.
    """
    if country != COUNTRY_CODE:
        return _zone_of(country)
    if is_service:
        return CallClass.SERVICE
    if is_mobile:
        return CallClass.MOBILE
    if is_same_area:
        return CallClass.LOCAL
    return CallClass.LONG_DISTANCE


@compiled
def _zone_of(country: int) -> CallClass:
    """Zone 1: the CIS; zone 2: Europe, whose codes begin with 3 or 4; zone 3: the rest.

    Which countries make up a zone is ours, as the rates are.
    """
    if country == 7 or country == 373 or country == 374 or 992 <= country <= 994:
        return CallClass.CIS  # Russia and Kazakhstan; Moldova; Armenia; Tajikistan … Azerbaijan
    if country == 996 or country == 998:
        return CallClass.CIS  # Kyrgyzstan; Uzbekistan
    if 30 <= country <= 49 or 300 <= country <= 499:
        return CallClass.INTERNATIONAL
    return CallClass.FAR_ABROAD
