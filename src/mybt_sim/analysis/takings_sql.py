"""The queries of the page of money. `takings_scope` writes the selection where the braces are.

Each begins with what a row is. Amounts are kopecks with VAT.
"""

from mybt_sim.analysis.cubes.dimensions import TECHNOLOGY_SQL

ON_DAY = """ JOIN chosen ON chosen.contract_id = {fact}.contract_id
        AND {day} >= from_day AND {day} < until_day"""


def _whose(fact: str, day: str) -> str:
    """Joins a fact to the spell of its day, and so keeps what belongs to the selection."""
    return ON_DAY.replace("{fact}", fact).replace("{day}", day)


MONTHS = """month AS (
    -- One row per month of the period, with its first and last day there.
    SELECT month, greatest(month, {first}) AS first, least(last_day(month), {last}) AS last
    FROM (SELECT unnest(generate_series(date_trunc('month', {first}), {last}, INTERVAL 1 MONTH)
        )::DATE AS month)
)"""

EARNED = f"""
-- One row per month: charges by kind, payments, and contract-days in force.
WITH {{chosen}},
{MONTHS},
earned AS (
    SELECT date_trunc('month', day)::DATE AS month,
        sum(amount_kopecks) FILTER (entry = 'fee_tariff') AS tariffs,
        sum(amount_kopecks) FILTER (entry = 'fee_addon') AS add_ons,
        sum(amount_kopecks) FILTER (entry = 'usage') AS usage,
        sum(amount_kopecks) FILTER (entry NOT IN ('fee_tariff', 'fee_addon', 'usage')) AS others
    FROM revenue{_whose("revenue", "day")}
    WHERE day BETWEEN {{first}} AND {{last}} GROUP BY ALL
),
came AS (
    SELECT date_trunc('month', day)::DATE AS month, sum(amount_kopecks) AS cash
    FROM cash{_whose("cash", "day")}
    WHERE day BETWEEN {{first}} AND {{last}} GROUP BY ALL
),
in_force AS (
    SELECT date_trunc('month', day)::DATE AS month, count(*) AS contract_days
    FROM contract_day JOIN contract USING (contract_id){_whose("contract_day", "day")}
    WHERE day BETWEEN {{first}} AND {{last}} AND (ended_on IS NULL OR day <= ended_on)
    GROUP BY ALL
)
SELECT month, coalesce(tariffs, 0)::BIGINT AS tariffs, coalesce(add_ons, 0)::BIGINT AS add_ons,
    coalesce(usage, 0)::BIGINT AS usage, coalesce(others, 0)::BIGINT AS others,
    coalesce(cash, 0)::BIGINT AS cash, coalesce(contract_days, 0) AS contract_days,
    date_diff('day', first, last) + 1 AS days
FROM month LEFT JOIN earned USING (month) LEFT JOIN came USING (month)
    LEFT JOIN in_force USING (month)
ORDER BY month
"""

PLANS = f"""
-- One row per tariff, that which brought most first: charges, contract-days in force, and days.
WITH {{chosen}},
earned AS (
    SELECT chosen.tariff_id::VARCHAR AS tariff, sum(amount_kopecks) AS charged
    FROM revenue{_whose("revenue", "day")}
    WHERE day BETWEEN {{first}} AND {{last}} GROUP BY ALL
),
in_force AS (
    SELECT chosen.tariff_id::VARCHAR AS tariff, count(*) AS contract_days
    FROM contract_day JOIN contract USING (contract_id){_whose("contract_day", "day")}
    WHERE day BETWEEN {{first}} AND {{last}} AND (ended_on IS NULL OR day <= ended_on)
    GROUP BY ALL
)
SELECT tariff, coalesce(charged, 0)::BIGINT AS charged,
    coalesce(contract_days, 0) AS contract_days, date_diff('day', {{first}}, {{last}}) + 1 AS days
FROM earned FULL JOIN in_force USING (tariff)
ORDER BY charged DESC, tariff
"""

