"""Why an operation may be refused, said once more in the words of DOMAIN §3, to check the answers.

Each operation has its reasons in the order in which they count. An answer is right when it is the
first reason that applies, or an acceptance where none does.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, NEVER, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CallClass, CardBrand, ServiceKind, Settlement
from tests.support.life import BesideState, State, Step


class Facts(NamedTuple):
    """What is known when somebody asks."""

    book: Book
    state: State
    arguments: tuple[int, ...]
    now: int
    beside: BesideState

    @property
    def day(self) -> Record:
        row: Record = self.book.calendar[self.now // DAY_S - self.book.first_day]
        return row

    @property
    def terms(self) -> Record:
        terms: Record = self.book.terms[self.day.edition]
        return terms

    def tariff(self, index: int) -> Record:
        tariff: Record = self.book.tariffs[self.day.edition, index]
        return tariff

    @property
    def offer(self) -> Record:
        return self.tariff(self.arguments[0])

    @property
    def add_on(self) -> Record | None:
        """What is asked for; None when the catalogue has no such add-on."""
        index = self.arguments[0]
        if index not in range(self.book.add_on_count):
            return None
        add_on: Record = self.book.add_ons[self.day.edition, index]
        return add_on

    def holds(self, index: int) -> bool:
        """Whether the add-on with this index is on."""
        return index in range(60) and bool(self.state.add_ons >> index & 1)


Reason = tuple[Refusal, Callable[[Facts], object]]


def is_terminated(facts: Facts) -> object:
    return facts.state.is_terminated


def is_suspended(facts: Facts) -> bool:
    return facts.now in range(facts.state.suspended_from, facts.state.suspended_until)


def has_suspension(facts: Facts) -> bool:
    """Ordered or running."""
    return bool(facts.now < facts.state.suspended_until)


def next_effect(book: Book, now: int) -> int:
    """The next midnight, or that of the next 1st where the terms say so."""
    day = now // DAY_S + 1
    if book.terms[book.calendar[day - 1 - book.first_day].edition].tariff_effect_next_month:
        while book.calendar[day - book.first_day].day_of_month != 1:
            day += 1
    return day * DAY_S


def would_come_suspended(facts: Facts) -> bool:
    """Whether a tariff that is ordered now would find the contract suspended."""
    effect_at = next_effect(facts.book, facts.now)
    return effect_at in range(facts.state.suspended_from, facts.state.suspended_until)


def would_change_meanwhile(facts: Facts) -> bool:
    """Whether an ordered tariff would come while the suspension that is wanted runs."""
    if facts.state.pending_tariff == NO_TARIFF:
        return False
    days = facts.state.tariff_effective_at // DAY_S - facts.now // DAY_S - 1
    return days in range(facts.arguments[0])


def owes_nothing_more(facts: Facts) -> bool:
    """Terminated, and settled without borrowed money."""
    own = facts.state.balance_kopecks - facts.state.promise_open_kopecks
    return bool(facts.state.is_terminated and own >= 0)


def is_maintenance(facts: Facts) -> bool:
    """On the 5th from 02:00 to 03:00, advance services only."""
    hour = facts.now % DAY_S // 3_600
    is_night = facts.day.day_of_month == 5 and hour == 2
    return bool(is_night and facts.state.settlement == Settlement.ADVANCE)


def is_too_often(facts: Facts) -> bool:
    wait_s, closed_at = int(facts.terms.promise_wait_s), facts.state.promise_closed_at
    return bool(closed_at != NEVER and facts.now - closed_at < wait_s)


def is_no_promise_sum(facts: Facts) -> bool:
    amount, terms = facts.arguments[0], facts.terms
    return bool(amount < terms.promise_min_kopecks or amount % terms.promise_step_kopecks)


def is_other_annex(facts: Facts) -> bool:
    kinds = {int(facts.offer.kind), facts.state.kind}
    return len(kinds) == 2 and ServiceKind.PACKAGE in kinds


def is_not_offered(facts: Facts) -> bool:
    return bool(facts.offer.kind != facts.state.kind or not facts.offer.is_on_sale)


def loses_unconfirmed(facts: Facts) -> bool:
    """Own add-ons that the new plan neither carries nor includes, and no word of agreement."""
    own = facts.state.add_ons & ~int(facts.tariff(facts.state.tariff).included_add_ons)
    kept = int(facts.offer.fitting_add_ons) | int(facts.offer.included_add_ons)
    return not facts.arguments[1] and own & ~kept != 0


def change_fee(facts: Facts) -> int:
    old, new = facts.tariff(facts.state.tariff).fee_e4, facts.offer.fee_e4
    way = "same" if new == old else "up" if new > old else "down"
    return int(facts.terms[f"tariff_fee_{way}_kopecks"])


def is_wanted(*indexes: int) -> Callable[[Facts], bool]:
    return lambda facts: facts.arguments[0] in indexes


def is_off_the_list(facts: Facts) -> bool:
    """No such add-on, one with an operation of its own, or one that a plan does not fit."""
    index, state = facts.arguments[0], facts.state
    plans = [state.tariff] + [state.pending_tariff] * (state.pending_tariff != NO_TARIFF)
    fits = facts.add_on is not None and index not in (9, 10)
    return not fits or not all(int(facts.tariff(p).fitting_add_ons) >> index & 1 for p in plans)


def conflicts(facts: Facts) -> bool:
    hostile = 0 if facts.add_on is None else int(facts.add_on.conflicts)
    return bool(facts.state.add_ons & hostile)


def lacks_what_it_requires(facts: Facts) -> bool:
    needed = 0 if facts.add_on is None else int(facts.add_on.requires)
    return bool(needed & ~facts.state.add_ons)


def cannot_pay(facts: Facts, add_on: int) -> bool:
    if facts.state.settlement == Settlement.CREDIT:
        return bool(facts.state.is_barred)
    price = int(facts.book.add_ons[facts.day.edition, add_on].once_kopecks)
    return not facts.state.balance_kopecks > price


def is_needed_by_another(facts: Facts) -> bool:
    rows = facts.book.add_ons[facts.day.edition]
    held = [rows[index] for index in range(facts.book.add_on_count) if facts.holds(index)]
    return any(int(one.requires) >> facts.arguments[0] & 1 for one in held)


def belongs_to_the_plan(facts: Facts) -> bool:
    included = int(facts.tariff(facts.state.tariff).included_add_ons)
    return bool(included >> facts.arguments[0] & 1)


def has_no_tv(facts: Facts) -> bool:
    return facts.state.kind not in (ServiceKind.TV, ServiceKind.PACKAGE)


STANDING: tuple[Reason, ...] = (
    (Refusal.CONTRACT_TERMINATED, is_terminated),
    (Refusal.CONTRACT_SUSPENDED, is_suspended),
    (Refusal.CONTRACT_BLOCKED, lambda f: f.state.is_blocked),
)

SUSPENSION_KOPECKS = {15: 310, 30: 420, 45: 520, 90: 945, 180: 5250}


def suspension_kopecks(days: int, kind: int) -> int | None:
    """What a length costs (VOL-TERM); None where it can't be had."""
    if kind == ServiceKind.TELEPHONY or (days == 180 and kind != ServiceKind.PACKAGE):
        return None
    return SUSPENSION_KOPECKS.get(days)


