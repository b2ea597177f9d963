"""Paying and promising: everything that brings money to a contract (S5a, S19d, S24)."""

from typing import Annotated, ClassVar

from mybt_sim.operations.arguments import AMOUNT, BRAND, CARD, CONTRACT, DECLINED
from mybt_sim.operations.request import SelfService


class TopUp(SelfService, frozen=True, kw_only=True):
    """Pay by bank card; `declined` is what the acquirer would say."""

    contract_id: Annotated[int, CONTRACT]
    amount_kopecks: Annotated[int, AMOUNT]
    brand: Annotated[str, BRAND] = "visa"
    is_declined: Annotated[bool, DECLINED] = False


class RedeemExpressCard(SelfService, frozen=True, kw_only=True):
    """Pay by the 16 digits of an express-payment card."""

    contract_id: Annotated[int, CONTRACT]
    is_card: Annotated[bool, CARD]
    card: Annotated[str, CARD]


class PromisePayment(SelfService, frozen=True, kw_only=True):
    """Take a promised payment."""

    contract_id: Annotated[int, CONTRACT]
    amount_kopecks: Annotated[int, AMOUNT]


class CancelPromise(SelfService, frozen=True, kw_only=True):
    """Ask to take a promise back."""

    has_key: ClassVar[bool] = False
    contract_id: Annotated[int, CONTRACT]
