"""A durable world: one DuckDB file with its log, and with what the commands brought about.

Each command is one transaction: its row in the log, its ledger entries, events and closed days. The
state itself is not stored; it follows from the log, and the chain in the log proves that it does.
"""

import contextlib
import datetime
import json
import weakref
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa

from mybt_sim.base.errors import WorldError
from mybt_sim.catalogue import load_catalogue
from mybt_sim.engine.kinds import Entry, Event
from mybt_sim.population import frames
from mybt_sim.store.batches import ROW_GROUP, day_batch, day_schema
from mybt_sim.store.columns import Table
from mybt_sim.store.files import FileIdentity, file_identity, written_aside
from mybt_sim.store.run_file import scenario_of, scenario_text
from mybt_sim.store.stream import insert
from mybt_sim.world.command import Command, Logged
from mybt_sim.world.history import Part
from mybt_sim.world.moments import moment_of
from mybt_sim.world.operator import Operator
from mybt_sim.world.origin import Origin
from mybt_sim.world.state import State
from mybt_sim.world.world_tables import FORMAT, population_tables, world_tables

ENTRY_WORDS = [member.name.lower() for member in Entry]
EVENT_WORDS = [member.name.lower() for member in Event]
BULK_ROWS = 50
"""From so many rows on a frame is faster than values in a statement."""


IN_USE = weakref.WeakValueDictionary[FileIdentity | None, "WorldFile"]()
"""Files that this process has open. DuckDB keeps other processes out, but not the same one."""


