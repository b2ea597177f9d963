"""A year of the default population meets the targets that it was set to (data/seed/behaviour)."""

from pathlib import Path

import pytest

from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import make_run, rows_of

ADVANCE = "(SELECT count(*) * 12 FROM contract WHERE settlement = 'advance')"

ALL = "(SELECT count(*) * 12 FROM contract)"
ACCEPTED = "operation = '{}' AND refusal IS NULL"
LASTING = "add_on_id NOT IN ('A09', 'A14')"

NET = "kind IN ('internet', 'package')"
CHURN = """
WITH lines AS (SELECT contract_id FROM contract WHERE {line}),
ended AS (SELECT count(*) AS contracts FROM event SEMI JOIN lines USING (contract_id)
    WHERE event = 'terminated'),
lived AS (SELECT count(*) * 12 / 365 AS months FROM contract_day SEMI JOIN lines USING (contract_id)
    WHERE status <> 'terminated')
SELECT contracts / months FROM ended, lived
"""
NET_MONTHS = """
WITH net AS (
    SELECT contract_id, count(*) * 12 / 365 AS months,
        sum(down_mb + up_mb) / months / 1024 AS gb, sum(up_mb) / months / 1024 AS up_gb
    FROM contract_day SEMI JOIN (FROM service WHERE kind = 'internet') USING (contract_id)
    WHERE status <> 'terminated'
    GROUP BY contract_id
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
    "add-ons connected per contract and month": (
        f"SELECT count(*) / {ALL} FROM operation WHERE {ACCEPTED.format('connect_add_on')} "
        f"AND {LASTING}",
        0.0085,
        0.0115,
    ),
    "add-ons disconnected per contract and month": (
        f"SELECT count(*) / {ALL} FROM operation WHERE {ACCEPTED.format('disconnect_add_on')}",
        0.0068,
        0.0092,
    ),
    "add-ons of a day per contract and month": (
        f"SELECT count(*) / {ALL} FROM operation WHERE {ACCEPTED.format('connect_add_on')} "
        f"AND NOT {LASTING}",
        0.0068,
        0.0092,
    ),
    "contracts suspended on a day": (
        "SELECT avg((status = 'voluntary_suspension')::INT) FROM contract_day",
        0.0034,
        0.0046,
    ),
    "suspended from June to August over the other months": (
        """SELECT avg((status = 'voluntary_suspension')::INT) FILTER (month(day) IN (6, 7, 8))
        / avg((status = 'voluntary_suspension')::INT) FILTER (month(day) NOT IN (6, 7, 8))
        FROM contract_day""",
        1.7,
        2.9,
    ),
    "titles a month and box": (
        f"""SELECT count(*) / 12 / (SELECT count(*) FROM service WHERE kind = 'tv')
        FROM operation WHERE {ACCEPTED.format("rent_video")}""",
        0.05,
        0.07,
    ),
    "payments by express card": (
        """SELECT avg((operation = 'redeem_express_card')::INT) FROM operation
        WHERE operation IN ('top_up', 'erip_payment', 'redeem_express_card') AND refusal IS NULL""",
        0.01,
        0.02,
    ),
    "orders of tariffs taken back": (
        "SELECT avg((state = 'cancelled')::INT) FROM tariff_change",
        0.01,
        0.06,
    ),
    "fibre given up a month": (CHURN.format(line=f"{NET} AND technology = 'pon'"), 0.0042, 0.0058),
    "copper given up a month": (
        CHURN.format(line=f"{NET} AND technology = 'xdsl'"),
        0.0075,
        0.0125,
    ),
    "television given up a month": (CHURN.format(line="kind = 'tv'"), 0.0046, 0.0074),
    "telephone given up a month": (CHURN.format(line="kind = 'telephony'"), 0.0017, 0.0027),
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
