"""What only a test may do with a served operator besides what comes from outside.

Each is a definition like an operation, with the argument that it takes; `carry_out` answers with
plain values. `WorldError` where a durable world would have to go back.
"""

import datetime
from typing import Annotated, Any, ClassVar

import msgspec

from mybt_sim.base.errors import ScenarioError, WorldError
from mybt_sim.base.plain import day_in
from mybt_sim.journeys.model import Setting
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.operations.arguments import (
    ARCHIVED,
    CONTRACT,
    FEES,
    HOME_PHONE,
    PHONE,
    SPANS,
    TARIFFS,
    TERMS,
    Argument,
)
from mybt_sim.operations.request import Definition
from mybt_sim.world.parsing import shown

SUBSCRIBERS_MOST = 20_000
"""A world of so many is made in some seconds, and takes some hundred MB."""
DAYS_MOST = 366

SUBSCRIBERS = Argument("subscribers", "how many subscribers there are", 1_000)
SEED = Argument("seed", "seed of all draws", 1)
START = Argument("start", "first day", "2026-06-01")
PAST_DAYS = Argument("past_days", "days that were lived before it", 0)
SUBSCRIBER = Argument("subscriber", "one subscriber alone, as in a run of `run_days`; or 0", 0)
RUN_DAYS = Argument("run_days", "days of that run", 0)


class Control(Definition, frozen=True, kw_only=True):
    """Something that a test does to an operator, or sees of it."""

    is_look: ClassVar[bool] = False
    answer: ClassVar[str] = ""

    def carry_out(self, target: WorldTarget) -> Any:
        """Do it, and say what there is to say."""
        raise NotImplementedError


class Now(Control, frozen=True, kw_only=True):
    """The moment at which the clock stands, Minsk time."""

    is_look: ClassVar[bool] = True
    answer: ClassVar[str] = "datetime"

    def carry_out(self, target: WorldTarget) -> datetime.datetime:
        return target.now


class Wait(Control, frozen=True, kw_only=True):
    """Let time pass for everybody; answered with the moment that it is then."""

    answer: ClassVar[str] = "datetime"
    days: Annotated[int, SPANS[0]] = 0
    hours: Annotated[int, SPANS[1]] = 0
    minutes: Annotated[int, SPANS[2]] = 0
    seconds: Annotated[int, SPANS[3]] = 0

    def carry_out(self, target: WorldTarget) -> datetime.datetime:
        return target.world.advance(**msgspec.structs.asdict(self))


class Inbox(Control, frozen=True, kw_only=True):
    """Short messages of a mobile number, oldest first, with their codes."""

    is_look: ClassVar[bool] = True
    answer: ClassVar[str] = "tuple[ShortMessage, ...]"
    phone: Annotated[str, PHONE]

    def carry_out(self, target: WorldTarget) -> Any:
        return target.inbox(self.phone)


class Calls(Control, frozen=True, kw_only=True):
    """Calls of the auto-informer to a home phone, oldest first, with the codes that it spoke."""

    is_look: ClassVar[bool] = True
    answer: ClassVar[str] = "tuple[PhoneCall, ...]"
    home_phone: Annotated[str, HOME_PHONE]

    def carry_out(self, target: WorldTarget) -> Any:
        return target.calls(self.home_phone)


class Paper(Control, frozen=True, kw_only=True):
    """Login and password of each service, as printed on a paper contract."""

    is_look: ClassVar[bool] = True
    answer: ClassVar[str] = "tuple[PaperLine, ...]"
    contract: Annotated[int, CONTRACT]

    def carry_out(self, target: WorldTarget) -> Any:
        return [PaperLine(*line) for line in target.world.outside.paper(self.contract)]


class PaperLine(msgspec.Struct, frozen=True):
    """A service on a paper contract."""

    login: str
    password: str


class BalanceOf(Control, frozen=True, kw_only=True):
    """The balance of a contract in kopecks, seen by nobody's device."""

    is_look: ClassVar[bool] = True
    answer: ClassVar[str] = "int"
    contract: Annotated[int, CONTRACT]

    def carry_out(self, target: WorldTarget) -> int:
        return target.balance_kopecks(self.contract)


class Reset(Control, frozen=True, kw_only=True):
    """Begin anew from a seed: the same operator, people and second, whatever happened before."""

    answer: ClassVar[str] = "datetime"
    subscribers: Annotated[int, SUBSCRIBERS] = 1_000
    seed: Annotated[int, SEED] = 1
    start: Annotated[str, START] = "2026-06-01"
    past_days: Annotated[int, PAST_DAYS] = 0
    subscriber: Annotated[int, SUBSCRIBER] = 0
    run_days: Annotated[int, RUN_DAYS] = 0
    terms: Annotated[dict[str, Any], TERMS] = msgspec.field(default_factory=dict)
    fees: Annotated[dict[str, str], FEES] = msgspec.field(default_factory=dict)

    def setting(self) -> Setting:
        """The world that is asked for; `ScenarioError` for one that is too large for a test."""
        start = day_in(self.start)
        is_small = 0 < self.subscribers <= SUBSCRIBERS_MOST and self.subscriber >= 0
        is_small &= all(0 <= days <= DAYS_MOST for days in (self.past_days, self.run_days))
        if start is None or not is_small:
            raise ScenarioError(
                f"A world of {self.subscribers} subscribers from {shown(self.start)} with "
                f"{self.past_days} days before it is not made on the way.",
                next_step=f"Give up to {SUBSCRIBERS_MOST:,} subscribers, a date, and up to "
                f"{DAYS_MOST} days.",
            )
        values = {**msgspec.structs.asdict(self), "start": start}
        return Setting(**values)


assert set(Reset.__struct_fields__) == set(Setting.__struct_fields__), "all of a setting is asked"


class Remember(Control, frozen=True, kw_only=True):
    """Keep this moment, to come back to it."""

    def carry_out(self, target: WorldTarget) -> None:
        target.remember()


class ComeBack(Control, frozen=True, kw_only=True):
    """Be as it was when it was last remembered, as if nothing had happened since."""

    answer: ClassVar[str] = "datetime"

    def carry_out(self, target: WorldTarget) -> datetime.datetime:
        if not target.is_kept:
            raise WorldError("Nothing was remembered.", next_step="Ask for `remember` first.")
        target.come_back()
        return target.now


class ChangeRules(Control, frozen=True, kw_only=True):
    """From this second on these rules hold, written as in a scenario's `[[changes]]`."""

    terms: Annotated[dict[str, Any], TERMS] = msgspec.field(default_factory=dict)
    fees: Annotated[dict[str, str], FEES] = msgspec.field(default_factory=dict)
    archived: Annotated[list[str], ARCHIVED] = msgspec.field(default_factory=list)
    tariffs: Annotated[list[dict[str, Any]], TARIFFS] = msgspec.field(default_factory=list)

    def carry_out(self, target: WorldTarget) -> None:
        target.change_rules(msgspec.structs.asdict(self))


CONTROLS: tuple[type[Control], ...] = (
    *(Now, Wait, Inbox, Calls, Paper, BalanceOf),
    *(Reset, Remember, ComeBack, ChangeRules),
)
GOING_BACK: frozenset[type[Control]] = frozenset({Reset, Remember, ComeBack, ChangeRules})
"""What a world that is kept in a file does not do: its ledger only grows."""
