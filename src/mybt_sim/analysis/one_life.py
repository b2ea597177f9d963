"""One subscriber of a run at any second: lived again alone, without the rows of the others."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl

from mybt_sim.base.errors import RunError
from mybt_sim.base.plain import moment_in
from mybt_sim.base.time import EPOCH, HOUR_S, MINUTE_S
from mybt_sim.behaviour.details import DAY_USE
from mybt_sim.behaviour.layouts import Intent
from mybt_sim.behaviour.sample import Sample, sample_details
from mybt_sim.catalogue.calendar import date_of
from mybt_sim.engine.book import calendar_day
from mybt_sim.engine.records import DAY_S, FAR, NO_TARIFF, Records, blank
from mybt_sim.engine.status import status_of
from mybt_sim.engine.vocabulary import ServiceKind, Settlement, Status, Technology
from mybt_sim.simulation.block import Simulation
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.simulation.one_life import LifeAt, lives_at
from mybt_sim.simulation.outages import outage_rows, read_outages
from mybt_sim.store import Run
from mybt_sim.store.again import simulation_of


@dataclass(frozen=True)
class UsedToday:
    """What was used from midnight up to the moment."""

    down_mb: int
    up_mb: int
    tv_minutes: int
    call_minutes: int


@dataclass(frozen=True)
class Due:
    """What comes next, and when: an end, a change or a bill; what people mean to do begins so."""

    what: str
    at: datetime.datetime


@dataclass(frozen=True)
class ContractAt:
    """A contract at a moment. `month_mb` counts this month's volume, today included."""

    contract_id: int
    kind: ServiceKind
    settlement: Settlement
    status: Status
    is_barred: bool
    balance_kopecks: int
    tariff_id: str
    add_on_ids: tuple[str, ...]
    promise_open_kopecks: int
    month_mb: int
    today: UsedToday
    due: tuple[Due, ...]

    @property
    def balance(self) -> Decimal:
        """The balance in BYN."""
        return Decimal(self.balance_kopecks).scaleb(-2)


@dataclass(frozen=True)
class Coming:
    """A contract that begins only on a later day."""

    contract_id: int
    kind: ServiceKind
    begins_on: datetime.date


@dataclass(frozen=True)
class SubscriberAt:
    """A subscriber's contracts at a moment, after everything that happened up to that second.

    `coming` are those that begin later in the run.
    `days` has a row for each contract and day that is over, as `contract_day` has it: contract_id,
    day, balance_kopecks.
    """

    subscriber_id: int
    moment: datetime.datetime
    contracts: tuple[ContractAt, ...]
    coming: tuple[Coming, ...]
    days: pl.DataFrame


