"""A world as a database: the tables and views of a run, as far as a world knows them.

The rows are made by the makers of a run (`store.batches`, `store.reference`, the SELECTs of
`store.derived`), so that what is written for a run, its laws above all, can be asked of a world.
Two tables are a world's own: `contract_now`, and `command`, its log.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from mybt_sim.engine.records import CONTRACT, DAY_S
from mybt_sim.engine.status import status_of
from mybt_sim.engine.vocabulary import Status
from mybt_sim.population import frames
from mybt_sim.simulation.block import BlockLife, state_ends
from mybt_sim.store.batches import coded_schema, day_batch
from mybt_sim.store.columns import Table, quoted
from mybt_sim.store.reference import reference_frames
from mybt_sim.store.schema import DERIVED_TABLES, VIEWS, run_tables
from mybt_sim.store.stream import JOURNAL, insert
from mybt_sim.world.command import Logged
from mybt_sim.world.moments import moment_of
from mybt_sim.world.operator import Operator
from mybt_sim.world.reads.attempts import attempts_in
from mybt_sim.world.state import State

SINCE = "_since"
"""A world that began on a morning of a run keeps what happened since in tables of this ending."""


def world_connection(
    operator: Operator, state: State, log: Iterable[Logged]
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection in memory over a copy of what the world is now; close it after use."""
    log = list(log)
    connection = duckdb.connect()
    try:
        tables = {table.name: table for table in run_tables(operator.catalogue)}
        for table in tables.values():
            for statement in table.ddl():
                connection.execute(statement)
        _fill(connection, tables, operator, state, log)
        if operator.origin.run is not None:
            _add_past(connection, operator)
        for table in DERIVED_TABLES:
            connection.execute(f"INSERT INTO {table.name} {table.derived}")
        for view in VIEWS:
            for statement in view.ddl():
                connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


def world_frames(connection: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """Every table of a world's connection as a frame, by name; those of the past left out."""
    listed = "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database()"
    names = [name for (name,) in connection.execute(listed).fetchall()]
    return {
        name.removesuffix(SINCE): connection.sql(f"SELECT * FROM {name}").pl() for name in names
    }


def _fill(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, Table],
    operator: Operator,
    state: State,
    log: list[Logged],
) -> None:
    today = moment_of(state.now).date()
    for name, frame in reference_frames(operator.simulation).items():
        rows = frame.filter(pl.col("day") <= today) if name == "calendar" else frame
        insert(connection, tables[name], rows)
    block = operator.directory.block
    facts = block.facts.copy()
    state_ends(facts, state.contracts)
    for name, frame in frames(replace(block, facts=facts)).items():
        insert(connection, tables[name], frame)
    life = _life(operator, state, log)
    days = tables["contract_day"]
    batch = day_batch(coded_schema(days), life.days)
    insert(connection, days, pa.Table.from_batches([batch]), are_codes=True)
    for name, make in JOURNAL.items():
        rows = pa.Table.from_batches([make(tables[name], life)])
        insert(connection, tables[name], rows, are_codes=True)
    _create(connection, "contract_now", _contracts(operator, state))
    _create(connection, "command", _commands(log))


def _life(operator: Operator, state: State, log: list[Logged]) -> BlockLife:
    """What the contracts of a world have lived through, by contract and in order of time."""
    whole = state.history.in_order()
    by_day = np.argsort(whole.days[0], kind="stable")
    operations = attempts_in(operator, log)
    return BlockLife(
        population=operator.directory.block,
        contracts=state.contracts,
        days=np.ascontiguousarray(whole.days[:, by_day]),
        metrics=np.zeros((0, 0), np.int64),
        entries=whole.entries[np.argsort(whole.entries["contract_id"], kind="stable")],
        events=whole.events[np.argsort(whole.events["contract_id"], kind="stable")],
        operations=operations,
        attempts=operations[:0],
    )


def _add_past(connection: duckdb.DuckDBPyConnection, operator: Operator) -> None:
    """Put what happened before a world began, which stands in its run, before what it did itself.

    The run is read where it lies, not copied.
    """
    first_at = (operator.origin.scenario.first_day + operator.origin.past_days) * DAY_S
    connection.execute(f"ATTACH {quoted(str(operator.origin.run))} AS run_before (READ_ONLY)")
    moment = f"TIMESTAMP {quoted(str(moment_of(first_at)))}"
    before = {
        "contract_day": f"day < {moment}::DATE",
        "posting": f"posted_at <= {moment}",
        "event": f"happened_at <= {moment}",
        "operation": f"attempted_at < {moment}",
    }
    for name, condition in before.items():
        connection.execute(f"ALTER TABLE {name} RENAME TO {name}{SINCE}")
        connection.execute(
            f"CREATE VIEW {name} AS SELECT * FROM run_before.main.{name} WHERE {condition} "
            "AND (contract_id IS NULL OR contract_id IN (SELECT contract_id FROM contract)) "
            f"UNION ALL BY NAME SELECT * FROM {name}{SINCE}"
        )


def _create(connection: duckdb.DuckDBPyConnection, name: str, frame: pl.DataFrame) -> None:
    connection.register("incoming_rows", frame)
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming_rows")
    connection.unregister("incoming_rows")


def _contracts(operator: Operator, state: State) -> pl.DataFrame:
    """One row per contract, as it is now; whole numbers as the engine keeps them."""
    plain = [name for name in CONTRACT.names or () if CONTRACT[name].shape == ()]
    columns: dict[str, Any] = {name: state.contracts[name] for name in plain}
    words = [Status(int(status_of(row, state.now))).name.lower() for row in state.contracts]
    ids = np.array([tariff.id for tariff in operator.catalogue.tariffs])
    tariffs = ids[state.contracts["tariff"]]
    return pl.DataFrame(columns).with_columns(tariff_id=pl.Series(tariffs), status=pl.Series(words))


def _commands(log: Iterable[Logged]) -> pl.DataFrame:
    columns: dict[str, Any] = {
        "number": pl.Int64,
        "happened_at": pl.Datetime("us"),
        "device": pl.Int64,
        "name": pl.String,
        "arguments": pl.String,
        "refusal": pl.String,
    }
    rows = [
        (
            one.number,
            moment_of(one.at),
            one.command.device,
            one.command.name,
            one.command.text,
            one.refusal,
        )
        for one in log
    ]
    return pl.DataFrame(rows, schema=columns, orient="row")
