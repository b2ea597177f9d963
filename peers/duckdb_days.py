"""The simplified day in SQL: a table of contracts, made anew by one query of DuckDB each day."""

import duckdb

from peers import day as rules
from peers.day import Sums

NUMBERS = {name: value for name, value in vars(rules).items() if name.isupper()}

CONTRACTS = """
CREATE TABLE contract AS
SELECT range AS number, {FEE_KOPECKS} + range % {FEES} * {FEE_STEP_KOPECKS} AS fee, 0 AS balance,
    0 AS promise, 0 AS promise_ends, 0 AS may_ask_from, false AS is_blocked,
    0::BIGINT AS paid, 0::BIGINT AS charged, 0::BIGINT AS promised, 0::BIGINT AS blocked_days
FROM range({contracts})
"""

# One row per contract, after the day.
DAY = """
CREATE OR REPLACE TABLE contract AS
WITH mixed AS (
    SELECT *, (number * {BY_CONTRACT} + {day} * {BY_DAY}) % {PRIME} AS mix FROM contract
),
lucky AS (
    SELECT * EXCLUDE mix, (mix * mix + {day}) % {PRIME} AS luck FROM mixed
),
paying AS (
    SELECT *, (number + {day}) % {MONTH_DAYS} = 0 AND luck % 10 < {PAYING_TENTHS} AS pays
    FROM lucky
),
moved AS (
    SELECT *, if(pays, fee + luck % {EXTRA_KOPECKS}, 0) AS amount,
        promise > 0 AND (promise_ends <= {day} OR pays) AS ends
    FROM paying
),
settled AS (
    SELECT * REPLACE (balance + amount - if(ends, promise, 0) AS balance,
        if(ends, 0, promise) AS promise, paid + amount AS paid)
    FROM moved
),
asking AS (
    SELECT * REPLACE (if(pays OR ends, balance < 0, is_blocked) AS is_blocked),
        if(pays OR ends, balance < 0, is_blocked) AND may_ask_from <= {day}
            AND luck % {ASKING_ONE_IN} = 0 AS asks
    FROM settled
),
promised AS (
    SELECT * REPLACE (if(asks, balance + {PROMISE_KOPECKS}, balance) AS balance,
        if(asks, {PROMISE_KOPECKS}, promise) AS promise,
        if(asks, {day} + {PROMISE_DAYS}, promise_ends) AS promise_ends,
        if(asks, {day} + {MONTH_DAYS}, may_ask_from) AS may_ask_from,
        promised + if(asks, {PROMISE_KOPECKS}, 0) AS promised,
        if(asks, balance + {PROMISE_KOPECKS} < 0, is_blocked) AS is_blocked)
    FROM asking
),
charged AS (
    SELECT *, if(is_blocked, 0,
        (2 * fee * ({day} % {MONTH_DAYS} + 1) + {MONTH_DAYS}) // (2 * {MONTH_DAYS})
        - (2 * fee * ({day} % {MONTH_DAYS}) + {MONTH_DAYS}) // (2 * {MONTH_DAYS})) AS share
    FROM promised
)
SELECT number, fee, balance - share AS balance, promise, promise_ends, may_ask_from,
    is_blocked OR balance - share < 0 AS is_blocked, paid, charged + share AS charged, promised,
    blocked_days + (is_blocked OR balance - share < 0)::BIGINT AS blocked_days
FROM charged
"""

SUMS = (
    "SELECT sum(paid), sum(charged), sum(promised), sum(blocked_days), sum(balance) FROM contract"
)


def run(contracts: int, days: int) -> Sums:
    """All contracts through all days."""
    with duckdb.connect() as connection:
        connection.execute(CONTRACTS.format(**NUMBERS, contracts=contracts))
        for day in range(days):
            connection.execute(DAY.format(**NUMBERS, day=day))
        return Sums(*(int(value) for value in connection.execute(SUMS).fetchall()[0]))
