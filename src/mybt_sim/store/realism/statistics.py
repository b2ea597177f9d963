"""How far a profile of a run is from what it should be; 0 where both are the same."""

import math
from collections.abc import Callable, Mapping

from mybt_sim.store.realism.targets import Statistic

Profile = Mapping[str, float]


def srmse(found: Profile, wanted: Profile) -> float:
    """Standardised root mean square error of shares: the usual error of a cell over the mean cell.

    For margins of a population; every cell counts alike.
    """
    pairs = list(_shares(found, wanted))
    square = sum((one - other) ** 2 for one, other in pairs) / len(pairs)
    return math.sqrt(square) * len(pairs)  # shares add up to 1


def chi(found: Profile, wanted: Profile) -> float:
    """Root of χ² over the number observed: the usual relative error, cells by their share.

    For profiles of hours, weekdays and kinds. A cell that should be empty makes it infinite.
    """
    pairs = list(_shares(found, wanted))
    if any(one > 0 and other == 0 for one, other in pairs):
        return math.inf
    return math.sqrt(sum((one - other) ** 2 / other for one, other in pairs if other > 0))


def largest(found: Profile, wanted: Profile) -> float:
    """The largest relative error of a cell, up and down alike: for quantiles and for rates.

    Cells are compared as they are, not as shares.
    """
    if any(found.get(label, 0) <= 0 for label in wanted):
        return math.inf
    worst = max(abs(math.log(found[label] / wanted[label])) for label in wanted)
    return math.expm1(worst)


STATISTICS: Mapping[Statistic, Callable[[Profile, Profile], float]] = {
    "srmse": srmse,
    "chi": chi,
    "largest": largest,
}


def _shares(found: Profile, wanted: Profile) -> list[tuple[float, float]]:
    """Both as shares of their own sum, over the labels of either."""
    found_sum, wanted_sum = sum(found.values()) or 1.0, sum(wanted.values()) or 1.0
    labels = [*wanted, *sorted(found.keys() - wanted.keys())]
    return [
        (found.get(label, 0.0) / found_sum, wanted.get(label, 0.0) / wanted_sum) for label in labels
    ]
