"""Laws that every run keeps, as SQL. Each SELECT finds the rows that break its law; none may.

`verify` runs them on a finished file, knowing nothing of how it was written.
"""

from dataclasses import dataclass

import duckdb

from mybt_sim.store.base_laws import (
    BASE_WALK_SQL,
    DATES_SQL,
    EVERY_DAY_SQL,
    LINE_SQL,
    MOVE_SQL,
)
from mybt_sim.store.fee_laws import FEE_MONTH_SQL, FEE_NOBLOCK_SQL

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


# One row per contract whose entries do not add up to its closing balance. What credit contracts are
# charged stands on their bills, among the postings.
LEDGER_SUM_SQL = """
WITH days AS (
    SELECT contract_id, max(day) AS last_day, max_by(balance_kopecks, day) AS closing_kopecks,
        sum(CASE settlement WHEN 'advance'
            THEN usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks ELSE 0 END
        ) AS charged_kopecks
    FROM contract_day JOIN contract USING (contract_id) GROUP BY contract_id
),
postings AS (
    SELECT contract_id, sum(amount_kopecks) AS posted_kopecks
    FROM posting JOIN days USING (contract_id) WHERE day <= last_day GROUP BY contract_id
)
SELECT contract_id, posted_kopecks, charged_kopecks, closing_kopecks
FROM days FULL JOIN postings USING (contract_id)
WHERE closing_kopecks IS DISTINCT FROM posted_kopecks - charged_kopecks
"""

# One row per contract-day whose balance does not follow from the day before.
LEDGER_DAY_SQL = """
WITH posted AS (
    SELECT contract_id, day, sum(amount_kopecks) AS posted_kopecks FROM posting GROUP BY ALL
),
days AS (
    SELECT contract_id, day, balance_kopecks,
        CASE settlement WHEN 'advance'
            THEN usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks ELSE 0 END
        AS charged_kopecks,
        lag(balance_kopecks, 1, 0) OVER (PARTITION BY contract_id ORDER BY day) AS before_kopecks
    FROM contract_day JOIN contract USING (contract_id)
)
SELECT contract_id, day, before_kopecks, posted_kopecks, charged_kopecks, balance_kopecks
FROM days LEFT JOIN posted USING (contract_id, day)
WHERE balance_kopecks <> before_kopecks + coalesce(posted_kopecks, 0) - charged_kopecks
"""

# One row per posting whose number or balance is not the one that the whole ledger gives it.
LEDGER_ORDER_SQL = """
SELECT contract_id, posting_no, posting.balance_after_kopecks, ledger.balance_after_kopecks
FROM posting LEFT JOIN ledger USING (contract_id, posting_no)
WHERE posting.balance_after_kopecks IS DISTINCT FROM ledger.balance_after_kopecks
    OR posting.posted_at IS DISTINCT FROM ledger.posted_at
    OR posting.entry::VARCHAR IS DISTINCT FROM ledger.entry::VARCHAR
"""

# One row per posting that stands on a day other than that of its second, or goes back in time.
LEDGER_TIME_SQL = """
SELECT contract_id, posting_no, day, posted_at, before_at
FROM (
    SELECT *, lag(posted_at) OVER (PARTITION BY contract_id ORDER BY posting_no) AS before_at
    FROM posting
)
WHERE day <> posted_at::DATE OR before_at > posted_at
"""

# One row per event whose number is not the next one of its contract, or that goes back in time.
EVENT_ORDER_SQL = """
SELECT contract_id, event_no, happened_at, before_at
FROM (
    SELECT contract_id, event_no, happened_at,
        lag(happened_at) OVER w AS before_at, row_number() OVER w AS expected_no
    FROM event WINDOW w AS (PARTITION BY contract_id ORDER BY event_no)
)
WHERE event_no <> expected_no OR before_at > happened_at
"""

# One row per bill that is not what was posted with it. Entries of a bill are those that only a bill
# posts, and prices that are paid once, of its second.
BILL_LEDGER_SQL = """
WITH lines AS (
    SELECT contract_id, posted_at AS issued_at, -sum(amount_kopecks) AS posted_kopecks
    FROM posting JOIN contract USING (contract_id)
    WHERE settlement = 'credit' AND (entry IN ('usage', 'fee_tariff', 'fee_addon')
        OR entry = 'fee_once' AND (contract_id, posted_at) IN
            (SELECT (contract_id, issued_at) FROM bill))
    GROUP BY ALL
)
SELECT contract_id, issued_at, amount_kopecks, posted_kopecks
FROM bill FULL JOIN lines USING (contract_id, issued_at)
WHERE amount_kopecks IS NULL OR amount_kopecks <> coalesce(posted_kopecks, 0)
"""

