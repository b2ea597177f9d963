"""How a screen is reached: by the taps of somebody who knows the application."""

from collections.abc import Iterator

from mybt_sim.app.demo.handset import GUEST, HOME, Handset, Screen
from mybt_sim.app.demo.playback.offers import Tap

OF_GUEST = ("news", "tariffs", "centres", "hotspots", "help", "language", "check", "sign_in")
OF_MENU = ("news", "tariffs", "centres", "hotspots", "help", "settings", "service_centre")
OF_CONTRACT = (
    *("top_up", "promise", "tariff", "add_ons", "videos", "statement", "usage", "express"),
    *("suspend", "unbind"),
)
TABS = ("menu", "support", "notifications")
PARENTS = {
    "settings": "menu",
    "language": "settings",
    "bind": "home",
    "bind_login": "bind",
    "bind_phone": "bind",
    "contract": "home",
    "tariff_order": "tariff",
    "ticket": "support",
    **dict.fromkeys(OF_MENU, "menu"),
    **dict.fromkeys(OF_CONTRACT, "contract"),
}
"""The screen from which another is opened by somebody who is signed in."""


def way_to(handset: Handset, goal: Screen) -> Iterator[Tap]:
    """The taps from the open screen to another; none when it is open."""
    if handset.screen == goal:
        return
    if goal in (HOME, GUEST):
        yield Tap("start", {})
        return
    if goal.name not in TABS:
        yield from way_to(handset, parent_of(goal, guest=handset.is_guest))
    yield opening(goal)


def way_anew(handset: Handset, goal: Screen) -> Iterator[Tap]:
    """The taps to a screen that is to be opened anew, so that it asks again."""
    if handset.screen == goal and goal not in (HOME, GUEST):
        yield from way_to(handset, parent_of(goal, guest=handset.is_guest))
        yield opening(goal)
    elif handset.screen == goal:
        yield Tap("start", {})
    else:
        yield from way_to(handset, goal)


def parent_of(goal: Screen, *, guest: bool) -> Screen:
    """The screen on which the way to another begins."""
    name = "guest" if guest and goal.name in OF_GUEST else PARENTS.get(goal.name, "home")
    return Screen(name, goal.contract if name in ("contract", "tariff") else 0)


def opening(goal: Screen) -> Tap:
    """The tap that opens a screen from its parent."""
    if goal.name == "sign_in":
        return Tap("sign_in", {})
    fields: dict[str, object] = {"screen": goal.name}
    if goal.contract:
        fields["contract"] = goal.contract
    if goal.item:
        fields["item"] = goal.item
    return Tap.of("go", **fields)
