"""Records of the engine as rows of a world's file and back, column by column of its tables.

A closed vocabulary that may be absent counts from 1: 0 is "none" in the engine, NULL in the file.
"""

from collections.abc import Sequence
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from mybt_sim.engine.records import DAY_S, EVENT, LEDGER_ENTRY, Records, blank
from mybt_sim.simulation.layouts import DayColumn
from mybt_sim.store.batches import ROW_GROUP, coded_schema, day_batch
from mybt_sim.store.columns import DATE, TIMESTAMP, Column, Table
from mybt_sim.store.stream import insert
from mybt_sim.world.history import Part
from mybt_sim.world.moments import moment_of

NUMBER = "command_number"
BULK_ROWS = 50
"""From so many rows on a frame is faster than values in a statement."""
PARSED: dict[str, duckdb.Statement] = {}
"""Statements that add one row, by their text: one a table. They belong to no connection."""
LAYOUTS = {"posting": LEDGER_ENTRY, "event": EVENT}


def write_part(
    connection: duckdb.DuckDBPyConnection, tables: dict[str, Table], number: int, part: Part
) -> None:
    """Store what a command, or the past, brought about."""
    write_parts(connection, tables, [(number, part)])


def write_parts(
    connection: duckdb.DuckDBPyConnection,
    tables: dict[str, Table],
    numbered: Sequence[tuple[int, Part]],
) -> None:
    """Store what several commands brought about, each table by one statement."""
    for name, field in (("posting", "entries"), ("event", "events")):
        found = [(number, getattr(part, field)) for number, part in numbered]
        found = [(number, records) for number, records in found if len(records)]
        if sum(len(records) for _, records in found) > BULK_ROWS:
            frames = [_frame(tables[name], number, records) for number, records in found]
            insert(connection, tables[name], pl.concat(frames))
        elif found:
            _write_rows(connection, tables[name], found)
    for _, part in numbered:
        if part.days.shape[1]:
            table = tables["contract_day"]
            rows = pa.Table.from_batches([day_batch(coded_schema(table), part.days)])
            groups = pa.Table.from_batches(rows.to_batches(max_chunksize=ROW_GROUP))
            insert(connection, table, groups, are_codes=True)


def _write_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, found: Sequence[tuple[int, Records]]
) -> None:
    names = [column.name for column in table.columns]
    rows: list[tuple[Any, ...]] = []
    for number, records in found:
        columns = [_values(column, number, records) for column in table.columns]
        rows += zip(*columns, strict=True)
    write_rows(connection, f"{table.name} ({', '.join(names)})", rows)


def write_rows(
    connection: duckdb.DuckDBPyConnection, into: str, rows: Sequence[Sequence[Any]]
) -> None:
    """Add rows of plain values by one statement."""
    places = f"({', '.join('?' for _ in rows[0])})"
    text = f"INSERT INTO {into} VALUES {', '.join(places for _ in rows)}"
    values = [value for row in rows for value in row]
    connection.execute(_parsed(connection, text) if len(rows) == 1 else text, values)


def _parsed(connection: duckdb.DuckDBPyConnection, text: str) -> duckdb.Statement:
    """A statement that is read once a process: that takes a tenth of the time of a command."""
    if text not in PARSED:
        (PARSED[text],) = connection.extract_statements(text)
    return PARSED[text]


def _values(column: Column, number: int, records: Records) -> list[Any]:
    """A column as values of Python."""
    if column.name == NUMBER:
        return [number] * len(records)
    codes = records[column.name].tolist()
    if column.values:
        words = (None, *column.values) if column.nullable else column.values
        return [words[code] for code in codes]
    if column.type == TIMESTAMP:
        return [moment_of(code) for code in codes]
    return [moment_of(code * DAY_S).date() for code in codes] if column.type == DATE else codes


def _frame(table: Table, number: int, records: Records) -> pl.DataFrame:
    return pl.DataFrame([_series(column, number, records) for column in table.columns])


def _series(column: Column, number: int, records: Records) -> pl.Series:
    if column.name == NUMBER:
        return pl.Series(column.name, [number] * len(records), dtype=pl.Int64)
    codes = np.asarray(records[column.name])
    if column.values:
        words = (None, *column.values) if column.nullable else column.values
        return pl.Series(column.name, words, dtype=pl.String).gather(codes.astype("i8"))
    if column.type == TIMESTAMP:
        return pl.Series(column.name, codes * 1_000_000).cast(pl.Datetime("us"))
    if column.type == DATE:
        return pl.Series(column.name, codes.astype("i4")).cast(pl.Date)
    return pl.Series(column.name, codes)


def read_sql(table: Table) -> str:
    """SELECT … FROM the table, every column as the number by which the engine knows it."""
    columns = [column for column in table.columns if column.name != NUMBER]
    return f"SELECT {', '.join(map(_code_sql, columns))} FROM {table.name}"


def _code_sql(column: Column) -> str:
    if column.values and column.nullable:
        return f"coalesce(enum_code({column.name}) + 1, 0)::BIGINT AS {column.name}"
    if column.values:
        return f"enum_code({column.name})::BIGINT AS {column.name}"
    if column.type == TIMESTAMP:
        return f"epoch({column.name})::BIGINT AS {column.name}"
    if column.type == DATE:
        return f"{column.name} - DATE '1970-01-01' AS {column.name}"
    return column.name


def records_of(name: str, found: dict[str, Any]) -> Records:
    """Rows that `read_sql` found, in the layout of the engine."""
    layout = LAYOUTS[name]
    names = layout.names or ()
    records = blank(layout, len(found[names[0]]))
    for field in names:
        records[field] = np.asarray(found[field])
    return records


def days_of(table: Table, found: dict[str, Any]) -> np.ndarray:
    """Closed days that `read_sql` found, DayColumn × day."""
    columns = [np.asarray(found[column.name]) for column in table.columns]
    return np.array(columns, np.int32).reshape(len(DayColumn), -1)
