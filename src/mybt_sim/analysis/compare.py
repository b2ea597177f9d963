"""Two scenarios side by side: the same people live twice, and each difference is an effect.

All draws are addressed, so whatever a change does not touch stays equal to the bit. The difference
of a single pair of runs therefore says how large an effect is, and how sure that is: people are
the sample. A person decides for all of his contracts, so intervals are clustered by person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.base.time import MONTH_DAYS
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.engine.records import Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation, ServiceKind, Status
from mybt_sim.population.layouts import REGIONS
from mybt_sim.simulation.block import BlockLife, prepare
from mybt_sim.simulation.executors.threads import simulate_blocks
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.scenario import Scenario

Z_95 = 1.96
SEGMENTS = ("region", "kind", "tariff", "age", "has_account")
AGES = ((0, "18-34"), (35, "35-54"), (55, "55-64"), (65, "65-74"), (75, "75+"))
NO_PART = -1


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
PAYMENTS = (Operation.TOP_UP, Operation.ERIP_PAYMENT, Operation.REDEEM_EXPRESS_CARD)


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
            return tuple(_effect(self.lives, metric, "all") for metric in METRICS)
        check_segments(by)
        parts = self.lives.sort(by, "contract_id").partition_by(by, maintain_order=True)
        return tuple(
            _effect(part, metric, str(part[by][0])) for metric in METRICS for part in parts
        )

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


def compare(base: Scenario, variant: Scenario) -> Comparison:
    """Live both scenarios, block by block; they differ in conditions, not in people or days."""
    check_same_people(base, variant)
    usual = prepare(base)
    tariffs = np.array([tariff.id for tariff in usual.catalogue.tariffs])
    pairs = zip(
        simulate_blocks(usual, threads=1),
        simulate_blocks(prepare(variant), threads=1),
        strict=True,
    )
    frames = [_lives_of(ours, theirs, base.days, tariffs) for ours, theirs in pairs]
    return Comparison(base, variant, pl.concat(frames))


def _effect(lives: pl.DataFrame, metric: str, segment: str) -> Effect:
    """A mean of contracts whose people are the sample: the ratio of two sums over people."""
    base, variant = lives[f"base_{metric}"], lives[f"variant_{metric}"]
    difference = (variant - base).to_numpy().astype(np.float64)
    persons = lives["subscriber_id"].to_numpy()
    half = _half_width(difference, persons)
    middle = float(difference.mean())
    return Effect(
        metric,
        METRICS[metric].unit,
        segment,
        len(lives),
        int(np.count_nonzero(difference)),
        float(base.mean() or 0),  # type: ignore[arg-type]
        middle,
        middle - half,
        middle + half,
        _variance_ratio(base, variant, half, persons),
    )


def _half_width(values: NDArray[np.float64], persons: NDArray[np.int64]) -> float:
    """Half of the 95 % interval of the mean of `values`, clustered by person."""
    _, first, counts = np.unique(persons, return_index=True, return_counts=True)
    if len(first) < 2:
        return float("inf")
    residuals = np.add.reduceat(values, first) - values.mean() * counts
    variance = float((residuals**2).sum()) * len(first) / (len(first) - 1)
    return Z_95 * sqrt(variance) / len(values)


def _variance_ratio(
    base: pl.Series, variant: pl.Series, half: float, persons: NDArray[np.int64]
) -> float:
    alone = [_half_width(one.to_numpy().astype(np.float64), persons) for one in (base, variant)]
    return sum(one**2 for one in alone) / half**2 if half else float("inf")


def _lives_of(
    base: BlockLife, variant: BlockLife, days: int, tariffs: NDArray[np.str_]
) -> pl.DataFrame:
    facts = base.population.facts
    contracts = len(facts)
    columns: dict[str, object] = {
        "contract_id": facts["contract_id"],
        "subscriber_id": facts["subscriber_id"],
        "region": np.array(REGIONS)[facts["region"]],
        "kind": np.array([kind.name.lower() for kind in ServiceKind])[facts["kind"]],
        "tariff": tariffs[facts["tariff"]],
        "age": np.array([name for _, name in AGES])[_age_band(facts["age"])],
        "has_account": facts["account_id"] > 0,
    }
    for name, life in (("base", base), ("variant", variant)):
        for metric, values in _metrics_of(life, contracts, days).items():
            columns[f"{name}_{metric}"] = values
    first_day = base.population.start_day
    ours, theirs = (_every_day(life, contracts, days) for life in (base, variant))
    differs = (ours != theirs).any(axis=0)
    parted = np.where(differs.any(axis=1), differs.argmax(axis=1) + first_day, NO_PART)
    by = _parted_by(base.operations, variant.operations)
    touched = [
        day != NO_PART or contract_id in by
        for day, contract_id in zip(parted.tolist(), facts["contract_id"].tolist(), strict=True)
    ]
    columns["is_touched"] = touched
    columns["parted_on"] = pl.Series(parted.astype(np.int32)).replace(NO_PART, None).cast(pl.Date)
    columns["parted_by"] = [by.get(one) for one in facts["contract_id"].tolist()]
    return pl.DataFrame(columns, schema_overrides={"parted_by": pl.String})


def _age_band(ages: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.searchsorted(np.array([least for least, _ in AGES]), ages, side="right") - 1


def _every_day(life: BlockLife, contracts: int, days: int) -> NDArray[np.int32]:
    """DayColumn × contract × day; all zero before a contract has begun."""
    rows = life.days
    every = np.zeros((len(DayColumn), contracts, days), np.int32)
    places = np.searchsorted(life.contracts["contract_id"], rows[DayColumn.CONTRACT_ID])
    every[:, places, rows[DayColumn.DAY] - life.population.start_day] = rows
    return every


def _metrics_of(life: BlockLife, contracts: int, days: int) -> dict[str, NDArray[np.int64]]:
    """Whole numbers by contract, in the order of the population."""
    by_day = _every_day(life, contracts, days)

    def sums(*columns: DayColumn) -> NDArray[np.int64]:
        return sum(
            (by_day[column].sum(axis=1, dtype=np.int64) for column in columns),
            np.zeros(contracts, np.int64),
        )

    rows = life.operations
    places = np.searchsorted(life.contracts["contract_id"], rows["contract_id"])
    is_accepted = rows["refusal"] == Refusal.NONE
    is_payment = np.isin(rows["operation"], PAYMENTS) & is_accepted
    is_promise = (rows["operation"] == Operation.PROMISE_PAYMENT) & is_accepted
    is_order = (rows["operation"] == Operation.CHANGE_TARIFF) & is_accepted

    def count(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(places[which], minlength=contracts).astype(np.int64)

    def total(which: NDArray[np.bool_]) -> NDArray[np.int64]:
        amounts = np.zeros(contracts, np.int64)
        np.add.at(amounts, places[which], rows["amount_kopecks"][which])
        return amounts

    blocked = by_day[DayColumn.STATUS] == Status.FINANCIAL_BLOCK
    charged = sums(
        DayColumn.USAGE_KOPECKS, DayColumn.TARIFF_FEE_KOPECKS, DayColumn.ADD_ON_FEE_KOPECKS
    )
    return {
        "charged": charged,
        "bill": charged * MONTH_DAYS // days,
        "paid": total(is_payment),
        "blocked_days": blocked.sum(axis=1, dtype=np.int64),
        "promises": count(is_promise),
        "promised": total(is_promise),
        "refusals": count(~is_accepted),
        "tariff_orders": count(is_order),
        "volume": sums(DayColumn.DOWN_MB, DayColumn.UP_MB),
        "balance": by_day[DayColumn.BALANCE_KOPECKS, :, -1].astype(np.int64),
    }


def _parted_by(base: Records, variant: Records) -> dict[int, str]:
    """For each contract whose operations differ the first that does, as it was in the variant."""
    ours, theirs = _by_contract(base), _by_contract(variant)
    parted = {}
    for contract_id in ours.keys() | theirs.keys():
        mine, other = ours.get(contract_id, base[:0]), theirs.get(contract_id, variant[:0])
        common = min(len(mine), len(other))
        unequal = np.flatnonzero(mine[:common] != other[:common])
        place = int(unequal[0]) if len(unequal) else common
        if place == max(len(mine), len(other)):
            continue
        if place >= len(other) or (place < len(mine) and _is_before(mine[place], other[place])):
            parted[contract_id] = f"no {_told(mine[place])}"
        else:
            parted[contract_id] = _told(other[place])
    return parted


def _is_before(row: Record, other: Record) -> bool:
    return bool(row["attempted_at"] < other["attempted_at"])


def _told(row: Record) -> str:
    outcome = Refusal(int(row["refusal"]))
    came = "accepted" if outcome == Refusal.NONE else outcome.name
    return f"{Operation(int(row['operation'])).name.lower()}: {came}"


def _by_contract(rows: Records) -> dict[int, Records]:
    ids, firsts = np.unique(rows["contract_id"], return_index=True)
    parts: Sequence[Records] = np.split(rows, firsts[1:])
    return dict(zip(ids.tolist(), parts, strict=True))