# One row per bill and kind of charge that is not the sum of the days of its month, from the first
# day of the contract on. A run that began inside the month does not have all of them.
BILL_DAYS_SQL = """
WITH days AS (
    SELECT contract_id, date_trunc('month', day) + INTERVAL 1 MONTH AS issued_at,
        sum(usage_kopecks) AS usage, sum(tariff_fee_kopecks) AS fee_tariff,
        sum(add_on_fee_kopecks) AS fee_addon
    FROM contract_day JOIN bill USING (contract_id) JOIN contract USING (contract_id)
    WHERE date_trunc('month', day) = issued_at - INTERVAL 1 MONTH
    GROUP BY ALL
    HAVING min(day) IN (date_trunc('month', min(day)), any_value(connected_on))
),
lines AS (
    SELECT contract_id, posted_at AS issued_at,
        coalesce(-sum(amount_kopecks) FILTER (entry = 'usage'), 0) AS usage,
        coalesce(-sum(amount_kopecks) FILTER (entry = 'fee_tariff'), 0) AS fee_tariff,
        coalesce(-sum(amount_kopecks) FILTER (entry = 'fee_addon'), 0) AS fee_addon
    FROM posting GROUP BY ALL
)
SELECT days.*, lines.* FROM days LEFT JOIN lines USING (contract_id, issued_at)
WHERE days.usage <> coalesce(lines.usage, 0)
    OR days.fee_tariff <> coalesce(lines.fee_tariff, 0)
    OR days.fee_addon <> coalesce(lines.fee_addon, 0)
"""

# One row per bill that counts as paid before the money had come, or as unpaid when it had. Money is
# everything that is no line of a bill; the debt brought along is older than all bills.
BILL_PAID_SQL = """
WITH billed AS (
    SELECT *, sum(amount_kopecks) OVER (PARTITION BY contract_id ORDER BY issued_at) AS billed
    FROM bill
),
money AS (
    SELECT posting.* FROM posting ANTI JOIN bill
    ON posting.contract_id = bill.contract_id AND posted_at = issued_at
        AND entry IN ('usage', 'fee_tariff', 'fee_addon', 'fee_once')
),
come AS (
    SELECT billed.contract_id, issued_at, paid_at, any_value(billed) AS billed,
        sum(money.amount_kopecks) AS money,
        coalesce(sum(money.amount_kopecks) FILTER (posted_at < paid_at), 0) AS before
    FROM billed JOIN money ON billed.contract_id = money.contract_id
        AND posted_at <= coalesce(paid_at, TIMESTAMP 'infinity')
    GROUP BY ALL
)
SELECT contract_id, issued_at, paid_at, billed, money FROM come
WHERE (money >= billed) <> (paid_at IS NOT NULL) OR paid_at < issued_at
    OR (paid_at > issued_at AND before >= billed)
"""

# One row per promise that was given while another was open.
PROMISE_ONE_SQL = """
SELECT contract_id, given_at, closed_at, next_given_at
FROM (
    SELECT contract_id, given_at, closed_at,
        lead(given_at) OVER (PARTITION BY contract_id ORDER BY event_no) AS next_given_at
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

# One row per contract and operation whose accepted requests and their effects differ in number.
ACCEPTED_SQL = """
WITH accepted AS (
    SELECT contract_id, operation::VARCHAR AS operation, count(*) AS accepted
    FROM operation
    WHERE operation IN ('promise_payment', 'change_tariff', 'suspend') AND refusal IS NULL
    GROUP BY ALL
),
given AS (
    SELECT contract_id, 'promise_payment' AS operation, count(*) AS given FROM promise GROUP BY ALL
    UNION ALL
    SELECT contract_id, 'change_tariff', count(*) FROM tariff_change WHERE cause = 'order'
    GROUP BY ALL
    UNION ALL
    SELECT contract_id, 'suspend', count(*) FROM suspension GROUP BY ALL
)
SELECT contract_id, operation, accepted, given
FROM accepted FULL JOIN given USING (contract_id, operation)
WHERE accepted IS DISTINCT FROM given
"""

# One row per binding of an account or contract that does not exist.
BINDING_SQL = """
SELECT account_id, contract_id FROM binding
WHERE account_id NOT IN (SELECT account_id FROM account)
    OR contract_id NOT IN (SELECT contract_id FROM contract)
