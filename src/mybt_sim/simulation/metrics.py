"""Rollups gathered inside the kernel: sums over the contracts of a day, nothing stored.

Whole numbers, so that they add up over blocks in any order.
"""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.named import Named
from mybt_sim.engine.records import DAY_S, Record
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.status import status_of
from mybt_sim.engine.usage import CALL_CLASSES
from mybt_sim.engine.vocabulary import Operation, Status


class Metric(Named):
    """Columns of the table `metric_day`."""

    CONTRACTS = 0
    ACTIVE_CONTRACTS = 1
    BLOCKED_CONTRACTS = 2
    DOWN_MB = 3
    UP_MB = 4
    TV_MINUTES = 5
    CALL_MINUTES = 6
    USAGE_KOPECKS = 7
    TARIFF_FEE_KOPECKS = 8
    ADD_ON_FEE_KOPECKS = 9
    BALANCE_KOPECKS = 10
    PAYMENTS = 11
    PAYMENT_KOPECKS = 12
    PROMISES = 13
    PROMISE_KOPECKS = 14
    PROMISE_REFUSALS = 15
    TARIFF_ORDERS = 16
    TARIFF_REFUSALS = 17


@compiled
def measure_day(
    metrics: NDArray[np.int64], offset: int, contract: Record, service_day: Record, day: int
) -> None:
    """Add one contract-day to the sums of its day."""
    status = status_of(contract, (day + 1) * DAY_S - 1)
    metrics[offset, Metric.CONTRACTS] += 1
    if status == Status.ACTIVE:
        metrics[offset, Metric.ACTIVE_CONTRACTS] += 1
    elif status == Status.FINANCIAL_BLOCK:
        metrics[offset, Metric.BLOCKED_CONTRACTS] += 1
    metrics[offset, Metric.DOWN_MB] += service_day.down_mb
    metrics[offset, Metric.UP_MB] += service_day.up_mb
    metrics[offset, Metric.TV_MINUTES] += service_day.tv_minutes
    minutes = 0
    for call_class in range(CALL_CLASSES):
        minutes += service_day.call_minutes[call_class]
    metrics[offset, Metric.CALL_MINUTES] += minutes
    metrics[offset, Metric.USAGE_KOPECKS] += service_day.usage_kopecks
    metrics[offset, Metric.TARIFF_FEE_KOPECKS] += service_day.tariff_fee_kopecks
    metrics[offset, Metric.ADD_ON_FEE_KOPECKS] += service_day.add_on_fee_kopecks
    metrics[offset, Metric.BALANCE_KOPECKS] += contract.balance_kopecks


@compiled
def count_operations(metrics: NDArray[np.int64], life: Record, first_day: int) -> None:
    """Add the attempts of a life to the sums of their days."""
    for position in range(life.operation_count):
        row = life.operations[position]
        _count_operation(metrics[row.attempted_at // DAY_S - first_day], row)


@compiled
def _count_operation(sums: NDArray[np.int64], row: Record) -> None:
    is_accepted = row.refusal == Refusal.NONE
    if row.operation == Operation.PROMISE_PAYMENT:
        if is_accepted:
            sums[Metric.PROMISES] += 1
            sums[Metric.PROMISE_KOPECKS] += row.amount_kopecks
        else:
            sums[Metric.PROMISE_REFUSALS] += 1
    elif row.operation == Operation.CHANGE_TARIFF:
        sums[Metric.TARIFF_ORDERS if is_accepted else Metric.TARIFF_REFUSALS] += 1
    elif row.operation == Operation.TOP_UP or row.operation == Operation.ERIP_PAYMENT:
        if is_accepted:
            sums[Metric.PAYMENTS] += 1
            sums[Metric.PAYMENT_KOPECKS] += row.amount_kopecks
    else:
        raise AssertionError("nobody has said in which sums this operation counts")
