"""What the charts of the explorer show, from cubes alone. Every number is whole.

Volumes are MB, durations minutes, charges kopecks. A dimension is never narrowed by what is chosen
in itself, and the curve of days never by the period: so one sees what else could be chosen.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.analysis.cubes.cubes import Cubes, Mask
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import DAYS, MEASURES, SUBJECTS
from mybt_sim.analysis.cubes.selection import Selection

SHARES = (50, 90, 95, 99)
"""Percentiles that are told."""
BINS = 24
TOP_ROWS = 10
YEAR_MONTHS = 12


class Totals(NamedTuple):
    """Sums over a selection; `contracts` are distinct ones."""

    contracts: int
    sums: dict[str, int]

    def amount(self, subject: str) -> int:
        """The amount of a subject."""
        return sum(self.sums[name] for name in SUBJECTS[subject].measures)


class Bar(NamedTuple):
    """A value of a dimension: contract-days with it and their amount."""

    word: str
    contract_days: int
    amount: int
    is_chosen: bool


class Line(NamedTuple):
    """A contract with its amount in the months of a distribution."""

    contract_id: int
    amount: int


class Distribution(NamedTuple):
    """Amounts over whole months of the contracts that have any, and how they are spread.

    A percentile is the least amount that so many per cent do not exceed. `edges` has one value more
    than `counts`; the last bin holds whatever lies above it.
    """

    first_month: int
    months: int
    contracts: int
    total: int
    percentiles: dict[int, int]
    top_contracts: int
    top_amount: int
    edges: tuple[int, ...]
    counts: tuple[int, ...]
    largest: tuple[Line, ...]


class Cohort(NamedTuple):
    """Contracts by when they were connected, and how many are in force at the end of each month."""

    year: int
    month: int
    contracts: int
    in_force: tuple[int, ...]


class Attach(NamedTuple):
    """Contracts on the last day that could have an add-on, and those that have it."""

    add_on: int
    could: int
    has: int


def totals(cubes: Cubes, selection: Selection) -> Totals:
    """The sums of a selection."""
    mask = cubes.mask(selection.chosen)
    first, last = selection.first, selection.last
    sums = {name: int(cubes.sums(name, first, last)[mask].sum()) for name in MEASURES}
    return Totals(distinct_contracts(cubes, mask, first, last), sums)


def distinct_contracts(cubes: Cubes, mask: Mask, first: int, last: int) -> int:
    """Contracts with at least one day in force."""
    spells = cubes.arrays
    here = (spells["spell.first"] <= last) & (spells["spell.last"] >= first)
    here &= mask[spells["spell.cell"]]
    contracts = spells["spell.contract"][here]
    return int(np.count_nonzero(np.diff(contracts))) + bool(len(contracts))


def daily(cubes: Cubes, selection: Selection) -> dict[str, NDArray[np.int64]]:
    """Of each measure of the subject its sums by day of the run, whatever the period."""
    mask = cubes.mask(selection.chosen)
    return {name: cubes.daily(name, mask) for name in SUBJECTS[selection.subject].measures}


def bars(cubes: Cubes, selection: Selection) -> dict[str, list[Bar]]:
    """The values of each dimension under what is chosen in the others, and in the period."""
    first, last = selection.first, selection.last
    days = cubes.sums(DAYS, first, last)
    measures = SUBJECTS[selection.subject].measures
    amount = sum((cubes.sums(name, first, last) for name in measures), np.zeros_like(days))
    masks = cubes.masks(selection.chosen)
    found = {}
    for dimension in DIMENSIONS:
        mask = np.ones(cubes.cells, bool)
        for name, other in masks.items():
            if name != dimension:
                mask &= other
        in_days = cubes.by_word(dimension, days, mask).tolist()
        in_amount = cubes.by_word(dimension, amount, mask).tolist()
        chosen = selection.chosen.get(dimension, frozenset())
        found[dimension] = [
            Bar(word, in_days[code], in_amount[code], word in chosen)
            for code, word in enumerate(cubes.vocabulary[dimension])
        ]
    return found


def distribution(cubes: Cubes, selection: Selection) -> Distribution | None:
    """How the amounts of contracts are spread; None where the period holds no whole month."""
    months = whole_months(cubes, selection)
    if months is None:
        return None
    start, end = months
    arrays = cubes.arrays
    mask = cubes.mask(selection.chosen)[arrays["holding.cell"]]
    running = arrays[f"month.{selection.subject}"]
    amount = np.where(mask, running[end].astype(np.int64) - running[start], 0)
    begins = np.flatnonzero(np.diff(arrays["holding.contract"], prepend=-1))
    values = np.add.reduceat(amount, begins)
    used = values > 0
    values, ids = values[used], arrays["contract.id"][used]
    if not len(values):
        return None
    ordered = np.sort(values)
    count = len(ordered)
    top = max(1, count // 100)
    ranks = {share: int(ordered[-(-count * share // 100) - 1]) for share in SHARES}
    edges = _edges(ranks[99])
    bins = np.minimum(np.searchsorted(edges, values, side="right") - 1, len(edges) - 2)
    counts = np.bincount(np.maximum(bins, 0), minlength=len(edges) - 1)
    largest = np.lexsort((ids, -values))[:TOP_ROWS] if count < 50_000 else _largest(values, ids)
    return Distribution(
        start,
        end - start,
        count,
        int(values.sum()),
        ranks,
        top,
        int(ordered[-top:].sum()),
        tuple(edges),
        tuple(counts.tolist()),
        tuple(Line(int(ids[at]), int(values[at])) for at in largest),
    )


def _largest(values: NDArray[np.int64], ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Places of the largest values, in order, ties by contract."""
    bound = np.partition(values, len(values) - TOP_ROWS)[len(values) - TOP_ROWS]
    some = np.flatnonzero(values >= bound)
    order: NDArray[np.int64] = some[np.lexsort((ids[some], -values[some]))][:TOP_ROWS]
    return order


