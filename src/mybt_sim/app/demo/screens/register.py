"""The register of screens, and what all screens of a contract have in common."""

from collections.abc import Callable
from functools import wraps
from typing import TypeAlias

from mybt_sim.app.demo.components import page, refusal_card
from mybt_sim.app.demo.markup import Html
from mybt_sim.app.demo.view import View
from mybt_sim.world.clients import Client
from mybt_sim.world.reads.views import ContractView

Draw: TypeAlias = Callable[[View], Html]
DrawContract: TypeAlias = Callable[[View, ContractView], Html]

SCREENS: dict[str, Draw] = {}


def screen(name: str) -> Callable[[Draw], Draw]:
    """Register a screen under its name."""

    def register(draw: Draw) -> Draw:
        assert name not in SCREENS, f"two screens are called {name}"
        SCREENS[name] = draw
        return draw

    return register


def contract_screen(name: str) -> Callable[[DrawContract], DrawContract]:
    """Register a screen that shows a contract; without one the operator's refusal is shown."""

    def register(draw: DrawContract) -> DrawContract:
        @screen(name)
        @wraps(draw)
        def drawn(view: View) -> Html:
            if view.contract is not None:
                return draw(view, view.contract)
            outcome = view.handset.look(Client.balance, contract=view.handset.screen.contract)
            return page(view, view.say("phone.app"), refusal_card(view, outcome))

        return draw

    return register
