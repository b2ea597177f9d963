"""The operator behind the routes: a world, the devices that tokens stand for, first answers.

One thread works with it, so that requests come one after the other; HTTP is elsewhere.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from mybt_sim.base.errors import KeyReusedError, MybtError, WorldError
from mybt_sim.base.plain import moment_in
from mybt_sim.engine.vocabulary import Client as ClientKind
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.player import world_of
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.operations.outside import Advance, IssueExpressCard, NewDevice, SetNetwork
from mybt_sim.operations.request import Definition, SelfService
from mybt_sim.operations.sign_in import SignIn
from mybt_sim.service.answers import OK, Body, body_of, status_of
from mybt_sim.service.controls import GOING_BACK, Control, Reset
from mybt_sim.service.plain import written
from mybt_sim.service.shape import is_keyed_by_engine
from mybt_sim.service.tokens import Tokens
from mybt_sim.text.messages import chosen_language
from mybt_sim.world.clients import Client
from mybt_sim.world.outcome import Outcome
from mybt_sim.world.world import World

FIRST_ANSWERS = 10_000
"""Answers to keyed requests that the operator does not keep itself; the oldest leaves first."""


class UnknownTokenError(MybtError):
    """A token that was never given, or is no more."""


class Reply(NamedTuple):
    """A status of HTTP and the body that goes with it."""

    status: int
    body: Body


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks, and how: what stands in the headers of a request.

    kind       web, android or ios: what a guest without a token has in hand
    wishes     languages, as a header names them
    """

    token: str | None = None
    kind: str = "web"
    address: str = ""
    wishes: str | None = None
    key: str | None = None


class Asked(NamedTuple):
    """A request."""

    one: type[Definition]
    arguments: Mapping[str, Any]
    asking: Asking


class Guest(NamedTuple):
    """Guests without a token share a device if they are alike in this."""

    kind: str
    address: str
    language: str


