"""Laws that every run keeps, as SQL. Each SELECT finds the rows that break its law; none may.

`verify` runs them on a finished file, knowing nothing of how it was written.
"""

from dataclasses import dataclass

import duckdb

SHOWN_ROWS = 3


@dataclass(frozen=True)
class Law:
    """A law of DOMAIN §3 and the rows that would break it."""

    name: str
    rules: tuple[str, ...]
    says: str
    broken_sql: str


@dataclass(frozen=True)
class Breach:
    """A law that does not hold: how many rows break it, and the first of them."""

    law: Law
    rows: int
    examples: tuple[str, ...]


# One row per contract whose entries do not add up to its closing balance.
LEDGER_SUM_SQL = """
WITH charges AS (
    SELECT contract_id,
        sum(usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks) AS charged_kopecks,
        max_by(balance_kopecks, day) AS closing_kopecks
    FROM contract_day GROUP BY contract_id
),
postings AS (
    SELECT contract_id, sum(amount_kopecks) AS posted_kopecks
    FROM posting
    WHERE posted_at <= (SELECT max(day) + INTERVAL 1 DAY FROM contract_day)
    GROUP BY contract_id
)
SELECT contract_id, posted_kopecks, charged_kopecks, closing_kopecks
FROM charges FULL JOIN postings USING (contract_id)
WHERE closing_kopecks IS DISTINCT FROM posted_kopecks - charged_kopecks
"""

# One row per contract-day whose balance does not follow from the day before.
LEDGER_DAY_SQL = """
WITH posted AS (
    SELECT contract_id, greatest((posted_at - INTERVAL 1 SECOND)::DATE, first_day) AS day,
        sum(amount_kopecks) AS posted_kopecks
    FROM posting, (SELECT min(day) AS first_day FROM calendar)
    GROUP BY ALL
),
days AS (
    SELECT contract_id, day, balance_kopecks,
        usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks AS charged_kopecks,
        lag(balance_kopecks, 1, 0) OVER (PARTITION BY contract_id ORDER BY day) AS before_kopecks
    FROM contract_day
)
SELECT contract_id, day, before_kopecks, posted_kopecks, charged_kopecks, balance_kopecks
FROM days LEFT JOIN posted USING (contract_id, day)
WHERE balance_kopecks <> before_kopecks + coalesce(posted_kopecks, 0) - charged_kopecks
"""

# One row per promise that was given while another was open.
PROMISE_ONE_SQL = """
SELECT contract_id, given_at, closed_at, next_given_at
FROM (
    SELECT contract_id, given_at, closed_at,
        lead(given_at) OVER (PARTITION BY contract_id ORDER BY given_at) AS next_given_at
    FROM promise
)
WHERE next_given_at < coalesce(closed_at, TIMESTAMP 'infinity')
"""

# One row per promise above the limit of its date.
PROMISE_LIMIT_SQL = """
SELECT contract_id, given_at, amount_kopecks, promise_limit_kopecks
FROM promise JOIN calendar ON calendar.day = given_at::DATE
WHERE amount_kopecks > promise_limit_kopecks OR amount_kopecks <= 0
"""

# One row per promise that ran on after its term, or expired before it.
PROMISE_TERM_SQL = """
SELECT contract_id, given_at, due_at, closed_at, state
FROM promise
WHERE closed_at > due_at
    OR (state = 'expired' AND closed_at <> due_at)
    OR (state = 'open' AND due_at < (SELECT max(day) FROM calendar))
"""

# One row per day of an advance contract that was blocked from 00:00 to 24:00 and yet charged.
FEE_NOBLOCK_SQL = """
SELECT contract_id, day, tariff_fee_kopecks, add_on_fee_kopecks
FROM contract_day JOIN contract USING (contract_id) JOIN block_period USING (contract_id)
WHERE settlement = 'advance'
    AND blocked_at <= day
    AND coalesce(restored_at, TIMESTAMP 'infinity') >= day + INTERVAL 1 DAY
    AND tariff_fee_kopecks + add_on_fee_kopecks <> 0
"""

