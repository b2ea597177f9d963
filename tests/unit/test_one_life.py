"""A subscriber lived again alone is the one of the run, at every midnight and at any second."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

import pytest
from rich.console import Console
from typer.testing import CliRunner

from mybt_sim import Run, RunError, Scenario, Status, open_run, subscriber_at
from mybt_sim.analysis.one_life_table import show_moment
from mybt_sim.base.draws import below, draw
from mybt_sim.cli import app
from mybt_sim.store.subscriber_view import roubles
from tests.support.runs import make_run

SCENARIO = Scenario(
    subscribers=2_000,
    days=90,
    seed=7,
    behaviour={"late.share": 0.3},
    outages=[{"from": "2026-02-10 18:00", "until": "2026-02-11 02:30", "regions": ["MSQ"]}],
)
CONTRACTS = 1_000
STARTS = datetime.datetime(2026, 1, 1)
ENDS = STARTS + datetime.timedelta(days=SCENARIO.days)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    with open_run(make_run(tmp_path_factory.mktemp("alone"), SCENARIO)) as opened:
        yield opened


def some_moments(count: int) -> Iterator[tuple[int, datetime.datetime]]:
    """Subscribers, and a second of the run for each."""
    for n in range(1, count + 1):
        bits = draw(7, n, 0)
        yield n, STARTS + datetime.timedelta(seconds=below(bits, SCENARIO.days * 86_400))


def test_every_midnight_of_a_thousand_contracts_is_the_stored_one(run: Run) -> None:
    cursor = run.cursor()
    stored = cursor.sql(
        f"""SELECT contract_id, day, balance_kopecks, subscriber_id FROM contract_day
        JOIN contract USING (contract_id) WHERE subscriber_id <= {CONTRACTS}
        ORDER BY contract_id, day"""
    ).fetchall()
    lived: list[tuple[Any, ...]] = []
    subscriber = 0
    while len({row[0] for row in lived}) < CONTRACTS:
        subscriber += 1
        lived += subscriber_at(run, subscriber, ENDS).days.rows()
    expected = [row[:3] for row in stored if row[3] <= subscriber]
    assert lived == expected


def test_money_at_any_second_is_what_was_posted_by_then(run: Run) -> None:
    cursor = run.cursor()
    payments = cursor.sql(
        """SELECT contract_id // 10, posted_at FROM posting WHERE entry = 'payment'
        AND contract_id % 7 = 0 ORDER BY contract_id, posting_no LIMIT 60"""
    ).fetchall()
    midnights = ((5, STARTS), (6, ENDS - datetime.timedelta(1)), (7, ENDS))
    for subscriber, moment in (*some_moments(90), *payments, *midnights):
        shown = subscriber_at(run, subscriber, moment)
        posted = cursor.execute(
            """SELECT contract_id, sum(amount_kopecks)::BIGINT FROM ledger
            WHERE contract_id // 10 = $1 AND posted_at <= $2 GROUP BY ALL ORDER BY ALL""",
            [subscriber, moment],
        ).fetchall()
        assert [(one.contract_id, one.balance_kopecks) for one in shown.contracts] == posted


def test_blocks_and_promises_at_any_second_are_those_of_the_run(run: Run) -> None:
    cursor = run.cursor()
    seen = set()
    for subscriber, moment in some_moments(400):
        for contract in subscriber_at(run, subscriber, moment).contracts:
            asked = [contract.contract_id, moment]
            blocked = cursor.execute(
                """SELECT count(*) FROM block_period WHERE contract_id = $1 AND blocked_at <= $2
                AND (restored_at IS NULL OR restored_at > $2)""",
                asked,
            ).fetchall()[0][0]
            assert blocked == (contract.status is Status.FINANCIAL_BLOCK)
            promised = cursor.execute(
                """SELECT count(*) FROM promise WHERE contract_id = $1 AND given_at <= $2
                AND (closed_at IS NULL OR closed_at > $2)""",
                asked,
            ).fetchall()[0][0]
            assert promised == (contract.promise_open_kopecks > 0)
            seen |= {("blocked", blocked), ("promised", promised)}
    assert len(seen) == 4


def test_use_grows_from_nothing_to_that_of_the_day(run: Run) -> None:
    cursor = run.cursor()
    day = datetime.datetime(2026, 2, 10)
    for subscriber in range(1, 40):
        before = [(0, 0, 0, 0)] * 3
        for hours in (0, 7, 13, 19, 23.9999):
            shown = subscriber_at(run, subscriber, day + datetime.timedelta(hours=hours))
            now = [
                (today.down_mb, today.up_mb, today.tv_minutes, today.call_minutes)
                for today in (contract.today for contract in shown.contracts)
            ]
            for was, used in zip(before, now, strict=False):
                assert all(a <= b for a, b in zip(was, used, strict=True))
                assert hours or used == (0, 0, 0, 0)
            before = now
        stored = cursor.sql(
            f"""SELECT down_mb, up_mb, tv_minutes, local_minutes + long_distance_minutes
            + mobile_minutes + international_minutes + service_minutes FROM contract_day
            WHERE contract_id // 10 = {subscriber} AND day = '{day.date()}' ORDER BY contract_id"""
        ).fetchall()
        for row, used in zip(stored, before, strict=True):
            assert all(a >= b for a, b in zip(row, used, strict=True))
            assert row[0] - used[0] <= 1 + row[0] // 1_000


def test_the_month_counts_its_days_and_today(run: Run) -> None:
    cursor = run.cursor()
    for subscriber, moment in some_moments(60):
        for contract in subscriber_at(run, subscriber, moment).contracts:
            over = cursor.execute(
                """SELECT coalesce(sum(down_mb + up_mb), 0)::BIGINT FROM contract_day
                WHERE contract_id = $1 AND day >= date_trunc('month', $2::TIMESTAMP)
                AND day < $2::TIMESTAMP::DATE""",
                [contract.contract_id, moment],
            ).fetchall()[0][0]
            today = contract.today
            assert contract.month_mb == over + today.down_mb + today.up_mb


def test_what_is_shown_is_what_is_known(run: Run) -> None:
    out = io.StringIO()
    shown = subscriber_at(run, 3, "2026-02-10 14:03:00")
    show_moment(shown, Console(file=out, width=200))
    told = out.getvalue()
    assert "Subscriber 3 at 2026-02-10 14:03:00" in told
    for contract in shown.contracts:
        assert contract.tariff_id in told
        assert roubles(contract.balance_kopecks) in told
        assert all(str(due.at) in told and due.at > shown.moment for due in contract.due)


def test_the_command_line_shows_a_moment(run: Run) -> None:
    command = ["subscriber", str(run.path), "3", "--at", "2026-02-10 14:03:00"]
    said = CliRunner().invoke(app, command)
    assert said.exit_code == 0
    assert "Subscriber 3 at 2026-02-10 14:03:00" in said.stdout


@pytest.mark.parametrize("moment", ["2025-12-31 23:59:59", "2026-04-01 00:00:01", "tomorrow", None])
def test_a_moment_outside_the_run_is_told(run: Run, moment: object) -> None:
    with pytest.raises(RunError, match="no moment"):
        subscriber_at(run, 1, moment)


def test_nobody_is_told(run: Run) -> None:
    with pytest.raises(RunError, match="no subscriber 2001"):
        subscriber_at(run, 2_001, "2026-02-10 14:03:00")
