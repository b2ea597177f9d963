"""Statements and usage of one contract, put together from the past, the history and today."""

import datetime
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.time import EPOCH_DATE
from mybt_sim.engine.records import DAY_S, SERVICE_DAY, Records, blank, join
from mybt_sim.engine.status import status_of
from mybt_sim.engine.vocabulary import CallClass, Entry, PaymentChannel, Settlement, Status
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.world.context import Context
from mybt_sim.world.moments import moment_of
from mybt_sim.world.reads.periods import blocks_of, promises_of
from mybt_sim.world.reads.views import Statement, StatementLine, UsageDay, UsageView
from mybt_sim.world.state import Table

CHARGES = (
    (Entry.USAGE, DayColumn.USAGE_KOPECKS),
    (Entry.FEE_TARIFF, DayColumn.TARIFF_FEE_KOPECKS),
    (Entry.FEE_ADDON, DayColumn.ADD_ON_FEE_KOPECKS),
)
"""What a day costs, in the order in which it is taken at its end."""


class Movement(NamedTuple):
    """A ledger entry, sorted as the ledger is: the charges of a day behind its postings."""

    day: int
    place: int
    posting_no: int
    posted_at: int
    entry: Entry
    amount_kopecks: int
    channel: PaymentChannel


def entries_of(context: Context, contract_id: int) -> Records:
    """All ledger entries of a contract but the daily charges."""
    return join(
        [
            context.operator.past.entries(contract_id),
            context.state.history.entries(contract_id),
        ]
    )


def days_of(context: Context, contract_id: int) -> NDArray[np.int32]:
    """All closed days of a contract, DayColumn × day."""
    past = context.operator.past.days(contract_id)
    return np.hstack([past, context.state.history.days(contract_id)])


def statement_of(context: Context, contract_id: int, from_day: int, until_day: int) -> Statement:
    """Movements that belong to the days from `from_day` to `until_day`, both shown."""
    start, end = from_day * DAY_S, (until_day + 1) * DAY_S
    balance_kopecks = opening_kopecks = 0
    lines = []
    for movement in sorted(_movements(context, contract_id)):
        if movement.day > until_day:
            break
        balance_kopecks += movement.amount_kopecks
        if movement.day < from_day:
            opening_kopecks = balance_kopecks
        else:
            lines.append(_line(movement, balance_kopecks))
    return Statement(
        moment_of(start).date(),
        moment_of(until_day * DAY_S).date(),
        opening_kopecks,
        tuple(lines),
        balance_kopecks,
        promises_of(context, contract_id, start, end),
        blocks_of(context, contract_id, start, end),
    )


def _line(movement: Movement, balance_kopecks: int) -> StatementLine:
    return StatementLine(
        day=moment_of(movement.day * DAY_S).date(),
        posted_at=moment_of(movement.posted_at),
        entry=movement.entry,
        amount_kopecks=movement.amount_kopecks,
        balance_after_kopecks=balance_kopecks,
        channel=movement.channel,
    )


def _movements(context: Context, contract_id: int) -> Iterator[Movement]:
    """The postings of a day by their numbers, then what an advance contract paid for the day."""
    for row in entries_of(context, contract_id):
        yield Movement(
            int(row.day),
            0,
            int(row.posting_no),
            int(row.posted_at),
            Entry(int(row.entry)),
            int(row.amount_kopecks),
            PaymentChannel(int(row.channel)),
        )
    contract = context.state.contracts[context.operator.directory.position(contract_id)]
    if contract.settlement != Settlement.ADVANCE:
        return
    days = days_of(context, contract_id)
    for place, (entry, column) in enumerate(CHARGES, start=1):
        charges = days[[DayColumn.DAY, column]].T.tolist()
        for day, charge_kopecks in charges:
            if charge_kopecks:
                at = (day + 1) * DAY_S
                yield Movement(day, place, 0, at, entry, -charge_kopecks, PaymentChannel.NONE)


def usage_of(context: Context, contract_id: int, from_day: int, until_day: int) -> UsageView:
    """Closed days of the period, and today as far as live devices have used it."""
    days = days_of(context, contract_id)
    chosen = days[:, (days[DayColumn.DAY] >= from_day) & (days[DayColumn.DAY] <= until_day)]
    rows = [_usage_day(column.tolist()) for column in chosen.T]
    if until_day == context.now // DAY_S:
        rows.append(_today(context, contract_id))
    first, last = moment_of(from_day * DAY_S).date(), moment_of(until_day * DAY_S).date()
    return UsageView(first, last, tuple(rows))


def _usage_day(values: list[int]) -> UsageDay:
    return UsageDay(
        day=EPOCH_DATE + datetime.timedelta(days=values[DayColumn.DAY]),
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


def _today(context: Context, contract_id: int) -> UsageDay:
    use = blank(SERVICE_DAY, 1)
    stored = context.draft.get(Table.USE, contract_id)
    if stored is not None:
        use[0] = stored
    calls = use[0].call_minutes.tolist()
    contract = context.state.contracts[context.operator.directory.position(contract_id)]
    abroad = (CallClass.CIS, CallClass.INTERNATIONAL, CallClass.FAR_ABROAD)
    return UsageDay(
        day=moment_of(context.now).date(),
        status=Status(int(status_of(contract, context.now))),
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
