"""Cells of tables: identities without groups, quantities with, decimals as many as are true."""

import datetime
from decimal import Decimal

import pytest

from mybt_sim.app.notebooks.cells import is_identity, written


@pytest.mark.parametrize(
    "column",
    [
        *("contract_id", "subscriber_id", "max(contract_id)", "ledger.contract_id", "year"),
        *("contract_number", "home_phone", "mobile", "login", "birth_year", "posting_no", "seed"),
        *("min(account_id)", "tariff_index", "area_code", "house", "flat", "ID"),
    ],
)
def test_an_identity_has_no_groups(column: str) -> None:
    assert is_identity(column)
    assert written(column, 375291234567, "ru") == "375291234567"


@pytest.mark.parametrize(
    "column",
    [
        *("count(contract_id)", "count_star()", "sum(amount_kopecks)", "days", "down_mb", "paid"),
        *("count(DISTINCT contract_id)", "1234567", "valid", "avg(balance_kopecks)", "minutes"),
    ],
)
def test_a_quantity_has_groups(column: str) -> None:
    assert not is_identity(column)
    assert written(column, 1234567, "ru") == "1\xa0234\xa0567"
    assert written(column, -1234567, "en") == "−1,234,567"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12.30"), "12,30"),
        (Decimal(964_572_661), "964\xa0572\xa0661"),
        (347.38077625570776, "347,38"),
        (0.0004567, "0,000457"),
        (1e-30, "0,000000000000"),
        (0.0, "0,00"),
        (float("nan"), "NaN"),
        (float("-inf"), "−∞"),
        (1e26, "100\xa0000\xa0000\xa0000\xa0000\xa0000\xa0000\xa0000\xa0000,00"),
        (True, "True"),
        (None, "NULL"),
        (datetime.date(2026, 5, 24), "24.05.2026"),
    ],
)
def test_a_value_is_written_as_what_it_is(value: object, text: str) -> None:
    assert written("value", value, "ru") == text
