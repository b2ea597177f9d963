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

# One row per month and region that does not end with as many contracts as it began with, and those
# that came or moved in, less those that have gone or moved out. Where a contract is at an end of a
# month is told by its events, who moved by its dates.
BASE_WALK_SQL = """
WITH span AS (SELECT min(day) AS first_day, max(day) - 1 AS last_day FROM calendar),
month AS (
    SELECT min(day) AS first_day, max(day) AS last_day
    FROM calendar WHERE day <= (SELECT last_day FROM span) GROUP BY date_trunc('month', day)
),
home AS (
    SELECT contract_id, connected_on, ended_on, contract.moved_on, household.region,
        move.region AS new_region
    FROM contract JOIN subscriber USING (subscriber_id) JOIN household USING (household_id)
        LEFT JOIN move USING (household_id)
),
told AS (
    SELECT contract_id, happened_at::DATE AS told_on, region AS told_region
    FROM event JOIN locality ON locality_id = value WHERE event = 'moved'
),
living AS (
    SELECT day, coalesce(told_region, region) AS region,
        count_if(status <> 'terminated') AS contracts
    FROM contract_day JOIN home USING (contract_id)
        LEFT JOIN told ON told.contract_id = contract_day.contract_id AND day >= told_on
    WHERE day IN (SELECT last_day FROM month) GROUP BY ALL
),
change AS (
    SELECT connected_on AS day, region, 1 AS came, 0 AS gone, 0 AS moved_in, 0 AS moved_out
    FROM home
    UNION ALL
    SELECT ended_on, if(moved_on IS NULL, region, new_region), 0, 1, 0, 0 FROM home
    UNION ALL
    SELECT moved_on, new_region, 0, 0, 1, 0 FROM home
    UNION ALL
    SELECT moved_on, region, 0, 0, 0, 1 FROM home
),
changes AS (
    SELECT month.first_day AS month, region, sum(came) AS came, sum(gone) AS gone,
        sum(moved_in) AS moved_in, sum(moved_out) AS moved_out
    FROM change JOIN month ON day BETWEEN first_day AND last_day GROUP BY ALL
),
first AS (
    SELECT region, count(*) AS contracts
    FROM home WHERE connected_on < (SELECT first_day FROM span) GROUP BY ALL
),
walk AS (
    SELECT month.first_day AS month, place.region,
        coalesce(if(month.first_day = span.first_day, first.contracts, before.contracts), 0)
            AS opening,
        coalesce(came, 0) AS came, coalesce(gone, 0) AS gone, coalesce(moved_in, 0) AS moved_in,
        coalesce(moved_out, 0) AS moved_out, coalesce(after.contracts, 0) AS closing
    FROM month CROSS JOIN (SELECT DISTINCT region FROM locality) AS place CROSS JOIN span
        LEFT JOIN first USING (region)
        LEFT JOIN living AS before
            ON before.day = month.first_day - 1 AND before.region = place.region
        LEFT JOIN living AS after ON after.day = month.last_day AND after.region = place.region
        LEFT JOIN changes ON changes.month = month.first_day AND changes.region = place.region
)
SELECT month, region, opening, came, gone, moved_in, moved_out, closing FROM walk
WHERE opening + came - gone + moved_in - moved_out <> closing
"""

# One row per contract whose move is not that of its event and its home, that stayed behind when its
# home moved, or whose home has another number than it should: the old one within an area, else one
# of the new area's plan.
MOVE_SQL = """
WITH told AS (SELECT contract_id, happened_at, value FROM event WHERE event = 'moved')
SELECT contract_id, contract.moved_on, move.moved_on, happened_at, value,
    household.home_phone, move.home_phone
FROM contract JOIN subscriber USING (subscriber_id) JOIN household USING (household_id)
    LEFT JOIN move USING (household_id) LEFT JOIN told USING (contract_id)
    JOIN locality AS old ON old.locality_id = household.locality_id
    LEFT JOIN locality AS new ON new.locality_id = move.locality_id
WHERE contract.moved_on::TIMESTAMP IS DISTINCT FROM happened_at
    OR if(contract.moved_on IS NOT NULL, move.locality_id, NULL) IS DISTINCT FROM value
    OR if(ended_on < move.moved_on, NULL, move.moved_on) IS DISTINCT FROM contract.moved_on
    OR move.region <> new.region
    OR (move.household_id IS NOT NULL
        AND (household.home_phone IS NULL) <> (move.home_phone IS NULL))
    OR (old.area_code = new.area_code) <> (household.home_phone = move.home_phone)
    OR NOT starts_with(move.home_phone::VARCHAR, '375' || new.area_code)
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
