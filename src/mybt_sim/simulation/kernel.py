"""The day kernel: every contract of a block lives every day of a run, by the rules.

For each contract and each day: plans on the first of a month, intents and expiries in time order,
the use of the day, then midnight. Charges of the ended day become columns of `contract_day`; all
other ledger entries stay in the journal.
"""

from mybt_sim.base.compiled import compiled
from mybt_sim.base.whole import place
from mybt_sim.behaviour.editions import edition_at, tables_of
from mybt_sim.behaviour.intents import intend
from mybt_sim.behaviour.layouts import BehaviourTables, Intent
from mybt_sim.behaviour.months import plan_month
from mybt_sim.behaviour.opening import open_bills, opening_kopecks
from mybt_sim.behaviour.traits import draw_traits
from mybt_sim.engine.book import Book, clear_journal
from mybt_sim.engine.close_day import (
    connect_contract,
    open_contract,
)
from mybt_sim.engine.day_prices import forget_prices
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.simulation.calm import live_some_days
from mybt_sim.simulation.coming import connection_kopecks
from mybt_sim.simulation.day import change_habits, next_morning
from mybt_sim.simulation.layouts import Facts, forget_life
from mybt_sim.simulation.metrics import count_operations, is_summed


@compiled
def live_block(
    book: Book,
    editions: Records,
    facts: Facts,
    population: Records,
    contracts: Records,
    room: tuple[Records, Records],
    run: tuple[int, int, int],
) -> None:
    """Let `contracts` live; `room` is for one life and one service day; `run` is seed, first
    day and number of days."""
    life = room[0][0]
    service_day = room[1][0]
    seed, first_day, days = run
    row = 0
    forget_prices(life.prices)
    for position in range(len(contracts)):
        contract = contracts[position]
        begins = max(0, population[position].connected_on - first_day)
        if begins > 0 and begins >= days:
            continue  # it comes later
        fact = population[position]
        edition = edition_at(editions, first_day + begins)
        begin_life(book, tables_of(editions, edition), (seed, first_day), fact, contract, life)
        offset = begins
        while offset <= days:
            tables = tables_of(editions, edition)  # the same for many days: compiled once a span
            edition += 1
            until = days + 1
            if edition < len(editions):
                until = min(until, editions[place(edition)].since - first_day)
            if offset > begins:
                change_habits(book, tables, seed, fact, contract, life)
            elif days > 0:
                plan_month(book, tables, contract, life, first_day + begins)
            today = offset
            while today < until:
                day = first_day + today
                if today > begins:
                    is_new_month = next_morning(book, tables, contract, life, service_day, day)
                    if is_new_month or today == days:
                        take_away(book, facts, life)
                if today == days:
                    break
                at = (day, today if is_summed(facts.sums) else row, min(until, days) - today)
                lived_days = live_some_days(book, tables, contract, life, service_day, facts, at)
                today += lived_days
                row += lived_days
            offset = until
        if days == 0:
            take_away(book, facts, life)


@compiled
def begin_life(
    book: Book,
    tables: BehaviourTables,
    run: tuple[int, int],
    fact: Record,
    contract: Record,
    life: Record,
) -> None:
    """Open a contract as a run begins, or connect it on its first day; `run` is seed and first day
    of the run. No month is planned yet."""
    seed, first_day = run
    forget_life(life)
    clear_journal(book)
    draw_traits(book, tables, seed, fact, contract, life.traits)
    day = fact.connected_on
    if day > first_day:
        balance_kopecks = connection_kopecks(book, tables, contract, life.traits, day)
        connect_contract(book, contract, balance_kopecks, day * DAY_S)
    else:
        balance_kopecks = opening_kopecks(book, tables, contract, life.traits, first_day)
        bills = open_bills(book, tables, contract, life.traits, first_day)
        open_contract(book, contract, balance_kopecks, bills, first_day * DAY_S)
    fact.opening_balance_kopecks = balance_kopecks
    if fact.fibre_on > 0:
        intend(life.plan, Intent.FIBRE, fact.fibre_on * DAY_S)
    if fact.moved_on > 0:
        intend(life.plan, Intent.MOVE, fact.moved_on * DAY_S)


@compiled
def take_away(book: Book, facts: Facts, life: Record) -> None:
    """Once a month move journal and operation rows out, so that neither can fill up."""
    assert book.entry_count <= len(book.entries)
    assert book.event_count <= len(book.events)
    assert life.operation_count <= len(life.operations)
    if is_summed(facts.sums):
        count_operations(facts.sums, life, book.first_day)
    else:
        facts.counts[0] = _append(facts.entries, facts.counts[0], book.entries, book.entry_count)
        facts.counts[1] = _append(facts.events, facts.counts[1], book.events, book.event_count)
        facts.counts[2] = _append(
            facts.operations, facts.counts[2], life.operations, life.operation_count
        )
    clear_journal(book)
    life.operation_count = 0


@compiled
def _append(target: Records, start: int, rows: Records, count: int) -> int:
    for position in range(count):
        if start + position < len(target):
            target[start + position] = rows[position]
    return start + count
