"""The simplified day comes to the same in every tool at hand; `make bench-peers` runs all."""

import pytest

from peers import day, duckdb_days, kernel_days, numpy_days, polars_days
from peers.day import Contract, Sums


@pytest.mark.parametrize("model", [numpy_days, polars_days, duckdb_days, kernel_days])
def test_a_model_comes_to_what_plain_python_does(model: object) -> None:
    assert model.run(50, 30) == day.run(50, 30)  # type: ignore[attr-defined]


def test_the_day_has_all_its_parts() -> None:
    sums = day.run(50, 65)
    assert all(value > 0 for value in sums[:4])
    assert sums.paid_kopecks - sums.charged_kopecks <= sums.balance_kopecks
    assert day.run(1, 0) == Sums(0, 0, 0, 0, 0)


def test_shares_of_a_month_add_up_to_the_fee() -> None:
    for fee in (1_500, 1_999, 4_400):
        assert sum(day.share_of(fee, one) for one in range(30, 60)) == fee


def test_a_top_up_repays_the_promise() -> None:
    life = Contract(0)
    life.charge(0)
    assert life.is_blocked
    life.promise(0)
    assert (life.balance_kopecks, life.is_blocked) == (1_450, False)
    life.top_up(100)
    assert (life.balance_kopecks, life.promise_kopecks, life.is_blocked) == (50, 0, False)
