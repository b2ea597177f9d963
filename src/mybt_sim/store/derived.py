"""SELECTs that make one table of a run from others. None of them takes a parameter."""

# One row per promise given: the next event of the contract's promises closes it.
PROMISE_SQL = """
WITH steps AS (
    SELECT contract_id, happened_at, event, value,
        lead(event) OVER w AS next_event,
        lead(happened_at) OVER w AS next_at,
        lead(value) OVER w AS next_value
    FROM event
    WHERE event IN ('promise_given', 'promise_repaid', 'promise_expired')
    WINDOW w AS (PARTITION BY contract_id ORDER BY happened_at, event)
)
SELECT contract_id,
    happened_at AS given_at,
    happened_at + to_seconds(calendar.promise_term_s) AS due_at,
    value::INTEGER AS amount_kopecks,
    CASE next_event WHEN 'promise_repaid' THEN 'repaid' WHEN 'promise_expired' THEN 'expired'
        ELSE 'open' END AS state,
    next_at AS closed_at,
    CASE next_event WHEN 'promise_expired' THEN next_value ELSE 0 END::INTEGER AS unpaid_kopecks
FROM steps JOIN calendar ON calendar.day = happened_at::DATE
WHERE event = 'promise_given'
ORDER BY contract_id, given_at
"""

# One row per order: the next event of the contract's tariff changes closes it.
TARIFF_CHANGE_SQL = """
WITH steps AS (
    SELECT contract_id, happened_at, event, value,
        lead(event) OVER w AS next_event,
        lead(happened_at) OVER w AS next_at
    FROM event
    WHERE event IN ('tariff_ordered', 'tariff_cancelled', 'tariff_changed', 'tariff_lapsed')
    WINDOW w AS (PARTITION BY contract_id ORDER BY happened_at, event)
)
SELECT contract_id,
    happened_at AS ordered_at,
    tariff.tariff_id AS to_tariff_id,
    CASE next_event WHEN 'tariff_changed' THEN 'applied' WHEN 'tariff_cancelled' THEN 'cancelled'
        WHEN 'tariff_lapsed' THEN 'lapsed' ELSE 'pending' END AS state,
    next_at AS closed_at
FROM steps JOIN tariff ON tariff.tariff_index = value
WHERE event = 'tariff_ordered'
ORDER BY contract_id, ordered_at
"""

# One row per add-on and period: first holdings and later starts, each closed by the next end.
ADD_ON_PERIOD_SQL = """
WITH bits AS (
    SELECT contract_id, (SELECT min(day) FROM calendar)::TIMESTAMP AS happened_at,
        true AS is_start, first_add_ons AS value
    FROM contract
    WHERE first_add_ons <> 0
    UNION ALL
    SELECT contract_id, happened_at, event = 'addons_started', value
    FROM event
    WHERE event IN ('addons_started', 'addons_ended')
),
steps AS (
    SELECT contract_id, add_on_id, happened_at, is_start,
        lead(happened_at) OVER (
            PARTITION BY contract_id, add_on_id ORDER BY happened_at, is_start
        ) AS next_at
    FROM bits JOIN add_on ON (value >> add_on.add_on_index) & 1 = 1
)
SELECT contract_id, add_on_id, happened_at AS started_at, next_at AS ended_at
FROM steps
WHERE is_start
ORDER BY contract_id, add_on_id, started_at
"""

# One row per bill: paid by the first payment with which all payments cover all bills so far.
BILL_SQL = """
WITH bills AS (
    SELECT contract_id, happened_at AS issued_at, value::INTEGER AS amount_kopecks,
        sum(value) OVER (PARTITION BY contract_id ORDER BY happened_at) AS billed_kopecks
    FROM event
    WHERE event = 'bill_issued'
),
payments AS (
    SELECT contract_id, posted_at,
        sum(amount_kopecks) OVER (PARTITION BY contract_id ORDER BY posting_no) AS paid_kopecks
    FROM posting
    WHERE entry IN ('payment', 'opening') AND contract_id IN (SELECT contract_id FROM bills)
)
SELECT bills.contract_id,
    issued_at,
    issued_at + INTERVAL 1 MONTH AS due_at,
    amount_kopecks,
    greatest(posted_at, issued_at) AS paid_at
FROM bills ASOF LEFT JOIN payments
    ON bills.contract_id = payments.contract_id AND payments.paid_kopecks >= bills.billed_kopecks
ORDER BY bills.contract_id, issued_at
"""

# One row per block: the next restore of the contract, or the contract's own end, ends it.
BLOCK_PERIOD_SQL = """
WITH steps AS (
    SELECT contract_id, happened_at, event, value,
        lead(happened_at) OVER (PARTITION BY contract_id ORDER BY happened_at, event) AS next_at
    FROM event
    WHERE event IN ('blocked', 'restored', 'terminated')
)
SELECT contract_id, happened_at AS blocked_at, next_at AS restored_at,
    value::INTEGER AS balance_kopecks
FROM steps
WHERE event = 'blocked'
ORDER BY contract_id, blocked_at
"""

# One row per ledger entry: postings and the daily charges, with the balance after each.
LEDGER_SQL = """
WITH entries AS (
    SELECT contract_id, posted_at, entry, amount_kopecks, posting_no,
        CASE entry WHEN 'opening' THEN 0 ELSE 4 END AS place
    FROM posting
    UNION ALL
    SELECT contract_id, day + INTERVAL 1 DAY, 'usage', -usage_kopecks, 0, 1
    FROM contract_day WHERE usage_kopecks <> 0
    UNION ALL
    SELECT contract_id, day + INTERVAL 1 DAY, 'fee_tariff', -tariff_fee_kopecks, 0, 2
    FROM contract_day WHERE tariff_fee_kopecks <> 0
    UNION ALL
    SELECT contract_id, day + INTERVAL 1 DAY, 'fee_addon', -add_on_fee_kopecks, 0, 3
    FROM contract_day WHERE add_on_fee_kopecks <> 0
)
SELECT contract_id, posted_at, entry, amount_kopecks,
    sum(amount_kopecks) OVER (
        PARTITION BY contract_id ORDER BY posted_at, place, posting_no
    )::INTEGER AS balance_after_kopecks
FROM entries
"""
