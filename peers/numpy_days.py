"""The simplified day as a loop over days in NumPy: all contracts of a day at once."""

import numpy as np
from numpy.typing import NDArray

from peers import day as rules
from peers.day import Sums

Whole = NDArray[np.int64]


def run(contracts: int, days: int) -> Sums:
    """All contracts through all days."""
    number = np.arange(contracts)
    fee = rules.FEE_KOPECKS + number % rules.FEES * rules.FEE_STEP_KOPECKS
    balance, promise, promise_ends, may_ask_from = (np.zeros(contracts, np.int64) for _ in range(4))
    blocked = np.zeros(contracts, bool)
    paid = charged = promised = blocked_days = 0
    for day in range(days):
        luck = _luck(number, day)
        pays = ((day + number) % rules.MONTH_DAYS == 0) & (luck % 10 < rules.PAYING_TENTHS)
        amount = np.where(pays, fee + luck % rules.EXTRA_KOPECKS, 0)
        ends = (promise > 0) & ((day >= promise_ends) | pays)
        balance += amount - np.where(ends, promise, 0)
        promise[ends] = 0
        blocked = np.where(pays | ends, balance < 0, blocked)
        asks = blocked & (may_ask_from <= day) & (luck % rules.ASKING_ONE_IN == 0)
        balance[asks] += rules.PROMISE_KOPECKS
        promise[asks] = rules.PROMISE_KOPECKS
        promise_ends[asks], may_ask_from[asks] = day + rules.PROMISE_DAYS, day + rules.MONTH_DAYS
        blocked &= ~asks | (balance < 0)
        share = np.where(blocked, 0, _share(fee, day))
        balance -= share
        blocked |= balance < 0
        paid += int(amount.sum())
        charged += int(share.sum())
        promised += int(asks.sum()) * rules.PROMISE_KOPECKS
        blocked_days += int(blocked.sum())
    return Sums(paid, charged, promised, blocked_days, int(balance.sum()))


def _luck(number: Whole, day: int) -> Whole:
    mixed = (number * rules.BY_CONTRACT + day * rules.BY_DAY) % rules.PRIME
    luck: Whole = (mixed * mixed + day) % rules.PRIME
    return luck


def _share(fee: Whole, day: int) -> Whole:
    share: Whole = rules.share_of(fee, day)  # type: ignore[arg-type, assignment]
    return share
