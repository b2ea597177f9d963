"""Money of a run by month: what was earned and came in, who came and went, what is owed.

Every function asks the tables once and gives rows. Amounts are kopecks with VAT, days are days of
the run, months their first day. Nothing is a parameter of a query but numbers of this module.
"""

import datetime
from typing import NamedTuple

import duckdb

from mybt_sim.analysis.cubes.dimensions import ATTRIBUTES_SQL

VAT_PERCENT = 25
"""On services of telecommunication, from the tax code of Belarus; prices of the catalogue have it
inside. ASSUMPTION for all charges of a run."""

EARNED_SQL = """
-- One row per month: charges by kind, payments, and contract-days in force.
WITH earned AS (
    SELECT date_trunc('month', day)::DATE AS month,
        coalesce(sum(amount_kopecks) FILTER (entry = 'fee_tariff'), 0)::BIGINT AS tariffs,
        coalesce(sum(amount_kopecks) FILTER (entry = 'fee_addon'), 0)::BIGINT AS add_ons,
        coalesce(sum(amount_kopecks) FILTER (entry = 'usage'), 0)::BIGINT AS usage,
        coalesce(sum(amount_kopecks) FILTER (entry NOT IN ('fee_tariff', 'fee_addon', 'usage')),
            0)::BIGINT AS others
    FROM revenue GROUP BY ALL
),
came AS (
    SELECT date_trunc('month', day)::DATE AS month, sum(amount_kopecks)::BIGINT AS cash
    FROM cash GROUP BY ALL
),
held AS (
    SELECT date_trunc('month', day)::DATE AS month, count(*) AS contract_days,
        count(DISTINCT day) AS days
    FROM contract_day JOIN contract USING (contract_id)
    WHERE ended_on IS NULL OR day <= ended_on GROUP BY ALL
)
SELECT month, coalesce(tariffs, 0), coalesce(add_ons, 0), coalesce(usage, 0), coalesce(others, 0),
    coalesce(cash, 0), contract_days, days
FROM held LEFT JOIN earned USING (month) LEFT JOIN came USING (month) ORDER BY month
"""

WALK_SQL = """
-- One row per month and line. What stands at the ends of a month is counted by days in force, what
-- happened between them by the dates of contracts: neither is made from the other.
WITH month AS (
    SELECT date_trunc('month', day)::DATE AS month, min(day) AS first, max(day) AS last
    FROM contract_day GROUP BY ALL
),
-- contracts at the beginning of a day, before whatever happens on it
opening AS (
    SELECT month, if(fibre_on < first, 'pon', technology::VARCHAR) AS line, count(*) AS contracts
    FROM month JOIN contract ON connected_on < first AND (ended_on IS NULL OR ended_on >= first)
    GROUP BY ALL
),
closing AS (
    SELECT month, if(day >= fibre_on, 'pon', contract.technology::VARCHAR) AS line,
        count(*) FILTER (ended_on IS NULL OR day < ended_on) AS contracts
    FROM contract_day JOIN contract USING (contract_id) JOIN month ON day = last
    GROUP BY ALL
),
change AS (
    SELECT connected_on AS day, technology::VARCHAR AS line, 1 AS came, 0 AS gone, 0 AS moved
    FROM contract
    UNION ALL
    SELECT ended_on, if(fibre_on <= ended_on, 'pon', technology::VARCHAR), 0, 1, 0
    FROM contract WHERE ended_on IS NOT NULL
    UNION ALL
    SELECT fibre_on, technology::VARCHAR, 0, 0, -1 FROM contract WHERE fibre_on IS NOT NULL
    UNION ALL
    SELECT fibre_on, 'pon', 0, 0, 1 FROM contract WHERE fibre_on IS NOT NULL
),
changes AS (
    SELECT month, line, sum(came)::BIGINT AS came, sum(gone)::BIGINT AS gone,
        sum(moved)::BIGINT AS moved
    FROM change JOIN month ON day BETWEEN first AND last GROUP BY ALL
)
SELECT month, line, coalesce(opening.contracts, 0), coalesce(came, 0), coalesce(gone, 0),
    coalesce(moved, 0), closing.contracts
FROM closing LEFT JOIN opening USING (month, line) LEFT JOIN changes USING (month, line)
ORDER BY month, line
"""

