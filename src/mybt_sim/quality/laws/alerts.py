"""The law of the SMS alert: who is told, and for how many days the money lasts."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.vocabulary import Event
from mybt_sim.quality.facts import (
    SMS_BIT,
    add_on_on,
    half_up,
    has_order,
    is_advance,
    is_told,
    is_usable,
    kept_with,
    plan_on,
    terms_on,
    times_told,
)
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


@law("NTF-SMS", "FORECAST")
def an_alert_goes_to_those_who_pay_for_it(book: Book, step: Record) -> bool:
    """At a midnight, to an active advance contract with the add-on, once for each approach: when
    the money pays for few days more, and with their number."""
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    if step.deed.what != Deed.MIDNIGHT or not is_advance(after) or not is_usable(after, now):
        is_asleep = step.deed.what == Deed.MIDNIGHT and after.add_ons & SMS_BIT == 0
        is_kept = after.has_alerted == (before.has_alerted and not is_asleep)
        return bool(is_kept and times_told(book, Event.SMS_ALERT) == 0)
    few = terms_on(book, now).sms_alert_days
    is_near, days = False, 0
    if after.add_ons & SMS_BIT != 0:
        days = days_paid(book, after, now, few)
        is_near = days <= few
    is_first = is_near and not before.has_alerted
    return bool(after.has_alerted == is_near and is_told(book, Event.SMS_ALERT, days, is_first))


@compiled
def days_paid(book: Book, contract: Record, now: int, most: int) -> int:
    """Days of service that the money pays from a midnight on, told up to one more than `most`.

    One day of the calendar after another: a day of a suspension costs nothing and is not counted,
    borrowed money goes with the promise, and an ordered tariff brings its own price.
    """
    parts = terms_on(book, now).forecast_month_days
    money, price = max(0, contract.balance_kopecks) * parts, _month(book, contract, now, False)
    day, served, borrowed = now // DAY_S, 0, contract.promise_open_kopecks
    while served <= most:
        if borrowed > 0 and day >= contract.promise_due_at // DAY_S:
            money, borrowed = max(0, money - borrowed * parts), 0
        if has_order(contract) and day >= contract.tariff_effective_at // DAY_S:
            price = _month(book, contract, now, True)
        is_paused = contract.suspended_from // DAY_S <= day < contract.suspended_until // DAY_S
        if not is_paused:
            if money < price:
                return served
            money -= price
            served += 1
        day += 1
    return served


@compiled
def _month(book: Book, contract: Record, now: int, is_ordered: bool) -> int:
    """What a month costs with the present tariff or the ordered one, and what is on with it."""
    tariff, on = contract.tariff, contract.add_ons
    if is_ordered:
        tariff = contract.pending_tariff
        on = kept_with(book, on, contract.tariff, tariff, now)
    plan = plan_on(book, tariff, now)
    price = half_up(plan.fee_e4, 100)
    for add_on in range(book.add_on_count):
        if ((on & ~plan.included_add_ons) >> add_on) & 1:
            price += half_up(add_on_on(book, add_on, now).fee_e4, 100)
    return price
