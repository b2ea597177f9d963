"""What must hold in every life. Each law reads the steps of a life and knows no rule.

Sums, days and shares are worked out here once more, in fractions, so that a law does not repeat
the arithmetic of the engine.
"""

import math
from collections.abc import Callable, Iterator
from fractions import Fraction

from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, NEVER, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.engine.vocabulary import Entry, Event, PaymentChannel, Settlement
from tests.support.life import OPERATIONS, Life, State, Step
from tests.support.reasons import Facts, change_fee, first_reason, next_effect, reason_at_effect

CREDIT_TRUST_BIT = 1 << 1  # A02
CHARGES = [
    *(Entry.USAGE, Entry.FEE_TARIFF, Entry.FEE_ADDON, Entry.FEE_ONCE),
    *(Entry.PROMISE_EXPIRE, Entry.ADJUST),
]
DAY_CHARGES = (Entry.USAGE, Entry.FEE_TARIFF, Entry.FEE_ADDON)

PAYMENTS = ("top_up", "erip_payment", "redeem_express_card")
CHANNELS = {
    "top_up": PaymentChannel.BANK_CARD,
    "erip_payment": PaymentChannel.ERIP,
    "redeem_express_card": PaymentChannel.EXPRESS_CARD,
}

Law = Callable[[Life], None]


def half_up(amount: Fraction) -> int:
    return math.floor(amount + Fraction(1, 2))


def share_kopecks(fee_e4: int, day_of_month: int, days: int) -> int:
    """One day's part of a monthly fee, as DOMAIN says it under FEE-DAILY."""
    if day_of_month > days:
        return 0
    due = [half_up(Fraction(fee_e4 * day, 100 * days)) for day in (day_of_month - 1, day_of_month)]
    return due[1] - due[0]


def edition_of(book: Book, day: int) -> int:
    return int(book.calendar[day - book.first_day].edition)


