"""How an operator asks the rules: compiled, unless a test puts others in their place."""

from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

from mybt_sim.engine.decide import door
from mybt_sim.engine.records import Records
from mybt_sim.world.advance import pass_time
from mybt_sim.world.state import State

Rule: TypeAlias = Callable[..., int]


class Rules(Protocol):
    """The rules of an operator, as a world asks them."""

    def decide(
        self, books: Records, contracts: Records, accesses: Records, requests: Records, now: int
    ) -> int:
        """As `engine.decide.decide`."""

    def pass_time(self, state: State, *rest: Any) -> None:
        """As `world.advance.pass_time`; `state` is where the clock begins to go on."""

    def version_of(self, rule: Rule) -> Rule:
        """A rule that is asked by itself, as these rules have it."""


class Compiled:
    """The rules as they are."""

    def decide(
        self, books: Records, contracts: Records, accesses: Records, requests: Records, now: int
    ) -> int:
        """By the compiled door."""
        return door()(books, contracts, accesses, requests, now)

    def pass_time(self, state: State, *rest: Any) -> None:
        """By the compiled clock."""
        pass_time(*rest)

    def version_of(self, rule: Rule) -> Rule:
        """The rule itself."""
        return rule


COMPILED = Compiled()
