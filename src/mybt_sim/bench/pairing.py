"""What common luck saves, and whether the interval of one pair says the truth.

    python -m mybt_sim.bench.pairing > docs/pairing.md

Many small operators live, each with a seed of its own, under usual and under changed conditions.
What is done stands in runs/pairing, and is not lived again.
"""

import os
from collections.abc import Iterator, Mapping
from math import comb, sqrt
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray
from rich.console import Console

from mybt_sim.analysis.compare import METRICS
from mybt_sim.analysis.grid import SEED, Point
from mybt_sim.analysis.sweep import Sweep
from mybt_sim.catalogue import load_catalogue
from mybt_sim.engine.book import tariff_at
from mybt_sim.engine.records import DAY_S
from mybt_sim.progress import points_bar, warm_up_noting
from mybt_sim.simulation.baseline import live_baseline
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.scenario import Scenario

BASE = Scenario(subscribers=2_000, days=365)
FOLDER = Path("runs/pairing")
CHANGE = "change"
SEEDS = 1_000
TRIALS = 200
REPLICATES = 40
RISE_PERCENT = 10
ONE_TARIFF = "T14"
LEAST_RATIOS = {"charged": 50, "blocked_days": 10}
COVERED = ("charged", "paid", "blocked_days", "promises", "refusals", "balance")
RIGHT = 0.95
"""How often a right interval holds the truth."""
LEAST_PERCENT, MOST_PERCENT = 93, 97

HEADING = f"""# What common luck saves

Made by `make pairing`, which takes some minutes. {SEEDS:,} operators of {BASE.subscribers:,}
subscribers, each with a seed of its own, live {BASE.days} days under the usual conditions and under
changed ones. Two runs of one seed are a pair: the same people with the same luck.

The variance ratio says how many times more people a comparison would need without common luck.
It is the variance of a difference of two runs with luck of their own (the sum of the variances of
both) over that of the difference of a pair, over the first {REPLICATES} seeds.
"""
COVERAGE = f"""
Coverage is how often the 95 % interval that `compare` tells from one pair holds the truth: the mean
difference over all {SEEDS:,} seeds. Chance alone moves the coverage of {TRIALS} trials by
{100 * sqrt(RIGHT * (1 - RIGHT) / TRIALS):.1f} points, that of {SEEDS:,} by
{100 * sqrt(RIGHT * (1 - RIGHT) / SEEDS):.1f}.
"""


def changed() -> Mapping[str, Scenario]:
    """What the usual conditions are set beside, by name."""
    book, now = prepare(BASE).book, BASE.first_day * DAY_S
    dearer = {
        tariff.id: f"{tariff_at(book, place, now).fee_e4 * (100 + RISE_PERCENT) / 1e6:.2f}"
        for place, tariff in enumerate(load_catalogue().tariffs)
    }
    return {
        "promise limit 20.00": BASE.having(terms={"promise_limit": "20.00"}),
        "promise limit 5.00": BASE.having(terms={"promise_limit": "5.00"}),
        f"fees {RISE_PERCENT} % higher": BASE.having(fees=dearer),
        f"fee of {ONE_TARIFF} {RISE_PERCENT} % higher": BASE.having(
            fees={ONE_TARIFF: dearer[ONE_TARIFF]}
        ),
    }


def live_pairs(messages: Console) -> pl.DataFrame:
    """One row per seed, change and metric, in order of seeds."""
    points = [
        Point(BASE.having(seed=seed), variant.having(seed=seed), {SEED: seed, CHANGE: name})
        for seed in range(1, SEEDS + 1)
        for name, variant in changed().items()
    ]
    sweep = Sweep(points, FOLDER)
    sweep.check(overwrite=True)
    threads = os.cpu_count() or 1
    with points_bar(messages, len(sweep.left)) as progress:
        return sweep.live(
            lambda base: live_baseline(prepare(base), threads=threads),
            threads=threads,
            progress=progress,
        )


def variance_ratio(base: NDArray[np.float64], difference: NDArray[np.float64]) -> float:
    """Of means of runs with the same seeds."""
    return float((base.var() + (base + difference).var()) / difference.var())


