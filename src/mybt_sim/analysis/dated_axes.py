"""Axes of a grid for what happens in the midst of a run: the changes and outages of a scenario.

    changes.2026-07-01.terms.promise_limit    a term from that day on; so with fees and behaviour
    changes.2026-07-01.archived               the tariff that can't be ordered from that day on
    changes.2026-07-01.from                   another day for the change of that day
    outages.1.from                            when the first outage begins; so with until
    outages.1.regions                         its region

A change of a day that the scenario doesn't change is a new one. So is the outage after the last,
which then needs an axis for each of its parts.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.plain import day_in
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.simulation.outages import PARTS as OUTAGE_PARTS
from mybt_sim.simulation.scenario import LISTS, Scenario

FORMS = (
    *(
        f"changes.DATE.{part}"
        for part in ("terms.NAME", "fees.ID", "behaviour.NAME", "archived", "from")
    ),
    *(f"outages.NUMBER.{part}" for part in OUTAGE_PARTS),
)
CHANGE = re.compile(r"changes\.([^.]+)\.(?:(terms|fees|behaviour)\.(.+)|(archived|from))")
OUTAGE = re.compile(rf"outages\.([^.]+)\.({'|'.join(OUTAGE_PARTS)})")


def is_dated(name: str) -> bool:
    """Whether the axis is about a change or an outage."""
    return name.partition(".")[0] in LISTS


def check_dated(base: Scenario, name: str) -> None:
    """`ScenarioError` when there is no such change or outage to move."""
    change, outage = CHANGE.fullmatch(name), OUTAGE.fullmatch(name)
    if not change and not outage:
        raise ScenarioError(
            f"There is no such axis.{did_you_mean(name, FORMS)}",
            next_step=f"Name it like {', '.join(FORMS)}.",
        )
    if change and day_in(change[1]) is None:
        raise ScenarioError(f"{change[1]} is no date.", next_step="Write it as 2026-07-01.")
    if change and change[4] == "from" and _place_of(base.changes, change[1]) is None:
        raise ScenarioError(
            f"The scenario changes nothing on {change[1]}.",
            next_step="Name a day on which it does, or give that day something to change.",
        )
    if outage and outage[1] not in map(str, range(1, len(base.outages) + 2)):
        raise ScenarioError(
            f"{outage[1]} is no outage of the scenario, which has {len(base.outages)}.",
            next_step=f"Give 1 to {len(base.outages) + 1}; the last of these is a new one.",
        )


def beside(name: str, axes: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    """The first value of each other axis without which this one says nothing: of one outage."""
    outage = OUTAGE.fullmatch(name)
    others = [one for one in axes if outage and one.startswith(f"outages.{outage[1]}.")]
    return {one: axes[one][0] for one in others if one != name and axes[one]}


def moved_lists(base: Scenario, values: Mapping[str, Any]) -> dict[str, Any]:
    """The changes and outages of the scenario at a point, as a scenario's file has them."""
    changes = [dict(one) for one in base.changes]
    outages = [dict(one) for one in base.outages]
    moves: dict[int, Any] = {}
    for name, value in values.items():
        if change := CHANGE.fullmatch(name):
            place = _place_of(changes, change[1])
            if place is None:
                place = len(changes)
                changes.append({"from": change[1]})
            if change[4] == "from":
                moves[place] = value
            elif change[4]:
                changes[place]["archived"] = _several(value)
            else:
                table = changes[place].get(change[2], {})
                changes[place][change[2]] = {**table, change[3]: value}
        elif outage := OUTAGE.fullmatch(name):
            if int(outage[1]) > len(outages):
                outages.append({})
            part = _several(value) if outage[2] == "regions" else value
            outages[int(outage[1]) - 1][outage[2]] = part
    for place, day in moves.items():
        changes[place]["from"] = day
    lists = {"changes": changes, "outages": outages}
    return {one: lists[one] for one in LISTS if any(name.startswith(f"{one}.") for name in values)}


def _place_of(changes: Sequence[Mapping[str, Any]], day: str) -> int | None:
    days = [day_in(change["from"]) for change in changes]
    return days.index(day_in(day)) if day_in(day) in days else None


def _several(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
