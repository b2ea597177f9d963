"""The clock of a world: it moves only when it is asked to, for everybody at once."""

import numpy as np

from mybt_sim.engine.records import DAY_S, EVENT, LEDGER_ENTRY, SERVICE_DAY, Records, blank
from mybt_sim.simulation.block import DAYS_PER_ENTRY
from mybt_sim.simulation.layouts import LIFE, OPERATION_ROW, DayColumn, Facts
from mybt_sim.simulation.metrics import room_for_sums
from mybt_sim.world.history import Part
from mybt_sim.world.operator import Operator
from mybt_sim.world.state import State, Table

ROWS_PER_CONTRACT = 4


def advance_contracts_to(
    operator: Operator, books: Records, state: State, until: int
) -> tuple[Records, Part]:
    """What the contracts are at `until`, and what happened on the way; the state stays as it is."""
    count = len(state.contracts)
    days = until // DAY_S - state.now // DAY_S
    rooms = np.full(3, count * (ROWS_PER_CONTRACT + days // DAYS_PER_ENTRY))
    uses = _uses_of(operator, state)
    while True:
        facts = _room_for(count * days, rooms)
        contracts = state.contracts.copy()
        operator.rules.pass_time(
            state,
            books[0],
            operator.simulation.editions,
            facts,
            (operator.directory.block.facts, operator.directory.block.contracts, contracts),
            uses,
            (blank(LIFE, 1), blank(SERVICE_DAY, 1)),
            (operator.directory.seed, state.now, until),
        )
        if (facts.counts <= rooms).all():
            # copies: a view would keep the whole room for as long as the world is there
            entries = facts.entries[: facts.counts[0]].copy()
            events = facts.events[: facts.counts[1]].copy()
            return contracts, Part(entries, events, facts.days)
        rooms = facts.counts


def _room_for(rows: int, rooms: np.ndarray) -> Facts:
    return Facts(
        np.empty((len(DayColumn), rows), np.int32),
        room_for_sums(0),
        blank(LEDGER_ENTRY, int(rooms[0])),
        blank(EVENT, int(rooms[1])),
        blank(OPERATION_ROW, 0),
        np.zeros(3, np.int64),
    )


def _uses_of(operator: Operator, state: State) -> tuple[np.ndarray, Records]:
    """What live devices used today: for each contract its row, or -1, and the rows."""
    used = state.tables[Table.USE]
    rows = np.full(len(state.contracts), -1, np.int64)
    uses = blank(SERVICE_DAY, max(1, len(used)))
    for row, (contract_id, use) in enumerate(used.items()):
        assert isinstance(contract_id, int)
        rows[operator.directory.position(contract_id)] = row
        uses[row] = use
    return rows, uses
