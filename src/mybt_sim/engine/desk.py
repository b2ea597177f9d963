"""The desk: one compiled door to all operations for callers that are not compiled.

Handing a record from Python to compiled code costs more than the rule; an array of length 1 does
not. The desk takes arrays, opens them, and calls the rule that the request names.
"""

import numpy as np

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.access_records import DAY_TRIES
from mybt_sim.engine.add_on import connect_add_on, disconnect_add_on
from mybt_sim.engine.book import Book
from mybt_sim.engine.express_card import redeem_express_card
from mybt_sim.engine.promise import cancel_promise, promise_payment
from mybt_sim.engine.records import NEVER, Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.suspension import resume, suspend
from mybt_sim.engine.tariff_change import cancel_tariff_change, change_tariff
from mybt_sim.engine.top_up import erip_payment, top_up
from mybt_sim.engine.video import rent_video
from mybt_sim.engine.vocabulary import Operation

REQUEST = np.dtype(
    [
        ("operation", "i8"),
        ("amount_kopecks", "i8"),
        ("tariff", "i8"),
        ("brand", "i8"),  # CardBrand
        ("is_declined", "?"),  # the acquirer's answer
        ("is_known", "?"),  # whether the annex number, or the card, is one that exists
        ("is_confirmed", "?"),  # the subscriber agreed to lose add-ons
        ("add_on", "i8"),
        ("rented_until", "i8"),  # end of the last rental of the same title; 0: none
        ("term_days", "i8"),
        ("is_wellformed", "?"),  # whether what was typed can be a card
        ("is_used", "?"),  # whether that card was redeemed before
        ("card_tries", DAY_TRIES),  # of who asks; the rule may count one more
    ],
    align=True,
)


@compiled
def carry_out(books: Records, contracts: Records, requests: Records, now: int) -> Refusal:
    """Carry out the first request on the first contract; each array holds one record."""
    book, contract, request = books[0], contracts[0], requests[0]
    book.allowed_from = NEVER  # the answer to an earlier request is not one to this
    if request.operation == Operation.TOP_UP:
        return top_up(
            book, contract, request.amount_kopecks, request.brand, request.is_declined, now
        )
    if request.operation == Operation.ERIP_PAYMENT:
        return erip_payment(book, contract, request.amount_kopecks, request.is_known, now)
    if request.operation == Operation.PROMISE_PAYMENT:
        return promise_payment(book, contract, request.amount_kopecks, now)
    if request.operation == Operation.CHANGE_TARIFF:
        return change_tariff(book, contract, request.tariff, request.is_confirmed, now)
    if request.operation == Operation.CANCEL_TARIFF_CHANGE:
        return cancel_tariff_change(book, contract, now)
    if request.operation == Operation.CANCEL_PROMISE:
        return cancel_promise(contract)
    if request.operation == Operation.CONNECT_ADD_ON:
        return connect_add_on(book, contract, request.add_on, now)
    if request.operation == Operation.DISCONNECT_ADD_ON:
        return disconnect_add_on(book, contract, request.add_on, now)
    if request.operation == Operation.RENT_VIDEO:
        return rent_video(book, contract, request.rented_until, now)
    if request.operation == Operation.SUSPEND:
        return suspend(book, contract, request.term_days, now)
    if request.operation == Operation.RESUME:
        return resume(book, contract, now)
    if request.operation == Operation.REDEEM_EXPRESS_CARD:
        return _redeem(book, contract, request, now)
    return Refusal.NOT_SELF_SERVICE


@compiled
def _redeem(book: Book, contract: Record, request: Record, now: int) -> Refusal:
    return redeem_express_card(
        book,
        contract,
        request.card_tries,
        request.is_wellformed,
        request.is_known,
        request.is_used,
        now,
    )
