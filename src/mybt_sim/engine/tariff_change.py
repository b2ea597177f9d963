"""Change of tariff plan: ordered now, in force from a next midnight (S5b, S19b)."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import TARIFFS, Book, calendar_day, tariff_at, terms_at
from mybt_sim.engine.ledger import charge, give_back, note
from mybt_sim.engine.records import DAY_S, NEVER, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.status import (
    is_suspended,
    is_used_up,
    leaves_money,
    reassess_block,
    track_activity,
)
from mybt_sim.engine.timed_add_on import forget_ends
from mybt_sim.engine.usage import open_quota
from mybt_sim.engine.vocabulary import Entry, Event, ServiceKind


@rule(
    "TAR-LIST",
    "TAR-SAME",
    "TAR-SOCIAL",
    "TAR-STATE",
    "TAR-EFFECT",
    "TAR-WAIT",
    "TAR-PENDING",
    "TAR-FEE",
    "TAR-ADDONS",
    "TAR-CROSS",
    "VOL-END",
    "ORD-APART",
    seed=("S5b", "S19b"),
)
def change_tariff(
    book: Book, contract: Record, tariff: int, is_confirmed: bool, now: int
) -> Refusal:
    """Order `tariff`; the old plan is charged up to the coming midnight.

    `is_confirmed` says that the subscriber agreed to lose the add-ons that do not fit it. A tariff
    that would come while an ordered suspension runs has to wait for its end.
    """
    offer = tariff_at(book, known_tariff(book, tariff), now)
    lost = add_ons_lost(contract, tariff_at(book, contract.tariff, now), offer)
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if is_suspended(contract, now) or is_suspended(contract, tariff_effect_at(book, now)):
        return refuse_until(book, Refusal.CONTRACT_SUSPENDED, contract.suspended_until)
    if contract.is_blocked:
        return Refusal.CONTRACT_BLOCKED
    if tariff == contract.tariff:
        return Refusal.TARIFF_SAME
    if offer.is_known and crosses_package(contract, offer):
        return Refusal.NOT_SELF_SERVICE
    if offer.is_archived:
        return Refusal.TARIFF_ARCHIVED
    if not is_sold_to(contract, offer):
        return Refusal.TARIFF_NOT_AVAILABLE
    if not fits_line(contract, offer):
        return Refusal.TARIFF_TECH_MISMATCH
    if not is_eligible(contract, offer):
        return Refusal.TARIFF_NOT_ELIGIBLE
    if contract.pending_tariff != NO_TARIFF:
        return refuse_until(book, Refusal.TARIFF_CHANGE_PENDING, contract.tariff_effective_at)
    if now < contract.tariff_free_from:
        return refuse_until(book, Refusal.TARIFF_CHANGE_TOO_SOON, contract.tariff_free_from)
    if lost and not is_confirmed:
        return Refusal.TARIFF_CONFIRM_REQUIRED
    if not leaves_money(contract, 0):
        return Refusal.TARIFF_BALANCE_LOW
    if not leaves_money(contract, change_fee_kopecks(book, contract, tariff, now)):
        return Refusal.TARIFF_FUNDS
    _order(book, contract, tariff, lost, now)
    return Refusal.NONE


@compiled
def known_tariff(book: Book, tariff: int) -> int:
    """`tariff`, or the place of the blank offer when there is no such tariff.

    Compiled code does not check bounds: an unknown index would read what lies beyond.
    """
    if 0 <= tariff < book.tariff_count:
        return tariff
    return TARIFFS - 1


@compiled
def crosses_package(contract: Record, offer: Record) -> bool:
    """Whether the change would lead into or out of a package, which is another annex."""
    is_package = contract.kind == ServiceKind.PACKAGE
    return bool(is_package != (offer.kind == ServiceKind.PACKAGE))


@compiled
def is_sold_to(contract: Record, offer: Record) -> bool:
    """Whether the tariff is on sale, and for this kind of contract."""
    return bool(offer.kind == contract.kind and offer.is_on_sale)


@compiled
def fits_line(contract: Record, offer: Record) -> bool:
    """Whether the tariff is technically possible on the line of the contract."""
    return runs_on(offer, contract.technology)


@compiled
def runs_on(offer: Record, technology: int) -> bool:
    """Whether a tariff is technically possible on such a line."""
    return bool((offer.technologies >> technology) & 1)


@compiled
def is_eligible(contract: Record, offer: Record) -> bool:
    """Whether a social tariff may be had; every other one may."""
    return bool(contract.is_social or not offer.is_social)


@compiled
def add_ons_lost(contract: Record, old: Record, offer: Record) -> int:
    """Bits of the subscriber's own add-ons that would end with the new tariff."""
    own_add_ons = contract.add_ons & ~old.included_add_ons
    return own_add_ons & ~(offer.fitting_add_ons | offer.included_add_ons)


@compiled
def add_ons_kept(contract: Record, old: Record, offer: Record) -> int:
    """Bits of the add-ons that are on with the new tariff: own ones that fit, and its own."""
    own_add_ons = contract.add_ons & ~old.included_add_ons
    return (own_add_ons & offer.fitting_add_ons) | offer.included_add_ons


