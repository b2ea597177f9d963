"""A phone in a hand: its world, its devices, the screen that is open, and what was last done."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, NamedTuple, ParamSpec

import msgspec

from mybt_sim.base.errors import MybtError
from mybt_sim.journeys import Mark, Recorder, WorldDevice, WorldTarget, events
from mybt_sim.text import Language
from mybt_sim.world import World
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.reads.views import ContractView

P = ParamSpec("P")

WEB = "web"
KINDS = (WEB, "android", "ios")
BACK_MOST = 30
MOMENTS_MOST = 12
PIN = 8
"""An express-payment card has two groups of so many digits."""
AT_A_SERVICE_CENTRE = {
    one.__name__: one for one in (Client.new_line, Client.re_registration, Client.termination)
}
"""What only a service centre does, by the names of the operations."""

TROUBLES = {
    "amount": "phone.trouble.amount",
    "alphabet": "phone.trouble.surname",
    "telephone number": "phone.trouble.number",
    "paid service": "phone.trouble.paid",
}
"""What a screen says of an error, by a word in it."""


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
    """What was done last: what was asked, and the account's contracts before and after."""

    outcome: Outcome
    arguments: Mapping[str, Any]
    before: Mapping[int, ContractView]
    after: Mapping[int, ContractView]


class Place(NamedTuple):
    """What is open on a phone, and on which device."""

    hand: str
    screen: Screen
    back: list[Screen]
    typed: dict[str, str]
    asked: str


class Moment(NamedTuple):
    """A moment to which the clock can be turned back, with its place in the recording."""

    at: datetime.datetime
    mark: Mark


