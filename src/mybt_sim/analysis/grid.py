"""A grid of scenarios: axes of values, each combination of which is a point.

An axis is named by the part of a scenario that it changes: `terms.promise_limit`, `fees.T14`,
`behaviour.promise.late_share`, or `seed`; for changes and outages see `dated_axes`. In a file:

    [axes]
    "terms.promise_limit" = ["5.00", "10.00", "15.00"]
    seed = [1, 2, 3]
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from mybt_sim.analysis.dated_axes import CHANGE, FORMS, beside, check_dated, is_dated, moved_lists
from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults, told_of
from mybt_sim.base.plain import as_written
from mybt_sim.catalogue.terms import FIELD_OF, SWITCHES
from mybt_sim.simulation.block import prepare
from mybt_sim.simulation.reading import read_document
from mybt_sim.simulation.scenario import Scenario

PARTS = ("terms", "fees", "behaviour")
SEED = "seed"
POINTS_MOST = 10_000

Axes = Mapping[str, Sequence[Any]]
"""Values by the name of the axis, as a scenario has them."""


@dataclass(frozen=True)
class Point:
    """A scenario of the grid, the one that it is set beside, and its place on each axis."""

    base: Scenario
    variant: Scenario
    values: Mapping[str, Any]


def points_of(base: Scenario, axes: Axes) -> tuple[Point, ...]:
    """Every combination of values, the last axis changing fastest.

    `ScenarioError` with all faults of all values, before anybody lives.
    """
    faults = Faults()
    count = 1
    for name, values in axes.items():
        count *= len(values)
        with faults.gathered(f"{name}: "):
            _check_axis(base, name, values)
            for value in values:
                with faults.gathered(f"{name}: "):
                    moved = _moved(base, {**beside(name, axes), name: value})
                    if name != SEED:
                        prepare(moved)
    faults.refuse()
    if not axes or count > POINTS_MOST:
        raise ScenarioError(
            f"The grid has {count if axes else 0:,} points.",
            next_step=f"Give it axes with 1 to {POINTS_MOST:,} points in all.",
        )
    return tuple(_points(base, axes))


def _points(base: Scenario, axes: Axes) -> Iterator[Point]:
    for combination in itertools.product(*axes.values()):
        values = dict(zip(axes, combination, strict=True))
        usual = base.having(seed=values.get(SEED))
        yield Point(usual, _moved(base, values), values)


def _check_axis(base: Scenario, name: str, values: object) -> None:
    if is_dated(name):
        check_dated(base, name)
    elif name != SEED and name.partition(".")[0] not in PARTS:
        parts = ", ".join((*(f"{one}.NAME" for one in PARTS), *FORMS))
        raise ScenarioError(
            "There is no such axis.", next_step=f"Name it {SEED}, or by a part: {parts}."
        )
    if isinstance(values, str | Mapping) or not isinstance(values, Sequence) or not values:
        raise ScenarioError("It has no list of values.", next_step="Write them as [1, 2, 3].")
    texts = [as_written(value) for value in values]
    if len(set(texts)) < len(texts):
        raise ScenarioError("A value stands there twice.", next_step="Keep one of the two.")


def _moved(base: Scenario, values: Mapping[str, Any]) -> Scenario:
    """The scenario at a point."""
    changed: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        part, _, key = name.partition(".")
        if part in PARTS:
            changed.setdefault(part, dict(getattr(base, part)))[key] = value
    return base.having(seed=values.get(SEED), **changed, **moved_lists(base, values))


def read_axes(path: Path) -> dict[str, Any]:
    """The axes in a TOML file; `ScenarioError` when it can't be read."""
    document = read_document(path, "grid")
    with told_of(path):
        if set(document) != {"axes"} or not isinstance(document["axes"], dict):
            raise ScenarioError(
                "A grid has [axes] and nothing else.",
                next_step='Write "terms.promise_limit" = ["5.00", "10.00"] below [axes].',
            )
    return dict(document["axes"])


def read_axis(text: str) -> tuple[str, list[Any]]:
    """An axis as it is typed: `terms.promise_limit=5,10,15`."""
    name, _, values = text.partition("=")
    name = name.strip()
    if not name or not values.strip():
        raise ScenarioError(
            f"{text!r} is no axis.", next_step="Write it as terms.promise_limit=5.00,10.00."
        )
    return name, [_value(name, value.strip()) for value in values.split(",")]


def _value(name: str, text: str) -> Any:
    """A typed value as a scenario's file would have it; what is none is told of by the scenario."""
    dated = CHANGE.fullmatch(name)
    part, _, key = name.partition(".")
    if is_dated(name):
        part, key = (dated[2] or "", dated[3] or "") if dated else ("", "")
    field = FIELD_OF.get(key, "")
    if part in ("", "fees") or (part == "terms" and field.endswith("_kopecks")):
        return text
    if part == "terms" and field in SWITCHES:
        return {"true": True, "false": False}.get(text, text)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == number.to_integral_value() else number
