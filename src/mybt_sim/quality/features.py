"""In what state a deed befalls a contract, as bits: a hunt looks for each deed in each of them.

What a deed is answered says little of what it might have met: an add-on that is connected beside an
ordered tariff goes other ways than one that is connected beside none.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.records import TIMED_SLOTS, Record
from mybt_sim.quality.facts import (
    TRUST_BIT,
    add_on_on,
    did,
    fitting_or_included,
    has_order,
    is_add_on,
    is_advance,
    is_away,
    lost_with,
    plan_on,
    price_of_change,
    price_of_pause,
    row_at,
    terms_on,
)
from mybt_sim.quality.steps import Deed

FEATURES = 30


@compiled
def features_of(book: Book, step: Record) -> int:
    """Bits of what is special about a contract before a deed, and about the deed."""
    contract, used, now = step.before.contract, step.before.service_day, step.deed.now
    bits = 1 if contract.promise_open_kopecks > 0 else 0
    bits |= 1 << 1 if contract.promise_unpaid_kopecks > 0 else 0
    bits |= 1 << 2 if contract.paid_since_expiry_kopecks > 0 else 0
    bits |= 1 << 3 if is_away(contract, now) else 0
    bits |= 1 << 4 if contract.suspended_from > now else 0
    bits |= 1 << 5 if contract.is_blocked else 0
    bits |= 1 << 6 if contract.is_barred else 0
    bits |= 1 << 7 if contract.add_ons & TRUST_BIT else 0
    bits |= 1 << 8 if contract.is_terminated else 0
    bits |= 1 << 9 if contract.balance_kopecks < 0 else 0
    bits |= 1 << 10 if not is_advance(contract) else 0
    bits |= 1 << 11 if step.before.card_tries.failures > 0 else 0
    bits |= 1 << 12 if used.down_mb + used.tv_minutes + used.usage_kopecks > 0 else 0
    return bits | _of_plan(book, contract, now) << 13 | _at_edges(book, step) << 21


@compiled
def _at_edges(book: Book, step: Record) -> int:
    """Where a rule turns: a balance of the largest debt, a full day, an end before its second,
    a balance of exactly the price of what is wanted, an end beside an open promise."""
    before, day, terms = step.before.contract, step.after.service_day, terms_on(book, step.deed.now)
    bits = 1 if before.balance_kopecks == -terms.promise_debt_limit_kopecks else 0
    is_full = day.tv_minutes == terms.tv_day_most_minutes
    bits |= 1 << 1 if is_full or day.down_mb + day.up_mb == terms.net_day_most_mb else 0
    if did(step, Deed.DISCONNECT_ADD_ON):
        slot = add_on_on(book, step.deed.choice, step.deed.now).timed_slot
        bits |= 1 << 2 if slot >= 0 else 0
    bits |= 1 << 3 if 0 < before.balance_kopecks == _price_wanted(book, step) else 0
    bits |= 1 << 4 if before.is_terminated and before.promise_open_kopecks > 0 else 0
    return bits | _exactly(book, step) << 5


@compiled
def _exactly(book: Book, step: Record) -> int:
    """What is asked for at the very edge: a promise of just the debt, an order at the first second
    after the wait, a payment up to the most, a title again at the second of its end."""
    before, deed = step.before.contract, step.deed
    what, now, terms = deed.what, deed.now, terms_on(book, deed.now)
    if what == Deed.PROMISE_PAYMENT:
        is_sum = terms.promise_min_kopecks <= deed.amount <= terms.promise_limit_kopecks
        is_sum = is_sum and deed.amount % terms.promise_step_kopecks == 0
        return 1 if is_sum and deed.amount == -before.balance_kopecks else 0
    if what == Deed.CHANGE_TARIFF:
        return 1 << 1 if now == before.tariff_free_from else 0
    if what == Deed.TOP_UP or what == Deed.ERIP_PAYMENT:
        is_full = before.balance_kopecks + deed.amount == terms.balance_most_kopecks
        return 1 << 2 if is_full else 0
    return 1 << 3 if what == Deed.RENT_VIDEO and deed.choice == now else 0


@compiled
def _price_wanted(book: Book, step: Record) -> int:
    """What is to be paid once for a deed, whatever it is answered; 0 for one without a price."""
    contract, deed = step.before.contract, step.deed
    what, now, choice = deed.what, deed.now, deed.choice
    if what == Deed.CONNECT_ADD_ON and is_add_on(book, choice):
        return add_on_on(book, choice, now).once_kopecks
    if what == Deed.CHANGE_TARIFF and 0 <= choice < book.tariff_count:
        return price_of_change(book, contract.tariff, choice, now)
    if what == Deed.SUSPEND:
        return price_of_pause(book, contract.kind, choice, now)
    return 0


@compiled
def _of_plan(book: Book, contract: Record, now: int) -> int:
    plan = plan_on(book, contract.tariff, now)
    bits = 1 if contract.add_ons & ~plan.included_add_ons else 0
    bits |= 1 << 1 if plan.included_add_ons else 0
    if has_order(contract):
        ordered = plan_on(book, contract.pending_tariff, now)
        bits |= 1 << 2
        bits |= 1 << 3 if plan.fitting_add_ons & ~fitting_or_included(ordered) else 0
        bits |= 1 << 7 if lost_with(book, contract, contract.pending_tariff, now) else 0
    for slot in range(TIMED_SLOTS):
        bits |= 1 << 4 if contract.timed_until[slot] > 0 else 0
    if contract.suspensions_in_year > 0:
        is_this_year = contract.suspension_year == row_at(book, now).year
        bits |= 1 << 5 if is_this_year else 1 << 6
    return bits