def _edges(most: int) -> list[int]:
    """Fixed steps of 1, 2 or 5 times a power of ten from 0 to about the 99th percentile."""
    step, factor = 1, 0
    while step * BINS < most:
        step = (1, 2, 5)[(factor := factor + 1) % 3] * 10 ** (factor // 3)
    return [step * at for at in range(BINS + 1)]


def whole_months(cubes: Cubes, selection: Selection) -> tuple[int, int] | None:
    """First and past-the-last month of the run that the period holds whole, or None.

    A month that the run holds in part counts as whole where the period has all of that part.
    """
    starts = month_starts(cubes)
    ends = [*(start - 1 for start in starts[1:]), cubes.days - 1]
    held = [
        at
        for at, (start, end) in enumerate(zip(starts, ends, strict=True))
        if selection.first <= start and end <= selection.last
    ]
    return (held[0], held[-1] + 1) if held else None


def month_starts(cubes: Cubes) -> list[int]:
    """The first day of each month of the run, counted from its first."""
    return [0, *(day for day in range(1, cubes.days) if cubes.date_of(day).day == 1)]


def cohorts(cubes: Cubes, selection: Selection) -> list[Cohort]:
    """By year of connection before the run, by month inside; a month of 0 is the whole year."""
    arrays, mask = cubes.arrays, cubes.mask(selection.chosen)
    starts = month_starts(cubes)
    ends = [*(start - 1 for start in starts[1:]), cubes.days - 1]
    begin = cubes.first.year * YEAR_MONTHS + cubes.first.month
    months = arrays["contract.month"]
    label = np.where(months < begin, (months - 1) // YEAR_MONTHS * YEAR_MONTHS, months)
    labels, codes = np.unique(label, return_inverse=True)
    here = mask[arrays["spell.cell"]]
    spell_codes = codes[arrays["spell.contract"]]
    seen = np.zeros(len(months), bool)
    seen[arrays["spell.contract"][here]] = True
    whole = np.bincount(codes[seen], minlength=len(labels))
    in_force = [
        np.bincount(
            spell_codes[here & (arrays["spell.first"] <= end) & (arrays["spell.last"] >= end)],
            minlength=len(labels),
        )
        for end in ends
    ]
    return [
        Cohort(
            *_year_and_month(int(one), begin),
            int(whole[at]),
            tuple(int(column[at]) for column in in_force),
        )
        for at, one in enumerate(labels)
        if whole[at]
    ]


def _year_and_month(label: int, begin: int) -> tuple[int, int]:
    if label < begin:
        return label // YEAR_MONTHS, 0
    return (label - 1) // YEAR_MONTHS, (label - 1) % YEAR_MONTHS + 1


def attach(cubes: Cubes, selection: Selection) -> list[Attach]:
    """Of each add-on that fits a tariff of the selection, who could have it, and who has it."""
    arrays, day = cubes.arrays, selection.last
    here = (arrays["spell.first"] <= day) & (arrays["spell.last"] >= day)
    here &= cubes.mask(selection.chosen)[arrays["spell.cell"]]
    tariff = np.full(len(arrays["contract.id"]), -1, np.int64)
    tariff[arrays["spell.contract"][here]] = arrays["cell.tariff"][arrays["spell.cell"][here]]
    fit = arrays["fit"].astype(bool)
    by_tariff = np.bincount(tariff[tariff >= 0], minlength=fit.shape[1])
    could = (fit * by_tariff).sum(axis=1)
    on = np.flatnonzero((arrays["add_on.first"] <= day) & (arrays["add_on.last"] >= day))
    on = on[tariff[arrays["add_on.contract"][on]] >= 0]
    add_on = arrays["add_on.add_on"][on]
    add_on = add_on[fit[add_on, tariff[arrays["add_on.contract"][on]]]]
    has = np.bincount(add_on, minlength=len(fit))  # periods of one add-on never overlap
    return [Attach(at, int(could[at]), int(has[at])) for at in range(len(fit)) if could[at]]
