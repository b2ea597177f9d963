"""A scenario: all that a run depends on besides the seed data and the code.

In a file (`reading.py`) it is TOML, every key optional:

    subscribers = 20000
    days = 365
    start = 2026-01-01
    seed = 1
    [terms]                      # any term of data/seed/terms.toml, for every day
    promise_limit = "20.00"
    [fees]                       # monthly fees by tariff id
    T14 = "52.00"
    [behaviour]                  # any number of data/seed/behaviour/behaviour.toml
    "promise.when_blocked_share" = 0.5
    [[changes]]                  # what holds from a day of the run on
    from = 2026-07-01
    terms = { promise_limit = "30.00" }
    fees = { T14 = "54.00" }
    behaviour = { "late.share" = 0.3 }
    archived = ["T09"]           # tariffs that can't be ordered any more
    [[changes.tariffs]]          # a new one, sold from that day on: see catalogue.new_tariffs
    id = "T90"
    like = "T08"
    name = { ru = "…", be = "…", en = "…" }
    fee = "25.00"
    [[outages]]                  # nothing can be used there for a time
    from = 2026-03-10T08:00:00
    until = 2026-03-10T20:00:00
    regions = ["GRO"]
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mybt_sim.base.errors import ScenarioError
from mybt_sim.base.faults import Faults
from mybt_sim.base.plain import as_written, day_in, has_point, whole
from mybt_sim.catalogue.calendar import LAST_DATE, day_of
from mybt_sim.catalogue.model import FIRST_DATE
from mybt_sim.simulation.changes import Change, check_table, read_changes
from mybt_sim.simulation.outages import Outage, read_outages

SUBSCRIBERS_MAX = 10_000_000
DAYS_MAX = 3_660
SEED_MAX = 2**62
LISTS = ("changes", "outages")
"""Parts that are lists of what happens in the midst of the run."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """What is simulated. `terms`, `fees` and `behaviour` override the seed data by name.

    They hold on every day; `changes`, in the form of the file, hold from a day on, over those.
    """

    subscribers: int = 20_000
    days: int = 365
    start: datetime.date = datetime.date(2026, 1, 1)
    seed: int = 1
    terms: Mapping[str, Any] = field(default_factory=dict)
    fees: Mapping[str, str] = field(default_factory=dict)
    behaviour: Mapping[str, Any] = field(default_factory=dict)
    changes: Sequence[Mapping[str, Any]] = ()
    outages: Sequence[Mapping[str, Any]] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be simulated, with `ScenarioError`."""
        faults, checked = Faults(), set[str]()
        for name, least, most in (
            ("subscribers", 1, SUBSCRIBERS_MAX),
            ("days", 1, DAYS_MAX),
            ("seed", 0, SEED_MAX),
        ):
            with faults.gathered():
                number = _checked_number(name, getattr(self, name), least, most)
                object.__setattr__(self, name, number)  # what a table holds is numpy's
                checked.add(name)
        for name in ("terms", "fees", "behaviour"):
            with faults.gathered():
                check_table(name, getattr(self, name))
        with faults.gathered():
            days = self.days if "days" in checked else 1
            object.__setattr__(self, "start", _checked_start(self.start, days))
        with faults.gathered():
            changes = tuple(change.written for change in read_changes(self.changes))
            object.__setattr__(self, "changes", changes)
        with faults.gathered():
            outages = tuple(outage.written for outage in read_outages(self.outages))
            object.__setattr__(self, "outages", outages)
        faults.refuse()
        check_reached(self, self.dated_changes, read_outages(self.outages))

    def __repr__(self) -> str:
        parts = {name: getattr(self, name) for name in self.__dataclass_fields__}
        told = ", ".join(
            f"{name}={value if name == 'start' else repr(value)}"
            for name, value in parts.items()
            if value not in ({}, ())
        )
        return f"Scenario({told})"

    @property
    def first_day(self) -> int:
        """The first day as days since 1970-01-01."""
        return day_of(self.start)

    @property
    def dated_changes(self) -> tuple[Change, ...]:
        """What changes in the midst of the run, in order of its days."""
        return read_changes(self.changes)

    def having(self, **changes: Any) -> "Scenario":
        """This scenario with those of `changes` that are not None."""
        return replace(self, **{name: v for name, v in changes.items() if v is not None})


def check_reached(scenario: Scenario, changes: Iterable[Change], outages: Iterable[Outage]) -> None:
    """`ScenarioError` unless each change holds and each outage begins on some day of the run."""
    last = scenario.start + datetime.timedelta(days=scenario.days - 1)
    faults = Faults()
    for change in changes:
        with faults.gathered():
            if not scenario.start <= change.since <= last:
                raise ScenarioError(
                    f"The change of {change.since} is on no day of the run.",
                    next_step=f"Give a date from {scenario.start} to {last}.",
                )
    for outage in outages:
        with faults.gathered():
            if not scenario.start <= outage.since.date() <= last:
                raise ScenarioError(
                    f"The outage of {outage.since} begins on no day of the run.",
                    next_step=f"Give a moment from {scenario.start} to {last}.",
                )
    faults.refuse()


def _checked_number(name: str, value: object, least: int, most: int) -> int:
    number = None if has_point(value) else whole(value)
    if number is None or not least <= number <= most:
        raise ScenarioError(
            f"{name} is {as_written(value)}, which cannot be simulated.",
            next_step=f"Give a whole number from {least:,} to {most:,}.",
        )
    return number


def _checked_start(start: object, days: int) -> datetime.date:
    last_start = LAST_DATE - datetime.timedelta(days=days)
    day = day_in(start)
    if day is None or not FIRST_DATE <= day <= last_start:
        raise ScenarioError(
            f"start is {start}, which cannot be simulated for {days} days.",
            next_step=f"Give a date from {FIRST_DATE} to {last_start}, such as 2026-01-01.",
        )
    return day
