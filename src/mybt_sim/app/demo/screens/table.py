"""Every screen by its name, and what all screens of a contract have in common."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from mybt_sim.app.demo.components import page, why_empty
from mybt_sim.app.demo.screens import (
    account,
    contract,
    guest,
    home,
    money,
    places,
    plans,
    statement,
    support,
    usage,
)
from mybt_sim.app.demo.view import View
from mybt_sim.app.markup import Html
from mybt_sim.world.clients import Client
from mybt_sim.world.reads.views import ContractView

Draw: TypeAlias = Callable[[View], Html]


def of_contract(draw: Callable[[View, ContractView], Html]) -> Draw:
    """A screen that shows a contract; without one the operator's refusal is shown."""

    def drawn(view: View) -> Html:
        if view.contract is not None:
            return draw(view, view.contract)
        outcome = view.handset.look(Client.balance, contract=view.handset.screen.contract)
        return page(view, view.say("phone.app"), why_empty(view, outcome))

    return drawn


SCREENS: Mapping[str, Draw] = {
    "guest": guest.guest,
    "news": guest.news,
    "tariffs": guest.tariffs,
    "help": guest.guide,
    "check": guest.check,
    "home": home.home,
    "sign_in": account.sign_in,
    "code": account.code,
    "bind": account.bind,
    "bind_login": account.bind_login,
    "bind_phone": account.bind_phone,
    "bind_code": account.bind_code,
    "unbind": of_contract(account.unbind),
    "menu": account.menu,
    "settings": account.settings,
    "language": account.language,
    "service_centre": account.service_centre,
    "contract": of_contract(contract.contract_page),
    "top_up": of_contract(money.top_up),
    "express": of_contract(money.express),
    "promise": of_contract(money.promise),
    "tariff": of_contract(plans.tariff),
    "tariff_order": of_contract(plans.tariff_order),
    "add_ons": of_contract(plans.add_ons),
    "videos": of_contract(plans.videos),
    "suspend": of_contract(plans.suspend),
    "statement": of_contract(statement.statement),
    "usage": of_contract(usage.usage),
    "centres": places.centres,
    "hotspots": places.hotspots,
    "notifications": support.notifications,
    "support": support.support,
    "ticket": support.ticket,
}