def is_too_poor_to_suspend(facts: Facts) -> bool:
    price = suspension_kopecks(facts.arguments[0], facts.state.kind) or 0
    return not facts.state.balance_kopecks - price > 0


def is_quota_used(facts: Facts) -> bool:
    is_this_year = facts.state.suspension_year == facts.day.year
    ordered, quota = facts.state.suspensions_in_year, facts.terms.suspensions_per_year
    return bool(is_this_year and ordered >= quota)


def has_spent_tries(facts: Facts) -> bool:
    is_today = facts.beside.tries_day == facts.now // DAY_S
    return bool(is_today and not facts.beside.mistakes < facts.terms.express_tries)


def is_out_of_use(facts: Facts) -> bool:
    return bool(facts.state.is_terminated or facts.state.is_blocked or is_suspended(facts))


def lifts_too_high(facts: Facts, paid_kopecks: int) -> bool:
    return bool(facts.state.balance_kopecks + paid_kopecks > facts.terms.balance_most_kopecks)


def is_more_than_a_line_carries(facts: Facts) -> bool:
    more_mb = math.ceil(Fraction(sum(facts.arguments), 2**20))
    return bool(sum(facts.beside.used[:2]) + more_mb > facts.terms.net_day_most_mb)


def is_more_than_a_day_of_calls(facts: Facts) -> bool:
    _, seconds, is_answered = facts.arguments
    started = len(range(0, seconds, 60)) if is_answered else 0
    return bool(sum(facts.beside.used[3:]) + started > facts.terms.call_day_most_minutes)


