"""Where lives part: the first day that differs, and the first operation that does."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mybt_sim.engine.records import Record, Records
from mybt_sim.engine.refusals import Refusal
from mybt_sim.engine.vocabulary import Operation
from mybt_sim.simulation.block import BlockLife
from mybt_sim.simulation.layouts import DayColumn

NO_PART = -1


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


def part_lives(
    base: BlockLife, variant: BlockLife, positions: NDArray[np.intp], parting: Parting
) -> None:
    """Write into `parting` where lives of the same contracts part; `positions` are their places."""
    contracts = len(base.contracts)
    differs = (base.days != variant.days).any(axis=0).reshape(contracts, -1)
    parting.is_parted[positions] = differs.any(axis=1)
    first_day = int(base.days[DayColumn.DAY, 0])
    days = np.where(differs.any(axis=1), differs.argmax(axis=1) + first_day, NO_PART)
    parting.days[positions] = days
    place_of = dict(zip(base.contracts["contract_id"].tolist(), positions.tolist(), strict=True))
    for contract_id, told in _parted_by(base.operations, variant.operations).items():
        if contract_id in place_of:
            parting.told[place_of[contract_id]] = told
            parting.is_parted[place_of[contract_id]] = True


def _parted_by(base: Records, variant: Records) -> dict[int, str]:
    """For each contract whose operations differ the first that does, as it was in the variant."""
    ours, theirs = _by_contract(base), _by_contract(variant)
    parted = {}
    for contract_id in ours.keys() | theirs.keys():
        mine, other = ours.get(contract_id, base[:0]), theirs.get(contract_id, variant[:0])
        common = min(len(mine), len(other))
        unequal = np.flatnonzero(mine[:common] != other[:common])
        place = int(unequal[0]) if len(unequal) else common
        if place == max(len(mine), len(other)):
            continue
        if place >= len(other) or (place < len(mine) and _is_before(mine[place], other[place])):
            parted[contract_id] = f"no {_told(mine[place])}"
        else:
            parted[contract_id] = _told(other[place])
    return parted


def _is_before(row: Record, other: Record) -> bool:
    return bool(row["attempted_at"] < other["attempted_at"])


def _told(row: Record) -> str:
    outcome = Refusal(int(row["refusal"]))
    came = "accepted" if outcome == Refusal.NONE else outcome.name
    return f"{Operation(int(row['operation'])).name.lower()}: {came}"


def _by_contract(rows: Records) -> dict[int, Records]:
    ids, firsts = np.unique(rows["contract_id"], return_index=True)
    parts: Sequence[Records] = np.split(rows, firsts[1:])
    return dict(zip(ids.tolist(), parts, strict=True))
