"""One day of one contract, from its morning to the charge of its midnight."""

import numpy as np
from numpy.typing import NDArray

from mybt_sim.base.compiled import compiled
from mybt_sim.behaviour.editions import tables_at
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.months import plan_month
from mybt_sim.behaviour.traits import draw_habits
from mybt_sim.behaviour.usage import draw_use, forget_use
from mybt_sim.engine.book import Book, calendar_day, own_tariff
from mybt_sim.engine.close_day import charge_ended_day, open_next_day
from mybt_sim.engine.contract_clock import keep_usable_use
from mybt_sim.engine.records import DAY_S, Record, Records
from mybt_sim.engine.status import active_seconds, status_of
from mybt_sim.engine.vocabulary import CallClass
from mybt_sim.simulation.acting import consider_block, live_until, next_moment
from mybt_sim.simulation.layouts import DayColumn

COLUMN_MOST = (1 << 31) - 1


@compiled
def next_morning(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    service_day: Record,
    day: int,
) -> bool:
    """Midnight of a day that has been charged, before `day`; says whether a month begins."""
    life.plan.usage_kopecks += service_day.usage_kopecks
    open_next_day(book, contract, day)
    is_new_month = bool(calendar_day(book, day).day_of_month == 1)
    if is_new_month:
        plan_month(book, tables, contract, life, day)
    return is_new_month


@compiled
def change_habits(
    book: Book, tables: BehaviourTables, seed: int, fact: Record, contract: Record, life: Record
) -> None:
    """Other numbers hold from this midnight on, so habits are others, and how long somebody is
    away. What was planned for the month stays."""
    draw_habits(book, tables, seed, fact, contract, life.traits)
    life.span.until = 0


@compiled
def tables_from(
    book: Book,
    editions: Records,
    seed: int,
    fact: Record,
    contract: Record,
    life: Record,
    day: int,
) -> BehaviourTables:
    """The numbers of a day that begins, once habits are by them."""
    tables = tables_at(editions, day)
    if tables.since == day:
        change_habits(book, tables, seed, fact, contract, life)
    return tables


@compiled
def live_day(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    service_day: Record,
    day: int,
) -> None:
    """Actions and use of one day, up to its midnight."""
    consider_block(book, tables, contract, life, day * DAY_S)
    if next_moment(contract, life) < (day + 1) * DAY_S:
        live_until(book, tables, contract, life, (day + 1) * DAY_S)
    use_day(book, tables, contract, life, service_day, day)


@compiled
def use_day(
    book: Book,
    tables: BehaviourTables,
    contract: Record,
    life: Record,
    service_day: Record,
    day: int,
) -> None:
    """What the people of the contract used on a day that is over, as far as it could be used."""
    forget_use(service_day)
    active_s = active_seconds(contract, (day + 1) * DAY_S)
    if active_s > 0:
        tariff = own_tariff(book, contract, day)
        draw_use(tables, tariff, life, service_day, (day, book.first_day))
        if tables.has_outages:
            out_s = tables.outage_s[life.traits.region, day - book.first_day]
            active_s = max(0, active_s - out_s)
        keep_usable_use(contract, service_day, active_s)


@compiled
def end_day(book: Book, contract: Record, service_day: Record, day: int) -> None:
    """Charge the day; its charges go into its row and leave the journal, their numbers stay taken.

    The row is written before the next day is opened: whatever is posted then is not of this day.
    """
    mark = book.entry_count
    book.entry_count = len(book.entries)  # a full journal counts and writes nothing
    charge_ended_day(book, contract, service_day, day)
    book.entry_count = mark


@compiled
def write_day(
    rows: NDArray[np.int32], row: int, contract: Record, service_day: Record, day: int
) -> None:
    """One row of `contract_day`, as the contract stands when the day has been charged."""
    assert fits(contract, service_day), "a day of a contract does not fit its 32-bit columns"
    rows[DayColumn.CONTRACT_ID, row] = contract.contract_id
    rows[DayColumn.DAY, row] = day
    rows[DayColumn.STATUS, row] = status_of(contract, (day + 1) * DAY_S - 1)
    rows[DayColumn.TARIFF, row] = contract.tariff
    rows[DayColumn.DOWN_MB, row] = service_day.down_mb
    rows[DayColumn.UP_MB, row] = service_day.up_mb
    rows[DayColumn.TV_MINUTES, row] = service_day.tv_minutes
    rows[DayColumn.LOCAL_MINUTES, row] = service_day.call_minutes[CallClass.LOCAL]
    rows[DayColumn.LONG_DISTANCE_MINUTES, row] = service_day.call_minutes[CallClass.LONG_DISTANCE]
    rows[DayColumn.MOBILE_MINUTES, row] = service_day.call_minutes[CallClass.MOBILE]
    rows[DayColumn.INTERNATIONAL_MINUTES, row] = international_minutes(service_day)
    rows[DayColumn.SERVICE_MINUTES, row] = service_day.call_minutes[CallClass.SERVICE]
    rows[DayColumn.USAGE_KOPECKS, row] = service_day.usage_kopecks
    rows[DayColumn.TARIFF_FEE_KOPECKS, row] = service_day.tariff_fee_kopecks
    rows[DayColumn.ADD_ON_FEE_KOPECKS, row] = service_day.add_on_fee_kopecks
    rows[DayColumn.BALANCE_KOPECKS, row] = contract.balance_kopecks


@compiled
def fits(contract: Record, service_day: Record) -> bool:
    """Whether everything that has no bound by its nature fits; minutes are bounded by the day."""
    sizes = service_day.down_mb | service_day.up_mb | service_day.usage_kopecks
    sizes |= service_day.tariff_fee_kopecks | service_day.add_on_fee_kopecks
    is_small = 0 <= sizes <= COLUMN_MOST  # no bit above the 31st, and none below zero
    return bool(is_small and -COLUMN_MOST <= contract.balance_kopecks <= COLUMN_MOST)


@compiled
def international_minutes(service_day: Record) -> int:
    """Started minutes of calls abroad, all zones together."""
    minutes = service_day.call_minutes
    return minutes[CallClass.CIS] + minutes[CallClass.INTERNATIONAL] + minutes[CallClass.FAR_ABROAD]