@dataclass
class ServedOperator:
    """A world that is asked over HTTP. `file` is where it is kept, if it is.

    `made` makes the world of a setting when a test begins anew.
    """

    target: WorldTarget
    file: Path | None = None
    made: Callable[[Setting], World] = world_of
    guests: dict[Guest, int] = field(default_factory=dict)
    first_answers: OrderedDict[str, tuple[str, Reply]] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        beside = None if self.file is None else self.file.with_name(f"{self.file.name}.tokens")
        self.tokens = Tokens(beside)

    @property
    def world(self) -> World:
        """The world as it is now."""
        return self.target.world

    def answer_all(self, asked: Sequence[Asked]) -> list[Reply | Exception]:
        """Answer requests in their order; what they change is stored by one write at the end.

        Where storing fails nothing of them is so: each gets the error, and the world goes on as it
        stands in its file.
        """
        try:
            with self.world.together():
                return [self._tried(one) for one in asked]
        except WorldError as error:
            self._open_again()
            return [error for _ in asked]

    def _tried(self, asked: Asked) -> Reply | Exception:
        """The answer to a request, or why there is none."""
        try:
            return self.answer(*asked)
        except StopIteration:  # a future takes none: its request would wait for ever
            return RuntimeError("an iterator ended early")
        except Exception as error:
            return error

    def _open_again(self) -> None:
        """Go on as the file says; what was kept of answers beside it is forgotten."""
        assert self.file is not None
        self.guests.clear()
        self.first_answers.clear()
        self.target = WorldTarget(World.open(self.file))

    def answer(self, one: type[Definition], arguments: Mapping[str, Any], asking: Asking) -> Reply:
        """Answer a request; `MybtError` for one that cannot be answered as it is."""
        if asking.key is None or is_keyed_by_engine(one):
            return self._answer(one, arguments, asking)
        owner = f"{asking.token} {one.name} {asking.key}"
        digest = hashlib.sha256(owner.encode()).hexdigest()
        request = json.dumps(arguments, sort_keys=True)
        before, reply = self.first_answers.get(digest, (None, None))
        if reply is None:
            reply = self._answer(one, arguments, asking)
            self.first_answers[digest] = request, reply
            if len(self.first_answers) > FIRST_ANSWERS:
                self.first_answers.popitem(last=False)
        elif before != request:
            raise KeyReusedError
        return reply

    def close(self) -> None:
        """Let go of the file, if there is one."""
        self.world.close()

    def _answer(self, one: type[Definition], arguments: Mapping[str, Any], asking: Asking) -> Reply:
        if issubclass(one, SelfService):
            return self._ask(one, arguments, asking)
        if issubclass(one, Control):
            return self._control(one(**arguments))
        keyed = {"key": asking.key} if asking.key and is_keyed_by_engine(one) else {}
        given = {**arguments, **keyed}
        if one is NewDevice:
            return self._new_device(**given)
        if one is SetNetwork:
            self._device(asking).set_online(**given)
            return Reply(OK, {"data": None})
        happens = SPECIAL.get(one) or getattr(self.world.outside, one.name)
        came_to = happens(self.world, **given) if one in SPECIAL else happens(**given)
        if isinstance(came_to, Outcome):
            return Reply(status_of(came_to), body_of(came_to, asking.wishes))
        return Reply(OK, {"data": written(came_to)})

    def _ask(self, one: type[SelfService], arguments: Mapping[str, Any], asking: Asking) -> Reply:
        device = self._device(asking)
        keyed = {"key": asking.key} if asking.key and is_keyed_by_engine(one) else {}
        outcome = device.ask(one, **arguments, **keyed)
        token = None
        if one is SignIn and outcome.ok:
            token = self.tokens.give(device.device_id, asking.token)
            self.guests = {g: d for g, d in self.guests.items() if d != device.device_id}
        return Reply(status_of(outcome), body_of(outcome, asking.wishes, token))

    def _control(self, control: Control) -> Reply:
        if self.file is not None and type(control) in GOING_BACK:
            raise WorldError(
                "This operator is kept in a file, and its ledger only grows.",
                next_step="Serve one without --world for tests that go back.",
            )
        if isinstance(control, Reset):
            self.target = WorldTarget(self.made(control.setting()))
            self.tokens.forget()
            self.guests.clear()
            self.first_answers.clear()
            return Reply(OK, {"data": written(self.target.now)})
        return Reply(OK, {"data": written(control.carry_out(self.target))})

    def _new_device(self, kind: str, **more: str) -> Reply:
        """A device with a token. A repetition has another: of the first a digest alone is kept."""
        device = self.world.client(kind, **more).device_id
        return Reply(OK, {"data": device, "token": self.tokens.give(device)})

    def _device(self, asking: Asking) -> Client:
        """What is in hand: the device of the token, or that of guests like this one."""
        if asking.token is not None:
            device = self.tokens.device_of(asking.token)
            if not device:
                raise UnknownTokenError(
                    "This token is not known here.", next_step="Sign in, and take the new one."
                )
            return Client(self.world, device)
        is_known = asking.kind.upper() in ClientKind.__members__
        kind = asking.kind.lower() if is_known else "unknown"
        guest = Guest(kind, asking.address, chosen_language(asking.wishes))
        if guest not in self.guests:
            self.guests[guest] = self.world.client(
                guest.kind, address=guest.address, language=guest.language
            ).device_id
        return Client(self.world, self.guests[guest])


def _advance(world: World, until: str) -> Any:
    return world.advance(until=moment_in(until) or until)  # type: ignore[arg-type]


def _buy(world: World, **keyed: str) -> str:
    return world.outside.buy_express_card(**keyed)


SPECIAL: Mapping[type[Definition], Callable[..., Any]] = {
    Advance: _advance,
    IssueExpressCard: _buy,
}
"""What is called otherwise around a world than its definition."""