"""

# One row per contract and day on which what holders and relatives paid is not what was booked, or
# on which an account paid and nobody knows for whom it stands.
PAYER_SQL = """
WITH paid AS (
    SELECT contract_id, day, sum(amount_kopecks) AS paid_kopecks, count(*) AS payments,
        count(payer) + count_if(payer IS NULL AND channel::VARCHAR LIKE 'erip%') AS payers
    FROM payment GROUP BY ALL
),
booked AS (SELECT contract_id, day, sum(amount_kopecks) AS booked_kopecks FROM cash GROUP BY ALL)
SELECT contract_id, day, paid_kopecks, booked_kopecks, payments, payers
FROM paid FULL JOIN booked USING (contract_id, day)
WHERE paid_kopecks IS DISTINCT FROM booked_kopecks OR payments <> payers
"""

LAWS = (
    Law("ledger_sum", ("LED-MODEL",), "opening balance + ledger = closing balance", LEDGER_SUM_SQL),
    Law("ledger_day", ("LED-MODEL",), "each day's balance follows from the last", LEDGER_DAY_SQL),
    Law(
        "ledger_order", ("LED-MODEL",), "postings have their place in the ledger", LEDGER_ORDER_SQL
    ),
    Law("ledger_time", ("LED-MODEL",), "postings stand on their day, in order", LEDGER_TIME_SQL),
    Law("event_order", ("GEN-CLOCK",), "events are numbered in their order", EVENT_ORDER_SQL),
    Law("bill_ledger", ("TEL-BILL",), "a bill is what the ledger says", BILL_LEDGER_SQL),
    Law("bill_days", ("TEL-BILL",), "a bill is the sum of its month's days", BILL_DAYS_SQL),
    Law("bill_paid", ("TOPUP-POST",), "a bill is paid when the money is there", BILL_PAID_SQL),
    Law("promise_one", ("PROMISE-ONE",), "nobody holds two open promises", PROMISE_ONE_SQL),
    Law("promise_limit", ("PROMISE-LIMIT",), "no promise is above its limit", PROMISE_LIMIT_SQL),
    Law("promise_term", ("PROMISE-TERM",), "promises end by their term", PROMISE_TERM_SQL),
    Law("fee_noblock", ("FEE-NOBLOCK",), "no fee on a fully blocked day", FEE_NOBLOCK_SQL),
    Law("fee_month", ("FEE-DAILY",), "a full month's fees are the monthly fee", FEE_MONTH_SQL),
    Law(
        "accepted",
        ("PROMISE-EFFECT", "TAR-EFFECT", "VOL-START"),
        "accepted requests are promises, orders and suspensions",
        ACCEPTED_SQL,
    ),
    Law("every_day", ("GEN-CLOCK",), "every contract lives every day", EVERY_DAY_SQL),
    Law("dates", ("GEN-OUT",), "contracts begin and end on their days", DATES_SQL),
    Law(
        "base_walk",
        ("GEN-OUT", "LINE-MOVE"),
        "contracts of a month and region: opening + new - gone + moved in - moved out",
        BASE_WALK_SQL,
    ),
    Law("move", ("LINE-MOVE",), "a home moves with its contracts and a fitting number", MOVE_SQL),
    Law("payer", ("TOPUP-POST",), "payments by payer are all payments", PAYER_SQL),
    Law("line", ("LINE-FIBRE",), "a contract runs on the line that events tell of", LINE_SQL),
    Law("binding", ("OWN-CHECK",), "bindings join what exists", BINDING_SQL),
)


def breach_of(law: Law, connection: duckdb.DuckDBPyConnection) -> Breach | None:
    """What breaks `law` in the run behind `connection`; None when it holds."""
    rows = connection.sql(law.broken_sql).fetchall()
    if not rows:
        return None
    examples = tuple(", ".join(str(value) for value in row) for row in rows[:SHOWN_ROWS])
    return Breach(law, len(rows), examples)
