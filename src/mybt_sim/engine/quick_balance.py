"""The quick look at a balance: on the web, without an account (S23)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.attempts import count_failure
from mybt_sim.engine.binding import later_unlock
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.vocabulary import Client


@rule("QBAL-WEB", "QBAL-RATE", seed=("S23",))
def check_balance(
    book: Book,
    login_tries: Record,
    address_tries: Record,
    client: int,
    is_wellformed: bool,
    is_match: bool,
    now: int,
) -> Refusal:
    """Show balance, tariff name and block state of a service to whoever has its password.

    `is_match` is one fact, as in `bind_by_login`. The caller may pass the tries that binding uses
    for the same login: a password is then guessed no faster in two ways than in one.
    """
    if client != Client.WEB:
        return Refusal.QBAL_WEB_ONLY
    if not is_wellformed:
        return Refusal.BIND_FORMAT
    if now < later_unlock(login_tries, address_tries):
        free_from = later_unlock(login_tries, address_tries)
        return refuse_until(book, Refusal.QBAL_RATE_LIMITED, free_from)
    if not is_match:
        _count(book, login_tries, now)
        _count(book, address_tries, now)
        return Refusal.BIND_BAD_CREDENTIALS
    return Refusal.NONE


@compiled
def _count(book: Book, tries: Record, now: int) -> None:
    """Count a wrong password by the terms of QBAL-RATE."""
    terms = terms_at(book, now)
    count_failure(tries, terms.qbal_tries, terms.qbal_window_s, terms.qbal_lock_s, now)