REASONS: dict[str, tuple[Reason, ...]] = {
    "top_up": (
        (Refusal.CARD_UNSUPPORTED, lambda f: f.arguments[1] == CardBrand.OTHER),
        (Refusal.TOPUP_NOT_ALLOWED, owes_nothing_more),
        (Refusal.PAYMENT_MAINTENANCE, is_maintenance),
        (Refusal.TOPUP_AMOUNT_RANGE, lambda f: not 100 <= f.arguments[0] <= 50_000),
        (Refusal.BALANCE_LIMIT, lambda f: lifts_too_high(f, f.arguments[0])),
        (Refusal.CARD_DECLINED, lambda f: f.arguments[2]),
    ),
    "erip_payment": (
        (Refusal.ERIP_UNKNOWN_ACCOUNT, lambda f: not f.arguments[1]),
        (Refusal.TOPUP_NOT_ALLOWED, owes_nothing_more),
        (Refusal.PAYMENT_MAINTENANCE, is_maintenance),
        (Refusal.TOPUP_AMOUNT_RANGE, lambda f: not 1 <= f.arguments[0] <= 1_000_000),
        (Refusal.BALANCE_LIMIT, lambda f: lifts_too_high(f, f.arguments[0])),
    ),
    "promise_payment": (
        (Refusal.CONTRACT_TERMINATED, is_terminated),
        (Refusal.PROMISE_SUSPENDED, has_suspension),
        (Refusal.PROMISE_NOT_PREPAID, lambda f: f.state.settlement == Settlement.CREDIT),
        (Refusal.PROMISE_CREDIT_TRUST, lambda f: f.state.add_ons & 0b10),
        (Refusal.PROMISE_ALREADY_ACTIVE, lambda f: f.state.promise_open_kopecks),
        (Refusal.PROMISE_LOCKED_UNPAID, lambda f: f.state.promise_unpaid_kopecks),
        (Refusal.PROMISE_TOO_OFTEN, is_too_often),
        (
            Refusal.PROMISE_BALANCE_POSITIVE,
            lambda f: f.state.balance_kopecks > 0 and not f.terms.promise_allows_positive_balance,
        ),
        (
            Refusal.PROMISE_DEBT_TOO_HIGH,
            lambda f: not -f.state.balance_kopecks < f.terms.promise_debt_limit_kopecks,
        ),
        (Refusal.PROMISE_AMOUNT_INVALID, is_no_promise_sum),
        (
            Refusal.PROMISE_ABOVE_LIMIT,
            lambda f: not f.arguments[0] <= f.terms.promise_limit_kopecks,
        ),
        (
            Refusal.PROMISE_BELOW_DEBT,
            lambda f: not f.state.balance_kopecks + f.arguments[0] > 0,
        ),
    ),
    "cancel_promise": ((Refusal.PROMISE_NOT_CANCELLABLE, lambda f: True),),
    "change_tariff": (
        (Refusal.CONTRACT_TERMINATED, is_terminated),
        (Refusal.CONTRACT_SUSPENDED, lambda f: is_suspended(f) or would_come_suspended(f)),
        (Refusal.CONTRACT_BLOCKED, lambda f: f.state.is_blocked),
        (Refusal.TARIFF_SAME, lambda f: f.arguments[0] == f.state.tariff),
        (Refusal.NOT_SELF_SERVICE, is_other_annex),
        (Refusal.TARIFF_ARCHIVED, lambda f: f.offer.is_archived),
        (Refusal.TARIFF_NOT_AVAILABLE, is_not_offered),
        (
            Refusal.TARIFF_TECH_MISMATCH,
            lambda f: not int(f.offer.technologies) & 1 << f.state.technology,
        ),
        (Refusal.TARIFF_NOT_ELIGIBLE, lambda f: f.offer.is_social and not f.state.is_social),
        (Refusal.TARIFF_CHANGE_PENDING, lambda f: f.state.pending_tariff != NO_TARIFF),
        (Refusal.TARIFF_CHANGE_TOO_SOON, lambda f: not f.now >= f.state.tariff_free_from),
        (Refusal.TARIFF_CONFIRM_REQUIRED, loses_unconfirmed),
        (Refusal.TARIFF_BALANCE_LOW, lambda f: not f.state.balance_kopecks > 0),
        (Refusal.TARIFF_FUNDS, lambda f: not f.state.balance_kopecks > change_fee(f)),
    ),
    "cancel_tariff_change": (
        (Refusal.CONTRACT_TERMINATED, is_terminated),
        (Refusal.TARIFF_NO_PENDING, lambda f: f.state.pending_tariff == NO_TARIFF),
    ),
    "connect_add_on": (
        *STANDING,
        (Refusal.ADDON_ALREADY_ON, lambda f: f.holds(f.arguments[0])),
        (
            Refusal.SMS_NOT_PREPAID,
            lambda f: is_wanted(0)(f) and f.state.settlement == Settlement.CREDIT,
        ),
        (Refusal.TRUST_NOT_ELIGIBLE, lambda f: is_wanted(1)(f) and is_off_the_list(f)),
        (Refusal.ADDON_NOT_AVAILABLE, is_off_the_list),
        (Refusal.ADDON_CONFLICT, conflicts),
        (Refusal.ADDON_REQUIRES, lacks_what_it_requires),
        (
            Refusal.PROMISE_ALREADY_ACTIVE,
            lambda f: is_wanted(1)(f) and f.state.promise_open_kopecks,
        ),
        (Refusal.ADDON_FUNDS, lambda f: cannot_pay(f, f.arguments[0])),
    ),
    "disconnect_add_on": (
        *STANDING,
        (Refusal.ADDON_NOT_AVAILABLE, lambda f: f.add_on is None),
        (Refusal.ADDON_NOT_ON, lambda f: not f.holds(f.arguments[0])),
        (Refusal.ADDON_NOT_REMOVABLE, belongs_to_the_plan),
        (Refusal.ADDON_REQUIRES, is_needed_by_another),
        (Refusal.TRUST_DEBT, lambda f: is_wanted(1)(f) and f.state.balance_kopecks < 0),
    ),
    "rent_video": (
        *STANDING,
        (Refusal.ADDON_NOT_AVAILABLE, has_no_tv),
        (Refusal.ADDON_ALREADY_ON, lambda f: f.arguments[0] > f.now),
        (Refusal.VOD_FUNDS, lambda f: cannot_pay(f, 10)),
    ),
    "suspend": (
        (Refusal.CONTRACT_TERMINATED, is_terminated),
        (Refusal.VOL_ALREADY, lambda f: f.state.suspended_until > f.now),
        (Refusal.VOL_NOT_ACTIVE, lambda f: f.state.is_blocked),
        (Refusal.NOT_SELF_SERVICE, lambda f: f.state.settlement == Settlement.CREDIT),
        (
            Refusal.VOL_TERM_INVALID,
            lambda f: suspension_kopecks(f.arguments[0], f.state.kind) is None,
        ),
        (Refusal.VOL_PROMISE_ACTIVE, lambda f: f.state.promise_open_kopecks),
        (Refusal.TARIFF_CHANGE_PENDING, would_change_meanwhile),
        (Refusal.VOL_QUOTA_EXCEEDED, is_quota_used),
        (Refusal.VOL_FUNDS, is_too_poor_to_suspend),
    ),
    "resume": (
        (Refusal.CONTRACT_TERMINATED, is_terminated),
        (Refusal.VOL_NOT_SUSPENDED, lambda f: not f.state.suspended_until > f.now),
    ),
    "redeem_express_card": (
        (Refusal.CARD_FORMAT, lambda f: not f.arguments[0]),
        (Refusal.TOPUP_NOT_ALLOWED, owes_nothing_more),
        (Refusal.PAYMENT_MAINTENANCE, is_maintenance),
        (Refusal.CARD_TRIES_EXCEEDED, has_spent_tries),
        (Refusal.CARD_UNKNOWN, lambda f: not f.arguments[1]),
        (Refusal.CARD_ALREADY_USED, lambda f: f.arguments[2]),
        (Refusal.BALANCE_LIMIT, lambda f: lifts_too_high(f, int(f.terms.express_card_kopecks))),
    ),
    "record_session": (
        (Refusal.SERVICE_BLOCKED, is_out_of_use),
        (Refusal.LINE_DAY_FULL, is_more_than_a_line_carries),
    ),
    "record_call": (
        (Refusal.SERVICE_BLOCKED, is_out_of_use),
        (
            Refusal.CALL_BARRED,
            lambda f: f.state.is_barred and f.arguments[0] != CallClass.SERVICE,
        ),
        (Refusal.LINE_DAY_FULL, is_more_than_a_day_of_calls),
    ),
    "record_view": (
        (Refusal.SERVICE_BLOCKED, is_out_of_use),
        (
            Refusal.LINE_DAY_FULL,
            lambda f: f.beside.used[2] + f.arguments[0] > f.terms.tv_day_most_minutes,
        ),
    ),
    "terminate": ((Refusal.CONTRACT_TERMINATED, is_terminated),),
}


