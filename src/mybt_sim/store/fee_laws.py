"""Queries of the laws of fees: rows that cost what they must not, see `laws`."""

# One row per day of an advance contract that was blocked from 00:00 to 24:00 and yet charged.
FEE_NOBLOCK_SQL = """
SELECT contract_id, day, tariff_fee_kopecks, add_on_fee_kopecks
FROM contract_day JOIN contract USING (contract_id) JOIN block_period USING (contract_id)
WHERE settlement = 'advance'
    AND blocked_at <= day
    AND coalesce(restored_at, TIMESTAMP 'infinity') >= day + INTERVAL 1 DAY
    AND tariff_fee_kopecks + add_on_fee_kopecks <> 0
"""

# One row per contract and full month, with service on each of its days, whose daily fees are not
# the monthly fee. `states` holds what the last event of a second leaves behind, `idle` the
# stretches without service, blocked or suspended, and `paused` the months with a whole day in one.
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
),
states AS (
    SELECT contract_id, happened_at,
        coalesce(last_value(CASE event WHEN 'blocked' THEN true WHEN 'restored' THEN false END
            IGNORE NULLS) OVER w, false)
        OR coalesce(last_value(CASE event WHEN 'suspension_started' THEN true
            WHEN 'suspension_ended' THEN false END IGNORE NULLS) OVER w, false)
        OR bool_or(event = 'terminated') OVER w AS is_idle
    FROM event
    WHERE event IN ('blocked', 'restored', 'suspension_started', 'suspension_ended', 'terminated')
    WINDOW w AS (PARTITION BY contract_id ORDER BY event_no)
    QUALIFY row_number() OVER (PARTITION BY contract_id, happened_at ORDER BY event_no DESC) = 1
),
turns AS (
    FROM states QUALIFY is_idle IS DISTINCT FROM lag(is_idle, 1, false) OVER (
        PARTITION BY contract_id ORDER BY happened_at)
),
idle AS (
    SELECT contract_id, is_idle, happened_at AS from_at,
        lead(happened_at, 1, TIMESTAMP 'infinity') OVER (
            PARTITION BY contract_id ORDER BY happened_at) AS until_at
    FROM turns
),
paused AS (
    SELECT contract_id, month FROM months JOIN idle USING (contract_id)
    WHERE is_idle AND least(until_at, month + INTERVAL 1 MONTH) >= INTERVAL 1 DAY
        + greatest(month, date_trunc('day', from_at + INTERVAL 1 DAY - INTERVAL 1 SECOND))
)
SELECT contract_id, month, tariff_id, charged_kopecks, fee_kopecks
FROM months JOIN tariff_price USING (tariff_id, edition) ANTI JOIN paused USING (contract_id, month)
WHERE charged_kopecks <> fee_kopecks
"""