class WorldFile:
    """The open file of a world. One thread at a time uses it: the world's lock sees to that."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        tables: dict[str, Table],
        path: Path | None = None,
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._path = path
        if path is not None:
            IN_USE[file_identity(path)] = self

    def __repr__(self) -> str:
        return f"in {self._path}"

    def append(self, logged: Logged, parts: Iterable[Part]) -> None:
        """Store a command and all that it did, or nothing of it."""
        connection = self._connection
        connection.execute("BEGIN")
        try:
            self._write(logged, list(parts))
            connection.execute("COMMIT")
        except duckdb.Error as error:
            with contextlib.suppress(duckdb.Error):
                connection.execute("ROLLBACK")
            raise WorldError(
                f"The world cannot be written: {str(error).strip().splitlines()[0]}.",
                next_step="Free space for its file; what was acknowledged is safe.",
            ) from error

    def _write(self, logged: Logged, parts: list[Part]) -> None:
        command = logged.command
        self._connection.execute(
            "INSERT INTO command VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                logged.number,
                moment_of(logged.at),
                command.device,
                command.name,
                command.text,
                command.key,
                logged.refusal,
                logged.chain,
            ],
        )
        for part in parts:
            self.write_part(logged.number, part)

    def write_part(self, number: int, part: Part) -> None:
        """Store what a command, or the past, brought about."""
        if len(part.entries) > BULK_ROWS or len(part.events) > BULK_ROWS:
            insert(self._connection, self._tables["posting"], _entry_frame(number, part))
            insert(self._connection, self._tables["event"], _event_frame(number, part))
        else:
            self._write_rows("posting", _entry_rows(number, part))
            self._write_rows("event", _event_rows(number, part))
        if part.days.shape[1]:
            table = self._tables["contract_day"]
            rows = pa.Table.from_batches([day_batch(day_schema(table), part.days)])
            groups = pa.Table.from_batches(rows.to_batches(max_chunksize=ROW_GROUP))
            insert(self._connection, table, groups, are_codes=True)

    def _write_rows(self, name: str, rows: list[list[Any]]) -> None:
        if rows:
            places = f"({', '.join('?' for _ in rows[0])})"
            statement = f"INSERT INTO {name} VALUES {', '.join(places for _ in rows)}"
            self._connection.execute(statement, [value for row in rows for value in row])

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        for identity in [one for one, file in IN_USE.items() if file is self]:
            del IN_USE[identity]


def _entry_rows(number: int, part: Part) -> list[list[Any]]:
    return [
        [number, contract_id, moment_of(at), ENTRY_WORDS[entry], amount, after]
        for contract_id, at, amount, after, entry in part.entries.tolist()
    ]


def _event_rows(number: int, part: Part) -> list[list[Any]]:
    return [
        [number, contract_id, moment_of(at), EVENT_WORDS[event], value]
        for contract_id, at, value, event in part.events.tolist()
    ]


def _entry_frame(number: int, part: Part) -> pl.DataFrame:
    rows = part.entries
    return pl.DataFrame(
        {
            "command_number": pl.Series([number] * len(rows), dtype=pl.Int64),
            "contract_id": rows["contract_id"],
            "posted_at": _moments(rows["posted_at"]),
            "entry": pl.Series(ENTRY_WORDS).gather(rows["entry"].astype("i8")),
            "amount_kopecks": rows["amount_kopecks"],
            "balance_after_kopecks": rows["balance_after_kopecks"],
        }
    )


def _event_frame(number: int, part: Part) -> pl.DataFrame:
    rows = part.events
    return pl.DataFrame(
        {
            "command_number": pl.Series([number] * len(rows), dtype=pl.Int64),
            "contract_id": rows["contract_id"],
            "happened_at": _moments(rows["happened_at"]),
            "event": pl.Series(EVENT_WORDS).gather(rows["event"].astype("i8")),
            "value": rows["value"],
        }
    )


def _moments(seconds: Any) -> pl.Series:
    return pl.Series(seconds * 1_000_000).cast(pl.Datetime("us"))


def create_file(path: Path, operator: Operator, first: State) -> WorldFile:
    """A new file for a world that begins; it appears when it is complete."""
    if path.exists():
        raise WorldError(
            f"There is already something at {path}.", next_step="Open it, or choose another name."
        )
    try:
        with written_aside(path) as aside, duckdb.connect(str(aside)) as connection:
            _fill(connection, operator, first)
    except (duckdb.Error, OSError) as error:
        raise WorldError(
            f"No world can be made at {path}: {str(error).strip().splitlines()[0]}.",
            next_step="Choose another place.",
        ) from error
    return WorldFile(_connect(path), world_tables(operator.catalogue), path)


def _fill(connection: duckdb.DuckDBPyConnection, operator: Operator, first: State) -> None:
    tables = world_tables(operator.catalogue)
    people = population_tables(operator.catalogue)
    for table in (*tables.values(), *people.values()):
        for statement in table.ddl():
            connection.execute(statement)
    origin = operator.origin
    row = [FORMAT, scenario_text(origin.scenario), origin.past_days, origin.run, origin.run_digest]
    connection.execute("INSERT INTO world VALUES (?, ?, ?, ?, ?)", row)
    for name, frame in frames(operator.directory.block).items():
        insert(connection, people[name], frame)
    file = WorldFile(connection, tables)
    for part in first.history.bulk:
        file.write_part(0, part)


def open_file(path: Path) -> tuple[WorldFile, Origin, list[Logged]]:
    """The file of a world with its origin and log; `WorldError` when it is none."""
    if not path.is_file():
        raise WorldError(
            f"There is no world at {path}.", next_step="Make one: World.create(path=…)."
        )
    if file_identity(path) in IN_USE:
        raise WorldError(
            f"{path} is open already.", next_step="Go on with that world, or close it first."
        )
    connection = _connect(path)
    try:
        rows = connection.execute("SELECT * FROM world").fetchall()
        commands = connection.execute("SELECT * FROM command ORDER BY number").fetchall()
        log = [_logged(row) for row in commands]
    except (duckdb.Error, ValueError):
        rows, log = [], []
    if len(rows) != 1 or rows[0][0] != FORMAT:
        connection.close()
        raise WorldError(
            f"{path} is no world of this version.", next_step="Open it with the one that wrote it."
        )
    _, scenario, past_days, run, run_digest = rows[0]
    origin = Origin(scenario_of(scenario), past_days, run, run_digest)
    file = WorldFile(connection, world_tables(load_catalogue()), path)
    return file, origin, log


def _logged(row: tuple[Any, ...]) -> Logged:
    number, at, device, name, arguments, key, refusal, chain = row
    seconds = int((at - datetime.datetime(1970, 1, 1)).total_seconds())
    return Logged(
        number, seconds, Command(name, device, json.loads(arguments), key), refusal, chain
    )


def _connect(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), config={"autoinstall_known_extensions": False})
    except duckdb.Error as error:
        raise WorldError(
            f"{path} cannot be opened: {str(error).strip().splitlines()[0]}.",
            next_step="Close the process that has it, or name a world.",
        ) from error
    connection.execute("SET enable_progress_bar = false")
    return connection
