"""Binding a contract by the login and password of its service, and letting it go (S13, S14)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.attempts import count_failure
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule


@rule(
    "BIND-LOGIN",
    "BIND-LOGIN-RATE",
    "BIND-ACTIVE",
    "BIND-DUP",
    "BIND-NOCAP",
    "BIND-SHARED",
    "BIND-RELATIVE",
    seed=("S3", "S13", "S14", "S15"),
)
def bind_by_login(
    book: Book,
    access: Record,
    is_wellformed: bool,
    is_match: bool,
    is_active: bool,
    is_bound: bool,
    now: int,
) -> Refusal:
    """Bind the contract of a login to the account; there is no limit on contracts.

    `is_match` is one fact, that the login exists and the password is its own, so that nothing
    here can tell an unknown login from a wrong password. For the same reason the caller keeps
    tries of every login that is typed, whether it exists or not. A blocked service is active.
    """
    if not is_wellformed:
        return Refusal.BIND_FORMAT
    if now < later_unlock(access.account_tries, access.login_tries):
        free_from = later_unlock(access.account_tries, access.login_tries)
        return refuse_until(book, Refusal.BIND_RATE_LIMITED, free_from)
    if not is_match:
        count_bind_failure(book, access.account_tries, now)
        count_bind_failure(book, access.login_tries, now)
        return Refusal.BIND_BAD_CREDENTIALS
    if not is_active:
        return Refusal.BIND_SERVICE_INACTIVE
    if is_bound:
        return Refusal.BIND_ALREADY
    return Refusal.NONE


@compiled
def later_unlock(tries: Record, other_tries: Record) -> int:
    """The moment from which neither is locked."""
    return max(tries.locked_until, other_tries.locked_until)


@compiled
def count_bind_failure(book: Book, tries: Record, now: int) -> None:
    """Count a wrong password, or a wrong surname, by the terms of BIND-LOGIN-RATE."""
    terms = terms_at(book, now)
    count_failure(tries, terms.bind_tries, terms.bind_window_s, terms.bind_lock_s, now)


@rule("UNBIND")
def unbind(is_bound: bool) -> Refusal:
    """Let a contract go. Only the link ends; its promise and ordered changes stay."""
    if not is_bound:
        return Refusal.NOT_BOUND
    return Refusal.NONE
