"""The desk: one compiled door to all operations for callers that are not compiled.

Handing a record from Python to compiled code costs more than the rule; an array of length 1 does
not. The desk takes arrays, opens them, and calls the rule that the request names.
"""

import numpy as np

from mybt_sim.base.compiled import compiled
from mybt_sim.engine.kinds import Operation
from mybt_sim.engine.promise import promise_payment
from mybt_sim.engine.records import NEVER, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.tariff_change import cancel_tariff_change, change_tariff
from mybt_sim.engine.top_up import erip_payment, top_up

REQUEST = np.dtype(
    [
        ("operation", "i8"),
        ("amount_kopecks", "i8"),
        ("tariff", "i8"),
        ("brand", "i8"),  # CardBrand
        ("is_declined", "?"),  # the acquirer's answer
        ("is_known", "?"),  # whether the annex number names a contract
        ("is_confirmed", "?"),  # the subscriber agreed to lose add-ons
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
    return Refusal.NOT_SELF_SERVICE
