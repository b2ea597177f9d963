"""Unpaid telephone lines in a run: when they are barred, and that they make no calls then."""

from pathlib import Path

import pytest

from mybt_sim.engine.records import SERVICE_DAY, blank
from mybt_sim.engine.vocabulary import CallClass
from mybt_sim.simulation.day import international_minutes
from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import make_run, rows_of

LATE_PAYERS = Scenario(subscribers=600, days=120, seed=3, behaviour={"late.bill_share": 1})

BARRED = """
    SELECT contract_id, happened_at AS barred_at, unbarred_at
    FROM (
        SELECT *, lead(happened_at) OVER (PARTITION BY contract_id ORDER BY happened_at)
            AS unbarred_at
        FROM event WHERE event IN ('barred', 'unbarred')
    )
    WHERE event = 'barred'
"""
CALLS = "local_minutes + long_distance_minutes + mobile_minutes + international_minutes"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("runs"), LATE_PAYERS)


def test_a_line_is_barred_for_each_bill_that_is_unpaid_after_its_grace(run: Path) -> None:
    """The table of bills is made by SQL from bills and payments, so it knows no rule.

    A line that is barred already when a further bill grows late stays so. Bills from before the
    run are in no table: lines that are barred for them, up to mid-February, are left out.
    """
    lines = f"SELECT contract_id FROM ({BARRED}) WHERE barred_at <= '2026-02-15'"
    barred = rows_of(
        run,
        f"""SELECT contract_id, barred_at FROM ({BARRED})
        WHERE contract_id NOT IN ({lines}) ORDER BY ALL""",
    )
    late = f"""
        WITH late AS (
            SELECT contract_id, due_at + INTERVAL 10 DAY AS late_at,
                coalesce(paid_at, TIMESTAMP 'infinity') AS until_at
            FROM bill WHERE until_at > late_at
        )
        SELECT contract_id, late_at FROM late
        WHERE late_at <= (SELECT max(day) FROM contract_day) + INTERVAL 1 DAY
            AND contract_id NOT IN ({lines})
            AND NOT EXISTS (FROM late AS before WHERE before.contract_id = late.contract_id
                AND before.late_at < late.late_at AND before.until_at > late.late_at)
        ORDER BY ALL
    """
    assert barred == rows_of(run, late)
    assert len(barred) > 20


def test_a_barred_line_calls_service_numbers_only(run: Path) -> None:
    days = f"""
        FROM contract_day JOIN ({BARRED}) USING (contract_id)
        WHERE day >= barred_at
            AND day + INTERVAL 1 DAY <= coalesce(unbarred_at, TIMESTAMP 'infinity')
    """
    ((count, calls, service),) = rows_of(
        run, f"SELECT count(*), sum({CALLS}), sum(service_minutes) {days}"
    )
    assert count > 100
    assert calls == 0
    assert service > 0


def test_calls_abroad_are_one_column_of_a_day() -> None:
    service_day = blank(SERVICE_DAY, 1)[0]
    for call_class in CallClass:
        service_day.call_minutes[call_class] = 10**call_class
    assert international_minutes(service_day) == 10**3 + 10**5 + 10**6
