"""What the charts of the explorer show, from cubes alone. Every number is whole.

Volumes are MB, durations minutes, charges kopecks. A dimension is never narrowed by what is chosen
in itself, and the curve of days never by the period: so one sees what else could be chosen.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.analysis.cubes.cubes import YEAR_MONTHS, Cubes
from mybt_sim.analysis.cubes.cut import Months, cut_of
from mybt_sim.analysis.cubes.dimensions import DIMENSIONS
from mybt_sim.analysis.cubes.measures import DAYS, MEASURES, SUBJECTS
from mybt_sim.analysis.cubes.selection import Selection
from mybt_sim.analysis.cubes.steps import round_step

SHARES = (50, 90, 95, 99)
"""Percentiles that are told."""
BINS = 24
TOP_ROWS = 10


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
    cut, first, last = cut_of(cubes, selection.chosen), selection.first, selection.last
    sums = {name: cut.total(name, first, last) for name in MEASURES}
    return Totals(cut.contracts(first, last), sums)


def daily(cubes: Cubes, selection: Selection) -> dict[str, NDArray[np.int64]]:
    """Of each measure of the subject its sums by day of the run, whatever the period."""
    cut = cut_of(cubes, selection.chosen)
    return {name: cut.daily(name) for name in SUBJECTS[selection.subject].measures}


def bars(cubes: Cubes, selection: Selection) -> dict[str, list[Bar]]:
    """The values of each dimension under what is chosen in the others, and in the period."""
    first, last = selection.first, selection.last
    days = cubes.sums(DAYS, first, last)
    measures = SUBJECTS[selection.subject].measures
    amount = sum((cubes.sums(name, first, last) for name in measures), np.zeros_like(days))
    cut = cut_of(cubes, selection.chosen)
    usual = (np.where(cut.mask, days, 0), np.where(cut.mask, amount, 0))
    found = {}
    for dimension in DIMENSIONS:
        chosen = selection.chosen.get(dimension, frozenset())
        in_cells = usual
        if chosen:
            mask = cut.mask_without(dimension)
            in_cells = (np.where(mask, days, 0), np.where(mask, amount, 0))
        in_days, in_amount = (cubes.by_word(dimension, one).tolist() for one in in_cells)
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
    spreads: dict[Any, Distribution | None] = cut_of(cubes, selection.chosen).spreads
    key = Months(selection.subject, *months)
    if key not in spreads:  # most steps of a period that is drawn change no whole month
        spreads[key] = _distribution(cubes, selection, *months)
    return spreads[key]


def _distribution(cubes: Cubes, selection: Selection, start: int, end: int) -> Distribution | None:
    values, ids = cut_of(cubes, selection.chosen).amounts(selection.subject, start, end)
    whole, count = len(values), int(np.count_nonzero(values > 0))
    if not count:
        return None
    top, most = max(1, count // 100), min(TOP_ROWS, count)
    places = {share: whole - count - (-count * share // 100) - 1 for share in SHARES}
    ordered = np.partition(values, [*places.values(), whole - top, whole - most])
    ranks = {share: int(ordered[place]) for share, place in places.items()}
    step = round_step(selection.subject, ranks[99], BINS)
    edges = [step * at for at in range(BINS + 1)]
    counts = np.bincount(np.minimum(values // edges[1], BINS - 1), minlength=BINS)
    counts[0] -= whole - count  # those that have none
    largest = _largest(values, ids, int(ordered[whole - most]))
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


def _largest(values: NDArray[np.int64], ids: NDArray[np.int32], bound: int) -> NDArray[np.int64]:
    """Places of the values that reach a bound above 0, the largest first, ties by contract."""
    some = np.flatnonzero(values >= bound)
    order: NDArray[np.int64] = some[np.lexsort((ids[some], -values[some]))][:TOP_ROWS]
    return order


def whole_months(cubes: Cubes, selection: Selection) -> tuple[int, int] | None:
    """First and past-the-last month of the run that the period holds whole, or None.

    A month that the run holds in part counts as whole where the period has all of that part.
    """
    held = [
        at
        for at, (start, end) in enumerate(zip(cubes.month_starts, cubes.month_ends, strict=True))
        if selection.first <= start and end <= selection.last
    ]
    return (held[0], held[-1] + 1) if held else None


def cohorts(cubes: Cubes, selection: Selection) -> list[Cohort]:
    """By year of connection before the run, by month inside; a month of 0 is the whole year."""
    arrays, staying = cubes.arrays, cubes.staying
    here = cut_of(cubes, selection.chosen).mask[arrays["spell.cell"]]
    code, count, months = staying.code[here], len(staying.labels), len(cubes.month_starts)
    is_first = np.diff(arrays["spell.contract"][here], prepend=-1) != 0
    whole = np.bincount(code[is_first], minlength=count).tolist()
    changes = np.zeros((count, months + 1), np.int64)
    np.add.at(changes, (code, staying.since[here]), 1)
    np.add.at(changes, (code, staying.until[here]), -1)
    in_force = changes[:, :-1].cumsum(axis=1).tolist()
    begin = cubes.first.year * YEAR_MONTHS + cubes.first.month
    return [
        Cohort(*_year_and_month(int(one), begin), whole[at], tuple(in_force[at]))
        for at, one in enumerate(staying.labels)
        if whole[at]
    ]


def _year_and_month(label: int, begin: int) -> tuple[int, int]:
    if label < begin:
        return label // YEAR_MONTHS, 0
    return (label - 1) // YEAR_MONTHS, (label - 1) % YEAR_MONTHS + 1


def attach(cubes: Cubes, selection: Selection) -> list[Attach]:
    """Of each add-on that fits a tariff of the selection, who could have it, and who has it."""
    cut, day = cut_of(cubes, selection.chosen), selection.last
    in_force = np.where(cut.mask, cubes.sums(DAYS, day, day), 0)  # a contract has one day a day
    could = (cubes.arrays["fit"] * cubes.by_word("tariff", in_force)).sum(axis=1).tolist()
    has = cut.add_ons[:, day].tolist()
    return [Attach(at, could[at], has[at]) for at in range(len(has)) if could[at]]
