"""What a hunt has seen: outcomes of each operation with counts, and those that it never met."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.named import Named
from mybt_sim.engine.decide import Question
from mybt_sim.engine.refusals import Refusal
from mybt_sim.quality.hunt.outcomes import OUTCOMES, possible_outcomes
from mybt_sim.quality.steps import Deed
from mybt_sim.quality.visits.drawing import FAMILIES

SEEN_ENOUGH = 100

UNREACHABLE: Mapping[tuple[Named, Refusal], str] = {
    (Deed.CANCEL_PROMISE, Refusal.NONE): "no promise can be taken back: the rule has no other way",
}
NEVER_AT_THE_DOOR: Mapping[tuple[Named, Refusal], str] = {
    (Question.OUTSIDE_SELF_SERVICE, Refusal.NONE): "nothing of it: the rule has no other way",
}
"""Outcomes that cannot come about, with the reason."""


class Seen(NamedTuple):
    """How often an operation or a question had an outcome; `why_not` where it never can."""

    deed: Named
    refusal: Refusal
    times: int
    why_not: str = ""


def coverage_of(counts: NDArray[np.int64]) -> tuple[Seen, ...]:
    """Every outcome of every operation, in the order of the rules."""
    return tuple(
        Seen(deed, refusal, int(counts[deed, refusal]), UNREACHABLE.get((deed, refusal), ""))
        for deed, refusal in OUTCOMES
    )


def door_coverage_of(counts: Mapping[tuple[Question, Refusal], int]) -> tuple[Seen, ...]:
    """Every answer to every question at the door, in the order of the rules."""
    asked = sorted({question for family in FAMILIES for question in family})
    return tuple(
        Seen(one, refusal, counts.get((one, refusal), 0), NEVER_AT_THE_DOOR.get((one, refusal), ""))
        for one in asked
        for refusal in possible_outcomes(one)
    )


def never_seen(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Outcomes that were possible and did not come about."""
    return tuple(one for one in seen if one.times == 0 and not one.why_not)


def seldom_seen(seen: Sequence[Seen]) -> tuple[Seen, ...]:
    """Outcomes that came about, and less often than would say much."""
    return tuple(one for one in seen if 0 < one.times < SEEN_ENOUGH)
