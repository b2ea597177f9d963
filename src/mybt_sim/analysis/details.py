"""Details of a run on demand: call records, views, internet sessions and hours as frames.

A run stores days. What happened within one is drawn from its address (seed, contract, day), so it
is never stored, is the same whenever it is asked for, and adds up to the stored day.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
import polars as pl

from mybt_sim.base.errors import RunError
from mybt_sim.base.plain import day_in
from mybt_sim.base.time import SECOND_US
from mybt_sim.behaviour.details import CLASSES, DAY_USE
from mybt_sim.behaviour.layouts import BehaviourTables
from mybt_sim.behaviour.sample import sample_details
from mybt_sim.engine.records import DAY_S, EVENT, Records, blank
from mybt_sim.engine.vocabulary import CallClass, Event, Technology
from mybt_sim.population.layouts import REGIONS
from mybt_sim.simulation.outages import outage_rows, read_outages
from mybt_sim.store import Run
from mybt_sim.store.again import simulation_of
from mybt_sim.store.columns import enum_words

USES_SQL = """
-- One row per asked contract and day of the run.
SELECT contract_id, epoch(contract_day.day)::BIGINT // 86400 AS day,
    isodow(contract_day.day) - 1 AS weekday, list_position($regions, region::VARCHAR) - 1 AS region,
    list_position($technologies,
        if(contract_day.day >= fibre_on, 'pon', contract.technology::VARCHAR)) - 1 AS technology,
    down_mb, up_mb, tv_minutes, local_minutes, long_distance_minutes, mobile_minutes,
    international_minutes, service_minutes
FROM contract_day JOIN contract USING (contract_id)
    JOIN address USING (contract_id)
WHERE contract_id IN (SELECT unnest($contracts)) AND contract_day.day IN (SELECT unnest($days))
    AND contract_day.day >= from_day AND contract_day.day < coalesce(until_day, 'infinity')
ORDER BY contract_id, contract_day.day
"""

EVENTS_SQL = """
-- One row per event after which the service can or can't be used, in their order.
SELECT contract_id, event_no, epoch(happened_at)::BIGINT AS happened_at,
    list_position($events, event::VARCHAR) - 1 AS event
FROM event
WHERE contract_id IN (SELECT unnest($contracts)) AND event::VARCHAR IN (
    'blocked', 'restored', 'suspension_started', 'suspension_ended', 'terminated')
ORDER BY contract_id, event_no
"""

MISSING_SQL = """
-- One row per asked contract that the run does not have.
SELECT contract_id FROM (SELECT unnest($contracts) AS contract_id)
WHERE contract_id NOT IN (SELECT contract_id FROM contract) ORDER BY contract_id
"""

CALL_WORDS = enum_words(CallClass)[:CLASSES]
MINUTES = tuple(f"{word}_minutes" for word in CALL_WORDS)
WORDS = {"regions": list(REGIONS), "technologies": list(enum_words(Technology))}
EVENT_WORDS = {"events": list(enum_words(Event))}


@dataclass(frozen=True)
class Details:
    """What happened within days of contracts, by contract, day and time.

    calls     contract_id, day, started_at, call_class, minutes (started ones), length_s
    views     contract_id, day, started_at, minutes
    sessions  contract_id, day, started_at, stopped_at, down_mb, up_mb
    hours     contract_id, day, hour (0 to 23), down_mb, up_mb
    """

    calls: pl.DataFrame
    views: pl.DataFrame
    sessions: pl.DataFrame
    hours: pl.DataFrame

    def __repr__(self) -> str:
        return (
            f"<Details: {len(self.calls):,} calls, {len(self.views):,} views, "
            f"{len(self.sessions):,} sessions, {len(self.hours):,} hours>"
        )

    def register(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Let SQL of this cursor ask for them by the names of `TABLES`."""
        for name, part in TABLES.items():
            cursor.register(name, getattr(self, part).to_arrow())


