"""Whole numbers that are never below zero, which the machine takes unsigned."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mybt_sim.base.whole import place, quotient

MOST = (1 << 63) - 1


@given(amount=st.integers(0, MOST), part=st.integers(1, MOST))
def test_a_quotient_is_that_of_python(amount: int, part: int) -> None:
    assert quotient(amount, part) == amount // part


@pytest.mark.parametrize("amount_of", [int, np.int64])
def test_a_quotient_is_signed_again(amount_of: Callable[[int], Any]) -> None:
    assert quotient(amount_of(7), 2) - 5 == -2


def test_a_place_is_an_index() -> None:
    row = np.arange(5)
    assert [row[place(index)] for index in range(5)] == [0, 1, 2, 3, 4]
