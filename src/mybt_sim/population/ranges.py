"""Ranges that contracts are asked for: what is written of them, as whole numbers."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.errors import RequestError
from mybt_sim.base.plain import whole
from mybt_sim.catalogue.notation import parse_byn

ABOUT = "about "
ABOUT_SHARE = 10
ABOUT_LEAST_KOPECKS = 100

Range = tuple[int | None, int | None]
"""The least and the most; None leaves a side open."""


def kopecks_of(value: object) -> Range:
    """Balances: ("2.00", "4.00"), "3.00", or "about 3.00"; `RequestError` for anything else."""
    if isinstance(value, tuple):
        return _ordered("balance", value, _kopecks)
    is_about = isinstance(value, str) and value.startswith(ABOUT)
    kopecks = _kopecks(str(value).removeprefix(ABOUT) if is_about else value)
    room = max(abs(kopecks) // ABOUT_SHARE, ABOUT_LEAST_KOPECKS) if is_about else 0
    return kopecks - room, kopecks + room


def ages_of(value: object) -> Range:
    """Ages in whole years: (65, None); `RequestError` for anything else."""
    return _ordered("age", value, lambda one: whole_number("age", one))


def whole_number(name: str, value: object) -> int:
    """A whole number, in whichever type our own tables hold it; `RequestError` otherwise."""
    number = whole(value)
    if number is None:
        raise RequestError(f"{name} is {value!r:.40}.", next_step="Give a whole number.")
    return number


def between(values: NDArray[Any], least: int | None, most: int | None) -> NDArray[np.bool_]:
    """Which values are in the range, its ends included."""
    within = np.ones(len(values), np.bool_)
    if least is not None:
        within &= values >= least
    if most is not None:
        within &= values <= most
    return within


def _ordered(name: str, value: object, read: Callable[[Any], int]) -> Range:
    if not isinstance(value, tuple) or len(value) != 2:
        raise RequestError(
            f"{name} is {value!r:.40}.", next_step="Give the least and the most in brackets."
        )
    least, most = (None if one is None else read(one) for one in value)
    if least is not None and most is not None and least > most:
        raise RequestError(
            f"{name} goes from {value[0]} to {value[1]}.", next_step="Give the smaller one first."
        )
    return least, most


def _kopecks(value: Any) -> int:
    try:
        return parse_byn(value.removeprefix("+") if isinstance(value, str) else value, places=2)
    except ValueError:
        raise RequestError(
            f"{value!r:.40} is no amount of BYN.",
            next_step='Write "3.00", "about 3.00", or ("2.00", "4.00").',
        ) from None
