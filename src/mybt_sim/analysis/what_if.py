"""What a change comes to, told while the people still live the year again.

The people of a scenario are lived in sheets, each a `Baseline` of some thousand subscribers that
follow each other. People are drawn by their ids, so the first sheets are as good a sample as any:
an answer can be told from them, with an interval that says how much they know, and becomes that of
everybody when the last sheet is done. Between two sheets whoever asks can change his mind.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mybt_sim.analysis.compare import METRICS, SIDES, Effect, effects_between, values_of
from mybt_sim.simulation.baseline import Baseline, Changed, live_baseline
from mybt_sim.simulation.block import Simulation

SHEET_SUBSCRIBERS = 4_000
"""About so many: a sheet that everybody lives again takes a tenth of a second on two cores."""
WORSE = ("blocked_days", "refusals", "charged")
"""What of a contract is worse when it rises, in the order of how much it hurts."""


class Moved(NamedTuple):
    """In how many contracts there is less of something, and in how many more."""

    fewer: int
    more: int


@dataclass(frozen=True)
class WhatIf:
    """What a variant comes to for those who have lived it, beside the same people without it.

    everybody  subscribers who are to live it
    lives      of contracts of which anything differs: contract_id, `base_…`, `variant_…` and
               `more_…` of each metric
    """

    subscribers: int
    everybody: int
    contracts: int
    touched: int
    effects: Mapping[str, Effect]
    lives: pl.DataFrame

    @property
    def is_whole(self) -> bool:
        """Whether everybody has lived it."""
        return self.subscribers == self.everybody

    @property
    def moved(self) -> dict[str, Moved]:
        """For each of `WORSE` how many contracts have less of it, and how many more."""
        more = {name: self.lives[f"more_{name}"] for name in WORSE}
        return {
            name: Moved(int((column < 0).sum()), int((column > 0).sum()))
            for name, column in more.items()
        }


@dataclass
class People:
    """The people of a scenario: the first of them, in sheets that are lived when they are needed.

    bounds  where sheets end: ids of subscribers, each the first of a sheet, and one beyond the last
    """

    simulation: Simulation
    bounds: tuple[int, ...]
    sheets: list[Baseline] = field(default_factory=list)

    @classmethod
    def of(cls, simulation: Simulation, most: int) -> "People":
        """The people of a scenario, `most` of them at most."""
        last = min(most, simulation.scenario.subscribers) + 1
        size = simulation.block_size
        step = max(1, SHEET_SUBSCRIBERS // size) * size
        return cls(simulation, (*range(1, last, step), last))

    def __repr__(self) -> str:
        return f"<People of {self.simulation.scenario}: {len(self.sheets)} of {self.count} sheets>"

    @property
    def count(self) -> int:
        """How many sheets there are."""
        return len(self.bounds) - 1

    def sheet(self, place: int, *, threads: int) -> Baseline:
        """A sheet; those before it are lived already, and it is now if it is not."""
        if place == len(self.sheets):
            first, end = list(pairwise(self.bounds))[place]
            ids = range(first, end)
            self.sheets.append(live_baseline(self.simulation, ids=ids, threads=threads))
        return self.sheets[place]


class Lived(NamedTuple):
    """A sheet that has lived a variant: contract × Total, and how many it may have touched."""

    totals: NDArray[np.int64]
    touched: int


@dataclass
class Trial:
    """A variant that the people of a baseline live sheet by sheet."""

    people: People
    variant: Simulation
    changed: Changed | None = None
    lived: list["Lived"] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether everybody has lived it."""
        return len(self.lived) == self.people.count

    def live_on(self, *, threads: int) -> None:
        """Let the next sheet live it; only who is touched lives again."""
        sheet = self.people.sheet(len(self.lived), threads=threads)
        self.changed = self.changed or sheet.changed_by(self.variant)
        touched = sheet.touched_by(self.variant, threads=threads, changed=self.changed)
        totals = sheet.totals_under(self.variant, touched, threads=threads)
        self.lived.append(Lived(totals, len(touched.positions)))

    def answer(self) -> WhatIf:
        """What it comes to for those who have lived it; there is one sheet at least."""
        lived = list(self.lived)  # whoever lives on may do so meanwhile
        sheets = self.people.sheets[: len(lived)]
        days = self.variant.scenario.days
        facts = [sheet.population.facts for sheet in sheets]
        base = np.concatenate([sheet.totals for sheet in sheets])
        totals = np.concatenate([one.totals for one in lived])
        persons = np.concatenate([one["subscriber_id"] for one in facts])
        contracts = np.concatenate([one["contract_id"] for one in facts])
        return WhatIf(
            self.people.bounds[len(lived)] - 1,
            self.people.bounds[-1] - 1,
            len(totals),
            sum(one.touched for one in lived),
            {one.metric: one for one in effects_between(persons, base, totals, days)},
            _changed_lives(contracts, base, totals, days),
        )


def _changed_lives(
    contracts: NDArray[np.int64],
    base: NDArray[np.int64],
    totals: NDArray[np.int64],
    days: int,
) -> pl.DataFrame:
    places = np.flatnonzero((base != totals).any(axis=1))
    columns: dict[str, NDArray[np.int64]] = {"contract_id": contracts[places]}
    for side, sums in zip(SIDES, (base[places], totals[places]), strict=True):
        for metric in METRICS:
            columns[f"{side}_{metric}"] = values_of(sums, metric, days)
    return with_more(pl.DataFrame(columns))


def with_more(lives: pl.DataFrame) -> pl.DataFrame:
    """Lives with how much more of each metric there is in the variant."""
    return lives.with_columns(
        (pl.col(f"variant_{name}") - pl.col(f"base_{name}")).alias(f"more_{name}")
        for name in METRICS
    )


def worse_off(lives: pl.DataFrame) -> pl.DataFrame:
    """Lives with more of anything that is worse."""
    return lives.filter(pl.max_horizontal(f"more_{name}" for name in WORSE) > 0)


def better_off(lives: pl.DataFrame) -> pl.DataFrame:
    """Lives with less of something that is worse, and with more of none."""
    more = [f"more_{name}" for name in WORSE]
    return lives.filter(pl.min_horizontal(more) < 0, pl.max_horizontal(more) <= 0)


def losers(lives: pl.DataFrame, most: int) -> list[dict[str, Any]]:
    """Who is blocked longer, refused more often or charged more, in this order."""
    names = [f"more_{name}" for name in WORSE]
    order = [*names, "contract_id"]
    return worse_off(lives).sort(order, descending=[True, True, True, False]).head(most).to_dicts()


def winners(lives: pl.DataFrame, most: int) -> list[dict[str, Any]]:
    """Who is blocked shorter, refused less often or charged less, in this order."""
    names = [f"more_{name}" for name in WORSE]
    return better_off(lives).sort([*names, "contract_id"]).head(most).to_dicts()