BLOCKED_SQL = """
-- One row per month: days that ended in a financial block, and the fee that they would have cost.
SELECT date_trunc('month', day)::DATE AS month, count(*) AS days,
    count(DISTINCT contract_id) AS contracts,
    sum((fee_kopecks + days_in_month // 2) // days_in_month)::BIGINT AS not_charged_kopecks
FROM contract_day JOIN calendar USING (day) JOIN tariff_price USING (tariff_id, edition)
WHERE status = 'financial_block' GROUP BY ALL ORDER BY month
"""

PROMISE_OUTCOMES = """count(*) AS given, sum(amount_kopecks)::BIGINT AS amount_kopecks,
    count(*) FILTER (state = 'repaid') AS kept, count(*) FILTER (state = 'expired') AS broken,
    count(*) FILTER (state = 'open') AS still_open"""

PROMISES_SQL = f"""
-- One row per limit that held when it was given, and persona of the holder: how promises came out.
WITH {ATTRIBUTES_SQL}
SELECT promise_limit_kopecks AS limit_kopecks, persona, {PROMISE_OUTCOMES}
FROM promise JOIN attributes USING (contract_id) JOIN calendar ON calendar.day = given_at::DATE
GROUP BY ALL ORDER BY ALL
"""

PROMISE_DAYS_SQL = f"""
-- One row per limit and third of the month in which promises were given, by its first day.
SELECT promise_limit_kopecks AS limit_kopecks,
    (1 + least(day(given_at) - 1, 29) // 10 * 10)::VARCHAR AS from_day, {PROMISE_OUTCOMES}
FROM promise JOIN calendar ON calendar.day = given_at::DATE
GROUP BY 1, 2 ORDER BY 1, len(from_day), from_day
"""

PAYMENTS_SQL = """
-- One row per channel and payer, the largest sum first.
SELECT channel::VARCHAR AS channel, coalesce(payer::VARCHAR, 'unknown') AS payer,
    count(*) AS payments, sum(amount_kopecks)::BIGINT AS amount_kopecks
FROM payment GROUP BY ALL ORDER BY amount_kopecks DESC, channel, payer
"""

HOURS_SQL = """
-- One row per hour of the day in which payments came.
SELECT hour(paid_at) AS hour, count(*) AS payments, sum(amount_kopecks)::BIGINT AS amount_kopecks
FROM payment GROUP BY ALL ORDER BY hour
"""

DEBTS_SQL = """
-- One row per age of the bills that are unpaid at the end.
WITH open_bill AS (
    SELECT amount_kopecks,
        date_diff('day', due_at, (SELECT max(day) FROM calendar)::TIMESTAMP) AS late_days
    FROM bill WHERE paid_at IS NULL
)
SELECT CASE WHEN late_days <= 0 THEN 0 WHEN late_days <= 30 THEN 1 WHEN late_days <= 90 THEN 31
    ELSE 91 END AS late_from, count(*) AS bills, sum(amount_kopecks)::BIGINT AS amount_kopecks
FROM open_bill GROUP BY ALL ORDER BY late_from
"""

BALANCES_SQL = """
-- One row per step of balances on the last day, by the way in which a contract is paid.
SELECT settlement::VARCHAR AS settlement, balance_kopecks < 0 AS is_owing, count(*) AS contracts,
    sum(balance_kopecks)::BIGINT AS balance_kopecks
FROM contract_day JOIN contract USING (contract_id)
WHERE day = (SELECT max(day) FROM contract_day) AND (ended_on IS NULL OR day <= ended_on)
GROUP BY ALL ORDER BY ALL
"""