@dataclass
class Handset:
    """One phone, with a world that nobody else changes.

    recorder  writes down what is done in the world
    devices   kinds of the devices at hand by name; `hand` is the one in hand
    back      screens to go back to
    typed     what was typed into the fields of this screen
    trouble   key of a text: what was typed could not be read
    mobile    the number in this phone; written to by the operator
    asked     the mobile number that a code was sent to last
    ringing   home phone and surname, while the auto-informer waits for somebody to answer
    absent    home phones that nobody answers
    offline   names of devices without a connection
    moments   moments to which the clock can be turned back
    """

    recorder: Recorder
    mobile: str
    devices: dict[str, str] = field(default_factory=dict)
    hand: str = "android"
    screen: Screen = GUEST
    back: list[Screen] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    deed: Deed | None = None
    banner: Outcome | None = None
    trouble: str = ""
    asked: str = ""
    account: str = ""
    ringing: tuple[str, str] | None = None
    absent: set[str] = field(default_factory=set)
    offline: set[str] = field(default_factory=set)
    moments: list[Moment] = field(default_factory=list)

    @classmethod
    def begin(cls, recorder: Recorder, language: Language, mobile: str) -> "Handset":
        """A guest's phone in a world; the web page and both applications are at hand."""
        handset = cls(recorder, mobile)
        for kind in KINDS:
            handset.take_new(kind, kind, language)
        handset.hand = "android"
        return handset

    def take_new(self, name: str, kind: str, language: str) -> None:
        """Take a new device in hand, under a name."""
        self.recorder.let(events.Client(kind=kind, language=language), name)
        self.devices[name] = kind
        self.hand = name

    @property
    def world(self) -> World:
        """The world that the phone is in."""
        assert isinstance(self.recorder.target, WorldTarget)
        return self.recorder.target.world

    @property
    def device_id(self) -> int:
        """The device in hand, as the operator knows it."""
        device = self.recorder.memory.devices[self.hand]
        assert isinstance(device, WorldDevice)
        return device.device_id

    @property
    def kind(self) -> str:
        """What the device in hand is."""
        return self.devices[self.hand]

    @property
    def is_online(self) -> bool:
        """Whether the device in hand is connected."""
        return self.hand not in self.offline

    @property
    def cards(self) -> list[str]:
        """Digits of the express-payment cards that were bought."""
        return self.recorder.memory.cards

    @property
    def language(self) -> Language:
        """The language in which the operator speaks to this device."""
        return self.look(Client.help).language

    def look(
        self,
        operation: Callable[Concatenate[Client, P], Outcome],
        *args: P.args,
        **arguments: P.kwargs,
    ) -> Outcome:
        """Ask an operation what it would answer; nothing changes, nothing is logged."""
        return operation(Client(self.world, self.device_id, is_trying=True), *args, **arguments)

    def contracts(self) -> dict[int, ContractView]:
        """Contracts of the account in hand, by id; none for a guest."""
        outcome = self.look(Client.contracts)
        return {view.contract_id: view for view in outcome.data or ()}

    @property
    def is_guest(self) -> bool:
        """Whether nobody is signed in on the device, connected or not."""
        return self.world.is_guest(self.device_id)

    @property
    def promise_ends_at(self) -> datetime.datetime | None:
        """When the next promised payment of the account ends."""
        ends = [view.promise.due_at for view in self.contracts().values() if view.promise]
        return min(ends, default=None)

    @property
    def allowed_from(self) -> datetime.datetime | None:
        """From when what was last refused would be allowed, if that is still to come."""
        at = self.deed.outcome.allowed_from if self.deed else None
        return at if at is not None and at > self.world.now else None

    def ask(
        self,
        operation: Callable[Concatenate[Client, P], Outcome],
        *args: P.args,
        **arguments: P.kwargs,
    ) -> Outcome:
        """Ask for an operation by its method, with its arguments by name; say what came of it."""
        before, balances = self.contracts(), self.recorder.balances()
        outcome = operation(Client(self.world, self.device_id), *args, **arguments)
        self.recorder.note(outcome, self.hand, arguments, balances)
        return self._told(outcome, arguments, before)

    def ask_quietly(
        self,
        operation: Callable[Concatenate[Client, P], Outcome],
        *args: P.args,
        **arguments: P.kwargs,
    ) -> Outcome:
        """Say nothing on the screen when it goes well: a page that opens speaks for itself."""
        return self._hushed(self.ask(operation, *args, **arguments))

    def let(self, event: events.Event) -> Outcome | None:
        """Let something happen; None where nobody answers."""
        before = self.contracts()
        outcome = self.recorder.let(event, self.hand if event.of_device else "")
        if outcome is None:
            return None
        assert isinstance(outcome, Outcome)
        return self._hushed(self._told(outcome, msgspec.structs.asdict(event), before))

    def _told(
        self, outcome: Outcome, arguments: Mapping[str, Any], before: Mapping[int, ContractView]
    ) -> Outcome:
        """Keep for the decision panel what was done, and say it on the screen."""
        self.deed = Deed(outcome, arguments, before, self.contracts())
        self.banner = outcome
        return outcome

    def _hushed(self, outcome: Outcome) -> Outcome:
        self.banner = None if outcome.ok else outcome
        return outcome

    def move_to(self, moment: datetime.datetime | None) -> None:
        """Let the clock go on to a moment; what lies behind can be gone back to."""
        if moment is None or moment == self.world.now:
            return
        self.settle_call(is_answered=False)
        before, mark = self.world.now, self.recorder.mark()
        self.let(events.AdvanceTo(moment=moment))
        self.moments = [*self.moments, Moment(before, mark)][-MOMENTS_MOST:]
        self.banner = None

    def settle_call(self, *, is_answered: bool) -> None:
        """Somebody answers the home phone, or lets it ring."""
        if self.ringing is None:
            return
        home_phone, surname = self.ringing
        self.ringing = None
        self.set_answering(home_phone, is_answering=is_answered)
        outcome = self.ask(Client.request_voice_code, home_phone=home_phone, surname=surname)
        if outcome.ok:
            self.open(Screen("bind_code", item=home_phone))

    def set_answering(self, home_phone: str, *, is_answering: bool) -> None:
        """Somebody is at home to answer the phone, or nobody is."""
        if is_answering == (home_phone in self.absent):
            event = events.AnswerPhone if is_answering else events.LetItRing
            self.let(event(home_phone=home_phone))
            self.absent ^= {home_phone}

    def go_back_to(self, place: int) -> None:
        """Be at an earlier moment, as if nothing had happened since."""
        moment, language = self.moments[place], self.language
        self.world.back_to(moment.at)
        self.recorder.rewind(moment.mark)
        self.moments = self.moments[:place]
        known = {step.who for step in self.recorder.steps if step.do == "client"}
        for name in [name for name in self.devices if name not in known]:
            self.recorder.let(events.Client(kind=self.devices[name], language=language), name)
        self.deed = self.ringing = None

    def come_back(self) -> None:
        """Be as it was when the world was last remembered."""
        self.let(events.Back())
        self.moments = [one for one in self.moments if one.at < self.world.now]
        self.deed = self.banner = self.ringing = None

    @property
    def place(self) -> Place:
        """What is open now."""
        return Place(self.hand, self.screen, list(self.back), dict(self.typed), self.asked)

    def stand_at(self, place: Place) -> None:
        """Have the same open as another phone."""
        if place.hand in self.devices:
            self.hand = place.hand
        self.screen, self.back, self.typed = place.screen, list(place.back), dict(place.typed)
        self.asked = place.asked

    def open(self, screen: Screen, *, is_step: bool = True) -> None:
        """Show another screen; `is_step` lets the way back lead here."""
        if is_step and screen != self.screen:
            self.back = [*self.back, self.screen][-BACK_MOST:]
        if screen != self.screen:
            self.typed = {}
        self.screen = screen

    def complain(self, error: MybtError) -> None:
        """Say on the screen that what was typed cannot be read."""
        known = (key for word, key in TROUBLES.items() if word in str(error))
        self.trouble = next(known, "phone.trouble.input")
        self.banner = None

    def forked(self) -> "Handset":
        """The same phone in a world that goes on by itself."""
        copy = Handset(self.recorder.forked(), self.mobile, dict(self.devices), self.hand)
        copy.screen, copy.back, copy.typed = self.screen, list(self.back), dict(self.typed)
        copy.asked, copy.account = self.asked, self.account
        copy.absent, copy.offline = set(self.absent), set(self.offline)
        copy.moments, copy.deed, copy.banner = list(self.moments), self.deed, self.banner
        return copy
