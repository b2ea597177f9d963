"""Worlds for tests: a base that is made once per process, and laws about what stands in them."""

import dataclasses
from functools import cache
from typing import Any

import numpy as np

from mybt_sim.engine.records import Records
from mybt_sim.engine.vocabulary import Settlement
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.world import Client, World
from mybt_sim.world.history import Part
from mybt_sim.world.state import COUNTERS, State, Table

CHARGES = (DayColumn.USAGE_KOPECKS, DayColumn.TARIFF_FEE_KOPECKS, DayColumn.ADD_ON_FEE_KOPECKS)

MOBILE = "+375 29 123-45-67"


@cache
def base_world(subscribers: int = 80, seed: int = 3, past_days: int = 40) -> World:
    """A world that nobody may touch: fork it."""
    return World.create(subscribers, seed, past_days=past_days)


def signed_in(world: World, *contracts: int, mobile: str = MOBILE, kind: str = "android") -> Client:
    """A device of the account of a mobile, with these contracts bound by their papers."""
    phone = world.client(kind)
    assert phone.request_code(mobile).ok
    assert phone.sign_in(mobile, world.outside.inbox(mobile)[-1].code or "").ok
    for contract in contracts:
        assert phone.bind_by_login(*world.outside.paper(contract)[0]).ok
    return phone


def state_of(world: World) -> State:
    """What stands behind a world."""
    return world._state


def rows_of(world: World, table: Table) -> dict[Any, Any]:
    """One table of a world."""
    return state_of(world).tables[table]


def snapshot(world: World, *, counters: bool = True) -> tuple[Any, ...]:
    """All of which `world.digest(counters=…)` is made, to be compared more quickly than by it."""
    state = state_of(world)
    tables = [dict(state.tables[one]) for one in Table if counters or one not in COUNTERS]
    return state.now, state.contracts.tobytes(), state.history.digest, tables


def contract_ids(world: World) -> list[int]:
    """All contracts, in order."""
    return [int(one) for one in state_of(world).contracts["contract_id"]]


def contract_of(world: World, contract_id: int) -> Any:
    """A contract as the rules see it."""
    return state_of(world).contracts[world._operator.directory.position(contract_id)]


def parts_of(world: World) -> list[Part]:
    """All that has happened in a world, in no order that matters for a sum."""
    return list(state_of(world).history.parts())


def sums_of(world: World) -> np.ndarray:
    """What the ledger says that each contract has: entries less the charges of closed days.

    What a credit contract is charged stands on its bills, among the entries.
    """
    is_advance = state_of(world).contracts["settlement"] == Settlement.ADVANCE
    ids = state_of(world).contracts["contract_id"]
    sums = np.zeros(len(ids), np.int64)
    for part in parts_of(world):
        entries, days = part.entries, part.days
        places = np.searchsorted(ids, entries["contract_id"])
        np.add.at(sums, places, entries["amount_kopecks"])
        places = np.searchsorted(ids, days[DayColumn.CONTRACT_ID])
        charges = days[list(CHARGES)].astype(np.int64).sum(axis=0) * is_advance[places]
        np.subtract.at(sums, places, charges)
    return sums


def check_money(world: World) -> None:
    """Balances are sums, and promises are one per contract, within the limit (LED-MODEL)."""
    contracts: Records = state_of(world).contracts
    assert sums_of(world).tolist() == contracts["balance_kopecks"].tolist()
    limit = int(world._operator.terms_at(state_of(world).now).promise_limit_kopecks)
    assert (contracts["promise_open_kopecks"] >= 0).all()
    assert (contracts["promise_open_kopecks"] <= contracts["promise_kopecks"]).all()
    assert (contracts["promise_kopecks"] <= limit).all()
    check_nothing_is_overdue(world)


def check_nothing_is_overdue(world: World) -> None:
    """What ends at this very second has ended, before anything can be asked (GEN-CLOCK)."""
    contracts, now = state_of(world).contracts, state_of(world).now
    is_open = contracts["promise_open_kopecks"] > 0
    assert (contracts["promise_due_at"][is_open] > now).all(), "a promise is overdue"
    ends = contracts["timed_until"]
    assert (ends[ends > 0] > now).all(), "the end of an add-on is overdue"


def check_one_promise(world: World, contract_id: int) -> None:
    """The entries of a contract tell of at most one open promise at any moment (PROMISE-ONE)."""
    open_kopecks = 0
    limit = int(world._operator.terms_at(state_of(world).now).promise_limit_kopecks)
    entries = state_of(world).history.entries(contract_id)
    for row in entries[np.isin(entries["entry"], list(PROMISE_SIDE))]:
        kind = PROMISE_SIDE.get(int(row.entry), "")
        if kind == "given":
            assert open_kopecks == 0, "a promise upon a promise"
            assert 0 < row.amount_kopecks <= limit
        if kind:
            open_kopecks += int(row.amount_kopecks)
            assert open_kopecks >= 0
    assert open_kopecks == contract_of(world, contract_id).promise_open_kopecks


PROMISE_SIDE = {2: "given", 3: "repaid", 4: "expired"}
"""Entry.PROMISE, PROMISE_REPAY, PROMISE_EXPIRE: what is given, and what takes it back."""


def told(outcome: Any) -> dict[str, Any]:
    """An outcome without what tells a preview or a repetition from the real thing."""
    fields = {item.name: getattr(outcome, item.name) for item in dataclasses.fields(outcome)}
    return {name: value for name, value in fields.items() if name not in SELF_TOLD}


SELF_TOLD = ("is_preview", "is_repeat")
