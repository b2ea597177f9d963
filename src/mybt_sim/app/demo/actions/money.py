"""Paying by card, by express card, and by promise."""

from mybt_sim.app.demo.handset import Handset, Screen
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome


def _then_contract(handset: Handset, outcome: Outcome) -> None:
    """When it went well, the contract shows what came of it."""
    if outcome.ok:
        handset.open(Screen("contract", handset.screen.contract), is_step=False)
        handset.back = [screen for screen in handset.back if screen.name != "contract"]


def pay(demo: DemoSession, handset: Handset, fields: Fields) -> None:
    """Pay by bank card; the bank beside the phone may decline."""
    handset.typed = dict(fields)
    contract, amount = handset.screen.contract, fields.get("amount", "")
    outcome = handset.ask(
        Client.top_up,
        contract=contract,
        amount=amount,
        brand=fields.get("brand", "visa"),
        declined=demo.is_declining,
        key=fields.get("key"),
    )
    _then_contract(handset, outcome)


def redeem(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Pay by the digits of an express-payment card."""
    handset.typed = dict(fields)
    card = fields.get("pin1", "") + fields.get("pin2", "")
    contract = handset.screen.contract
    outcome = handset.ask(Client.redeem_express_card, contract=contract, card=card)
    _then_contract(handset, outcome)


def promise(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Take a promised payment."""
    handset.typed = dict(fields)
    contract, amount = handset.screen.contract, fields.get("amount", "")
    outcome = handset.ask(Client.promise_payment, contract=contract, amount=amount)
    _then_contract(handset, outcome)


def cancel_promise(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Ask to take a promise back."""
    contract = handset.screen.contract
    handset.ask(Client.cancel_promise, contract=contract)