_WALK = f"""
-- One row per month and AXIS. What stands at the ends of a month is counted by days in force, what
-- happened between them by the dates of contracts: neither is made from the other.
WITH {{chosen}},
{MONTHS},
-- contracts at the beginning of a day, before whatever happens on it
opening AS (
    SELECT month, AXIS, count(*) AS contracts
    FROM month JOIN chosen ON from_day < first AND until_day >= first
        JOIN contract ON contract.contract_id = chosen.contract_id
            AND contract.connected_on < first AND (ended_on IS NULL OR ended_on >= first)
    GROUP BY ALL
),
closing AS (
    SELECT month, ON_DAY AS AXIS,
        count(*) FILTER (ended_on IS NULL OR day < ended_on) AS contracts
    FROM contract_day JOIN month ON day = last JOIN attributes USING (contract_id)
        JOIN (SELECT contract_id, ended_on FROM contract) USING (contract_id)
        JOIN tariff USING (tariff_id)
    WHERE {{by_day}}
    GROUP BY ALL
),
change AS (
    SELECT contract_id, connected_on AS day, AXIS, 1 AS came, 0 AS gone, 0 AS moved
    FROM chosen WHERE connected_on >= from_day AND connected_on < until_day
    UNION ALL
    SELECT contract_id, ended_on, AXIS, 0, 1, 0
    FROM chosen JOIN (SELECT contract_id, ended_on FROM contract) USING (contract_id)
    WHERE ended_on >= from_day AND ended_on < until_day
    UNION ALL
    SELECT contract_id, from_day, AXIS, 0, 0, 1
    FROM chosen JOIN (SELECT contract_id, ended_on FROM contract) USING (contract_id)
    WHERE from_day > connected_on AND (ended_on IS NULL OR from_day <= ended_on)
    UNION ALL
    SELECT contract_id, until_day, AXIS, 0, 0, -1
    FROM chosen JOIN (SELECT contract_id, ended_on FROM contract) USING (contract_id)
    WHERE until_day <= {{last}} AND (ended_on IS NULL OR until_day <= ended_on)
),
-- a contract whose spell ends as another one begins has moved if they differ in what is told here
turn AS (
    SELECT day, AXIS, sum(came) AS came, sum(gone) AS gone, sum(moved) AS moved
    FROM change GROUP BY contract_id, day, AXIS
),
changes AS (
    SELECT month, AXIS, sum(came)::BIGINT AS came, sum(gone)::BIGINT AS gone,
        count(*) FILTER (moved > 0) AS moved_in, count(*) FILTER (moved < 0) AS moved_out
    FROM turn JOIN month ON day BETWEEN first AND last GROUP BY ALL
)
SELECT month, AXIS, coalesce(opening.contracts, 0) AS opening, coalesce(came, 0) AS came,
    coalesce(gone, 0) AS gone, coalesce(moved_in, 0) AS moved_in,
    coalesce(moved_out, 0) AS moved_out, coalesce(closing.contracts, 0) AS closing
FROM closing FULL JOIN opening USING (month, AXIS) FULL JOIN changes USING (month, AXIS)
ORDER BY month, AXIS
"""
WALK = _WALK.replace("ON_DAY", TECHNOLOGY_SQL).replace("AXIS", "line")
REGION_WALK = _WALK.replace("ON_DAY", "region").replace("AXIS", "region")

BLOCKED = f"""
-- One row per month: days that ended in a financial block, and the fee that they would have cost.
WITH {{chosen}}
SELECT date_trunc('month', day)::DATE AS month, count(*) AS days,
    count(DISTINCT contract_day.contract_id) AS contracts,
    ((2 * sum(fee_kopecks) + any_value(days_in_month)) // (2 * any_value(days_in_month)))::BIGINT
        AS not_charged_kopecks
FROM contract_day JOIN calendar USING (day) JOIN tariff_price USING (tariff_id, edition)
   {_whose("contract_day", "day")}
WHERE status = 'financial_block' AND day BETWEEN {{first}} AND {{last}}
GROUP BY ALL ORDER BY month
"""

MOVES = """
-- One row per tariff that was left, the one that came instead, and why: contracts that moved, and
-- what they pay for a month by the prices of that day. It is enough that one of the two is chosen.
WITH {chosen}
SELECT tariff_change.from_tariff_id::VARCHAR AS from_tariff,
    tariff_change.to_tariff_id::VARCHAR AS to_tariff, cause::VARCHAR AS cause, count(*) AS moves,
    sum(before.fee_kopecks)::BIGINT AS before_kopecks,
    sum(after.fee_kopecks)::BIGINT AS after_kopecks
FROM tariff_change JOIN calendar ON day = closed_at::DATE
    JOIN tariff_price AS before
        ON before.tariff_id = from_tariff_id AND before.edition = calendar.edition
    JOIN tariff_price AS after
        ON after.tariff_id = to_tariff_id AND after.edition = calendar.edition
    SEMI JOIN chosen ON chosen.contract_id = tariff_change.contract_id
        AND (from_day = day OR until_day = day)
WHERE state = 'applied' AND day BETWEEN {first} AND {last}
GROUP BY ALL ORDER BY moves DESC, from_tariff, to_tariff, cause
"""

OUTCOMES = """count(*) AS given, sum(amount_kopecks)::BIGINT AS amount_kopecks,
    count(*) FILTER (state = 'repaid') AS kept, count(*) FILTER (state = 'expired') AS broken,
    count(*) FILTER (state = 'open') AS still_open"""
PROMISED = f"""FROM promise JOIN calendar ON calendar.day = given_at::DATE
   {_whose("promise", "day")}
WHERE day BETWEEN {{first}} AND {{last}}"""

PROMISES = f"""
-- One row per limit that held when it was given, and persona of the holder: how promises came out.
WITH {{chosen}}
SELECT promise_limit_kopecks AS limit_kopecks, persona, {OUTCOMES}
{PROMISED}
GROUP BY ALL ORDER BY ALL
"""

