"""What must hold of add-ons, videos and notices in every life, as `laws` has it for all else.

What is on, until when, what was said and what the next bill will carry is kept here once more, by
what was asked and answered alone, and compared with the records of the engine.
"""

from fractions import Fraction

from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, NEVER, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event, Settlement
from tests.support.laws import (
    CREDIT_TRUST_BIT,
    Law,
    edition_of,
    half_up,
    held_by_day,
    is_ok,
    is_usable,
    midnights,
    share_kopecks,
    sums,
    terms_on,
)
from tests.support.life import Life, State, Step

SMS_BIT = 1 << 0  # A01
VIDEO = 10  # A11


def row_of(book: Book, add_on: int, now: int) -> Record:
    row: Record = book.add_ons[edition_of(book, now // DAY_S), add_on]
    return row


def plan_of(book: Book, tariff: int, now: int) -> Record:
    row: Record = book.tariffs[edition_of(book, now // DAY_S), tariff]
    return row


def bits_of(indexes: set[int]) -> int:
    return sum(1 << index for index in indexes)


def held(bits: int) -> list[int]:
    return [index for index in range(60) if bits >> index & 1]


def after_change(book: Book, step: Step, bits: int) -> int:
    """Of `bits` those that go over to the new plan, and what belongs to it."""
    old = plan_of(book, step.before.tariff, step.now)
    new = plan_of(book, step.after.tariff, step.now)
    own = bits & ~int(old.included_add_ons)
    return own & int(new.fitting_add_ons) | int(new.included_add_ons)


def add_ons_change_as_asked_at_their_end_or_with_the_plan(life: Life) -> None:
    ends: dict[int, int] = {}
    for step in life.steps:
        due = {one for one, end in ends.items() if end == step.now} - {
            index for index in ends if step.what not in ("expire", "midnight")
        }
        ends = {one: end for one, end in ends.items() if one not in due}
        if step.refusal is Refusal.ADDON_ALREADY_ON and step.what == "connect_add_on":
            assert step.allowed_from == ends.get(step.arguments[0], NEVER), step
        bits = step.before.add_ons & ~bits_of(due)
        if step.what == "open":
            bits = step.after.add_ons
        elif step.what == "connect_add_on" and is_ok(step):
            bits |= 1 << step.arguments[0]
            if lasts_s := int(row_of(life.book, step.arguments[0], step.now).lasts_s):
                ends[step.arguments[0]] = step.now + lasts_s
        elif step.what == "disconnect_add_on" and is_ok(step):
            bits &= ~(1 << step.arguments[0])
            ends.pop(step.arguments[0], None)
        elif step.what == "terminate" and is_ok(step):
            bits, ends = 0, {}
        elif Event.TARIFF_CHANGED in [one.event for one in step.events]:
            bits = after_change(life.book, step, bits)
        assert step.after.add_ons == bits, step
        assert sorted(end for end in step.after.timed_until if end) == sorted(ends.values()), step
        assert all(step.now <= end for end in ends.values()), step


def what_is_bought_once_is_paid_once_and_never_given_back(life: Life) -> None:
    for step in life.steps:
        once = [one.amount_kopecks for one in step.entries if one.entry is Entry.FEE_ONCE]
        assert all(amount < 0 for amount in once), step
        if step.what in ("connect_add_on", "rent_video") and is_ok(step):
            add_on = VIDEO if step.what == "rent_video" else step.arguments[0]
            price = int(row_of(life.book, add_on, step.now).once_kopecks)
            is_now = price > 0 and step.before.settlement == Settlement.ADVANCE
            assert once == [-price] * is_now, step
            assert len(step.entries) == is_now, step
            assert not is_now or step.after.balance_kopecks > 0, step
            assert is_usable(step.before, step.now), step
        elif step.what not in ("change_tariff", "midnight"):
            assert once == [], step
        if step.what in ("disconnect_add_on", "expire"):
            assert sums(step, *set(Entry) - {Entry.PROMISE_EXPIRE}) == 0, step


def nothing_is_on_without_what_it_requires_or_beside_its_conflict(life: Life) -> None:
    for step in life.steps:
        bits = step.after.add_ons
        for one in held(bits):
            row = row_of(life.book, one, step.now)
            assert not int(row.requires) & ~bits, step
            assert not int(row.conflicts) & bits, step


def trust_is_off_by_hand_without_debt_and_never_beside_a_promise(life: Life) -> None:
    for step in life.steps:
        has_trust = step.after.add_ons & CREDIT_TRUST_BIT
        assert not has_trust or step.after.promise_open_kopecks == 0, step
        is_by_hand = step.what == "disconnect_add_on" and step.arguments[0] == 1 and is_ok(step)
        assert not is_by_hand or step.before.balance_kopecks >= 0, step


def a_bill_carries_the_days_of_add_ons_and_what_was_bought(life: Life) -> None:
    days = zip(midnights(life), held_by_day(life), strict=True)
    due = bought = 0
    for step in life.steps:
        if step.before.settlement != Settlement.CREDIT:
            return
        if step.what == "connect_add_on" and is_ok(step):
            bought += int(row_of(life.book, step.arguments[0], step.now).once_kopecks)
        if step.what == "midnight":
            (_, used_s), bits = next(days)
            cost = (used_s > 0) * day_of_add_ons(life.book, step, bits)
            assert step.beside_after.cost[2] == cost, step
            due += cost
        is_billed = Event.BILL_ISSUED in [one.event for one in step.events]
        assert -sums(step, Entry.FEE_ADDON) == due * is_billed, step
        if step.what == "midnight":
            assert -sums(step, Entry.FEE_ONCE) == bought * is_billed, step
        if is_billed:
            due = bought = 0
        assert step.after.unbilled_add_on_kopecks == due, step
        assert step.after.unbilled_once_kopecks == bought, step


def day_of_add_ons(book: Book, step: Step, bits: int) -> int:
    """What the day that ends with `step` costs for the add-ons of `bits`."""
    day = step.now // DAY_S - 1
    row = book.calendar[day - book.first_day]
    days = int(book.terms[row.edition].fee_month_days or row.days_in_month)
    own = bits & ~int(book.tariffs[row.edition, step.before.tariff].included_add_ons)
    fees_e4 = [int(book.add_ons[row.edition, one].fee_e4) for one in held(own)]
    return sum(share_kopecks(fee, int(row.day_of_month), days) for fee in fees_e4)


def a_video_is_told_when_it_is_rented(life: Life) -> None:
    for step in life.steps:
        told = [one.value for one in step.events if one.event is Event.VIDEO_RENTED]
        if step.what == "rent_video" and is_ok(step):
            assert told == [int(row_of(life.book, VIDEO, step.now).once_kopecks)], step
            assert step.before.add_ons == step.after.add_ons, step
        else:
            assert told == [], step


def the_end_of_a_promise_is_announced_once_and_in_time(life: Life) -> None:
    is_announced = False
    for step in life.steps:
        open_kopecks, left_s = step.after.promise_open_kopecks, step.after.promise_due_at - step.now
        if Event.PROMISE_GIVEN in [one.event for one in step.events]:
            is_announced = False
        notice_s = int(terms_on(life.book, step.now).promise_notice_s)
        is_near = open_kopecks > 0 and left_s <= notice_s
        is_due = step.what == "midnight" and is_near and not is_announced
        told = [one.value for one in step.events if one.event is Event.PROMISE_ENDING]
        assert told == [open_kopecks] * is_due, step
        is_announced |= is_due


DAYS_WALKED = 100


def days_told(book: Book, state: State, now: int) -> int:
    """The forecast once more: day by day through the calendar, with a thirtieth of the month each.

    A day of a suspension costs nothing and is not counted; borrowed money goes when whole days have
    passed up to its end; an ordered tariff holds from its own day on.
    """
    month_days = int(terms_on(book, now).forecast_month_days)
    money, days = Fraction(max(0, state.balance_kopecks)), 0
    promise_days = (state.promise_due_at - now) // DAY_S if state.promise_open_kopecks else -1
    for passed in range(DAYS_WALKED):
        if passed == promise_days:
            money = max(Fraction(0), money - state.promise_open_kopecks)
        day = now // DAY_S + passed
        if day * DAY_S + now % DAY_S in range(state.suspended_from, state.suspended_until):
            continue
        has_changed = state.pending_tariff != NO_TARIFF and day * DAY_S >= state.tariff_effective_at
        a_day = Fraction(month_kopecks(book, state, now, has_changed=has_changed), month_days)
        if money < a_day:
            return days
        money, days = money - a_day, days + 1
    return days


def month_kopecks(book: Book, state: State, now: int, *, has_changed: bool = False) -> int:
    """The monthly sum, fee by fee; `has_changed`, that with the ordered tariff."""
    plan = plan_of(book, state.tariff, now)
    own = held(state.add_ons & ~int(plan.included_add_ons))
    if has_changed:
        plan = plan_of(book, state.pending_tariff, now)
        own = [one for one in own if int(plan.fitting_add_ons) >> one & 1]
        own = [one for one in own if not int(plan.included_add_ons) >> one & 1]
    fees_e4 = [int(plan.fee_e4), *(int(row_of(book, one, now).fee_e4) for one in own)]
    return sum(half_up(Fraction(fee, 100)) for fee in fees_e4)


def one_sms_for_each_approach(life: Life) -> None:
    is_told = False
    for step in life.steps:
        told = [one.value for one in step.events if one.event is Event.SMS_ALERT]
        expected: list[int] = []
        if step.what == "midnight" and not step.after.add_ons & SMS_BIT:
            is_told = False
        elif step.what == "midnight" and is_usable(step.after, step.now):
            assert step.after.settlement == Settlement.ADVANCE, step
            days = days_told(life.book, step.after, step.now)
            is_near = days <= int(terms_on(life.book, step.now).sms_alert_days)
            expected = [days] * (is_near and not is_told)
            is_told = is_near
        assert told == expected, step


ADD_ON_LAWS: tuple[Law, ...] = (
    add_ons_change_as_asked_at_their_end_or_with_the_plan,
    what_is_bought_once_is_paid_once_and_never_given_back,
    nothing_is_on_without_what_it_requires_or_beside_its_conflict,
    trust_is_off_by_hand_without_debt_and_never_beside_a_promise,
    a_bill_carries_the_days_of_add_ons_and_what_was_bought,
    a_video_is_told_when_it_is_rented,
    the_end_of_a_promise_is_announced_once_and_in_time,
    one_sms_for_each_approach,
)