@compiled
def change_fee_kopecks(book: Book, contract: Record, tariff: int, now: int) -> int:
    """TAR-FEE: by whether the monthly fee goes up, stays or goes down."""
    terms = terms_at(book, now)
    old_e4 = tariff_at(book, contract.tariff, now).fee_e4
    new_e4 = tariff_at(book, tariff, now).fee_e4
    if new_e4 > old_e4:
        return terms.tariff_fee_up_kopecks
    if new_e4 < old_e4:
        return terms.tariff_fee_down_kopecks
    return terms.tariff_fee_same_kopecks


@compiled
def tariff_effect_at(book: Book, now: int) -> int:
    """The midnight from which a tariff ordered at `now` holds (TAR-EFFECT)."""
    day = now // DAY_S
    if terms_at(book, now).tariff_effect_next_month:
        row = calendar_day(book, day)
        day += row.days_in_month - row.day_of_month
    return (day + 1) * DAY_S


@compiled
def _order(book: Book, contract: Record, tariff: int, agreed_add_ons: int, now: int) -> None:
    fee_kopecks = change_fee_kopecks(book, contract, tariff, now)
    contract.pending_tariff = tariff
    contract.tariff_effective_at = tariff_effect_at(book, now)
    contract.pending_fee_kopecks = fee_kopecks
    contract.agreed_add_ons = agreed_add_ons
    note(book, contract, Event.TARIFF_ORDERED, tariff, now)
    charge(book, contract, Entry.FEE_ONCE, fee_kopecks, now)
    reassess_block(book, contract, now)


@rule("TAR-PENDING", seed=("S19b",))
def cancel_tariff_change(book: Book, contract: Record, now: int) -> Refusal:
    """Take back an ordered change before it holds; the wait between changes is not used up."""
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if contract.pending_tariff == NO_TARIFF:
        return Refusal.TARIFF_NO_PENDING
    note(book, contract, Event.TARIFF_CANCELLED, contract.pending_tariff, now)
    _forget_order(contract)
    return Refusal.NONE


@compiled
def _forget_order(contract: Record) -> None:
    contract.pending_tariff = NO_TARIFF
    contract.tariff_effective_at = NEVER
    contract.pending_fee_kopecks = 0
    contract.agreed_add_ons = 0


@rule("TAR-EFFECT", "TAR-ADDONS", "TAR-WAIT", "ORD-EFFECT")
def apply_tariff_change(book: Book, contract: Record, now: int) -> None:
    """At its midnight let the ordered tariff hold, if it still may be had."""
    if contract.pending_tariff == NO_TARIFF or now < contract.tariff_effective_at:
        return
    against = why_no_change(book, contract, now)
    if against != Refusal.NONE:
        lapse_tariff_change(book, contract, against, now)
        return
    _change(book, contract, now)


@compiled
def why_no_change(book: Book, contract: Record, now: int) -> Refusal:
    """What `change_tariff` asks of a contract and would refuse at the effect; the fee is paid."""
    tariff = contract.pending_tariff
    offer = tariff_at(book, tariff, now)
    lost = add_ons_lost(contract, tariff_at(book, contract.tariff, now), offer)
    if is_suspended(contract, now):
        return Refusal.CONTRACT_SUSPENDED
    if is_used_up(book, contract, now):
        return Refusal.CONTRACT_BLOCKED
    if offer.is_archived:
        return Refusal.TARIFF_ARCHIVED
    if not is_sold_to(contract, offer):
        return Refusal.TARIFF_NOT_AVAILABLE
    if not fits_line(contract, offer):
        return Refusal.TARIFF_TECH_MISMATCH
    if not is_eligible(contract, offer):
        return Refusal.TARIFF_NOT_ELIGIBLE
    if lost & ~contract.agreed_add_ons:
        return Refusal.TARIFF_CONFIRM_REQUIRED
    if not leaves_money(contract, 0):
        return Refusal.TARIFF_BALANCE_LOW
    return Refusal.NONE


@rule("ORD-EFFECT", "ORD-BACK")
def lapse_tariff_change(book: Book, contract: Record, against: int, now: int) -> None:
    """Let an order that did not come fall away: its fee comes back, and the wait is not used up.

    The block is looked at by the caller.
    """
    note(book, contract, Event.TARIFF_LAPSED, against, now)
    give_back(book, contract, contract.pending_fee_kopecks, now)
    _forget_order(contract)


@compiled
def _change(book: Book, contract: Record, now: int) -> None:
    """Change to the ordered tariff, and start the wait."""
    tariff = contract.pending_tariff
    _forget_order(contract)
    contract.tariff_free_from = now + terms_at(book, now).tariff_wait_s
    hold_tariff(book, contract, tariff, now)


@compiled
def hold_tariff(book: Book, contract: Record, tariff: int, now: int) -> None:
    """Let a contract run by `tariff` from this midnight on, and end what does not fit it."""
    offer = tariff_at(book, tariff, now)
    new_add_ons = add_ons_kept(contract, tariff_at(book, contract.tariff, now), offer)
    if contract.add_ons & ~new_add_ons:
        note(book, contract, Event.ADDONS_ENDED, contract.add_ons & ~new_add_ons, now)
        forget_ends(book, contract, contract.add_ons & ~new_add_ons, now)
    if new_add_ons & ~contract.add_ons:
        note(book, contract, Event.ADDONS_STARTED, new_add_ons & ~contract.add_ons, now)
    contract.add_ons = new_add_ons
    contract.tariff = tariff
    note(book, contract, Event.TARIFF_CHANGED, tariff, now)
    open_quota(book, contract, now // DAY_S)
    track_activity(contract, now)
