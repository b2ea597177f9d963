"""Voluntary suspension: a subscriber pauses the service for days that were ordered and paid."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import SUSPENSION_TERMS, Book, calendar_day, edition_at, terms_at
from mybt_sim.engine.ledger import charge, give_back, note
from mybt_sim.engine.records import DAY_S, NO_TARIFF, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.status import (
    has_promise,
    has_suspension,
    is_used_up,
    leaves_money,
    reassess_block,
    track_activity,
)
from mybt_sim.engine.vocabulary import Entry, Event, Settlement

NOT_OFFERED = -1


@rule("VOL-START", "VOL-TERM", "VOL-QUOTA", "ORD-APART")
def suspend(book: Book, contract: Record, term_days: int, now: int) -> Refusal:
    """Order a suspension of `term_days`: paid at once, from the next midnight to that of its end.

    Only for advance contracts: a telephone line that is billed after the month has no balance
    above zero to pay from, and no such service in its price list; a service centre helps there.
    An open promise and a tariff that would come during the suspension have to be over first.
    """
    place = suspension_term(book, contract, term_days, now)
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if has_suspension(contract, now):
        return refuse_until(book, Refusal.VOL_ALREADY, contract.suspended_until)
    if contract.is_blocked:
        return Refusal.VOL_NOT_ACTIVE
    if contract.settlement != Settlement.ADVANCE:
        return Refusal.NOT_SELF_SERVICE
    if place == NOT_OFFERED:
        return Refusal.VOL_TERM_INVALID
    if has_promise(contract):
        return refuse_until(book, Refusal.VOL_PROMISE_ACTIVE, contract.promise_due_at)
    if brings_tariff(contract, suspension_starts_at(now), term_days):
        return refuse_until(book, Refusal.TARIFF_CHANGE_PENDING, contract.tariff_effective_at)
    if suspensions_this_year(book, contract, now) >= terms_at(book, now).suspensions_per_year:
        return refuse_until(book, Refusal.VOL_QUOTA_EXCEEDED, next_year_at(book, now))
    if not leaves_money(contract, suspension_fee_kopecks(book, place, now)):
        return Refusal.VOL_FUNDS
    _order(book, contract, term_days, suspension_fee_kopecks(book, place, now), now)
    return Refusal.NONE


@compiled
def suspension_term(book: Book, contract: Record, term_days: int, now: int) -> int:
    """Place of `term_days` among the lengths for this kind of contract, or NOT_OFFERED."""
    edition = edition_at(book, now)
    for place in range(SUSPENSION_TERMS):
        term = book.suspension_terms[edition, place]
        if 0 < term_days == term.days and (term.kinds >> contract.kind) & 1:
            return place
    return NOT_OFFERED


@compiled
def suspension_fee_kopecks(book: Book, place: int, now: int) -> int:
    """Price of the length at `place`."""
    return book.suspension_terms[edition_at(book, now), place].once_kopecks


@compiled
def suspensions_this_year(book: Book, contract: Record, now: int) -> int:
    """How many were ordered in the calendar year of `now`; those taken back count as well."""
    if contract.suspension_year != calendar_day(book, now // DAY_S).year:
        return 0
    return contract.suspensions_in_year


@compiled
def next_year_at(book: Book, now: int) -> int:
    """The next 1 January, 00:00, which may lie behind the end of the book."""
    past = calendar_day(book, now // DAY_S).year  # the last year that is over by then
    leap_days = past // 4 - past // 100 + past // 400 - 477  # 477 of them before 1970
    return ((past - 1969) * 365 + leap_days) * DAY_S


@compiled
def brings_tariff(contract: Record, starts_at: int, term_days: int) -> bool:
    """Whether an ordered tariff would come while a suspension of `term_days` runs."""
    if contract.pending_tariff == NO_TARIFF:
        return False
    return bool(starts_at <= contract.tariff_effective_at < starts_at + term_days * DAY_S)


@compiled
def suspension_starts_at(ordered_at: int) -> int:
    """The midnight at which a suspension ordered at `ordered_at` begins."""
    return (ordered_at // DAY_S + 1) * DAY_S


@compiled
def _order(book: Book, contract: Record, term_days: int, fee_kopecks: int, now: int) -> None:
    contract.suspensions_in_year = suspensions_this_year(book, contract, now) + 1
    contract.suspension_year = calendar_day(book, now // DAY_S).year
    contract.suspended_from = suspension_starts_at(now)
    contract.suspended_until = contract.suspended_from + term_days * DAY_S
    contract.suspension_fee_kopecks = fee_kopecks
    note(book, contract, Event.SUSPENSION_ORDERED, term_days, now)
    charge(book, contract, Entry.FEE_SUSPEND, fee_kopecks, now)
    reassess_block(book, contract, now)


@rule("VOL-EARLY")
def resume(book: Book, contract: Record, now: int) -> Refusal:
    """End a suspension now, or take its order back before it starts.

    Nothing is paid back, and the order still counts in its year.
    """
    if contract.is_terminated:
        return Refusal.CONTRACT_TERMINATED
    if not has_suspension(contract, now):
        return Refusal.VOL_NOT_SUSPENDED
    _end(book, contract, True, now)
    track_activity(contract, now)
    reassess_block(book, contract, now)
    return Refusal.NONE


@compiled
def _end(book: Book, contract: Record, is_early: bool, now: int) -> None:
    forget_suspension(contract)
    note(book, contract, Event.SUSPENSION_ENDED, int(is_early), now)


@compiled
def forget_suspension(contract: Record) -> None:
    """None is ordered or running any more; nothing is told."""
    contract.suspended_from = 0
    contract.suspended_until = 0


@rule("VOL-START", "VOL-END", "ORD-EFFECT")
def apply_suspension(book: Book, contract: Record, now: int) -> None:
    """At their midnights let a suspension start, if it still may, and end it by itself.

    What it does follows from its two moments: no fees and no use in between, tariff and add-ons
    stay. The state of the contract is looked at by whoever opens the day.
    """
    if contract.suspended_until == 0:
        return
    if now == contract.suspended_from:
        against = why_no_suspension(book, contract, now)
        if against != Refusal.NONE:
            lapse_suspension(book, contract, against, now)
            return
        note(book, contract, Event.SUSPENSION_STARTED, contract.suspended_until, now)
    if now >= contract.suspended_until:
        _end(book, contract, False, now)


@compiled
def why_no_suspension(book: Book, contract: Record, now: int) -> Refusal:
    """What `suspend` asks of a contract and would refuse at the start, its fee being paid.

    The length that was bought stays bought, and the year's quota was asked when it was ordered.
    """
    if is_used_up(book, contract, now):
        return Refusal.VOL_NOT_ACTIVE
    if has_promise(contract):
        return Refusal.VOL_PROMISE_ACTIVE
    if not leaves_money(contract, 0):
        return Refusal.VOL_FUNDS
    return Refusal.NONE


@rule("ORD-EFFECT", "ORD-BACK", "VOL-QUOTA")
def lapse_suspension(book: Book, contract: Record, against: int, now: int) -> None:
    """Let an order that did not start fall away: its fee comes back, and it counts in no year.

    The block is looked at by the caller.
    """
    forget_suspension(contract)
    contract.suspensions_in_year = max(0, contract.suspensions_in_year - 1)
    note(book, contract, Event.SUSPENSION_LAPSED, against, now)
    give_back(book, contract, contract.suspension_fee_kopecks, now)
    contract.suspension_fee_kopecks = 0
