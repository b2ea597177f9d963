"""The simplified day in plain Python: what every peer has to reproduce to the kopeck.

Luck is a formula of contract and day, so that all tools draw the same. docs/peers.md tells the day
in words; the names of its numbers are here and nowhere else.
"""

from typing import NamedTuple

MONTH_DAYS = 30
FEE_KOPECKS, FEE_STEP_KOPECKS, FEES = 1_500, 100, 30
PAYING_TENTHS = 8
EXTRA_KOPECKS = 500
PROMISE_KOPECKS, PROMISE_DAYS = 1_500, 5
ASKING_ONE_IN = 4
PRIME, BY_CONTRACT, BY_DAY = 1_000_003, 7_919, 104_729


class Sums(NamedTuple):
    """What a run comes to, over all contracts and days."""

    paid_kopecks: int
    charged_kopecks: int
    promised_kopecks: int
    blocked_days: int
    balance_kopecks: int


class Contract:
    """A contract and its days."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.fee_kopecks = FEE_KOPECKS + number % FEES * FEE_STEP_KOPECKS
        self.balance_kopecks = 0
        self.promise_kopecks = 0
        self.promise_ends = 0
        self.may_ask_from = 0
        self.is_blocked = False
        self.paid_kopecks = 0
        self.charged_kopecks = 0
        self.promised_kopecks = 0
        self.blocked_days = 0

    def live_day(self, day: int) -> None:
        """One day, in the order of docs/peers.md."""
        luck = luck_of(self.number, day)
        if self.promise_kopecks and day >= self.promise_ends:
            self.take_promise_back()
        if (day + self.number) % MONTH_DAYS == 0 and luck % 10 < PAYING_TENTHS:
            self.top_up(self.fee_kopecks + luck % EXTRA_KOPECKS)
        if self.is_blocked and self.may_ask_from <= day and luck % ASKING_ONE_IN == 0:
            self.promise(day)
        if not self.is_blocked:
            self.charge(day)
        self.blocked_days += self.is_blocked

    def top_up(self, amount_kopecks: int) -> None:
        """Money comes in, and an open promise is repaid from it."""
        self.paid_kopecks += amount_kopecks
        self.balance_kopecks += amount_kopecks
        self.take_promise_back()
        self.is_blocked = self.balance_kopecks < 0

    def promise(self, day: int) -> None:
        """Money that has to be there again in a few days."""
        self.promised_kopecks += PROMISE_KOPECKS
        self.promise_kopecks = PROMISE_KOPECKS
        self.promise_ends, self.may_ask_from = day + PROMISE_DAYS, day + MONTH_DAYS
        self.balance_kopecks += PROMISE_KOPECKS
        self.is_blocked = self.balance_kopecks < 0

    def take_promise_back(self) -> None:
        """A promise ends, repaid or not."""
        self.balance_kopecks -= self.promise_kopecks
        self.promise_kopecks = 0
        self.is_blocked = self.balance_kopecks < 0

    def charge(self, day: int) -> None:
        """The day's share of the monthly fee; below zero the contract is blocked."""
        share = share_of(self.fee_kopecks, day)
        self.charged_kopecks += share
        self.balance_kopecks -= share
        self.is_blocked = self.balance_kopecks < 0


def luck_of(number: int, day: int) -> int:
    """A number below `PRIME` that is the same in every tool."""
    mixed = (number * BY_CONTRACT + day * BY_DAY) % PRIME
    return (mixed * mixed + day) % PRIME


def share_of(fee_kopecks: int, day: int) -> int:
    """The day's share of a fee: shares of a month add up to it, each sum rounded half up."""
    passed = day % MONTH_DAYS
    until, before = fee_kopecks * (passed + 1), fee_kopecks * passed
    return (2 * until + MONTH_DAYS) // (2 * MONTH_DAYS) - (2 * before + MONTH_DAYS) // (
        2 * MONTH_DAYS
    )


def run(contracts: int, days: int) -> Sums:
    """All contracts through all days."""
    lives = [Contract(number) for number in range(contracts)]
    for life in lives:
        for day in range(days):
            life.live_day(day)
    return sums_of(lives)


def sums_of(lives: list[Contract]) -> Sums:
    """The sums of contracts that have lived."""
    return Sums(*(sum(getattr(life, name) for life in lives) for name in Sums._fields))
