"""Laws of the promised payment, and of the block that follows the balance."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Entry, Event
from mybt_sim.quality.facts import (
    TRUST_BIT,
    did,
    is_advance,
    is_away,
    is_told,
    is_usable,
    limit_on,
    posted,
    terms_on,
    times_told,
)
from mybt_sim.quality.laws.law import law
from mybt_sim.quality.steps import Deed


@law("PROMISE-EFFECT", "PROMISE-REPAY", "PROMISE-EXPIRE")
def open_is_promised_less_repaid_less_expired(book: Book, step: Record) -> bool:
    """The open remainder follows from entries alone, and lies between nothing and the promise."""
    after = step.after.contract
    open_kopecks = step.before.contract.promise_open_kopecks
    open_kopecks += posted(book, Entry.PROMISE) + posted(book, Entry.PROMISE_REPAY)
    open_kopecks += posted(book, Entry.PROMISE_EXPIRE)
    is_within = 0 <= open_kopecks <= after.promise_kopecks
    return bool(open_kopecks == after.promise_open_kopecks and is_within)


@law("PROMISE-ONE")
def nobody_holds_two_promises(book: Book, step: Record) -> bool:
    """A promise is given only where none is open, and only when it was asked for."""
    if not did(step, Deed.PROMISE_PAYMENT):
        return bool(times_told(book, Event.PROMISE_GIVEN) == 0 and posted(book, Entry.PROMISE) == 0)
    return bool(step.before.contract.promise_open_kopecks == 0)


@law("PROMISE-LIMIT", "PROMISE-MIN", "PROMISE-EFFECT", "PROMISE-FEE", "PROMISE-COVERS")
def a_promise_is_what_was_asked_for(book: Book, step: Record) -> bool:
    """It is within the limit, in whole steps, told, on the balance at once, costs nothing, and
    covers what is owed."""
    amount, after, is_given = step.deed.amount, step.after.contract, did(step, Deed.PROMISE_PAYMENT)
    if not is_told(book, Event.PROMISE_GIVEN, amount, is_given):
        return False
    if not is_given:
        return True
    terms = terms_on(book, step.deed.now)
    is_sum = terms.promise_min_kopecks <= amount <= terms.promise_limit_kopecks
    is_sum = is_sum and amount % terms.promise_step_kopecks == 0
    is_kept = after.promise_kopecks == amount and after.promise_open_kopecks == amount
    is_all = book.entry_count == 1 and posted(book, Entry.PROMISE) == amount
    return bool(is_sum and is_kept and is_all and after.balance_kopecks > 0)


@law("PROMISE-TERM")
def a_promise_ends_after_its_term(book: Book, step: Record) -> bool:
    """Its end is the term of its date after its second, and moves no more."""
    before, after = step.before.contract, step.after.contract
    if did(step, Deed.PROMISE_PAYMENT):
        term_s = terms_on(book, step.deed.now).promise_term_s
        return bool(after.promise_due_at == step.deed.now + term_s)
    return bool(after.promise_due_at == before.promise_due_at)


@compiled
def is_promise_due(step: Record) -> bool:
    """Whether the open promise ends at this second."""
    before = step.before.contract
    return bool(before.promise_open_kopecks > 0 and step.deed.now >= before.promise_due_at)


@law("PROMISE-EXPIRE")
def a_promise_expires_by_its_remainder(book: Book, step: Record) -> bool:
    """At its second, and not before or after, the remainder is taken off and told."""
    remainder = step.before.contract.promise_open_kopecks
    is_due = is_promise_due(step) and (
        step.deed.what == Deed.DUE or step.deed.what == Deed.MIDNIGHT
    )
    taken = -posted(book, Entry.PROMISE_EXPIRE)
    is_taken = taken == (remainder if is_due else 0)
    return bool(is_taken and is_told(book, Event.PROMISE_EXPIRED, remainder, is_due))


@law("PROMISE-EXPIRE", "GEN-CLOCK")
def no_promise_outlives_its_end(book: Book, step: Record) -> bool:
    """After every step an open promise still has time to run."""
    after = step.after.contract
    return bool(after.promise_open_kopecks == 0 or step.deed.now < after.promise_due_at)


@law("PROMISE-FREQ", "PROMISE-STATE")
def a_promise_says_when_it_was_closed(book: Book, step: Record) -> bool:
    """The moment of the last repayment or expiry is kept, and nothing else moves it."""
    before, after = step.before.contract, step.after.contract
    is_closed = before.promise_open_kopecks > 0 and after.promise_open_kopecks == 0
    return bool(
        after.promise_closed_at == (step.deed.now if is_closed else before.promise_closed_at)
    )


@law("PROMISE-LOCK")
def the_lock_holds_until_the_remainder_is_paid(book: Book, step: Record) -> bool:
    """An unkept promise locks the next until as much was paid and the balance is above zero."""
    before, after = step.before.contract, step.after.contract
    unpaid, paid = before.promise_unpaid_kopecks, before.paid_since_expiry_kopecks
    expired = -posted(book, Entry.PROMISE_EXPIRE)
    if expired > 0:
        unpaid, paid = expired, 0
    elif unpaid > 0 and posted(book, Entry.PAYMENT) > 0:
        paid += posted(book, Entry.PAYMENT)
        if paid >= unpaid and after.balance_kopecks > 0:
            unpaid, paid = 0, 0
    is_kept = after.promise_unpaid_kopecks == unpaid
    return bool(is_kept and after.paid_since_expiry_kopecks == paid)


@law("ORD-APART")
def promise_and_suspension_exclude_each_other(book: Book, step: Record) -> bool:
    """No promise is open while a suspension is ordered or runs."""
    after = step.after.contract
    return bool(after.promise_open_kopecks == 0 or step.deed.now >= after.suspended_until)


@law("ADD-TRUST", "PROMISE-PREPAID")
def promise_and_trust_exclude_each_other(book: Book, step: Record) -> bool:
    """No promise is open beside «Кредит доверия», and only advance contracts have one."""
    after = step.after.contract
    if after.promise_open_kopecks == 0:
        return True
    return bool(after.add_ons & TRUST_BIT == 0 and is_advance(after))


@law("NTF-PUSH")
def the_end_of_a_promise_is_announced_once_and_in_time(book: Book, step: Record) -> bool:
    """At the first midnight with no more than the notice left; a new promise has its own."""
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    open_kopecks = after.promise_open_kopecks
    notice_s = terms_on(book, now).promise_notice_s
    is_near = open_kopecks > 0 and after.promise_due_at - now <= notice_s
    is_due = step.deed.what == Deed.MIDNIGHT and is_near and not before.has_promise_notice
    has_notice = (before.has_promise_notice or is_due) and not did(step, Deed.PROMISE_PAYMENT)
    is_kept = after.has_promise_notice == has_notice
    return bool(is_kept and is_told(book, Event.PROMISE_ENDING, open_kopecks, is_due))


# --- the block ---


@law("SUS-FIN", "SUS-RESTORE", "ADD-TRUST")
def blocked_means_that_the_balance_is_used_up(book: Book, step: Record) -> bool:
    """After every step an advance contract that lives is blocked if and only if it has no money."""
    after, now = step.after.contract, step.deed.now
    is_alive = is_advance(after) and not after.is_terminated
    return bool(
        after.is_blocked == (is_alive and after.balance_kopecks <= limit_on(book, after, now))
    )


@law("SUS-FIN", "SUS-RESTORE")
def blocks_are_told_as_they_come_and_go(book: Book, step: Record) -> bool:
    """Blocks and restorations are told by turns, each with a balance of its step, up to the state
    after it; an end tells neither."""
    is_blocked = step.before.contract.is_blocked
    for place in range(book.event_count):
        row = book.events[place]
        if row.event == Event.BLOCKED or row.event == Event.RESTORED:
            if (row.event == Event.RESTORED) != is_blocked or not was_balance(
                book, step, row.value
            ):
                return False
            is_blocked = row.event == Event.BLOCKED
    return bool(step.after.contract.is_terminated or is_blocked == step.after.contract.is_blocked)


@compiled
def was_balance(book: Book, step: Record, kopecks: int) -> bool:
    """Whether the contract had this balance before the step, or after one of its entries."""
    for place in range(book.entry_count):
        if book.entries[place].balance_after_kopecks == kopecks:
            return True
    return bool(step.before.contract.balance_kopecks == kopecks)


@law("SUS-PRIOR", "USE-BLOCKED", "FEE-NOBLOCK")
def activity_follows_the_state(book: Book, step: Record) -> bool:
    """The clock of the active seconds runs while the service can be used, from the right second."""
    before, after, now = step.before.contract, step.after.contract, step.deed.now
    is_running = is_usable(after, now)
    if (after.active_since != NEVER) != is_running:
        return False
    if not is_running:
        return True
    is_new_day = step.deed.what == Deed.MIDNIGHT or step.deed.what == Deed.OPEN
    is_new_day = is_new_day or did(step, Deed.MOVE_TO_FIBRE)
    was_running = before.active_since != NEVER
    since = before.active_since if was_running and not is_new_day else now
    return bool(after.active_since == since)


@law("FEE-NOBLOCK", "USE-BLOCKED")
def the_seconds_of_a_day_are_those_of_the_witness(book: Book, step: Record) -> bool:
    """What the contract counts as active is what could be used, second by second."""
    after, now = step.after.contract, step.deed.now
    counted = after.active_s
    if after.active_since != NEVER:
        counted += now - after.active_since
    return bool(counted == step.after.witness.used_s)


@law("SUS-PRIOR", "END-VOID")
def what_has_ended_is_neither_blocked_nor_on(book: Book, step: Record) -> bool:
    """An ended contract is not blocked or barred, has no add-on, no order and no suspension."""
    after, now = step.after.contract, step.deed.now
    if not after.is_terminated:
        return True
    has_none = after.add_ons == 0 and after.pending_tariff < 0 and not is_away(after, now)
    return bool(has_none and not after.is_blocked and not after.is_barred)


@law("SUS-PRIOR", "END-VOID")
def an_end_is_told_once(book: Book, step: Record) -> bool:
    """The end is told with the balance, which it leaves alone but for what lapses."""
    is_end = did(step, Deed.TERMINATE)
    balance = step.after.contract.balance_kopecks
    is_left = posted(book, Entry.ADJUST) == balance - step.before.contract.balance_kopecks
    return bool(is_told(book, Event.TERMINATED, balance, is_end) and (not is_end or is_left))


@law("PROMISE-EXPIRE")
def no_promise_is_taken_back(book: Book, step: Record) -> bool:
    """Asking to take a promise back is always refused."""
    is_asked = step.deed.what == Deed.CANCEL_PROMISE
    return bool(not is_asked or step.refusal == Refusal.PROMISE_NOT_CANCELLABLE)
