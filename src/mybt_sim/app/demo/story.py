"""`Story`: a journey being played on a demo, step by step."""

from dataclasses import dataclass, field
from typing import Protocol

from mybt_sim.base.errors import JourneyError
from mybt_sim.journeys import Journey, Played, Player, Step


class StoryTarget(Protocol):
    """What a story is played on: it is told each step, and tells how the step was asked for."""

    was_direct: bool
    was_asked: bool

    def begin_step(self, step: Step) -> None:
        """Forget the step before; know what this one is meant to come to."""


@dataclass(frozen=True)
class Shown:
    """A step that was shown: what came of it, and whether it was asked without a button."""

    played: Played
    was_direct: bool


@dataclass
class Story:
    """A journey with its player; `shown` are the steps so far.

    `has_gone_astray` tells that a step could not be played, because of what was done in between;
    `fault` names what is wrong with the rules of its world, if something is.
    """

    journey: Journey
    player: Player
    target: StoryTarget
    on_web: bool
    shown: list[Shown] = field(default_factory=list)
    has_gone_astray: bool = False
    fault: str = ""

    @property
    def is_over(self) -> bool:
        """Whether there is no further step."""
        return len(self.shown) >= len(self.journey.steps)

    def play_next(self) -> None:
        """Play the next step, if there is one."""
        if self.is_over or self.has_gone_astray:
            return
        self.target.begin_step(self.journey.steps[len(self.shown)])
        try:
            played = self.player.next_step()
        except JourneyError:
            self.has_gone_astray = True
            return
        assert played is not None
        self.shown.append(Shown(played, self.target.was_direct))


def can_be_on_web(journey: Journey) -> bool:
    """Whether its devices can be web pages as well: it does not show one kind beside another."""
    kinds = [step.arguments.get("kind", "web") for step in journey.steps if step.do == "client"]
    return "web" not in kinds and len(set(kinds)) == len(kinds)
