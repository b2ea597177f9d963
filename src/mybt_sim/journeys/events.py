"""What can happen in a journey besides the operations of a device: steps of the world around it.

Each is a class with what a step gives under `with`; `happen` returns an answer where rules are
asked, and None where the world just goes on.
"""

import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from mybt_sim.journeys.memory import Memory
from mybt_sim.journeys.target import Answer, Target
from mybt_sim.operations.arguments import (
    AMOUNT,
    ANNEX,
    ANSWERED,
    ARCHIVED,
    CONTRACT,
    DOWN_MB,
    FEES,
    HOME_PHONE,
    KIND,
    LANGUAGE,
    MINUTES,
    MOMENT,
    NUMBER,
    SECONDS,
    SPANS,
    TARIFFS,
    TERMS,
    TEXTS,
    UP_MB,
)
from mybt_sim.operations.request import Definition


class Event(Definition, frozen=True, kw_only=True):
    """Something that happens; `of_device` where it happens to the device that `who` names."""

    of_device: ClassVar[bool] = False
    has_answer: ClassVar[bool] = False

    def happen(self, target: Target, memory: Memory, who: str) -> Answer | None:
        """Let it happen."""
        raise NotImplementedError


class Client(Event, frozen=True, kw_only=True):
    """Take a device in hand, and call it by the name in `who`.

    Without a language it speaks the one that the target prefers, which is Russian in a world.
    """

    of_device: ClassVar[bool] = True
    kind: Annotated[str, KIND] = "web"
    language: Annotated[str, LANGUAGE] = ""

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        memory.devices[who] = target.client(self.kind, language=self.language)


class GoOffline(Event, frozen=True, kw_only=True):
    """The device loses its connection."""

    of_device: ClassVar[bool] = True

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        memory.devices[who].set_online(False)


class GoOnline(Event, frozen=True, kw_only=True):
    """The device is connected again."""

    of_device: ClassVar[bool] = True

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        memory.devices[who].set_online(True)


class Advance(Event, frozen=True, kw_only=True):
    """Let time pass."""

    days: Annotated[int, SPANS[0]] = 0
    hours: Annotated[int, SPANS[1]] = 0
    minutes: Annotated[int, SPANS[2]] = 0
    seconds: Annotated[int, SPANS[3]] = 0

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        target.advance(until=target.now + datetime.timedelta(**msgspec.structs.asdict(self)))


class AdvanceTo(Event, frozen=True, kw_only=True):
    """Let time pass up to a moment."""

    moment: Annotated[datetime.datetime, MOMENT]

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        target.advance(until=self.moment)


class AnswerPhone(Event, frozen=True, kw_only=True):
    """From now on somebody at home answers."""

    home_phone: Annotated[str, HOME_PHONE]

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        target.set_answering(self.home_phone, True)


class LetItRing(Event, frozen=True, kw_only=True):
    """From now on nobody at home answers."""

    home_phone: Annotated[str, HOME_PHONE]

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        target.set_answering(self.home_phone, False)


class BuyCard(Event, frozen=True, kw_only=True):
    """Buy an express-payment card."""

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        memory.cards.append(target.buy_express_card())


class EripPayment(Event, frozen=True, kw_only=True):
    """Pay through ЕРИП."""

    has_answer: ClassVar[bool] = True
    annex: Annotated[str, ANNEX]
    amount: Annotated[Any, AMOUNT]

    def happen(self, target: Target, memory: Memory, who: str) -> Answer:
        return target.erip_payment(self.annex, self.amount)


class Call(Event, frozen=True, kw_only=True):
    """Call a number from a home phone."""

    has_answer: ClassVar[bool] = True
    contract: Annotated[int, CONTRACT]
    number: Annotated[str, NUMBER]
    seconds: Annotated[int, SECONDS]
    answered: Annotated[bool, ANSWERED] = True

    def happen(self, target: Target, memory: Memory, who: str) -> Answer:
        return target.record_call(self.contract, self.number, self.seconds, answered=self.answered)


class Browse(Event, frozen=True, kw_only=True):
    """Use the internet."""

    has_answer: ClassVar[bool] = True
    contract: Annotated[int, CONTRACT]
    down_mb: Annotated[int, DOWN_MB] = 0
    up_mb: Annotated[int, UP_MB] = 0

    def happen(self, target: Target, memory: Memory, who: str) -> Answer:
        return target.record_session(self.contract, down_mb=self.down_mb, up_mb=self.up_mb)


class Watch(Event, frozen=True, kw_only=True):
    """Watch television."""

    has_answer: ClassVar[bool] = True
    contract: Annotated[int, CONTRACT]
    minutes: Annotated[int, MINUTES]

    def happen(self, target: Target, memory: Memory, who: str) -> Answer:
        return target.record_view(self.contract, self.minutes)


class CorrectBalance(Event, frozen=True, kw_only=True):
    """A service centre corrects a balance by an amount of either sign."""

    has_answer: ClassVar[bool] = True
    contract: Annotated[int, CONTRACT]
    amount: Annotated[Any, AMOUNT]

    def happen(self, target: Target, memory: Memory, who: str) -> Answer:
        return target.correct_balance(self.contract, self.amount)


class Terminate(Event, frozen=True, kw_only=True):
    """A service centre ends a contract for good."""

    has_answer: ClassVar[bool] = True
    contract: Annotated[int, CONTRACT]

    def happen(self, target: Target, memory: Memory, who: str) -> Answer:
        return target.terminate(self.contract)


class Fork(Event, frozen=True, kw_only=True):
    """Keep this moment, to come back to it."""

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        target.remember()


class Back(Event, frozen=True, kw_only=True):
    """Go back to the moment that was kept, as if nothing had happened since."""

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        target.come_back()


class ChangeRules(Event, frozen=True, kw_only=True):
    """From this second on these rules hold, and nothing else is changed.

    They are written as in a scenario's `[[changes]]`; without any, all is as at the beginning.
    """

    terms: Annotated[dict[str, Any], TERMS] = msgspec.field(default_factory=dict)
    fees: Annotated[dict[str, str], FEES] = msgspec.field(default_factory=dict)
    archived: Annotated[list[str], ARCHIVED] = msgspec.field(default_factory=list)
    tariffs: Annotated[list[dict[str, Any]], TARIFFS] = msgspec.field(default_factory=list)
    texts: Annotated[dict[str, Any], TEXTS] = msgspec.field(default_factory=dict)

    def happen(self, target: Target, memory: Memory, who: str) -> None:
        target.change_rules(msgspec.structs.asdict(self))


EVENTS: tuple[type[Event], ...] = (
    *(Client, GoOffline, GoOnline, Advance, AdvanceTo, AnswerPhone, LetItRing, BuyCard),
    *(EripPayment, Call, Browse, Watch, CorrectBalance, Terminate, Fork, Back, ChangeRules),
)
