"""SELECTs that make one table of a run from others. None of them takes a parameter."""

# One row per promise given: the next event of the contract's promises closes it.
PROMISE_SQL = """
WITH steps AS (
    SELECT contract_id, event_no, happened_at, event, value,
        lead(event) OVER w AS next_event,
        lead(happened_at) OVER w AS next_at,
        lead(value) OVER w AS next_value
    FROM event
    WHERE event IN ('promise_given', 'promise_repaid', 'promise_expired')
    WINDOW w AS (PARTITION BY contract_id ORDER BY event_no)
)
SELECT contract_id,
    event_no,
    happened_at AS given_at,
    happened_at + to_seconds(calendar.promise_term_s) AS due_at,
    value::INTEGER AS amount_kopecks,
    CASE next_event WHEN 'promise_repaid' THEN 'repaid' WHEN 'promise_expired' THEN 'expired'
        ELSE 'open' END AS state,
    next_at AS closed_at,
    CASE next_event WHEN 'promise_expired' THEN next_value ELSE 0 END::INTEGER AS unpaid_kopecks
FROM steps JOIN calendar ON calendar.day = happened_at::DATE
WHERE event = 'promise_given'
ORDER BY contract_id, event_no
"""

# One row per order, which the next event of the contract's tariff changes closes; and one per
# tariff that came with a new line, without an order that was still open.
TARIFF_CHANGE_SQL = """
WITH steps AS (
    SELECT contract_id, event_no, happened_at, event, value,
        event = 'tariff_changed'
            AND lag(event, 1, 'tariff_changed') OVER w <> 'tariff_ordered' AS is_new_line,
        last_value(CASE event WHEN 'tariff_changed' THEN value END IGNORE NULLS)
            OVER before AS held,
        lead(event) OVER w AS next_event,
        lead(happened_at) OVER w AS next_at
    FROM event
    WHERE event IN ('tariff_ordered', 'tariff_cancelled', 'tariff_changed', 'tariff_lapsed')
    WINDOW w AS (PARTITION BY contract_id ORDER BY event_no),
        before AS (w ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT contract_id,
    event_no,
    happened_at AS ordered_at,
    coalesce(before.tariff_id, first_tariff) AS from_tariff_id,
    tariff.tariff_id AS to_tariff_id,
    CASE WHEN is_new_line THEN 'new_line' ELSE 'order' END AS cause,
    CASE WHEN is_new_line OR next_event = 'tariff_changed' THEN 'applied'
        WHEN next_event = 'tariff_cancelled' THEN 'cancelled'
        WHEN next_event = 'tariff_lapsed' THEN 'lapsed' ELSE 'pending' END AS state,
    CASE WHEN is_new_line THEN happened_at ELSE next_at END AS closed_at
FROM steps
    JOIN contract USING (contract_id)
    JOIN tariff ON tariff.tariff_index = value
    LEFT JOIN tariff AS before ON before.tariff_index = held
WHERE event = 'tariff_ordered' OR is_new_line
ORDER BY contract_id, event_no
"""

# One row per order: the events that follow it start it and close it.
SUSPENSION_SQL = """
WITH steps AS (
    SELECT contract_id, event_no, happened_at, event, value,
        lead(event) OVER w AS next_event,
        lead(happened_at) OVER w AS next_at,
        lead(value) OVER w AS next_value,
        lead(event, 2) OVER w AS last_event,
        lead(happened_at, 2) OVER w AS last_at,
        lead(value, 2) OVER w AS last_value
    FROM event
    WHERE event IN ('suspension_ordered', 'suspension_started', 'suspension_ended',
        'suspension_lapsed', 'terminated')
    WINDOW w AS (PARTITION BY contract_id ORDER BY event_no)
)
SELECT contract_id,
    event_no,
    happened_at AS ordered_at,
    value::INTEGER AS term_days,
    CASE next_event
        WHEN 'suspension_lapsed' THEN 'lapsed'
        WHEN 'suspension_ended' THEN 'taken_back'
        WHEN 'suspension_started' THEN
            CASE last_event
                WHEN 'terminated' THEN 'terminated'
                WHEN 'suspension_ended' THEN
                    CASE last_value WHEN 1 THEN 'ended_early' ELSE 'ended' END
                ELSE 'running'
            END
        ELSE 'ordered'
    END AS state,
    CASE next_event WHEN 'suspension_started' THEN next_at END AS started_at,
    CASE next_event WHEN 'suspension_started' THEN last_at ELSE next_at END AS closed_at
FROM steps
WHERE event = 'suspension_ordered'
ORDER BY contract_id, event_no
"""

