"""Ordered pairs of outcomes: which one directly follows which, in a life of one contract.

Each outcome by itself says little of what a contract was through. Time may pass between the two.
Some pairs cannot be: whoever has ended stays so, and what cannot come about has no neighbours.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.hunt.coverage import UNREACHABLE
from mybt_sim.quality.hunt.outcomes import OUTCOMES, Outcome, possible_outcomes
from mybt_sim.quality.steps import Deed

HEAD = "operation,outcome,next_operation,next_outcome,times,why_not"


ON_CREDIT = (Refusal.PROMISE_NOT_PREPAID, Refusal.SMS_NOT_PREPAID, Refusal.CALL_BARRED)
"""Only who pays on credit is answered so."""


class Pair(NamedTuple):
    """How often an outcome followed another; `why_not` where it never can."""

    first: Outcome
    second: Outcome
    times: int
    why_not: str = ""


def pairs_of(pairs: NDArray[np.int64]) -> Iterator[Pair]:
    """Every pair, by the order of the rules."""
    for row, first in enumerate(OUTCOMES):
        for column, second in enumerate(OUTCOMES):
            yield Pair(first, second, int(pairs[row, column]), why_no_pair(first, second))


class PairsMet(NamedTuple):
    """How many pairs there are, how many of them can be, and how many of those were met."""

    all: int
    possible: int
    met: int


def pairs_met(pairs: NDArray[np.int64]) -> PairsMet:
    """The summary of a hunt's pairs."""
    can_be = _can_be()
    return PairsMet(pairs.size, int(can_be.sum()), int((pairs[can_be] > 0).sum()))


def _can_be() -> NDArray[np.bool_]:
    return np.array([[not why_no_pair(one, other) for other in OUTCOMES] for one in OUTCOMES])


def why_no_pair(first: Outcome, second: Outcome) -> str:
    """Why an outcome never directly follows another; empty where it can."""
    if first in UNREACHABLE or second in UNREACHABLE:
        return "one of the two cannot come about"
    if _is_over_after(first) and _needs_life(second):
        return "the contract has ended before"
    if _needs_life(first) and not _ends(first) and _is_over_before(second):
        return "nothing between the two ends the contract"
    if (first.refusal in ON_CREDIT and _is_in_advance(second)) or (
        second.refusal in ON_CREDIT and _is_in_advance(first)
    ):
        return "a contract is paid in advance or on credit for life"
    return ""


def _ends(one: Outcome) -> bool:
    return one == (Deed.TERMINATE, Refusal.NONE)


def _is_over_before(one: Outcome) -> bool:
    """Whether only a contract that has ended is answered so."""
    return one.refusal in (Refusal.CONTRACT_TERMINATED, Refusal.TOPUP_NOT_ALLOWED)


def _is_over_after(one: Outcome) -> bool:
    return _ends(one) or _is_over_before(one)


def _is_in_advance(one: Outcome) -> bool:
    """Whether only who pays in advance is answered so."""
    if one.deed is not Deed.PROMISE_PAYMENT:
        return one.refusal is Refusal.PAYMENT_MAINTENANCE
    return _stands_behind(one, Refusal.PROMISE_NOT_PREPAID)


def _needs_life(one: Outcome) -> bool:
    """Whether only a contract that has not ended is answered so: the check for the end stands
    before it on the ladder."""
    return _stands_behind(one, Refusal.CONTRACT_TERMINATED)


def _stands_behind(one: Outcome, check: Refusal) -> bool:
    """Whether a check was passed before an operation was answered so."""
    _, *ladder = possible_outcomes(one.deed)
    if check not in ladder:
        return False
    return one.refusal is Refusal.NONE or ladder.index(one.refusal) > ladder.index(check)


def write_pairs(path: Path, pairs: NDArray[np.int64]) -> None:
    """Every pair as a line of a CSV file, with how often it was met and why it never can be."""
    lines = [
        ",".join(
            (
                one.first.deed.name.lower(),
                _said(one.first.refusal),
                one.second.deed.name.lower(),
                _said(one.second.refusal),
                str(one.times),
                one.why_not,
            )
        )
        for one in pairs_of(pairs)
    ]
    path.write_text("\n".join((HEAD, *lines)) + "\n", encoding="utf-8")


def _said(refusal: Refusal) -> str:
    return "ok" if refusal is Refusal.NONE else refusal.name