FUNNEL_SQL = """
-- One row per step from a visit to what is done: attempts, and those that were accepted.
SELECT operation::VARCHAR AS operation, count(*) AS attempts,
    count(*) FILTER (refusal IS NULL) AS accepted,
    count(DISTINCT subscriber_id) AS people
FROM operation WHERE operation IN ('sign_in', 'balance', 'top_up', 'promise_payment',
    'change_tariff', 'connect_add_on', 'disconnect_add_on', 'suspend', 'resume', 'bind_by_login',
    'bind_by_voice_code', 'rent_video')
GROUP BY ALL ORDER BY attempts DESC, operation
"""

REFUSALS_SQL = """
-- One row per operation and reason, the most frequent ones.
SELECT operation::VARCHAR AS operation, refusal.refusal::VARCHAR AS refusal, count(*) AS attempts
FROM operation JOIN refusal USING (refusal)
GROUP BY ALL ORDER BY attempts DESC, operation, refusal LIMIT 15
"""


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

    def arpu(self, *, with_vat: bool) -> int:
        """Charges of the month over the mean number of contracts in force; half up."""
        return rounded(net(self.revenue, with_vat=with_vat) * self.days, self.contract_days)


class Walk(NamedTuple):
    """Contracts on a line through a month; `closing` is counted, not calculated."""

    month: datetime.date
    line: str
    opening: int
    came: int
    gone: int
    moved: int
    closing: int

    @property
    def adds_up(self) -> bool:
        """Whether what happened leads from one end to the other."""
        return self.opening + self.came - self.gone + self.moved == self.closing


class Blocked(NamedTuple):
    """A month's days in a financial block, of how many contracts, and the fees not charged."""

    month: datetime.date
    days: int
    contracts: int
    not_charged_kopecks: int


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


def earned(cursor: duckdb.DuckDBPyConnection) -> list[Earned]:
    """Months in order."""
    return [Earned(*row) for row in cursor.sql(EARNED_SQL).fetchall()]


def walk(cursor: duckdb.DuckDBPyConnection) -> list[Walk]:
    """Months in order, in each the lines."""
    return [Walk(*row) for row in cursor.sql(WALK_SQL).fetchall()]


def blocked(cursor: duckdb.DuckDBPyConnection) -> list[Blocked]:
    """Months that have blocked days."""
    return [Blocked(*row) for row in cursor.sql(BLOCKED_SQL).fetchall()]


def promises(cursor: duckdb.DuckDBPyConnection) -> list[Promises]:
    """By limit, then persona."""
    return [Promises(*row) for row in cursor.sql(PROMISES_SQL).fetchall()]


def promises_by_day(cursor: duckdb.DuckDBPyConnection) -> list[Promises]:
    """By limit, then third of the month: "1", "11" or "21"."""
    return [Promises(*row) for row in cursor.sql(PROMISE_DAYS_SQL).fetchall()]


def payments(cursor: duckdb.DuckDBPyConnection) -> list[Payments]:
    """The largest sums first."""
    return [Payments(*row) for row in cursor.sql(PAYMENTS_SQL).fetchall()]


def hours(cursor: duckdb.DuckDBPyConnection) -> list[Hour]:
    """Hours in which payments came."""
    return [Hour(*row) for row in cursor.sql(HOURS_SQL).fetchall()]


def debts(cursor: duckdb.DuckDBPyConnection) -> list[Debt]:
    """The youngest first."""
    return [Debt(*row) for row in cursor.sql(DEBTS_SQL).fetchall()]


def balances(cursor: duckdb.DuckDBPyConnection) -> list[Balances]:
    """By settlement; those that owe come last."""
    return [Balances(*row) for row in cursor.sql(BALANCES_SQL).fetchall()]


def funnel(cursor: duckdb.DuckDBPyConnection) -> list[Asked]:
    """The most frequent first."""
    return [Asked(*row) for row in cursor.sql(FUNNEL_SQL).fetchall()]


def refusals(cursor: duckdb.DuckDBPyConnection) -> list[Refused]:
    """The most frequent first."""
    return [Refused(*row) for row in cursor.sql(REFUSALS_SQL).fetchall()]
