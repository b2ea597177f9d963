"""The matrix of laws and faults: which law is the only catcher of something, and which is none."""

from collections.abc import Iterable, Mapping

from mybt_sim.quality.faults.catching import Caught
from mybt_sim.quality.laws.every import LAWS
from mybt_sim.quality.visits.every import LAWS as DOOR_LAWS

REDUNDANT: Mapping[str, str] = {}
"""Laws that are no fault's only catcher, with the reason why they stand there all the same."""


def only_catchers(caught: Iterable[Caught]) -> frozenset[str]:
    """Laws without which some fault would have gone by the step that gave it away."""
    return frozenset(one.laws[0] for one in caught if len(one.laws) == 1)


def unexplained(caught: Iterable[Caught]) -> tuple[str, ...]:
    """Laws that neither catch anything alone nor are said to be redundant."""
    known = only_catchers(caught) | frozenset(REDUNDANT)
    return tuple(law.name for law in (*LAWS, *DOOR_LAWS) if law.name not in known)
