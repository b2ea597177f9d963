"""Queries of the laws of the base: contracts begin, live every day and end, see `laws`."""

# One row per contract without its every day from its first one on, or day without its contract.
EVERY_DAY_SQL = """
WITH span AS (SELECT min(day) AS first_day, max(day) AS end_day FROM calendar),
lived AS (
    SELECT contract_id, count(DISTINCT day) AS days, min(day) AS since
    FROM contract_day GROUP BY ALL
)
SELECT contract_id, connected_on, since, days
FROM contract FULL JOIN lived USING (contract_id) CROSS JOIN span
WHERE subscriber_id IS NULL
    OR coalesce(days, 0) <> end_day - greatest(connected_on, first_day)
    OR since <> greatest(connected_on, first_day)
"""

# One row per contract whose first or last day is not that of its event, or that does something
# before it has begun. Those that began before the run have no event of it.
DATES_SQL = """
WITH turns AS (
    SELECT contract_id, any_value(happened_at) FILTER (event = 'connected') AS connected_at,
        any_value(happened_at::DATE) FILTER (event = 'terminated') AS ended_on
    FROM event WHERE event IN ('connected', 'terminated') GROUP BY ALL
),
deeds AS (
    SELECT contract_id, min(deed_at) AS first_at FROM (
        SELECT contract_id, posted_at AS deed_at FROM posting
        UNION ALL SELECT contract_id, happened_at FROM event
        UNION ALL SELECT contract_id, attempted_at FROM operation WHERE contract_id IS NOT NULL
        UNION ALL SELECT contract_id, bound_at FROM binding
        UNION ALL SELECT contract_id, started_at FROM add_on_period
    ) GROUP BY ALL
)
SELECT contract_id, contract.connected_on, connected_at, contract.ended_on, turns.ended_on, first_at
FROM contract LEFT JOIN turns USING (contract_id) LEFT JOIN deeds USING (contract_id)
WHERE CASE WHEN contract.connected_on >= (SELECT min(day) FROM calendar)
        THEN contract.connected_on::TIMESTAMP END IS DISTINCT FROM connected_at
    OR contract.ended_on IS DISTINCT FROM turns.ended_on
    OR first_at < contract.connected_on
"""

# One row per month that does not end with as many contracts as it began with, and the new ones,
# less those that have gone.
BASE_WALK_SQL = """
WITH span AS (SELECT min(day) AS first_day, max(day) - 1 AS last_day FROM calendar),
month AS (
    SELECT min(day) AS first_day, max(day) AS last_day
    FROM calendar WHERE day <= (SELECT last_day FROM span) GROUP BY date_trunc('month', day)
),
living AS (
    SELECT day, count_if(status <> 'terminated') AS contracts FROM contract_day GROUP BY ALL
),
walk AS (
    SELECT month.first_day AS month,
        coalesce(before.contracts, (
            SELECT count(*) FROM contract WHERE connected_on < month.first_day
        )) AS opening,
        (SELECT count(*) FROM contract
            WHERE connected_on BETWEEN month.first_day AND month.last_day) AS new,
        (SELECT count(*) FROM contract
            WHERE ended_on BETWEEN month.first_day AND month.last_day) AS gone,
        after.contracts AS closing
    FROM month LEFT JOIN living AS before ON before.day = month.first_day - 1
        JOIN living AS after ON after.day = month.last_day
)
SELECT month, opening, new, gone, closing FROM walk
WHERE opening + new - gone <> closing
"""

# One row per contract whose change of line is not that of its event, or that was charged on a day
# by a tariff that its line does not carry; a tariff comes with a new line at the same second.
LINE_SQL = """
WITH moved AS (
    SELECT contract_id, happened_at FROM event WHERE event = 'line_changed'
),
misfits AS (
    SELECT contract_id, any_value(contract_day.day) AS day
    FROM contract_day JOIN contract USING (contract_id) JOIN tariff USING (tariff_id)
    WHERE NOT if(contract.technology = 'pon' OR contract_day.day >= fibre_on, on_pon, on_xdsl)
    GROUP BY ALL
),
sudden AS (
    SELECT contract_id, closed_at FROM tariff_change WHERE cause = 'new_line'
)
SELECT contract_id, technology, fibre_on, moved.happened_at, misfits.day, sudden.closed_at
FROM contract LEFT JOIN moved USING (contract_id) LEFT JOIN misfits USING (contract_id)
    LEFT JOIN sudden USING (contract_id)
WHERE fibre_on::TIMESTAMP IS DISTINCT FROM moved.happened_at
    OR (fibre_on IS NOT NULL AND technology = 'pon')
    OR misfits.day IS NOT NULL
    OR (sudden.closed_at IS NOT NULL AND sudden.closed_at IS DISTINCT FROM moved.happened_at)
"""
