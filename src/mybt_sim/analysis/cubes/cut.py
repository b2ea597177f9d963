"""A cut: what a choice of contracts has on every day, so that a period costs no look at them.

While a period is drawn, the choice stays. What depends on the choice alone is summed once, by day;
the answer for a period is then a difference of running sums, whatever the number of contracts.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from mybt_sim.analysis.cubes.cubes import Cubes, Mask

CUTS_KEPT = 32
Whole: TypeAlias = NDArray[np.int64]
Days: TypeAlias = NDArray[np.int32]
_door = threading.Lock()


class Months(NamedTuple):
    """A subject in the months of a run from `start` to before `end`."""

    subject: str
    start: int
    end: int


class Held(NamedTuple):
    """What contracts hold, a tariff with a line each: the first of each, and what few have besides.

    places          of all holdings those of the cut
    first, further  of these the first of each contract, and all others
    whose           of each other the place of its contract in `first`
    ids             of contracts, in the order of `first`
    """

    places: Any
    first: Whole
    further: Whole
    whose: Whole
    ids: Days


@dataclass(frozen=True, eq=False)
class Cut:
    """The contracts of `cubes` that have, in each dimension of `chosen`, one of its values."""

    cubes: Cubes
    chosen: Mapping[str, frozenset[str]]
    spreads: dict[Months, Any] = field(default_factory=dict)
    """How amounts are spread over contracts, by subject and months (`answers.py`)."""
    _running: dict[str, Whole] = field(default_factory=dict)

    @cached_property
    def masks(self) -> dict[str, Mask]:
        """By dimension in which something is chosen: which cells have it."""
        return self.cubes.masks(self.chosen)

    @cached_property
    def mask(self) -> Mask:
        """Which cells have all that is chosen."""
        return self.mask_without("")

    def mask_without(self, dimension: str) -> Mask:
        """Which cells have what is chosen in all other dimensions."""
        mask = np.ones(self.cubes.cells, bool)
        for name, other in self.masks.items():
            if name != dimension:
                mask &= other
        return mask

    def running(self, measure: str) -> Whole:
        """The sums of a measure before each day of the run, and of all its days."""
        if measure not in self._running:
            self._running[measure] = self.cubes.running(measure, self.mask)
        return self._running[measure]

    def daily(self, measure: str) -> Whole:
        """The sum of a measure by day of the run."""
        return np.diff(self.running(measure))

    def total(self, measure: str, first: int, last: int) -> int:
        """The sum of a measure over days, both included."""
        running = self.running(measure)
        return int(running[last + 1] - running[first])

    def contracts(self, first: int, last: int) -> int:
        """Distinct contracts with at least one day in force.

        The stretches that meet a period, less the neighbours of one contract that both meet it: of
        one contract those that meet it follow each other.
        """
        begun, ended, ends, begins = self._stretches
        both = int(np.count_nonzero((ends >= first) & (begins <= last)))
        return int(begun[last + 1] - ended[first]) - both

    @cached_property
    def _stretches(self) -> tuple[Whole, Whole, Days, Days]:
        """Stretches begun and ended before each day; of neighbours the end and the beginning."""
        spells, days = self.cubes.arrays, self.cubes.days
        here = self.mask[spells["spell.cell"]]
        contract, first, last = (spells[f"spell.{n}"][here] for n in ("contract", "first", "last"))
        follows = contract[1:] == contract[:-1]
        return _before(first, days), _before(last, days), last[:-1][follows], first[1:][follows]

    @cached_property
    def add_ons(self) -> Whole:
        """By add-on and day: contracts of the cut that have it, while it fits their tariff."""
        on, days = self.cubes.fitting, self.cubes.days
        here = self.mask[on.cell]
        changes = np.zeros((len(self.cubes.arrays["fit"]), days + 1), np.int64)
        np.add.at(changes, (on.add_on[here], on.first[here]), 1)
        np.add.at(changes, (on.add_on[here], on.last[here] + 1), -1)
        return changes[:, :-1].cumsum(axis=1)

    def amounts(self, subject: str, start: int, end: int) -> tuple[Whole, Days]:
        """Amounts of contracts in the months from `start` to before `end`, never below 0; ids."""
        held = self._held
        running = self.cubes.arrays[f"month.{subject}"]
        amount = running[end][held.places] - running[start][held.places]
        values = amount[held.first].astype(np.int64)
        np.add.at(values, held.whose, amount[held.further])
        return values, held.ids

    @cached_property
    def _held(self) -> Held:
        arrays = self.cubes.arrays
        here = self.mask[arrays["holding.cell"]]
        places = slice(None) if here.all() else np.flatnonzero(here)
        contract = arrays["holding.contract"][places]
        begins = np.diff(contract, prepend=-1) != 0
        first, further = np.flatnonzero(begins), np.flatnonzero(~begins)
        whose = np.searchsorted(first, further) - 1
        return Held(places, first, further, whose, arrays["contract.id"][contract[first]])


def _before(days: Days, count: int) -> Whole:
    """How many of `days` lie before each of `count` days, and before the one after them."""
    return np.concatenate([[0], np.bincount(days, minlength=count)]).cumsum()


def cut_of(cubes: Cubes, chosen: Mapping[str, frozenset[str]]) -> Cut:
    """The cut by what is chosen; the last ones are remembered as long as their cubes."""
    key = frozenset(chosen.items())
    with _door:
        cuts: dict[Any, Cut] = cubes.remembered
        if key not in cuts:
            while len(cuts) >= CUTS_KEPT:
                del cuts[next(iter(cuts))]
            cuts[key] = Cut(cubes, dict(chosen))
        return cuts[key]
