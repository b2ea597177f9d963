"""Laws of another tariff: its order, its wait, its coming, and what is given back."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.quality.facts import (
    TRUST_BIT,
    did,
    effect_of_order,
    ended_timed,
    fitting_or_included,
    has_order,
    is_advance,
    is_told,
    is_usable,
    lost_with,
    plan_on,
    posted,
    price_of_change,
    terms_on,
    times_told,
)
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


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
    if step.deed.what == Deed.MOVE_TO_FIBRE:
        return True
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
    """Only a tariff that has come as ordered starts the wait; one that was taken back does not, nor
    does one that comes with another line."""
    before, after = step.before.contract, step.after.contract
    free_from = before.tariff_free_from
    if times_told(book, Event.TARIFF_CHANGED) > 0 and not did(step, Deed.MOVE_TO_FIBRE):
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
