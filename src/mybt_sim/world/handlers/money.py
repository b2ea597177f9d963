"""Paying and promising: everything that brings money to a contract (S5a, S19d, S24)."""

from mybt_sim.engine.access_records import DayTries
from mybt_sim.engine.decide import Question
from mybt_sim.engine.records import NEVER
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import CardBrand
from mybt_sim.operations.money import CancelPromise, PromisePayment, RedeemExpressCard, TopUp
from mybt_sim.world.context import Context
from mybt_sim.world.kept import CARD_TRIES
from mybt_sim.world.state import Table


def top_up(context: Context, request: TopUp) -> Refusal:
    """Pay by bank card."""
    context.values["minimum"] = int(context.terms.topup_min_kopecks)
    context.values["maximum"] = int(context.terms.topup_max_kopecks)
    return context.own(request.contract_id) or context.decide(
        Question.TOP_UP,
        contract_id=request.contract_id,
        amount_kopecks=request.amount_kopecks,
        brand=CardBrand[request.brand.upper()],
        is_declined=request.is_declined,
    )


def redeem_express_card(context: Context, request: RedeemExpressCard) -> Refusal:
    """Pay by an express-payment card, whose digits are scratched free."""
    if refused := context.own(request.contract_id):
        return refused
    account_id = context.account_id
    used_at = context.draft.get(Table.CARD, request.card)
    refused = context.decide(
        Question.REDEEM_EXPRESS_CARD,
        CARD_TRIES.of(account_id),
        contract_id=request.contract_id,
        is_wellformed=request.is_card,
        is_known=used_at is not None,
        is_used=used_at is not None and used_at != NEVER,
    )
    # a row for whoever tried a card, mistaken or not
    tries = context.draft.get(Table.CARD_TRIES, account_id, DayTries())
    context.draft.put(Table.CARD_TRIES, account_id, tries)
    if not refused:
        context.draft.put(Table.CARD, request.card, context.now)
    return refused


def promise_payment(context: Context, request: PromisePayment) -> Refusal:
    """Take a promised payment."""
    context.values["limit"] = int(context.terms.promise_limit_kopecks)
    return context.own(request.contract_id) or context.decide(
        Question.PROMISE_PAYMENT,
        contract_id=request.contract_id,
        amount_kopecks=request.amount_kopecks,
    )


def cancel_promise(context: Context, request: CancelPromise) -> Refusal:
    """Ask to take a promise back, which nobody can."""
    return context.own(request.contract_id) or context.decide(
        Question.CANCEL_PROMISE, contract_id=request.contract_id
    )