# One row per add-on and period: first holdings and later starts, each closed by the next end.
ADD_ON_PERIOD_SQL = """
WITH bits AS (
    SELECT contract_id, 0 AS event_no,
        greatest(connected_on, (SELECT min(day) FROM calendar))::TIMESTAMP AS happened_at,
        true AS is_start, first_add_ons AS value
    FROM contract
    WHERE first_add_ons <> 0
    UNION ALL
    SELECT contract_id, event_no, happened_at, event = 'addons_started', value
    FROM event
    WHERE event IN ('addons_started', 'addons_ended')
),
steps AS (
    SELECT contract_id, add_on_id, event_no, happened_at, is_start,
        lead(happened_at) OVER (
            PARTITION BY contract_id, add_on_id ORDER BY event_no
        ) AS next_at
    FROM bits JOIN add_on ON (value >> add_on.add_on_index) & 1 = 1
)
SELECT contract_id, add_on_id, event_no, happened_at AS started_at, next_at AS ended_at
FROM steps
WHERE is_start
ORDER BY contract_id, add_on_id, event_no
"""

# One row per bill. It is paid as soon as what was billed up to it has come: payments go to the
# oldest bill first, and the debt brought along is older than all. Money is what is no line of a
# bill, as it stands at the end of each second. It only grows; but with entries of other kinds,
# which are rare, it may be taken away again, and a bill waits for it anew.
BILL_SQL = """
WITH bills AS (
    SELECT contract_id, happened_at AS issued_at, value AS amount_kopecks,
        sum(value) OVER (PARTITION BY contract_id ORDER BY event_no) AS billed_kopecks
    FROM event
    WHERE event = 'bill_issued'
),
entries AS (
    SELECT contract_id, posting_no, posted_at, entry, amount_kopecks
    FROM posting SEMI JOIN bills USING (contract_id)
    WHERE entry NOT IN ('usage', 'fee_tariff', 'fee_addon')
),
rare AS (SELECT DISTINCT contract_id FROM entries WHERE entry NOT IN ('opening', 'payment')),
money AS (
    SELECT contract_id, posted_at, sum(amount_kopecks) OVER w AS come_kopecks
    FROM entries ANTI JOIN bills ON entries.contract_id = bills.contract_id
        AND entry = 'fee_once' AND posted_at = issued_at
    WINDOW w AS (PARTITION BY entries.contract_id ORDER BY posting_no)
    QUALIFY lead(posted_at) OVER w IS DISTINCT FROM posted_at
),
paid AS (
    SELECT bills.*, if(posted_at IS NOT NULL, greatest(issued_at, posted_at), NULL) AS paid_at
    FROM bills ANTI JOIN rare USING (contract_id) ASOF LEFT JOIN money
        ON bills.contract_id = money.contract_id AND billed_kopecks <= come_kopecks
    UNION ALL
    SELECT contract_id, issued_at, amount_kopecks, billed_kopecks,
        CASE
            WHEN max_by(come_kopecks, posted_at) FILTER (posted_at <= issued_at) >= billed_kopecks
            THEN issued_at
            ELSE min(posted_at) FILTER (posted_at > issued_at AND come_kopecks >= billed_kopecks)
        END
    FROM bills SEMI JOIN rare USING (contract_id) LEFT JOIN money USING (contract_id)
    GROUP BY contract_id, issued_at, amount_kopecks, billed_kopecks
)
SELECT contract_id,
    issued_at,
    date_trunc('month', issued_at) + INTERVAL 1 MONTH AS due_at,
    amount_kopecks::INTEGER AS amount_kopecks,
    paid_at
FROM paid
ORDER BY contract_id, issued_at
"""

# One row per block: the next restore of the contract, or the contract's own end, ends it.
BLOCK_PERIOD_SQL = """
WITH steps AS (
    SELECT contract_id, event_no, happened_at, event, value,
        lead(happened_at) OVER (PARTITION BY contract_id ORDER BY event_no) AS next_at
    FROM event
    WHERE event IN ('blocked', 'restored', 'terminated')
)
SELECT contract_id, event_no, happened_at AS blocked_at, next_at AS restored_at,
    value::INTEGER AS balance_kopecks
FROM steps
WHERE event = 'blocked'
ORDER BY contract_id, event_no
"""

