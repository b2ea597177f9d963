"""Rollups gathered inside the kernel: sums over the contracts of a day, nothing stored.

Whole numbers, so that they add up over blocks in any order.
"""

from collections.abc import Mapping
from typing import NamedTuple

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


class Used(Named):
    """What is added up every day, in a row of 64 bytes: those of a year stay near the core."""

    DOWN_MB = 0
    UP_MB = 1
    TV_MINUTES = 2
    CALL_MINUTES = 3
    USAGE_KOPECKS = 4
    TARIFF_FEE_KOPECKS = 5
    ADD_ON_FEE_KOPECKS = 6
    BALANCE_KOPECKS = 7


USED_COLUMNS = [Metric[name] for name in Used.__members__]

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

REFUSED = tuple(sorted({int(refused) for _, refused in COUNTED.values()}))
"""The sums of what was refused."""

NOWHERE = -1


def _by_operation(columns: Mapping[Operation, int]) -> NDArray[np.int64]:
    return np.array([columns.get(operation, NOWHERE) for operation in Operation], np.int64)


_ACCEPTED = _by_operation({one: accepted for one, (accepted, _) in COUNTED.items()})
_REFUSED = _by_operation({one: refused for one, (_, refused) in COUNTED.items()})
_AMOUNT = _by_operation(SUMMED)


class Sums(NamedTuple):
    """Where the kernel adds up what it does not write, each day in a row or all days in one.

    used         int64, row × Used
    counted      int64, row × Metric, one row more: operations, and contracts by status, written
                 where their number changes
    status_days  int64, contract-days by Status
    rows_per_day  1, or 0 where all days share a row; their numbers of contracts come to nothing
    """

    used: NDArray[np.int64]
    counted: NDArray[np.int64]
    status_days: NDArray[np.int64]
    rows_per_day: int


def room_for_sums(days: int) -> Sums:
    """Sums of so many days each; of none where rows are written instead."""
    return _room(days, 1)


def room_for_sum() -> Sums:
    """Sums over all days of a life."""
    return _room(1, 0)


def _room(rows: int, rows_per_day: int) -> Sums:
    return Sums(
        np.zeros((rows, len(Used)), np.int64),
        np.zeros((rows + 1, len(Metric)), np.int64),
        np.zeros(len(Status), np.int64),
        rows_per_day,
    )


def metrics_of(sums: Sums) -> NDArray[np.int64]:
    """Day × Metric, from what the kernel has written."""
    metrics = sums.counted[:-1].copy()
    metrics[:, USED_COLUMNS] = sums.used
    metrics[:, STATUS_COLUMNS] = metrics[:, STATUS_COLUMNS].cumsum(axis=0)
    metrics[:, Metric.CONTRACTS] = metrics[:, STATUS_COLUMNS].sum(axis=1)
    return metrics


@compiled
def is_summed(sums: Sums) -> bool:
    """Whether sums are wanted, and no rows."""
    return len(sums.used) > 0


@compiled
def forget_sums(sums: Sums) -> None:
    """Begin anew where all days share a row."""
    for column in range(sums.used.shape[1]):
        sums.used[0, column] = 0
    for column in range(sums.counted.shape[1]):
        sums.counted[0, column] = 0
    for status in range(len(sums.status_days)):
        sums.status_days[status] = 0


@compiled
def measure_day(sums: Sums, row: int, contract: Record, service_day: Record, day: int) -> None:
    """Add one contract-day to the sums of its day."""
    count_days(sums, row, 1, status_of(contract, (day + 1) * DAY_S - 1))
    add_day(sums, row, contract.balance_kopecks, service_day, 1)


@compiled
def count_days(sums: Sums, row: int, days: int, status: int) -> None:
    """Count a contract on so many days in a row."""
    column = place(STATUS_COLUMN + status)
    sums.counted[place(row), column] += 1
    sums.counted[place(row + days * sums.rows_per_day), column] -= 1
    sums.status_days[place(status)] += days


@compiled
def add_day(sums: Sums, row: int, balance_kopecks: int, service_day: Record, calls: int) -> None:
    """Add what was used, paid and left on a day; without `calls` there are neither minutes nor
    costs of use."""
    used = sums.used[place(row)]
    if service_day.down_mb | service_day.up_mb:
        used[Used.DOWN_MB] += service_day.down_mb
        used[Used.UP_MB] += service_day.up_mb
    used[Used.TV_MINUTES] += service_day.tv_minutes
    if calls > 0:
        minutes = 0
        for call_class in range(CALL_CLASSES):
            minutes += service_day.call_minutes[call_class]
        used[Used.CALL_MINUTES] += minutes
        used[Used.USAGE_KOPECKS] += service_day.usage_kopecks
    used[Used.TARIFF_FEE_KOPECKS] += service_day.tariff_fee_kopecks
    if service_day.add_on_fee_kopecks != 0:
        used[Used.ADD_ON_FEE_KOPECKS] += service_day.add_on_fee_kopecks
    used[Used.BALANCE_KOPECKS] += balance_kopecks


@compiled
def count_operations(sums: Sums, life: Record, first_day: int) -> None:
    """Add the attempts of a life to the sums of their days."""
    for position in range(life.operation_count):
        row = life.operations[position]
        nth = row.attempted_at // DAY_S - first_day
        _count_operation(sums.counted[nth * sums.rows_per_day], row)


@compiled
def _count_operation(sums: NDArray[np.int64], row: Record) -> None:
    is_accepted = row.refusal == Refusal.NONE
    column = _ACCEPTED[row.operation] if is_accepted else _REFUSED[row.operation]
    assert column != NOWHERE, "nobody has said in which sums this operation counts"
    sums[column] += 1
    amount_column = _AMOUNT[row.operation]
    if is_accepted and amount_column != NOWHERE:
        sums[amount_column] += row.amount_kopecks
