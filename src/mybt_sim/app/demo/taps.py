"""What the page can ask for: names of actions, and the attributes of an element that asks."""

from typing import Literal, TypeAlias

from mybt_sim.app.markup import Attributes

# fmt: off
ActionName: TypeAlias = Literal[
    "go", "back", "start", "filter", "typing",
    "sign_in", "code.request", "code.enter", "sign_out", "language", "check", "service_centre",
    "bind.login", "bind.call", "bind.code", "unbind",
    "pay", "express", "promise", "promise.cancel",
    "tariff.order", "tariff.cancel", "add_on.on", "add_on.off", "video.rent", "suspend", "resume",
    "ticket.open", "ticket.reply", "ticket.close",
    "clock.on", "clock.to", "clock.promise", "clock.allowed", "clock.back",
    "clock.fork", "clock.join",
    "side", "outside.person", "outside.mobile", "outside.code", "outside.login",
    "outside.home_phone", "outside.spoken", "outside.answer", "outside.let_ring",
    "outside.decline", "outside.buy_card", "outside.card", "outside.erip",
    "outside.network", "outside.client",
    "home.call", "home.browse", "home.watch",
    "recording.caption", "recording.save", "recording.again",
    "rules.toggle", "rules.subject", "rules.term", "rules.fee", "rules.sale", "rules.tariff",
    "rules.text_key", "rules.text", "rules.undo", "rules.reset", "rules.both", "rules.link",
    "rules.year", "rules.stories", "rules.look", "rules.life", "life.visit", "life.next", "show",
    "story.choose", "story.next", "story.back", "story.client", "story.close",
]
# fmt: on
"""The names of `actions.table`: a tap that asks for another one does not pass the type check."""


def tap(action: ActionName, **fields: str | int) -> Attributes:
    """Attributes that make an element ask for an action, with these fields."""
    found: Attributes = {"data-tap": action}
    return found | {f"data-f-{name}": str(value) for name, value in fields.items()}
