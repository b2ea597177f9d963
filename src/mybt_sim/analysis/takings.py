"""Money of a selection: what was earned and came in, who came, moved and went, what is owed.

Every function asks the tables once and gives rows. Amounts are kopecks with VAT, months their first
day. What belongs to a selection says `takings_scope`.
"""

import datetime
from calendar import monthrange
from collections.abc import Sequence
from fractions import Fraction
from math import floor
from typing import Any, NamedTuple, TypeAlias

import duckdb

from mybt_sim.analysis import takings_sql as sql
from mybt_sim.analysis.takings_scope import Scope

Cursor: TypeAlias = duckdb.DuckDBPyConnection

VAT_PERCENT = 25
"""On services of telecommunication, from the tax code of Belarus; prices of the catalogue have it
inside. ASSUMPTION for all charges of a run."""
ARPU_DAYS = 30
LINE_MONTHS = 2
"""A straight line needs so many."""


class Earned(NamedTuple):
    """A month: charges by kind, cash, contract-days in force, and days of it in the run."""

    month: datetime.date
    tariffs: int
    add_ons: int
    usage: int
    others: int
    cash: int
    contract_days: int
    days: int

    @property
    def revenue(self) -> int:
        """All charges."""
        return self.tariffs + self.add_ons + self.usage + self.others

    def arpu(self, *, with_vat: bool) -> int | None:
        """Charges of the month over the mean number of contracts in force; half up. None: none."""
        if not self.contract_days:
            return None
        taxed, bare = (1, 1) if with_vat else (100 + VAT_PERCENT, 100)
        return rounded(self.revenue * self.days * bare, self.contract_days * taxed)


class NextMonth(NamedTuple):
    """A month to come, and what it would bring a day, half up."""

    month: datetime.date
    a_day_kopecks: int


class Plan(NamedTuple):
    """A tariff: its charges, contract-days in force on it, and days of the period."""

    tariff: str
    charged_kopecks: int
    contract_days: int
    days: int

    @property
    def contracts(self) -> int:
        """The mean number in force, rounded."""
        return rounded(self.contract_days, self.days)

    def arpu(self, *, with_vat: bool) -> int | None:
        """Charges of a contract in `ARPU_DAYS` in force; half up. None: there is none."""
        if not self.contract_days:
            return None
        taxed, bare = (1, 1) if with_vat else (100 + VAT_PERCENT, 100)
        return rounded(self.charged_kopecks * ARPU_DAYS * bare, self.contract_days * taxed)


class Walk(NamedTuple):
    """Contracts on a line or in a region through a month; `closing` is counted, not calculated."""

    month: datetime.date
    by: str
    opening: int
    came: int
    gone: int
    moved_in: int
    moved_out: int
    closing: int

    @property
    def adds_up(self) -> bool:
        """Whether what happened leads from one end to the other."""
        moved = self.moved_in - self.moved_out
        return self.opening + self.came - self.gone + moved == self.closing


class Blocked(NamedTuple):
    """A month's days in a financial block, of how many contracts, and the fees not charged."""

    month: datetime.date
    days: int
    contracts: int
    not_charged_kopecks: int


class Moves(NamedTuple):
    """Contracts that went from one tariff to another, and their monthly fees before and after."""

    from_tariff: str
    to_tariff: str
    cause: str
    moves: int
    before_kopecks: int
    after_kopecks: int

    @property
    def change_kopecks(self) -> int:
        """What the moves change in the fees of a month."""
        return self.after_kopecks - self.before_kopecks


class Promises(NamedTuple):
    """Promises by limit and by persona or third of the month, and how they came out."""

    limit_kopecks: int
    by: str
    given: int
    amount_kopecks: int
    kept: int
    broken: int
    still_open: int


class Payments(NamedTuple):
    """Payments by channel and payer."""

    channel: str
    payer: str
    payments: int
    amount_kopecks: int


class Hour(NamedTuple):
    """Payments of an hour of the day."""

    hour: int
    payments: int
    amount_kopecks: int


class Debt(NamedTuple):
    """Unpaid bills by days since they were due: 0 not yet, 1 to 30, 31 to 90, more."""

    late_from: int
    bills: int
    amount_kopecks: int


class Paying(NamedTuple):
    """Bills of a month, those paid, and the days in which half and nine tenths of them were."""

    month: datetime.date
    bills: int
    paid: int
    half_days: int | None
    most_days: int | None


class Balances(NamedTuple):
    """Balances at the end of the run on either side of zero."""

    settlement: str
    is_owing: bool
    contracts: int
    balance_kopecks: int


