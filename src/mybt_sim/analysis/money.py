"""Money of the same contracts: what was charged, and what came in. Amounts are kopecks."""

import duckdb
import polars as pl

from mybt_sim.analysis.chosen import Chosen

PLACE_SQL = """place AS (
    SELECT contract_id, from_day, coalesce(until_day, 'infinity') AS until_day
    FROM contract JOIN address USING (contract_id)
    WHERE ($region IS NULL OR region = $region) AND ($kind IS NULL OR kind = $kind)
)"""

BY_MONTH_SQL = f"""
-- One row per month of the period: charges of its days, and payments posted in it.
WITH {PLACE_SQL},
charges AS (
    SELECT date_trunc('month', day)::DATE AS month,
        sum(usage_kopecks) AS usage_kopecks,
        sum(tariff_fee_kopecks) AS tariff_fee_kopecks,
        sum(add_on_fee_kopecks) AS add_on_fee_kopecks
    FROM contract_day JOIN place USING (contract_id)
    WHERE day BETWEEN $first AND $last AND day >= from_day AND day < until_day
        AND ($tariff IS NULL OR tariff_id = $tariff)
    GROUP BY ALL
),
payments AS (
    SELECT date_trunc('month', posted_at)::DATE AS month, sum(amount_kopecks) AS paid_kopecks
    FROM posting JOIN place USING (contract_id)
    WHERE entry = 'payment' AND posted_at::DATE BETWEEN $first AND $last
        AND posted_at::DATE >= from_day AND posted_at::DATE < until_day
    GROUP BY ALL
)
SELECT month,
    coalesce(usage_kopecks, 0)::BIGINT AS usage_kopecks,
    coalesce(tariff_fee_kopecks, 0)::BIGINT AS tariff_fee_kopecks,
    coalesce(add_on_fee_kopecks, 0)::BIGINT AS add_on_fee_kopecks,
    coalesce(paid_kopecks, 0)::BIGINT AS paid_kopecks
FROM charges FULL JOIN payments USING (month)
ORDER BY month
"""


def by_month(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> pl.DataFrame:
    """One row per month. A payment belongs to a contract, so a tariff filters charges only."""
    frame: pl.DataFrame = cursor.sql(BY_MONTH_SQL, params=chosen.parameters()).pl()
    return frame