# One row per contract and full month, active from end to end, whose daily fees are not the
# monthly fee.
FEE_MONTH_SQL = """
WITH months AS (
    SELECT contract_id, date_trunc('month', day) AS month, any_value(tariff_id) AS tariff_id,
        any_value(edition) AS edition, sum(tariff_fee_kopecks) AS charged_kopecks
    FROM contract_day JOIN calendar USING (day)
    WHERE fee_month_days = 0
    GROUP BY ALL
    HAVING count(*) = any_value(days_in_month)
        AND min(tariff_id) = max(tariff_id)
        AND min(edition) = max(edition)
        AND count_if(status <> 'active') = 0
),
paused AS (
    SELECT contract_id, date_trunc('month', happened_at) AS month
    FROM event WHERE event IN ('suspension_started', 'suspension_ended')
),
blocked AS (
    SELECT contract_id, month FROM months JOIN block_period USING (contract_id)
    WHERE blocked_at < month + INTERVAL 1 MONTH
        AND coalesce(restored_at, TIMESTAMP 'infinity') >= month
)
SELECT contract_id, month, tariff_id, charged_kopecks, fee_kopecks
FROM months JOIN tariff_price USING (tariff_id, edition)
WHERE charged_kopecks <> fee_kopecks
    AND (contract_id, month) NOT IN (FROM paused)
    AND NOT EXISTS (
        FROM blocked
        WHERE blocked.contract_id = months.contract_id AND blocked.month = months.month
    )
"""

# One row per contract whose accepted requests and promises differ in number.
ACCEPTED_SQL = """
WITH accepted AS (
    SELECT contract_id, count(*) AS accepted
    FROM operation WHERE operation = 'promise_payment' AND refusal IS NULL GROUP BY ALL
),
given AS (SELECT contract_id, count(*) AS given FROM promise GROUP BY ALL)
SELECT contract_id, accepted, given FROM accepted FULL JOIN given USING (contract_id)
WHERE accepted IS DISTINCT FROM given
"""

# One row per contract without its every day, or day without its contract.
EVERY_DAY_SQL = """
WITH lived AS (SELECT contract_id, count(DISTINCT day) AS days FROM contract_day GROUP BY ALL)
SELECT contract_id, days FROM contract FULL JOIN lived USING (contract_id)
WHERE coalesce(days, 0) <> (SELECT count(*) - 1 FROM calendar) OR subscriber_id IS NULL
"""

# One row per binding of an account or contract that does not exist.
BINDING_SQL = """
SELECT account_id, contract_id FROM binding
WHERE account_id NOT IN (SELECT account_id FROM account)
    OR contract_id NOT IN (SELECT contract_id FROM contract)
"""

LAWS = (
    Law("ledger_sum", ("LED-MODEL",), "opening balance + ledger = closing balance", LEDGER_SUM_SQL),
    Law("ledger_day", ("LED-MODEL",), "each day's balance follows from the last", LEDGER_DAY_SQL),
    Law("promise_one", ("PROMISE-ONE",), "nobody holds two open promises", PROMISE_ONE_SQL),
    Law("promise_limit", ("PROMISE-LIMIT",), "no promise is above its limit", PROMISE_LIMIT_SQL),
    Law("promise_term", ("PROMISE-TERM",), "promises end by their term", PROMISE_TERM_SQL),
    Law("fee_noblock", ("FEE-NOBLOCK",), "no fee on a fully blocked day", FEE_NOBLOCK_SQL),
    Law("fee_month", ("FEE-DAILY",), "a full month's fees are the monthly fee", FEE_MONTH_SQL),
    Law("accepted", ("PROMISE-EFFECT",), "accepted requests are promises", ACCEPTED_SQL),
    Law("every_day", ("GEN-CLOCK",), "every contract lives every day", EVERY_DAY_SQL),
    Law("binding", ("OWN-CHECK",), "bindings join what exists", BINDING_SQL),
)


def breach_of(law: Law, connection: duckdb.DuckDBPyConnection) -> Breach | None:
    """What breaks `law` in the run behind `connection`; None when it holds."""
    rows = connection.sql(law.broken_sql).fetchall()
    if not rows:
        return None
    examples = tuple(", ".join(str(value) for value in row) for row in rows[:SHOWN_ROWS])
    return Breach(law, len(rows), examples)
