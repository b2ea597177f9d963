"""The end of a contract, which only a service centre brings about (GEN-OUT)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book
from mybt_sim.engine.ledger import note
from mybt_sim.engine.records import NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import has_suspension, is_suspended, track_activity
from mybt_sim.engine.suspension import forget_suspension, lapse_suspension
from mybt_sim.engine.tariff_change import lapse_tariff_change
from mybt_sim.engine.timed_add_on import forget_ends
from mybt_sim.engine.vocabulary import Event


@rule("SUS-PRIOR", "GEN-OUT", "END-VOID")
def terminate(book: Book, contract: Record, now: int) -> Refusal:
    """End a contract for good: this day is its last, and what was ordered is void.

    Its balance, or its debt, stays as it is, and a credit contract gets its last bill when the day
    is over. An open promise runs to its end. Nothing says later that services work again.
    """
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    _void_orders(book, contract, now)
    _end_add_ons(book, contract, now)
    contract.is_terminated = True
    contract.terminated_at = now
    contract.is_blocked = False
    contract.is_barred = False
    track_activity(contract, now)
    note(book, contract, Event.TERMINATED, contract.balance_kopecks, now)
    return Refusal.NONE


@compiled
def _void_orders(book: Book, contract: Record, now: int) -> None:
    if contract.pending_tariff != NO_TARIFF:
        lapse_tariff_change(book, contract, Refusal.CONTRACT_TERMINATED, now)
    if has_suspension(contract, now) and not is_suspended(contract, now):
        lapse_suspension(book, contract, Refusal.CONTRACT_TERMINATED, now)
    forget_suspension(contract)


@compiled
def _end_add_ons(book: Book, contract: Record, now: int) -> None:
    ended = contract.add_ons
    if ended == 0:
        return
    forget_ends(book, contract, ended, now)
    contract.add_ons = 0
    note(book, contract, Event.ADDONS_ENDED, ended, now)
