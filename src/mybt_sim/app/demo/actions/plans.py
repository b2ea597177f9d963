"""Tariff plans, add-ons, films, voluntary suspension."""

from mybt_sim.app.demo.handset import Handset, Screen
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.world.clients import Client
from mybt_sim.world.parsing import number_typed


def order_tariff(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Order another plan."""
    screen, confirmed = handset.screen, fields.get("confirmed") == "yes"
    outcome = handset.ask(
        Client.change_tariff, contract=screen.contract, tariff=screen.item, confirmed=confirmed
    )
    if outcome.ok:
        handset.open(Screen("contract", screen.contract), is_step=False)
        handset.back = [one for one in handset.back if one.name not in ("contract", "tariff")]


def cancel_tariff(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Take the order of a plan back."""
    contract = handset.screen.contract
    handset.ask(Client.cancel_tariff_change, contract=contract)


def connect(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Switch an add-on on."""
    contract, add_on = handset.screen.contract, fields.get("item", "")
    handset.ask(Client.connect_add_on, contract=contract, add_on=add_on)


def disconnect(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Switch an add-on off."""
    contract, add_on = handset.screen.contract, fields.get("item", "")
    handset.ask(Client.disconnect_add_on, contract=contract, add_on=add_on)


def rent(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Pay for a film."""
    contract, title = handset.screen.contract, fields.get("item", "")
    handset.ask(Client.rent_video, contract=contract, title=title)


def suspend(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Order a suspension of so many days."""
    contract, days = handset.screen.contract, fields.get("days", "")
    handset.ask(Client.suspend, contract=contract, days=number_typed("The term", days))


def resume(_: DemoSession, handset: Handset, __: Fields) -> None:
    """End a suspension, or take its order back."""
    contract = handset.screen.contract
    handset.ask(Client.resume, contract=contract)
