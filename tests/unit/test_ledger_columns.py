"""What the tables hold: sizes that fit, the order of the ledger, bills and when they were paid."""

import datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mybt_sim.catalogue.terms import BALANCE_MOST, PROMISE_MOST
from mybt_sim.engine.records import NEVER, SERVICE_DAY, blank
from mybt_sim.engine.usage import CALL_CLASSES, excess_charge_e4, round_e4
from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.quality.life import book_with, signed
from mybt_sim.quality.story import Start
from mybt_sim.simulation.day import COLUMN_MOST, fits, write_day
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.store.facts import EVENT, OPERATION
from tests.support.runs import make_run, rows_of

BOOK = book_with()
DAY = 20_605  # 1 June 2026


@pytest.fixture(scope="module")
def run_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four months that begin and end inside a month."""
    scenario = Scenario(subscribers=300, days=125, seed=5, start=datetime.date(2026, 1, 15))
    return make_run(tmp_path_factory.mktemp("columns"), scenario)


def largest_day_kopecks(settlement: Settlement) -> int:
    """What a day of the fullest line costs at most, with any plan and edition of the catalogue."""
    most = 0
    for edition in range(int(BOOK.editions)):
        terms = BOOK.terms[edition]
        for tariff in BOOK.tariffs[edition][: int(BOOK.tariff_count)]:
            if int(tariff.settlement) != settlement:
                continue
            rate_e4 = max(int(tariff.call_rate_e4[one]) for one in range(CALL_CLASSES))
            charge_e4 = rate_e4 * int(terms.call_day_most_minutes)
            if int(tariff.included_mb) != NEVER:
                charge_e4 += int(excess_charge_e4(tariff, int(terms.net_day_most_mb)))
            fees_e4 = int(tariff.fee_e4) + sum(int(one.fee_e4) for one in BOOK.add_ons[edition])
            most = max(most, int(round_e4(charge_e4 + fees_e4)))
    return most


def test_what_rules_allow_fits_the_columns_of_a_day() -> None:
    """An advance line is blocked after its first day below the limit, and nothing is charged then;
    a credit line is barred with at most three bills behind it, and pays its fees for ten years."""
    terms = [BOOK.terms[edition] for edition in range(int(BOOK.editions))]
    advance = largest_day_kopecks(Settlement.ADVANCE)
    credit = largest_day_kopecks(Settlement.CREDIT)
    highest = max(int(one.balance_most_kopecks) + int(one.promise_limit_kopecks) for one in terms)
    lowest = min(int(one.trust_limit_kopecks) for one in terms) - advance
    assert 0 < advance < COLUMN_MOST
    assert 0 < 4 * 31 * credit + 3_660 * 10_000 < COLUMN_MOST
    assert highest < COLUMN_MOST
    assert -lowest < COLUMN_MOST


def test_no_scenario_can_ask_for_more_than_fits() -> None:
    assert BALANCE_MOST + PROMISE_MOST < COLUMN_MOST


@pytest.mark.parametrize(
    "field", ["down_mb", "up_mb", "usage_kopecks", "tariff_fee_kopecks", "add_on_fee_kopecks"]
)
@pytest.mark.parametrize("amount", [COLUMN_MOST + 1, -1, 2**32, 2**40])
def test_a_day_that_does_not_fit_is_a_fault_and_never_wraps(field: str, amount: int) -> None:
    contract = signed(Start(DAY, 7), BOOK)
    service_day = blank(SERVICE_DAY, 1)[0]
    service_day[field] = amount
    rows = blank_rows()
    with pytest.raises(AssertionError):
        write_day(rows, 0, contract, service_day, DAY)
    assert not rows.any()


@pytest.mark.parametrize("balance", [COLUMN_MOST + 1, -COLUMN_MOST - 1, 3_000_000_000])
def test_a_balance_that_does_not_fit_is_a_fault(balance: int) -> None:
    contract = signed(Start(DAY, 7), BOOK)
    contract.balance_kopecks = balance
    with pytest.raises(AssertionError):
        write_day(blank_rows(), 0, contract, blank(SERVICE_DAY, 1)[0], DAY)
    contract.balance_kopecks = COLUMN_MOST
    assert fits(contract, blank(SERVICE_DAY, 1)[0])


def blank_rows() -> NDArray[np.int32]:
    return np.zeros((len(DayColumn), 1), np.int32)


def test_the_ledger_can_be_put_in_order(run_path: Path) -> None:
    """Its last balance is that of the last day, although many entries share a second."""
    ties = "SELECT 1 FROM ledger GROUP BY contract_id, posted_at HAVING count(*) > 1"
    assert len(rows_of(run_path, ties)) > 100
    wrong = """
        WITH lasts AS (
            SELECT contract_id, max_by(balance_after_kopecks, posting_no) AS last_kopecks
            FROM ledger WHERE day <= (SELECT max(day) FROM contract_day) GROUP BY ALL
        ),
        closing AS (
            SELECT contract_id, max_by(balance_kopecks, day) AS closing_kopecks
            FROM contract_day GROUP BY ALL
        )
        SELECT * FROM lasts FULL JOIN closing USING (contract_id)
        WHERE last_kopecks IS DISTINCT FROM closing_kopecks
    """
    assert rows_of(run_path, wrong) == []
    numbers = "SELECT count(*) = count(DISTINCT (contract_id, posting_no)) FROM ledger"
    assert rows_of(run_path, numbers) == [(True,)]


def test_a_day_of_the_ledger_ends_with_the_balance_of_that_day(run_path: Path) -> None:
    wrong = """
        WITH ends AS (
            SELECT contract_id, day, max_by(balance_after_kopecks, posting_no) AS end_kopecks
            FROM ledger GROUP BY ALL
        )
        SELECT * FROM ends JOIN contract_day USING (contract_id, day)
        WHERE end_kopecks <> balance_kopecks
    """
    assert rows_of(run_path, wrong) == []


def test_only_payments_have_a_channel(run_path: Path) -> None:
    pairs = "SELECT DISTINCT entry = 'payment', channel FROM posting ORDER BY ALL"
    ways = ("bank_card", "express_card", "erip")
    assert sorted(map(str, rows_of(run_path, pairs))) == sorted(
        map(str, [(False, None), *((True, way) for way in ways)])
    )


def test_events_and_attempts_are_numbered(run_path: Path) -> None:
    for table in (EVENT, OPERATION):
        owner, number = table.key
        wrong = f"""
            SELECT {owner} FROM {table.name} GROUP BY ALL
            HAVING count(DISTINCT {number}) <> count(*) OR max({number}) <> count(*)
        """
        assert rows_of(run_path, wrong) == []


def test_a_bill_that_nobody_has_paid_has_no_moment_of_payment(run_path: Path) -> None:
    """At the end of the run a contract owes its bills without such a moment, and at most what it
    had brought along besides."""
    unpaid = "SELECT count(*) FROM bill WHERE paid_at IS NULL"
    assert rows_of(run_path, unpaid)[0][0] > 0
    wrong = """
        WITH owed AS (
            SELECT contract_id, sum(amount_kopecks) FILTER (paid_at IS NULL) AS unpaid_kopecks
            FROM bill GROUP BY ALL
        ),
        closing AS (
            SELECT contract_id, max_by(balance_after_kopecks, posting_no) AS balance_kopecks
            FROM posting GROUP BY ALL
        )
        SELECT * FROM owed JOIN closing USING (contract_id) JOIN contract USING (contract_id)
        WHERE coalesce(unpaid_kopecks, 0) < -balance_kopecks + least(opening_balance_kopecks, 0)
            OR (balance_kopecks >= 0 AND unpaid_kopecks > 0)
    """
    assert rows_of(run_path, wrong) == []


def test_a_first_month_bills_the_whole_fee_and_shows_the_days_that_were_lived(
    run_path: Path,
) -> None:
    """T20 costs 3.73 in January 2026: its bill carries all of it, 17 of the 31 days are shown."""
    found = rows_of(
        run_path,
        """
        SELECT DISTINCT -amount_kopecks, (
            SELECT sum(tariff_fee_kopecks) FROM contract_day
            WHERE contract_day.contract_id = posting.contract_id AND day < DATE '2026-02-01')
        FROM posting JOIN contract USING (contract_id)
        WHERE entry = 'fee_tariff' AND first_tariff = 'T20' AND day = DATE '2026-02-01'
        """,
    )
    shown = 373 - round(373 * 14 / 31)
    assert found == [(373, shown)]
