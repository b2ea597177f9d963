"""All outcomes of all operations, numbered in the order of the rules."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.named import Named
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.rule import RULES
from mybt_sim.quality import taking
from mybt_sim.quality.room import DEEDS, REFUSALS
from mybt_sim.quality.steps import OPERATIONS, Deed

assert taking, "the rules stand in RULES once their modules are read"


class Outcome(NamedTuple):
    """What an operation can be answered."""

    deed: Deed
    refusal: Refusal


def possible_outcomes(deed: Named) -> tuple[Refusal, ...]:
    """Whatever the rule of an operation, or of a question, can answer, read from its source."""
    rule = RULES[deed.name.lower()]
    return (Refusal.NONE, *(check.refusal for check in rule.checks))


OUTCOMES = tuple(
    Outcome(deed, refusal) for deed in OPERATIONS for refusal in possible_outcomes(deed)
)


@cache
def places_of_outcomes() -> NDArray[np.int64]:
    """Where each outcome stands in OUTCOMES, by deed and refusal; -1 where there is none."""
    places = np.full((DEEDS, REFUSALS), -1, np.int64)
    for place, one in enumerate(OUTCOMES):
        places[one.deed, one.refusal] = place
    return places
