"""Additional services that a subscriber connects and disconnects by himself (S5c, S19c)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, add_on_at, add_on_bit, tariff_at
from mybt_sim.engine.ledger import charge, note
from mybt_sim.engine.records import NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.status import (
    CREDIT_TRUST_ADD_ON,
    SMS_ALERT_ADD_ON,
    SUSPENSION_ADD_ON,
    VIDEO_ADD_ON,
    has_promise,
    is_suspended,
    leaves_money,
    reassess_block,
)
from mybt_sim.engine.timed_add_on import ends_at, forget_end, keep_end
from mybt_sim.engine.vocabulary import Entry, Event, Settlement

OTHER_WAY_BITS = (1 << SUSPENSION_ADD_ON) | (1 << VIDEO_ADD_ON)
"""Suspension and videos stand among the add-ons but have operations of their own."""


@rule(
    "ADD-LIST",
    "ADD-STATE",
    "ADD-EFFECT",
    "ADD-ONCE",
    "ADD-TRUST",
    "NTF-SMS",
    "VOL-END",
    seed=("S5c", "S19c"),
)
def connect_add_on(book: Book, contract: Record, add_on: int, now: int) -> Refusal:
    """Switch `add_on` on at once; its one-time fee is due now, the monthly one by the day.

    «Кредит доверия» and a promised payment exclude each other, whichever came first.
    """
    bit = add_on_bit(book, add_on)
    offer = add_on_at(book, add_on, now)
    is_trust = add_on == CREDIT_TRUST_ADD_ON
    is_offered = fits_plan(book, contract, bit, now)
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if is_suspended(contract, now):
        return refuse_until(book, Refusal.CONTRACT_SUSPENDED, contract.suspended_until)
    if contract.is_blocked:
        return Refusal.CONTRACT_BLOCKED
    if contract.add_ons & bit:
        return refuse_until(book, Refusal.ADDON_ALREADY_ON, ends_at(contract, offer))
    if add_on == SMS_ALERT_ADD_ON and contract.settlement != Settlement.ADVANCE:
        return Refusal.SMS_NOT_PREPAID
    if is_trust and not is_offered:
        return Refusal.TRUST_NOT_ELIGIBLE
    if not is_offered:
        return Refusal.ADDON_NOT_AVAILABLE
    if contract.add_ons & offer.conflicts:
        return Refusal.ADDON_CONFLICT
    if offer.requires & ~contract.add_ons:
        return Refusal.ADDON_REQUIRES
    if is_trust and has_promise(contract):
        return refuse_until(book, Refusal.PROMISE_ALREADY_ACTIVE, contract.promise_due_at)
    if not can_pay(contract, offer.once_kopecks):
        return Refusal.ADDON_FUNDS
    _switch_on(book, contract, offer, bit, now)
    return Refusal.NONE


@compiled
def fits_plan(book: Book, contract: Record, bit: int, now: int) -> bool:
    """Whether the add-on of `bit` can be held with the present tariff, and with an ordered one.

    What the ordered one does not fit would end at its midnight without the confirmation that
    TAR-ADDONS asks for, and a one-time fee would be lost with it.
    """
    fitting = tariff_at(book, contract.tariff, now).fitting_add_ons & ~OTHER_WAY_BITS
    if contract.pending_tariff != NO_TARIFF:
        ordered = tariff_at(book, contract.pending_tariff, now)
        fitting &= ordered.fitting_add_ons | ordered.included_add_ons
    return bool(fitting & bit)


@compiled
def can_pay(contract: Record, price_kopecks: int) -> bool:
    """Whether a one-time price leaves something on the balance.

    A credit contract pays by its bill, and its balance is below zero between bill and payment;
    it can buy until its line is barred for a bill that it has not paid.
    """
    if contract.settlement != Settlement.ADVANCE:
        return not contract.is_barred
    return leaves_money(contract, price_kopecks)


@compiled
def _switch_on(book: Book, contract: Record, offer: Record, bit: int, now: int) -> None:
    contract.add_ons |= bit
    contract.add_ons_today |= bit
    keep_end(contract, offer, now)
    note(book, contract, Event.ADDONS_STARTED, bit, now)
    if contract.settlement == Settlement.ADVANCE:
        charge(book, contract, Entry.FEE_ONCE, offer.once_kopecks, now)
    else:
        contract.unbilled_once_kopecks += offer.once_kopecks
    reassess_block(book, contract, now)


@rule(
    "ADD-STATE",
    "ADD-EFFECT",
    "ADD-ONCE",
    "ADD-REMOVABLE",
    "ADD-TRUST",
    "VOL-END",
    seed=("S5c", "S19c"),
)
def disconnect_add_on(book: Book, contract: Record, add_on: int, now: int) -> Refusal:
    """Switch `add_on` off at once; this day is still charged, and nothing is given back.

    What another add-on stands on stays on until that one is off.
    """
    bit = add_on_bit(book, add_on)
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if is_suspended(contract, now):
        return refuse_until(book, Refusal.CONTRACT_SUSPENDED, contract.suspended_until)
    if contract.is_blocked:
        return Refusal.CONTRACT_BLOCKED
    if bit == 0:
        return Refusal.ADDON_NOT_AVAILABLE
    if not contract.add_ons & bit:
        return Refusal.ADDON_NOT_ON
    if tariff_at(book, contract.tariff, now).included_add_ons & bit:
        return Refusal.ADDON_NOT_REMOVABLE
    if is_required(book, contract, bit, now):
        return Refusal.ADDON_REQUIRES
    if add_on == CREDIT_TRUST_ADD_ON and contract.balance_kopecks < 0:
        return Refusal.TRUST_DEBT
    _switch_off(book, contract, add_on_at(book, add_on, now), bit, now)
    return Refusal.NONE


@compiled
def is_required(book: Book, contract: Record, bit: int, now: int) -> bool:
    """Whether an add-on that is on cannot be without the one of `bit`."""
    for add_on in range(book.add_on_count):
        is_on = (contract.add_ons >> add_on) & 1
        if is_on and add_on_at(book, add_on, now).requires & bit:
            return True
    return False


@compiled
def _switch_off(book: Book, contract: Record, offer: Record, bit: int, now: int) -> None:
    contract.add_ons &= ~bit
    forget_end(contract, offer)
    note(book, contract, Event.ADDONS_ENDED, bit, now)
    reassess_block(book, contract, now)
