"""What a hunt has seen: outcomes of each operation with counts, and those that it never met."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.hunt.outcomes import OUTCOMES
from mybt_sim.quality.steps import Deed

SEEN_ENOUGH = 100

UNREACHABLE: Mapping[tuple[Deed, Refusal], str] = {
    (Deed.CANCEL_PROMISE, Refusal.NONE): "no promise can be taken back: the rule has no other way",
}
"""Outcomes that cannot come about, with the reason."""


class Seen(NamedTuple):
    """How often an operation had an outcome; `why_not` where it never can."""

    deed: Deed
    refusal: Refusal
    times: int
    why_not: str = ""


def coverage_of(counts: NDArray[np.int64]) -> tuple[Seen, ...]:
    """Every outcome of every operation, in the order of the rules."""
    return tuple(
        Seen(deed, refusal, int(counts[deed, refusal]), UNREACHABLE.get((deed, refusal), ""))
        for deed, refusal in OUTCOMES
    )


def never_seen(counts: NDArray[np.int64]) -> tuple[Seen, ...]:
    """Outcomes that were possible and did not come about."""
    return tuple(one for one in coverage_of(counts) if one.times == 0 and not one.why_not)
