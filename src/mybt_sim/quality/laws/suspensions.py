"""Laws of a suspension that somebody orders."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.quality.facts import (
    did,
    is_advance,
    is_told,
    next_midnight,
    posted,
    price_of_pause,
    row_at,
    terms_on,
)
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.laws.tariffs import balance_at_effect, is_used_up_at_effect
from mybt_sim.quality.steps import Deed


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