class Asked(NamedTuple):
    """An operation: attempts, accepted ones, and whose contracts they were about."""

    operation: str
    attempts: int
    accepted: int
    people: int


class Refused(NamedTuple):
    """An operation and why it was refused, how often."""

    operation: str
    refusal: str
    attempts: int


def net(kopecks: int, *, with_vat: bool) -> int:
    """An amount with its VAT, or without; half up."""
    return kopecks if with_vat else rounded(kopecks * 100, 100 + VAT_PERCENT)


def rounded(amount: int, parts: int) -> int:
    """One of equal parts of an amount; a half is rounded up."""
    return (2 * amount + parts) // (2 * parts)


def earned(cursor: Cursor, scope: Scope) -> list[Earned]:
    """Months in order."""
    return [Earned(*row) for row in _rows(cursor, scope, sql.EARNED)]


def next_month(rows: Sequence[Earned]) -> NextMonth | None:
    """What a straight line through the whole months comes to; None of fewer than two."""
    whole = [one for one in rows if one.days == monthrange(one.month.year, one.month.month)[1]]
    count = len(whole)
    if count < LINE_MONTHS:
        return None
    a_day = [Fraction(one.revenue, one.days) for one in whole]
    middle, mean = Fraction(count - 1, 2), sum(a_day) / count
    spread = sum((at - middle) ** 2 for at in range(count))
    slope = sum((at - middle) * one for at, one in enumerate(a_day)) / spread
    month = (whole[-1].month + datetime.timedelta(days=whole[-1].days)).replace(day=1)
    return NextMonth(month, floor(mean + slope * (count - middle) + Fraction(1, 2)))


def plans(cursor: Cursor, scope: Scope) -> list[Plan]:
    """The tariff that brought most first."""
    return [Plan(*row) for row in _rows(cursor, scope, sql.PLANS)]


def walk(cursor: Cursor, scope: Scope) -> list[Walk]:
    """Months in order, in each the lines."""
    return [Walk(*row) for row in _rows(cursor, scope, sql.WALK)]


def walk_by_region(cursor: Cursor, scope: Scope) -> list[Walk]:
    """Months in order, in each the regions."""
    return [Walk(*row) for row in _rows(cursor, scope, sql.REGION_WALK)]


def blocked(cursor: Cursor, scope: Scope) -> list[Blocked]:
    """Months that have blocked days."""
    return [Blocked(*row) for row in _rows(cursor, scope, sql.BLOCKED)]


def moves(cursor: Cursor, scope: Scope) -> list[Moves]:
    """The most frequent first."""
    return [Moves(*row) for row in _rows(cursor, scope, sql.MOVES)]


def promises(cursor: Cursor, scope: Scope) -> list[Promises]:
    """By limit, then persona."""
    return [Promises(*row) for row in _rows(cursor, scope, sql.PROMISES)]


def promises_by_day(cursor: Cursor, scope: Scope) -> list[Promises]:
    """By limit, then third of the month: "1", "11" or "21"."""
    return [Promises(*row) for row in _rows(cursor, scope, sql.PROMISE_DAYS)]


def payments(cursor: Cursor, scope: Scope) -> list[Payments]:
    """The largest sums first."""
    return [Payments(*row) for row in _rows(cursor, scope, sql.PAYMENTS)]


def hours(cursor: Cursor, scope: Scope) -> list[Hour]:
    """Hours in which payments came."""
    return [Hour(*row) for row in _rows(cursor, scope, sql.HOURS)]


def debts(cursor: Cursor, scope: Scope) -> list[Debt]:
    """The youngest first."""
    return [Debt(*row) for row in _rows(cursor, scope, sql.DEBTS)]


def paying(cursor: Cursor, scope: Scope) -> list[Paying]:
    """Months of issue in order."""
    return [Paying(*row) for row in _rows(cursor, scope, sql.PAYING)]


def balances(cursor: Cursor, scope: Scope) -> list[Balances]:
    """By settlement; those that owe come last."""
    return [Balances(*row) for row in _rows(cursor, scope, sql.BALANCES)]


def funnel(cursor: Cursor, scope: Scope) -> list[Asked]:
    """The most frequent first."""
    return [Asked(*row) for row in _rows(cursor, scope, sql.FUNNEL)]


def refusals(cursor: Cursor, scope: Scope) -> list[Refused]:
    """The most frequent first."""
    return [Refused(*row) for row in _rows(cursor, scope, sql.REFUSALS)]


def _rows(cursor: Cursor, scope: Scope, template: str) -> list[tuple[Any, ...]]:
    return cursor.sql(scope.sql(template)).fetchall()
