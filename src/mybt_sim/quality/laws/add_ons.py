"""Laws of add-ons and of what is rented or bought once."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import TIMED_SLOTS, Record
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.quality.facts import (
    VIDEO,
    add_on_on,
    did,
    ended_timed,
    fitting_or_included,
    has_order,
    is_add_on,
    is_advance,
    is_told,
    is_usable,
    kept_with,
    plan_on,
    posted,
    times_told,
)
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


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
