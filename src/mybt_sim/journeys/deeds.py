"""What a step can do: the operations of a device, and the events of the world around it."""

import datetime
import inspect
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from mybt_sim.engine.vocabulary import Operation
from mybt_sim.journeys.references import Memory
from mybt_sim.journeys.target import Answer, Target
from mybt_sim.world.clients import Client
from mybt_sim.world.handlers import SERVICES

OUTSIDE = ("new_line", "re_registration", "termination")
"""Operations that `Client.outside` asks for by their name."""
OPERATIONS = tuple(
    name
    for name in (operation.name.lower() for operation in Operation)
    if hasattr(Client, name) or name in OUTSIDE
)
PLAYERS_OWN = frozenset({"self", "preview"})
"""Parameters that no step names under `with`."""


class Deeds:
    """The events, each a method; its parameters are what a step gives under `with`.

    Those of `OF_DEVICE` happen to the device that `who` names. A method returns an answer where
    rules are asked, and None where the world just goes on.
    """

    OF_DEVICE = frozenset({"client", "go_offline", "go_online"})
    ANSWERING = frozenset({"erip_payment", "call", "browse", "watch"})

    def __init__(self, target: Target, memory: Memory, who: str) -> None:
        self._target = target
        self._memory = memory
        self._who = who

    def client(self, kind: str = "web", language: str = "") -> None:
        """Take a device in hand, and call it by the name in `who`.

        Without a language it speaks the one that the target prefers, which is Russian in a world.
        """
        self._memory.devices[self._who] = self._target.client(kind, language=language)

    def go_offline(self) -> None:
        """The device loses its connection."""
        self._memory.devices[self._who].set_online(False)

    def go_online(self) -> None:
        """The device is connected again."""
        self._memory.devices[self._who].set_online(True)

    def advance(self, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> None:
        """Let time pass."""
        span = datetime.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self._target.advance(until=self._target.now + span)

    def advance_to(self, moment: datetime.datetime) -> None:
        """Let time pass up to a moment."""
        self._target.advance(until=moment)

    def answer_phone(self, home_phone: str) -> None:
        """From now on somebody at home answers."""
        self._target.set_answering(home_phone, True)

    def let_it_ring(self, home_phone: str) -> None:
        """From now on nobody at home answers."""
        self._target.set_answering(home_phone, False)

    def buy_card(self) -> None:
        """Buy an express-payment card."""
        self._memory.cards.append(self._target.buy_express_card())

    def erip_payment(self, annex: str, amount: str) -> Answer:
        """Pay through ЕРИП."""
        return self._target.erip_payment(annex, amount)

    def call(self, contract: int, number: str, seconds: int, answered: bool = True) -> Answer:
        """Call a number from a home phone."""
        return self._target.record_call(contract, number, seconds, answered=answered)

    def browse(self, contract: int, down_mb: int = 0, up_mb: int = 0) -> Answer:
        """Use the internet."""
        return self._target.record_session(contract, down_mb=down_mb, up_mb=up_mb)

    def watch(self, contract: int, minutes: int) -> Answer:
        """Watch television."""
        return self._target.record_view(contract, minutes)

    def fork(self) -> None:
        """Keep this moment, to come back to it."""
        self._target.remember()

    def back(self) -> None:
        """Go back to the moment that was kept, as if nothing had happened since."""
        self._target.come_back()


EVENTS = tuple(
    name
    for name, value in vars(Deeds).items()
    if inspect.isfunction(value) and not name.startswith("_")
)


def needs_device(deed: str) -> bool:
    """Whether a step of this kind names a device in `who`."""
    return deed in OPERATIONS_OF_DEVICE or deed in Deeds.OF_DEVICE


OPERATIONS_OF_DEVICE = frozenset(OPERATIONS) - frozenset(EVENTS)


def has_answer(deed: str) -> bool:
    """Whether a step of this kind has an answer to expect anything of."""
    return deed in OPERATIONS_OF_DEVICE or deed in Deeds.ANSWERING


def has_preview(deed: str) -> bool:
    """Whether the operation can say what it would do."""
    return deed in SERVICES and SERVICES[deed].has_preview and "preview" in _signature(deed)


@cache
def _signature(deed: str) -> Mapping[str, inspect.Parameter]:
    if deed in OUTSIDE:
        return {}
    owner: Any = Deeds if deed in EVENTS else Client
    return inspect.signature(getattr(owner, deed)).parameters


def arguments_of(deed: str) -> tuple[frozenset[str], frozenset[str]]:
    """The arguments that a step of this kind must give, and all that it may give."""
    parameters = {n: p for n, p in _signature(deed).items() if n not in PLAYERS_OWN}
    places = ("region", "locality", "near", "open_now", "limit")
    if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
        return frozenset(), frozenset(places)
    required = (n for n, p in parameters.items() if p.default is inspect.Parameter.empty)
    return frozenset(required), frozenset(parameters)


def do(
    deed: str, who: str, arguments: Mapping[str, Any], memory: Memory, target: Target
) -> Answer | None:
    """Carry out a step; None where nothing answers."""
    if deed in EVENTS:
        event: Callable[..., Answer | None] = getattr(Deeds(target, memory, who), deed)
        return event(**arguments)
    device: Any = memory.devices[who]
    if deed in ("request_code", "sign_in"):
        memory.mobiles[who] = arguments["phone"]
    if deed in ("request_voice_code", "bind_by_voice_code"):
        memory.home_phones[who] = arguments["home_phone"]
    answer: Answer = device.outside(deed) if deed in OUTSIDE else getattr(device, deed)(**arguments)
    if deed == "open_ticket" and answer.ok and not arguments.get("preview"):
        memory.tickets.append(answer.data.ticket_id)
    return answer
