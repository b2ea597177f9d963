"""Playing a journey, one step at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from mybt_sim.base.errors import JourneyError, MybtError
from mybt_sim.journeys.casting import Member, cast_of
from mybt_sim.journeys.deeds import do
from mybt_sim.journeys.expectations import came_to, unmet
from mybt_sim.journeys.memory import Memory
from mybt_sim.journeys.model import Journey, Setting, Step, run_of
from mybt_sim.journeys.references import resolved
from mybt_sim.journeys.target import Answer, Target, WorldTarget
from mybt_sim.text.messages import Language
from mybt_sim.world.world import World

WORLDS_KEPT = 8


@dataclass(frozen=True, kw_only=True)
class Change:
    """The balance of a member of the cast before and after a step, in kopecks."""

    name: str
    before_kopecks: int
    after_kopecks: int


@dataclass(frozen=True, kw_only=True)
class Played:
    """A step that was played.

    `answer` is an `Outcome` when a world was played against, and None for an event that nothing
    answers. `found` is ok, a refusal's name, or empty; `problems` is empty when all holds.
    """

    number: int
    step: Step
    at: datetime
    arguments: Mapping[str, Any]
    answer: Answer | None
    found: str
    problems: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def holds(self) -> bool:
        """Whether everything that the step expects is so."""
        return not self.problems

    def caption(self, language: Language) -> str:
        """What the audience reads; empty when the step has no caption."""
        return "" if self.step.caption is None else str(getattr(self.step.caption, language))


class Player:
    """Plays a journey against a target, step by step; iterate, or call `next_step`.

    By default in a fork of the journey's own world. With another system as `target` give the
    `cast` that lives there. An expectation that is not met is a `JourneyError`; with
    `strict=False` it is left in `Played.problems`, and the story goes on.
    """

    def __init__(
        self,
        journey: Journey,
        target: Target | None = None,
        cast: Mapping[str, Member] | None = None,
        *,
        strict: bool = True,
    ) -> None:
        self.journey = journey
        if target is None:
            target = WorldTarget(world_of(journey.setting))
        if cast is None:
            if not isinstance(target, WorldTarget):
                raise JourneyError(
                    f"{journey.name} has no cast on this system.",
                    next_step="Give the members that its roles ask for.",
                )
            cast = cast_of(journey, target.world)
        self.target = target
        self.cast = cast
        self.memory = Memory()
        self._strict = strict
        self._next = 0

    def __iter__(self) -> Iterator[Played]:
        while (played := self.next_step()) is not None:
            yield played

    @property
    def now(self) -> datetime:
        """The moment in the story."""
        return self.target.now

    def next_step(self) -> Played | None:
        """Play the next step; None when the story is over.

        Raises `JourneyError` that names file, step, what was expected and what was found.
        """
        if self._next >= len(self.journey.steps):
            return None
        step = self.journey.steps[self._next]
        self._next += 1
        played = self._play(self._next, step)
        if self._strict and played.problems:
            raise self._error(self._next, step, "; ".join(played.problems))
        return played

    def balances(self) -> dict[str, int]:
        """Balances of all contracts of the cast now, in kopecks."""
        return {
            name: self.target.balance_kopecks(member.contract)
            for name, member in self.cast.items()
            if member.contract is not None
        }

    def _play(self, number: int, step: Step) -> Played:
        before = self.balances()
        try:
            arguments = resolved(step.arguments, step.who, self.memory, self.cast, self.target)
            asked = {**arguments, "preview": True} if step.preview else arguments
            answer = do(step.do, step.who, asked, self.memory, self.target)
        except MybtError as error:
            raise self._error(number, step, str(error)) from error
        after = self.balances()
        return Played(
            number=number,
            step=step,
            at=self.target.now,
            arguments=arguments,
            answer=answer,
            found=came_to(answer),
            problems=tuple(unmet(step, answer, lambda name: after.get(name, 0))),
            changes=tuple(
                Change(name=name, before_kopecks=before[name], after_kopecks=after[name])
                for name in before
                if before[name] != after[name]
            ),
        )

    def _error(self, number: int, step: Step, what: str) -> JourneyError:
        return JourneyError(
            f"{self.journey.name}.toml, step {number} ({step.do}): {what.rstrip('.')}.",
            next_step="Mend that step, or the rule that decided.",
        )


def play(journey: Journey) -> tuple[Played, ...]:
    """Play a journey to its end in a world of its own; `JourneyError` when it goes otherwise."""
    return tuple(Player(journey))


def world_of(setting: Setting) -> World:
    """A world for a journey. Those of one setting are forks, so making another takes no time."""
    return _base_world(msgspec.json.encode(setting)).fork()


@lru_cache(maxsize=WORLDS_KEPT)
def _base_world(setting_json: bytes) -> World:
    setting = msgspec.json.decode(setting_json, type=Setting)
    if setting.subscriber:
        return World.of_subscriber(run_of(setting), setting.subscriber, setting.start)
    return World.create(
        subscribers=setting.subscribers,
        seed=setting.seed,
        start=setting.start,
        past_days=setting.past_days,
        terms=setting.terms,
        fees=setting.fees,
    )
