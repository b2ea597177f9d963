"""The state of a contract, and the financial block that follows its balance."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.barring import reassess_barring
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.ledger import note
from mybt_sim.engine.records import NEVER, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.vocabulary import Event, Settlement, Status

CREDIT_TRUST_ADD_ON = 1
"""Catalogue index of «Кредит доверия» (A02)."""

SMS_ALERT_ADD_ON = 0
SUSPENSION_ADD_ON = 9
VIDEO_ADD_ON = 10
"""Catalogue indexes of A01, A10 and A11; the catalogue checks that they stand there."""


@compiled
def is_suspended(contract: Record, now: int) -> bool:
    """Whether a voluntary suspension runs at `now`."""
    return bool(contract.suspended_from <= now < contract.suspended_until)


@compiled
def has_suspension(contract: Record, now: int) -> bool:
    """Whether a voluntary suspension is ordered or runs at `now`."""
    return bool(now < contract.suspended_until)


@compiled
def has_promise(contract: Record) -> bool:
    """Whether a promised payment is open, with borrowed money on the balance."""
    return bool(contract.promise_open_kopecks > 0)


@compiled
def has_credit_trust(contract: Record) -> bool:
    """Whether «Кредит доверия» is on (ADD-TRUST)."""
    return bool((contract.add_ons >> CREDIT_TRUST_ADD_ON) & 1)


@compiled
def status_of(contract: Record, now: int) -> Status:
    """The highest state that applies (SUS-PRIOR)."""
    if contract.is_terminated:
        return Status.TERMINATED
    if is_suspended(contract, now):
        return Status.VOLUNTARY_SUSPENSION
    if contract.is_blocked:
        return Status.FINANCIAL_BLOCK
    return Status.ACTIVE


@compiled
def block_limit_kopecks(book: Book, contract: Record, now: int) -> int:
    """At this balance or below it an advance contract is blocked."""
    terms = terms_at(book, now)
    if has_credit_trust(contract):
        return terms.trust_limit_kopecks
    return terms.block_at_kopecks


@compiled
def leaves_money(contract: Record, price_kopecks: int) -> bool:
    """Whether something is left on the balance when a price is taken from it."""
    return bool(contract.balance_kopecks - price_kopecks > 0)


@compiled
def is_used_up(book: Book, contract: Record, now: int) -> bool:
    """Whether the balance of an advance contract is one at which the service stops (SUS-FIN).

    `is_blocked` says so from the next `reassess_block` on; what takes effect at a midnight is
    judged before that, by the balance as it is charged.
    """
    if contract.settlement != Settlement.ADVANCE:
        return False
    return bool(contract.balance_kopecks <= block_limit_kopecks(book, contract, now))


@rule("SUS-FIN", "SUS-RESTORE", "SUS-PRIOR")
def reassess_block(book: Book, contract: Record, now: int) -> None:
    """Block an advance contract whose balance is used up; restore it at once when it is not.

    Runs after every posting. Restoring costs nothing. A credit contract is never blocked; its
    outgoing calls are barred for bills that are late. A contract that has ended is neither blocked
    nor restored, whatever is still posted to it.
    """
    if contract.is_terminated:
        return
    if contract.settlement != Settlement.ADVANCE:
        reassess_barring(book, contract, now)
        return
    must_block = is_used_up(book, contract, now)
    if must_block == contract.is_blocked:
        return
    contract.is_blocked = must_block
    event = Event.BLOCKED if must_block else Event.RESTORED
    note(book, contract, event, contract.balance_kopecks, now)
    track_activity(contract, now)


@compiled
def track_activity(contract: Record, now: int) -> None:
    """Keep count of the seconds of this day in which the service could be used."""
    is_active = status_of(contract, now) == Status.ACTIVE
    was_active = contract.active_since != NEVER
    if is_active and not was_active:
        contract.active_since = now
    if was_active and not is_active:
        contract.active_s += now - contract.active_since
        contract.active_since = NEVER


@compiled
def active_seconds(contract: Record, now: int) -> int:
    """Seconds of this day up to `now` in which the service could be used."""
    if contract.active_since == NEVER:
        return contract.active_s
    return contract.active_s + now - contract.active_since