def terms_on(book: Book, now: int) -> Record:
    terms: Record = book.terms[edition_of(book, now // DAY_S)]
    return terms


def is_usable(state: State, now: int) -> bool:
    is_away = state.suspended_from <= now < state.suspended_until
    return not (state.is_terminated or state.is_blocked or is_away)


def is_ok(step: Step) -> bool:
    return step.refusal is Refusal.NONE


def sums(step: Step, *kinds: Entry) -> int:
    return sum(one.amount_kopecks for one in step.entries if one.entry in kinds)


def midnights(life: Life) -> Iterator[tuple[Step, int]]:
    """Each midnight, with the seconds of the ended day in which the service could be used."""
    used_s = 0
    for last, step in zip(life.steps, life.steps[1:], strict=False):
        if is_usable(last.after, last.now):
            used_s += step.now - last.now
        if step.what == "midnight":
            yield step, used_s
            used_s = 0


def held_by_day(life: Life) -> Iterator[int]:
    """For each midnight, the add-ons that were on for any part of the ended day."""
    held = 0
    for step in life.steps:
        if step.what == "midnight":
            yield held
            held = 0
        held |= step.after.add_ons


# --- whatever is asked ---


def a_refusal_changes_nothing(life: Life) -> None:
    for step in life.steps:
        if not is_ok(step):
            assert step.before == step.after, step
            assert not step.entries + step.events, step
    assert all(
        one.before == last.after for last, one in zip(life.steps, life.steps[1:], strict=False)
    )


def a_refusal_stands_on_the_ladder_of_its_rule(life: Life) -> None:
    for step in life.steps:
        if step.what in OPERATIONS:
            passed, failed = RULES[step.what].ladder(step.refusal)
            assert is_ok(step) == (failed is None)
            assert step.refusal not in [check.refusal for check in passed]


def each_answer_is_the_first_reason_that_applies(life: Life) -> None:
    for step in life.steps:
        if step.what in OPERATIONS:
            assert step.refusal is first_reason(life.book, step), step


def only_a_refusal_gives_a_date_and_it_lies_ahead(life: Life) -> None:
    for step in life.steps:
        assert step.allowed_from == NEVER or (not is_ok(step) and step.allowed_from > step.now)


# --- money ---


def the_balance_is_the_sum_of_all_entries(life: Life) -> None:
    balance = 0
    for step in life.steps:
        for entry in step.entries:
            balance += entry.amount_kopecks
            assert entry.balance_after_kopecks == balance, step
            assert entry.posted_at == step.now, step
            assert entry.contract_id == step.after.contract_id, step
        assert step.after.balance_kopecks == balance, step


def a_payment_repays_the_promise_first(life: Life) -> None:
    for step in life.steps:
        if step.what in PAYMENTS and is_ok(step):
            is_card = step.what == "redeem_express_card"
            terms = terms_on(life.book, step.now)
            paid = int(terms.express_card_kopecks) if is_card else step.arguments[0]
            repaid = min(paid, step.before.promise_open_kopecks)
            booked = [(one.entry, one.amount_kopecks) for one in step.entries]
            expected = [(Entry.PAYMENT, paid), (Entry.PROMISE_REPAY, -repaid)]
            assert booked == expected[: 1 + (repaid > 0)], step
            assert step.after.promise_open_kopecks == step.before.promise_open_kopecks - repaid
            is_repaid = repaid > 0 and step.after.promise_open_kopecks == 0
            assert (Event.PROMISE_REPAID in [one.event for one in step.events]) == is_repaid
        else:
            assert sums(step, Entry.PAYMENT, Entry.PROMISE_REPAY) == 0, step


def entries_and_events_are_numbered_in_their_order(life: Life) -> None:
    entries = [one.posting_no for step in life.steps for one in step.entries]
    events = [one.event_no for step in life.steps for one in step.events]
    assert entries == list(range(1, len(entries) + 1))
    assert events == list(range(1, len(events) + 1))
    after = life.steps[-1].after
    assert (after.posting_count, after.event_count) == (len(entries), len(events))


def only_charges_of_a_day_belong_to_the_day_that_is_over(life: Life) -> None:
    for step in life.steps:
        today = step.now // DAY_S
        for one in step.entries:
            is_day_charge = one.entry in DAY_CHARGES and step.after.settlement == Settlement.ADVANCE
            assert one.day == today - is_day_charge, step
            assert not is_day_charge or one.posted_at == today * DAY_S, step


def only_payments_tell_their_channel(life: Life) -> None:
    for step in life.steps:
        for one in step.entries:
            is_payment = one.entry is Entry.PAYMENT
            assert one.channel is (CHANNELS[step.what] if is_payment else PaymentChannel.NONE)


# --- the promised payment ---


def promised_less_repaid_less_expired_is_open(life: Life) -> None:
    money = 0
    for step in life.steps:
        money += sums(step, Entry.PROMISE, Entry.PROMISE_REPAY, Entry.PROMISE_EXPIRE)
        assert step.after.promise_open_kopecks == money, step
        assert 0 <= money <= step.after.promise_kopecks, step


def never_two_open_promises(life: Life) -> None:
    is_open, closed_at = False, NEVER
    for step in life.steps:
        for one in step.events:
            if one.event is Event.PROMISE_GIVEN:
                assert not is_open, step
                is_open = True
            elif one.event in (Event.PROMISE_REPAID, Event.PROMISE_EXPIRED):
                assert is_open, step
                is_open, closed_at = False, step.now
        assert is_open == (step.after.promise_open_kopecks > 0), step
        assert step.after.promise_closed_at == closed_at, step


def a_promise_keeps_the_terms_of_its_date(life: Life) -> None:
    for step in life.steps:
        if step.what != "promise_payment" or not is_ok(step):
            assert sums(step, Entry.PROMISE) == 0, step
            continue
        terms, amount = terms_on(life.book, step.now), step.arguments[0]
        assert 0 < amount <= terms.promise_limit_kopecks, step
        assert amount % terms.promise_step_kopecks == 0, step
        assert step.after.promise_kopecks == step.after.promise_open_kopecks == amount, step
        assert step.after.promise_due_at == step.now + terms.promise_term_s, step
        assert step.after.balance_kopecks == step.before.balance_kopecks + amount > 0, step
        assert -step.before.balance_kopecks < terms.promise_debt_limit_kopecks, step
        assert step.before.settlement == Settlement.ADVANCE, step
        assert not step.before.add_ons & CREDIT_TRUST_BIT, step


def a_promise_expires_at_its_second_by_its_remainder(life: Life) -> None:
    for step in life.steps:
        remainder, due_at = step.before.promise_open_kopecks, step.before.promise_due_at
        is_due = remainder > 0 and step.now == due_at and step.what in ("expire", "midnight")
        assert remainder == 0 or step.now <= due_at, step
        assert sums(step, Entry.PROMISE_EXPIRE) == (-remainder if is_due else 0), step
        if is_due:
            assert step.after.promise_open_kopecks == 0, step
            assert step.after.promise_unpaid_kopecks == remainder, step


def the_lock_holds_until_the_remainder_is_paid(life: Life) -> None:
    unpaid = paid = 0
    for step in life.steps:
        if step.what == "promise_payment" and is_ok(step):
            assert unpaid == 0, step
        if step.refusal is Refusal.PROMISE_LOCKED_UNPAID:
            assert unpaid > 0, step
        if expired := -sums(step, Entry.PROMISE_EXPIRE):
            unpaid, paid = expired, 0
        elif unpaid > 0 and sums(step, Entry.PAYMENT) > 0:
            paid += sums(step, Entry.PAYMENT)
            if paid >= unpaid and step.after.balance_kopecks > 0:
                unpaid = 0
        assert step.after.promise_unpaid_kopecks == unpaid, step


# --- block ---


def blocked_means_that_the_balance_is_used_up(life: Life) -> None:
    for step in life.steps:
        terms = terms_on(life.book, step.now)
        has_trust = step.after.add_ons & CREDIT_TRUST_BIT
        limit = terms.trust_limit_kopecks if has_trust else terms.block_at_kopecks
        is_alive = step.after.settlement == Settlement.ADVANCE and not step.after.is_terminated
        expected = is_alive and step.after.balance_kopecks <= limit
        assert step.after.is_blocked == expected, step


def blocks_are_told_as_they_come_and_go(life: Life) -> None:
    is_blocked = False
    for step in life.steps:
        for one in step.events:
            if one.event in (Event.BLOCKED, Event.RESTORED):
                assert is_blocked == (one.event is Event.RESTORED), step
                is_blocked = one.event is Event.BLOCKED
                assert one.happened_at == step.now, step
                assert not step.before.is_terminated, step
        if step.after.is_terminated:  # it ends whatever was the case, and nothing is told
            is_blocked = False
        assert step.after.is_blocked == is_blocked, step


# --- midnight ---


def a_used_day_costs_its_share_and_any_other_nothing(life: Life) -> None:
    for (step, used_s), held in zip(midnights(life), held_by_day(life), strict=True):
        if step.before.settlement != Settlement.ADVANCE:
            continue
        day = step.now // DAY_S - 1
        row = life.book.calendar[day - life.book.first_day]
        days = int(life.book.terms[row.edition].fee_month_days or row.days_in_month)
        tariff = life.book.tariffs[row.edition, step.before.tariff]
        own = held & ~int(tariff.included_add_ons)
        fees_e4 = [
            int(one.fee_e4)
            for bit, one in enumerate(life.book.add_ons[row.edition])
            if own >> bit & 1
        ]
        shares = [share_kopecks(fee, int(row.day_of_month), days) for fee in fees_e4]
        share = share_kopecks(int(tariff.fee_e4), int(row.day_of_month), days)
        is_used = used_s > 0
        assert -sums(step, Entry.FEE_TARIFF) == is_used * share, step
        assert -sums(step, Entry.FEE_ADDON) == is_used * sum(shares), step


def use_costs_what_the_price_list_says(life: Life) -> None:
    unbilled = Fraction(0)
    for step, _ in midnights(life):
        day = step.now // DAY_S - 1
        tariff = life.book.tariffs[edition_of(life.book, day), step.before.tariff]
        down_mb, up_mb, *minutes = step.arguments
        e4 = sum(int(rate) * one for rate, one in zip(tariff.call_rate_e4, minutes, strict=True))
        before_mb = step.before.month_mb
        if tariff.included_mb != NEVER:
            above = [
                max(0, mb - step.before.quota_mb) for mb in (before_mb, before_mb + down_mb + up_mb)
            ]
            e4 += tiers_e4(tariff, above[1]) - tiers_e4(tariff, above[0])
        if step.before.settlement == Settlement.ADVANCE:
            assert -sums(step, Entry.USAGE) == half_up(Fraction(e4, 100)), step
            continue
        unbilled += Fraction(e4, 100)
        if is_billed(life.book, step):
            assert -sums(step, Entry.USAGE) == half_up(unbilled), step
            unbilled = Fraction(0)
        else:
            assert step.entries == (), step


def is_billed(book: Book, step: Step) -> bool:
    """Whether this is a midnight after a month, or after the last day, of a credit contract."""
    if step.what != "midnight" or step.before.settlement != Settlement.CREDIT:
        return False
    if step.before.is_terminated:
        return bool(step.before.terminated_at // DAY_S == step.now // DAY_S - 1)
    return bool(book.calendar[step.now // DAY_S - book.first_day].day_of_month == 1)


def tiers_e4(tariff: Record, above_mb: int) -> int:
    """The price of a volume above the included one, MB by MB in blocks of one tier each."""
    price = start = 0
    for until, rate in zip(
        tariff.tier_until_mb.tolist(), tariff.tier_rate_e4.tolist(), strict=True
    ):
        price += rate * len(range(start, min(until, above_mb)))
        start = max(start, until)
    return price


def midnight_keeps_its_order(life: Life) -> None:
    """GEN-CLOCK: charges of the ended day or its bill, expiries, changes, and the state then."""
    for step, _ in midnights(life):
        kinds = [one.entry for one in step.entries]
        assert kinds == sorted(kinds, key=CHARGES.index), step
        events = [one.event for one in step.events]
        if Event.PROMISE_EXPIRED in events and Event.TARIFF_CHANGED in events:
            assert events.index(Event.PROMISE_EXPIRED) < events.index(Event.TARIFF_CHANGED), step
        assert step.after.add_ons_today == step.after.add_ons, step


def bills_come_on_the_first_and_to_credit_contracts_only(life: Life) -> None:
    for step in life.steps:
        bills = [one.value for one in step.events if one.event is Event.BILL_ISSUED]
        total = step.before.balance_kopecks - step.after.balance_kopecks
        assert bills == [total] * is_billed(life.book, step), step
        is_credit = step.before.settlement == Settlement.CREDIT
        assert step.after.unbilled_e4 == 0 or is_credit, step
        assert not bills or step.after.unbilled_e4 == step.after.unbilled_add_on_kopecks == 0, step


def a_bill_is_the_sum_of_its_days(life: Life) -> None:
    """Of every kind of charge. The first bill of a contract that was there carries the tariff's fee
    of the days before, too."""
    if life.steps[0].after.settlement != Settlement.CREDIT:
        return
    due = [0, 0 if life.given.is_new else first_fee_kopecks(life), 0]
    for step, used_s in midnights(life):
        day = life.book.calendar[step.now // DAY_S - 1 - life.book.first_day]
        fee_e4 = int(life.book.tariffs[day.edition, step.before.tariff].fee_e4)
        share = share_kopecks(fee_e4, int(day.day_of_month), int(day.days_in_month))
        cost = step.beside_after.cost
        assert cost[1] == share * (used_s > 0), step
        due = [before + more for before, more in zip(due, cost, strict=True)]
        if Event.BILL_ISSUED in [one.event for one in step.events]:
            assert [-sums(step, kind) for kind in DAY_CHARGES] == due, step
            due = [0, 0, 0]
        else:
            assert sums(step, *DAY_CHARGES) == 0, step


def first_fee_kopecks(life: Life) -> int:
    """The tariff's fee for the days of the first month that were over when the life began."""
    opened = life.steps[0]
    day = life.book.calendar[opened.now // DAY_S - life.book.first_day]
    fee_e4 = int(life.book.tariffs[day.edition, opened.after.tariff].fee_e4)
    days = range(1, int(day.day_of_month))
    return sum(share_kopecks(fee_e4, one, int(day.days_in_month)) for one in days)


def an_advance_contract_pays_a_day_at_its_end(life: Life) -> None:
    for step, _ in midnights(life):
        if step.before.settlement == Settlement.ADVANCE:
            paid = tuple(-sums(step, kind) for kind in DAY_CHARGES)
            assert paid == step.beside_after.cost, step


def no_payment_lifts_a_balance_above_the_most(life: Life) -> None:
    for step in life.steps:
        if sums(step, Entry.PAYMENT) > 0:
            most = int(terms_on(life.book, step.now).balance_most_kopecks)
            assert step.before.balance_kopecks + sums(step, Entry.PAYMENT) <= most, step


def the_volume_of_a_month_is_granted_once(life: Life) -> None:
    for step in life.steps:
        day = life.book.calendar[step.now // DAY_S - life.book.first_day]
        is_first = step.what == "midnight" and day.day_of_month == 1
        is_new = step.before.tariff != step.after.tariff or step.what == "open"
        if is_first or is_new:
            tariff = life.book.tariffs[day.edition, step.after.tariff]
            days_left = int(day.days_in_month - day.day_of_month + 1)
            included = max(0, int(tariff.included_mb))
            part = math.floor(Fraction(included * days_left, int(day.days_in_month)))
            assert (step.after.quota_mb, step.after.month_mb) == (part, 0), step
        else:
            used_mb = sum(step.arguments[:2]) if step.what == "midnight" else 0
            assert step.after.quota_mb == step.before.quota_mb, step
            assert step.after.month_mb == step.before.month_mb + used_mb, step


# --- change of tariff ---


def a_tariff_changes_only_as_ordered_and_at_midnight(life: Life) -> None:
    ordered, agreed, effective_at = NO_TARIFF, 0, NEVER
    for step in life.steps:
        change = [
            (one.event, one.value) for one in step.events if one.event.name.startswith("TARIFF")
        ]
        if step.what == "change_tariff" and is_ok(step):
            assert ordered == NO_TARIFF, step
            ordered, agreed = step.arguments
            effective_at = next_effect(life.book, step.now)
            assert change == [(Event.TARIFF_ORDERED, ordered)], step
            fee = change_fee(
                Facts(life.book, step.before, step.arguments, step.now, step.beside_before)
            )
            booked = [(one.entry, one.amount_kopecks) for one in step.entries]
            assert booked == [(Entry.FEE_ONCE, -fee)] * (fee > 0), step
        elif step.what == "cancel_tariff_change" and is_ok(step):
            assert change == [(Event.TARIFF_CANCELLED, ordered)], step
            ordered = NO_TARIFF
        elif step.what == "terminate" and is_ok(step):
            lapse = [(Event.TARIFF_LAPSED, Refusal.CONTRACT_TERMINATED)]
            assert change == lapse * (ordered != NO_TARIFF), step
            ordered = NO_TARIFF
        elif ordered != NO_TARIFF and step.now == effective_at and step.what == "midnight":
            against = reason_at_effect("change_tariff", at_effect(life.book, step, ordered, agreed))
            if against is Refusal.NONE:
                assert change == [(Event.TARIFF_CHANGED, ordered)], step
                assert step.after.tariff == ordered, step
            else:
                assert change == [(Event.TARIFF_LAPSED, against)], step
                assert step.before.tariff == step.after.tariff, step
            ordered = NO_TARIFF
        else:
            assert change == [], step
            assert step.before.tariff == step.after.tariff, step
        assert step.after.pending_tariff == ordered, step


def at_effect(book: Book, step: Step, *arguments: int) -> Facts:
    """How a contract stands at a midnight when what was ordered takes effect.

    Charges and expiries have come, and nothing has been given back yet.
    """
    terms, bits = terms_on(book, step.now), step.before.add_ons
    ended = {one for one in range(60) if bits >> one & 1 and is_over(book, step, one)}
    bits &= ~sum(1 << one for one in ended)
    balance = step.after.balance_kopecks - sums(step, Entry.ADJUST)
    limit = terms.trust_limit_kopecks if bits & CREDIT_TRUST_BIT else terms.block_at_kopecks
    is_advance = step.before.settlement == Settlement.ADVANCE
    now = {
        "balance_kopecks": balance,
        "add_ons": bits,
        "promise_open_kopecks": step.after.promise_open_kopecks,
        "is_blocked": is_advance and balance <= limit,
    }
    state = State(**(vars(step.before) | now))
    return Facts(book, state, arguments, step.now, step.beside_before)


def is_over(book: Book, step: Step, add_on: int) -> bool:
    """Whether an add-on that lasts hours ends at this midnight."""
    slot = int(book.add_ons[edition_of(book, step.now // DAY_S), add_on].timed_slot)
    return slot >= 0 and 0 < step.before.timed_until[slot] <= step.now


def an_order_is_for_a_plan_that_fits_and_after_the_wait(life: Life) -> None:
    free_from = 0
    for step in life.steps:
        if step.what == "change_tariff" and is_ok(step):
            now, old = life.book.tariffs[edition_of(life.book, step.now // DAY_S)], step.before
            offer = now[step.arguments[0]]
            assert step.now >= free_from, step
            assert offer.is_on_sale, step
            assert not offer.is_archived, step
            assert offer.kind == old.kind, step
            assert offer.technologies & 1 << old.technology, step
            assert old.is_social or not offer.is_social, step
            assert old.balance_kopecks > 0, step
            assert is_usable(old, step.now), step
            own = old.add_ons & ~int(now[old.tariff].included_add_ons)
            lost = own & ~int(offer.fitting_add_ons | offer.included_add_ons)
            assert not lost or step.arguments[1], step
        if any(one.event is Event.TARIFF_CHANGED for one in step.events):
            free_from = step.now + int(terms_on(life.book, step.now).tariff_wait_s)
        assert step.refusal is not Refusal.TARIFF_CHANGE_TOO_SOON or step.now < free_from, step


def add_ons_always_fit_the_plan(life: Life) -> None:
    for step in life.steps:
        tariff = life.book.tariffs[edition_of(life.book, step.now // DAY_S), step.after.tariff]
        included, fitting = int(tariff.included_add_ons), int(tariff.fitting_add_ons)
        is_alive = not step.after.is_terminated
        assert not is_alive or step.after.add_ons & included == included, step
        assert not step.after.add_ons & ~(fitting | included), step
        gone, new = (
            step.before.add_ons & ~step.after.add_ons,
            step.after.add_ons & ~step.before.add_ons,
        )
        for event, bits in ((Event.ADDONS_ENDED, gone), (Event.ADDONS_STARTED, new)):
            assert sum(one.value for one in step.events if one.event is event) == bits, step


LAWS: tuple[Law, ...] = (
    a_refusal_changes_nothing,
    a_refusal_stands_on_the_ladder_of_its_rule,
    each_answer_is_the_first_reason_that_applies,
    only_a_refusal_gives_a_date_and_it_lies_ahead,
    the_balance_is_the_sum_of_all_entries,
    entries_and_events_are_numbered_in_their_order,
    only_charges_of_a_day_belong_to_the_day_that_is_over,
    only_payments_tell_their_channel,
    no_payment_lifts_a_balance_above_the_most,
    a_payment_repays_the_promise_first,
    promised_less_repaid_less_expired_is_open,
    never_two_open_promises,
    a_promise_keeps_the_terms_of_its_date,
    a_promise_expires_at_its_second_by_its_remainder,
    the_lock_holds_until_the_remainder_is_paid,
    blocked_means_that_the_balance_is_used_up,
    blocks_are_told_as_they_come_and_go,
    a_used_day_costs_its_share_and_any_other_nothing,
    use_costs_what_the_price_list_says,
    midnight_keeps_its_order,
    bills_come_on_the_first_and_to_credit_contracts_only,
    a_bill_is_the_sum_of_its_days,
    an_advance_contract_pays_a_day_at_its_end,
    the_volume_of_a_month_is_granted_once,
    a_tariff_changes_only_as_ordered_and_at_midnight,
    an_order_is_for_a_plan_that_fits_and_after_the_wait,
    add_ons_always_fit_the_plan,
)
