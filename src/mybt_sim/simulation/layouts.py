"""Layouts of what the kernel writes: the operations of a contract, its days, its ledger."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.base.named import Named
from mybt_sim.behaviour.layouts import (
    NO_ADD_ON,
    PLAN,
    SPAN,
    TRAITS,
    VISIT,
    Channel,
    Payer,
    blank_plan,
)
from mybt_sim.behaviour.traits import account_at, payer_at
from mybt_sim.engine.access_records import ACCESS, Access, Session, Ticket, Tries
from mybt_sim.engine.day_prices import ADD_ON_FEES, DAY_PRICES
from mybt_sim.engine.records import (
    FAR,
    NO_TARIFF,
    Record,
    Records,
    blank,
    layout_of,
    records_of,
)
from mybt_sim.population.layouts import CONTRACT_PLACES
from mybt_sim.simulation.metrics import Sums

OPERATION_ROW = np.dtype(
    [
        ("subscriber_id", "i8"),  # whose life it belongs to
        ("contract_id", "i8"),  # 0: it is about none
        ("account_id", "i8"),  # 0: no account asked
        ("attempted_at", "i8"),
        ("amount_kopecks", "i8"),
        ("tariff", "i8"),
        ("add_on", "i8"),
        ("term_days", "i8"),  # of a suspension
        ("operation", "i8"),
        ("refusal", "i8"),
        ("channel", "i8"),
        ("payer", "i8"),  # NOBODY: it is no payment
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
        # what can be drawn and worked out anew at any time
        ("span", SPAN),
        ("fees", ADD_ON_FEES),
        ("prices", DAY_PRICES),
    ],
    align=True,
)

BLANK_TRAITS = blank(TRAITS, 1)
BLANK_TRAITS["unbound_at"] = FAR
BLANK_PLAN = blank_plan()


@compiled
def forget_life(life: Record) -> None:
    """Nothing is left of the contract that lived in this room before.

    Rows of operations beyond their count are nobody's.
    """
    life.traits = BLANK_TRAITS[0]
    life.plan = BLANK_PLAN[0]
    life.span.until = 0
    life.operation_count = 0


@compiled
def next_payment(contract: Record, life: Record, channel: int, now: int) -> Record:
    """The row of one attempt to pay."""
    row = next_row(contract, life, channel, now)
    row.payer = payer_at(life.traits, channel, row.subscriber_id, now)
    return row


@compiled
def next_row(contract: Record, life: Record, channel: int, now: int) -> Record:
    """The row of one attempt, with what every attempt has in common."""
    count = min(life.operation_count, len(life.operations) - 1)
    life.operation_count += 1
    row = life.operations[count]
    row.subscriber_id = contract.contract_id // CONTRACT_PLACES
    row.contract_id = contract.contract_id
    is_own = Channel.APP_CARD <= channel <= Channel.APP
    row.account_id = account_at(life.traits, now) if is_own else 0
    row.attempted_at = now
    row.channel = channel
    row.amount_kopecks = 0
    row.tariff = NO_TARIFF
    row.add_on = NO_ADD_ON
    row.term_days = 0
    row.payer = Payer.NOBODY
    return row


AGENDA_PLACES = 96
CONTRACTS_MOST = 4
TICKETS_KEPT = 8
"""The newest tickets of an account; more than can be open at once."""

HOLDING = np.dtype(
    [
        ("contract_id", "i8"),
        ("is_own", "?"),  # bound to the account of its own holder
        ("bound_at", "i8"),
        ("unbound_at", "i8"),
        ("begins_at", "i8"),
        ("ended_at", "i8"),  # FAR: it has not
    ],
    align=True,
)

PERSON_LIFE = np.dtype(
    [
        ("key", "i8"),
        ("subscriber_id", "i8"),
        ("account_id", "i8"),  # 0: none
        ("home_phone", "i8"),  # 0: none
        ("client", "i8"),
        ("begins_at", "i8"),  # a customer since then
        ("region", "i8"),
        ("new_region", "i8"),  # since then, as the next says
        ("moved_at", "i8"),  # FAR: at no time
        ("free_at", "i8"),  # nothing else is begun before
        ("is_forgotten", "?"),  # the device no longer knows the account
        ("contract_count", "i8"),
        ("contracts", HOLDING, (CONTRACTS_MOST,)),
        ("agenda_count", "i8"),
        ("agenda", VISIT, (AGENDA_PLACES,)),
        ("access", ACCESS),  # of the account, its device and its home
        ("guest", layout_of(Session)),  # of somebody who is not signed in
        ("check_tries", layout_of(Tries), (CONTRACTS_MOST,)),
        ("ticket_count", "i8"),
        ("tickets", layout_of(Ticket), (TICKETS_KEPT,)),
    ],
    align=True,
)
"""Somebody with contracts, an account or both, as the rules of access see him."""


def blank_person() -> Records:
    """Somebody who has never asked for anything, as an array of length 1."""
    lives = blank(PERSON_LIFE, 1)
    lives["access"] = records_of(Access())[0]
    lives["tickets"] = records_of(Ticket())[0]
    return lives


BLANK_PERSON = blank_person()


class Attempts(NamedTuple):
    """Where the attempts of people are written; the count goes on when there is no more room."""

    rows: Records  # OPERATION_ROW
    written: NDArray[np.int64]  # one number


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
    sums: Sums
    entries: Records  # LEDGER_ENTRY
    events: Records  # EVENT
    operations: Records  # OPERATION_ROW
    counts: NDArray[np.int64]  # entries, events, operations; may exceed the room
