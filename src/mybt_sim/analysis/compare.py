"""Two scenarios side by side: the same people live twice, and each difference is an effect.

All draws are addressed, so whatever a change does not touch stays equal to the bit. The difference
of a single pair of runs therefore says how large an effect is, and how sure that is: people are
the sample. A person decides for all of his contracts, so intervals are clustered by person.
"""

from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mybt_sim.analysis.parting import NO_PART, Parting, part_lives
from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.base.time import MONTH_DAYS
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.engine.vocabulary import ServiceKind
from mybt_sim.population.layouts import REGIONS
from mybt_sim.simulation.baseline import Baseline, live_baseline
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.simulation.totals import Total, totals_of

Z_95 = 1.96
SIDES = ("base", "variant")
NOBODY = -1
WHOLE = "all"
SEGMENTS = ("region", "kind", "tariff", "age", "has_account")
AGES = ((0, "18-34"), (35, "35-54"), (55, "55-64"), (65, "65-74"), (75, "75+"))


class Metric(NamedTuple):
    """A number of each contract over the whole run, and its unit."""

    unit: str
    meaning: str


METRICS = {
    "charged": Metric("kopecks", "use, tariff and add-on fees"),
    "bill": Metric("kopecks", "the same, in a mean month of 30 days"),
    "paid": Metric("kopecks", "payments that came in"),
    "blocked_days": Metric("days", "days that ended in a financial block"),
    "promises": Metric("number", "promised payments given"),
    "promised": Metric("kopecks", "their sums"),
    "refusals": Metric("number", "requests about the contract that were refused"),
    "tariff_orders": Metric("number", "changes of tariff ordered"),
    "volume": Metric("MB", "received and sent"),
    "balance": Metric("kopecks", "balance after the last day"),
}
TOTALS = {
    "charged": Total.CHARGED_KOPECKS,
    "paid": Total.PAID_KOPECKS,
    "blocked_days": Total.BLOCKED_DAYS,
    "promises": Total.PROMISES,
    "promised": Total.PROMISED_KOPECKS,
    "refusals": Total.REFUSALS,
    "tariff_orders": Total.TARIFF_ORDERS,
    "volume": Total.VOLUME_MB,
    "balance": Total.BALANCE_KOPECKS,
}
"""The metrics that are sums of a life; a bill is made of one of them."""


