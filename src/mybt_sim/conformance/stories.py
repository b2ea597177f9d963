"""Stories on both systems: played until something differs, and cut to the steps that it takes."""

import datetime
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mybt_sim.base.errors import MybtError
from mybt_sim.catalogue.model import Name
from mybt_sim.catalogue.notation import byn
from mybt_sim.conformance.both import Both, DiffersError, NotOfferedError
from mybt_sim.conformance.compare import Difference
from mybt_sim.conformance.mapping import Mapping as Elsewhere
from mybt_sim.conformance.transport import ConformError
from mybt_sim.conformance.trials import ROLES, trial_steps
from mybt_sim.journeys.casting import Member, cast_of
from mybt_sim.journeys.deeds import do, needs_device
from mybt_sim.journeys.events import Event
from mybt_sim.journeys.memory import Memory
from mybt_sim.journeys.model import Journey, Role, Setting, Step
from mybt_sim.journeys.player import world_of
from mybt_sim.journeys.recording import journey_toml
from mybt_sim.journeys.references import resolved
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.operations.outside import EripPayment
from mybt_sim.operations.request import Definition
from mybt_sim.world.world import World

START = datetime.date(2026, 6, 1)
CLOCK = frozenset({"advance", "advance_to"})


@dataclass(frozen=True, kw_only=True)
class Story:
    """A world, its cast, and steps, as a journey has them."""

    name: str
    setting: Setting
    cast: Mapping[str, Role]
    steps: tuple[Step, ...]

    def toml(self) -> str:
        """The story as a journey's file."""
        return journey_toml(self.name, self.setting, self.steps, cast=self.cast)


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a story went: what differed after how many steps, and how much was compared."""

    difference: Difference | None
    steps: int
    asked: int


def story_of(journey: Journey) -> Story:
    """A journey as a story."""
    return Story(name=journey.name, setting=journey.setting, cast=journey.cast, steps=journey.steps)


def trial(seed: int, number: int, setting: Setting, elsewhere: Elsewhere) -> Story:
    """Trial number so and so."""

    def offers(one: type[Definition]) -> bool:
        return issubclass(one, Event) or elsewhere.offers(one.name)

    steps = trial_steps(seed, number, offers)
    return Story(name=f"trial {number}", setting=setting, cast=ROLES, steps=tuple(steps))


def play_both(story: Story, elsewhere: Elsewhere) -> Ended:
    """Play a story from its beginning, up to what differs first.

    A step whose references stand for nothing is left out, and so is what neither can be asked.
    """
    world = world_of(story.setting)
    members = _members(story, world)
    both = Both(WorldTarget(world), elsewhere)
    played = 0
    try:
        elsewhere.begin(story.setting, members)
        _pay_as_the_cast_did(world, elsewhere)
        memory = Memory()
        for step in story.steps:
            played += 1
            _play(step, both, memory, members)
    except DiffersError as error:
        return Ended(difference=error.difference, steps=played, asked=both.asked)
    return Ended(difference=None, steps=played, asked=both.asked)


def _members(story: Story, world: World) -> dict[str, Member]:
    head = Name(ru=story.name, be=story.name, en=story.name)
    journey = Journey(
        name=story.name,
        title=head,
        about=None,
        seed=(),
        setting=story.setting,
        cast=story.cast,
        steps=(),
    )
    return cast_of(journey, world)


def _pay_as_the_cast_did(world: World, elsewhere: Elsewhere) -> None:
    """What roles had paid in before the story begins happens there as well."""
    for logged in world.log:
        paid = logged.command.request
        if isinstance(paid, EripPayment):
            told = {"annex": f"{paid.login:013}", "amount": byn(paid.amount_kopecks)}
            elsewhere.happen("erip_payment", told)


def _play(step: Step, both: Both, memory: Memory, members: Mapping[str, Member]) -> None:
    if needs_device(step.do) and step.do != "client" and step.who not in memory.devices:
        return
    try:
        arguments = resolved(step.arguments, step.who, memory, members, both)
        asked = {**arguments, "preview": True} if step.preview else arguments
        do(step.do, step.who, asked, memory, both)
    except ConformError:
        raise
    except (MybtError, NotOfferedError):
        return  # neither takes it for a request, or a reference stands for nothing
    if step.do in CLOCK:
        for member in members.values():
            if member.contract is not None:
                both.balance_kopecks(member.contract)


def shrunk(story: Story, ended: Ended, elsewhere: Elsewhere, *, seconds: float) -> Story:
    """The story without the steps that the difference does not take, as far as time allows."""
    assert ended.difference is not None
    kind, until = ended.difference.kind, time.perf_counter() + seconds
    best = replace(story, steps=story.steps[: ended.steps])
    size = max(1, len(best.steps) // 2)
    while time.perf_counter() < until:
        for shorter in _without(best, size):
            found = play_both(shorter, elsewhere)
            if found.difference is not None and found.difference.kind is kind:
                best = replace(shorter, steps=shorter.steps[: found.steps])
                break
            if time.perf_counter() >= until:
                return best
        else:
            if size == 1:
                return best
            size //= 2
    return best


def _without(story: Story, size: int) -> Iterator[Story]:
    """The story without so many steps in a row, from its end on."""
    for first in range(len(story.steps) - size, -1, -size):
        left = story.steps[:first] + story.steps[first + size :]
        yield replace(story, steps=left)
