"""The promised payment: credit of a few days that a subscriber takes by himself (S24)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.ledger import note, post
from mybt_sim.engine.records import NEVER, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.status import (
    has_credit_trust,
    has_promise,
    has_suspension,
    reassess_block,
)
from mybt_sim.engine.vocabulary import Entry, Event, Settlement


@rule(
    "PROMISE-LIMIT",
    "PROMISE-MIN",
    "PROMISE-TERM",
    "PROMISE-PREPAID",
    "PROMISE-ONE",
    "PROMISE-LOCK",
    "PROMISE-FREQ",
    "PROMISE-DEBT",
    "PROMISE-COVERS",
    "PROMISE-POSBAL",
    "PROMISE-FEE",
    "PROMISE-STATE",
    "PROMISE-EFFECT",
    "ORD-APART",
    seed=("S24",),
)
def promise_payment(book: Book, contract: Record, amount_kopecks: int, now: int) -> Refusal:
    """Put a promised sum on the balance at once, to be confirmed by real money within the term.

    It costs nothing, lifts a block when the balance becomes positive, and fees run on. A promise
    and a voluntary suspension, ordered or running, exclude each other, whichever came first.
    """
    terms = terms_at(book, now)
    balance_kopecks = contract.balance_kopecks
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if has_suspension(contract, now):
        return refuse_until(book, Refusal.PROMISE_SUSPENDED, contract.suspended_until)
    if contract.settlement != Settlement.ADVANCE:
        return Refusal.PROMISE_NOT_PREPAID
    if has_credit_trust(contract):
        return Refusal.PROMISE_CREDIT_TRUST
    if has_promise(contract):
        return Refusal.PROMISE_ALREADY_ACTIVE
    if contract.promise_unpaid_kopecks > 0:
        return Refusal.PROMISE_LOCKED_UNPAID
    if now < promise_free_from(book, contract, now):
        return refuse_until(book, Refusal.PROMISE_TOO_OFTEN, promise_free_from(book, contract, now))
    if balance_kopecks > 0 and not terms.promise_allows_positive_balance:
        return Refusal.PROMISE_BALANCE_POSITIVE
    if -balance_kopecks >= terms.promise_debt_limit_kopecks:
        return Refusal.PROMISE_DEBT_TOO_HIGH
    if not is_promise_amount(book, amount_kopecks, now):
        return Refusal.PROMISE_AMOUNT_INVALID
    if amount_kopecks > terms.promise_limit_kopecks:
        return Refusal.PROMISE_ABOVE_LIMIT
    if balance_kopecks + amount_kopecks <= 0:
        return Refusal.PROMISE_BELOW_DEBT
    _give(book, contract, amount_kopecks, now)
    return Refusal.NONE


@compiled
def promise_free_from(book: Book, contract: Record, now: int) -> int:
    """The moment from which PROMISE-FREQ allows another one."""
    wait_s = terms_at(book, now).promise_wait_s
    if wait_s == 0 or contract.promise_closed_at == NEVER:
        return now
    return contract.promise_closed_at + wait_s


@compiled
def is_promise_amount(book: Book, amount_kopecks: int, now: int) -> bool:
    """Whether the sum keeps PROMISE-MIN: not below the minimum, and in whole steps."""
    terms = terms_at(book, now)
    return bool(
        amount_kopecks >= terms.promise_min_kopecks
        and amount_kopecks % terms.promise_step_kopecks == 0
    )


@compiled
def promise_ends_at(book: Book, given_at: int) -> int:
    """The end of the term of a promise given at `given_at` (PROMISE-TERM)."""
    return given_at + terms_at(book, given_at).promise_term_s


@compiled
def _give(book: Book, contract: Record, amount_kopecks: int, now: int) -> None:
    contract.promise_kopecks = amount_kopecks
    contract.promise_open_kopecks = amount_kopecks
    contract.promise_due_at = promise_ends_at(book, now)
    contract.has_promise_notice = False
    note(book, contract, Event.PROMISE_GIVEN, amount_kopecks, now)
    post(book, contract, Entry.PROMISE, amount_kopecks, now)
    reassess_block(book, contract, now)


@rule("PROMISE-REPAY")
def repay_promise(book: Book, contract: Record, paid_kopecks: int, now: int) -> None:
    """Set real money off against the open remainder; the promise is repaid when none is left."""
    repaid_kopecks = min(paid_kopecks, contract.promise_open_kopecks)
    if repaid_kopecks == 0:
        return
    post(book, contract, Entry.PROMISE_REPAY, -repaid_kopecks, now)
    contract.promise_open_kopecks -= repaid_kopecks
    if contract.promise_open_kopecks == 0:
        contract.promise_closed_at = now
        note(book, contract, Event.PROMISE_REPAID, repaid_kopecks, now)


@rule("PROMISE-LOCK")
def make_good_after_expiry(contract: Record, paid_kopecks: int) -> None:
    """Count real money after an unconfirmed expiry; enough of it opens promises again.

    Enough is the unpaid remainder, and a balance above zero at that moment.
    """
    if contract.promise_unpaid_kopecks == 0:
        return
    contract.paid_since_expiry_kopecks += paid_kopecks
    is_enough = contract.paid_since_expiry_kopecks >= contract.promise_unpaid_kopecks
    if is_enough and contract.balance_kopecks > 0:
        contract.promise_unpaid_kopecks = 0
        contract.paid_since_expiry_kopecks = 0


@rule("PROMISE-EXPIRE", "PROMISE-TERM")
def expire_promise(book: Book, contract: Record, now: int) -> None:
    """At the end of the term take the unpaid remainder off the balance and lock the next promise.

    Does nothing while no promise is due; called at the exact second by whoever moves the clock.
    """
    remainder_kopecks = contract.promise_open_kopecks
    if remainder_kopecks == 0 or now < contract.promise_due_at:
        return
    contract.promise_open_kopecks = 0
    contract.promise_closed_at = now
    contract.promise_unpaid_kopecks = remainder_kopecks
    contract.paid_since_expiry_kopecks = 0
    note(book, contract, Event.PROMISE_EXPIRED, remainder_kopecks, now)
    post(book, contract, Entry.PROMISE_EXPIRE, -remainder_kopecks, now)
    reassess_block(book, contract, now)


@rule("PROMISE-EXPIRE")
def cancel_promise(contract: Record) -> Refusal:
    """A promise ends by payment or by its term; the subscriber can't take it back."""
    return Refusal.PROMISE_NOT_CANCELLABLE
