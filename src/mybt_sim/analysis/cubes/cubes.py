"""The cubes of a run in memory, and the sums that they give without a look at the facts."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vocabulary: TypeAlias = dict[str, tuple[str, ...]]
Mask: TypeAlias = NDArray[np.bool_]
YEAR_MONTHS = 12
EXACT = 2**53
"""Below it a sum in floating point is the whole number that is meant."""


class Fitting(NamedTuple):
    """Stretches of days with an add-on: which one, in which cell, first and last day."""

    add_on: NDArray[np.int32]
    cell: NDArray[np.int32]
    first: NDArray[np.int32]
    last: NDArray[np.int32]


class Staying(NamedTuple):
    """Stretches in force by the month in which their contract was connected.

    `labels` are those months, or the first of a year before the run, as 12 × year + month; `code`
    says of each stretch which. It is in force as the months from `since` to before `until` end.
    """

    labels: NDArray[np.int64]
    code: NDArray[np.int32]
    since: NDArray[np.int32]
    until: NDArray[np.int32]


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
    remembered: dict[frozenset[tuple[str, frozenset[str]]], Any] = field(
        default_factory=dict, repr=False
    )
    """What was summed for a choice of contracts (`cut.py`)."""

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

    def sums(self, measure: str, first: int, last: int) -> NDArray[np.int64]:
        """The sum of a measure over days, both included, by cell."""
        running = self.arrays[f"day.{measure}"]
        found = np.zeros(self.cells, np.int64)
        used = self.arrays[f"day.{measure}.cells"]
        found[used] = running[last + 1].astype(np.int64) - running[first]
        return found

    def running(self, measure: str, mask: Mask) -> NDArray[np.int64]:
        """Running sums of a measure over the cells of a mask, by day."""
        running = self.arrays[f"day.{measure}"]
        used = np.flatnonzero(mask[self.arrays[f"day.{measure}.cells"]])
        some = running if len(used) == running.shape[1] else running[:, used]
        sums: NDArray[np.int64] = some.sum(axis=1, dtype=np.int64)
        return sums

    def by_word(self, dimension: str, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """Sums of values of cells, by code of a dimension."""
        sums = np.bincount(
            self.arrays[f"cell.{dimension}"], values, len(self.vocabulary[dimension])
        )
        assert abs(sums).max(initial=0) < EXACT
        return sums.astype(np.int64)

    @cached_property
    def month_starts(self) -> tuple[int, ...]:
        """The first day of each month of the run, counted from its first."""
        return (0, *(day for day in range(1, self.days) if self.date_of(day).day == 1))

    @cached_property
    def month_ends(self) -> tuple[int, ...]:
        """The last day of each month of the run."""
        return (*(start - 1 for start in self.month_starts[1:]), self.days - 1)

    @cached_property
    def staying(self) -> Staying:
        """Each stretch in force with its cohort, and at the ends of which months it is."""
        arrays, begin = self.arrays, self.first.year * YEAR_MONTHS + self.first.month
        months = arrays["contract.month"]
        label = np.where(months < begin, (months - 1) // YEAR_MONTHS * YEAR_MONTHS, months)
        labels, codes = np.unique(label, return_inverse=True)
        code = codes.astype(np.int32)[arrays["spell.contract"]]
        since = np.searchsorted(self.month_ends, arrays["spell.first"]).astype(np.int32)
        until = np.searchsorted(self.month_ends, arrays["spell.last"], "right").astype(np.int32)
        return Staying(labels.astype(np.int64), code, since, until)

    @cached_property
    def fitting(self) -> Fitting:
        """Each stretch with a tariff in which a contract has an add-on that fits it."""
        arrays = self.arrays
        owner, contract = arrays["add_on.contract"], arrays["spell.contract"]
        begin, end = (np.searchsorted(contract, owner, side) for side in ("left", "right"))
        period = np.repeat(np.arange(len(owner)), end - begin)
        spell = np.arange(len(period)) - np.repeat(np.cumsum(end - begin) - end, end - begin)
        cell, add_on = arrays["spell.cell"][spell], arrays["add_on.add_on"][period]
        first = np.maximum(arrays["spell.first"][spell], arrays["add_on.first"][period])
        last = np.minimum(arrays["spell.last"][spell], arrays["add_on.last"][period])
        meet = (first <= last) & (arrays["fit"][add_on, arrays["cell.tariff"][cell]] != 0)
        return Fitting(add_on[meet], cell[meet], first[meet], last[meet])
