"""What a journey is played against: a world, or any other system with the same operations.

A device of a target is asked for an operation by its definition, with the arguments that the method
of `Client` takes, by name. `WorldTarget` is the target of a `World`.
"""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from mybt_sim.engine.refusals import Refusal
from mybt_sim.operations.request import SelfService
from mybt_sim.text.messages import Language
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.outside.network import PhoneCall, ShortMessage
from mybt_sim.world.world import World

PREFERRED: Language = "ru"


class Answer(Protocol):
    """What a journey looks at in the answer to a request; an `Outcome` has all of it."""

    @property
    def refusal(self) -> Refusal: ...
    @property
    def allowed_from(self) -> datetime.datetime | None: ...
    @property
    def data(self) -> Any: ...
    @property
    def language(self) -> Language: ...
    @property
    def is_repeat(self) -> bool: ...
    @property
    def ok(self) -> bool: ...

    def text(self, language: Language | None = None) -> str:
        """The answer for a person."""


class Device(Protocol):
    """A device in hand."""

    def ask(self, operation: type[SelfService], **arguments: Any) -> Answer:
        """Ask for an operation; `key` and `preview` can be among the arguments."""

    def set_online(self, is_online: bool) -> None:
        """Switch the connection on or off."""


class Target(Protocol):
    """A system with devices, and the world around it."""

    @property
    def now(self) -> datetime.datetime:
        """The moment there, Minsk local time."""

    def client(self, kind: str, *, language: str) -> Device:
        """Take a device in hand; an empty language is the one that the system prefers."""

    def advance(self, *, until: datetime.datetime) -> object:
        """Let time pass."""

    def inbox(self, phone: str) -> Sequence[ShortMessage]:
        """Short messages of a mobile number, oldest first."""

    def calls(self, home_phone: str) -> Sequence[PhoneCall]:
        """Calls of the auto-informer to a home phone, oldest first."""

    def set_answering(self, home_phone: str, is_answering: bool) -> None:
        """Let somebody at home take calls, or nobody."""

    def buy_express_card(self) -> str:
        """The 16 digits of a new express-payment card."""

    def erip_payment(self, annex: str, amount: str) -> Answer:
        """Pay through ЕРИП."""

    def record_call(self, contract: int, number: str, seconds: int, *, answered: bool) -> Answer:
        """Call a number from a home phone."""

    def record_session(self, contract: int, *, down_mb: int, up_mb: int) -> Answer:
        """Use the internet."""

    def record_view(self, contract: int, minutes: int) -> Answer:
        """Watch television."""

    def correct_balance(self, contract: int, amount: str) -> Answer:
        """Let a service centre correct a balance."""

    def terminate(self, contract: int) -> Answer:
        """Let a service centre end a contract."""

    def change_rules(self, changed: Mapping[str, Any]) -> None:
        """Go on by other rules from this second on."""

    def balance_kopecks(self, contract: int) -> int:
        """What a contract's balance is, seen by nobody's device."""

    def remember(self) -> None:
        """Keep the present, to come back to it."""

    def come_back(self) -> None:
        """Be as it was when it was last remembered, as if nothing had happened since."""


class WorldDevice:
    """A device of whatever world a `WorldTarget` is in."""

    def __init__(self, target: "WorldTarget", device_id: int) -> None:
        self._target = target
        self.device_id = device_id

    def ask(self, operation: type[SelfService], **arguments: Any) -> Outcome:
        """Ask for an operation in the present world."""
        return Client(self._target.world, self.device_id).ask(operation, **arguments)

    def set_online(self, is_online: bool) -> None:
        """Switch the connection on or off."""
        Client(self._target.world, self.device_id).set_online(is_online)


class WorldTarget:
    """A world, which is exchanged for its fork when a story goes back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._kept: list[World] = []

    @property
    def now(self) -> datetime.datetime:
        """The world's moment, Minsk local time."""
        return self.world.now

    def client(self, kind: str, *, language: str) -> WorldDevice:
        """Take a device in hand; it speaks Russian when no language is given."""
        client = self.world.client(kind, language=language or PREFERRED)
        return WorldDevice(self, client.device_id)

    def advance(self, *, until: datetime.datetime) -> datetime.datetime:
        """Let time pass."""
        return self.world.advance(until=until)

    def inbox(self, phone: str) -> tuple[ShortMessage, ...]:
        """Short messages of a mobile number, oldest first."""
        return self.world.outside.inbox(phone)

    def calls(self, home_phone: str) -> tuple[PhoneCall, ...]:
        """Calls of the auto-informer to a home phone, oldest first."""
        return self.world.outside.calls(home_phone)

    def set_answering(self, home_phone: str, is_answering: bool) -> None:
        """Let somebody at home take calls, or nobody."""
        self.world.outside.set_answering(home_phone, is_answering)

    def buy_express_card(self) -> str:
        """The 16 digits of a new express-payment card."""
        return self.world.outside.buy_express_card()

    def erip_payment(self, annex: str, amount: str) -> Outcome:
        """Pay through ЕРИП."""
        return self.world.outside.erip_payment(annex, amount)

    def record_call(self, contract: int, number: str, seconds: int, *, answered: bool) -> Outcome:
        """Call a number from a home phone."""
        return self.world.outside.record_call(contract, number, seconds, answered=answered)

    def record_session(self, contract: int, *, down_mb: int, up_mb: int) -> Outcome:
        """Use the internet."""
        return self.world.outside.record_session(contract, down_mb=down_mb, up_mb=up_mb)

    def record_view(self, contract: int, minutes: int) -> Outcome:
        """Watch television."""
        return self.world.outside.record_view(contract, minutes)

    def correct_balance(self, contract: int, amount: str) -> Outcome:
        """Let a service centre correct a balance."""
        return self.world.outside.correct_balance(contract, amount)

    def terminate(self, contract: int) -> Outcome:
        """Let a service centre end a contract."""
        return self.world.outside.terminate(contract)

    def change_rules(self, changed: Mapping[str, Any]) -> None:
        """Go on by other rules from this second on."""
        self.world = self.world.under(**changed)

    def balance_kopecks(self, contract: int) -> int:
        """The balance of a contract now."""
        return int(self.world.contract_record(contract).balance_kopecks)

    def forked(self) -> "WorldTarget":
        """The same in a fork of the world, with whatever is kept to come back to."""
        copy = WorldTarget(self.world.fork())
        copy._kept = [world.fork() for world in self._kept]
        return copy

    @property
    def is_kept(self) -> bool:
        """Whether a moment is kept to come back to."""
        return bool(self._kept)

    def remember(self) -> None:
        """Keep the present, to come back to it."""
        self._kept.append(self.world.fork())

    def come_back(self) -> None:
        """Be as it was when it was last remembered."""
        self.world = self._kept.pop()
