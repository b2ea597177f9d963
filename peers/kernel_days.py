"""The simplified day as our kernel lives a day: contract by contract, compiled, on all cores."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import numba
import numpy as np
from numpy.typing import NDArray

from peers import day as rules
from peers.day import Sums

Rule = Callable[[int, int], int]
luck_of = cast(Rule, numba.njit(rules.luck_of))
share_of = cast(Rule, numba.njit(rules.share_of))
MONTH_DAYS, EXTRA_KOPECKS = rules.MONTH_DAYS, rules.EXTRA_KOPECKS
PROMISE_KOPECKS, PROMISE_DAYS = rules.PROMISE_KOPECKS, rules.PROMISE_DAYS
PAYING_TENTHS, ASKING_ONE_IN = rules.PAYING_TENTHS, rules.ASKING_ONE_IN
FEE_KOPECKS, FEES, FEE_STEP_KOPECKS = rules.FEE_KOPECKS, rules.FEES, rules.FEE_STEP_KOPECKS


@numba.njit(nogil=True)
def _live(first: int, last: int, days: int, sums: NDArray[np.int64]) -> None:
    """Contracts `first` … `last - 1`, one after the other."""
    for number in range(first, last):
        fee = FEE_KOPECKS + number % FEES * FEE_STEP_KOPECKS
        balance = promise = promise_ends = may_ask_from = 0
        is_blocked = False
        for day in range(days):
            luck = luck_of(number, day)
            pays = (day + number) % MONTH_DAYS == 0 and luck % 10 < PAYING_TENTHS
            if pays:
                amount = fee + luck % EXTRA_KOPECKS
                balance += amount
                sums[0] += amount
            if pays or (promise and day >= promise_ends):
                balance -= promise
                promise = 0
                is_blocked = balance < 0
            if is_blocked and may_ask_from <= day and luck % ASKING_ONE_IN == 0:
                promise = PROMISE_KOPECKS
                promise_ends, may_ask_from = day + PROMISE_DAYS, day + MONTH_DAYS
                balance += promise
                sums[2] += promise
                is_blocked = balance < 0
            if not is_blocked:
                share = share_of(fee, day)
                balance -= share
                sums[1] += share
                is_blocked = balance < 0
            sums[3] += is_blocked
        sums[4] += balance


def run(contracts: int, days: int) -> Sums:
    """All contracts through all days."""
    threads = os.cpu_count() or 1
    bounds = [contracts * part // threads for part in range(threads + 1)]
    sums = np.zeros((threads, 5), np.int64)
    with ThreadPoolExecutor(threads) as executor:
        parts = zip(bounds[:-1], bounds[1:], [days] * threads, sums, strict=True)
        list(executor.map(lambda part: _live(*part), parts))
    return Sums(*(int(value) for value in sums.sum(axis=0)))
