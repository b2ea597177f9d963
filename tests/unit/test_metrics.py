"""Sums gathered inside the kernel are those of SQL over the stored facts."""

import datetime
from pathlib import Path

import pytest

from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.executors.threads import block_ranges, sums_size
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import make_run, rows_of

SCENARIO = Scenario(
    subscribers=800,
    days=75,
    start=datetime.date(2026, 6, 1),
    seed=3,
    behaviour={
        "away.suspend_share": 1,
        "tariff.cancel_share": 0.5,
        "leave.pon_share": 0.02,
        "come.pon_share": 0.05,
        "leave.by_app_share": 0.5,
    },
)
"""A summer in which everything happens that is counted."""

PAYMENTS = "operation IN ('top_up', 'erip_payment', 'redeem_express_card')"

FROM_FACTS = f"""
WITH days AS (
    SELECT day, count(*), count_if(status = 'active'), count_if(status = 'financial_block'),
        count_if(status = 'voluntary_suspension'), count_if(status = 'terminated'),
        sum(down_mb), sum(up_mb), sum(tv_minutes),
        sum(local_minutes + long_distance_minutes + mobile_minutes + international_minutes
            + service_minutes),
        sum(usage_kopecks), sum(tariff_fee_kopecks), sum(add_on_fee_kopecks),
        sum(balance_kopecks)
    FROM contract_day GROUP BY day
),
attempts AS (
    SELECT attempted_at::DATE AS day,
        count_if({PAYMENTS} AND refusal IS NULL),
        coalesce(sum(amount_kopecks) FILTER ({PAYMENTS} AND refusal IS NULL), 0),
        count_if({PAYMENTS} AND refusal IS NOT NULL),
        count_if(operation = 'promise_payment' AND refusal IS NULL),
        coalesce(sum(amount_kopecks) FILTER (
            operation = 'promise_payment' AND refusal IS NULL), 0),
        count_if(operation = 'promise_payment' AND refusal IS NOT NULL),
        count_if(operation = 'change_tariff' AND refusal IS NULL),
        count_if(operation IN ('change_tariff', 'cancel_tariff_change')
            AND refusal IS NOT NULL),
        count_if(operation = 'connect_add_on' AND refusal IS NULL),
        count_if(operation = 'disconnect_add_on' AND refusal IS NULL),
        count_if(operation IN ('connect_add_on', 'disconnect_add_on') AND refusal IS NOT NULL),
        count_if(operation = 'suspend' AND refusal IS NULL),
        count_if(operation = 'resume' AND refusal IS NULL),
        count_if(operation IN ('suspend', 'resume') AND refusal IS NOT NULL),
        count_if(operation = 'rent_video' AND refusal IS NULL),
        count_if(operation = 'rent_video' AND refusal IS NOT NULL),
        count_if(operation = 'cancel_tariff_change' AND refusal IS NULL),
        count_if(operation = 'termination' AND refusal IS NULL),
        count_if(operation = 'termination' AND refusal IS NOT NULL)
    FROM operation GROUP BY ALL
)
SELECT * FROM days JOIN attempts USING (day) ORDER BY day
"""


@pytest.mark.parametrize("threads", [1, 2])
def test_kernel_metrics_equal_sql_over_the_facts(tmp_path: Path, threads: int) -> None:
    facts = make_run(tmp_path, SCENARIO)
    metrics = make_run(tmp_path, SCENARIO, metrics_only=True, threads=threads)
    assert rows_of(metrics, "SELECT * FROM metric_day ORDER BY day") == rows_of(facts, FROM_FACTS)


def test_the_sums_are_not_empty(tmp_path: Path) -> None:
    metrics = make_run(tmp_path, SCENARIO, metrics_only=True)
    columns = rows_of(metrics, "SELECT * EXCLUDE day FROM metric_day")
    assert all(sum(values) > 0 for values in zip(*columns, strict=True))


@pytest.mark.parametrize("threads", [1, 2, 64])
@pytest.mark.parametrize("subscribers", [1, 900, 4_000, 1_000_000])
def test_larger_blocks_of_sums_leave_work_for_every_thread(threads: int, subscribers: int) -> None:
    simulation = prepare(Scenario(subscribers=subscribers, days=365))
    usual, size = simulation.block_size, sums_size(simulation, threads)
    assert usual <= size <= 4 * usual
    if size > usual:
        assert len(list(block_ranges(subscribers, size))) >= 4 * threads
