"""Laws of what is ordered: another tariff, add-ons, a suspension."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, NEVER, TIMED_SLOTS, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.quality.facts import (
    SMS_BIT,
    TRUST_BIT,
    VIDEO,
    add_on_on,
    did,
    effect_of_order,
    ended_timed,
    fitting_or_included,
    half_up,
    has_order,
    is_add_on,
    is_advance,
    is_told,
    is_usable,
    kept_with,
    limit_on,
    lost_with,
    next_midnight,
    plan_on,
    posted,
    price_of_change,
    price_of_pause,
    row_at,
    terms_on,
    times_told,
)
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed

# --- another tariff ---


@law("TAR-STATE", "TAR-EFFECT", "TAR-FEE")
def an_order_is_kept_as_it_was_given(book: Book, step: Record) -> bool:
    """An order says the tariff, its midnight, what ends with it and its fee, paid at once."""
    if not did(step, Deed.CHANGE_TARIFF):
        is_quiet = times_told(book, Event.TARIFF_ORDERED) == 0
        return bool(is_quiet)
    before, after, now, wanted = (
        step.before.contract,
        step.after.contract,
        step.deed.now,
        step.deed.choice,
    )
    fee = price_of_change(book, before.tariff, wanted, now)
    is_kept = after.pending_tariff == wanted and after.pending_fee_kopecks == fee
    is_kept = is_kept and after.tariff_effective_at == effect_of_order(book, now)
    is_kept = is_kept and after.agreed_add_ons == lost_with(book, before, wanted, now)
    is_paid = posted(book, Entry.FEE_ONCE) == -fee and book.entry_count == (fee > 0)
    is_paid = is_paid and after.balance_kopecks > 0
    return bool(is_kept and is_paid and is_told(book, Event.TARIFF_ORDERED, wanted, True))


@law("TAR-LIST", "TAR-CROSS", "TAR-SOCIAL", "TAR-WAIT", "TAR-ADDONS")
def an_order_is_for_a_plan_that_may_be_had(book: Book, step: Record) -> bool:
    """On sale, for this kind, line and person, after the wait, and with the loss agreed to."""
    if not did(step, Deed.CHANGE_TARIFF):
        return True
    before, now = step.before.contract, step.deed.now
    offer = plan_on(book, step.deed.choice, now)
    is_sold = offer.is_on_sale and not offer.is_archived and offer.kind == before.kind
    is_had = (offer.technologies >> before.technology) & 1 and (
        before.is_social or not offer.is_social
    )
    is_agreed = step.deed.flag != 0 or lost_with(book, before, step.deed.choice, now) == 0
    is_free = now >= before.tariff_free_from and not has_order(before)
    return bool(is_sold and is_had and is_agreed and is_free and is_usable(before, now))


@compiled
def bits_at_effect(book: Book, step: Record) -> int:
    """The add-ons that are still on when what was ordered takes effect at a midnight."""
    before = step.before.contract
    return before.add_ons & ~ended_timed(book, before, step.deed.now)


@compiled
def balance_at_effect(book: Book, step: Record) -> int:
    """The balance then: charges and expiries have come, nothing has been given back."""
    return step.after.contract.balance_kopecks - posted(book, Entry.ADJUST)


@compiled
def is_used_up_at_effect(book: Book, step: Record) -> bool:
    """Whether the balance is one at which the service stops, with the add-ons of that moment."""
    terms = terms_on(book, step.deed.now)
    has_trust = bits_at_effect(book, step) & TRUST_BIT
    limit = terms.trust_limit_kopecks if has_trust else terms.block_at_kopecks
    is_spent = balance_at_effect(book, step) <= limit
    return bool(is_spent and is_advance(step.before.contract))


@compiled
def against_tariff(book: Book, step: Record) -> int:
    """Why the ordered tariff may not come at this midnight, or NONE."""
    before, now = step.before.contract, step.deed.now
    offer = plan_on(book, before.pending_tariff, now)
    own = bits_at_effect(book, step) & ~plan_on(book, before.tariff, now).included_add_ons
    if before.suspended_from <= now < before.suspended_until:
        return Refusal.CONTRACT_SUSPENDED
    if is_used_up_at_effect(book, step):
        return Refusal.CONTRACT_BLOCKED
    if offer.is_archived:
        return Refusal.TARIFF_ARCHIVED
    if not (offer.is_on_sale and offer.kind == before.kind):
        return Refusal.TARIFF_NOT_AVAILABLE
    if (offer.technologies >> before.technology) & 1 == 0:
        return Refusal.TARIFF_TECH_MISMATCH
    if offer.is_social and not before.is_social:
        return Refusal.TARIFF_NOT_ELIGIBLE
    if own & ~fitting_or_included(offer) & ~before.agreed_add_ons != 0:
        return Refusal.TARIFF_CONFIRM_REQUIRED
    if balance_at_effect(book, step) <= 0:
        return Refusal.TARIFF_BALANCE_LOW
    return Refusal.NONE


@law("TAR-EFFECT", "ORD-EFFECT", "TAR-PENDING")
def a_tariff_comes_as_ordered_or_lapses(book: Book, step: Record) -> bool:
    """At its midnight the ordered tariff holds if it still may be had; else it says why not.

    Where none is ordered, nothing is left of an order.
    """
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    is_due = step.deed.what == Deed.MIDNIGHT and has_order(before)
    is_due = is_due and now >= before.tariff_effective_at
    against = against_tariff(book, step) if is_due else Refusal.NONE
    comes = is_due and against == Refusal.NONE
    is_void = did(step, Deed.TERMINATE) and has_order(before)
    lapses = (is_due and not comes) or is_void
    reason = Refusal.CONTRACT_TERMINATED if is_void else against
    is_plan = after.tariff == (before.pending_tariff if comes else before.tariff)
    is_over = not (is_due or is_void) or not has_order(after)
    is_said = is_told(book, Event.TARIFF_CHANGED, before.pending_tariff, comes)
    is_said = is_said and is_told(book, Event.TARIFF_LAPSED, reason, lapses)
    is_left = after.pending_fee_kopecks != 0 or after.agreed_add_ons != 0
    is_left = not has_order(after) and (is_left or after.tariff_effective_at != NEVER)
    is_plan = is_plan or step.deed.what == Deed.OPEN
    return bool(is_plan and is_over and is_said and not is_left)


@law("TAR-WAIT")
def the_wait_begins_with_the_new_tariff(book: Book, step: Record) -> bool:
    """Only a tariff that has come starts the wait; an order that was taken back does not."""
    before, after = step.before.contract, step.after.contract
    free_from = before.tariff_free_from
    if times_told(book, Event.TARIFF_CHANGED) > 0:
        free_from = step.deed.now + terms_on(book, step.deed.now).tariff_wait_s
    return bool(after.tariff_free_from == free_from)


@law("TAR-PENDING")
def an_order_can_be_taken_back(book: Book, step: Record) -> bool:
    """Then nothing of it is left, it is told, and nothing is paid or given back."""
    before, after = step.before.contract, step.after.contract
    is_back = did(step, Deed.CANCEL_TARIFF_CHANGE)
    is_said = is_told(book, Event.TARIFF_CANCELLED, before.pending_tariff, is_back)
    return bool(is_said and (not is_back or (not has_order(after) and book.entry_count == 0)))


@law("ORD-BACK", "ORD-EFFECT")
def what_lapses_is_given_back_once(book: Book, step: Record) -> bool:
    """The price of an order that did not come is given back to the kopeck, and nothing else is."""
    before, due = step.before.contract, 0
    if did(step, Deed.CORRECT_BALANCE):
        return True
    if times_told(book, Event.TARIFF_LAPSED) > 0:
        due += before.pending_fee_kopecks
    if times_told(book, Event.SUSPENSION_LAPSED) > 0:
        due += before.suspension_fee_kopecks
    return bool(posted(book, Entry.ADJUST) == due)


# --- add-ons ---


@law("ADD-STATE", "ADD-EFFECT", "TAR-ADDONS")
def add_ons_change_as_asked_at_their_end_or_with_the_plan(book: Book, step: Record) -> bool:
    """What is on follows from what was asked for, what ran out, and what the new plan carries."""
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    what, bits = step.deed.what, before.add_ons
    if what == Deed.DUE or what == Deed.MIDNIGHT:
        bits &= ~ended_timed(book, before, now)
    if times_told(book, Event.TARIFF_CHANGED) > 0:
        bits = kept_with(book, bits, before.tariff, after.tariff, now)
    if did(step, Deed.CONNECT_ADD_ON):
        bits |= 1 << step.deed.choice
    if did(step, Deed.DISCONNECT_ADD_ON):
        bits &= ~(1 << step.deed.choice)
    if did(step, Deed.TERMINATE):
        bits = 0
    return bool(after.add_ons == bits)


@law("ADD-EFFECT", "GEN-CLOCK")
def what_lasts_hours_ends_at_its_second(book: Book, step: Record) -> bool:
    """A timed add-on ends its hours after it was connected, and what is off has no end to come."""
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    started = did(step, Deed.CONNECT_ADD_ON)
    row = add_on_on(book, step.deed.choice if started else 0, now)
    for slot in range(TIMED_SLOTS):
        until = before.timed_until[slot]
        if started and row.timed_slot == slot:
            until = now + row.lasts_s
        if is_slot_free(book, step, slot):
            until = 0
        if after.timed_until[slot] != until or 0 < until <= now:
            return False
    return True


@compiled
def is_slot_free(book: Book, step: Record, slot: int) -> bool:
    """Whether no add-on of this slot is on after the step."""
    for add_on in range(book.add_on_count):
        is_on = (step.after.contract.add_ons >> add_on) & 1
        if is_on and add_on_on(book, add_on, step.deed.now).timed_slot == slot:
            return False
    return True


@law("ADD-ONCE", "ADD-VOD", "VOL-TERM", "TAR-FEE")
def what_is_bought_once_is_paid_once(book: Book, step: Record) -> bool:
    """A one-time price is taken at once from an advance contract, or put on the next bill."""
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    is_video = did(step, Deed.RENT_VIDEO)
    if not (did(step, Deed.CONNECT_ADD_ON) or is_video):
        is_order = step.deed.what == Deed.CHANGE_TARIFF or step.deed.what == Deed.MIDNIGHT
        return bool(is_order or posted(book, Entry.FEE_ONCE) == 0)
    price = add_on_on(book, VIDEO if is_video else step.deed.choice, now).once_kopecks
    is_alone = book.entry_count == (posted(book, Entry.FEE_ONCE) != 0)
    if is_advance(before) or is_video:
        is_left = price == 0 or after.balance_kopecks > 0 or not is_advance(before)
        return bool(is_alone and posted(book, Entry.FEE_ONCE) == -price and is_left)
    on_bill = after.unbilled_once_kopecks - before.unbilled_once_kopecks
    return bool(book.entry_count == 0 and on_bill == price)


@law("TAR-ADDONS", "ADD-LIST")
def add_ons_fit_the_plan(book: Book, step: Record) -> bool:
    """What is on fits the tariff, and what belongs to the tariff is on while the contract lives."""
    after, plan = step.after.contract, plan_on(book, step.after.contract.tariff, step.deed.now)
    has_own = after.is_terminated or after.add_ons & plan.included_add_ons == plan.included_add_ons
    return bool(has_own and after.add_ons & ~fitting_or_included(plan) == 0)


@law("ADD-STATE", "ADD-REMOVABLE")
def nothing_is_on_without_what_it_requires(book: Book, step: Record) -> bool:
    """What another add-on stands on is on, and nothing is on beside its conflict."""
    bits = step.after.contract.add_ons
    for add_on in range(book.add_on_count):
        if (bits >> add_on) & 1:
            row = add_on_on(book, add_on, step.deed.now)
            if row.requires & ~bits != 0 or row.conflicts & bits != 0:
                return False
    return True


@law("ADD-EFFECT", "TAR-ADDONS", "END-VOID")
def add_ons_are_told_as_they_come_and_go(book: Book, step: Record) -> bool:
    """Events name the bits that were switched, no more and no less."""
    if step.deed.what == Deed.OPEN:
        return True
    before, after = step.before.contract.add_ons, step.after.contract.add_ons
    ended = started = 0
    for place in range(book.event_count):
        row = book.events[place]
        is_end, is_start = row.event == Event.ADDONS_ENDED, row.event == Event.ADDONS_STARTED
        if (is_end or is_start) and row.value == 0:
            return False
        ended += row.value if is_end else 0
        started += row.value if is_start else 0
    return bool(ended == before & ~after and started == after & ~before)


@law("ADD-TRUST")
def trust_is_not_put_off_in_debt(book: Book, step: Record) -> bool:
    """Nobody switches «Кредит доверия» off by himself while he owes."""
    is_off = did(step, Deed.DISCONNECT_ADD_ON) and step.deed.choice == 1
    return bool(not is_off or step.before.contract.balance_kopecks >= 0)


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


@law("ADD-VOD")
def a_video_is_told_when_it_is_rented(book: Book, step: Record) -> bool:
    """A rental is told with its price, and nothing else is."""
    price = add_on_on(book, VIDEO, step.deed.now).once_kopecks
    return is_told(book, Event.VIDEO_RENTED, price, did(step, Deed.RENT_VIDEO))


@law("ADD-LIST")
def only_what_the_catalogue_has_is_connected(book: Book, step: Record) -> bool:
    """There is such an add-on, and the plan may have it, as well as the ordered one."""
    if not did(step, Deed.CONNECT_ADD_ON):
        return True
    before, now, add_on = step.before.contract, step.deed.now, step.deed.choice
    if not is_add_on(book, add_on):
        return False
    fits = (plan_on(book, before.tariff, now).fitting_add_ons >> add_on) & 1
    if has_order(before):
        offer = plan_on(book, before.pending_tariff, now)
        fits = fits and (fitting_or_included(offer) >> add_on) & 1
    return bool(fits and is_usable(before, now))


# --- suspension ---


@law("VOL-START", "VOL-TERM")
def a_suspension_runs_as_it_was_ordered(book: Book, step: Record) -> bool:
    """From the next midnight on, for the days that were bought; the order is told and paid."""
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    is_order, days = did(step, Deed.SUSPEND), step.deed.choice
    if not is_told(book, Event.SUSPENSION_ORDERED, days, is_order):
        return False
    if not is_order:
        return bool(posted(book, Entry.FEE_SUSPEND) == 0)
    price = price_of_pause(book, before.kind, days, now)
    starts_at = next_midnight(now)
    is_time = after.suspended_from == starts_at
    is_time = is_time and after.suspended_until == starts_at + days * DAY_S
    is_paid = price >= 0 and posted(book, Entry.FEE_SUSPEND) == -price
    is_paid = is_paid and after.suspension_fee_kopecks == price and book.entry_count == 1
    return bool(is_time and is_paid and after.balance_kopecks > 0 and is_advance(before))


@compiled
def against_pause(book: Book, step: Record) -> int:
    """Why the ordered suspension may not start at this midnight, or NONE."""
    if is_used_up_at_effect(book, step):
        return Refusal.VOL_NOT_ACTIVE
    if step.after.contract.promise_open_kopecks > 0:
        return Refusal.VOL_PROMISE_ACTIVE
    return Refusal.VOL_FUNDS if balance_at_effect(book, step) <= 0 else Refusal.NONE


@law("VOL-START", "VOL-END", "ORD-EFFECT")
def a_suspension_starts_and_ends_at_its_midnights(book: Book, step: Record) -> bool:
    """It starts if it still may, and ends by itself; each is told once, and so is why not.

    When it is over, nothing is left of it.
    """
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    is_midnight = step.deed.what == Deed.MIDNIGHT and before.suspended_until != 0
    is_start = is_midnight and now == before.suspended_from
    against = against_pause(book, step) if is_start else Refusal.NONE
    starts, lapses = is_start and against == Refusal.NONE, is_start and against != Refusal.NONE
    is_void = did(step, Deed.TERMINATE) and now < before.suspended_from
    ends = is_midnight and not is_start and now >= before.suspended_until
    is_early = did(step, Deed.RESUME)
    is_said = is_told(book, Event.SUSPENSION_STARTED, before.suspended_until, starts)
    is_said = is_said and is_told(book, Event.SUSPENSION_ENDED, int(is_early), ends or is_early)
    reason = Refusal.CONTRACT_TERMINATED if is_void else against
    is_said = is_said and is_told(book, Event.SUSPENSION_LAPSED, reason, lapses or is_void)
    is_left = (lapses or is_void) and after.suspension_fee_kopecks != 0
    if lapses or is_void or ends or is_early:
        is_left = is_left or after.suspended_from != 0 or after.suspended_until != 0
    return bool(is_said and not is_left)


@law("VOL-QUOTA")
def suspensions_keep_the_quota_of_their_year(book: Book, step: Record) -> bool:
    """Orders of a calendar year are counted, lapsed ones are not, never above the quota."""
    witness, after, now = step.after.witness, step.after.contract, step.deed.now
    quota = terms_on(book, now).suspensions_per_year
    if after.suspension_year != witness.orders_year:
        return False
    is_full = witness.orders > quota and witness.orders_year == row_at(book, now).year
    return bool(after.suspensions_in_year == witness.orders and not is_full)


@law("VOL-EARLY")
def ending_early_costs_nothing_and_gives_nothing_back(book: Book, step: Record) -> bool:
    """Whoever comes back early, or takes the order back, pays and gets nothing."""
    return bool(step.deed.what != Deed.RESUME or book.entry_count == 0)


@law("SUS-FIN")
def an_order_never_blocks(book: Book, step: Record) -> bool:
    """What was bought leaves money on the balance of whoever paid for it."""
    is_order = did(step, Deed.SUSPEND) or did(step, Deed.CHANGE_TARIFF)
    after = step.after.contract
    limit = limit_on(book, after, step.deed.now)
    return bool(not is_order or not is_advance(after) or after.balance_kopecks > limit)
