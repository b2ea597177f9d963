"""A world as tables, for whoever asks questions in SQL: a copy of what it is at this moment."""

from collections.abc import Iterable, Sequence

import duckdb
import numpy as np
import polars as pl

from mybt_sim.engine.kinds import Entry, Event, Status
from mybt_sim.engine.records import CONTRACT, EVENT, LEDGER_ENTRY, Records, blank, join
from mybt_sim.engine.status import status_of
from mybt_sim.population import frames
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.store.facts import CHANNELS
from mybt_sim.world.command import Logged
from mybt_sim.world.history import History, no_days
from mybt_sim.world.moments import moment_of
from mybt_sim.world.operator import Operator
from mybt_sim.world.state import State

SECOND_US = 1_000_000


def world_frames(
    operator: Operator, state: State, log: Iterable[Logged]
) -> dict[str, pl.DataFrame]:
    """Tables by name: those of a run's population, `contract_now`, and what happened since.

    Columns are named as in a run. What happened before a world that was started from a run stands
    in that run.
    """
    ids = [tariff.id for tariff in operator.catalogue.tariffs]
    return {
        **frames(operator.directory.block),
        "contract_now": _contracts(state, ids),
        "posting": _postings(state.history),
        "event": _events(state.history),
        "contract_day": _days(state.history, ids),
        "command": _commands(log),
    }


def connection_over(tables: dict[str, pl.DataFrame]) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection in memory with these tables; close it after use."""
    connection = duckdb.connect()
    for name, frame in tables.items():
        connection.register("incoming", frame)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        connection.unregister("incoming")
    return connection


def _contracts(state: State, tariff_ids: list[str]) -> pl.DataFrame:
    """One row per contract, as it is now; whole numbers as the engine keeps them."""
    plain = [name for name in CONTRACT.names or () if CONTRACT[name].shape == ()]
    columns = {name: state.contracts[name] for name in plain}
    words = [Status(int(status_of(row, state.now))).name.lower() for row in state.contracts]
    tariffs = np.array(tariff_ids)[state.contracts["tariff"]]
    return pl.DataFrame(columns).with_columns(tariff_id=pl.Series(tariffs), status=pl.Series(words))


def _postings(history: History) -> pl.DataFrame:
    rows = join([blank(LEDGER_ENTRY, 0), *(part.entries for part in history.parts())])
    return posting_frame(rows).sort("contract_id", "posting_no")


def _events(history: History) -> pl.DataFrame:
    rows = join([blank(EVENT, 0), *(part.events for part in history.parts())])
    return event_frame(rows).sort("contract_id", "event_no")


def posting_frame(entries: Records) -> pl.DataFrame:
    """Ledger entries as rows of `posting`."""
    columns = {name: entries[name] for name in LEDGER_ENTRY.names or ()}
    channels = (None, *CHANNELS)
    return pl.DataFrame(
        columns
        | {
            "day": pl.Series(entries["day"]).cast(pl.Int32).cast(pl.Date),
            "posted_at": _moments(entries["posted_at"]),
            "entry": _words(entries["entry"], [member.name.lower() for member in Entry]),
            "channel": _words(entries["channel"], channels),
        }
    )


def event_frame(events: Records) -> pl.DataFrame:
    """Events as rows of `event`."""
    return pl.DataFrame(
        {
            "contract_id": events["contract_id"],
            "event_no": events["event_no"],
            "happened_at": _moments(events["happened_at"]),
            "event": _words(events["event"], [member.name.lower() for member in Event]),
            "value": events["value"],
        }
    )


def _days(history: History, tariff_ids: list[str]) -> pl.DataFrame:
    matrix = np.hstack([no_days(), *(part.days for part in history.parts())])
    columns: dict[str, object] = {column.name.lower(): matrix[column] for column in DayColumn}
    frame = pl.DataFrame(columns).rename({"tariff": "tariff_id"})
    return frame.with_columns(
        pl.col("day").cast(pl.Date),
        status=_words(matrix[DayColumn.STATUS], [member.name.lower() for member in Status]),
        tariff_id=_words(matrix[DayColumn.TARIFF], tariff_ids),
    )


def _commands(log: Iterable[Logged]) -> pl.DataFrame:
    rows = [
        (one.number, moment_of(one.at), one.command.device, one.command.name, one.refusal)
        for one in log
    ]
    names = ["number", "happened_at", "device", "name", "refusal"]
    return pl.DataFrame(rows, schema=names, orient="row")


def _words(codes: Records, words: Sequence[str | None]) -> pl.Series:
    return pl.Series(words, dtype=pl.String).gather(np.asarray(codes, np.int64))


def _moments(seconds: Records) -> pl.Series:
    return pl.Series(np.asarray(seconds) * SECOND_US).cast(pl.Datetime("us"))
