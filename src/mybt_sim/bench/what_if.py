"""How soon a variant is answered, with its baseline in memory."""

import os
from collections.abc import Iterator

from mybt_sim.analysis.compare import effects_of
from mybt_sim.bench.measure import Measurement, best_seconds
from mybt_sim.simulation.baseline import live_baseline
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.executors.threads import simulate_blocks
from mybt_sim.simulation.scenario import Scenario

LIMIT = {"promise_limit": "20.00"}
TURNS = 5


def what_if(usual: Scenario) -> Iterator[Measurement]:
    """A promise of 20 roubles instead of 15: only touched lives, over all lives; and for a page.

    Both take turns, because the machine's speed drifts.
    """
    threads = os.cpu_count() or 1
    baseline = live_baseline(prepare(usual), threads=threads)
    variant = usual.having(terms=LIMIT)
    simulation = prepare(variant)

    def live_all() -> None:
        for _ in simulate_blocks(simulation, threads=threads, metrics_only=True):
            pass

    def live_touched() -> int:
        touched = baseline.touched_by(simulation, threads=threads)
        baseline.totals_under(simulation, touched, threads=threads)
        return len(touched.positions)

    lives = f"{live_touched():,} of {len(baseline.totals):,} lives"
    turns = [(best_seconds(live_all, 1), best_seconds(live_touched)) for _ in range(TURNS)]
    all_s, touched_s = (min(seconds) for seconds in zip(*turns, strict=True))
    size = f"{usual.subscribers:,} × {usual.days}"
    yield Measurement(
        f"limit 15 → 20, {size}, touched lives alone",
        round(all_s / touched_s, 1),
        "times as fast as all, metrics only",
        "≥ 8",
        f"{lives}; {all_s:.2f} s against {touched_s:.2f} s",
    )
    answer_s = best_seconds(lambda: effects_of(baseline, variant, threads=threads))
    yield Measurement(
        f"the same, effects with intervals, {size}", round(answer_s * 1_000), "ms", "≤ 300", ""
    )
