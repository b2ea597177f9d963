"""The realism of a run: every target beside what the run shows.

A few thousand people and most of a year are needed before shares are more than luck, and targets
speak of the people as the seed data has them, not of a scenario that asks what if.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from mybt_sim.base.errors import RunError
from mybt_sim.store.realism.statistics import STATISTICS, Profile
from mybt_sim.store.realism.targets import Target, Targets, load_targets
from mybt_sim.store.run_file import Run

SUBSCRIBERS_LEAST = 5_000
DAYS_LEAST = 330


@dataclass(frozen=True)
class Measured:
    """A target and what a run shows of it; no figure when it can't be seen there.

    `deviation` is relative: from the value, from the nearer end of the band, or the statistic.
    """

    target: Target
    figure: float | None
    deviation: float | None
    is_met: bool
    found: Profile | None = None

    def as_dict(self) -> dict[str, Any]:
        """The target with what was found, for JSON."""
        told = {name: getattr(self.target, name) for name in self.target.__struct_fields__}
        return {
            **{name: value for name, value in told.items() if value is not None},
            "figure": _finite(self.figure),
            "deviation": _finite(self.deviation),
            "is_met": self.is_met,
            **({"found": dict(self.found)} if self.found is not None else {}),
        }


@dataclass(frozen=True)
class Realism:
    """All targets with what a run shows. It passes when nothing that was measured is missed."""

    measured: tuple[Measured, ...]

    @property
    def missed(self) -> tuple[Measured, ...]:
        """What is not met."""
        return tuple(one for one in self.measured if not one.is_met)

    @property
    def broken(self) -> tuple[Measured, ...]:
        """What is not met though it was measured, here or elsewhere."""
        return tuple(one for one in self.missed if one.target.is_binding)

    @property
    def unexplained(self) -> tuple[Measured, ...]:
        """What is broken, and the targets do not say why."""
        return tuple(one for one in self.broken if one.target.missed is None)

    @property
    def passes(self) -> bool:
        """Whether the run is as real as what is known."""
        return not self.broken

    def __str__(self) -> str:
        met = len(self.measured) - len(self.missed)
        told = f"{met} of {len(self.measured)} targets met"
        if self.passes:
            return f"passes: {told}"
        names = ", ".join(one.target.name for one in self.broken)
        return f"does not pass: {told}; measured elsewhere and missed: {names}"


def _finite(figure: float | None) -> float | None:
    """JSON has no infinity: a profile with a cell that should be empty has no distance there."""
    return None if figure is None or math.isinf(figure) else figure


def why_left_out(run: Run) -> str | None:
    """Why a run can't be held against the targets; None when it can."""
    scenario = run.scenario
    if run.metrics_only:
        return "it holds daily sums only"
    if scenario.subscribers < SUBSCRIBERS_LEAST or scenario.days < DAYS_LEAST:
        return f"it takes {SUBSCRIBERS_LEAST:,} subscribers and {DAYS_LEAST} days"
    if (scenario.start.month, scenario.start.day) != (1, 1):
        return "targets are those of a year from 1 January"
    changed = ("terms", "fees", "behaviour", "changes", "outages")
    if any(getattr(scenario, name) for name in changed):
        return "targets are those of the seed data, and its scenario changes something"
    return None


def realism_of(run: Run, targets: Targets | None = None) -> Realism:
    """Hold a run against all targets. `RunError` when that would say nothing."""
    reason = why_left_out(run)
    if reason is not None:
        raise RunError(
            f"{run.path} can't be held against the targets: {reason}.",
            next_step="Simulate 20,000 subscribers over 365 days.",
        )
    return Realism(tuple(measure(run, targets or load_targets())))


def measure(run: Run, targets: Targets) -> Iterator[Measured]:
    """Each target with what the run shows, whatever its size."""
    with run.cursor() as cursor:
        for name, sql in targets.parts.items():
            cursor.execute(f"CREATE TEMP TABLE {name} AS {sql}")
        for target in targets.targets:
            yield _measured(target, targets.tolerances, cursor)


def _measured(
    target: Target, tolerances: dict[str, float], cursor: duckdb.DuckDBPyConnection
) -> Measured:
    rows = cursor.execute(target.sql).fetchall()
    if target.cells is None or target.statistic is None:
        ((figure,),) = rows
        if figure is None:
            return Measured(target, None, None, is_met=True)
        return _judged(target, tolerances, float(figure))
    found = {str(label): float(amount) for label, amount in rows}
    distance = STATISTICS[target.statistic](found, target.cells)
    most = tolerances[target.basis] if target.most is None else target.most
    return Measured(target, distance, distance, distance <= most, found)


def _judged(target: Target, tolerances: dict[str, float], figure: float) -> Measured:
    if target.value is not None:
        deviation = figure / target.value - 1
        return Measured(target, figure, deviation, abs(deviation) <= tolerances[target.basis])
    for end, is_beyond in (
        (target.least, target.least is not None and figure < target.least),
        (target.most, target.most is not None and figure > target.most),
    ):
        if end is not None and is_beyond:
            return Measured(target, figure, figure / end - 1 if end else None, is_met=False)
    return Measured(target, figure, 0.0, is_met=True)
