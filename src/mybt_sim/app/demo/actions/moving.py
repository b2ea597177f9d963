"""Moving between screens. A screen that shows something asks the operator for it when it opens."""

import datetime
from collections.abc import Callable

from mybt_sim.app.demo.filters import SEPARATOR, period_of, where
from mybt_sim.app.demo.handset import GUEST, HOME, Handset, Screen
from mybt_sim.app.demo.screens.table import SCREENS
from mybt_sim.app.demo.session import DemoSession, Fields
from mybt_sim.world.clients import Client
from mybt_sim.world.parsing import number_in


def _period(handset: Handset, screen: Screen) -> tuple[datetime.date, datetime.date]:
    return period_of(screen.item, handset.world.now.date())


def _ask_statement(handset: Handset, screen: Screen) -> None:
    first, last = _period(handset, screen)
    handset.ask_quietly(Client.statement, contract=screen.contract, from_day=first, until_day=last)


def _ask_usage(handset: Handset, screen: Screen) -> None:
    first, last = _period(handset, screen)
    handset.ask_quietly(Client.usage, contract=screen.contract, from_day=first, until_day=last)


OPENERS: dict[str, Callable[[Handset, Screen], object]] = {
    "home": lambda handset, _: handset.ask_quietly(Client.contracts),
    "contract": lambda handset, screen: handset.ask_quietly(
        Client.balance, contract=screen.contract
    ),
    "statement": _ask_statement,
    "usage": _ask_usage,
    "notifications": lambda handset, _: handset.ask_quietly(Client.notifications),
    "news": lambda handset, _: handset.ask_quietly(Client.list_news),
    "tariffs": lambda handset, _: handset.ask_quietly(Client.list_tariffs),
    "centres": lambda handset, screen: handset.ask_quietly(
        Client.list_service_centres, **where(screen.item)
    ),
    "hotspots": lambda handset, screen: handset.ask_quietly(
        Client.list_hotspots, **where(screen.item)
    ),
    "help": lambda handset, _: handset.ask_quietly(Client.help),
}
"""What each of these screens asks the operator when it opens."""


def show(handset: Handset, screen: Screen, *, is_step: bool = True) -> None:
    """Open a screen and ask for what it shows."""
    handset.ringing = None
    handset.open(screen, is_step=is_step)
    handset.banner = None
    opener = OPENERS.get(screen.name)
    if opener is not None:
        opener(handset, screen)
        handset.banner = None  # the page itself tells why it stays empty


def show_start(handset: Handset) -> None:
    """Open the first screen: the contracts of whoever is signed in, or the guest's page."""
    show(handset, GUEST if handset.is_guest else HOME, is_step=False)
    handset.back = []


def go(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Open a screen by its name."""
    name = fields.get("screen", "")
    if name not in SCREENS:
        return
    if name in ("guest", "home"):
        show_start(handset)
        return
    contract = number_in(fields.get("contract", "")) or 0
    show(handset, Screen(name, contract, fields.get("item", "")))
    handset.typed = {name: text for name, text in fields.items() if name in ("amount", "topic")}


def back(_: DemoSession, handset: Handset, __: Fields) -> None:
    """Go back to the screen before."""
    if not handset.back:
        show_start(handset)
        return
    *handset.back, screen = handset.back
    show(handset, screen, is_step=False)


def choose_filter(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Choose something else on a screen, which then asks again: a period, a region."""
    item = fields.get("item", "")
    if "from" in fields:
        item = f"{fields['from']}{SEPARATOR}{fields.get('until', '')}"
    show(handset, Screen(handset.screen.name, handset.screen.contract, item), is_step=False)


def typing(_: DemoSession, handset: Handset, fields: Fields) -> None:
    """Keep what is typed, so that the screen can say beforehand what would happen."""
    handset.typed = {**handset.typed, **fields}
    handset.banner = None
