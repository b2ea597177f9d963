"""Outages of a scenario: regions whose services can't be used for a time."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.base.plain import moment_in
from mybt_sim.behaviour.usable import OUTAGE
from mybt_sim.catalogue.calendar import day_of
from mybt_sim.catalogue.findings import did_you_mean
from mybt_sim.engine.records import DAY_S, Records, blank
from mybt_sim.population.layouts import REGIONS

PARTS = ("from", "until", "regions")


@dataclass(frozen=True, kw_only=True)
class Outage:
    """From `since` until `until` nothing can be used in the regions; fees run on."""

    since: datetime.datetime
    until: datetime.datetime
    regions: tuple[str, ...]

    @property
    def written(self) -> dict[str, Any]:
        """The outage as a scenario's file has it."""
        return {"from": self.since, "until": self.until, "regions": list(self.regions)}


def read_outages(outages: object) -> tuple[Outage, ...]:
    """Outages as they are written, in order of time; `ScenarioError` with all faults."""
    if isinstance(outages, str | Mapping) or not isinstance(outages, Sequence):
        raise ScenarioError("outages is not a list.", next_step="Write each as [[outages]].")
    faults = Faults()
    read = []
    for place, written in enumerate(outages, start=1):
        with faults.gathered(f"Outage {place}: "):
            read.append(_read_outage(written))
    faults.refuse()
    return tuple(sorted(read, key=lambda outage: (outage.since, outage.until, outage.regions)))


def _read_outage(written: object) -> Outage:
    if not isinstance(written, Mapping):
        raise ScenarioError("It is not a table.", next_step="Write it as [[outages]].")
    faults = Faults()
    for name in sorted(written.keys() - set(PARTS)):
        with faults.gathered():
            raise ScenarioError(
                f"{name} is no part of an outage.{did_you_mean(name, PARTS)}",
                next_step=f"The parts are {', '.join(PARTS)}.",
            )
    since, until = (moment_in(written.get(name)) for name in ("from", "until"))
    for name, moment in (("from", since), ("until", until)):
        with faults.gathered():
            if moment is None:
                raise ScenarioError(
                    f"{name} is {written.get(name)}, which is no moment of local time.",
                    next_step="Write it as 2026-03-10T08:00:00.",
                )
    with faults.gathered():
        if since is not None and until is not None and since >= until:
            raise ScenarioError(
                f"It begins at {since} and ends at {until}.", next_step="Let it end later."
            )
    regions = written.get("regions", ())
    with faults.gathered():
        if isinstance(regions, str) or not isinstance(regions, Sequence) or not regions:
            raise ScenarioError(
                "It names no regions.", next_step=f"Give a list of {', '.join(REGIONS)}."
            )
        for region in regions:
            if region not in REGIONS:
                raise ScenarioError(
                    f"{region} is no region.{did_you_mean(str(region), REGIONS)}",
                    next_step=f"The regions are {', '.join(REGIONS)}.",
                )
    faults.refuse()
    assert since is not None
    assert until is not None
    return Outage(since=since, until=until, regions=tuple(sorted(set(regions), key=REGIONS.index)))


def fill_outages(
    outage_s: NDArray[np.int32], outages: Sequence[Outage], first_day: int, days: int
) -> None:
    """Write into `outage_s` (region × day of the run) for how long nothing can be used.

    Outages of one region that overlap count once.
    """
    for index, region in enumerate(REGIONS):
        covered_until = first_day * DAY_S
        for outage in (one for one in outages if region in one.regions):
            begins = max(covered_until, _second(outage.since))
            covered_until = max(covered_until, _second(outage.until))
            _add(outage_s[index], begins, min(covered_until, (first_day + days) * DAY_S), first_day)


def outage_rows(outages: Sequence[Outage]) -> Records:
    """Outages region by region as OUTAGE."""
    rows = [
        (REGIONS.index(region), _second(outage.since), _second(outage.until))
        for outage in outages
        for region in outage.regions
    ]
    records = blank(OUTAGE, len(rows))
    for place, row in enumerate(rows):
        records[place] = row
    return records


def _add(seconds: NDArray[np.int32], begins: int, ends: int, first_day: int) -> None:
    while begins < ends:
        day = begins // DAY_S
        day_ends = min(ends, (day + 1) * DAY_S)
        seconds[day - first_day] += day_ends - begins
        begins = day_ends


def _second(moment: datetime.datetime) -> int:
    since_midnight = moment - datetime.datetime.combine(moment.date(), datetime.time())
    return day_of(moment.date()) * DAY_S + int(since_midnight.total_seconds())
