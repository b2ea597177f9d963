"""What an outage takes from the volumes of its days, and from no other day or region."""

from typing import TypeAlias

import pytest

from mybt_sim.base.time import HOUR_S
from mybt_sim.engine.records import DAY_S
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import make_run, rows_of

USUAL = Scenario(subscribers=500, days=60, seed=7)
OUT_S = {31 + 10: 6 * HOUR_S, 31 + 11: 5 * HOUR_S // 2}
"""By day of the year."""
BROKEN = USUAL.having(
    outages=[{"from": "2026-02-10 18:00", "until": "2026-02-11 02:30", "regions": ["MSQ"]}]
)
DAYS = """
    SELECT contract_id, dayofyear(day), down_mb, up_mb, tv_minutes, region = 'MSQ'
    FROM contract_day JOIN address USING (contract_id)
    WHERE status = 'active' AND from_day <= day AND day < coalesce(until_day, DATE '9999-01-01')
        AND contract_id NOT IN (  -- on half a day nothing is used either
            SELECT contract_id FROM event
            WHERE event IN ('blocked', 'restored') AND month(happened_at) = 2
        )
    ORDER BY contract_id, day
"""
Rows: TypeAlias = list[tuple[int, ...]]


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> list[Rows]:
    """Rows of both runs."""
    folders = [tmp_path_factory.mktemp(name) for name in ("usual", "broken")]
    runs = zip(folders, (USUAL, BROKEN), strict=True)
    return [rows_of(make_run(folder, scenario), DAYS) for folder, scenario in runs]


def test_an_outage_takes_its_part_of_a_day_and_no_more(volumes: list[Rows]) -> None:
    compared = 0
    for usual, broken in zip(*volumes, strict=True):
        lost_s = OUT_S.get(usual[1], 0) if usual[-1] else 0
        left = tuple(number * (DAY_S - lost_s) // DAY_S for number in usual[2:5])
        assert broken == (*usual[:2], *left, usual[-1])
        compared += lost_s > 0 and any(left)
    assert compared > 100
