"""Paying and promising: everything that brings money to a contract (S5a, S19d, S24)."""

from mybt_sim.engine.kinds import CardBrand, Operation
from mybt_sim.engine.records import NEVER
from mybt_sim.engine.refusals import Refusal
from mybt_sim.world.draft import packed
from mybt_sim.world.operations.register import service
from mybt_sim.world.state import Table
from mybt_sim.world.visit import Visit


@service(Operation.TOP_UP)
def top_up(
    visit: Visit, contract_id: int, amount_kopecks: int, brand: str, is_declined: bool
) -> Refusal:
    """Pay by bank card."""
    visit.values["minimum"] = int(visit.terms.topup_min_kopecks)
    visit.values["maximum"] = int(visit.terms.topup_max_kopecks)
    return visit.own(contract_id) or visit.contract(
        contract_id,
        amount_kopecks=amount_kopecks,
        brand=CardBrand[brand.upper()],
        is_declined=is_declined,
    )


@service(Operation.REDEEM_EXPRESS_CARD, preview=False)
def redeem_express_card(visit: Visit, contract_id: int, is_card: bool, card: str) -> Refusal:
    """Pay by an express-payment card, whose digits are scratched free."""
    if refused := visit.own(contract_id):
        return refused
    account_id = visit.account_id
    used_at = visit.draft.get(Table.CARD, card)
    request = visit.request(
        is_wellformed=is_card,
        is_known=used_at is not None,
        is_used=used_at is not None and used_at != NEVER,
    )
    tries = visit.draft.get(Table.CARD_TRIES, account_id)
    if tries is not None:
        request["card_tries"][0] = tries
    refused = visit.contract_with(contract_id, request)
    visit.draft.put(Table.CARD_TRIES, account_id, packed(request["card_tries"][0]))
    if not refused:
        visit.draft.put(Table.CARD, card, visit.now)
    return refused


@service(Operation.PROMISE_PAYMENT)
def promise_payment(visit: Visit, contract_id: int, amount_kopecks: int) -> Refusal:
    """Take a promised payment."""
    visit.values["limit"] = int(visit.terms.promise_limit_kopecks)
    return visit.own(contract_id) or visit.contract(contract_id, amount_kopecks=amount_kopecks)


@service(Operation.CANCEL_PROMISE)
def cancel_promise(visit: Visit, contract_id: int) -> Refusal:
    """Ask to take a promise back, which nobody can."""
    return visit.own(contract_id) or visit.contract(contract_id)
