"""Faults of a scenario: all of them at once, so that it is mended in one go."""

from collections.abc import Iterator
from contextlib import contextmanager

from mybt_sim.base.errors import ScenarioError


class Faults:
    """What is wrong so far; `refuse` makes one error of it."""

    def __init__(self) -> None:
        self._errors: list[ScenarioError] = []

    @contextmanager
    def gathered(self, where: str = "") -> Iterator[None]:
        """Keep what goes wrong inside, told with `where` in front, and go on after it."""
        try:
            yield
        except ScenarioError as error:
            for part in error.parts or (error,):
                told = ScenarioError(where + part.problem, next_step=part.next_step)
                if str(told) not in map(str, self._errors):
                    self._errors.append(told if where else part)

    def refuse(self) -> None:
        """Raise `ScenarioError` with everything that was found, if there is anything."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            lines = "".join(f"\n  {error}" for error in self._errors)
            together = ScenarioError(
                f"The scenario has {len(self._errors)} faults.",
                next_step=f"Mend what is listed here:{lines}",
            )
            together.parts = tuple(self._errors)
            raise together


@contextmanager
def told_of(where: object) -> Iterator[None]:
    """Whatever goes wrong inside is told with `where` in front."""
    faults = Faults()
    with faults.gathered(f"{where}: "):
        yield
    faults.refuse()