KEPT = {
    "change_tariff": {
        *(Refusal.CONTRACT_BLOCKED, Refusal.NOT_SELF_SERVICE),
        *(Refusal.TARIFF_ARCHIVED, Refusal.TARIFF_NOT_AVAILABLE, Refusal.TARIFF_TECH_MISMATCH),
        *(Refusal.TARIFF_NOT_ELIGIBLE, Refusal.TARIFF_CONFIRM_REQUIRED, Refusal.TARIFF_BALANCE_LOW),
    },
    "suspend": {Refusal.VOL_NOT_ACTIVE, Refusal.VOL_PROMISE_ACTIVE},
}
"""Reasons against an order that count once more when it takes effect; its price is paid by then."""


def reason_at_effect(operation: str, facts: Facts) -> Refusal:
    """Why what was ordered may not take effect, or NONE; the balance is that after the charges."""
    if operation == "change_tariff" and is_suspended(facts):
        return Refusal.CONTRACT_SUSPENDED
    for refusal, applies in REASONS[operation]:
        if refusal in KEPT[operation] and applies(facts):
            return refusal
    is_paid_for = operation == "suspend" and facts.state.balance_kopecks <= 0
    return Refusal.VOL_FUNDS if is_paid_for else Refusal.NONE


def first_reason(book: Book, step: Step) -> Refusal:
    """What the answer to an operation should have been."""
    facts = Facts(book, step.before, step.arguments, step.now, step.beside_before)
    found = (refusal for refusal, applies in REASONS[step.what] if applies(facts))
    return next(found, Refusal.NONE)
