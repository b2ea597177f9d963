"""What a report counts: each question is asked of the tables once."""

from datetime import date
from typing import NamedTuple

import duckdb

from mybt_sim.analysis import Chosen, usage

MONTHS_SQL = """
-- One row per month of the period, from the cube of usage.
SELECT date_trunc('month', day)::DATE AS month, count(DISTINCT day), sum(contract_days)::BIGINT,
    sum(down_mb)::BIGINT, sum(up_mb)::BIGINT, sum(tv_minutes)::BIGINT, sum(call_minutes)::BIGINT
FROM usage_cube WHERE day BETWEEN $first AND $last
GROUP BY month ORDER BY month
"""

PROMISES_SQL = """
-- One row per month in which promises were given.
SELECT date_trunc('month', given_at)::DATE AS month, count(*), sum(amount_kopecks)::BIGINT,
    count(*) FILTER (state = 'repaid'), count(*) FILTER (state = 'expired')
FROM promise GROUP BY month ORDER BY month
"""

REFUSALS_SQL = """
-- One row per operation and reason, the most frequent ones; the share is that of its operation.
WITH attempt AS (SELECT operation::VARCHAR AS operation, refusal::VARCHAR AS refusal FROM operation)
SELECT operation, refusal, count(*) AS attempts,
    count(*) / (sum(count(*)) OVER (PARTITION BY operation)) AS share
FROM attempt GROUP BY operation, refusal
QUALIFY refusal IS NOT NULL
ORDER BY attempts DESC, operation, refusal LIMIT $most
"""

REFUSALS_SHOWN = 20


class MonthOfUse(NamedTuple):
    """A month of the period: volumes in MB, durations in minutes."""

    month: date
    days: int
    contract_days: int
    down_mb: int
    up_mb: int
    tv_minutes: int
    call_minutes: int


class MonthOfPromises(NamedTuple):
    """Promises of the month in which they were given."""

    month: date
    given: int
    amount_kopecks: int
    repaid: int
    expired: int


class Refused(NamedTuple):
    """How often an operation was refused for a reason; `share` is that of all its attempts."""

    operation: str
    refusal: str
    attempts: int
    share: float


def months(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> list[MonthOfUse]:
    """The months of the period in order."""
    usage.totals(cursor, chosen)  # gathers the cube
    rows = cursor.execute(MONTHS_SQL, {"first": chosen.first, "last": chosen.last}).fetchall()
    return [MonthOfUse(*row) for row in rows]


def promises(cursor: duckdb.DuckDBPyConnection) -> list[MonthOfPromises]:
    """Months in which promises were given, in order."""
    return [MonthOfPromises(*row) for row in cursor.execute(PROMISES_SQL).fetchall()]


def refusals(cursor: duckdb.DuckDBPyConnection) -> list[Refused]:
    """The most frequent refusals."""
    rows = cursor.execute(REFUSALS_SQL, {"most": REFUSALS_SHOWN}).fetchall()
    return [Refused(*row) for row in rows]
