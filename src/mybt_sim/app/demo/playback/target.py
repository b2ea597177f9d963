"""What a journey's player plays against: a demo, tapped as a person taps it."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

from mybt_sim.app.demo.handset import KINDS, WEB, Handset
from mybt_sim.app.demo.playback.gestures import GESTURES
from mybt_sim.app.demo.playback.offers import Tap
from mybt_sim.app.demo.session import DemoSession
from mybt_sim.engine.refusals import Refusal
from mybt_sim.journeys import Step, events
from mybt_sim.journeys.model import OK
from mybt_sim.operations.arguments import PHONE, PREVIEW, SMS_CODE
from mybt_sim.operations.request import Parameter, SelfService, asked_with
from mybt_sim.operations.sign_in import RequestCode, SignIn
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.outside.network import PhoneCall, ShortMessage

SIGNING_IN = (RequestCode, SignIn)
ENDED = Refusal.SESSION_EXPIRED

Finger: TypeAlias = Callable[[Tap], bool]
"""Makes a tap where the page offers it; False when it does not."""


class DemoDevice:
    """A device of a demo, which is taken in hand before it is used."""

    def __init__(self, target: "DemoTarget", name: str) -> None:
        self._target = target
        self._name = name

    def ask(self, operation: type[SelfService], **arguments: Any) -> Outcome:
        """An operation, asked for by tapping."""
        return self._target.ask(self._name, operation, arguments)

    def set_online(self, is_online: bool) -> None:
        """Switch the connection on or off."""
        self._target.set_online(self._name, is_online)


class DemoTarget:
    """A demo as a `Target`: operations and events become taps.

    What taps do not lead to is asked for besides (`was_asked`): most of it because no button asks
    for it (`was_direct`). With `on_web` devices with an application become web pages.
    """

    def __init__(self, demo: DemoSession, finger: Finger, *, on_web: bool = False) -> None:
        self.demo = demo
        self.was_direct = self.was_asked = False
        self._on_web = on_web
        self._finger = finger
        self._taken: set[str] = set()
        self._expected = OK

    @property
    def handset(self) -> Handset:
        """The phone in hand."""
        return self.demo.handset

    def begin_step(self, step: Step) -> None:
        """Forget the step before; know what this one is meant to come to."""
        self._expected = step.expect
        self.was_direct = self.was_asked = False

    def ask(self, name: str, operation: type[SelfService], arguments: dict[str, Any]) -> Outcome:
        """Ask by tapping where there are buttons for it; without one elsewhere."""
        self._touch(Tap.of("outside.client", item=name), needed=self.handset.hand != name)
        if self._is_expired(operation):
            self._sign_in_again()
        self.handset.deed = None
        taken = asked_with(operation) | {PREVIEW.name: Parameter(PREVIEW, False)}
        asked = {taken[name].argument: value for name, value in arguments.items()}
        is_done = all(self._touch(tap) for tap in GESTURES[operation](self.demo, asked))
        found = self._answer(operation, arguments)
        if found is not None:
            return found
        self.was_asked = True
        is_preview = bool(asked.get(PREVIEW))
        ask = self.handset.ask_quietly if is_done else self.handset.ask
        outcome = ask(partial(Client.ask, operation=operation), **arguments)
        self.was_direct = not is_preview and not (is_done and outcome.ok)
        return outcome

    def _is_expired(self, operation: type[SelfService]) -> bool:
        """Whether a session has ended that lives longer in an application than on the web."""
        if not self._on_web or operation in SIGNING_IN or self._expected == ENDED.name:
            return False
        return self.handset.look(Client.contracts).refusal is ENDED

    def _sign_in_again(self) -> None:
        """What a person does when the web page has forgotten who it is."""
        mobile = self.handset.asked
        for operation in SIGNING_IN:
            code = self.inbox(mobile)[-1].code
            for tap in GESTURES[operation](self.demo, {PHONE: mobile, SMS_CODE: code}):
                self._touch(tap)

    def _touch(self, tap: Tap, *, needed: bool = True) -> bool:
        return not needed or self._finger(tap)

    def _answer(self, operation: type[SelfService], asked: dict[str, Any]) -> Outcome | None:
        """The answer to just this, if the taps led to it."""
        deed = self.handset.deed
        if deed is None or deed.outcome.operation != operation.name:
            return None
        given = {n: value for n, value in asked.items() if value is not None and value is not False}
        is_same = all(deed.arguments.get(name) == value for name, value in given.items())
        return deed.outcome if is_same else None

    @property
    def now(self) -> datetime.datetime:
        """The moment of the phone's world."""
        return self.handset.world.now

    def client(self, kind: str, *, language: str) -> DemoDevice:
        """Take a new device in hand, which speaks as the audience does if nothing else is given."""
        shown = WEB if self._on_web and kind in KINDS else kind
        name = shown if shown not in self._taken else f"{shown}_{len(self._taken) + 1}"
        self._taken.add(name)
        self.handset.take_new(name, shown, language or self.handset.language)
        self.demo.tap("start")
        return DemoDevice(self, name)

    def set_online(self, name: str, is_online: bool) -> None:
        """Switch a device's connection on or off."""
        self._touch(Tap.of("outside.client", item=name), needed=self.handset.hand != name)
        self._touch(Tap("outside.network", {}), needed=self.handset.is_online != is_online)

    def advance(self, *, until: datetime.datetime) -> object:
        """Let time pass."""
        self._touch(Tap.of("clock.to", moment=until.isoformat()))
        if self.now != until:  # which says why the clock cannot be moved there
            self.handset.move_to(until)
        return self.now

    def inbox(self, phone: str) -> Sequence[ShortMessage]:
        """Short messages of a mobile number."""
        return self.handset.world.outside.inbox(phone)

    def calls(self, home_phone: str) -> Sequence[PhoneCall]:
        """Calls of the auto-informer to a home phone."""
        return self.handset.world.outside.calls(home_phone)

    def set_answering(self, home_phone: str, is_answering: bool) -> None:
        """Somebody leaves the house, or comes back; the phone rings all the same."""
        self.handset.set_answering(home_phone, is_answering=is_answering)

    def buy_express_card(self) -> str:
        """The digits of a new express-payment card."""
        self._touch(Tap("outside.buy_card", {}))
        return self.handset.cards[-1]

    def erip_payment(self, annex: str, amount: str) -> Outcome:
        """Somebody pays through ЕРИП, from the paper of whoever the payment is for."""
        world = self.handset.world
        contracts = (one for person in self.demo.setting.people for one in person.contracts)
        owner = next(
            (c for c in contracts if any(annex == p[0] for p in world.outside.paper(c))), 0
        )
        event = events.EripPayment(annex=annex, amount=amount)
        return self._beside(event, owner, "outside.erip", erip=amount)

    def record_call(self, contract: int, number: str, seconds: int, *, answered: bool) -> Outcome:
        """Somebody calls from a home phone."""
        event = events.Call(contract=contract, number=number, seconds=seconds, answered=answered)
        return self._beside(event, contract, "home.call", number=number, seconds=seconds)

    def record_session(self, contract: int, *, down_mb: int, up_mb: int) -> Outcome:
        """Somebody uses the internet."""
        event = events.Browse(contract=contract, down_mb=down_mb, up_mb=up_mb)
        return self._beside(event, contract, "home.browse", down_mb=down_mb, up_mb=up_mb)

    def record_view(self, contract: int, minutes: int) -> Outcome:
        """Somebody watches television."""
        event = events.Watch(contract=contract, minutes=minutes)
        return self._beside(event, contract, "home.watch", minutes=minutes)

    def correct_balance(self, contract: int, amount: str) -> Outcome:
        """A service centre corrects a balance; nobody taps that."""
        return self._elsewhere(events.CorrectBalance(contract=contract, amount=amount))

    def terminate(self, contract: int) -> Outcome:
        """A service centre ends a contract; nobody taps that."""
        return self._elsewhere(events.Terminate(contract=contract))

    def _beside(self, event: events.Event, contract: int, action: str, **fields: object) -> Outcome:
        """Something that somebody does at home: it is tapped beside the phone."""
        place = self.demo.setting.place_of(contract)
        self._touch(
            Tap.of("outside.person", item=place), needed=place not in (-1, self.demo.person)
        )
        self.handset.deed = None
        named = {} if action == "outside.erip" else {"contract": contract}
        if self._touch(Tap.of(action, **named, **fields)) and self.handset.deed is not None:
            return self.handset.deed.outcome
        return self._elsewhere(event)

    def _elsewhere(self, event: events.Event) -> Outcome:
        """Something that just happens to the phone's world."""
        self.was_direct = self.was_asked = True
        outcome = self.handset.let(event)
        assert outcome is not None, f"{event.name} is answered"
        return outcome

    def balance_kopecks(self, contract: int) -> int:
        """The balance of a contract now."""
        return int(self.handset.world.contract_record(contract).balance_kopecks)

    def change_rules(self, changed: Mapping[str, Any]) -> None:
        """Go on by other rules from this second on."""
        self.handset.let(events.ChangeRules(**changed))

    def remember(self) -> None:
        """Keep the present, to come back to it."""
        self.handset.let(events.Fork())

    def come_back(self) -> None:
        """Be as it was when it was last remembered."""
        self.handset.come_back()
        self.demo.tap("start")
