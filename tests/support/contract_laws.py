"""Laws of suspension, barring, express cards and traffic; see `laws` for what a law is.

Each keeps a model of its own, simpler than the engine's: a list of bills, a count of mistakes.
"""

import datetime
from collections import Counter
from fractions import Fraction

from mybt_sim.base.time import EPOCH_DATE
from mybt_sim.catalogue.calendar import date_of
from mybt_sim.engine.records import DAY_S
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CallClass, Entry, Event, Settlement
from tests.support.laws import Law, at_effect, is_ok, is_usable, midnights, sums, terms_on
from tests.support.life import Life, Step
from tests.support.reasons import reason_at_effect, suspension_kopecks

SUSPENSION = (
    *(Event.SUSPENSION_ORDERED, Event.SUSPENSION_STARTED),
    *(Event.SUSPENSION_ENDED, Event.SUSPENSION_LAPSED),
)
SCHEDULE = [
    Event.PROMISE_EXPIRED,
    Event.TARIFF_CHANGED,
    Event.TARIFF_LAPSED,
    Event.SUSPENSION_LAPSED,
    Event.SUSPENSION_STARTED,
    Event.SUSPENSION_ENDED,
    Event.BARRED,
    Event.BILL_REMINDER,
]


def date_at(now: int) -> datetime.date:
    return date_of(now // DAY_S)


def told(step: Step, *events: Event) -> list[tuple[Event, int]]:
    return [(one.event, one.value) for one in step.events if one.event in events]


# --- voluntary suspension ---


def a_suspension_runs_as_it_was_ordered(life: Life) -> None:
    """Its moments, what is told of it, and that each is told once."""
    given = life.given
    away = (given.suspended_from, given.suspended_until)
    for step in life.steps:
        expected = []
        if step.what == "suspend" and is_ok(step):
            assert away == (0, 0), step
            midnight = (step.now // DAY_S + 1) * DAY_S
            away = midnight, midnight + step.arguments[0] * DAY_S
            expected = [(Event.SUSPENSION_ORDERED, step.arguments[0])]
        elif step.what == "resume" and is_ok(step):
            assert step.now < away[1], step
            away = (0, 0)
            expected = [(Event.SUSPENSION_ENDED, 1)]
        elif step.what == "terminate" and is_ok(step):
            lapse = [(Event.SUSPENSION_LAPSED, int(Refusal.CONTRACT_TERMINATED))]
            expected = lapse * (step.now < away[0])
            away = (0, 0)
        elif step.what == "midnight" and step.now == away[0]:
            against = reason_at_effect("suspend", at_effect(life.book, step, 15))
            expected = [(Event.SUSPENSION_STARTED, away[1])]
            if against is not Refusal.NONE:
                expected, away = [(Event.SUSPENSION_LAPSED, against)], (0, 0)
        elif step.what == "midnight" and step.now == away[1]:
            away = (0, 0)
            expected = [(Event.SUSPENSION_ENDED, 0)]
        assert told(step, *SUSPENSION) == expected, step
        assert (step.after.suspended_from, step.after.suspended_until) == away, step


def suspension_and_promise_exclude_each_other(life: Life) -> None:
    """Ordered or running, whichever came first, whatever happens in between."""
    for step in life.steps:
        has_suspension = step.now < step.after.suspended_until
        assert not (has_suspension and step.after.promise_open_kopecks), step


def an_order_that_lapses_gives_its_price_back(life: Life) -> None:
    """To the kopeck, once, and nothing else is ever given back."""
    paid = {Event.TARIFF_LAPSED: 0, Event.SUSPENSION_LAPSED: 0}
    for step in life.steps:
        if step.what == "change_tariff" and is_ok(step):
            paid[Event.TARIFF_LAPSED] = -sums(step, Entry.FEE_ONCE)
        if step.what == "suspend" and is_ok(step):
            paid[Event.SUSPENSION_LAPSED] = -sums(step, Entry.FEE_SUSPEND)
        lapsed = [event for event, _ in told(step, *paid)]
        assert sums(step, Entry.ADJUST) == sum(paid.pop(event) for event in lapsed), step
        paid |= dict.fromkeys(lapsed, 0)


def a_suspension_is_paid_once(life: Life) -> None:
    for step in life.steps:
        if step.what != "suspend" or not is_ok(step):
            assert sums(step, Entry.FEE_SUSPEND) == 0, step
            continue
        price = suspension_kopecks(step.arguments[0], step.before.kind)
        assert price is not None, step
        assert [(one.entry, one.amount_kopecks) for one in step.entries] == [
            (Entry.FEE_SUSPEND, -price)
        ], step
        assert step.after.balance_kopecks > 0, step
        assert step.before.promise_open_kopecks == 0, step
        assert is_usable(step.before, step.now), step
        assert step.before.settlement == Settlement.ADVANCE, step


def suspensions_keep_the_quota_of_their_year(life: Life) -> None:
    orders: Counter[int] = Counter()
    ordered_in = 0
    for step in life.steps:
        year, quota = date_at(step.now).year, terms_on(life.book, step.now).suspensions_per_year
        if step.what == "suspend" and is_ok(step):
            orders[year] += 1
            ordered_in = year
        if told(step, Event.SUSPENSION_LAPSED) and ordered_in:
            orders[ordered_in] -= 1
        assert orders[year] <= quota, step
        if step.refusal is Refusal.VOL_QUOTA_EXCEEDED:
            assert orders[year] == quota, step
            new_year = datetime.date(year + 1, 1, 1)
            assert step.allowed_from == (new_year - EPOCH_DATE).days * DAY_S, step


def a_fully_suspended_day_costs_nothing(life: Life) -> None:
    for step, _ in midnights(life):
        started, ends = step.before.suspended_from, step.before.suspended_until
        if step.before.settlement == Settlement.CREDIT:  # it can't be suspended by itself
            continue
        if started <= step.now - DAY_S and step.now <= ends:
            assert sums(step, Entry.FEE_TARIFF, Entry.FEE_ADDON) == 0, step


def midnight_tells_in_its_order(life: Life) -> None:
    for step, _ in midnights(life):
        places = [SCHEDULE.index(one.event) for one in step.events if one.event in SCHEDULE]
        assert places == sorted(places), step


# --- telephone bills ---


class Bills:
    """Bills with what is unpaid of each, and money paid ahead; no balance is looked at."""

    def __init__(self, grace_days: int) -> None:
        self.grace = datetime.timedelta(days=grace_days)
        self.unpaid: list[tuple[datetime.date, int]] = []
        self.ahead = 0

    def issue(self, on: datetime.date, amount: int) -> None:
        covered = min(amount, self.ahead)
        self.ahead -= covered
        self.unpaid.append((on, amount - covered))

    def pay(self, amount: int) -> None:
        for place, (on, unpaid) in enumerate(self.unpaid):
            part = min(unpaid, amount)
            self.unpaid[place] = (on, unpaid - part)
            amount -= part
        self.ahead += amount

    def late(self, today: datetime.date) -> int:
        return sum(unpaid for on, unpaid in self.unpaid if today >= due(on) + self.grace)

    def debt(self) -> int:
        return sum(unpaid for _, unpaid in self.unpaid)


def due(issued: datetime.date) -> datetime.date:
    """The 1st after the 1st on which a bill was issued."""
    return (issued + datetime.timedelta(days=31)).replace(day=1)


def barred_means_that_a_bill_is_late(life: Life) -> None:
    bills: Bills | None = None
    was_barred = False
    for step in life.steps:
        if step.after.settlement == Settlement.ADVANCE or step.after.is_terminated:
            assert not step.after.is_barred, step
            assert not told(step, Event.BARRED, Event.UNBARRED), step
            continue
        today = date_at(step.now)
        if bills is None:
            bills = Bills(int(terms_on(life.book, step.now).telephony_grace_days))
            bills.issue(today.replace(day=1), max(0, -step.after.balance_kopecks))
            bills.pay(max(0, step.after.balance_kopecks))
        for event in step.events:
            if event.event is Event.BILL_ISSUED:
                bills.issue(today, event.value)
        if step.what != "open":
            bills.pay(sums(step, Entry.PAYMENT))
        late = bills.late(today)
        assert bills.ahead - bills.debt() == step.after.balance_kopecks, step
        assert step.after.is_barred == (late > 0), step
        change = [(Event.BARRED, late)] if late else [(Event.UNBARRED, step.after.balance_kopecks)]
        is_change = step.after.is_barred != was_barred
        assert told(step, Event.BARRED, Event.UNBARRED) == change * is_change, step
        was_barred = step.after.is_barred


def a_debt_is_recalled_on_its_days(life: Life) -> None:
    for step in life.steps:
        terms, today = terms_on(life.book, step.now), date_at(step.now).day
        first, every = int(terms.bill_reminder_day), int(terms.bill_reminder_every_days)
        is_reminded = (
            step.what == "midnight"
            and today in range(first, 32, every)
            and step.after.settlement == Settlement.CREDIT
            and step.after.balance_kopecks < 0
        )
        reminder = [(Event.BILL_REMINDER, -step.after.balance_kopecks)]
        assert told(step, Event.BILL_REMINDER) == reminder * is_reminded, step


# --- express cards ---


def mistakes_with_cards_are_counted_by_the_day(life: Life) -> None:
    mistakes: Counter[datetime.date] = Counter()
    for step in life.steps:
        if step.what != "redeem_express_card":
            before = step.beside_before.tries_day, step.beside_before.mistakes
            assert before == (step.beside_after.tries_day, step.beside_after.mistakes), step
            continue
        today, terms = date_at(step.now), terms_on(life.book, step.now)
        if step.refusal is Refusal.CARD_TRIES_EXCEEDED:
            assert mistakes[today] == terms.express_tries, step
            assert step.allowed_from == (step.now // DAY_S + 1) * DAY_S, step
        elif step.refusal in (Refusal.CARD_UNKNOWN, Refusal.CARD_ALREADY_USED):
            mistakes[today] += 1
            assert step.beside_after.mistakes == mistakes[today], step
        elif is_ok(step):
            assert sums(step, Entry.PAYMENT) == terms.express_card_kopecks, step
            assert step.arguments == (True, True, False), step
        assert mistakes[today] <= terms.express_tries, step


# --- traffic ---


def traffic_is_counted_as_it_is_reported(life: Life) -> None:
    for step in life.steps:
        before, after = step.beside_before.used, step.beside_after.used
        more = [now - then for then, now in zip(before, after, strict=True)]
        down_mb, up_mb, tv_minutes, *minutes = more
        if step.what in ("open", "midnight"):
            continue
        if not step.what.startswith("record_") or not is_ok(step):
            assert before == after, step
            continue
        assert is_usable(step.before, step.now), step
        if step.what == "record_session":
            down, up = (Fraction(one, 2**20) for one in step.arguments)
            assert 0 <= down_mb + up_mb - (down + up) < 1, step
            assert 0 <= up - up_mb < 1, step
            assert [tv_minutes, *minutes] == [0] * (1 + len(CallClass)), step
        elif step.what == "record_call":
            call_class, seconds, is_answered = step.arguments
            assert not step.before.is_barred or call_class == CallClass.SERVICE, step
            started = len(range(0, seconds, 60)) if is_answered else 0
            expected = [started * (one == call_class) for one in CallClass]
            assert (more[:3], minutes) == ([0, 0, 0], expected), step
        else:
            assert more == [0, 0, step.arguments[0], *[0] * len(CallClass)], step


CONTRACT_LAWS: tuple[Law, ...] = (
    a_suspension_runs_as_it_was_ordered,
    suspension_and_promise_exclude_each_other,
    an_order_that_lapses_gives_its_price_back,
    a_suspension_is_paid_once,
    suspensions_keep_the_quota_of_their_year,
    a_fully_suspended_day_costs_nothing,
    midnight_tells_in_its_order,
    barred_means_that_a_bill_is_late,
    a_debt_is_recalled_on_its_days,
    mistakes_with_cards_are_counted_by_the_day,
    traffic_is_counted_as_it_is_reported,
)
