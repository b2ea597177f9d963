"""Corrections of a balance, which only a service centre makes."""

from mybt_sim.engine.book import Book
from mybt_sim.engine.ledger import post
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import reassess_block
from mybt_sim.engine.vocabulary import Entry


@rule("LED-ADJUST", seed=("S2",))
def correct_balance(book: Book, contract: Record, amount_kopecks: int, now: int) -> Refusal:
    """Post a correction of either sign; the state of the contract follows from its new balance.

    It is no payment: it repays no promise, and it makes good no promise that was not kept.
    """
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    post(book, contract, Entry.ADJUST, amount_kopecks, now)
    reassess_block(book, contract, now)
    return Refusal.NONE
