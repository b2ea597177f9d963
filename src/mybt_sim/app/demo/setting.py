"""What a demo begins with: a world, the people in it, and how a journey's file says so."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from mybt_sim.journeys import Journey, Member, Recorder, Step, WorldTarget, cast_of
from mybt_sim.world import World
from mybt_sim.world.directory import Holder

NOBODY = ""


@dataclass(frozen=True)
class Person:
    """Somebody with a paper contract, in a role of the story."""

    role: str
    contract_id: int
    holder: Holder
    contracts: tuple[int, ...]
    """All contracts of the person, the one that the role is about first."""


@dataclass(frozen=True)
class DemoSetting:
    """The beginning of a journey. Nobody changes `world`: each demo takes a fork of it.

    `has_words` tells that the texts of the application name its roles.
    """

    journey: Journey
    world: World
    members: Mapping[str, Member]
    opening: tuple[Step, ...] = ()
    has_words: bool = False

    @classmethod
    def of(
        cls, journey: Journey, world: World, opening: tuple[Step, ...] = (), *, has_words: bool
    ) -> "DemoSetting":
        """The setting of a journey in its own world; `JourneyError` when nobody fits a role."""
        return cls(journey, world, cast_of(journey, world), opening, has_words)

    def begun(self) -> Recorder:
        """A fork of the world with whoever writes down what is done in it."""
        recorder = Recorder(WorldTarget(self.world.fork()), self.members)
        for step in self.opening:
            recorder.do(step.do, step.who, **step.arguments)
        return recorder

    @property
    def mobile(self) -> str:
        """The number of the phone: that of the first newcomer, who is no subscriber."""
        mobiles = (one.mobile for one in self.members.values() if one.contract is None)
        return next((mobile for mobile in mobiles if mobile), NOBODY)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """Everybody who has paper, each once."""
        found: dict[int, Person] = {}
        for role, member in self.members.items():
            if member.contract is None:
                continue
            holder = self.world.directory.holder_of(member.contract)
            held = self.world.directory.contracts_of(holder.subscriber_id)
            others = (one for one in held if one != member.contract)
            person = Person(role, member.contract, holder, (member.contract, *others))
            found.setdefault(holder.subscriber_id, person)
        return tuple(found.values())

    def place_of(self, contract: int) -> int:
        """The place among `people` of whoever holds a contract; -1 when none of them does."""
        places = (n for n, one in enumerate(self.people) if contract in one.contracts)
        return next(places, -1)
