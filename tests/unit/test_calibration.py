"""A year of the default population meets the targets that it was set to (data/seed/behaviour)."""

from pathlib import Path

import pytest

from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import make_run, rows_of

ADVANCE = "(SELECT count(*) * 12 FROM contract WHERE settlement = 'advance')"

NET_MONTHS = """
WITH net AS (
    SELECT contract_id, sum(down_mb + up_mb) / 12 / 1024 AS gb, sum(up_mb) / 1024 / 12 AS up_gb
    FROM contract_day WHERE contract_id IN (SELECT contract_id FROM service WHERE kind = 'internet')
    GROUP BY ALL
)
SELECT {figure} FROM net
"""

CHECKS = {
    "mean GB a month and line": (NET_MONTHS.format(figure="avg(gb)"), 265, 295),
    "lines up to 500 GB": (NET_MONTHS.format(figure="avg((gb <= 500)::INT)"), 0.84, 0.90),
    "lines above 1 TB": (NET_MONTHS.format(figure="avg((gb > 1024)::INT)"), 0.03, 0.07),
    "lines above 3 TB": (NET_MONTHS.format(figure="avg((gb > 3072)::INT)"), 0.0, 0.01),
    "share of upload": (NET_MONTHS.format(figure="sum(up_gb) / sum(gb)"), 0.07, 0.12),
    "December over July": (
        """SELECT sum(down_mb) FILTER (month(day) = 12) / sum(down_mb) FILTER (month(day) = 7)
        FROM contract_day""",
        1.22,  # 1.15 to 1.25 by season, and half a year's growth
        1.36,
    ),
    "outgoing minutes a month and line": (
        """SELECT sum(local_minutes + long_distance_minutes + mobile_minutes
            + international_minutes + service_minutes) / 12
            / (SELECT count(*) FROM service WHERE kind = 'telephony') FROM contract_day""",
        55,
        90,
    ),
    "bills overdue": (
        """SELECT avg((coalesce(paid_at, TIMESTAMP 'infinity') > due_at)::INT) FROM bill
        WHERE due_at < TIMESTAMP '2026-12-01'""",
        0.05,
        0.09,
    ),
    "blocked for a day or longer, per contract and month": (
        f"""SELECT count(*) / {ADVANCE} FROM block_period
        WHERE coalesce(restored_at, TIMESTAMP '2027-01-01') - blocked_at >= INTERVAL 1 DAY""",
        0.05,
        0.08,
    ),
    "promises per advance contract and month": (
        f"SELECT count(*) / {ADVANCE} FROM promise",
        0.025,
        0.05,
    ),
    "promises repaid in term": (
        "SELECT avg((state = 'repaid')::INT) FROM promise WHERE state <> 'open'",
        0.72,
        0.90,
    ),
    "tariff changes a year and contract": (
        "SELECT count_if(state = 'applied') / (SELECT count(*) FROM contract) FROM tariff_change",
        0.05,
        0.12,
    ),
}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("year"), Scenario(subscribers=6_000))


@pytest.mark.parametrize("name", CHECKS)
def test_a_year_meets_its_target(year: Path, name: str) -> None:
    sql, least, most = CHECKS[name]
    figure = float(rows_of(year, sql)[0][0])
    assert least <= figure <= most, f"{name}: {figure:.4f}"
