"""Many moves of several parameters for `make torture`: living who is touched equals living all."""

import datetime
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mybt_sim.analysis.parting import every_day
from mybt_sim.engine.records import Records, join
from mybt_sim.simulation.baseline import live_baseline
from mybt_sim.simulation.block import BlockLife, prepare, simulate_block
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.simulation.totals import totals_of

BASE = Scenario(subscribers=5_000, days=90, seed=4)
MOVES = 200


def moved(luck: np.random.Generator) -> Scenario:
    """Some of eight parameters elsewhere, the terms from the first day or from a later one."""
    terms = {
        "promise_limit": f"{luck.integers(0, 4_000) / 100:.2f}",
        "promise_debt_limit": f"{luck.integers(0, 3_000) / 100:.2f}",
        "promise_term_days": int(luck.integers(1, 12)),
        "tariff_wait_days": int(luck.integers(0, 60)),
        "bind_tries": int(luck.integers(1, 9)),
    }
    terms = {name: value for name, value in terms.items() if luck.random() < 0.5}
    fees = {"T14": f"{luck.integers(2_000, 9_000) / 100:.2f}"} if luck.random() < 0.5 else {}
    shares = ("promise.when_blocked_share", "binding.try_share")
    behaviour = {name: int(luck.integers(0, 100)) / 100 for name in shares if luck.random() < 0.5}
    if terms and luck.random() < 0.5:
        since = BASE.start + datetime.timedelta(days=int(luck.integers(1, BASE.days)))
        changes = [{"from": since, "terms": terms}]
        return BASE.having(changes=changes, fees=fees, behaviour=behaviour)
    return BASE.having(terms=terms, fees=fees, behaviour=behaviour)


def test_many_moves_of_several_parameters() -> None:
    simulation = prepare(BASE)
    baseline = live_baseline(simulation, threads=2)
    base = simulate_block(simulation, 1, BASE.subscribers)
    luck = np.random.default_rng(BASE.seed)
    for move in range(MOVES):
        variant = moved(luck)
        conditions = prepare(variant)
        touched = baseline.touched_by(conditions, threads=2)
        again = list(baseline.live_again(conditions, touched.positions, touched.bound, threads=2))
        full = simulate_block(conditions, 1, BASE.subscribers)
        told = f"move {move}: {variant}"
        assert (days_of(base, again, touched.positions) == every_day(full, BASE.days)).all(), told
        ids = base.contracts["contract_id"][touched.positions]
        for name, theirs in tables_of(full).items():
            ours = rows_of(name, base, again, ids)
            for field in ours.dtype.names or ():
                assert np.array_equal(ours[field], theirs[field]), f"{name}.{field}, {told}"
        sums = totals_of(full.days, full.contracts, full.operations)
        assert (baseline.totals_under(conditions, touched, threads=2) == sums).all(), told


def days_of(
    base: BlockLife, again: list[BlockLife], positions: NDArray[np.intp]
) -> NDArray[np.int32]:
    """Days of the base, those of touched lives in their places."""
    days = every_day(base, BASE.days)
    if again:
        parts = [every_day(block, BASE.days) for block in again]
        days[:, positions] = np.concatenate(parts, axis=1)
    return days


def tables_of(life: BlockLife) -> Mapping[str, Records]:
    """What is told of contracts, by name."""
    return {
        "facts": life.population.facts,
        "contracts": life.contracts,
        "entries": life.entries,
        "events": life.events,
        "operations": life.operations,
    }


def rows_of(name: str, base: BlockLife, again: list[BlockLife], ids: NDArray[np.int64]) -> Records:
    """Rows of the base without those of touched lives, which come from living again."""
    rows = tables_of(base)[name]
    kept = rows[~np.isin(rows["contract_id"], ids)]
    joined = join([kept, *(tables_of(block)[name] for block in again)])
    ordered: Records = joined[np.argsort(joined["contract_id"], kind="stable")]
    return ordered