TABLES = {
    "call_record": "calls",
    "tv_view": "views",
    "internet_session": "sessions",
    "usage_hour": "hours",
}
"""Names for SQL, and which part each is."""


def details(run: Run, contract_ids: Iterable[int], days: Iterable[object]) -> Details:
    """Details of each of these contracts on each of these days, dates or their texts.

    `RunError` when the run has no such contract or day, stores sums alone, or was made by other
    rules or seed data than these.
    """
    simulation = simulation_of(run)
    contracts, dates = sorted(set(contract_ids)), _dates(run, days)
    with run.cursor() as cursor:
        _check_there(run, cursor, contracts)
        asked = {"contracts": contracts, "days": dates, **WORDS}
        uses = _read(cursor, USES_SQL, DAY_USE, asked)
        events = _read(cursor, EVENTS_SQL, EVENT, {"contracts": contracts, **EVENT_WORDS})
    outages = outage_rows(read_outages(run.scenario.outages))
    return of_days(simulation.editions[0], run.scenario.seed, uses, events, outages)


def of_days(
    tables: BehaviourTables, seed: int, uses: Records, events: Records, outages: Records
) -> Details:
    """Details of DAY_USE records, by contract and day, with the EVENT records of the contracts."""
    sample = sample_details(tables, seed, uses, events, outages)
    calls = pl.col("call_class").replace_strict(
        list(range(CLASSES)), CALL_WORDS, return_dtype=pl.Enum(CALL_WORDS)
    )
    started_at = _moment("from_s").alias("started_at")
    begun = (pl.col("contract_id"), DAY.alias("day"), started_at)
    return Details(
        _frame(sample.calls).select(*begun, calls, "minutes", "length_s").sort(IN_ORDER),
        _frame(sample.views).select(*begun, "minutes").sort(IN_ORDER),
        _frame(sample.sessions).select(
            *begun, _moment("until_s").alias("stopped_at"), "down_mb", "up_mb"
        ),
        _frame(sample.hours).select("contract_id", DAY.alias("day"), "hour", "down_mb", "up_mb"),
    )


def _dates(run: Run, days: Iterable[object]) -> list[datetime.date]:
    dates = set()
    for day in days:
        date = day_in(day)
        if date is None or not 0 <= (date - run.scenario.start).days < run.scenario.days:
            raise RunError(
                f"{run.path} has no day {day}.",
                next_step=f"Its {run.scenario.days:,} days begin with {run.scenario.start}.",
            )
        dates.add(date)
    return sorted(dates)


def _read(
    cursor: duckdb.DuckDBPyConnection, sql: str, layout: np.dtype[Any], asked: dict[str, Any]
) -> Records:
    """The rows of a query as records; its columns have the names of fields, or of MINUTES."""
    columns = cursor.execute(sql, asked).fetchnumpy()
    records = blank(layout, len(columns["contract_id"]))
    for name, values in columns.items():
        if name in MINUTES:
            records["call_minutes"][:, MINUTES.index(name)] = values
        else:
            records[name] = values
    return records


def _check_there(run: Run, cursor: duckdb.DuckDBPyConnection, contracts: list[int]) -> None:
    missing = cursor.execute(MISSING_SQL, {"contracts": contracts}).fetchall()
    if missing:
        raise RunError(
            f"{run.path} has no contract {missing[0][0]}.",
            next_step="Take contract_id of the table contract.",
        )


IN_ORDER = ("contract_id", "started_at")
DAY = pl.col("day").cast(pl.Int32).cast(pl.Date)


def _moment(second: str) -> pl.Expr:
    """A second of the day as a moment."""
    return ((pl.col("day") * DAY_S + pl.col(second)) * SECOND_US).cast(pl.Datetime("us"))


def _frame(records: Records) -> pl.DataFrame:
    names = records.dtype.names or ()
    return pl.DataFrame({name: np.ascontiguousarray(records[name]) for name in names})
