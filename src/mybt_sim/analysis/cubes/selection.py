"""A selection: which contracts and days a page is about. It is closed and typed, never SQL.

What comes from an address is read against the vocabulary of the cubes. What is not in it, is not
in the selection, and whoever reads is told so.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from mybt_sim.analysis.cubes.cubes import Cubes
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import SUBJECTS


@dataclass(frozen=True)
class Selection:
    """Days from `first` to `last`, both of them counted from the first day of the run, of the
    contracts that have, in each dimension of `chosen`, one of its values.
    """

    first: int
    last: int
    subject: str = "traffic"
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Number of days."""
        return self.last - self.first + 1

    def without(self, dimension: str) -> "Selection":
        """The same without what was chosen in one dimension."""
        return replace(
            self, chosen={name: some for name, some in self.chosen.items() if name != dimension}
        )

    def during(self, first: int, last: int) -> "Selection":
        """The same in another period."""
        return replace(self, first=first, last=last)

    def address(self, cubes: Cubes) -> list[tuple[str, str]]:
        """Pairs of a query that say all of it; `read_selection` understands them."""
        said = [("subject", self.subject)]
        if (self.first, self.last) != (0, cubes.days - 1):
            said += [
                ("from", cubes.date_of(self.first).isoformat()),
                ("to", cubes.date_of(self.last).isoformat()),
            ]
        said += [(name, word) for name in DIMENSIONS for word in sorted(self.chosen.get(name, ()))]
        return said


class Asked(NamedTuple):
    """A selection as it was read, and the names of what was not understood."""

    selection: Selection
    strange: tuple[str, ...]


def read_selection(cubes: Cubes, pairs: Iterable[tuple[str, str]]) -> Asked:
    """The selection in the pairs of a query; without any, the whole run."""
    first, last, subject = 0, cubes.days - 1, "traffic"
    chosen: dict[str, set[str]] = {}
    strange: list[str] = []
    for name, text in pairs:
        if name in DIMENSIONS and text in cubes.vocabulary[name]:
            chosen.setdefault(name, set()).add(text)
        elif name == "subject" and text in SUBJECTS:
            subject = text
        elif name in ("from", "to") and (day := _day(cubes, text)) is not None:
            first, last = (day, last) if name == "from" else (first, day)
        else:
            strange.append(name)
    if first > last:
        first, last = last, first
    frozen = {name: frozenset(some) for name, some in chosen.items()}
    return Asked(Selection(first, last, subject, frozen), tuple(strange))


def _day(cubes: Cubes, text: str) -> int | None:
    """The number of a day; days outside of the run are its ends. None when it is no date."""
    try:
        day = (datetime.date.fromisoformat(text) - cubes.first).days
    except ValueError:
        return None
    return min(max(day, 0), cubes.days - 1)
