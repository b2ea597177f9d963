"""Layouts of what the kernel writes: the operations of a contract, its days, its ledger."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.named import Named
from mybt_sim.behaviour.layouts import NO_ADD_ON, PLAN, TRAITS, Channel, blank_plan
from mybt_sim.engine.records import NO_TARIFF, Record, Records, blank

OPERATION_ROW = np.dtype(
    [
        ("contract_id", "i8"),
        ("account_id", "i8"),
        ("attempted_at", "i8"),
        ("amount_kopecks", "i8"),
        ("tariff", "i8"),
        ("add_on", "i8"),
        ("term_days", "i8"),  # of a suspension
        ("operation", "i8"),
        ("refusal", "i8"),
        ("channel", "i8"),
    ],
    align=True,
)

OPERATION_ROWS = 1_024

LIFE = np.dtype(
    [
        ("traits", TRAITS),
        ("plan", PLAN),
        ("operation_count", "i8"),
        ("operations", OPERATION_ROW, (OPERATION_ROWS,)),
    ],
    align=True,
)

BLANK_TRAITS = blank(TRAITS, 1)
BLANK_PLAN = blank_plan()


@compiled
def forget_life(life: Record) -> None:
    """Nothing is left of the contract that lived in this room before.

    Rows of operations beyond their count are nobody's.
    """
    life.traits = BLANK_TRAITS[0]
    life.plan = BLANK_PLAN[0]
    life.operation_count = 0


@compiled
def next_row(contract: Record, life: Record, channel: int, now: int) -> Record:
    """The row of one attempt, with what every attempt has in common."""
    count = min(life.operation_count, len(life.operations) - 1)
    life.operation_count += 1
    row = life.operations[count]
    row.contract_id = contract.contract_id
    is_own = Channel.APP_CARD <= channel <= Channel.APP
    row.account_id = life.traits.account_id if is_own else 0
    row.attempted_at = now
    row.channel = channel
    row.amount_kopecks = 0
    row.tariff = NO_TARIFF
    row.add_on = NO_ADD_ON
    row.term_days = 0
    return row


class DayColumn(Named):
    """Columns of `contract_day` in the order of the kernel's matrix."""

    CONTRACT_ID = 0
    DAY = 1
    STATUS = 2
    TARIFF = 3
    DOWN_MB = 4
    UP_MB = 5
    TV_MINUTES = 6
    LOCAL_MINUTES = 7
    LONG_DISTANCE_MINUTES = 8
    MOBILE_MINUTES = 9
    INTERNATIONAL_MINUTES = 10
    SERVICE_MINUTES = 11
    USAGE_KOPECKS = 12
    TARIFF_FEE_KOPECKS = 13
    ADD_ON_FEE_KOPECKS = 14
    BALANCE_KOPECKS = 15


class Facts(NamedTuple):
    """Where a block's life is written. Only what is asked for has rows."""

    days: NDArray[np.int32]  # DayColumn × contract-day
    metrics: NDArray[np.int64]  # day of the run by Metric
    entries: Records  # LEDGER_ENTRY
    events: Records  # EVENT
    operations: Records  # OPERATION_ROW
    counts: NDArray[np.int64]  # entries, events, operations; may exceed the room