PROMISE_DAYS = f"""
-- One row per limit and third of the month in which promises were given, by its first day.
WITH {{chosen}}
SELECT promise_limit_kopecks AS limit_kopecks,
    (1 + least(day(given_at) - 1, 29) // 10 * 10)::VARCHAR AS from_day, {OUTCOMES}
{PROMISED}
GROUP BY 1, 2 ORDER BY 1, min(day(given_at))
"""

PAID = f"""FROM payment{_whose("payment", "day")}
WHERE day BETWEEN {{first}} AND {{last}}"""

PAYMENTS = f"""
-- One row per channel and payer, the largest sum first.
WITH {{chosen}}
SELECT channel::VARCHAR AS channel, coalesce(payer::VARCHAR, 'unknown') AS payer,
    count(*) AS payments, sum(amount_kopecks)::BIGINT AS amount_kopecks
{PAID}
GROUP BY ALL ORDER BY amount_kopecks DESC, channel, payer
"""

HOURS = f"""
-- One row per hour of the day in which payments came.
WITH {{chosen}}
SELECT hour(paid_at) AS hour, count(*) AS payments, sum(amount_kopecks)::BIGINT AS amount_kopecks
{PAID}
GROUP BY ALL ORDER BY hour
"""

DEBTS = f"""
-- One row per age of the bills that are unpaid as the last day ends.
WITH {{chosen}},
open_bill AS (
    SELECT amount_kopecks, date_diff('day', due_at, {{last}} + INTERVAL 1 DAY) AS late_days
    FROM bill{_whose("bill", "{last}")}
    WHERE issued_at::DATE <= {{last}} AND (paid_at IS NULL OR paid_at::DATE > {{last}})
)
SELECT CASE WHEN late_days <= 0 THEN 0 WHEN late_days <= 30 THEN 1 WHEN late_days <= 90 THEN 31
    ELSE 91 END AS late_from, count(*) AS bills, sum(amount_kopecks)::BIGINT AS amount_kopecks
FROM open_bill GROUP BY ALL ORDER BY late_from
"""

PAYING = f"""
-- One row per month of issue: bills, those paid as the last day ends, and in how many days half and
-- nine tenths of these were paid.
WITH {{chosen}},
issued AS (
    SELECT date_trunc('month', issued_at)::DATE AS month,
        CASE WHEN paid_at::DATE <= {{last}} THEN date_diff('day', issued_at, paid_at) END AS days
    FROM bill{_whose("bill", "issued_at::DATE")}
    WHERE issued_at::DATE BETWEEN {{first}} AND {{last}}
)
SELECT month, count(*) AS bills, count(days) AS paid, quantile_disc(days, 0.5) AS half_days,
    quantile_disc(days, 0.9) AS most_days
FROM issued GROUP BY month ORDER BY month
"""

BALANCES = f"""
-- One row per side of zero on the last day, by the way in which a contract is paid.
WITH {{chosen}}
SELECT settlement::VARCHAR AS settlement, balance_kopecks < 0 AS is_owing, count(*) AS contracts,
    sum(balance_kopecks)::BIGINT AS balance_kopecks
FROM contract_day JOIN contract USING (contract_id){_whose("contract_day", "day")}
WHERE day = {{last}} AND (ended_on IS NULL OR day <= ended_on)
GROUP BY ALL ORDER BY ALL
"""

ATTEMPT = f"""attempt AS (
    -- Attempts about a chosen contract; those about none, of people who ever have one.
    SELECT operation.*
    FROM operation{_whose("operation", "attempted_at::DATE")}
    WHERE attempted_at::DATE BETWEEN {{first}} AND {{last}}
    UNION ALL
    SELECT * FROM operation
    WHERE contract_id IS NULL AND attempted_at::DATE BETWEEN {{first}} AND {{last}}
        AND subscriber_id IN (SELECT subscriber_id FROM chosen JOIN contract USING (contract_id))
)"""

FUNNEL = f"""
-- One row per step from a visit to what is done: attempts, and those that were accepted.
WITH {{chosen}},
{ATTEMPT}
SELECT operation::VARCHAR AS operation, count(*) AS attempts,
    count(*) FILTER (refusal IS NULL) AS accepted, count(DISTINCT subscriber_id) AS people
FROM attempt WHERE operation IN ('sign_in', 'balance', 'top_up', 'promise_payment',
    'change_tariff', 'connect_add_on', 'disconnect_add_on', 'suspend', 'resume', 'bind_by_login',
    'bind_by_voice_code', 'rent_video')
GROUP BY ALL ORDER BY attempts DESC, operation
"""

REFUSALS = f"""
-- One row per operation and reason, the most frequent ones.
WITH {{chosen}},
{ATTEMPT}
SELECT operation::VARCHAR AS operation, refusal.refusal::VARCHAR AS refusal, count(*) AS attempts
FROM attempt JOIN refusal USING (refusal)
GROUP BY ALL ORDER BY attempts DESC, operation, refusal LIMIT 15
"""