# One row per ledger entry: postings, and the daily charges of advance contracts, which come last on
# their day. So they have the numbers that the rules gave them, and the balance after each.
LEDGER_SQL = """
WITH charges AS (
    SELECT contract_day.* FROM contract_day JOIN contract USING (contract_id)
    WHERE settlement = 'advance'
),
entries AS (
    SELECT contract_id, day, 0 AS place, posting_no, posted_at, entry, amount_kopecks, channel
    FROM posting
    UNION ALL
    SELECT contract_id, day, 1, 0, day + INTERVAL 1 DAY, 'usage', -usage_kopecks, NULL
    FROM charges WHERE usage_kopecks <> 0
    UNION ALL
    SELECT contract_id, day, 2, 0, day + INTERVAL 1 DAY, 'fee_tariff', -tariff_fee_kopecks, NULL
    FROM charges WHERE tariff_fee_kopecks <> 0
    UNION ALL
    SELECT contract_id, day, 3, 0, day + INTERVAL 1 DAY, 'fee_addon', -add_on_fee_kopecks, NULL
    FROM charges WHERE add_on_fee_kopecks <> 0
)
SELECT contract_id, row_number() OVER w AS posting_no, day, posted_at, entry, amount_kopecks,
    sum(amount_kopecks) OVER w::BIGINT AS balance_after_kopecks, channel
FROM entries
WINDOW w AS (PARTITION BY contract_id ORDER BY day, place, posting_no)
"""

# One row per contract, day and kind of charge: on the day for which it is charged, bills apart.
REVENUE_SQL = """
SELECT contract_id, day, 'fee_tariff' AS entry, tariff_fee_kopecks::BIGINT AS amount_kopecks
FROM contract_day WHERE tariff_fee_kopecks <> 0
UNION ALL
SELECT contract_id, day, 'fee_addon', add_on_fee_kopecks
FROM contract_day WHERE add_on_fee_kopecks <> 0
UNION ALL
SELECT contract_id, day, 'usage', usage_kopecks FROM contract_day WHERE usage_kopecks <> 0
UNION ALL
SELECT contract_id, day, entry::VARCHAR, -amount_kopecks
FROM posting WHERE entry IN ('fee_once', 'fee_suspend', 'adjust')
"""

# One row per payment that came in.
CASH_SQL = """
SELECT contract_id, day, posted_at AS paid_at, channel, amount_kopecks
FROM posting WHERE entry = 'payment'
"""

# One row per payment that came in, by the attempt that brought it; looked up in no other table.
PAYMENT_SQL = """
SELECT contract_id, subscriber_id, attempted_at::DATE AS day, attempted_at AS paid_at, channel,
    payer, amount_kopecks
FROM operation
WHERE operation IN ('top_up', 'redeem_express_card', 'erip_payment') AND refusal IS NULL
"""

# One row per contract and line on which it ran.
LINE_SQL = """
SELECT contract_id, technology, connected_on AS from_day,
    coalesce(fibre_on, ended_on + 1) AS until_day
FROM contract
UNION ALL
SELECT contract_id, 'pon', fibre_on, ended_on + 1 FROM contract WHERE fibre_on IS NOT NULL
"""

# One row per contract and home in which it served.
ADDRESS_SQL = """
SELECT contract_id, household_id, region, locality_id, is_urban, household.home_phone,
    settlement_ru, settlement_be, address_ru, address_be, connected_on AS from_day,
    moved_on AS until_day
FROM contract JOIN subscriber USING (subscriber_id) JOIN household USING (household_id)
UNION ALL
SELECT contract_id, household_id, region, locality_id, is_urban, move.home_phone,
    settlement_ru, settlement_be, address_ru, address_be, contract.moved_on, NULL
FROM contract JOIN subscriber USING (subscriber_id) JOIN move USING (household_id)
WHERE contract.moved_on IS NOT NULL
"""

# One row per contract with whose it is and where: what tables of contracts are grouped by.
HOLDER_SQL = """
SELECT contract.contract_id, kind, settlement, contract.technology, fibre_on, contract.is_social,
    subscriber_id, sex, birth_year, persons, household_id, region, locality_id, is_urban,
    account_id, is_relative
FROM contract
    JOIN subscriber USING (subscriber_id)
    JOIN household USING (household_id)
    LEFT JOIN binding ON binding.contract_id = contract.contract_id AND unbound_at IS NULL
"""
