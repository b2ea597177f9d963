"""How an operator asks the rules: compiled, unless a test puts others in their place."""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from mybt_sim.engine.decide import door
from mybt_sim.engine.records import Records
from mybt_sim.world.advance import pass_time
from mybt_sim.world.state import State

Rule: TypeAlias = Callable[..., int]
Door: TypeAlias = Callable[[Records, Records, Records, Records, int], int]


class Rules(Protocol):
    """The rules of an operator, as a world asks them."""

    @property
    def decide(self) -> Door:
        """As `engine.decide.decide`."""

    def pass_time(self, state: State, *rest: Any) -> None:
        """As `world.advance.pass_time`; `state` is where the clock begins to go on."""

    def version_of(self, rule: Rule) -> Rule:
        """A rule that is asked by itself, as these rules have it."""


class Compiled:
    """The rules as they are."""

    @property
    def decide(self) -> Door:
        """The compiled door itself: nothing stands between a world and the rules."""
        return door()

    def pass_time(self, state: State, *rest: Any) -> None:
        """By the compiled clock."""
        pass_time(*rest)

    def version_of(self, rule: Rule) -> Rule:
        """The rule itself."""
        return rule


COMPILED = Compiled()
