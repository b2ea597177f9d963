"""Orders that lapse in a run: closed in the table of tariff changes, paid back to the kopeck."""

from pathlib import Path

import pytest

from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store import open_run
from mybt_sim.store.laws import LAWS, breach_of
from tests.support.runs import make_run, rows_of

RESTLESS = Scenario(
    subscribers=1_500,
    days=90,
    seed=5,
    behaviour={
        "tariff.try_share": 1,
        "late.share": 1,
        "promise.when_blocked_share": 1,
        "away.suspend_share": 0,  # a pause that lapses is paid back as well
    },
    terms={"tariff_wait_days": 0, "tariff_fee_up": "1.00", "tariff_fee_down": "1.00"},
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("runs"), RESTLESS)


def test_an_order_that_lapsed_is_closed_and_paid_back(run: Path) -> None:
    lapsed = rows_of(
        run,
        "SELECT contract_id, closed_at FROM tariff_change WHERE state = 'lapsed' ORDER BY ALL",
    )
    events = "SELECT contract_id, happened_at FROM event WHERE event = 'tariff_lapsed' ORDER BY ALL"
    assert lapsed == rows_of(run, events)
    assert len(lapsed) >= 3
    back = "SELECT contract_id, posted_at FROM posting WHERE entry = 'adjust' ORDER BY ALL"
    assert lapsed == rows_of(run, back)
    amounts = rows_of(run, "SELECT DISTINCT amount_kopecks FROM posting WHERE entry = 'adjust'")
    assert amounts == [(100,)]


def test_no_contract_changes_its_tariff_when_its_balance_is_used_up(run: Path) -> None:
    """TAR-STATE at the effect: the balance after that midnight is what the change found."""
    changed = """
        SELECT count(*), count_if(balance_kopecks <= 0)
        FROM tariff_change JOIN contract_day USING (contract_id)
        WHERE state = 'applied' AND day = closed_at::DATE - 1
    """
    ((count, on_nothing),) = rows_of(run, changed)
    assert count > 50
    assert on_nothing == 0


def test_the_laws_hold_with_orders_that_lapse(run: Path) -> None:
    with open_run(run) as opened:
        assert not [law.name for law in LAWS if breach_of(law, opened.cursor())]
