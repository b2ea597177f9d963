"""Where a world begins: a scenario and how many of its days have been lived before."""

import datetime
from dataclasses import dataclass, replace
from pathlib import Path

from mybt_sim.base.errors import WorldError
from mybt_sim.base.plain import day_in, whole
from mybt_sim.catalogue.calendar import LAST_DATE
from mybt_sim.simulation.outages import read_outages
from mybt_sim.simulation.scenario import DAYS_MAX, Scenario
from mybt_sim.store.run_file import Run, open_run

HORIZON_DAYS = 1_096
"""A world can be moved on so far from its beginning: three years."""


@dataclass(frozen=True)
class Origin:
    """Where a world begins: a scenario, lived for `past_days`; `run` is the file it came from.

    With a `subscriber` it holds that one alone, who lives as in a run of `run_days`.
    """

    scenario: Scenario
    past_days: int
    run: str | None = None
    run_digest: str | None = None
    subscriber: int = 0
    run_days: int = 0


def origin_of(scenario: Scenario, past_days: int) -> Origin:
    """A world that begins on the scenario's start; the days lived before it end there."""
    lived = whole(past_days)
    if lived is None or not 0 <= lived <= DAYS_MAX:
        raise WorldError(
            f"past_days is {past_days!r}.",
            next_step=f"Give a whole number of days, up to {DAYS_MAX:,}.",
        )
    start = scenario.start - datetime.timedelta(days=lived)
    days = min(lived + scenario.days, DAYS_MAX)
    return Origin(_reaching(replace(scenario, start=start, days=days), lived), lived)


def origin_of_run(run: Run | Path | str, day: datetime.date | None) -> Origin:
    """A world that begins on the morning of `day`, by default the morning after the run."""
    opened = run if isinstance(run, Run) else open_run(run)
    scenario = opened.scenario
    after = scenario.start + datetime.timedelta(days=scenario.days)
    morning = after if day is None else day_in(day)
    past_days = -1 if morning is None else (morning - scenario.start).days
    if opened.metrics_only or not 0 <= past_days <= scenario.days:
        raise WorldError(
            f"{opened.path} holds no contracts on {after if day is None else day}.",
            next_step="Choose a day of a run that was stored with its facts.",
        )
    digest = opened.stored_digests()["contract_day"]
    return Origin(_reaching(scenario, past_days), past_days, str(opened.path.absolute()), digest)


def origin_of_one(scenario: Scenario, subscriber: object, day: object) -> Origin:
    """A world of one subscriber on the morning of `day`, who has lived as in a run of `scenario`.

    `WorldError` for somebody or a day that the scenario does not have.
    """
    one, morning = whole(subscriber), day_in(day)
    if one is None or not 1 <= one <= scenario.subscribers:
        raise WorldError(
            f"There is no subscriber {subscriber}.",
            next_step=f"Ids go from 1 to {scenario.subscribers}.",
        )
    past_days = -1 if morning is None else (morning - scenario.start).days
    if not 0 <= past_days <= scenario.days:
        raise WorldError(
            f"{day} is no day of the scenario.",
            next_step=f"It has {scenario.days:,} days from {scenario.start} on.",
        )
    reaching = _reaching(scenario, past_days)
    return Origin(reaching, past_days, subscriber=one, run_days=scenario.days)


def _reaching(scenario: Scenario, past_days: int) -> Scenario:
    """The scenario with a calendar that goes on for `HORIZON_DAYS`, or to its end.

    None of its changes and outages is lost.
    """
    most = min((LAST_DATE - scenario.start).days, DAYS_MAX)
    days = min(past_days + HORIZON_DAYS, most)
    beginnings = [change.since for change in scenario.dated_changes]
    beginnings += [outage.since.date() for outage in read_outages(scenario.outages)]
    for beginning in beginnings:
        days = max(days, (beginning - scenario.start).days + 1)
    return replace(scenario, days=days)
