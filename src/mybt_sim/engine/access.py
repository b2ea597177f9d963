"""Who may ask at all: network, client, guest or signed in, and the binding of a contract (S8, S9).

Every operation of a client passes `admit` first, and `own_check` where it names a contract.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.vocabulary import Client, Operation

GUEST_OPERATIONS: int = (
    (1 << Operation.LIST_NEWS)
    | (1 << Operation.LIST_TARIFFS)
    | (1 << Operation.LIST_SERVICE_CENTRES)
    | (1 << Operation.LIST_HOTSPOTS)
    | (1 << Operation.HELP)
    | (1 << Operation.SET_LANGUAGE)
    | (1 << Operation.REQUEST_CODE)
    | (1 << Operation.SIGN_IN)
    | (1 << Operation.CHECK_BALANCE)
)
"""Bits of the operations that nobody has to sign in for."""

OPERATIONS_MOST = 63
"""Operations fit the bits of one signed number; a wider shift is undefined in compiled code."""


@rule(
    "GEN-NET",
    "CLIENT-KIND",
    "GUEST-SCOPE",
    "AUTH-SESSION",
    seed=("S1", "S7", "S8", "S9", "S11", "S21", "S22", "S23"),
)
def admit(
    book: Book, session: Record, operation: int, client: int, is_online: bool, now: int
) -> Refusal:
    """Let an operation of a client in, before any other rule is asked.

    `session` is the one of the token that came along; blank when there is none. A session that
    holds is seen now, whatever the later rules answer; a guest's request does not revive one that
    has ended.
    """
    if not is_online:
        return Refusal.NO_NETWORK
    if not is_supported_client(client):
        return Refusal.CLIENT_UNSUPPORTED
    if not (is_guest_operation(operation) or is_signed_in(session)):
        return Refusal.AUTH_REQUIRED
    if not is_guest_operation(operation) and now >= session_ends_at(book, session, now):
        return Refusal.SESSION_EXPIRED
    if is_signed_in(session) and now < session_ends_at(book, session, now):
        session.seen_at = now
    return Refusal.NONE


@compiled
def is_supported_client(client: int) -> bool:
    """Whether the device is one of the three of CLIENT-KIND."""
    return bool(client == Client.WEB or client == Client.ANDROID or client == Client.IOS)


@compiled
def is_guest_operation(operation: int) -> bool:
    """Whether GUEST-SCOPE lets a guest do it; false for what is no operation."""
    if operation < 0 or operation >= OPERATIONS_MOST:
        return False
    return bool((GUEST_OPERATIONS >> operation) & 1)


@compiled
def is_signed_in(session: Record) -> bool:
    """Whether somebody signed in and has not signed out; the session may still be too old."""
    return bool(session.account_id != 0 and not session.is_closed)


@compiled
def session_ends_at(book: Book, session: Record, now: int) -> int:
    """The moment from which the session no longer holds, by the terms of `now`.

    The client is that of the session: a web token ends when idle wherever it is shown.
    """
    terms = terms_at(book, now)
    ends_at = session.opened_at + terms.session_term_s
    if session.client == Client.WEB:
        ends_at = min(ends_at, session.seen_at + terms.session_idle_web_s)
    return ends_at


@rule("GEN-IDEM")
def recall(book: Book, is_known: bool, is_same: bool, age_s: int, now: int) -> Refusal:
    """Refuse another request under a key that is still in use.

    `is_known` says that the key was seen before, `age_s` seconds ago for the first time. Where
    `is_repeat` holds and this rule accepts, the caller gives the first answer again.
    """
    if is_repeat(book, is_known, age_s, now) and not is_same:
        free_from = now - age_s + terms_at(book, now).idempotency_term_s
        return refuse_until(book, Refusal.IDEMPOTENCY_CONFLICT, free_from)
    return Refusal.NONE


@compiled
def is_repeat(book: Book, is_known: bool, age_s: int, now: int) -> bool:
    """Whether an idempotency key still stands for the request that first used it."""
    return bool(is_known and age_s < terms_at(book, now).idempotency_term_s)


@rule("OWN-CHECK", "BIND-SHARED", "BIND-RELATIVE", seed=("S3", "S4", "S5a", "S5b", "S5c"))
def own_check(is_bound: bool) -> Refusal:
    """A contract obeys every account to which it is bound, whoever its owner is, and no other."""
    if not is_bound:
        return Refusal.CONTRACT_NOT_BOUND
    return Refusal.NONE


@rule("GEN-OUT", seed=("S2",))
def outside_self_service() -> Refusal:
    """A new line, a re-registration or a termination needs a service centre."""
    return Refusal.NOT_SELF_SERVICE
