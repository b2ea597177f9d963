"""A condition on a comparison, such as `bill.p95 > 2.00`: when it holds, the change is too much."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from mybt_sim.analysis.compare import METRICS, Comparison
from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.money import KOPECKS_PER_BYN

STATISTICS = ("mean", "total", "p5", "p50", "p95")
_FORM = re.compile(r"\s*(\w+)\.(\w+)\s*(<=|>=|<|>)\s*(-?[0-9]+(?:\.[0-9]+)?)\s*")
_SIGNS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True)
class Guard:
    """A statistic of the differences of all contracts, and what it must not be."""

    text: str
    metric: str
    statistic: str
    sign: str
    bound: Decimal

    def found(self, comparison: Comparison) -> Decimal:
        """The statistic, in BYN where the metric is money."""
        value = Decimal(repr(_statistic(comparison, self.metric, self.statistic)))
        return value / KOPECKS_PER_BYN if METRICS[self.metric].unit == "kopecks" else value

    def breaks(self, comparison: Comparison) -> bool:
        """Whether the condition holds, so that the comparison has failed."""
        return _SIGNS[self.sign](self.found(comparison), self.bound)


def read_guard(text: str) -> Guard:
    """The guard in a text; `ScenarioError` when there is no such thing."""
    match = _FORM.fullmatch(text)
    if match is None:
        raise ScenarioError(
            f"{text!r} is no condition.", next_step="Write it as in bill.p95 > 2.00."
        )
    metric, statistic, sign, bound = match.groups()
    for name, known in ((metric, tuple(METRICS)), (statistic, STATISTICS)):
        if name not in known:
            raise ScenarioError(
                f"{name} in {text!r} is unknown.", next_step=f"Choose one of {', '.join(known)}."
            )
    return Guard(text.strip(), metric, statistic, sign, Decimal(bound))


def _statistic(comparison: Comparison, metric: str, statistic: str) -> float:
    if statistic.startswith("p"):
        return comparison.difference_at(metric, int(statistic[1:]) / 100)
    effect = next(one for one in comparison.effects() if one.metric == metric)
    return effect.difference * (effect.contracts if statistic == "total" else 1)
