"""Rollups gathered inside the kernel: sums over the contracts of a day, nothing stored.

Whole numbers, so that they add up over blocks in any order.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.named import Named
from mybt_sim.base.whole import place
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
    SUSPENDED_CONTRACTS = 3
    TERMINATED_CONTRACTS = 4
    DOWN_MB = 5
    UP_MB = 6
    TV_MINUTES = 7
    CALL_MINUTES = 8
    USAGE_KOPECKS = 9
    TARIFF_FEE_KOPECKS = 10
    ADD_ON_FEE_KOPECKS = 11
    BALANCE_KOPECKS = 12
    PAYMENTS = 13
    PAYMENT_KOPECKS = 14
    PAYMENT_REFUSALS = 15
    PROMISES = 16
    PROMISE_KOPECKS = 17
    PROMISE_REFUSALS = 18
    TARIFF_ORDERS = 19
    TARIFF_REFUSALS = 20
    ADD_ONS_CONNECTED = 21
    ADD_ONS_DISCONNECTED = 22
    ADD_ON_REFUSALS = 23
    SUSPENSIONS = 24
    RESUMPTIONS = 25
    SUSPENSION_REFUSALS = 26
    VIDEOS = 27
    VIDEO_REFUSALS = 28
    TARIFF_CANCELLATIONS = 29
    TERMINATIONS = 30
    TERMINATION_REFUSALS = 31


STATUS_COLUMN = Metric.ACTIVE_CONTRACTS
"""Contracts are counted by their status from this column on."""

STATUS_COLUMNS = slice(STATUS_COLUMN, STATUS_COLUMN + len(Status))

COUNTED = {
    Operation.TOP_UP: (Metric.PAYMENTS, Metric.PAYMENT_REFUSALS),
    Operation.ERIP_PAYMENT: (Metric.PAYMENTS, Metric.PAYMENT_REFUSALS),
    Operation.PROMISE_PAYMENT: (Metric.PROMISES, Metric.PROMISE_REFUSALS),
    Operation.CHANGE_TARIFF: (Metric.TARIFF_ORDERS, Metric.TARIFF_REFUSALS),
    Operation.CONNECT_ADD_ON: (Metric.ADD_ONS_CONNECTED, Metric.ADD_ON_REFUSALS),
    Operation.DISCONNECT_ADD_ON: (Metric.ADD_ONS_DISCONNECTED, Metric.ADD_ON_REFUSALS),
    Operation.REDEEM_EXPRESS_CARD: (Metric.PAYMENTS, Metric.PAYMENT_REFUSALS),
    Operation.CANCEL_TARIFF_CHANGE: (Metric.TARIFF_CANCELLATIONS, Metric.TARIFF_REFUSALS),
    Operation.RENT_VIDEO: (Metric.VIDEOS, Metric.VIDEO_REFUSALS),
    Operation.TERMINATION: (Metric.TERMINATIONS, Metric.TERMINATION_REFUSALS),
    Operation.SUSPEND: (Metric.SUSPENSIONS, Metric.SUSPENSION_REFUSALS),
    Operation.RESUME: (Metric.RESUMPTIONS, Metric.SUSPENSION_REFUSALS),
}
"""In which sum each operation of people counts, accepted and refused."""

SUMMED = {
    Operation.TOP_UP: Metric.PAYMENT_KOPECKS,
    Operation.ERIP_PAYMENT: Metric.PAYMENT_KOPECKS,
    Operation.REDEEM_EXPRESS_CARD: Metric.PAYMENT_KOPECKS,
    Operation.PROMISE_PAYMENT: Metric.PROMISE_KOPECKS,
}
"""In which sum the amount of an accepted operation counts."""

NOWHERE = -1


def _by_operation(columns: Mapping[Operation, int]) -> NDArray[np.int64]:
    return np.array([columns.get(operation, NOWHERE) for operation in Operation], np.int64)


_ACCEPTED = _by_operation({one: accepted for one, (accepted, _) in COUNTED.items()})
_REFUSED = _by_operation({one: refused for one, (_, refused) in COUNTED.items()})
_AMOUNT = _by_operation(SUMMED)


def room_for_metrics(days: int) -> NDArray[np.int64]:
    """Sums of so many days for the kernel, which writes where a number of contracts changes; it
    also does so behind the last day."""
    return np.zeros((days + 1, len(Metric)), np.int64)


def metrics_of(sums: NDArray[np.int64]) -> NDArray[np.int64]:
    """Day × Metric, from what the kernel has written."""
    metrics = sums[:-1].copy()
    metrics[:, STATUS_COLUMNS] = metrics[:, STATUS_COLUMNS].cumsum(axis=0)
    metrics[:, Metric.CONTRACTS] = metrics[:, STATUS_COLUMNS].sum(axis=1)
    return metrics


@compiled
def measure_day(
    metrics: NDArray[np.int64], offset: int, contract: Record, service_day: Record, day: int
) -> None:
    """Add one contract-day to the sums of its day."""
    count_days(metrics, offset, 1, status_of(contract, (day + 1) * DAY_S - 1))
    add_day(metrics, offset, contract.balance_kopecks, service_day, 1)


@compiled
def count_days(metrics: NDArray[np.int64], offset: int, days: int, status: int) -> None:
    """Count a contract on so many days; what is written is where a number of contracts changes."""
    metrics[place(offset), place(STATUS_COLUMN + status)] += 1
    metrics[place(offset + days), place(STATUS_COLUMN + status)] -= 1


@compiled
def add_day(
    metrics: NDArray[np.int64],
    offset: int,
    balance_kopecks: int,
    service_day: Record,
    calls: int,
) -> None:
    """Add what was used, paid and left on a day; without `calls` there are neither minutes nor
    costs of use."""
    sums = metrics[place(offset)]
    if service_day.down_mb | service_day.up_mb:
        sums[Metric.DOWN_MB] += service_day.down_mb
        sums[Metric.UP_MB] += service_day.up_mb
    sums[Metric.TV_MINUTES] += service_day.tv_minutes
    if calls > 0:
        minutes = 0
        for call_class in range(CALL_CLASSES):
            minutes += service_day.call_minutes[call_class]
        sums[Metric.CALL_MINUTES] += minutes
        sums[Metric.USAGE_KOPECKS] += service_day.usage_kopecks
    sums[Metric.TARIFF_FEE_KOPECKS] += service_day.tariff_fee_kopecks
    if service_day.add_on_fee_kopecks != 0:
        sums[Metric.ADD_ON_FEE_KOPECKS] += service_day.add_on_fee_kopecks
    sums[Metric.BALANCE_KOPECKS] += balance_kopecks


@compiled
def count_operations(metrics: NDArray[np.int64], life: Record, first_day: int) -> None:
    """Add the attempts of a life to the sums of their days."""
    for position in range(life.operation_count):
        row = life.operations[position]
        _count_operation(metrics[row.attempted_at // DAY_S - first_day], row)


@compiled
def _count_operation(sums: NDArray[np.int64], row: Record) -> None:
    is_accepted = row.refusal == Refusal.NONE
    column = _ACCEPTED[row.operation] if is_accepted else _REFUSED[row.operation]
    assert column != NOWHERE, "nobody has said in which sums this operation counts"
    sums[column] += 1
    amount_column = _AMOUNT[row.operation]
    if is_accepted and amount_column != NOWHERE:
        sums[amount_column] += row.amount_kopecks