def subscriber_at(run: Run, subscriber_id: int, moment: object) -> SubscriberAt:
    """A subscriber of a run at a moment of Minsk time, such as "2026-05-10 14:03:00".

    From the midnight with which the run begins to that with which it ends; at a midnight the day
    before it has been charged. `RunError` for other moments, for a subscriber whom the run does not
    have, and when it was made by other rules or seed data than these.
    """
    simulation = simulation_of(run)
    if not 1 <= subscriber_id <= run.scenario.subscribers:
        raise RunError(
            f"{run.path} has no subscriber {subscriber_id}.",
            next_step=f"Ids go from 1 to {run.scenario.subscribers}.",
        )
    begins = datetime.datetime.combine(run.scenario.start, datetime.time())
    ends = begins + datetime.timedelta(days=run.scenario.days)
    asked = moment_in(moment)
    if asked is None or not begins <= asked <= ends:
        raise RunError(
            f"{run.path} has no moment {moment}.",
            next_step=f"Give one from {begins} to {ends}, written like these.",
        )
    second = (asked - EPOCH) // datetime.timedelta(seconds=1)
    lives, facts = lives_at(simulation, subscriber_id, second)
    return SubscriberAt(
        subscriber_id,
        asked,
        tuple(_contract_at(simulation, life, second) for life in lives),
        tuple(
            Coming(int(fact.contract_id), ServiceKind(fact.kind), date_of(int(fact.connected_on)))
            for fact in facts
        ),
        _days_over(lives, second // DAY_S),
    )


def _contract_at(simulation: Simulation, life: LifeAt, now: int) -> ContractAt:
    contract, catalogue = life.contract, simulation.catalogue
    today = _used_today(simulation, life, now)
    return ContractAt(
        contract_id=int(contract.contract_id),
        kind=ServiceKind(contract.kind),
        settlement=Settlement(contract.settlement),
        status=Status(status_of(contract, now)),
        is_barred=bool(contract.is_barred),
        balance_kopecks=int(contract.balance_kopecks),
        tariff_id=catalogue.tariffs[contract.tariff].id,
        add_on_ids=tuple(
            add_on.id for n, add_on in enumerate(catalogue.add_ons) if contract.add_ons >> n & 1
        ),
        promise_open_kopecks=int(contract.promise_open_kopecks),
        month_mb=int(contract.month_mb) + today.down_mb + today.up_mb,
        today=today,
        due=tuple(sorted(_due(simulation, life, now), key=lambda due: (due.at, due.what))),
    )


def _due(simulation: Simulation, life: LifeAt, now: int) -> Iterator[Due]:
    """What comes by itself, and what people mean to do."""
    contract, catalogue = life.contract, simulation.catalogue
    if contract.promise_open_kopecks > 0:
        yield Due("promise ends", _moment(contract.promise_due_at))
    if contract.pending_tariff != NO_TARIFF:
        tariff_id = catalogue.tariffs[contract.pending_tariff].id
        yield Due(f"tariff {tariff_id} comes", _moment(contract.tariff_effective_at))
    if now < contract.suspended_from:
        yield Due("suspension begins", _moment(contract.suspended_from))
    if now < contract.suspended_until:
        yield Due("suspension ends", _moment(contract.suspended_until))
    for end in contract.timed_until:
        if end > 0:
            yield Due("add-on ends", _moment(end))
    if contract.settlement == Settlement.CREDIT:
        yield Due("bill", datetime.datetime.combine(_next_month(now), datetime.time()))
    for kind in Intent:
        due_at = life.plan.intents[kind].due_at
        if due_at != FAR:
            yield Due(f"intent: {kind.name.lower()}", _moment(due_at))


def _next_month(now: int) -> datetime.date:
    date = date_of(now // DAY_S)
    return (date.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)


def _moment(second: int) -> datetime.datetime:
    return EPOCH + datetime.timedelta(seconds=int(second))


def _days_over(lives: tuple[LifeAt, ...], day: int) -> pl.DataFrame:
    days = np.hstack([np.empty((len(DayColumn), 0), np.int32), *(life.days for life in lives)])
    over = days[:, days[DayColumn.DAY] < day]
    return pl.DataFrame(
        {
            "contract_id": over[DayColumn.CONTRACT_ID],
            "day": pl.Series(over[DayColumn.DAY]).cast(pl.Date),
            "balance_kopecks": over[DayColumn.BALANCE_KOPECKS],
        }
    )


def _used_today(simulation: Simulation, life: LifeAt, now: int) -> UsedToday:
    """What the details of the day come to by now; nothing on a day after the run."""
    use = _use_of(simulation, life, now // DAY_S)
    scenario = simulation.scenario
    outages = outage_rows(read_outages(scenario.outages))
    sample = sample_details(simulation.editions[0], scenario.seed, use, life.events, outages)
    second = now % DAY_S
    return UsedToday(
        _volume_by(sample, "down_mb", second),
        _volume_by(sample, "up_mb", second),
        _minutes_by(sample.views, second),
        _minutes_by(sample.calls, second),
    )


def _use_of(simulation: Simulation, life: LifeAt, day: int) -> Records:
    """The whole day as DAY_USE; no record if it is not of the run."""
    row = life.days[:, life.days[DayColumn.DAY] == day]
    use = blank(DAY_USE, row.shape[1])
    for name, column in USE_COLUMNS.items():
        use[name] = row[column]
    for call_class, column in enumerate(MINUTE_COLUMNS):
        use["call_minutes"][:, call_class] = row[column]
    use["weekday"] = calendar_day(simulation.book, day).weekday
    has_moved = 0 < life.fact.moved_on <= day
    use["region"] = life.fact.new_region if has_moved else life.fact.region
    is_fibre = 0 < life.fact.fibre_on <= day
    use["technology"] = Technology.PON if is_fibre else life.fact.technology
    return use


USE_COLUMNS = {
    "contract_id": DayColumn.CONTRACT_ID,
    "day": DayColumn.DAY,
    "down_mb": DayColumn.DOWN_MB,
    "up_mb": DayColumn.UP_MB,
    "tv_minutes": DayColumn.TV_MINUTES,
}
MINUTE_COLUMNS = (
    DayColumn.LOCAL_MINUTES,
    DayColumn.LONG_DISTANCE_MINUTES,
    DayColumn.MOBILE_MINUTES,
    DayColumn.INTERNATIONAL_MINUTES,
    DayColumn.SERVICE_MINUTES,
)
"""By CallClass."""


def _minutes_by(rows: Records, second: int) -> int:
    """Minutes that have been started by then."""
    gone_s = np.clip(second - rows["from_s"], 0, rows["length_s"])
    return int(((gone_s + MINUTE_S - 1) // MINUTE_S).sum())


def _volume_by(sample: Sample, direction: str, second: int) -> int:
    """MB of the hours that are over, and of this one the part of its sessions that is."""
    hours, hour = sample.hours, second // HOUR_S
    over = int(hours[direction][hours["hour"] < hour].sum())
    on_s = _online_s(sample.sessions, hour * HOUR_S, (hour + 1) * HOUR_S)
    gone_s = _online_s(sample.sessions, hour * HOUR_S, second)
    return over + int(hours[direction][hours["hour"] == hour].sum()) * gone_s // max(1, on_s)


def _online_s(sessions: Records, from_s: int, until_s: int) -> int:
    """Seconds of sessions within a span of the day."""
    begins = np.maximum(sessions["from_s"], from_s)
    return int(np.maximum(np.minimum(sessions["until_s"], until_s) - begins, 0).sum())
