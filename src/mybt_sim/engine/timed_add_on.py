"""Add-ons that last some hours and end by themselves, at their exact second.

A contract keeps their ends in a few slots, `timed_until`; an add-on's slot is given by the
catalogue. They cost once, at connection, and are no part of monthly fees.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, add_on_at
from mybt_sim.engine.ledger import note
from mybt_sim.engine.records import FAR, NEVER, TIMED_SLOTS, Record
from mybt_sim.engine.rule import rule
from mybt_sim.engine.status import reassess_block
from mybt_sim.engine.vocabulary import Event


@rule("ADD-EFFECT", "GEN-CLOCK")
def expire_add_ons(book: Book, contract: Record, now: int) -> None:
    """End the timed add-ons that are due.

    Does nothing while none is; called at the exact second by whoever moves the clock, who learns
    the second from `next_add_on_end`.
    """
    if next_add_on_end(contract) > now:
        return
    ended = 0
    for add_on in range(book.add_on_count):
        slot = add_on_at(book, add_on, now).timed_slot
        if 0 <= slot < TIMED_SLOTS and 0 < contract.timed_until[slot] <= now:
            contract.timed_until[slot] = 0
            ended |= contract.add_ons & (1 << add_on)
    if ended != 0:
        contract.add_ons &= ~ended
        note(book, contract, Event.ADDONS_ENDED, ended, now)
        reassess_block(book, contract, now)


@compiled
def next_add_on_end(contract: Record) -> int:
    """The second at which the next timed add-on ends; FAR when none is on."""
    any_end = 0
    for slot in range(TIMED_SLOTS):  # most contracts have none; one question then, not four
        any_end |= contract.timed_until[slot]
    if any_end == 0:
        return FAR
    next_end = FAR
    for slot in range(TIMED_SLOTS):
        if 0 < contract.timed_until[slot] < next_end:
            next_end = contract.timed_until[slot]
    return next_end


@compiled
def keep_end(contract: Record, add_on: Record, now: int) -> None:
    """Write down when an add-on that is connected at `now` ends by itself, if it does."""
    if 0 <= add_on.timed_slot < TIMED_SLOTS:
        contract.timed_until[add_on.timed_slot] = now + add_on.lasts_s


@compiled
def forget_end(contract: Record, add_on: Record) -> None:
    """Nothing ends by itself any more when the add-on is already off."""
    if 0 <= add_on.timed_slot < TIMED_SLOTS:
        contract.timed_until[add_on.timed_slot] = 0


@compiled
def forget_ends(book: Book, contract: Record, ended: int, now: int) -> None:
    """The same for every add-on whose bit is in `ended`."""
    for add_on in range(book.add_on_count):
        if (ended >> add_on) & 1:
            forget_end(contract, add_on_at(book, add_on, now))


@compiled
def ends_at(contract: Record, add_on: Record) -> int:
    """When an add-on that is on ends by itself; NEVER if it lasts until it is switched off."""
    if 0 <= add_on.timed_slot < TIMED_SLOTS and contract.timed_until[add_on.timed_slot] > 0:
        return contract.timed_until[add_on.timed_slot]
    return NEVER
