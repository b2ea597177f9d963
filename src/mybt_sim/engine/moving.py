"""A home moves, and its contracts go along (LINE-MOVE)."""

from mybt_sim.engine.book import Book
from mybt_sim.engine.ledger import note
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import rule
from mybt_sim.engine.vocabulary import Event


@rule("LINE-MOVE")
def move_home(book: Book, contract: Record, locality: int, now: int) -> Refusal:
    """Let a contract serve at another address, in `locality`, from the midnight `now` on.

    It costs nothing and changes no term; where the line is another one, LINE-FIBRE does the rest.
    """
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    note(book, contract, Event.MOVED, locality, now)
    return Refusal.NONE
