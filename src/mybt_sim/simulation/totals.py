"""What a contract came to over its days: sums of a whole life."""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.named import Named
from mybt_sim.engine.records import Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation, Status
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.metrics import NOWHERE, REFUSED, Metric, Sums, Used


class Total(Named):
    """Columns of the sums of a life."""

    CHARGED_KOPECKS = 0  # use, tariff and add-on fees
    PAID_KOPECKS = 1
    BLOCKED_DAYS = 2  # that ended in a financial block
    PROMISES = 3
    PROMISED_KOPECKS = 4
    REFUSALS = 5
    TARIFF_ORDERS = 6
    VOLUME_MB = 7
    BALANCE_KOPECKS = 8  # after the last day


def totals_of(
    rows: NDArray[np.int32], contracts: Records, operations: Records
) -> NDArray[np.int64]:
    """The sums of the lives of a block, contract × Total."""
    totals = np.zeros((len(contracts), len(Total)), np.int64)
    ids = contracts["contract_id"]
    places = np.minimum(np.searchsorted(ids, operations["contract_id"]), len(ids) - 1)
    places[ids[places] != operations["contract_id"]] = NOWHERE
    firsts = np.searchsorted(rows[DayColumn.CONTRACT_ID], ids)
    ends = np.searchsorted(rows[DayColumn.CONTRACT_ID], ids, side="right")
    add_up(rows, (firsts, ends), operations, places, totals)
    return totals


@compiled
def add_up(
    rows: NDArray[np.int32],
    spans: tuple[NDArray[np.intp], NDArray[np.intp]],
    operations: Records,
    places: NDArray[np.int64],
    totals: NDArray[np.int64],
) -> None:
    """Fill blank `totals` (contract × Total) from day rows by contract and day, and operations.

    `spans` says for each contract where its rows begin and end: few begin during the run.
    `places` says for each operation which contract it is of, by its place; NOWHERE: of none.
    """
    for position in range(len(totals)):
        first = spans[0][position]
        add_days(rows, first, spans[1][position] - first, totals[position])
    for attempt in range(len(operations)):
        if places[attempt] != NOWHERE:
            _add_operation(operations, attempt, totals[places[attempt]])


@compiled
def add_days(rows: NDArray[np.int32], first: int, days: int, total: NDArray[np.int64]) -> None:
    """Add `days` day rows from `first` on; the balance is that after the last of them."""
    charged_kopecks = 0
    volume_mb = 0
    blocked_days = 0
    for row in range(first, first + days):
        charged_kopecks += rows[DayColumn.USAGE_KOPECKS, row]
        charged_kopecks += rows[DayColumn.TARIFF_FEE_KOPECKS, row]
        charged_kopecks += rows[DayColumn.ADD_ON_FEE_KOPECKS, row]
        volume_mb += rows[DayColumn.DOWN_MB, row]
        volume_mb += rows[DayColumn.UP_MB, row]
        blocked_days += rows[DayColumn.STATUS, row] == Status.FINANCIAL_BLOCK
    total[Total.CHARGED_KOPECKS] += charged_kopecks
    total[Total.VOLUME_MB] += volume_mb
    total[Total.BLOCKED_DAYS] += blocked_days
    if days > 0:
        total[Total.BALANCE_KOPECKS] = rows[DayColumn.BALANCE_KOPECKS, first + days - 1]


@compiled
def add_sums(sums: Sums, total: NDArray[np.int64]) -> None:
    """Add what the kernel has added up over days that share a row; the balance is not in it."""
    used, counted = sums.used[0], sums.counted[0]
    charged_kopecks = used[Used.USAGE_KOPECKS] + used[Used.TARIFF_FEE_KOPECKS]
    total[Total.CHARGED_KOPECKS] += charged_kopecks + used[Used.ADD_ON_FEE_KOPECKS]
    total[Total.PAID_KOPECKS] += counted[Metric.PAYMENT_KOPECKS]
    total[Total.BLOCKED_DAYS] += sums.status_days[Status.FINANCIAL_BLOCK]
    total[Total.PROMISES] += counted[Metric.PROMISES]
    total[Total.PROMISED_KOPECKS] += counted[Metric.PROMISE_KOPECKS]
    total[Total.TARIFF_ORDERS] += counted[Metric.TARIFF_ORDERS]
    total[Total.VOLUME_MB] += used[Used.DOWN_MB] + used[Used.UP_MB]
    for column in REFUSED:
        total[Total.REFUSALS] += counted[column]


@compiled
def add_operations(operations: Records, count: int, total: NDArray[np.int64]) -> None:
    """Add the first `count` operations of one contract."""
    for attempt in range(count):
        _add_operation(operations, attempt, total)


@compiled
def _add_operation(operations: Records, attempt: int, total: NDArray[np.int64]) -> None:
    row = operations[attempt]
    if row.refusal != Refusal.NONE:
        total[Total.REFUSALS] += 1
        return
    if row.operation == Operation.PROMISE_PAYMENT:
        total[Total.PROMISES] += 1
        total[Total.PROMISED_KOPECKS] += row.amount_kopecks
    elif row.operation == Operation.CHANGE_TARIFF:
        total[Total.TARIFF_ORDERS] += 1
    elif (
        row.operation == Operation.TOP_UP
        or row.operation == Operation.ERIP_PAYMENT
        or row.operation == Operation.REDEEM_EXPRESS_CARD
    ):
        total[Total.PAID_KOPECKS] += row.amount_kopecks
