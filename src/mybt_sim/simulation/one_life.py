"""One subscriber lived alone, up to any second: the same life as in a run, without the others."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.behaviour.editions import tables_at
from mybt_sim.behaviour.months import plan_month
from mybt_sim.engine.book import Book, clear_journal
from mybt_sim.engine.records import DAY_S, SERVICE_DAY, Record, Records, blank
from mybt_sim.simulation.acting import consider_block, live_until, next_moment
from mybt_sim.simulation.block import Simulation, simulate_block
from mybt_sim.simulation.day import end_day, live_day, next_morning, tables_from
from mybt_sim.simulation.kernel import begin_life
from mybt_sim.simulation.layouts import LIFE, DayColumn


@dataclass(frozen=True)
class LifeAt:
    """A contract at a moment, after everything that happened up to that second.

    fact      FACT, who holds it
    contract  CONTRACT
    plan      PLAN, what people mean to do
    days      int32, DayColumn × day: each day that has begun, as it ends
    events    EVENT, of all these days
    """

    fact: Record
    contract: Record
    plan: Record
    days: NDArray[np.int32]
    events: Records


def lives_at(
    simulation: Simulation, subscriber_id: int, moment: int
) -> tuple[tuple[LifeAt, ...], tuple[Record, ...]]:
    """The contracts of a subscriber at `moment`, a second of the run or its last midnight: those
    that live, and FACT of those that begin later."""
    scenario = simulation.scenario
    begun = min(scenario.days, moment // DAY_S - scenario.first_day + 1)
    block = simulate_block(simulation, subscriber_id, 1, days=begun)
    book = simulation.book.copy()
    run = (scenario.seed, scenario.first_day, moment)
    lives, coming = [], []
    for position, fact in enumerate(block.population.facts):
        if fact.connected_on * DAY_S > moment:
            coming.append(fact)
            continue
        contracts, room = block.population.contracts[position : position + 1].copy(), blank(LIFE, 1)
        live_to(book, simulation.editions, fact, contracts[0], (room, blank(SERVICE_DAY, 1)), run)
        days = block.days[:, block.days[DayColumn.CONTRACT_ID] == fact.contract_id]
        events = block.events[block.events["contract_id"] == fact.contract_id]
        lives.append(LifeAt(fact, contracts[0], room[0].plan, days, events))
    return tuple(lives), tuple(coming)


@compiled
def live_to(
    book: Book,
    editions: Records,
    fact: Record,
    contract: Record,
    room: tuple[Records, Records],
    run: tuple[int, int, int],
) -> None:
    """Let one contract live up to and with a second; `room` is for its life and a service day,
    `run` is seed, first day and that second. What is posted on the way is not kept."""
    life = room[0][0]
    service_day = room[1][0]
    seed, first_day, moment = run
    day = max(first_day, fact.connected_on)
    tables = tables_at(editions, day)
    begin_life(book, tables, (seed, first_day), fact, contract, life)
    plan_month(book, tables, contract, life, day)
    while (day + 1) * DAY_S <= moment:
        live_day(book, tables, contract, life, service_day, day)
        end_day(book, contract, service_day, day)
        day += 1
        tables = tables_from(book, editions, seed, fact, contract, life, day)
        if next_morning(book, tables, contract, life, service_day, day):
            clear_journal(book)
            life.operation_count = 0
    consider_block(book, tables, contract, life, day * DAY_S)
    if next_moment(contract, life) <= moment:
        live_until(book, tables, contract, life, moment + 1)
