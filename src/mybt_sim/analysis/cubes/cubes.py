"""The cubes of a run in memory, and the sums that they give without a look at the facts."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vocabulary: TypeAlias = dict[str, tuple[str, ...]]
Mask: TypeAlias = NDArray[np.bool_]
EXACT = 2**53
"""Below it a sum in floating point is the whole number that is meant."""


@dataclass(frozen=True, eq=False)
class Cubes:
    """Arrays by name.

    cell.DIMENSION        its code in `vocabulary`, by cell
    day.MEASURE           running sums, by day and by place in day.MEASURE.cells
    holding.contract, .cell, month.AMOUNT   a contract with a tariff, running sums by month
    spell.contract, .cell, .first, .last    days in force with a tariff, without a gap
    contract.id, .month   months are 12 × year + month
    add_on.contract, .add_on, .first, .last; fit   add-on × tariff
    """

    first: datetime.date
    days: int
    vocabulary: Vocabulary
    arrays: Mapping[str, NDArray[Any]]

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.arrays["cell.region"])

    def date_of(self, day: int) -> datetime.date:
        """The date of a day that is counted from the first."""
        return self.first + datetime.timedelta(days=day)

    @property
    def last(self) -> datetime.date:
        """The last day of the run."""
        return self.date_of(self.days - 1)

    def masks(self, chosen: Mapping[str, frozenset[str]]) -> dict[str, Mask]:
        """By dimension in which something is chosen: which cells have it."""
        found = {}
        for name, words in chosen.items():
            has = np.array([word in words for word in self.vocabulary[name]])
            found[name] = has[self.arrays[f"cell.{name}"]]
        return found

    def mask(self, chosen: Mapping[str, frozenset[str]]) -> Mask:
        """Which cells have all that is chosen."""
        whole = np.ones(self.cells, bool)
        for mask in self.masks(chosen).values():
            whole &= mask
        return whole

    def sums(self, measure: str, first: int, last: int) -> NDArray[np.int64]:
        """The sum of a measure over days, both included, by cell."""
        running = self.arrays[f"day.{measure}"]
        found = np.zeros(self.cells, np.int64)
        used = self.arrays[f"day.{measure}.cells"]
        found[used] = running[last + 1].astype(np.int64) - running[first]
        return found

    def daily(
        self, measure: str, mask: Mask, first: int = 0, last: int | None = None
    ) -> NDArray[np.int64]:
        """The sum of a measure over the cells of a mask, by day of the run or of a part of it."""
        end = self.days if last is None else last + 1
        running = self.arrays[f"day.{measure}"][first : end + 1]
        used = np.flatnonzero(mask[self.arrays[f"day.{measure}.cells"]])
        some = running if len(used) == running.shape[1] else running[:, used]
        sums: NDArray[np.int64] = np.diff(some.sum(axis=1, dtype=np.int64))
        return sums

    def by_word(self, dimension: str, values: NDArray[np.int64], mask: Mask) -> NDArray[np.int64]:
        """Sums of values of cells, by code of a dimension."""
        codes = self.arrays[f"cell.{dimension}"]
        count = len(self.vocabulary[dimension])
        sums = np.bincount(codes, np.where(mask, values, 0), count)
        assert abs(sums).max(initial=0) < EXACT
        return sums.astype(np.int64)
