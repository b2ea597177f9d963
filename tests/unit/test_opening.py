"""A run begins in the midst of lives: its first weeks look like all others."""

from pathlib import Path

import pytest

from mybt_sim.simulation.scenario import Scenario
from tests.support.runs import make_run, rows_of

MONTHS = 8


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("runs"), Scenario(subscribers=3_000, days=242, seed=5))


def by_month(run: Path, sql: str) -> list[float]:
    figures = [float(row[1]) for row in rows_of(run, sql)]
    assert len(figures) == MONTHS
    return figures


@pytest.mark.parametrize(
    "figure",
    [
        "avg((status = 'financial_block')::INT)",
        "avg(balance_kopecks)",
        "avg((balance_kopecks <= 0)::INT)",
    ],
)
def test_the_first_month_of_those_who_pay_ahead_is_like_the_last(run: Path, figure: str) -> None:
    figures = by_month(
        run,
        f"""SELECT month(day), {figure} FROM contract_day JOIN contract USING (contract_id)
        WHERE settlement = 'advance' GROUP BY ALL ORDER BY ALL""",
    )
    assert 0.5 < figures[0] / figures[-1] < 1.5, figures
    assert max(figures) / min(figures) < 2, figures


def test_as_many_pay_in_the_first_month_as_in_the_last(run: Path) -> None:
    figures = by_month(
        run,
        """SELECT month(posted_at), count(*) FROM posting WHERE entry = 'payment'
        GROUP BY ALL ORDER BY ALL""",
    )
    assert max(figures) / min(figures) < 1.15, figures


def test_bills_of_the_month_before_are_open(run: Path) -> None:
    ((credit, owing, above),) = rows_of(
        run,
        """SELECT count(*), count_if(opening_balance_kopecks < 0),
            max(opening_balance_kopecks) FROM contract WHERE settlement = 'credit'""",
    )
    assert owing > 0.9 * credit
    assert above <= 0


def test_the_balance_carried_over_is_the_first_entry(run: Path) -> None:
    differing = """SELECT count(*) FROM contract JOIN posting USING (contract_id)
        WHERE entry = 'opening' AND amount_kopecks <> opening_balance_kopecks"""
    assert rows_of(run, differing) == [(0,)]
    assert rows_of(run, "SELECT count(*) FROM posting WHERE entry = 'opening'") == rows_of(
        run, "SELECT count(*) FROM contract"
    )
