"""A guard: a function of the engine that reads but a few numbers, asked for all of their edges.

    Guard(("statement.is_period",), period_grid, says_period)

Such a function has no state behind it, so there is nothing to hunt: it is asked for every point of
a grid, and answered in other words beside it. Exhaustion takes milliseconds and says all that a
prover would say of these edges; nothing beyond them is claimed.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, TypeAlias

Point: TypeAlias = tuple[Any, ...]
"""What a function is given at one point of its grid."""

Asked: TypeAlias = Callable[[Any, Point], Any]
"""Puts the numbers of a point to a plain copy of a module, and gives the answer."""


class Guard(NamedTuple):
    """`places` are the functions that a look at the first one goes through, as `module.name`."""

    places: tuple[str, ...]
    grid: Callable[[], Iterable[Point]]
    says: Callable[..., Any]
    asked: Asked | None = None

    @property
    def module(self) -> str:
        """The module of the engine."""
        return f"mybt_sim.engine.{self.places[0].partition('.')[0]}"

    @property
    def function(self) -> str:
        """The function in it that is asked."""
        return self.places[0].partition(".")[2]


def first_failure(guard: Guard, module: Any) -> Point | None:
    """The first point at which a plain copy of the module answers otherwise; None for none."""
    for point in guard.grid():
        if _answer(guard, module, point) != guard.says(*point):
            return point
    return None


def _answer(guard: Guard, module: Any, point: Point) -> Any:
    if guard.asked is not None:
        return guard.asked(module, point)
    return getattr(module, guard.function)(*point)
