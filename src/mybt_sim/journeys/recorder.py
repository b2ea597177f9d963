"""`Recorder`: writes down what is done on a target as steps of a journey."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec

from mybt_sim.catalogue.model import Name
from mybt_sim.catalogue.notation import byn
from mybt_sim.journeys.casting import Member
from mybt_sim.journeys.deeds import deed_of, do
from mybt_sim.journeys.events import Event
from mybt_sim.journeys.memory import Memory
from mybt_sim.journeys.model import Step
from mybt_sim.journeys.recording import step_of
from mybt_sim.journeys.references import literal, received, resolved
from mybt_sim.journeys.target import Answer, Target, WorldDevice, WorldTarget
from mybt_sim.operations.arguments import (
    ANNEX,
    CARD,
    CONTRACT,
    HOME_PHONE,
    LOGIN,
    NUMBER,
    PASSWORD,
    PHONE,
    PREVIEW,
    SMS_CODE,
    SURNAME,
    TICKET,
    VOICE_CODE,
    Argument,
)
from mybt_sim.operations.request import Parameter, SelfService, asked_with
from mybt_sim.world.outcome import Outcome

RECEIVED_AS = {SMS_CODE: "sms", VOICE_CODE: "spoken", CARD: "card", TICKET: "ticket"}
"""Arguments that repeat what was received, and the words for it."""
OF_CAST = {
    PHONE: ("mobile",),
    CONTRACT: ("contract",),
    LOGIN: ("login",),
    ANNEX: ("annex",),
    PASSWORD: ("password",),
    HOME_PHONE: ("home_phone",),
    NUMBER: ("home_phone",),
    SURNAME: ("surname", "surname_be"),
}
"""Arguments that tell something of a member of the cast, and what."""


class Mark(NamedTuple):
    """A place in a recording, to come back to."""

    steps: int
    cards: int
    tickets: int


class Recorder:
    """Writes down what is done on a target as steps, and does it where it is told to.

    A code that was just received, and whatever belongs to the cast, is written down as a reference,
    and so is every balance of the cast that changed. What raises an error is not written down: it
    was no request.
    """

    def __init__(self, target: Target, cast: Mapping[str, Member] | None = None) -> None:
        self.target = target
        self.steps: list[Step] = []
        self.memory = Memory()
        self._cast = cast or {}

    def do(self, deed: str, who: str = "", **written: Any) -> Any:
        """Do something as a journey says it and return its answer, None where nothing answers.

        Arguments may be references, as in a file; what means just itself is a `literal(value)`.
        """
        before = self.balances()
        arguments = self.meant(who, written)
        answer = do(deed, who, arguments, self.memory, self.target)
        self._write(deed, who, written, answer, before)
        return answer

    def meant(self, who: str, written: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments as they are asked for now: the values in the place of references."""
        return resolved(written, who, self.memory, self._cast, self.target)

    def let(self, event: Event, who: str = "") -> Answer | None:
        """Let something happen, to the device `who` if to any."""
        before = self.balances()
        answer = event.happen(self.target, self.memory, who)
        self._write(event.name, who, _meant(msgspec.structs.asdict(event)), answer, before)
        return answer

    def note(
        self, outcome: Outcome, who: str, arguments: Mapping[str, Any], before: Mapping[str, int]
    ) -> None:
        """Write down what a device asked for; `before` are the `balances` that there were then."""
        operation = deed_of(outcome.operation)
        assert issubclass(operation, SelfService), f"no device asks for {outcome.operation}"
        self.memory.note(operation, who, arguments, outcome)
        self._write(outcome.operation, who, _meant(arguments), outcome, before)

    def balances(self) -> dict[str, int]:
        """Balances of all contracts of the cast now, in kopecks."""
        return {
            name: self.target.balance_kopecks(member.contract)
            for name, member in self._cast.items()
            if member.contract is not None
        }

    def _write(
        self,
        deed: str,
        who: str,
        written: Mapping[str, Any],
        answer: Answer | None,
        before: Mapping[str, int],
    ) -> None:
        taken = asked_with(deed_of(deed)) | {PREVIEW.name: Parameter(PREVIEW, False)}
        names = {n: self._named(taken[n].argument, value, who) for n, value in written.items()}
        changed = {
            name: byn(kopecks)
            for name, kopecks in self.balances().items()
            if kopecks != before[name]
        }
        step = step_of(deed, who, names, answer)
        self.steps.append(msgspec.structs.replace(step, balance=changed))

    def caption(self, text: str) -> None:
        """Give the last step a caption, the same in all languages."""
        if self.steps:
            name = Name(ru=text, be=text, en=text)
            self.steps[-1] = msgspec.structs.replace(self.steps[-1], caption=name)

    def mark(self) -> Mark:
        """This place in the recording."""
        return Mark(len(self.steps), len(self.memory.cards), len(self.memory.tickets))

    def rewind(self, mark: Mark) -> None:
        """Forget what was done since; the target is somebody else's to move back."""
        del self.steps[mark.steps :]
        del self.memory.cards[mark.cards :]
        del self.memory.tickets[mark.tickets :]

    def forked(self) -> "Recorder":
        """The same recording over a fork of its world; each goes on by itself."""
        assert isinstance(self.target, WorldTarget)
        target = self.target.forked()
        copy = Recorder(target, self._cast)
        copy.steps = list(self.steps)
        copy.memory = Memory(
            {who: WorldDevice(target, id_) for who, id_ in self._device_ids().items()},
            dict(self.memory.mobiles),
            dict(self.memory.home_phones),
            list(self.memory.cards),
            list(self.memory.tickets),
        )
        return copy

    def _device_ids(self) -> dict[str, int]:
        devices: Mapping[str, Any] = self.memory.devices
        return {who: device.device_id for who, device in devices.items()}

    def _named(self, argument: Argument, value: Any, who: str) -> Any:
        word = RECEIVED_AS.get(argument)
        items = [] if word is None else received(word, who, self.memory, self.target)
        if items and value == items[-1]:
            return f"${word}"
        for role, member in self._cast.items():
            for part in OF_CAST.get(argument, ()):
                if value is not None and value == getattr(member, part):
                    return f"${role}.{part}"
        return str(value) if isinstance(value, Decimal) else value


def _meant(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {name: literal(value) for name, value in arguments.items()}


def told(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Steps without the devices that nobody used."""
    return tuple(reversed(list(_needed(steps))))


def _needed(steps: Sequence[Step]) -> Iterator[Step]:
    """From the last step to the first."""
    used: set[str] = set()
    for step in reversed(steps):
        if step.do == "client":
            if step.who not in used:
                continue
            used.discard(step.who)
        elif step.who:
            used.add(step.who)
        yield step
