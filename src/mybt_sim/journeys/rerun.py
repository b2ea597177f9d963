"""Journeys as acceptance tests of a change: the same steps by other rules, up to the first break.

People are cast as ever and then the rules change, so that whatever differs comes of the rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mybt_sim.base.errors import JourneyError
from mybt_sim.journeys.casting import cast_of
from mybt_sim.journeys.model import Journey, Step
from mybt_sim.journeys.player import Played, Player, world_of
from mybt_sim.journeys.target import WorldTarget
from mybt_sim.text.messages import worded


@dataclass(frozen=True, kw_only=True)
class Rerun:
    """How a journey went. `number` is the step that broke it, 0 when all hold.

    `played` is that step, None when it could not even be asked; `problems` say what is otherwise;
    `balances` are those of the cast then, in kopecks.
    """

    journey: Journey
    number: int = 0
    played: Played | None = None
    problems: tuple[str, ...] = ()
    balances: Mapping[str, int] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        """Whether every step came to what it expects."""
        return self.number == 0

    @property
    def step(self) -> Step | None:
        """The step that broke it."""
        return None if self.holds else self.journey.steps[self.number - 1]


def rerun(journey: Journey, changed: Mapping[str, Any]) -> Rerun:
    """Play a journey by changed rules, in the parts of `World.under`, up to its first break.

    `ScenarioError` when the rules cannot be so.
    """
    world = world_of(journey.setting)
    cast = cast_of(journey, world)
    player = Player(journey, WorldTarget(world.under(**changed)), cast, strict=False)
    number = 0
    try:
        with worded(changed.get("texts") or {}):
            for played in player:
                number = played.number
                if not played.holds:
                    return Rerun(
                        journey=journey,
                        number=number,
                        played=played,
                        problems=played.problems,
                        balances=player.balances(),
                    )
    except JourneyError as error:
        return Rerun(journey=journey, number=number + 1, problems=(error.problem,))
    return Rerun(journey=journey)
