"""The days of contracts as a table to leaf through, a page at a time.

marimo's own table would read a relation as a whole before it shows the first rows (five seconds and
gigabytes for eleven million rows), so the pages are cut here.
"""

import duckdb
import polars as pl

from mybt_sim.analysis.chosen import LIVED_SQL, Chosen
from mybt_sim.text import Language, translate

STATUSES = ("active", "financial_block", "voluntary_suspension", "terminated")

PAGE_ROWS = 12
ORDERS = {
    "contract": "contract_id, day",
    "received": "down_mb DESC, contract_id, day",
    "charged": "charged_byn DESC, contract_id, day",
    "balance": "balance_byn, contract_id, day",
}
"""How the table can be ordered; each order ends in the key, so that a page is always the same."""

DAYS_SQL = f"""
-- One row per contract and day of the chosen ones.
WITH {LIVED_SQL},
words AS (
    SELECT unnest($codes::VARCHAR[]) AS code, unnest($words::VARCHAR[]) AS word
),
place AS (
    SELECT contract_id, from_day, coalesce(until_day, 'infinity') AS until_day,
        CASE $language WHEN 'be' THEN settlement_be ELSE settlement_ru END AS settlement
    FROM contract JOIN address USING (contract_id)
    WHERE ($region IS NULL OR region = $region) AND ($kind IS NULL OR kind = $kind)
),
tariffs AS (
    SELECT tariff_id, CASE $language WHEN 'ru' THEN name_ru WHEN 'be' THEN name_be
        ELSE name_en END AS tariff
    FROM tariff
)
SELECT day, contract_id, settlement, tariff, states.word AS status,
    down_mb, up_mb, tv_minutes,
    local_minutes + long_distance_minutes + mobile_minutes + international_minutes
        + service_minutes AS call_minutes,
    ((usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks) * 0.01)::DECIMAL(12, 2)
        AS charged_byn,
    (balance_kopecks * 0.01)::DECIMAL(12, 2) AS balance_byn
FROM lived
JOIN place USING (contract_id)
JOIN tariffs USING (tariff_id)
JOIN words AS states ON states.code = lived.status::VARCHAR
WHERE day BETWEEN $first AND $last AND ($tariff IS NULL OR tariff_id = $tariff)
    AND day >= from_day AND day < until_day
"""


def contract_days(
    cursor: duckdb.DuckDBPyConnection,
    chosen: Chosen,
    language: Language,
    *,
    order: str = "contract",
    page: int = 0,
) -> pl.DataFrame:
    """One page of contract-days in the words of the language; only the page leaves DuckDB.

    `order` is one of ORDERS, `page` counts from 0. Volumes are MB, durations minutes, amounts BYN.
    """
    rows = cursor.sql(
        DAYS_SQL,
        params={
            **chosen.parameters(),
            "language": language,
            "codes": list(STATUSES),
            "words": [translate(f"status.{status}", language) for status in STATUSES],
        },
    )
    here = rows.order(ORDERS[order]).limit(PAGE_ROWS, offset=page * PAGE_ROWS)
    frame: pl.DataFrame = here.pl()
    return frame


def pages(rows: int) -> int:
    """Number of pages that hold so many rows; an empty table has one."""
    return max(1, -(-rows // PAGE_ROWS))
