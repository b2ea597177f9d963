"""Statements and usage of one contract, put together from the past, the history and today."""

import datetime
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.kinds import CallClass, Entry, Status
from mybt_sim.engine.records import DAY_S, SERVICE_DAY, Records, blank, join
from mybt_sim.engine.status import status_of
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.world.moments import moment_of
from mybt_sim.world.state import Table
from mybt_sim.world.views import Statement, StatementLine, UsageDay, UsageView
from mybt_sim.world.visit import Visit

CHARGES = (
    (Entry.USAGE, DayColumn.USAGE_KOPECKS),
    (Entry.FEE_TARIFF, DayColumn.TARIFF_FEE_KOPECKS),
    (Entry.FEE_ADDON, DayColumn.ADD_ON_FEE_KOPECKS),
)
"""What a closed day takes at its midnight, in the order in which it is taken."""

Movement = tuple[int, int, Entry, int]
"""When, place among those of the same second, kind, amount in kopecks."""


def entries_of(visit: Visit, contract_id: int) -> Records:
    """All ledger entries of a contract but the daily charges."""
    return join(
        [
            visit.operator.past.entries(contract_id),
            visit.state.history.entries(contract_id),
        ]
    )


def days_of(visit: Visit, contract_id: int) -> NDArray[np.int32]:
    """All closed days of a contract, DayColumn × day."""
    past = visit.operator.past.days(contract_id)
    return np.hstack([past, visit.state.history.days(contract_id)])


def statement_of(visit: Visit, contract_id: int, from_day: int, until_day: int) -> Statement:
    """Movements posted from the beginning of `from_day` to the end of `until_day`."""
    start, end = from_day * DAY_S, (until_day + 1) * DAY_S
    balance_kopecks = opening_kopecks = 0
    lines = []
    for at, _, entry, amount_kopecks in sorted(_movements(visit, contract_id)):
        if at >= end:
            break
        balance_kopecks += amount_kopecks
        if at < start:
            opening_kopecks = balance_kopecks
        else:
            lines.append(StatementLine(moment_of(at), entry, amount_kopecks, balance_kopecks))
    return Statement(
        moment_of(start).date(),
        moment_of(until_day * DAY_S).date(),
        opening_kopecks,
        tuple(lines),
        balance_kopecks,
    )


def _movements(visit: Visit, contract_id: int) -> Iterator[Movement]:
    """Daily charges come before whatever else is posted at the same midnight (GEN-CLOCK)."""
    days = days_of(visit, contract_id)
    for place, (entry, column) in enumerate(CHARGES):
        for day, charge_kopecks in zip(days[DayColumn.DAY], days[column], strict=True):
            if charge_kopecks:
                yield (int(day) + 1) * DAY_S, place - len(CHARGES), entry, -int(charge_kopecks)
    for place, row in enumerate(entries_of(visit, contract_id)):
        is_opening = row.entry == Entry.OPENING
        at = -len(CHARGES) - 1 if is_opening else place
        yield int(row.posted_at), at, Entry(int(row.entry)), int(row.amount_kopecks)


def usage_of(visit: Visit, contract_id: int, from_day: int, until_day: int) -> UsageView:
    """Closed days of the period, and today as far as live devices have used it."""
    days = days_of(visit, contract_id)
    chosen = days[:, (days[DayColumn.DAY] >= from_day) & (days[DayColumn.DAY] <= until_day)]
    rows = [_usage_day(column.tolist()) for column in chosen.T]
    if until_day == visit.now // DAY_S:
        rows.append(_today(visit, contract_id))
    first, last = moment_of(from_day * DAY_S).date(), moment_of(until_day * DAY_S).date()
    return UsageView(first, last, tuple(rows))


def _usage_day(values: list[int]) -> UsageDay:
    return UsageDay(
        day=datetime.date(1970, 1, 1) + datetime.timedelta(days=values[DayColumn.DAY]),
        status=Status(values[DayColumn.STATUS]),
        down_mb=values[DayColumn.DOWN_MB],
        up_mb=values[DayColumn.UP_MB],
        tv_minutes=values[DayColumn.TV_MINUTES],
        local_minutes=values[DayColumn.LOCAL_MINUTES],
        long_distance_minutes=values[DayColumn.LONG_DISTANCE_MINUTES],
        mobile_minutes=values[DayColumn.MOBILE_MINUTES],
        international_minutes=values[DayColumn.INTERNATIONAL_MINUTES],
        service_minutes=values[DayColumn.SERVICE_MINUTES],
        usage_kopecks=values[DayColumn.USAGE_KOPECKS],
    )


def _today(visit: Visit, contract_id: int) -> UsageDay:
    use = blank(SERVICE_DAY, 1)
    stored = visit.draft.get(Table.USE, contract_id)
    if stored is not None:
        use[0] = stored
    calls = use[0].call_minutes.tolist()
    contract = visit.state.contracts[visit.operator.directory.position(contract_id)]
    abroad = (CallClass.CIS, CallClass.INTERNATIONAL, CallClass.FAR_ABROAD)
    return UsageDay(
        day=moment_of(visit.now).date(),
        status=Status(int(status_of(contract, visit.now))),
        down_mb=int(use[0].down_mb),
        up_mb=int(use[0].up_mb),
        tv_minutes=int(use[0].tv_minutes),
        local_minutes=calls[CallClass.LOCAL],
        long_distance_minutes=calls[CallClass.LONG_DISTANCE],
        mobile_minutes=calls[CallClass.MOBILE],
        international_minutes=sum(calls[zone] for zone in abroad),
        service_minutes=calls[CallClass.SERVICE],
        usage_kopecks=0,
    )
