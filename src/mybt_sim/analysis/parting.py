"""Where lives part: the first day that differs, and the first operation that does."""

import datetime
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mybt_sim.catalogue.calendar import date_of
from mybt_sim.engine.records import DAY_S, NO_TARIFF, Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.population.layouts import CONTRACT_PLACES
from mybt_sim.simulation.block import BlockLife, Simulation, simulate_block
from mybt_sim.simulation.layouts import OPERATION_ROW, DayColumn
from mybt_sim.simulation.noting import WORD

NO_PART = -1
NO_ROWS = range(0)
ATTEMPTED_AT = list(OPERATION_ROW.names or ()).index("attempted_at")


@dataclass(frozen=True)
class Parting:
    """By place of the contract: whether its lives part, on which day since 1970-01-01, and by which
    operation of the variant and what came of it."""

    is_parted: NDArray[np.bool_]
    days: NDArray[np.int32]
    told: list[str | None]

    @classmethod
    def of_none(cls, contracts: int) -> "Parting":
        """Nobody's lives part."""
        return cls(
            np.zeros(contracts, np.bool_), np.full(contracts, NO_PART, np.int32), [None] * contracts
        )


@dataclass(frozen=True)
class PartedDay:
    """The day on which a life parts, and what was asked of the contract on it on either side.

    The operations are OPERATION_ROW, in order of time.
    """

    day: datetime.date
    base: Records
    variant: Records


def parted_day(base: Simulation, variant: Simulation, contract_id: int) -> PartedDay | None:
    """Live one contract under both conditions; None where nothing differs, or there is no such.

    The day is the one after which the contract stands otherwise, be it not seen yet: a promise
    with another term has parted two lives long before it ends.
    """
    days = base.scenario.days
    lives = [_live_one(one, contract_id, days) for one in (base, variant)]
    ids = lives[0].contracts["contract_id"]
    if contract_id not in ids:
        return None
    place = int(np.searchsorted(ids, contract_id))
    rows = [life.operations[life.operations["contract_id"] == contract_id] for life in lives]
    differs = (every_day(lives[0], days) != every_day(lives[1], days)).any(axis=0)[place]
    first_day = base.scenario.first_day
    for row in set(rows[0].tolist()) ^ set(rows[1].tolist()):
        differs[row[ATTEMPTED_AT] // DAY_S - first_day] = True
    if not differs.any():
        return None
    alike, last = 0, int(differs.argmax())
    while alike < last:  # mornings up to `alike` are, that after `last` is not
        middle = (alike + last + 1) // 2
        sides = [_live_one(one, contract_id, middle).contracts for one in (base, variant)]
        if _standing(sides[0][place]) == _standing(sides[1][place]):
            alike = middle
        else:
            last = middle - 1
    on_it = [one[one["attempted_at"] // DAY_S == first_day + last] for one in rows]
    return PartedDay(date_of(first_day + last), *on_it)


def _standing(contract: Record) -> Record:
    """A contract without moments of what is over: they say nothing any more."""
    standing: Record = contract.copy()
    if standing.promise_open_kopecks == 0:
        standing.promise_due_at = 0
    if standing.pending_tariff == NO_TARIFF:
        standing.tariff_effective_at = 0
    return standing


def _live_one(simulation: Simulation, contract_id: int, days: int) -> BlockLife:
    """The contracts of whoever holds this one, after so many days."""
    return simulate_block(simulation, contract_id // CONTRACT_PLACES, 1, days=days)


def part_lives(
    base: BlockLife, variant: BlockLife, positions: NDArray[np.intp], days: int, parting: Parting
) -> None:
    """Write into `parting` where lives of the same contracts part; `positions` are their places."""
    differs = (every_day(base, days) != every_day(variant, days)).any(axis=0)
    parting.is_parted[positions] = differs.any(axis=1)
    first_day = base.population.start_day
    parted_on = np.where(differs.any(axis=1), differs.argmax(axis=1) + first_day, NO_PART)
    parting.days[positions] = parted_on
    place_of = dict(zip(base.contracts["contract_id"].tolist(), positions.tolist(), strict=True))
    for contract_id, told in _parted_by(base.operations, variant.operations).items():
        if contract_id in place_of:
            parting.told[place_of[contract_id]] = told
            parting.is_parted[place_of[contract_id]] = True


def every_day(life: BlockLife, days: int) -> NDArray[np.int32]:
    """DayColumn × contract × day; all zero before a contract has begun."""
    rows = life.days
    every = np.zeros((len(DayColumn), len(life.contracts), days), np.int32)
    places = np.searchsorted(life.contracts["contract_id"], rows[DayColumn.CONTRACT_ID])
    every[:, places, rows[DayColumn.DAY] - life.population.start_day] = rows
    return every


def _parted_by(base: Records, variant: Records) -> dict[int, str]:
    """For each contract whose operations differ the first that does, as it was in the variant."""
    ours, theirs = _by_contract(base), _by_contract(variant)
    sides = _words_of(base), _words_of(variant)
    parted = {}
    for contract_id in ours.keys() | theirs.keys():
        mine, other = ours.get(contract_id, NO_ROWS), theirs.get(contract_id, NO_ROWS)
        common = min(len(mine), len(other))
        unequal = sides[0][_slice(mine, common)] != sides[1][_slice(other, common)]
        places = np.flatnonzero(unequal.any(axis=1))
        place = int(places[0]) if len(places) else common
        if place == max(len(mine), len(other)):
            continue
        row = variant[other[place]] if place < len(other) else None
        missed = base[mine[place]] if place < len(mine) else None
        parted[contract_id] = _told_of(missed, row)
    return parted


def _slice(rows: range, count: int) -> slice:
    return slice(rows.start, rows.start + count)


def _told_of(missed: Record | None, row: Record | None) -> str:
    """Which of two operations came first: one of the base that is missing, or one that differs."""
    if missed is None:
        assert row is not None
        return _told(row)
    if row is None or missed["attempted_at"] < row["attempted_at"]:
        return f"no {_told(missed)}"
    return _told(row)


def _told(row: Record) -> str:
    outcome = Refusal(int(row["refusal"]))
    came = "accepted" if outcome == Refusal.NONE else outcome.name
    return f"{Operation(int(row['operation'])).name.lower()}: {came}"


def _words_of(rows: Records) -> NDArray[np.int64]:
    """Rows of whole numbers as a matrix: two of them are compared much sooner than two records."""
    return np.ascontiguousarray(rows).view(np.int64).reshape(len(rows), rows.itemsize // WORD)


def _by_contract(rows: Records) -> dict[int, range]:
    """The places of the rows of each contract."""
    ids, firsts = np.unique(rows["contract_id"], return_index=True)
    ends = [*firsts[1:].tolist(), len(rows)]
    return {
        contract_id: range(first, end)
        for contract_id, first, end in zip(ids.tolist(), firsts.tolist(), ends, strict=True)
    }