@dataclass(frozen=True)
class Effect:
    """The mean difference of a metric per contract, with its 95 % interval.

    `variance_ratio` says how many times more people a comparison without common luck would need.
    """

    metric: str
    unit: str
    segment: str
    contracts: int
    touched: int
    base_mean: float
    difference: float
    low: float
    high: float
    variance_ratio: float

    @property
    def is_sure(self) -> bool:
        """Whether the interval excludes zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Comparison:
    """Two scenarios, life by life.

    lives   one row per contract: contract_id, subscriber_id, segments, `base_…` and `variant_…` of
            each metric, is_touched, parted_on (the first day that differs) and parted_by (the first
            operation that does, and what came of it)
    """

    base: Scenario
    variant: Scenario
    lives: pl.DataFrame

    def effects(self, by: str | None = None) -> tuple[Effect, ...]:
        """The effect on every metric, in all or in each segment of `by`."""
        if by is None:
            return _effects_in(self.lives, WHOLE)
        check_segments(by)
        parts = self.lives.sort(by, "contract_id").partition_by(by, maintain_order=True)
        found = [_effects_in(part, str(part[by][0])) for part in parts]
        return tuple(chain.from_iterable(zip(*found, strict=True)))

    def most_changed(self, metric: str = "charged", most: int = 10) -> pl.DataFrame:
        """The contracts whose metric fell most and rose most, as many of each."""
        difference = pl.col(f"variant_{metric}") - pl.col(f"base_{metric}")
        changed = self.lives.with_columns(difference.alias("difference"))
        changed = changed.filter(pl.col("difference") != 0).sort("difference", "contract_id")
        if len(changed) <= 2 * most:
            return changed
        return pl.concat([changed.head(most), changed.tail(most)])

    def difference_at(self, metric: str, share: float) -> float:
        """A quantile of the differences of all contracts, from 0 to 1."""
        difference = self.lives[f"variant_{metric}"] - self.lives[f"base_{metric}"]
        found = difference.quantile(share, "lower")
        return float(found or 0)


def check_segments(by: str) -> None:
    """`ScenarioError` when contracts have no segments of that name."""
    if by not in SEGMENTS:
        raise ScenarioError(
            f"There are no segments by {by!r}.{did_you_mean(by, SEGMENTS)}",
            next_step=f"Choose one of {', '.join(SEGMENTS)}.",
        )


def check_same_people(base: Scenario, variant: Scenario) -> None:
    """`ScenarioError` when not the same people live on the same days."""
    faults = Faults()
    for name in ("subscribers", "days", "start", "seed"):
        ours, theirs = getattr(base, name), getattr(variant, name)
        with faults.gathered():
            if ours != theirs:
                raise ScenarioError(
                    f"The scenarios differ in {name}: {ours} and {theirs}.",
                    next_step=f"Give both the same {name}.",
                )
    faults.refuse()


def compare(base: Scenario, variant: Scenario, *, threads: int = 1) -> Comparison:
    """Live both scenarios; they differ in conditions, not in people or days."""
    check_same_people(base, variant)
    return compare_with(live_baseline(prepare(base), threads=threads), variant, threads=threads)


def compare_with(baseline: Baseline, variant: Scenario, *, threads: int = 1) -> Comparison:
    """Set a variant beside a baseline that has been lived; only who is touched lives again."""
    base = baseline.simulation.scenario
    check_same_people(base, variant)
    simulation = prepare(variant)
    positions, _, bound = baseline.touched_by(simulation, threads=threads)
    totals = baseline.totals.copy()
    parting = Parting.of_none(len(totals))
    done = 0
    for ours, theirs in zip(
        baseline.live_again(baseline.simulation, positions, baseline.bound, threads=threads),
        baseline.live_again(simulation, positions, bound, threads=threads),
        strict=True,
    ):
        part = positions[done : done + len(ours.contracts)]
        totals[part] = totals_of(theirs.days, theirs.contracts, theirs.operations)
        part_lives(ours, theirs, part, base.days, parting)
        done += len(part)
    return Comparison(base, variant, _lives_of(baseline, totals, parting))


def effects_of(baseline: Baseline, variant: Scenario, *, threads: int = 1) -> tuple[Effect, ...]:
    """The effects of a variant in all, as fast as they can be told: for a page that waits."""
    check_same_people(baseline.simulation.scenario, variant)
    simulation = prepare(variant)
    touched = baseline.touched_by(simulation, threads=threads)
    totals = baseline.totals_under(simulation, touched, threads=threads)
    persons = baseline.population.facts["subscriber_id"]
    return effects_between(persons, baseline.totals, totals, variant.days)


def effects_between(
    persons: NDArray[np.int64],
    base_totals: NDArray[np.int64],
    totals: NDArray[np.int64],
    days: int,
) -> tuple[Effect, ...]:
    """The effects on every metric from contract × Total of both sides, and whose each is."""
    sides = [
        np.stack([values_of(one, metric, days) for metric in METRICS])
        for one in (base_totals, totals)
    ]
    return _effects(WHOLE, sides[0], sides[1], persons)


def values_of(totals: NDArray[np.int64], metric: str, days: int) -> NDArray[np.int64]:
    """A metric of each contract, from contract × Total over so many days."""
    if metric == "bill":
        return totals[:, Total.CHARGED_KOPECKS] * MONTH_DAYS // days
    return totals[:, TOTALS[metric]]


def _effects_in(lives: pl.DataFrame, segment: str) -> tuple[Effect, ...]:
    base, variant = (
        np.stack([lives[f"{side}_{metric}"].to_numpy() for metric in METRICS]) for side in SIDES
    )
    return _effects(segment, base, variant, lives["subscriber_id"].to_numpy())


def _effects(
    segment: str,
    base: NDArray[np.int64],
    variant: NDArray[np.int64],
    persons: NDArray[np.int64],
) -> tuple[Effect, ...]:
    """Mean differences of metric × contract; people are the sample, and a mean is the ratio of two
    sums over them. Contracts of a person follow each other."""
    lasts = np.flatnonzero(np.diff(persons, append=NOBODY))
    difference = variant - base
    halves = [_half_widths(one, lasts) for one in (difference, base, variant)]
    touched, means = np.count_nonzero(difference, axis=1), base.mean(axis=1)
    return tuple(
        Effect(
            metric,
            METRICS[metric].unit,
            segment,
            len(persons),
            int(touched[place]),
            float(means[place]),
            middle,
            middle - half,
            middle + half,
            (alone[0] ** 2 + alone[1] ** 2) / half**2 if half else float("inf"),
        )
        for place, (metric, middle, half, *alone) in enumerate(
            zip(METRICS, difference.mean(axis=1).tolist(), *halves, strict=True)
        )
    )


def _half_widths(values: NDArray[np.int64], lasts: NDArray[np.intp]) -> list[float]:
    """Halves of the 95 % intervals of the means of metric × contract, clustered by person."""
    if len(lasts) < 2:
        return [float("inf")] * len(values)
    counts = np.diff(lasts, prepend=-1)
    sums = np.diff(np.cumsum(values, axis=1)[:, lasts], axis=1, prepend=0)
    residuals = sums - values.mean(axis=1, keepdims=True) * counts
    variances = (residuals**2).sum(axis=1) * len(lasts) / (len(lasts) - 1)
    halves: list[float] = (Z_95 * np.sqrt(variances) / values.shape[1]).tolist()
    return halves


def _lives_of(baseline: Baseline, totals: NDArray[np.int64], parting: Parting) -> pl.DataFrame:
    facts = baseline.told
    tariffs = np.array([tariff.id for tariff in baseline.simulation.catalogue.tariffs])
    columns: dict[str, object] = {
        "contract_id": facts["contract_id"],
        "subscriber_id": facts["subscriber_id"],
        "region": np.array(REGIONS)[facts["region"]],
        "kind": np.array([kind.name.lower() for kind in ServiceKind])[facts["kind"]],
        "tariff": tariffs[facts["tariff"]],
        "age": np.array([name for _, name in AGES])[_age_band(facts["age"])],
        "has_account": facts["account_id"] > 0,
    }
    days = baseline.simulation.scenario.days
    for name, sums in zip(SIDES, (baseline.totals, totals), strict=True):
        for metric in METRICS:
            columns[f"{name}_{metric}"] = values_of(sums, metric, days)
    columns["is_touched"] = parting.is_parted
    parted_on = pl.Series(parting.days).replace(NO_PART, None)
    columns["parted_on"] = parted_on.cast(pl.Date)
    columns["parted_by"] = parting.told
    return pl.DataFrame(columns, schema_overrides={"parted_by": pl.String})


def _age_band(ages: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(np.array([least for least, _ in AGES]), ages, side="right") - 1
