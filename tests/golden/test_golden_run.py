"""The golden run: its digests change only when results change, and then the changelog says so."""

from collections.abc import Callable
from pathlib import Path

from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import digests_of, make_run, rows_of

SCENARIO = Scenario(subscribers=500, days=120, seed=1)

SUMMARY = """
SELECT count(*) AS contract_days, sum(down_mb) AS down_mb, sum(up_mb) AS up_mb,
    sum(tv_minutes) AS tv_minutes, sum(local_minutes) AS local_minutes,
    sum(usage_kopecks) AS usage_kopecks, sum(tariff_fee_kopecks) AS tariff_fee_kopecks,
    sum(add_on_fee_kopecks) AS add_on_fee_kopecks,
    count_if(status = 'financial_block') AS blocked_days
FROM contract_day
"""


def test_the_golden_run(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    path = make_run(tmp_path, SCENARIO)
    figures = " ".join(str(value) for value in rows_of(path, SUMMARY)[0])
    digests = "".join(f"{name} {sha256}\n" for name, sha256 in digests_of(path).items())
    golden("run.txt", f"figures {figures}\n{digests}")
