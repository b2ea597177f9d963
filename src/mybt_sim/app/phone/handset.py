"""A phone in a hand: its world, its devices, the screen that is open, and what was last done."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mybt_sim.base.errors import MybtError
from mybt_sim.text import Language
from mybt_sim.world import World
from mybt_sim.world.clients import Client
from mybt_sim.world.command import Command
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.views import ContractView

KINDS = ("web", "android", "ios")
BACK_MOST = 30


@dataclass(frozen=True)
class Screen:
    """A screen with its arguments: the contract it speaks of, and one thing more."""

    name: str
    contract: int = 0
    item: str = ""


GUEST = Screen("guest")
HOME = Screen("home")


@dataclass(frozen=True)
class Deed:
    """What was done last: its outcome, and the contracts of the account before and after."""

    outcome: Outcome
    before: Mapping[int, ContractView]
    after: Mapping[int, ContractView]


@dataclass
class Handset:
    """One phone, with a world that nobody else changes.

    back      screens to go back to
    typed     what was typed into the fields of this screen
    trouble   key of a text: what was typed could not be read
    mobile    the number in this phone; written to by the operator
    asked     the mobile number that a code was sent to last
    ringing   home phone and surname, while the auto-informer waits for somebody to answer
    moments   moments to which the clock can be turned back
    """

    world: World
    clients: dict[str, Client]
    mobile: str
    kind: str = "android"
    screen: Screen = GUEST
    back: list[Screen] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    deed: Deed | None = None
    banner: Outcome | None = None
    trouble: str = ""
    asked: str = ""
    account: str = ""
    ringing: tuple[str, str] | None = None
    cards: list[str] = field(default_factory=list)
    moments: list[datetime.datetime] = field(default_factory=list)
    is_online: bool = True

    @classmethod
    def begin(cls, world: World, language: Language, mobile: str) -> "Handset":
        """A guest's phone in a world; the web page and both applications are at hand."""
        clients = {kind: world.client(kind, language=language) for kind in KINDS}
        return cls(world, clients, mobile)

    @property
    def client(self) -> Client:
        """The device in hand."""
        return self.clients[self.kind]

    @property
    def language(self) -> Language:
        """The language in which the operator speaks to this device."""
        return self.look("help").language

    def look(self, operation: str, **arguments: Any) -> Outcome:
        """Ask an operation what it would answer; nothing changes, nothing is logged."""
        command = Command(operation, self.client.device_id, arguments, None, is_preview=True)
        return self.world.perform(command)

    def contracts(self) -> dict[int, ContractView]:
        """Contracts of the account in hand, by id; none for a guest."""
        outcome = self.look("contracts")
        return {view.contract_id: view for view in outcome.data or ()}

    def do(self, ask: Callable[[], Outcome], *, quiet: bool = False) -> Outcome:
        """Do something, and keep what it did for the glass box.

        `quiet` says nothing on the screen when it goes well: a page that opens speaks for itself.
        """
        before = self.contracts()
        outcome = ask()
        self.deed = Deed(outcome, before, self.contracts())
        self.banner = None if quiet and outcome.ok else outcome
        return outcome

    def open(self, screen: Screen, *, is_step: bool = True) -> None:
        """Show another screen; `is_step` lets the way back lead here."""
        if is_step and screen != self.screen:
            self.back = [*self.back, self.screen][-BACK_MOST:]
        if screen != self.screen:
            self.typed = {}
        self.screen = screen

    def complain(self, error: MybtError) -> None:
        """Say on the screen that what was typed cannot be read."""
        self.trouble = "phone.trouble.amount" if "amount" in str(error) else "phone.trouble.input"
        self.banner = None

    def forked(self) -> "Handset":
        """The same phone in a world that goes on by itself."""
        world = self.world.fork()
        clients = {kind: Client(world, one.device_id) for kind, one in self.clients.items()}
        copy = Handset(world, clients, self.mobile, self.kind, self.screen)
        copy.back, copy.typed = list(self.back), dict(self.typed)
        copy.asked, copy.account, copy.is_online = self.asked, self.account, self.is_online
        copy.cards, copy.moments = list(self.cards), list(self.moments)
        copy.deed = self.deed
        return copy
