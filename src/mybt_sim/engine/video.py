"""Video on demand: a title is paid once and can be watched for a day (ADD-VOD)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.add_on import can_pay
from mybt_sim.engine.book import Book, add_on_at, add_on_bit, tariff_at
from mybt_sim.engine.ledger import charge, note
from mybt_sim.engine.records import Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.status import VIDEO_ADD_ON, is_suspended, reassess_block
from mybt_sim.engine.vocabulary import Entry, Event


@rule("ADD-VOD", "ADD-STATE", "ADD-ONCE", "VOL-END", seed=("S5c", "S19c"))
def rent_video(book: Book, contract: Record, rented_until: int, now: int) -> Refusal:
    """Rent a title until `video_ends_at`; different titles may run side by side.

    `rented_until` is the end of the contract's last rental of the same title, NEVER or 0 if there
    was none; the caller keeps these ends. Nothing is given back.
    """
    price_kopecks = add_on_at(book, VIDEO_ADD_ON, now).once_kopecks
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if is_suspended(contract, now):
        return refuse_until(book, Refusal.CONTRACT_SUSPENDED, contract.suspended_until)
    if contract.is_blocked:
        return Refusal.CONTRACT_BLOCKED
    if not has_video(book, contract, now):
        return Refusal.ADDON_NOT_AVAILABLE
    if rented_until > now:
        return refuse_until(book, Refusal.ADDON_ALREADY_ON, rented_until)
    if not can_pay(contract, price_kopecks):
        return Refusal.VOD_FUNDS
    note(book, contract, Event.VIDEO_RENTED, price_kopecks, now)
    charge(book, contract, Entry.FEE_ONCE, price_kopecks, now)
    reassess_block(book, contract, now)
    return Refusal.NONE


@compiled
def has_video(book: Book, contract: Record, now: int) -> bool:
    """Whether the catalogue lets videos be rented with this tariff: those that carry television."""
    fitting = tariff_at(book, contract.tariff, now).fitting_add_ons
    return bool(fitting & add_on_bit(book, VIDEO_ADD_ON))


@compiled
def video_ends_at(book: Book, now: int) -> int:
    """When a title that is rented at `now` can no longer be watched."""
    return now + add_on_at(book, VIDEO_ADD_ON, now).lasts_s


@rule("ADD-VOD")
def find_video(is_known: bool) -> Refusal:
    """Only a title of the list can be rented."""
    if not is_known:
        return Refusal.VIDEO_NOT_FOUND
    return Refusal.NONE
