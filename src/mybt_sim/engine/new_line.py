"""Copper gives way to fibre, which only the operator brings about (LINE-FIBRE)."""

from mybt_sim.engine.book import Book, tariff_at
from mybt_sim.engine.close_day import start_activity
from mybt_sim.engine.ledger import note
from mybt_sim.engine.records import NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import reassess_block
from mybt_sim.engine.tariff_change import (
    hold_tariff,
    known_tariff,
    lapse_tariff_change,
    runs_on,
)
from mybt_sim.engine.vocabulary import Event, Technology


@rule("LINE-FIBRE", "GEN-OUT", "ORD-BACK")
def move_to_fibre(book: Book, contract: Record, tariff: int, now: int) -> Refusal:
    """Let a contract run on fibre from the midnight `now` on, by `tariff`, which may be its own.

    An order that was made for copper lapses. The move costs nothing and is no change of tariff by
    the subscriber: the wait between two of those stays as it was.
    """
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if not runs_on(tariff_at(book, known_tariff(book, tariff), now), Technology.PON):
        return Refusal.TARIFF_TECH_MISMATCH
    contract.technology = Technology.PON
    note(book, contract, Event.LINE_CHANGED, contract.technology, now)
    pending = contract.pending_tariff
    is_kept = tariff == contract.tariff and runs_on(
        tariff_at(book, known_tariff(book, pending), now), Technology.PON
    )
    if pending != NO_TARIFF and not is_kept:
        lapse_tariff_change(book, contract, Refusal.TARIFF_TECH_MISMATCH, now)
    if tariff != contract.tariff:
        hold_tariff(book, contract, tariff, now)
    reassess_block(book, contract, now)
    start_activity(contract, now)
    return Refusal.NONE
