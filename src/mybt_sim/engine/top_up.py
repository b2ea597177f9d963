"""Payments into a contract, and what they do to an open promise and a block."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, calendar_day, terms_at
from mybt_sim.engine.ledger import post_by_channel
from mybt_sim.engine.promise import make_good_after_expiry, repay_promise
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.status import reassess_block
from mybt_sim.engine.vocabulary import CardBrand, Entry, PaymentChannel, Settlement


@rule("TOPUP-CARD", "TOPUP-STATE", "TOPUP-WINDOW", "LED-BOUNDS", seed=("S5a", "S19d"))
def top_up(
    book: Book, contract: Record, amount_kopecks: int, brand: int, is_declined: bool, now: int
) -> Refusal:
    """Pay by bank card; anyone whose account the contract is bound to may pay.

    `is_declined` is the acquirer's answer, which counts only when all else is in order.
    """
    terms = terms_at(book, now)
    if brand == CardBrand.OTHER:
        return Refusal.CARD_UNSUPPORTED
    if is_settled(contract):
        return Refusal.TOPUP_NOT_ALLOWED
    if is_maintenance(book, contract, now):
        return refuse_until(book, Refusal.PAYMENT_MAINTENANCE, maintenance_end(book, now))
    if not terms.topup_min_kopecks <= amount_kopecks <= terms.topup_max_kopecks:
        return Refusal.TOPUP_AMOUNT_RANGE
    if is_above_most(book, contract, amount_kopecks, now):
        return Refusal.BALANCE_LIMIT
    if is_declined:
        return Refusal.CARD_DECLINED
    receive_payment(book, contract, PaymentChannel.BANK_CARD, amount_kopecks, now)
    return Refusal.NONE


@rule("TOPUP-ERIP", "TOPUP-STATE", "TOPUP-WINDOW", "LED-BOUNDS", seed=("S19d",))
def erip_payment(
    book: Book, contract: Record, amount_kopecks: int, is_known: bool, now: int
) -> Refusal:
    """A payment that arrives from ЕРИП by region and annex number.

    `is_known` says whether that number names a contract; otherwise `contract` is left alone.
    """
    terms = terms_at(book, now)
    if not is_known:
        return Refusal.ERIP_UNKNOWN_ACCOUNT
    if is_settled(contract):
        return Refusal.TOPUP_NOT_ALLOWED
    if is_maintenance(book, contract, now):
        return refuse_until(book, Refusal.PAYMENT_MAINTENANCE, maintenance_end(book, now))
    if not terms.topup_erip_min_kopecks <= amount_kopecks <= terms.topup_erip_max_kopecks:
        return Refusal.TOPUP_AMOUNT_RANGE
    if is_above_most(book, contract, amount_kopecks, now):
        return Refusal.BALANCE_LIMIT
    receive_payment(book, contract, PaymentChannel.ERIP, amount_kopecks, now)
    return Refusal.NONE


@compiled
def is_settled(contract: Record) -> bool:
    """Whether a contract has ended and owes nothing, borrowed money counted as owed."""
    owed_kopecks = contract.promise_open_kopecks - contract.balance_kopecks
    return bool(contract.is_terminated and owed_kopecks <= 0)


@compiled
def is_maintenance(book: Book, contract: Record, now: int) -> bool:
    """Whether advance services take no payments at `now`, once a month at night."""
    terms = terms_at(book, now)
    return bool(
        contract.settlement == Settlement.ADVANCE
        and calendar_day(book, now // DAY_S).day_of_month == terms.topup_window_day
        and terms.topup_window_from_s <= now % DAY_S < terms.topup_window_until_s
    )


@compiled
def maintenance_end(book: Book, now: int) -> int:
    """The moment at which today's maintenance is over."""
    return now - now % DAY_S + terms_at(book, now).topup_window_until_s


@compiled
def is_above_most(book: Book, contract: Record, amount_kopecks: int, now: int) -> bool:
    """Whether a payment would lift the balance above the largest one that is kept."""
    most_kopecks = terms_at(book, now).balance_most_kopecks
    return bool(contract.balance_kopecks + amount_kopecks > most_kopecks)


@rule("TOPUP-POST", "PROMISE-REPAY", "SUS-RESTORE", "LED-HISTORY")
def receive_payment(
    book: Book, contract: Record, channel: PaymentChannel, amount_kopecks: int, now: int
) -> None:
    """Book real money: it repays an open promise first, then the block is looked at again."""
    post_by_channel(book, contract, Entry.PAYMENT, channel, amount_kopecks, now)
    repay_promise(book, contract, amount_kopecks, now)
    make_good_after_expiry(contract, amount_kopecks)
    reassess_block(book, contract, now)
