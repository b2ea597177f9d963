"""Time passes in a live world as in a run: the same days, entries, events and contracts.

People of a live world give no orders, so nobody's orders may come to anything in the run either:
every card is declined and every annex number wrong, and nobody wants a promise or a tariff.
"""

from typing import Any

import numpy as np
import pytest

from mybt_sim.engine.book import Book, clear_journal
from mybt_sim.engine.close_day import open_contract
from mybt_sim.engine.records import DAY_S, Record, blank
from mybt_sim.engine.vocabulary import Event
from mybt_sim.simulation.acting import live_until
from mybt_sim.simulation.block import BlockLife, prepare, simulate_block
from mybt_sim.simulation.layouts import LIFE, DayColumn, forget_life
from mybt_sim.simulation.scenario import Scenario
from mybt_sim.world import World
from mybt_sim.world.origin import origin_of
from tests.support.life import Given, make_contract
from tests.support.worlds import parts_of, state_of

SUBSCRIBERS, DAYS = 60, 120
NO_ORDERS = {
    "payment.card_declined_share": 1,
    "payment.wrong_annex_share": 1,
    "promise.when_blocked_share": 0,
    "promise.spontaneous_share": 0,
    "tariff.try_share": 0,
}
SCENARIO = Scenario(subscribers=SUBSCRIBERS, seed=11, days=DAYS, behaviour=NO_ORDERS)
STEPS_S = (1, DAY_S - 1, DAY_S // 2, 3 * DAY_S, 40 * DAY_S, 7_777)
CALLS = (
    *(DayColumn.LOCAL_MINUTES, DayColumn.LONG_DISTANCE_MINUTES),
    *(DayColumn.MOBILE_MINUTES, DayColumn.INTERNATIONAL_MINUTES),
)


@pytest.fixture(scope="module")
def run() -> BlockLife:
    return simulate_block(prepare(SCENARIO), 1, SUBSCRIBERS, days=DAYS)


@pytest.fixture(scope="module")
def world() -> World:
    """The same people, live, moved on in steps of every length up to the same midnight."""
    world = World._begin(origin_of(SCENARIO, 0), None)
    end_at = (SCENARIO.first_day + DAYS) * DAY_S
    for step_s in STEPS_S:
        world.advance(seconds=step_s)
    world.advance(seconds=end_at - state_of(world).now)
    return world


def sorted_rows(*parts: Any) -> list[tuple[Any, ...]]:
    return sorted(row for part in parts for row in part.tolist())


def test_every_day_is_lived_alike(run: BlockLife, world: World) -> None:
    lived = np.hstack([part.days for part in parts_of(world)])
    assert lived.shape == (len(DayColumn), DAYS * len(run.contracts))
    assert sorted_rows(lived.T) == sorted_rows(np.asarray(run.days).T)


def test_every_entry_and_event_is_the_same(run: BlockLife, world: World) -> None:
    parts = parts_of(world)
    entries, events = [part.entries for part in parts], [part.events for part in parts]
    assert sorted_rows(*entries) == sorted_rows(run.entries)
    assert sorted_rows(*events) == sorted_rows(run.events)
    happened = {Event(int(one)) for one in run.events["event"]}
    assert happened >= {Event.BLOCKED, Event.BILL_ISSUED, Event.BARRED, Event.BILL_REMINDER}


def test_every_contract_stands_alike(run: BlockLife, world: World) -> None:
    for name in run.contracts.dtype.names or ():
        assert (run.contracts[name] == state_of(world).contracts[name]).all(), name


def test_a_barred_line_of_a_live_world_calls_service_numbers_only(world: World) -> None:
    """SUS-TEL: what the clock draws is refused as a call by hand would be."""
    lived = np.hstack([part.days for part in parts_of(world)])
    barred = 0
    for part in parts_of(world):
        for row in part.events[part.events["event"] == Event.BARRED]:
            is_line = lived[DayColumn.CONTRACT_ID] == row.contract_id
            days = lived[:, is_line & (lived[DayColumn.DAY] >= row.happened_at // DAY_S)]
            assert not days[list(CALLS)].any()
            barred += days.shape[1]
    assert barred > 100


def test_what_lasts_hours_ends_at_its_second_in_a_run_too() -> None:
    """GEN-CLOCK: a run that could buy such add-ons must not keep them until midnight."""
    simulation = prepare(SCENARIO)
    book, day = simulation.book, SCENARIO.first_day
    noon = day * DAY_S + DAY_S // 2
    life = blank(LIFE, 1)[0]
    forget_life(life)
    contract = with_a_turbo_day(book, day, noon)
    live_until(book, simulation.tables, contract, life, (day + 1) * DAY_S)
    told = book["events"][: int(book.event_count)]
    assert [(int(row["event"]), int(row["happened_at"])) for row in told] == [
        (Event.ADDONS_ENDED, noon)
    ]
    assert contract.add_ons == 0


def with_a_turbo_day(book: Book, day: int, ends_at: int) -> Record:
    """A contract with T08 whose A14 ends at a second of the day."""
    contract = make_contract(Given(7, day, 0), book)
    open_contract(book, contract, 10_000, day * DAY_S)
    contract.add_ons = 1 << 13
    contract.timed_until[int(book.add_ons[0, 13].timed_slot)] = ends_at
    clear_journal(book)
    return contract
