"""Usage: volumes, television and calls.

All metrics read one small cube, which a cursor gathers from `contract_day` when it is first asked
(a third of a second for eleven million rows) and keeps as a temporary table of its own. A filter
then answers in milliseconds. Volumes are MB, durations minutes, charges kopecks.
"""

import duckdb
import polars as pl

from mybt_sim.analysis.chosen import LIVED_SQL, Chosen

CUBE_SQL = f"""
-- One row per day, region, kind of contract and tariff by which the day was charged.
CREATE TEMP TABLE usage_cube AS
WITH {LIVED_SQL},
place AS (
    SELECT contract_id, kind, region, from_day, coalesce(until_day, 'infinity') AS until_day
    FROM contract JOIN address USING (contract_id)
)
SELECT day, region, kind, tariff_id,
    count(*) AS contract_days,
    sum(down_mb)::BIGINT AS down_mb,
    sum(up_mb)::BIGINT AS up_mb,
    sum(tv_minutes)::BIGINT AS tv_minutes,
    sum(local_minutes + long_distance_minutes + mobile_minutes + international_minutes
        + service_minutes)::BIGINT AS call_minutes,
    sum(usage_kopecks + tariff_fee_kopecks + add_on_fee_kopecks)::BIGINT AS charged_kopecks
FROM lived JOIN place USING (contract_id)
WHERE day >= from_day AND day < until_day
GROUP BY ALL
"""

CHOSEN_SQL = """chosen AS (
    SELECT * FROM usage_cube
    WHERE day BETWEEN $first AND $last
        AND ($region IS NULL OR region = $region)
        AND ($kind IS NULL OR kind = $kind)
        AND ($tariff IS NULL OR tariff_id = $tariff)
)"""

SUMS_SQL = """coalesce(sum(contract_days), 0)::BIGINT AS contract_days,
    coalesce(sum(down_mb), 0)::BIGINT AS down_mb,
    coalesce(sum(up_mb), 0)::BIGINT AS up_mb,
    coalesce(sum(tv_minutes), 0)::BIGINT AS tv_minutes,
    coalesce(sum(call_minutes), 0)::BIGINT AS call_minutes,
    coalesce(sum(charged_kopecks), 0)::BIGINT AS charged_kopecks"""

TOTALS_SQL = f"""
-- One row: sums over the period; `days` counts days with at least one contract.
WITH {CHOSEN_SQL}
SELECT count(DISTINCT day) AS days, {SUMS_SQL}
FROM chosen
"""

DAILY_SQL = f"""
-- One row per day of the period; the mean of seven days is NULL until there are seven.
WITH {CHOSEN_SQL},
daily AS (
    SELECT calendar.day, {SUMS_SQL}
    FROM calendar LEFT JOIN chosen USING (day)
    WHERE calendar.day BETWEEN $first AND $last
    GROUP BY calendar.day
)
SELECT *,
    CASE count(*) OVER week WHEN 7 THEN avg(down_mb) OVER week END AS down_7_days_mb,
    CASE count(*) OVER week WHEN 7 THEN avg(up_mb) OVER week END AS up_7_days_mb
FROM daily
WINDOW week AS (ORDER BY day ROWS BETWEEN 6 PRECEDING AND CURRENT ROW)
ORDER BY day
"""

REGION_SQL = f"""
-- One row per region that has contracts, the largest volume first.
WITH {CHOSEN_SQL}
SELECT region, {SUMS_SQL}
FROM chosen
GROUP BY region
ORDER BY sum(chosen.down_mb + chosen.up_mb) DESC, region
"""

TARIFF_SQL = f"""
-- One row per tariff that has contracts, the largest volume first.
WITH {CHOSEN_SQL},
tariffs AS (
    SELECT tariff_id, {SUMS_SQL} FROM chosen GROUP BY tariff_id
)
SELECT tariffs.*, name_ru, name_be, name_en, tariff.kind
FROM tariffs JOIN tariff USING (tariff_id)
ORDER BY tariffs.down_mb + tariffs.up_mb DESC, tariff_id
"""

KIND_SQL = f"""
-- One row per kind of contract, the largest volume first.
WITH {CHOSEN_SQL}
SELECT kind, {SUMS_SQL}
FROM chosen
GROUP BY kind
ORDER BY sum(chosen.down_mb + chosen.up_mb) DESC, kind
"""

WEEKDAY_SQL = f"""
-- One row per day of the week, Monday is 0; `days` counts its days in the period.
WITH {CHOSEN_SQL}
SELECT calendar.weekday::INTEGER AS weekday, count(DISTINCT calendar.day) AS days, {SUMS_SQL}
FROM calendar LEFT JOIN chosen USING (day)
WHERE calendar.day BETWEEN $first AND $last
GROUP BY calendar.weekday
ORDER BY calendar.weekday
"""


def totals(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> pl.DataFrame:
    """One row of sums; all of them 0 when nothing fits the filters."""
    return _asked(cursor, TOTALS_SQL, chosen)


def daily(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> pl.DataFrame:
    """One row per day of the period that the run holds, with means over seven days."""
    return _asked(cursor, DAILY_SQL, chosen)


def by_region(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> pl.DataFrame:
    """One row per region, the largest volume first."""
    return _asked(cursor, REGION_SQL, chosen)


def by_tariff(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> pl.DataFrame:
    """One row per tariff with its names, the largest volume first."""
    return _asked(cursor, TARIFF_SQL, chosen)


def by_kind(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> pl.DataFrame:
    """One row per kind of contract, the largest volume first."""
    return _asked(cursor, KIND_SQL, chosen)


def by_weekday(cursor: duckdb.DuckDBPyConnection, chosen: Chosen) -> pl.DataFrame:
    """One row per day of the week."""
    return _asked(cursor, WEEKDAY_SQL, chosen)


def _asked(cursor: duckdb.DuckDBPyConnection, sql: str, chosen: Chosen) -> pl.DataFrame:
    _gather(cursor)
    frame: pl.DataFrame = cursor.sql(sql, params=chosen.parameters()).pl()
    return frame


def _gather(cursor: duckdb.DuckDBPyConnection) -> None:
    known = cursor.sql(
        "SELECT count(*) FROM duckdb_tables() WHERE temporary AND table_name = 'usage_cube'"
    ).fetchall()
    if known == [(0,)]:
        cursor.execute(CUBE_SQL)
