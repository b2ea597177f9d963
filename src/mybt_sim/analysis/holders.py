"""People of a selection: who leaves, how many contracts they have, whom the app reaches.

Every function asks the tables once and gives rows. A contract counts that is in force on some day
of the period; what it has met or has bound is told as the last day ends.
"""

from typing import NamedTuple

import duckdb

from mybt_sim.analysis.takings_scope import Scope

PRESENT = """present AS (
    -- One row per contract in force in the period, and whether it ends there as a chosen one.
    SELECT contract_id, any_value(subscriber_id) AS subscriber_id, any_value(age) AS age,
        coalesce(bool_or(ended_on BETWEEN greatest({first}, from_day) AND {last}
            AND ended_on < until_day), false) AS has_left
    FROM chosen JOIN (SELECT contract_id, subscriber_id, ended_on FROM contract) USING (contract_id)
    WHERE greatest(from_day, {first}) <= least(until_day - 1, ended_on, {last})
    GROUP BY contract_id
)"""
BOUND = """bound AS (
    -- One row per account and contract of the period that is bound to it.
    SELECT account_id, contract_id, is_relative FROM binding SEMI JOIN present USING (contract_id)
    WHERE bound_at::DATE <= {last} AND (unbound_at IS NULL OR unbound_at::DATE > {last})
)"""

LEAVING = f"""
-- One row for contracts without a block of more than two weeks so far, and one for those with it.
WITH {{chosen}},
{PRESENT},
long_block AS (
    SELECT DISTINCT contract_id FROM block_period
    WHERE least(restored_at, {{last}} + INTERVAL 1 DAY) - blocked_at > INTERVAL 14 DAY
)
SELECT contract_id IN (FROM long_block) AS was_blocked, count(*) AS contracts,
    count(*) FILTER (has_left) AS gone
FROM present GROUP BY ALL ORDER BY was_blocked
"""

HELD = f"""
-- One row per number of contracts: people who have so many, and accounts with so many bound.
WITH {{chosen}},
{PRESENT},
{BOUND},
owned AS (SELECT count(*) AS contracts FROM present GROUP BY subscriber_id),
handled AS (SELECT count(*) AS contracts FROM bound GROUP BY account_id)
SELECT contracts, sum(is_owned)::BIGINT AS people, sum(1 - is_owned)::BIGINT AS accounts
FROM (SELECT contracts, 1 AS is_owned FROM owned UNION ALL SELECT contracts, 0 FROM handled)
GROUP BY contracts ORDER BY contracts
"""

REACHED = f"""
-- One row per age of the holder: contracts, those bound in the app, and those by a relative.
WITH {{chosen}},
{PRESENT},
{BOUND}
SELECT age, count(DISTINCT contract_id) AS contracts,
    count(DISTINCT contract_id) FILTER (account_id IS NOT NULL) AS bound,
    count(DISTINCT contract_id) FILTER (is_relative) AS by_a_relative
FROM present LEFT JOIN bound USING (contract_id)
GROUP BY age ORDER BY age
"""


class Leaving(NamedTuple):
    """Contracts by whether they were ever blocked for more than two weeks, and those that left."""

    was_blocked: bool
    contracts: int
    gone: int


class Held(NamedTuple):
    """A number of contracts: people who have so many, and accounts with so many bound."""

    contracts: int
    people: int
    accounts: int


class Reached(NamedTuple):
    """Contracts by the age of the holder, those bound in the app, and those by a relative."""

    age: str
    contracts: int
    bound: int
    by_a_relative: int


def leaving(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> list[Leaving]:
    """Those that were blocked come last."""
    return [Leaving(*row) for row in cursor.sql(scope.sql(LEAVING)).fetchall()]


def held(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> list[Held]:
    """By number of contracts."""
    return [Held(*row) for row in cursor.sql(scope.sql(HELD)).fetchall()]


def reached(cursor: duckdb.DuckDBPyConnection, scope: Scope) -> list[Reached]:
    """The youngest first."""
    return [Reached(*row) for row in cursor.sql(scope.sql(REACHED)).fetchall()]