def coverage_percent(low: NDArray[np.float64], high: NDArray[np.float64], truth: float) -> float:
    """How many of the intervals hold the truth."""
    return 100 * float(((low <= truth) & (truth <= high)).mean())


def lines_of(table: pl.DataFrame) -> Iterator[str]:
    """The page."""
    yield HEADING
    yield from _header("change", "metric", "variance ratio", "at least")
    for (name, metric), rows in _parts(table, tuple(LEAST_RATIOS)):
        ratio = variance_ratio(rows["base"][:REPLICATES], rows["difference"][:REPLICATES])
        yield _row(name, metric, f"{ratio:,.0f}", str(LEAST_RATIOS[metric]))
    yield COVERAGE
    yield from _header("change", "metric", "truth", f"of {TRIALS}, %", f"of {SEEDS:,}, %")
    covered: dict[tuple[str, str], list[float]] = {}
    for (name, metric), rows in _parts(table, COVERED):
        truth = float(rows["difference"].mean())
        shares = covered[name, metric] = [
            coverage_percent(rows["low"][:trials], rows["high"][:trials], truth)
            for trials in (TRIALS, SEEDS)
        ]
        told = f"{truth:+.4f} {METRICS[metric].unit}"
        yield _row(name, metric, told, *(f"{share:.1f}" for share in shares))
    yield from _covered_by_metric(covered)
    yield _judged(covered)


def outside_by_chance(trials: int) -> float:
    """How often a right interval is outside of the bounds of coverage, after so many trials."""
    inside = (
        comb(trials, held) * RIGHT**held * (1 - RIGHT) ** (trials - held)
        for held in range(trials + 1)
        if LEAST_PERCENT * trials <= 100 * held <= MOST_PERCENT * trials
    )
    return 1 - sum(inside)


def _covered_by_metric(covered: Mapping[tuple[str, str], list[float]]) -> Iterator[str]:
    """The table once more, the changes taken together."""
    yield "\nThe same by metric, over all changes.\n"
    yield from _header("metric", f"of {TRIALS} each, %", f"of {SEEDS:,} each, %")
    for metric in COVERED:
        shares = [shares for (_, other), shares in covered.items() if other == metric]
        yield _row(metric, *(f"{share:.1f}" for share in np.mean(shares, axis=0)))


def _judged(covered: Mapping[tuple[str, str], list[float]]) -> str:
    """The cells together: by chance alone some are outside of the bounds."""
    shares = np.array(list(covered.values()))
    outside = ((shares < LEAST_PERCENT) | (shares > MOST_PERCENT)).sum(axis=0)
    few, many = shares.mean(axis=0)
    by_chance = outside_by_chance(TRIALS) * len(shares)
    return f"""
All {len(shares)} cells together: {few:.1f} % of {TRIALS} trials each, {many:.1f} % of {SEEDS:,}.
Outside of {LEAST_PERCENT} to {MOST_PERCENT} % are {outside[0]} cells of {TRIALS} trials, and
{outside[1]} of {SEEDS:,}. Of right intervals ({100 * RIGHT:.0f} %) chance puts
{by_chance:.1f} cells of {TRIALS} trials there."""


def _parts(
    table: pl.DataFrame, metrics: tuple[str, ...]
) -> Iterator[tuple[tuple[str, str], Mapping[str, NDArray[np.float64]]]]:
    """The columns of each change and metric."""
    for name in table[CHANGE].unique(maintain_order=True):
        for metric in metrics:
            rows = table.filter(pl.col(CHANGE) == name, pl.col("metric") == metric)
            numbers = ("base", "difference", "low", "high")
            yield (name, metric), {column: rows[column].to_numpy() for column in numbers}


def _header(*names: str) -> Iterator[str]:
    yield _row(*names)
    yield _row(*("---" for _ in names))


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Live what has not been lived, and print the page."""
    messages = Console(stderr=True)
    warm_up_noting(messages)
    print("\n".join(lines_of(live_pairs(messages))))


if __name__ == "__main__":
    main()
