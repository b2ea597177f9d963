"""Express payment cards: 16 digits from paper, worth a fixed sum, each used once."""

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.book import Book, terms_at
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import refuse_until, rule
from mybt_sim.engine.top_up import (
    is_above_most,
    is_maintenance,
    is_settled,
    maintenance_end,
    receive_payment,
)
from mybt_sim.engine.vocabulary import PaymentChannel


@rule(
    "TOPUP-EXPRESS",
    "TOPUP-EXP-TRIES",
    "TOPUP-STATE",
    "TOPUP-WINDOW",
    "LED-BOUNDS",
    seed=("S19d",),
)
def redeem_express_card(
    book: Book,
    contract: Record,
    card_tries: Record,
    is_wellformed: bool,
    is_known: bool,
    is_used: bool,
    now: int,
) -> Refusal:
    """Pay with a card whose digits were typed; `card_tries` counts mistakes of a calendar day.

    Whether they are 16 digits, whether there is such a card and whether it was used is known
    outside. After too many mistakes no card is looked up until midnight, not even a good one: the
    answer would tell which digits are right. What is not 16 digits is no guess, and no mistake.
    """
    terms = terms_at(book, now)
    if not is_wellformed:
        return Refusal.CARD_FORMAT
    if is_settled(contract):
        return Refusal.TOPUP_NOT_ALLOWED
    if is_maintenance(book, contract, now):
        return refuse_until(book, Refusal.PAYMENT_MAINTENANCE, maintenance_end(book, now))
    if mistakes_today(card_tries, now) >= terms.express_tries:
        return refuse_until(book, Refusal.CARD_TRIES_EXCEEDED, (now // DAY_S + 1) * DAY_S)
    if not is_known:
        count_mistake(card_tries, now)
        return Refusal.CARD_UNKNOWN
    if is_used:
        count_mistake(card_tries, now)
        return Refusal.CARD_ALREADY_USED
    if is_above_most(book, contract, terms.express_card_kopecks, now):
        return Refusal.BALANCE_LIMIT
    amount_kopecks = terms.express_card_kopecks
    receive_payment(book, contract, PaymentChannel.EXPRESS_CARD, amount_kopecks, now)
    return Refusal.NONE


@compiled
def mistakes_today(card_tries: Record, now: int) -> int:
    """Mistakes that count at `now`; those of another day do not."""
    if card_tries.day != now // DAY_S:
        return 0
    return card_tries.failures


@compiled
def count_mistake(card_tries: Record, now: int) -> None:
    """Write a mistake down under its calendar day."""
    card_tries.failures = mistakes_today(card_tries, now) + 1
    card_tries.day = now // DAY_S
